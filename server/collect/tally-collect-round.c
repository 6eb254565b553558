// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-round.h"

#include "server/collect/tally-collect-keeper.h"

typedef struct {
    TallyCollectKeeper *keeper;
    TallyCollectProgress progress;
    gpointer user_data;
    TallyCollectTotals *totals;
} Round;

static gboolean
on_batch_made (TallyCollectBatch *batch, gpointer user_data, GError **error)
{
    Round *round = user_data;

    return tally_collect_keeper_take (round->keeper, batch, error);
}

static void
on_meter_asked (const TallyCollectAttempt *attempt, gpointer user_data)
{
    Round *round = user_data;
    TallyCollectTotals *totals = round->totals;

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
    Round round = { .progress = progress, .user_data = user_data, .totals = totals };
    TallyCollectSink sink = { on_batch_made, on_meter_asked, &round };
    g_autoptr(GError) unkept = NULL;
    gboolean is_done;

    *totals = (TallyCollectTotals){ 0 };
    for (guint i = 0; i < gateways->len; i++)
        totals->n_meters += ((TallyCollectGateway *) g_ptr_array_index (gateways, i))->meters->len;
    round.keeper = tally_collect_keeper_new (spool);
    is_done = tally_collect_patrol (gateways, manner, lines, cancellable, &sink, error);
    if (tally_collect_keeper_finish (round.keeper, &unkept))
        return is_done;
    if (is_done)
        g_propagate_error (error, g_steal_pointer (&unkept));
    return FALSE;
}
