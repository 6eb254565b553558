// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/keep/tally-seal-store.h"

#include "server/db/tally-copy.h"

#include <sodium.h>

#define HASH_DIGITS (2 * TALLY_SHA256_BYTES)
#define SIGNATURE_DIGITS (2 * TALLY_SEAL_SIGNATURE_BYTES)

enum {
    COLUMN_NO,
    COLUMN_AT,
    COLUMN_PREVIOUS,
    COLUMN_ROOT,
    COLUMN_N_LEAVES,
    COLUMN_SIGNATURE
};

static int64_t
number (PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

/* The table holds bytes of this length and no other. */
static void
read_bytes (PGresult *rows, int row, int column, uint8_t *bytes, size_t n)
{
    const char *digits = PQgetvalue (rows, row, column);

    sodium_hex2bin (bytes, n, digits, strlen (digits), NULL, NULL, NULL);
}

static TallySeal
read_seal (PGresult *rows, int row)
{
    TallySeal seal = { .no = number (rows, row, COLUMN_NO),
                       .at = number (rows, row, COLUMN_AT),
                       .n_leaves = number (rows, row, COLUMN_N_LEAVES) };

    read_bytes (rows, row, COLUMN_PREVIOUS, seal.previous, sizeof seal.previous);
    read_bytes (rows, row, COLUMN_ROOT, seal.root, sizeof seal.root);
    read_bytes (rows, row, COLUMN_SIGNATURE, seal.signature, sizeof seal.signature);
    return seal;
}

gboolean
tally_seal_store_lock (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) locked = tally_db_run (db, "keep/seal-lock", 0, NULL, error);

    return locked != NULL;
}

gboolean
tally_seal_store_newest (TallyDb *db, TallySeal *seal, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "keep/seal-newest", 0, NULL, error);

    *seal = (TallySeal){ 0 };
    if (rows != NULL && PQntuples (rows) > 0)
        *seal = read_seal (rows, 0);
    return rows != NULL;
}

GArray *
tally_seal_store_list (TallyDb *db, int64_t first, GError **error)
{
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, first);
    const char *values[] = { text };
    g_autoptr(PGresult) rows = tally_db_run (db, "keep/seal-list", 1, values, error);
    GArray *seals;

    if (rows == NULL)
        return NULL;
    seals = g_array_new (FALSE, FALSE, sizeof (TallySeal));
    for (int row = 0; row < PQntuples (rows); row++) {
        TallySeal seal = read_seal (rows, row);

        g_array_append_val (seals, seal);
    }
    return seals;
}

gboolean
tally_seal_store_add_leaves (TallyDb *db, int64_t no, GError **error)
{
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, no);
    const char *values[] = { text };
    g_autoptr(PGresult) raw = tally_db_run (db, "keep/seal-add-raw", 1, values, error);
    g_autoptr(PGresult) audit = raw != NULL
                                     ? tally_db_run (db, "keep/seal-add-audit", 1, values, error)
                                     : NULL;

    return audit != NULL;
}

gboolean
tally_seal_store_add (TallyDb *db,
                      const TallySeal *seal,
                      const uint8_t key_id[TALLY_SEAL_KEY_ID_BYTES],
                      GError **error)
{
    g_autofree char *no = g_strdup_printf ("%" G_GINT64_FORMAT, seal->no);
    g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, seal->at);
    g_autofree char *n_leaves = g_strdup_printf ("%" G_GINT64_FORMAT, seal->n_leaves);
    char previous[HASH_DIGITS + 1];
    char root[HASH_DIGITS + 1];
    char signature[SIGNATURE_DIGITS + 1];
    char key[2 * TALLY_SEAL_KEY_ID_BYTES + 1];
    const char *values[] = { no, at, previous, root, n_leaves, signature, key };
    g_autoptr(PGresult) added = NULL;

    sodium_bin2hex (previous, sizeof previous, seal->previous, sizeof seal->previous);
    sodium_bin2hex (root, sizeof root, seal->root, sizeof seal->root);
    sodium_bin2hex (signature, sizeof signature, seal->signature, sizeof seal->signature);
    sodium_bin2hex (key, sizeof key, key_id, TALLY_SEAL_KEY_ID_BYTES);
    added = tally_db_run (db, "keep/seal-add", G_N_ELEMENTS (values), values, error);
    return added != NULL;
}

gboolean
tally_seal_store_read_leaves (TallyDb *db,
                              int64_t first,
                              int64_t last,
                              TallySealLeafFunc func,
                              gpointer user_data,
                              GError **error)
{
    g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, first);
    g_autofree char *to = g_strdup_printf ("%" G_GINT64_FORMAT, last);
    const char *values[] = { from, to };
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, "keep/seal-leaves", 2, values, error);
    g_autoptr(GError) broken = NULL;

    if (rows == NULL)
        return FALSE;
    while (tally_copy_out_next (rows, &broken)) {
        int64_t no = tally_copy_out_int64 (rows);
        TallySealLeaf leaf = { .kind = (TallySealKind) tally_copy_out_int16 (rows) };

        leaf.district_id = tally_copy_out_int32 (rows);
        leaf.name = tally_copy_out_bytes (rows, &leaf.name_length);
        leaf.seq = tally_copy_out_int64 (rows);
        leaf.chain = tally_copy_out_bytes (rows, &leaf.chain_length);
        func (no, &leaf, user_data);
    }
    if (broken == NULL)
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&broken));
    return FALSE;
}

void
tally_seal_lost_clear (TallySealLost *lost)
{
    g_clear_pointer (&lost->name, g_free);
}

gboolean
tally_seal_store_find_lost (TallyDb *db, TallySealLost *lost, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "keep/seal-lost", 0, NULL, error);

    *lost = (TallySealLost){ 0 };
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0)
        return TRUE;
    lost->no = number (rows, 0, 0);
    lost->kind = (TallySealKind) number (rows, 0, 1);
    lost->district_id = (int32_t) number (rows, 0, 2);
    lost->name = g_strdup (PQgetvalue (rows, 0, 3));
    lost->seq = number (rows, 0, 4);
    lost->end = number (rows, 0, 5);
    lost->at = number (rows, 0, 6);
    return TRUE;
}
