// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/keep/tally-seal-step.h"

#include "server/keep/tally-seal-file.h"
#include "server/keep/tally-seal-key.h"
#include "server/keep/tally-seal-store.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define LOGIN "tally_settle"

static gboolean
refuse_file (const char *path, const TallySealEnd *end, GError **error)
{
    char at[TALLY_SEAL_TIME_TEXT];

    g_set_error (
        error, TALLY_ERROR, TALLY_ERROR_INVALID,
        _ ("%s ends with seal %ld of %s, which is not in the database: seals were removed, "
           "or it is the file of another database"),
        path, (long) end->last.no, tally_seal_format_time (end->last.at, at));
    return FALSE;
}

/* The database's seals that the file does not have yet. */
static gboolean
catch_up (TallyDb *db, const char *path, GError **error)
{
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GArray) seals = NULL;
    TallySealEnd end;
    guint from;

    if (!tally_seal_file_read_end (path, &end, error))
        return FALSE;
    seals = tally_seal_store_list (db, end.last.no, error);
    if (seals == NULL)
        return FALSE;
    from = end.last.no > 0;
    if (from > 0
        && (seals->len == 0
            || !tally_seal_is_same (&g_array_index (seals, TallySeal, 0), &end.last)))
        return refuse_file (path, &end, error);
    for (guint i = from; i < seals->len; i++) {
        char line[TALLY_SEAL_TEXT];

        g_string_append (text, tally_seal_format (&g_array_index (seals, TallySeal, i), line));
        g_string_append_c (text, '\n');
    }
    if (!g_str_has_prefix (text->str, end.torn)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("%s: its last line is no seal of this database"), path);
        return FALSE;
    }
    return text->len == 0 || tally_seal_file_append (path, text->str + strlen (end.torn), error);
}

typedef struct {
    const TallySealOrder *order;
    uint8_t secret[TALLY_SEAL_KEY_BYTES];
    TallySealTree tree;
    GByteArray *bytes;
    TallySeal *made;
} Make;

static void
add_leaf (int64_t no, const TallySealLeaf *leaf, gpointer user_data)
{
    Make *make = user_data;

    tally_seal_leaf_encode (leaf, make->bytes);
    tally_seal_tree_add (&make->tree, make->bytes->data, make->bytes->len);
}

static gboolean
make_seal (TallyDb *db, gpointer user_data, GError **error)
{
    Make *make = user_data;
    TallySeal *seal = make->made;
    uint8_t key[TALLY_SEAL_KEY_BYTES];
    uint8_t key_id[TALLY_SEAL_KEY_ID_BYTES];
    TallySeal newest;

    if (!tally_seal_store_newest (db, &newest, error))
        return FALSE;
    make->tree = (TallySealTree){ 0 };
    *seal = (TallySeal){ .no = (int64_t) ((uint64_t) newest.no + 1), .at = make->order->now };
    if (newest.no > 0)
        tally_seal_hash (&newest, seal->previous);
    if (!tally_seal_store_add_leaves (db, seal->no, error)
        || !tally_seal_store_read_leaves (db, seal->no, seal->no, add_leaf, make, error))
        return FALSE;
    seal->n_leaves = (int64_t) make->tree.n;
    tally_seal_tree_root (&make->tree, seal->root);
    tally_seal_sign (seal, make->secret);
    tally_seal_public_key (make->secret, key);
    tally_seal_key_id (key, key_id);
    return tally_seal_store_add (db, seal, key_id, error);
}

gboolean
tally_seal_step (const TallySealOrder *order, TallySeal *made, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new ();
    Make make = { .order = order, .bytes = bytes, .made = made };
    g_autoptr(TallyDb) db = NULL;
    gboolean is_made;

    if (!tally_seal_key_load (order->key_file, make.secret, error))
        return FALSE;
    db = tally_db_open_as (order->conninfo, LOGIN, error);
    is_made = db != NULL && tally_seal_store_lock (db, error) && catch_up (db, order->file, error)
              && tally_db_transact (db, TALLY_ISOLATION_ONE_VIEW, make_seal, &make, error);
    sodium_memzero (make.secret, sizeof make.secret);
    return is_made && catch_up (db, order->file, error);
}
