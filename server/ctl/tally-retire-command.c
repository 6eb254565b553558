// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-retire-command.h"

#include "server/ctl/tally-command.h"
#include "server/keep/tally-retire-step.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

typedef struct {
    char *database;
    char *admin;
    char *folder;
    char *person;
    char *reason;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->admin);
    g_free (options->folder);
    g_free (options->person);
    g_free (options->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
refuse (const char *what, GError **error)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, what);
    return FALSE;
}

static gboolean
parse_month (const char *text, TallyMonth *month, GError **error)
{
    g_autofree char *first = g_strconcat (text, "-01", NULL);
    TallyDay day;

    if (strlen (text) != strlen ("2014-03") || !tally_day_parse (first, &day, NULL)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("“%s” is no month such as 2014-03"), text);
        return FALSE;
    }
    *month = tally_month_of (day);
    return TRUE;
}

/* The owner of the tables, whom only an administrator of the database may act as. */
static TallyDb *
open_owner (const Options *options, GError **error)
{
    g_autoptr(TallyDb) db = tally_command_open (options->database, options->admin, error);

    if (db == NULL || !tally_db_script (db, "SET ROLE tally_owner", error))
        return NULL;
    return g_steal_pointer (&db);
}

static gboolean
order_of (const Options *options, const char *text, TallyRetireOrder *order, GError **error)
{
    *order = (TallyRetireOrder){
        .folder = options->folder,
        .person = options->person != NULL ? options->person : g_get_user_name (),
        .reason = options->reason,
        .now = g_get_real_time () / G_USEC_PER_SEC,
    };
    if (options->reason == NULL || *options->reason == '\0')
        return refuse (_ ("--reason is needed: it is kept in the audit trail"), error);
    return text == NULL || parse_month (text, &order->month, error);
}

static void
print_archive (const Options *options,
               const char *done,
               const char *path,
               const TallyRawArchive *archive)
{
    char month[TALLY_MONTH_TEXT];
    g_autoptr(JsonBuilder) builder = NULL;
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    tally_month_format (archive->head.month, month);
    if (!options->as_json) {
        g_print (_ ("%s %s: %lld frames of %lld chains, %s\nSHA-256 %s\n"), month, done,
                 (long long) archive->head.n_frames, (long long) archive->head.n_chains, path,
                 archive->sha256);
        return;
    }
    builder = json_builder_new ();
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "month");
    json_builder_add_string_value (builder, month);
    json_builder_set_member_name (builder, "frames");
    json_builder_add_int_value (builder, archive->head.n_frames);
    json_builder_set_member_name (builder, "chains");
    json_builder_add_int_value (builder, archive->head.n_chains);
    json_builder_set_member_name (builder, "archive");
    json_builder_add_string_value (builder, path);
    json_builder_set_member_name (builder, "sha256");
    json_builder_add_string_value (builder, archive->sha256);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    g_print ("%s\n", text);
}

static gboolean
retire (const Options *options, char **words, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    g_autofree char *path = NULL;
    TallyRetireOrder order;
    TallyRawArchive archive;

    if (options->folder == NULL)
        return refuse (_ ("retire needs --to DIR"), error);
    if (!order_of (options, words[0], &order, error))
        return FALSE;
    db = open_owner (options, error);
    if (db == NULL || !tally_retire_step_run (db, &order, &path, &archive, error))
        return FALSE;
    print_archive (options, _ ("is retired"), path, &archive);
    return TRUE;
}

static gboolean
restore (const Options *options, char **words, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    TallyRetireOrder order;
    TallyRawArchive archive;
    int64_t n_late;

    if (!order_of (options, words[0], &order, error))
        return FALSE;
    db = open_owner (options, error);
    if (db == NULL || !tally_retire_step_restore (db, &order, words[1], &archive, &n_late, error))
        return FALSE;
    print_archive (options, _ ("is back"), words[1], &archive);
    if (!options->as_json && n_late > 0)
        g_print (_ ("%lld frames that came meanwhile are taken\n"), (long long) n_late);
    return TRUE;
}

static gboolean
check (const Options *options, char **words, GError **error)
{
    TallyRawArchive archive;

    if (!tally_raw_archive_check (words[0], &archive, error))
        return FALSE;
    print_archive (options, _ ("is as it should be"), words[0], &archive);
    return TRUE;
}

static gboolean
keep (const Options *options, char **words, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    TallyRetireOrder order;
    guint64 n_months;

    if (!g_ascii_string_to_unsigned (words[0], 10, 3, 1200, &n_months, error)
        || !order_of (options, NULL, &order, error))
        return FALSE;
    db = open_owner (options, error);
    if (db == NULL
        || !tally_retire_step_keep (db, (int) n_months, order.person, order.reason, error))
        return FALSE;
    g_print (options->as_json ? "{\"keep_months\":%d}\n" : _ ("Raw frames stay for %d months\n"),
             (int) n_months);
    return TRUE;
}

static const struct {
    const char *word;
    int n_words; /* after it */
    gboolean (*run) (const Options *options, char **words, GError **error);
} acts[] = {
    { "retire", 1, retire },
    { "restore", 2, restore },
    { "check", 1, check },
    { "keep", 1, keep },
};

gboolean
tally_retire_command_has (const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS (acts); i++) {
        if (g_str_equal (acts[i].word, word))
            return TRUE;
    }
    return FALSE;
}

static gboolean
act (const Options *options, int argc, char **argv, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS (acts); i++) {
        if (argc == acts[i].n_words + 2 && g_str_equal (acts[i].word, argv[1]))
            return acts[i].run (options, argv + 2, error);
    }
    return refuse (_ ("say retire MONTH, restore MONTH FILE, check FILE or keep MONTHS"), error);
}

int
tally_retire_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "admin", 0, 0, G_OPTION_ARG_STRING, &options.admin,
          N_ ("Log in as this administrator of the database"), "ROLE" },
        { "to", 0, 0, G_OPTION_ARG_FILENAME, &options.folder,
          N_ ("retire: the folder that the archive goes into"), "DIR" },
        { "person", 0, 0, G_OPTION_ARG_STRING, &options.person, N_ ("Who does it"), "LOGIN" },
        { "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, N_ ("Why"), "TEXT" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (
        "retire MONTH|restore MONTH FILE|check FILE|keep MONTHS");
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (context,
                                  _ ("Moves a month of raw frames into an archive file, and back; "
                                     "checks such a file, without a database; says how many months "
                                     "frames must stay."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error)
        || !act (&options, argc, argv, &error))
        return tally_command_fail ("raw", error);
    return 0;
}
