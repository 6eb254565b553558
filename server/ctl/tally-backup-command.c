// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-backup-command.h"

#include "server/ctl/tally-command.h"
#include "server/keep/tally-backup.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/** Wish: what the command line asked for */
typedef struct {
    char *dir;
    char *repository;
    int n_full;
    gboolean as_json;
} Wish;

static void
wish_clear (Wish *wish)
{
    g_free (wish->dir);
    g_free (wish->repository);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

static gboolean
parse (Wish *wish, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "embedded", 0, 0, G_OPTION_ARG_FILENAME, &wish->dir,
          N_ ("The folder of a running gridtallyd --embedded DIR"), "DIR" },
        { "repository", 0, 0, G_OPTION_ARG_FILENAME, &wish->repository,
          N_ ("init: where the copies go, best on another disk"), "DIR" },
        { "keep", 0, 0, G_OPTION_ARG_INT, &wish->n_full,
          N_ ("init: how many full backups are kept (2)"), "N" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &wish->as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new ("init|full|diff|incr|list|check");

    g_option_context_set_summary (context,
                                  _ ("Keeps copies of a private database, and its log since."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, argc, argv, error))
        return FALSE;
    if (*argc == 2 && wish->dir != NULL && wish->n_full > 0)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         _ ("say init, full, diff, incr, list or check, and --embedded DIR"));
    return FALSE;
}

/* What is kept, the oldest first, as pgBackRest has it. */
static void
print_copies (JsonArray *copies)
{
    for (guint i = 0; i < json_array_get_length (copies); i++) {
        JsonObject *copy = json_array_get_object_element (copies, i);
        JsonObject *times = json_object_get_object_member (copy, "timestamp");
        gint64 stop = json_object_get_int_member (times, "stop");
        g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc (stop);
        g_autofree char *text = g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ");

        g_print ("%s  %-4s  %s  %s\n", text, json_object_get_string_member (copy, "type"),
                 json_object_get_string_member (copy, "label"),
                 json_object_get_boolean_member (copy, "error") ? _ ("damaged pages were copied")
                                                                : _ ("as it should be"));
    }
}

static gboolean
list (const Wish *wish, GError **error)
{
    g_autofree char *text = tally_backup_list (wish->dir, error);
    g_autoptr(JsonParser) parser = json_parser_new ();
    JsonArray *stanzas;

    if (text == NULL || !json_parser_load_from_data (parser, text, -1, error))
        return FALSE;
    if (wish->as_json) {
        g_print ("%s\n", g_strchomp (text));
        return TRUE;
    }
    stanzas = json_node_get_array (json_parser_get_root (parser));
    for (guint i = 0; i < json_array_get_length (stanzas); i++)
        print_copies (
            json_object_get_array_member (json_array_get_object_element (stanzas, i), "backup"));
    return TRUE;
}

static gboolean
init (const Wish *wish, GError **error)
{
    if (wish->repository != NULL)
        return tally_backup_init (wish->dir, wish->repository, (guint) wish->n_full, error);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         _ ("init needs --repository DIR"));
    return FALSE;
}

static gboolean
act (const Wish *wish, const char *word, GError **error)
{
    static const char *const types[] = { "full", "diff", "incr", NULL };

    if (g_strv_contains (types, word))
        return tally_backup_make (wish->dir, word, error);
    if (g_str_equal (word, "init"))
        return init (wish, error);
    if (g_str_equal (word, "check"))
        return tally_backup_check (wish->dir, error);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, _ ("there is no backup “%s”"), word);
    return FALSE;
}

int
tally_backup_command (int argc, char **argv)
{
    g_auto(Wish) wish = { .n_full = 2 };
    g_autoptr(GError) error = NULL;

    if (!parse (&wish, &argc, &argv, &error))
        return tally_command_fail ("backup", error);
    if (g_str_equal (argv[1], "list"))
        return list (&wish, &error) ? 0 : tally_command_fail ("backup", error);
    if (!act (&wish, argv[1], &error))
        return tally_command_fail ("backup", error);
    if (wish.as_json)
        g_print ("{ \"backup\" : \"%s\", \"done\" : true }\n", argv[1]);
    else
        g_print (_ ("backup %s: done\n"), argv[1]);
    return 0;
}
