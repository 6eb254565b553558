// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-plan-command.h"

#include "server/ctl/tally-command.h"
#include "server/guard/tally-audit-store.h"
#include "server/work/tally-work-store.h"
#include "server/work/tally-work-wire.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-plan-job.h"
#include "shared/wire/tally-wire-plan-run.h"

#include <glib/gi18n.h>

#define HISTORY 50
#define USER "tally_settle"

typedef struct {
    char *database;
    char *time_zone;
    int limit;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->time_zone);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* "2026-11-24 02:30" as a clock of the market shows it; "-" for never. */
static char *
time_text (const TallyZone *zone, int64_t at)
{
    char day[TALLY_DAY_TEXT];
    int32_t second;

    if (at == 0)
        return g_strdup ("-");
    second = tally_zone_second_of_day (zone, at);
    return g_strdup_printf ("%s %02d:%02d", tally_day_format (tally_day_of (zone, at), day),
                            second / 3600, second / 60 % 60);
}

static void
print_json (const TallyWireType *type, GPtrArray *rows)
{
    g_autoptr(JsonNode) node = tally_wire_list_to_json (type, rows, rows->len);
    g_autofree char *text = tally_wire_to_text (node);

    g_print ("%s\n", text);
}

static gboolean
list (TallyDb *db, const Options *options, const TallyZone *zone, GError **error)
{
    g_autoptr(GPtrArray) jobs = tally_work_store_list (db, zone,
                                                        g_get_real_time () / G_USEC_PER_SEC, error);

    if (jobs == NULL)
        return FALSE;
    if (options->as_json) {
        g_autoptr(GPtrArray) rows = tally_work_wire_jobs (jobs);

        print_json (&tally_wire_plan_job_type, rows);
        return TRUE;
    }
    for (guint i = 0; i < jobs->len; i++) {
        const TallyWorkJob *job = g_ptr_array_index (jobs, i);
        g_autofree char *last = time_text (zone, job->last_due);
        g_autofree char *next = time_text (zone, job->next_due);

        g_print ("%-16s %-10s %-18s %-17s %-17s %s\n", job->job, job->state, job->calendar, last,
                 next, job->message);
    }
    return TRUE;
}

static void
print_pair (const char *name, const char *value)
{
    if (*value != '\0')
        g_print ("%-14s %s\n", name, value);
}

/* Everything that is known of one job. */
static void
print_job (const TallyWorkJob *job, const TallyZone *zone)
{
    g_autofree char *last = time_text (zone, job->last_due);
    g_autofree char *next = time_text (zone, job->next_due);
    g_autofree char *tries = g_strdup_printf ("%d of %d", job->tries, job->max_tries);
    g_autofree char *progress = g_strdup_printf ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT,
                                                 job->n_done, job->n_total);

    print_pair ("job", job->job);
    print_pair ("title", job->title);
    print_pair ("switched", job->is_enabled ? "on" : "off");
    print_pair ("calendar", *job->calendar != '\0' ? job->calendar : "only when somebody asks");
    print_pair ("after", job->after_jobs);
    print_pair ("state", job->state);
    print_pair ("last", last);
    print_pair ("next", next);
    print_pair ("tries", tries);
    print_pair ("progress", job->n_total > 0 ? progress : "");
    print_pair ("message", job->message);
}

static gboolean
show (TallyDb *db, const Options *options, const TallyZone *zone, const char *name, GError **error)
{
    g_autoptr(GPtrArray) jobs = tally_work_store_list (db, zone,
                                                        g_get_real_time () / G_USEC_PER_SEC, error);

    for (guint i = 0; jobs != NULL && i < jobs->len; i++) {
        const TallyWorkJob *job = g_ptr_array_index (jobs, i);
        g_autoptr(GPtrArray) rows = NULL;
        g_autoptr(JsonNode) node = NULL;
        g_autofree char *text = NULL;

        if (!g_str_equal (job->job, name))
            continue;
        if (!options->as_json) {
            print_job (job, zone);
            return TRUE;
        }
        rows = tally_work_wire_jobs (jobs);
        node = tally_wire_to_json (&tally_wire_plan_job_type, g_ptr_array_index (rows, i));
        text = tally_wire_to_text (node);
        g_print ("%s\n", text);
        return TRUE;
    }
    if (jobs != NULL)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no job is named %s", name);
    return FALSE;
}

static gboolean
switch_job (TallyDb *db, const char *job, gboolean is_on, GError **error)
{
    TallyAuditEntry entry = { .stream = "work",
                              .person = g_get_user_name (),
                              .address = "",
                              .action = is_on ? "plan-enable" : "plan-disable",
                              .object = job,
                              .reason = "" };
    gboolean is_changed;

    return tally_work_store_switch (db, job, is_on, &is_changed, error)
           && (!is_changed || tally_audit_store_append (db, &entry, error));
}

static gboolean
history (TallyDb *db,
         const Options *options,
         const TallyZone *zone,
         const char *job,
         GError **error)
{
    g_autoptr(GPtrArray) runs = tally_work_store_history (db, job, options->limit, error);

    if (runs == NULL)
        return FALSE;
    if (options->as_json) {
        g_autoptr(GPtrArray) rows = tally_work_wire_runs (runs);

        print_json (&tally_wire_plan_run_type, rows);
        return TRUE;
    }
    for (guint i = 0; i < runs->len; i++) {
        const TallyWorkPast *run = g_ptr_array_index (runs, i);
        g_autofree char *due = time_text (zone, run->due_at);

        g_print ("%-17s %-10s %2d %" G_GINT64_FORMAT " s %s %s\n", due, run->state, run->tries,
                 run->started_at > 0 && run->finished_at > 0 ? run->finished_at - run->started_at
                                                             : 0,
                 run->asked_by, run->message);
    }
    return TRUE;
}

static gboolean
cancel (TallyDb *db, const char *job, GError **error)
{
    int n;

    if (!tally_work_store_cancel (db, job, g_get_user_name (), &n, error))
        return FALSE;
    if (n > 0)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "%s neither waits nor runs", job);
    return FALSE;
}

/* What is said of one job. Returns: FALSE without an error when @verb is none of these */
static gboolean
act_on (TallyDb *db,
        const Options *options,
        const TallyZone *zone,
        const char *verb,
        const char *job,
        GError **error)
{
    if (g_str_equal (verb, "show"))
        return show (db, options, zone, job, error);
    if (g_str_equal (verb, "run"))
        return tally_work_store_ask (db, job, g_get_user_name (), error);
    if (g_str_equal (verb, "cancel"))
        return cancel (db, job, error);
    if (g_str_equal (verb, "history"))
        return history (db, options, zone, job, error);
    if (g_str_equal (verb, "enable") || g_str_equal (verb, "disable"))
        return switch_job (db, job, g_str_equal (verb, "enable"), error);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "%s: list, show, run, cancel, history, enable or disable is expected", verb);
    return FALSE;
}

static gboolean
act (const Options *options, int argc, char **argv, GError **error)
{
    const char *verb = argc > 1 ? argv[1] : "";
    const char *job = argc > 2 ? argv[2] : NULL;
    g_autoptr(TallyDb) db = tally_command_open (options->database, USER, error);
    const TallyZone *zone = db != NULL ? tally_zone_get (options->time_zone, error) : NULL;

    if (zone == NULL)
        return FALSE;
    if (g_str_equal (verb, "list"))
        return list (db, options, zone, error);
    if (job != NULL)
        return act_on (db, options, zone, verb, job, error);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "list, or show, run, cancel, history, enable or disable and a JOB are "
                         "expected");
    return FALSE;
}

int
tally_plan_command (int argc, char **argv)
{
    g_auto(Options) options = { .time_zone = g_strdup ("Asia/Shanghai"), .limit = HISTORY };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "time-zone", 0, 0, G_OPTION_ARG_STRING, &options.time_zone, N_ ("The market's time zone"),
          "ZONE" },
        { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, N_ ("Most runs of a history"), "N" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (
        "list | show|run|cancel|history|enable|disable JOB");
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context,
        _ ("Shows the work plan or one job, runs a job now, cancels it, lists its runs, or "
           "switches it off and on."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error)
        || !act (&options, argc, argv, &error))
        return tally_command_fail ("plan", error);
    return 0;
}
