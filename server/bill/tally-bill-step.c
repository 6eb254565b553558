// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-step.h"

#include "server/bill/tally-bill-cycle-store.h"
#include "server/bill/tally-bill-unit-step.h"
#include "shared/error/tally-error.h"

#define TELL_EVERY_US (200 * G_TIME_SPAN_MILLISECOND)

static const char *
cycle_of (const TallyBillOrder *order)
{
    return order->cycle != NULL ? order->cycle : "";
}

/* A run in progress: what the workers share. */
typedef struct {
    const TallyBillOrder *order;
    GCancellable *stop; /* the caller's wish, or the fault of a worker */

    GMutex mutex;
    GCond changed;
    guint n_working; /* these are guarded by mutex */
    int64_t n_done;
    GError *fault;
} Run;

static gboolean
work (Run *run, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (run->order->conninfo, "tally_settle", error);
    g_autoptr(TallyBillWorker) worker = NULL;
    gboolean found = TRUE;

    if (db == NULL)
        return FALSE;
    worker = tally_bill_worker_new (db, run->order->run_id, cycle_of (run->order),
                                    run->order->period, run->stop);
    while (found) {
        int64_t n_bills;

        if (g_cancellable_set_error_if_cancelled (run->stop, error)
            || !tally_bill_worker_next (worker, &n_bills, &found, error))
            return FALSE;
        g_mutex_lock (&run->mutex);
        run->n_done += n_bills;
        g_mutex_unlock (&run->mutex);
    }
    return TRUE;
}

static gpointer
work_in_thread (gpointer user_data)
{
    Run *run = user_data;
    GError *error = NULL;
    gboolean is_done = work (run, &error);

    g_mutex_lock (&run->mutex);
    if (!is_done && run->fault == NULL)
        run->fault = g_steal_pointer (&error);
    run->n_working--;
    g_cond_signal (&run->changed);
    g_mutex_unlock (&run->mutex);
    g_clear_error (&error);
    if (!is_done)
        g_cancellable_cancel (run->stop);
    return NULL;
}

static void
tell (Run *run, TallyDb *db, int64_t n_before, int64_t n_total, int64_t n_done)
{
    g_autoptr(GError) error = NULL;

    if (run->order->progress != NULL)
        run->order->progress (n_before + n_done, n_total, run->order->progress_data);
    if (!tally_bill_store_sum_run (db, run->order->run_id, &error))
        g_message ("run %s: progress is not shown: %s", run->order->run_id, error->message);
}

/* Waits for the workers, telling how far they are. */
static void
wait_for_workers (Run *run, TallyDb *db, const TallyBillRun *row)
{
    int64_t told = 0;
    gboolean is_over = FALSE;

    while (!is_over) {
        int64_t until = g_get_monotonic_time () + TELL_EVERY_US;
        int64_t n_done;

        g_mutex_lock (&run->mutex);
        while (run->n_working > 0 && g_cond_wait_until (&run->changed, &run->mutex, until))
            continue;
        is_over = run->n_working == 0;
        n_done = run->n_done;
        g_mutex_unlock (&run->mutex);
        if (n_done != told)
            tell (run, db, row->n_done, row->n_agreements, n_done);
        told = n_done;
    }
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
    g_cancellable_cancel (user_data);
}

static GError *
run_workers (const TallyBillOrder *order, TallyDb *db, const TallyBillRun *row)
{
    guint n_workers = order->n_workers > 0 ? order->n_workers : g_get_num_processors ();
    g_autoptr(GCancellable) stop = g_cancellable_new ();
    GThread *threads[TALLY_BILL_MAX_WORKERS];
    Run run = { .order = order, .stop = stop };
    gulong handler = 0;

    n_workers = MIN (n_workers, TALLY_BILL_MAX_WORKERS);
    if (order->cancellable != NULL)
        handler = g_cancellable_connect (order->cancellable, G_CALLBACK (on_cancelled), stop, NULL);
    g_mutex_init (&run.mutex);
    g_cond_init (&run.changed);
    run.n_working = n_workers;
    for (guint i = 0; i < n_workers; i++)
        threads[i] = g_thread_new ("bill", work_in_thread, &run);
    wait_for_workers (&run, db, row);
    for (guint i = 0; i < n_workers; i++)
        g_thread_join (threads[i]);
    g_cancellable_disconnect (order->cancellable, handler);
    g_mutex_clear (&run.mutex);
    g_cond_clear (&run.changed);
    return run.fault;
}

static gboolean
lock_period (TallyDb *db, const TallyBillOrder *order, GError **error)
{
    gboolean is_ours = FALSE;

    if (!tally_bill_store_lock (db, order->district_id, cycle_of (order), order->period.first,
                                &is_ours, error))
        return FALSE;
    if (!is_ours)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_BUSY,
                             "another run computes that period");
    return is_ours;
}

typedef struct {
    const TallyBillOrder *order;
    TallyBillRun *run;
} Beginning;

/* The workers bill the days of the order, into the run that has the id. */
static gboolean
is_as_ordered (const TallyBillOrder *order, const TallyBillRun *run, GError **error)
{
    if (run->district_id == order->district_id && g_str_equal (run->cycle, cycle_of (order))
        && run->period.first.number == order->period.first.number
        && run->period.end.number == order->period.end.number)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                         "run_id: a run of another district, cycle or month has it");
    return FALSE;
}

static gboolean
begin (TallyDb *db, gpointer user_data, GError **error)
{
    Beginning *beginning = user_data;
    const TallyBillOrder *order = beginning->order;
    TallyBillRun *run = beginning->run;

    tally_bill_run_clear (run);
    run->run_id = g_strdup (order->run_id);
    run->district_id = order->district_id;
    run->cycle = g_strdup (cycle_of (order));
    run->period = order->period;
    return tally_bill_store_begin (db, run, order->started_by, error)
           && is_as_ordered (order, run, error)
           && tally_bill_store_sum_run (db, order->run_id, error)
           && tally_bill_store_get_run (db, order->run_id, run, error);
}

static gboolean
end (TallyDb *db, const TallyBillOrder *order, GError *fault, GError **error)
{
    gboolean is_cancelled = g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    const char *state = fault == NULL ? "computed" : (is_cancelled ? "cancelled" : "failed");
    g_autoptr(GError) later = NULL;

    if (!tally_bill_store_sum_run (db, order->run_id, &later)
        || !tally_bill_store_end_run (db, order->run_id, state, fault != NULL ? fault->message : "",
                                      &later)) {
        if (fault == NULL) {
            g_propagate_error (error, g_steal_pointer (&later));
            return FALSE;
        }
        g_message ("run %s: its end is not recorded: %s", order->run_id, later->message);
    }
    if (fault == NULL)
        return TRUE;
    g_propagate_error (error, fault);
    return FALSE;
}

static gboolean
compute (TallyDb *db, const TallyBillOrder *order, TallyBillRun *run, GError **error)
{
    Beginning beginning = { order, run };

    if (!tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, begin, &beginning, error))
        return FALSE;
    if (g_str_equal (run->state, "computed") || g_str_equal (run->state, "issued"))
        return TRUE;
    return end (db, order, run_workers (order, db, run), error)
           && tally_bill_store_get_run (db, order->run_id, run, error);
}

gboolean
tally_bill_step_run (const TallyBillOrder *order, TallyBillRun *run, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(GError) late = NULL;
    gboolean is_done;

    g_return_val_if_fail (g_uuid_string_is_valid (order->run_id), FALSE);

    if (!tally_bill_is_month (order->period, error))
        return FALSE;
    if (order->district_id == 0 && *cycle_of (order) != '\0') {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "cycle: a cycle is of one district: name it");
        return FALSE;
    }
    db = tally_db_open_as (order->conninfo, "tally_settle", error);
    if (db == NULL || !tally_bill_store_need_cycle (db, order->district_id, cycle_of (order), error)
        || !lock_period (db, order, error))
        return FALSE;
    is_done = compute (db, order, run, error);
    if (!tally_bill_store_unlock (db, &late))
        g_message ("run %s: its lock ends with its connection: %s", order->run_id, late->message);
    return is_done;
}
