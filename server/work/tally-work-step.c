// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-step.h"

#include "shared/error/tally-error.h"

#include <unistd.h>

#define LEASE_S 60

/* Several renewals fit one lease: a late one does no harm. */
#define RENEWALS_PER_LEASE 5

/* The lease is renewed by a thread of its own, so that a step which is long busy keeps it. */
typedef struct {
    const TallyWorkContext *context;
    const TallyWorkRun *run;
    GCancellable *cancellable; /* of the step */
    GMutex mutex;
    GCond ended;
    gboolean is_ended;
    int64_t n_done;
    int64_t n_total;
} Lease;

static int
lease_s (const TallyWorkContext *context)
{
    return context->lease_s > 0 ? context->lease_s : LEASE_S;
}

static void
renew (Lease *lease, TallyDb **db)
{
    g_autoptr(GError) error = NULL;
    gboolean is_ours = TRUE;
    int64_t n_done;
    int64_t n_total;

    g_mutex_lock (&lease->mutex);
    n_done = lease->n_done;
    n_total = lease->n_total;
    g_mutex_unlock (&lease->mutex);
    if (*db == NULL)
        *db = tally_db_open_as (lease->context->conninfo, "tally_settle", &error);
    if (*db == NULL
        || !tally_work_store_renew (*db, lease->run, lease_s (lease->context), n_done, n_total,
                                    &is_ours, &error)) {
        g_message ("%s: the lease could not be renewed: %s", lease->run->job, error->message);
        g_clear_object (db);
        return;
    }
    if (!is_ours)
        g_cancellable_cancel (lease->cancellable);
}

static gpointer
keep_lease (gpointer data)
{
    Lease *lease = data;
    int64_t rest_us = (int64_t) lease_s (lease->context) * G_USEC_PER_SEC / RENEWALS_PER_LEASE;
    TallyDb *db = NULL;

    g_mutex_lock (&lease->mutex);
    while (!lease->is_ended) {
        if (g_cond_wait_until (&lease->ended, &lease->mutex, g_get_monotonic_time () + rest_us))
            continue;
        g_mutex_unlock (&lease->mutex);
        renew (lease, &db);
        g_mutex_lock (&lease->mutex);
    }
    g_mutex_unlock (&lease->mutex);
    g_clear_object (&db);
    return NULL;
}

static void
on_progressed (int64_t n_done, int64_t n_total, gpointer user_data)
{
    Lease *lease = user_data;

    g_mutex_lock (&lease->mutex);
    lease->n_done = n_done;
    lease->n_total = n_total;
    g_mutex_unlock (&lease->mutex);
}

static void
on_cancelled (GCancellable *of_caller, gpointer of_step)
{
    g_cancellable_cancel (of_step);
}

static gboolean
find_and_run (const TallyWorkRun *run,
              const TallyWorkStep *steps,
              const TallyWorkContext *context,
              GError **error)
{
    for (const TallyWorkStep *step = steps; step->name != NULL; step++) {
        if (g_str_equal (step->name, run->step))
            return step->run (context, error);
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "no step is named %s", run->step);
    return FALSE;
}

static gboolean
run_step (TallyDb *db,
          const TallyWorkRun *run,
          const TallyWorkStep *steps,
          const TallyWorkContext *context,
          GError **error)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new ();
    Lease lease = { .context = context, .run = run, .cancellable = cancellable };
    TallyWorkContext own = *context;
    gulong handler = 0;
    g_autoptr(GError) lost = NULL;
    gboolean is_ours = TRUE;
    gboolean is_done;
    GThread *keeper;

    g_mutex_init (&lease.mutex);
    g_cond_init (&lease.ended);
    own.cancellable = cancellable;
    own.progress = on_progressed;
    own.progress_data = &lease;
    if (context->cancellable != NULL)
        handler = g_cancellable_connect (context->cancellable, G_CALLBACK (on_cancelled),
                                         cancellable, NULL);
    keeper = g_thread_new ("lease", keep_lease, &lease);
    is_done = find_and_run (run, steps, &own, error);
    g_mutex_lock (&lease.mutex);
    lease.is_ended = TRUE;
    g_cond_signal (&lease.ended);
    g_mutex_unlock (&lease.mutex);
    g_thread_join (keeper);
    g_cancellable_disconnect (context->cancellable, handler);
    if (!tally_work_store_renew (db, run, lease_s (context), lease.n_done, lease.n_total, &is_ours,
                                 &lost))
        g_message ("%s: how far it came is not recorded: %s", run->job, lost->message);
    g_mutex_clear (&lease.mutex);
    g_cond_clear (&lease.ended);
    return is_done;
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
    g_autoptr(TallyWorkRun) run = NULL;
    g_autoptr(GError) failure = NULL;

    *did_run = FALSE;
    if (!tally_work_store_enter_due (db, context->time_zone, context->now, error)
        || !tally_work_store_lease (db, worker, lease_s (context), &run, error))
        return FALSE;
    if (run == NULL)
        return TRUE;

    *did_run = TRUE;
    if (!run_step (db, run, steps, context, &failure))
        g_message ("%s, try %d of %d: %s", run->job, run->tries, run->max_tries, failure->message);
    return tally_work_store_finish (db, run, failure, error);
}
