// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-collect-command.h"

#include "server/collect/tally-collect-plan-store.h"
#include "server/collect/tally-collect-service.h"
#include "server/ctl/tally-collect-private.h"
#include "server/ctl/tally-command.h"
#include "server/raw/tally-raw-intake.h"
#include "shared/error/tally-error.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

typedef struct {
    char *database;
    char *spool;
    char *maps;
    char *schedule;
    char *now;
    int read_ms;
    gboolean is_once;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->spool);
    g_free (options->maps);
    g_free (options->schedule);
    g_free (options->now);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
set_clock (const char *text, TallyCollectClock *clock, GError **error)
{
    g_autoptr(GDateTime) now = NULL;

    if (text == NULL)
        return TRUE;
    now = g_date_time_new_from_iso8601 (text, NULL);
    if (now == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "--now: “%s” is no instant with its offset (2026-03-01T00:15:00+08:00)", text);
        return FALSE;
    }
    clock->shift_s = g_date_time_to_unix (now) - g_get_real_time () / G_USEC_PER_SEC;
    return TRUE;
}

static void
on_meter_asked (const TallyCollectTotals *totals,
                const TallyCollectAttempt *attempt,
                gpointer user_data)
{
    if (attempt->result != TALLY_ATTEMPT_OK)
        g_printerr ("meter %" G_GINT64_FORMAT ": %s: %s\n", attempt->meter_id,
                    tally_attempt_result_name (attempt->result), attempt->reason);
}

static void
print_result (const Options *options, const TallyCollectTotals *totals, const TallyRawTaken *taken)
{
    if (!options->as_json) {
        g_print (_ ("%lld of %lld meters answered; %lld new frames stored\n"),
                 (long long) totals->n_answered, (long long) totals->n_meters,
                 (long long) taken->n_new);
        if (taken->n_refused > 0)
            g_print (_ ("%lld frames are of retired months: they are kept in raw.refused\n"),
                     (long long) taken->n_refused);
        return;
    }
    g_print ("{\"meters\":%" G_GINT64_FORMAT ",\"asked\":%" G_GINT64_FORMAT
             ",\"answered\":%" G_GINT64_FORMAT ",\"values\":%" G_GINT64_FORMAT ",\"results\":{",
             totals->n_meters, totals->n_asked, totals->n_answered, totals->n_values);
    for (size_t i = 0; i < TALLY_ATTEMPT_N_RESULTS; i++)
        g_print ("%s\"%s\":%" G_GINT64_FORMAT, i > 0 ? "," : "",
                 tally_attempt_result_name ((TallyAttemptResult) i), totals->n_by_result[i]);
    g_print ("},\"batches\":%" G_GINT64_FORMAT ",\"frames\":%" G_GINT64_FORMAT
             ",\"new_frames\":%" G_GINT64_FORMAT ",\"refused_frames\":%" G_GINT64_FORMAT "}\n",
             taken->n_batches, taken->n_frames, taken->n_new, taken->n_refused);
}

static GPtrArray *
load_plan (const Options *options,
           TallyDb *db,
           GHashTable *maps,
           TallyCollectSpool *spool,
           const TallyCollectManner *manner,
           GError **error)
{
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    TallyCollectWish wish = { .schedule = options->schedule };

    if (!tally_collect_progress_store_load (db, marks, error)
        || !tally_collect_spool_add_marks (spool, marks, error))
        return NULL;
    return tally_collect_plan_store_load (db, &wish,
                                          tally_collect_clock_now_us (&manner->clock)
                                              / G_USEC_PER_SEC,
                                          maps, marks, error);
}

static gboolean
run_once (const Options *options,
          GHashTable *maps,
          TallyCollectSpool *spool,
          const TallyCollectManner *manner,
          GError **error)
{
    g_autoptr(TallyDb) db = tally_command_open (options->database, "tally_collector", error);
    g_autoptr(TallyCollectLines) lines = tally_collect_lines_new ();
    g_autoptr(GPtrArray) plan = NULL;
    TallyCollectTotals totals;
    TallyRawTaken taken;

    if (db == NULL)
        return FALSE;
    plan = load_plan (options, db, maps, spool, manner, error);
    if (plan == NULL
        || !tally_collect_round (plan, manner, lines, spool, NULL, on_meter_asked, NULL, &totals,
                                 error)
        || !tally_raw_intake_all (db, spool, &taken, error))
        return FALSE;
    print_result (options, &totals, &taken);
    return TRUE;
}

static void
on_spooled (gpointer user_data)
{
    tally_raw_intake_wake (user_data);
}

static gboolean
on_signal_received (gpointer user_data)
{
    g_main_loop_quit (user_data);
    return G_SOURCE_CONTINUE;
}

static gboolean
run_service (const Options *options,
             GHashTable *maps,
             TallyCollectSpool *spool,
             const TallyCollectManner *manner,
             GError **error)
{
    const char *conninfo = tally_command_database (options->database, error);
    g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr(TallyRawIntake) intake = NULL;
    g_autoptr(TallyCollectService) service = NULL;

    if (conninfo == NULL)
        return FALSE;
    intake = tally_raw_intake_new (conninfo, spool);
    service = tally_collect_service_new (&(TallyCollectSettings){ .conninfo = conninfo,
                                                                  .spool = spool,
                                                                  .maps = maps,
                                                                  .manner = *manner,
                                                                  .spooled = on_spooled,
                                                                  .user_data = intake });
    g_unix_signal_add (SIGINT, on_signal_received, loop);
    g_unix_signal_add (SIGTERM, on_signal_received, loop);
    tally_raw_intake_start (intake);
    tally_collect_service_start (service);
    g_main_loop_run (loop);
    tally_collect_service_stop (service);
    tally_raw_intake_stop (intake);
    return TRUE;
}

static gboolean
run (const Options *options, GError **error)
{
    TallyCollectManner manner = TALLY_COLLECT_MANNER;
    g_autofree char *folder = options->maps != NULL ? g_strdup (options->maps)
                                                    : tally_register_map_folder ();
    g_autofree char *path = options->spool != NULL ? g_strdup (options->spool)
                                                   : tally_collect_spool_path ();
    g_autoptr(GHashTable) maps = tally_register_maps_load (folder, error);
    g_autoptr(TallyCollectSpool) spool = NULL;

    if (maps == NULL || !set_clock (options->now, &manner.clock, error))
        return FALSE;
    manner.read_ms = (guint) options->read_ms;
    spool = tally_collect_spool_open (path, TALLY_SPOOL_MAX_BYTES, error);
    if (spool == NULL)
        return FALSE;
    return options->is_once ? run_once (options, maps, spool, &manner, error)
                            : run_service (options, maps, spool, &manner, error);
}

static int
run_command (int argc, char **argv)
{
    g_auto(Options) options = { .read_ms = 3000 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "once", 0, 0, G_OPTION_ARG_NONE, &options.is_once, N_ ("Ask every meter once"), NULL },
        { "spool", 0, 0, G_OPTION_ARG_FILENAME, &options.spool,
          N_ ("File that keeps readings until they are stored"), "FILE" },
        { "maps", 0, 0, G_OPTION_ARG_FILENAME, &options.maps, N_ ("Folder of maps"), "DIR" },
        { "schedule", 0, 0, G_OPTION_ARG_STRING, &options.schedule,
          N_ ("Only points of gateway, large or community (with --once)"), "NAME" },
        { "read-ms", 0, 0, G_OPTION_ARG_INT, &options.read_ms, N_ ("Patience with an answer"),
          "MS" },
        { "now", 0, 0, G_OPTION_ARG_STRING, &options.now, N_ ("What the market's clock shows"),
          "ISO" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (context, _ ("Asks the meters, and stores what they say."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return tally_command_fail ("collect run", error);
    if (options.read_ms < 1 || options.read_ms > 60000) {
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_INVALID, "--read-ms: 1 to 60000");
        return tally_command_fail ("collect run", error);
    }
    if (!run (&options, &error))
        return tally_command_fail ("collect run", error);
    return 0;
}

int
tally_collect_command (int argc, char **argv)
{
    if (argc > 1 && g_str_equal (argv[1], "probe"))
        return tally_collect_probe_command (argc - 1, argv + 1);
    if (argc > 1 && g_str_equal (argv[1], "reading"))
        return tally_collect_reading_command (argc - 1, argv + 1);
    if (argc > 1 && g_str_equal (argv[1], "run"))
        return run_command (argc - 1, argv + 1);
    if (argc > 1 && g_str_equal (argv[1], "schedule"))
        return tally_collect_schedule_command (argc - 1, argv + 1);
    if (argc > 1 && g_str_equal (argv[1], "station"))
        return tally_collect_station_command (argc - 1, argv + 1);
    g_printerr (_ ("Usage: gridtallyctl collect probe|reading|run|schedule|station [OPTION…]\n"));
    return 2;
}
