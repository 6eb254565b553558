// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-backup-command.h"
#include "server/ctl/tally-command.h"
#include "server/ctl/tally-verify-command.h"
#include "server/db/tally-cluster.h"
#include "server/keep/tally-backup-store.h"
#include "server/keep/tally-backup.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

/** Wish: what the command line asked for */
typedef struct {
    char *repository;
    char *into;
    char *to;
    GDateTime *moment; /* of @to */
    gboolean is_drill;
    gboolean as_json;
} Wish;

static void
wish_clear (Wish *wish)
{
    g_free (wish->repository);
    g_free (wish->into);
    g_free (wish->to);
    g_clear_pointer (&wish->moment, g_date_time_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

static gboolean
is_sensible (Wish *wish, GError **error)
{
    if (wish->repository == NULL || (wish->into != NULL) == wish->is_drill) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("say --repository DIR, and --into DIR or --drill"));
        return FALSE;
    }
    if (wish->to == NULL)
        return TRUE;
    wish->moment = g_date_time_new_from_iso8601 (wish->to, NULL);
    if (wish->moment == NULL)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("--to %s: a time with its zone is needed, such as 2026-07-01T08:30:00Z"),
                     wish->to);
    return wish->moment != NULL;
}

static gboolean
parse (Wish *wish, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "repository", 0, 0, G_OPTION_ARG_FILENAME, &wish->repository, N_ ("Where the copies are"),
          "DIR" },
        { "into", 0, 0, G_OPTION_ARG_FILENAME, &wish->into,
          N_ ("A new or empty folder, afterwards for gridtallyd --embedded"), "DIR" },
        { "to", 0, 0, G_OPTION_ARG_STRING, &wish->to,
          N_ ("The state of that moment instead of the newest"), "TIME" },
        { "drill", 0, 0, G_OPTION_ARG_NONE, &wish->is_drill,
          N_ ("Restore into a folder of its own, verify, and remove it"), NULL },
        { "json", 0, 0, G_OPTION_ARG_NONE, &wish->as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);

    g_option_context_set_summary (
        context, _ ("Puts back what “gridtallyctl backup” kept, and verifies every row of it."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    return g_option_context_parse (context, argc, argv, error) && is_sensible (wish, error);
}

/* Names as they are in the JSON: two reports are compared line by line. */
static void
tell_state (PGresult *rows, JsonBuilder *builder)
{
    for (int i = 0; i < PQntuples (rows); i++) {
        const char *name = PQgetvalue (rows, i, 0);
        const char *value = PQgetvalue (rows, i, 1);

        if (builder == NULL) {
            g_print ("%-14s %s\n", name, value);
            continue;
        }
        json_builder_set_member_name (builder, name);
        json_builder_add_string_value (builder, value);
    }
}

/* Returns how many checks failed, or -1 with @error. */
static int
hold (const char *conninfo, JsonBuilder *builder, GError **error)
{
    g_autoptr(PGresult) rows = tally_backup_state (conninfo, error);
    int n_faults;

    if (rows == NULL)
        return -1;
    tell_state (rows, builder);
    if (builder != NULL) {
        json_builder_set_member_name (builder, "checks");
        json_builder_begin_array (builder);
    }
    n_faults = tally_verify_all (conninfo, NULL, builder);
    if (builder != NULL)
        json_builder_end_array (builder);
    return n_faults;
}

static int
restore (const Wish *wish, const char *dir, JsonBuilder *builder, GError **error)
{
    g_autoptr(TallyCluster) cluster = NULL;
    g_autoptr(GError) stop_error = NULL;
    int n_faults;

    if (!tally_backup_restore (wish->repository, dir, wish->moment, error))
        return -1;
    cluster = tally_cluster_start (dir, error);
    if (cluster == NULL)
        return -1;
    n_faults = hold (tally_cluster_get_conninfo (cluster), builder, error);
    if (tally_cluster_stop (cluster, &stop_error) || n_faults < 0) {
        return n_faults;
    }
    g_propagate_error (error, g_steal_pointer (&stop_error));
    return -1;
}

static int
drill (const Wish *wish, JsonBuilder *builder, GError **error)
{
    g_autofree char *top = g_dir_make_tmp ("gridtally-drill-XXXXXX", error);
    g_autofree char *dir = NULL;
    g_autoptr(GError) remove_error = NULL;
    int n_faults;

    if (top == NULL)
        return -1;
    dir = g_build_filename (top, "restored", NULL);
    if (g_chmod (top, 0711) != 0) /* the database's user passes through */
        g_debug ("%s: mode stays", top);
    n_faults = restore (wish, dir, builder, error);
    if (tally_backup_remove (top, &remove_error) || n_faults < 0)
        return n_faults;
    g_propagate_error (error, g_steal_pointer (&remove_error));
    return -1;
}

static void
print_json (JsonBuilder *builder)
{
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    g_print ("%s\n", text);
}

int
tally_restore_command (int argc, char **argv)
{
    g_auto(Wish) wish = { 0 };
    g_autoptr(JsonBuilder) builder = NULL;
    g_autoptr(GError) error = NULL;
    int n_faults;

    if (!parse (&wish, &argc, &argv, &error))
        return tally_command_fail ("restore", error);
    if (wish.as_json) {
        builder = json_builder_new ();
        json_builder_begin_object (builder);
    }
    n_faults = wish.is_drill ? drill (&wish, builder, &error)
                             : restore (&wish, wish.into, builder, &error);
    if (n_faults < 0)
        return tally_command_fail ("restore", error);
    if (builder != NULL)
        print_json (builder);
    return n_faults == 0 ? 0 : 1;
}
