// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-store.h"

#include "server/work/tally-work-calc.h"
#include "shared/error/tally-error.h"

/* How long a step that was too early waits. */
#define EARLY_WAIT_S 30

void
tally_work_run_free (TallyWorkRun *run)
{
    g_free (run->job);
    g_free (run->step);
    g_free (run->worker);
    g_free (run);
}

static char *
number (int64_t value)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

gboolean
tally_work_store_enter (TallyDb *db, const char *job, int64_t due_at, GError **error)
{
    g_autofree char *due = number (due_at);
    const char *values[] = { job, due, "" };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/enter", 3, values, error);

    return rows != NULL;
}

gboolean
tally_work_store_ask (TallyDb *db, const char *job, const char *asked_by, GError **error)
{
    const char *values[] = { job, asked_by };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/ask", 2, values, error);

    if (rows == NULL)
        return FALSE;
    if (g_str_equal (PQgetvalue (rows, 0, 0), "1"))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no job is named %s", job);
    return FALSE;
}

gboolean
tally_work_store_switch (TallyDb *db,
                         const char *job,
                         gboolean is_on,
                         gboolean *is_changed,
                         GError **error)
{
    const char *values[] = { job, is_on ? "true" : "false" };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/switch", 2, values, error);

    if (rows == NULL)
        return FALSE;
    *is_changed = g_str_equal (PQgetvalue (rows, 0, 1), "1");
    if (g_str_equal (PQgetvalue (rows, 0, 0), "1"))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no job is named %s", job);
    return FALSE;
}

gboolean
tally_work_store_cancel (TallyDb *db, const char *job, const char *asked_by, int *n, GError **error)
{
    const char *values[] = { job, asked_by };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/cancel", 2, values, error);

    *n = rows != NULL ? PQntuples (rows) : 0;
    return rows != NULL;
}

static int64_t
number_of (PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

static void
job_free (gpointer data)
{
    TallyWorkJob *job = data;

    g_free (job->job);
    g_free (job->title);
    g_free (job->calendar);
    g_free (job->after_jobs);
    g_free (job->state);
    g_free (job->message);
    g_free (job);
}

GPtrArray *
tally_work_store_list (TallyDb *db, const TallyZone *zone, int64_t now, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "work/list", 0, NULL, error);
    GPtrArray *jobs;

    if (rows == NULL)
        return NULL;
    jobs = g_ptr_array_new_with_free_func (job_free);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyWorkJob *job = g_new0 (TallyWorkJob, 1);
        TallyWorkCalendar calendar;

        job->job = g_strdup (PQgetvalue (rows, row, 0));
        job->title = g_strdup (PQgetvalue (rows, row, 1));
        job->calendar = g_strdup (PQgetvalue (rows, row, 2));
        job->after_jobs = g_strdup (PQgetvalue (rows, row, 3));
        job->is_enabled = *PQgetvalue (rows, row, 4) == 't';
        job->max_tries = (int) number_of (rows, row, 5);
        job->state = g_strdup (PQgetvalue (rows, row, 6));
        job->last_due = number_of (rows, row, 7);
        job->tries = (int) number_of (rows, row, 8);
        job->n_done = number_of (rows, row, 9);
        job->n_total = number_of (rows, row, 10);
        job->message = g_strdup (PQgetvalue (rows, row, 11));
        if (job->is_enabled && tally_work_calendar_parse (job->calendar, &calendar, NULL))
            job->next_due = MAX (tally_work_next_due (zone, &calendar, now), 0);
        g_ptr_array_add (jobs, job);
    }
    return jobs;
}

static void
past_free (gpointer data)
{
    TallyWorkPast *past = data;

    g_free (past->state);
    g_free (past->worker);
    g_free (past->asked_by);
    g_free (past->message);
    g_free (past);
}

GPtrArray *
tally_work_store_history (TallyDb *db, const char *job, int limit, GError **error)
{
    g_autofree char *most = number (limit);
    const char *values[] = { job, most };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/history", 2, values, error);
    GPtrArray *runs;

    if (rows == NULL)
        return NULL;
    runs = g_ptr_array_new_with_free_func (past_free);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyWorkPast *past = g_new0 (TallyWorkPast, 1);

        past->due_at = number_of (rows, row, 0);
        past->started_at = number_of (rows, row, 1);
        past->finished_at = number_of (rows, row, 2);
        past->state = g_strdup (PQgetvalue (rows, row, 3));
        past->tries = (int) number_of (rows, row, 4);
        past->n_done = number_of (rows, row, 5);
        past->n_total = number_of (rows, row, 6);
        past->worker = g_strdup (PQgetvalue (rows, row, 7));
        past->asked_by = g_strdup (PQgetvalue (rows, row, 8));
        past->message = g_strdup (PQgetvalue (rows, row, 9));
        g_ptr_array_add (runs, past);
    }
    return runs;
}

static gboolean
redate_runs (TallyDb *db, int64_t now, GError **error)
{
    g_autofree char *at = number (now);
    g_autofree char *small = number (TALLY_WORK_SMALL_STEP_S);
    const char *values[] = { at, small };
    g_autoptr(PGresult) result = tally_db_run (db, "work/misdated", 2, values, error);
    const char *n = result != NULL ? PQcmdTuples (result) : "0";

    if (!g_str_equal (n, "0"))
        g_message ("the clock was ahead: %s runs were due at times that have not come", n);
    return result != NULL;
}

gboolean
tally_work_store_enter_due (TallyDb *db, const char *time_zone, int64_t now, GError **error)
{
    const TallyZone *zone = tally_zone_get (time_zone, error);
    g_autoptr(PGresult) jobs = zone != NULL && redate_runs (db, now, error)
                                    ? tally_db_run (db, "work/jobs", 0, NULL, error)
                                    : NULL;

    if (jobs == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (jobs); row++) {
        int64_t last = PQgetisnull (jobs, row, 4)
                           ? TALLY_WORK_NOT_DUE
                           : g_ascii_strtoll (PQgetvalue (jobs, row, 4), NULL, 10);
        TallyWorkCalendar calendar;
        int64_t due;

        if (!tally_work_calendar_parse (PQgetvalue (jobs, row, 2), &calendar, error)) {
            g_prefix_error (error, "job %s: ", PQgetvalue (jobs, row, 0));
            return FALSE;
        }
        due = tally_work_last_due (zone, &calendar, last, now);
        if (due != TALLY_WORK_NOT_DUE
            && !tally_work_store_enter (db, PQgetvalue (jobs, row, 0), due, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_work_store_lease (TallyDb *db,
                        const char *worker,
                        int lease_s,
                        TallyWorkRun **run,
                        GError **error)
{
    g_autofree char *lease = number (lease_s);
    const char *values[] = { worker, lease };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/lease", 2, values, error);

    *run = NULL;
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0)
        return TRUE;

    *run = g_new0 (TallyWorkRun, 1);
    (*run)->job = g_strdup (PQgetvalue (rows, 0, 0));
    (*run)->due_at = g_ascii_strtoll (PQgetvalue (rows, 0, 1), NULL, 10);
    (*run)->step = g_strdup (PQgetvalue (rows, 0, 2));
    (*run)->tries = (int) g_ascii_strtoll (PQgetvalue (rows, 0, 3), NULL, 10);
    (*run)->max_tries = (int) g_ascii_strtoll (PQgetvalue (rows, 0, 4), NULL, 10);
    (*run)->worker = g_strdup (worker);
    return TRUE;
}

gboolean
tally_work_store_renew (TallyDb *db,
                        const TallyWorkRun *run,
                        int lease_s,
                        int64_t n_done,
                        int64_t n_total,
                        gboolean *is_ours,
                        GError **error)
{
    g_autofree char *due = number (run->due_at);
    g_autofree char *done = number (n_done);
    g_autofree char *total = number (n_total);
    g_autofree char *lease = number (lease_s);
    const char *values[] = { run->job, due, run->worker, lease, done, total };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/renew", 6, values, error);

    if (rows == NULL)
        return FALSE;
    *is_ours = PQntuples (rows) == 1;
    return TRUE;
}

gboolean
tally_work_store_finish (TallyDb *db,
                         const TallyWorkRun *run,
                         const GError *failure,
                         GError **error)
{
    gboolean is_early = g_error_matches (failure, TALLY_ERROR, TALLY_ERROR_BUSY);
    gboolean may_repeat = is_early || (failure != NULL && run->tries < run->max_tries);
    const char *state = failure == NULL ? "done" : (may_repeat ? "waiting" : "failed");
    g_autofree char *due = number (run->due_at);
    g_autofree char *wait = number (is_early ? EARLY_WAIT_S : tally_work_wait_s (run->tries));
    const char *values[] = { run->job,
                             due,
                             run->worker,
                             state,
                             failure != NULL ? failure->message : "",
                             wait,
                             is_early ? "1" : "0" };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/finish", 7, values, error);
    g_autofree char *news = g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"%s\"}", run->job, state);
    const char *payload = news;
    g_autoptr(PGresult) told = rows != NULL ? tally_db_run (db, "work/notify", 1, &payload, error)
                                             : NULL;

    return told != NULL;
}

gboolean
tally_work_store_make_partitions (TallyDb *db, TallyDay today, GError **error)
{
    char text[TALLY_DAY_TEXT];
    const char *day = tally_day_format (today, text);
    g_autoptr(PGresult) rows = tally_db_run (db, "work/partitions", 1, &day, error);

    return rows != NULL;
}
