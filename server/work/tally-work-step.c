// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-step.h"

#include "shared/error/tally-error.h"

#include <unistd.h>

typedef struct {
    TallyDb *db;
    const TallyWorkRun *run;
    GCancellable *cancellable;
    int64_t renewed_at; /* monotonic microseconds */
} Lease;

/* A quarter of the lease: one late renewal does no harm. */
#define RENEW_EVERY_US (15 * G_USEC_PER_SEC)

static void
on_progressed (int64_t n_done, int64_t n_total, gpointer user_data)
{
    Lease *lease = user_data;
    g_autoptr(GError) error = NULL;
    gboolean is_ours = FALSE;
    int64_t now = g_get_monotonic_time ();

    if (n_done < n_total && now - lease->renewed_at < RENEW_EVERY_US)
        return;
    lease->renewed_at = now;
    if (!tally_work_store_renew (lease->db, lease->run, n_done, n_total, &is_ours, &error))
        g_warning ("%s: the lease could not be renewed: %s", lease->run->job, error->message);
    if (!is_ours)
        g_cancellable_cancel (lease->cancellable);
}

static gboolean
run_step (TallyDb *db,
          const TallyWorkRun *run,
          const TallyWorkStep *steps,
          const TallyWorkContext *context,
          GError **error)
{
    Lease lease = { .db = db,
                    .run = run,
                    .cancellable = context->cancellable,
                    .renewed_at = g_get_monotonic_time () };
    TallyWorkContext own = *context;

    own.progress = on_progressed;
    own.progress_data = &lease;
    for (const TallyWorkStep *step = steps; step->name != NULL; step++) {
        if (g_str_equal (step->name, run->step))
            return step->run (&own, error);
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "no step is named %s", run->step);
    return FALSE;
}

gboolean
tally_work_step_next (TallyDb *db,
                      const TallyWorkStep *steps,
                      const TallyWorkContext *context,
                      gboolean *did_run,
                      GError **error)
{
    g_autofree char *worker = g_strdup_printf ("%s/%d/%p", g_get_host_name (), (int) getpid (),
                                               (gpointer) db);
    g_autoptr(GCancellable) cancellable = g_cancellable_new ();
    g_autoptr(TallyWorkRun) run = NULL;
    g_autoptr(GError) failure = NULL;
    TallyWorkContext own = *context;

    *did_run = FALSE;
    if (!tally_work_store_enter_due (db, context->time_zone, context->now, error)
        || !tally_work_store_lease (db, worker, &run, error))
        return FALSE;
    if (run == NULL)
        return TRUE;

    *did_run = TRUE;
    own.cancellable = context->cancellable != NULL ? context->cancellable : cancellable;
    if (!run_step (db, run, steps, &own, &failure))
        g_warning ("%s, try %d of %d: %s", run->job, run->tries, run->max_tries, failure->message);
    return tally_work_store_finish (db, run, failure, error);
}
