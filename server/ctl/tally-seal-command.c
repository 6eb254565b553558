// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-seal-command.h"

#include "server/ctl/tally-command.h"
#include "server/keep/tally-seal-file.h"
#include "server/keep/tally-seal-key.h"
#include "server/keep/tally-seal-step.h"
#include "server/keep/tally-seal-store.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <sodium.h>
#include <string.h>

#define LOGIN "tally_settle"
#define KEY_DIGITS (2 * TALLY_SEAL_KEY_BYTES)

/** Wish: what the command line asked for */
typedef struct {
    char *database;
    char *file;
    char **keys;
    gboolean as_json;
} Wish;

static void
wish_clear (Wish *wish)
{
    g_free (wish->database);
    g_free (wish->file);
    g_strfreev (wish->keys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

static void
print_key (const uint8_t key[TALLY_SEAL_KEY_BYTES], gboolean as_json)
{
    char digits[KEY_DIGITS + 1];

    sodium_bin2hex (digits, sizeof digits, key, TALLY_SEAL_KEY_BYTES);
    g_print (as_json ? "{\"public_key\":\"%s\"}\n" : "%s\n", digits);
}

static gboolean
make_key (const Wish *wish, const char *path, GError **error)
{
    uint8_t key[TALLY_SEAL_KEY_BYTES];

    if (!tally_seal_key_make (path, key, error))
        return FALSE;
    print_key (key, wish->as_json);
    return TRUE;
}

static gboolean
show_key (const Wish *wish, const char *path, GError **error)
{
    uint8_t secret[TALLY_SEAL_KEY_BYTES];
    uint8_t key[TALLY_SEAL_KEY_BYTES];

    if (!tally_seal_key_load (path, secret, error))
        return FALSE;
    tally_seal_public_key (secret, key);
    sodium_memzero (secret, sizeof secret);
    print_key (key, wish->as_json);
    return TRUE;
}

/* As the file has them: a lost file is made again from these, for whoever believes the database. */
static gboolean
show (const Wish *wish, GError **error)
{
    g_autoptr(TallyDb) db = tally_command_open (wish->database, LOGIN, error);
    g_autoptr(GArray) seals = db != NULL ? tally_seal_store_list (db, 0, error) : NULL;

    for (guint i = 0; seals != NULL && i < seals->len; i++) {
        char line[TALLY_SEAL_TEXT];

        tally_seal_format (&g_array_index (seals, TallySeal, i), line);
        if (wish->as_json)
            g_print ("%s\"%s\"%s", i == 0 ? "[" : ",", line, i + 1 == seals->len ? "]\n" : "");
        else
            g_print ("%s\n", line);
    }
    if (seals != NULL && seals->len == 0 && wish->as_json)
        g_print ("[]\n");
    return seals != NULL;
}

/* @text: the key itself, or the name of a file that holds it */
static gboolean
read_key (const char *text, uint8_t key[TALLY_SEAL_KEY_BYTES], GError **error)
{
    g_autofree char *content = NULL;

    if (tally_seal_key_parse (text, key, NULL))
        return TRUE;
    if (!g_file_get_contents (text, &content, NULL, error)) {
        g_prefix_error (error, "--key: ");
        return FALSE;
    }
    if (tally_seal_key_parse (content, key, error))
        return TRUE;
    g_prefix_error (error, "--key: %s: ", text);
    return FALSE;
}

static void
tell_json (const TallySealVerdict *verdict)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "lines");
    json_builder_add_int_value (builder, verdict->n_lines);
    json_builder_set_member_name (builder, "seals");
    json_builder_add_int_value (builder, verdict->n_seals);
    json_builder_set_member_name (builder, "leaves");
    json_builder_add_int_value (builder, verdict->n_leaves);
    json_builder_set_member_name (builder, "fault");
    if (verdict->fault != NULL)
        json_builder_add_string_value (builder, verdict->fault);
    else
        json_builder_add_null_value (builder);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    g_print ("%s\n", text);
}

static gboolean
hold (const Wish *wish, const TallySealProof *proof, GError **error)
{
    g_autoptr(TallyDb) db = tally_command_open (wish->database, LOGIN, error);
    g_auto(TallySealVerdict) verdict = { 0 };

    if (db == NULL || !tally_seal_step_verify (db, proof, &verdict, error))
        return FALSE;
    if (wish->as_json)
        tell_json (&verdict);
    if (verdict.fault != NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, verdict.fault);
        return FALSE;
    }
    if (!wish->as_json)
        g_print (_ ("%ld lines, %ld seals, %ld ends of chains: as they were sealed\n"),
                 (long) verdict.n_lines, (long) verdict.n_seals, (long) verdict.n_leaves);
    return TRUE;
}

/* The file is read first: what is sealed meanwhile is in the database only. */
static gboolean
verify (const Wish *wish, GError **error)
{
    g_autofree uint8_t (*keys)[TALLY_SEAL_KEY_BYTES] = NULL;
    TallySealProof proof = { .file = wish->file };
    g_autoptr(GArray) lines = NULL;

    if (wish->file == NULL || wish->keys == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("verify needs --file LINES and --key PUBLIC"));
        return FALSE;
    }
    keys = g_malloc0_n (g_strv_length (wish->keys), sizeof *keys);
    for (; wish->keys[proof.n_keys] != NULL; proof.n_keys++) {
        if (!read_key (wish->keys[proof.n_keys], keys[proof.n_keys], error))
            return FALSE;
    }
    if (!tally_seal_file_read (wish->file, &lines, error))
        return FALSE;
    proof.keys = (const uint8_t (*)[TALLY_SEAL_KEY_BYTES]) keys;
    proof.lines = lines;
    return hold (wish, &proof, error);
}

static gboolean
act (const Wish *wish, int argc, char **argv, GError **error)
{
    const char *verb = argc > 1 ? argv[1] : "";

    if (argc == 3 && g_str_equal (verb, "make-key"))
        return make_key (wish, argv[2], error);
    if (argc == 3 && g_str_equal (verb, "show-key"))
        return show_key (wish, argv[2], error);
    if (argc == 2 && g_str_equal (verb, "show"))
        return show (wish, error);
    if (argc == 2 && g_str_equal (verb, "verify"))
        return verify (wish, error);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         _ ("say make-key FILE, show-key FILE, show or verify"));
    return FALSE;
}

int
tally_seal_command (int argc, char **argv)
{
    g_auto(Wish) wish = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &wish.database, N_ ("The database"), "CONNINFO" },
        { "file", 0, 0, G_OPTION_ARG_FILENAME, &wish.file,
          N_ ("verify: the file of seals that was kept elsewhere"), "LINES" },
        { "key", 0, 0, G_OPTION_ARG_STRING_ARRAY, &wish.keys,
          N_ ("verify: the public key, or a file with it; may be repeated"), "PUBLIC" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &wish.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext)
                   context = g_option_context_new ("make-key FILE | show-key FILE | show | verify");
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context, _ ("Makes the key that seals are signed with, prints its public half or all "
                    "seals, and shows what was cut off a chain since it was sealed."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error) || !act (&wish, argc, argv, &error))
        return tally_command_fail ("seal", error);
    return 0;
}
