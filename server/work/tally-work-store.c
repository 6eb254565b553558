// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-store.h"

#include "server/work/tally-work-calc.h"
#include "shared/error/tally-error.h"

#define LEASE_S "60"

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
    const char *values[] = { job, due };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/enter", 2, values, error);

    return rows != NULL;
}

gboolean
tally_work_store_enter_due (TallyDb *db, const char *time_zone, int64_t now, GError **error)
{
    const TallyZone *zone = tally_zone_get (time_zone, error);
    g_autoptr(PGresult) jobs = zone != NULL ? tally_db_run (db, "work/jobs", 0, NULL, error)
                                             : NULL;

    if (jobs == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (jobs); row++) {
        int64_t last = PQgetisnull (jobs, row, 4)
                           ? TALLY_WORK_NOT_DUE
                           : g_ascii_strtoll (PQgetvalue (jobs, row, 4), NULL, 10);
        int64_t every_s = g_ascii_strtoll (PQgetvalue (jobs, row, 2), NULL, 10);
        int64_t due;

        if (PQgetisnull (jobs, row, 2))
            continue;
        due = tally_work_last_due (zone, every_s, last, now);
        if (due != TALLY_WORK_NOT_DUE
            && !tally_work_store_enter (db, PQgetvalue (jobs, row, 0), due, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_work_store_lease (TallyDb *db, const char *worker, TallyWorkRun **run, GError **error)
{
    const char *values[] = { worker, LEASE_S };
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
                        int64_t n_done,
                        int64_t n_total,
                        gboolean *is_ours,
                        GError **error)
{
    g_autofree char *due = number (run->due_at);
    g_autofree char *done = number (n_done);
    g_autofree char *total = number (n_total);
    const char *values[] = { run->job, due, run->worker, LEASE_S, done, total };
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
    gboolean may_repeat = failure != NULL && run->tries < run->max_tries;
    const char *state = failure == NULL ? "done" : (may_repeat ? "waiting" : "failed");
    g_autofree char *due = number (run->due_at);
    g_autofree char *wait = number (tally_work_wait_s (run->tries));
    const char *values[] = {
        run->job, due, run->worker, state, failure != NULL ? failure->message : "", wait
    };
    g_autoptr(PGresult) rows = tally_db_run (db, "work/finish", 6, values, error);
    g_autofree char *news = g_strdup_printf ("{\"job\":\"%s\",\"state\":\"%s\"}", run->job, state);
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
