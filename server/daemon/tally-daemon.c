// SPDX-License-Identifier: GPL-3.0-or-later
/* gridtallyd: reads the settings, makes sure of the database, runs the roles. */
#include "server/daemon/tally-log.h"
#include "server/daemon/tally-role.h"
#include "server/db/tally-cluster.h"
#include "server/db/tally-durable.h"
#include "server/db/tally-migrate.h"
#include "shared/error/tally-error.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>

/* In the order in which data flow; stopped the other way round. */
static const TallyDaemonRole *const all_roles[] = {
    &tally_collect_role,
    &tally_settle_role,
    &tally_api_role,
    &tally_web_role,
};

typedef struct {
    TallySettings *settings;
    TallyCluster *cluster; /* NULL with a PostgreSQL of somebody else */
    char *conninfo;
    gpointer running[G_N_ELEMENTS (all_roles)];
    gpointer station; /* NULL: with a database */
    GMainLoop *loop;
} Daemon;

typedef struct {
    char *config;
    char *embedded;
    char *database;
    char *server;
    char *role;
    char **set;
    gboolean migrate_only;
    gboolean unsafe_test_database;
    gboolean log_json;
    gboolean verbose;
    gboolean version;
} Options;

static gboolean
set (TallySettings *settings, const char *key, const char *value, GError **error)
{
    g_autofree char *setting = NULL;

    if (value == NULL)
        return TRUE;
    setting = g_strconcat (key, "=", value, NULL);
    return tally_settings_set (settings, setting, error);
}

/* A collection workstation has no database: it hands over to a server. */
static gboolean
is_station (const Daemon *daemon)
{
    return tally_settings_get (daemon->settings, "server")[0] != '\0';
}

static gboolean
check_station (const Daemon *daemon, const Options *options, GError **error)
{
    if (g_str_equal (tally_settings_get (daemon->settings, "role"), "collect")
        && tally_settings_get (daemon->settings, "embedded")[0] == '\0'
        && tally_settings_get (daemon->settings, "database")[0] == '\0' && !options->migrate_only)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         _ ("with --server goes --role collect, and no database"));
    return FALSE;
}

static gboolean
read_settings (Daemon *daemon, const Options *options, GError **error)
{
    if (options->config != NULL && !tally_settings_load (daemon->settings, options->config, error))
        return FALSE;
    for (size_t i = 0; options->set != NULL && options->set[i] != NULL; i++) {
        if (!tally_settings_set (daemon->settings, options->set[i], error))
            return FALSE;
    }
    if (!set (daemon->settings, "embedded", options->embedded, error)
        || !set (daemon->settings, "database", options->database, error)
        || !set (daemon->settings, "server", options->server, error)
        || !set (daemon->settings, "role", options->role, error))
        return FALSE;
    if (is_station (daemon))
        return check_station (daemon, options, error);
    if ((*tally_settings_get (daemon->settings, "embedded") == '\0')
        != (*tally_settings_get (daemon->settings, "database") == '\0'))
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         _ ("name either --embedded DIR or --database CONNINFO"));
    return FALSE;
}

/* A PostgreSQL that somebody else runs: we only look, or migrate when told to. */
static gboolean
use_database (Daemon *daemon, const Options *options, GError **error)
{
    g_autoptr(TallyDb) db = NULL;

    daemon->conninfo = g_strdup (tally_settings_get (daemon->settings, "database"));
    db = options->migrate_only ? tally_db_open (daemon->conninfo, error)
                               : tally_db_open_as (daemon->conninfo, "tally_settle", error);
    if (db == NULL)
        return FALSE;
    if (options->unsafe_test_database)
        g_warning ("this database was not checked: acknowledged data may be lost");
    else if (!tally_durable_check (db, error))
        return FALSE;
    return options->migrate_only ? tally_migrate_as_administrator (db, error)
                                 : tally_migrate_check (db, error);
}

static gboolean
ensure_database (Daemon *daemon, const Options *options, GError **error)
{
    const char *dir = tally_settings_get (daemon->settings, "embedded");

    if (*dir == '\0')
        return use_database (daemon, options, error);
    daemon->cluster = tally_cluster_start (dir, error);
    if (daemon->cluster == NULL)
        return FALSE;
    daemon->conninfo = g_strdup (tally_cluster_get_conninfo (daemon->cluster));
    return TRUE;
}

static gboolean
is_asked_for (char **names, const char *name)
{
    return g_strv_contains ((const char *const *) names, name);
}

static gboolean
check_role_names (char **names, GError **error)
{
    for (char **name = names; *name != NULL; name++) {
        gboolean is_known = FALSE;

        for (size_t i = 0; i < G_N_ELEMENTS (all_roles); i++)
            is_known = is_known || g_str_equal (all_roles[i]->name, *name);
        if (!is_known) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, _ ("there is no role “%s”"),
                         *name);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
start_roles (Daemon *daemon, GError **error)
{
    g_auto(GStrv) names = g_strsplit (tally_settings_get (daemon->settings, "role"), ",", -1);

    if (!check_role_names (names, error))
        return FALSE;
    for (size_t i = 0; i < G_N_ELEMENTS (all_roles); i++) {
        const TallyDaemonRole *role = all_roles[i];

        if (!is_asked_for (names, role->name))
            continue;
        daemon->running[i] = role->start (daemon->settings, daemon->conninfo, error);
        if (daemon->running[i] == NULL) {
            g_prefix_error (error, "role %s: ", role->name);
            return FALSE;
        }
        g_message ("role %s ready", role->name);
    }
    return TRUE;
}

static gboolean
start_station (Daemon *daemon, GError **error)
{
    daemon->station = tally_station_role.start (daemon->settings, NULL, error);
    if (daemon->station == NULL)
        return FALSE;
    g_message ("collects for %s", tally_settings_get (daemon->settings, "server"));
    return TRUE;
}

static gboolean
stop_all (Daemon *daemon, GError **error)
{
    for (size_t i = G_N_ELEMENTS (all_roles); i-- > 0;) {
        if (daemon->running[i] == NULL)
            continue;
        all_roles[i]->stop (daemon->running[i]);
        g_message ("role %s stopped", all_roles[i]->name);
    }
    if (daemon->station != NULL)
        tally_station_role.stop (daemon->station);
    return daemon->cluster == NULL || tally_cluster_stop (daemon->cluster, error);
}

static gboolean
on_asked_to_stop (gpointer user_data)
{
    const Daemon *daemon = user_data;

    g_message ("stopping");
    g_main_loop_quit (daemon->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean
serve (Daemon *daemon, const Options *options, GError **error)
{
    if (!read_settings (daemon, options, error)
        || (!is_station (daemon) && !ensure_database (daemon, options, error)))
        return FALSE;
    if (options->migrate_only) {
        g_message ("the schema is up to date");
        return TRUE;
    }
    if (is_station (daemon) ? !start_station (daemon, error) : !start_roles (daemon, error))
        return FALSE;
    g_message ("ready");
    g_main_loop_run (daemon->loop);
    return TRUE;
}

static int
run (const Options *options)
{
    Daemon daemon = { .settings = tally_settings_new (), .loop = g_main_loop_new (NULL, FALSE) };
    guint on_int = g_unix_signal_add (SIGINT, on_asked_to_stop, &daemon);
    guint on_term = g_unix_signal_add (SIGTERM, on_asked_to_stop, &daemon);
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) stop_error = NULL;
    gboolean is_good = serve (&daemon, options, &error);

    if (!is_good)
        g_critical ("%s", error->message);
    if (!stop_all (&daemon, &stop_error)) {
        g_critical ("%s", stop_error->message);
        is_good = FALSE;
    }
    g_source_remove (on_int);
    g_source_remove (on_term);
    g_clear_object (&daemon.cluster);
    g_main_loop_unref (daemon.loop);
    tally_settings_free (daemon.settings);
    g_free (daemon.conninfo);
    return is_good ? 0 : 1;
}

static GOptionContext *
option_context_new (Options *options)
{
    const GOptionEntry entries[] = {
        { "config", 0, 0, G_OPTION_ARG_FILENAME, &options->config, N_ ("Read settings from FILE"),
          N_ ("FILE") },
        { "embedded", 0, 0, G_OPTION_ARG_FILENAME, &options->embedded,
          N_ ("Run a private PostgreSQL in DIR"), N_ ("DIR") },
        { "database", 0, 0, G_OPTION_ARG_STRING, &options->database,
          N_ ("Use an existing PostgreSQL 15 to 17"), N_ ("CONNINFO") },
        { "server", 0, 0, G_OPTION_ARG_STRING, &options->server,
          N_ ("Collect for the server at URL, without a database (with --role collect)"),
          N_ ("URL") },
        { "role", 0, 0, G_OPTION_ARG_STRING, &options->role,
          N_ ("Do only these of api,web,collect,settle"), N_ ("LIST") },
        { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->set, N_ ("Set one setting"),
          N_ ("KEY=VALUE") },
        { "migrate-only", 0, 0, G_OPTION_ARG_NONE, &options->migrate_only,
          N_ ("Bring the schema up to date and leave; log in as administrator"), NULL },
        { "unsafe-test-database", 0, 0, G_OPTION_ARG_NONE, &options->unsafe_test_database,
          N_ ("Accept a database that may lose acknowledged data; for tests only"), NULL },
        { "log-json", 0, 0, G_OPTION_ARG_NONE, &options->log_json, N_ ("Log as JSON"), NULL },
        { "verbose", 0, 0, G_OPTION_ARG_NONE, &options->verbose, N_ ("Log more"), NULL },
        { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_ ("Print the version"), NULL },
        { NULL },
    };
    GOptionContext *context = g_option_context_new (_ ("- the settlement server"));
    g_autofree char *settings = tally_settings_describe ();

    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    g_option_context_set_description (context, settings);
    return context;
}

static void
options_clear (Options *options)
{
    g_free (options->config);
    g_free (options->embedded);
    g_free (options->database);
    g_free (options->server);
    g_free (options->role);
    g_strfreev (options->set);
}

int
main (int argc, char **argv)
{
    Options options = { 0 };
    g_autoptr(GOptionContext) context = NULL;
    g_autoptr(GError) error = NULL;
    int status = 2;

    setlocale (LC_ALL, "");
    bindtextdomain (GETTEXT_PACKAGE, GRIDTALLY_LOCALE_DIR);
    bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
    textdomain (GETTEXT_PACKAGE);

    context = option_context_new (&options);
    if (!g_option_context_parse (context, &argc, &argv, &error)) {
        g_printerr ("gridtallyd: %s\n", error->message);
    } else if (options.version) {
        g_print ("gridtallyd " GRIDTALLY_VERSION "\n");
        status = 0;
    } else {
        tally_log_start (options.log_json, options.verbose);
        status = run (&options);
    }
    options_clear (&options);
    return status;
}
