// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-round.h"

/* A set of gateways that have a visitor, and who waits for them. */
struct _TallyCollectLines {
    GMutex mutex;
    GCond became_free;
    GHashTable *busy; /* district << 32 | gateway */
};

typedef struct {
    const TallyCollectManner *manner;
    TallyCollectLines *lines;
    TallyCollectSpool *spool;
    GCancellable *cancellable;
    TallyCollectProgress progress;
    gpointer user_data;
    GMutex mutex; /* guards what follows */
    TallyCollectTotals *totals;
    GError *error;
} Round;

TallyCollectLines *
tally_collect_lines_new (void)
{
    TallyCollectLines *self = g_new0 (TallyCollectLines, 1);

    g_mutex_init (&self->mutex);
    g_cond_init (&self->became_free);
    self->busy = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    return self;
}

void
tally_collect_lines_free (TallyCollectLines *self)
{
    if (self == NULL)
        return;
    g_assert (g_hash_table_size (self->busy) == 0);
    g_hash_table_unref (self->busy);
    g_cond_clear (&self->became_free);
    g_mutex_clear (&self->mutex);
    g_free (self);
}

static int64_t
line_of (const TallyCollectGateway *gateway)
{
    return (int64_t) gateway->district_id << 32 | (uint32_t) gateway->gateway_id;
}

static void
take_line (TallyCollectLines *self, int64_t line)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    while (g_hash_table_contains (self->busy, &line))
        g_cond_wait (&self->became_free, &self->mutex);
    g_hash_table_add (self->busy, g_memdup2 (&line, sizeof line));
}

static void
free_line (TallyCollectLines *self, int64_t line)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    g_hash_table_remove (self->busy, &line);
    g_cond_broadcast (&self->became_free);
}

static gboolean
on_batch_made (const TallyCollectBatch *batch, gpointer user_data, GError **error)
{
    Round *round = user_data;

    return tally_collect_spool_put (round->spool, batch, error);
}

static void
on_meter_asked (const TallyCollectAttempt *attempt, gpointer user_data)
{
    Round *round = user_data;
    TallyCollectTotals *totals = round->totals;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&round->mutex);

    totals->n_asked++;
    totals->n_by_result[attempt->result]++;
    totals->n_answered += attempt->result == TALLY_ATTEMPT_OK
                          || attempt->result == TALLY_ATTEMPT_CLOCK;
    totals->n_values += attempt->n_values;
    if (attempt->has_clock && ABS (attempt->clock_offset_ms) > ABS (totals->worst_clock_offset_ms))
        totals->worst_clock_offset_ms = attempt->clock_offset_ms;
    if (round->progress != NULL)
        round->progress (totals, attempt, round->user_data);
}

static void
visit_in_thread (gpointer data, gpointer user_data)
{
    TallyCollectGateway *gateway = data;
    Round *round = user_data;
    TallyCollectSink sink = { on_batch_made, on_meter_asked, round };
    g_autoptr(GError) error = NULL;

    take_line (round->lines, line_of (gateway));
    tally_collect_visit (gateway, round->manner, round->cancellable, &sink, &error);
    free_line (round->lines, line_of (gateway));
    if (error != NULL) {
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&round->mutex);

        g_prefix_error (&error, "gateway %s: ", gateway->name);
        if (round->error == NULL)
            round->error = g_steal_pointer (&error);
    }
}

gboolean
tally_collect_round (GPtrArray *gateways,
                     const TallyCollectManner *manner,
                     TallyCollectLines *lines,
                     TallyCollectSpool *spool,
                     GCancellable *cancellable,
                     TallyCollectProgress progress,
                     gpointer user_data,
                     TallyCollectTotals *totals,
                     GError **error)
{
    Round round = { manner, lines, spool, cancellable, progress, user_data, .totals = totals };
    GThreadPool *pool;

    *totals = (TallyCollectTotals){ 0 };
    for (guint i = 0; i < gateways->len; i++)
        totals->n_meters += ((TallyCollectGateway *) g_ptr_array_index (gateways, i))->meters->len;
    if (gateways->len == 0)
        return TRUE;

    pool = g_thread_pool_new (visit_in_thread, &round,
                              (int) MIN (gateways->len, TALLY_ROUND_MAX_THREADS), FALSE, error);
    if (pool == NULL)
        return FALSE;
    g_mutex_init (&round.mutex);
    for (guint i = 0; i < gateways->len; i++)
        g_thread_pool_push (pool, g_ptr_array_index (gateways, i), NULL);
    g_thread_pool_free (pool, FALSE, TRUE);
    g_mutex_clear (&round.mutex);
    if (round.error == NULL)
        return TRUE;
    g_propagate_error (error, round.error);
    return FALSE;
}
