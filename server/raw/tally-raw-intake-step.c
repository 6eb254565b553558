// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-intake-step.h"

#include "server/collect/tally-collect-plan-store.h"

#define BATCHES_PER_STEP 50

typedef struct {
    GPtrArray *batches; /* TallyCollectBatch */
    TallyRawTaken *taken;
} Intake;

static gboolean
take_batch (TallyDb *db, const TallyCollectBatch *batch, TallyRawTaken *taken, GError **error)
{
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    size_t n;
    size_t n_new;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (batch, &n);

    tally_collect_marks_add_frames (marks, frames, n);
    if (!tally_collect_plan_store_add_attempts (db, batch, error)
        || !tally_raw_store_append_batch (db, frames, n, &n_new, error)
        || !tally_collect_progress_store_advance (db, marks, error))
        return FALSE;
    taken->n_frames += (int64_t) n;
    taken->n_new += (int64_t) n_new;
    return TRUE;
}

static gboolean
take_all (TallyDb *db, gpointer user_data, GError **error)
{
    Intake *intake = user_data;

    *intake->taken = (TallyRawTaken){ .n_batches = intake->batches->len };
    for (guint i = 0; i < intake->batches->len; i++) {
        if (!take_batch (db, g_ptr_array_index (intake->batches, i), intake->taken, error))
            return FALSE;
    }
    /* Heard when it is committed: an order is over before its readings are here. */
    return tally_collect_plan_store_tell (db, error);
}

static gboolean
make_months (TallyDb *db, const GPtrArray *batches, GError **error)
{
    TallyDays days = { { G_MAXINT32 }, { G_MININT32 } };

    for (guint b = 0; b < batches->len; b++) {
        const TallyCollectBatch *batch = g_ptr_array_index (batches, b);
        size_t n_frames;
        size_t n_attempts;
        const TallyCollectFrame *frames = tally_collect_batch_get_frames (batch, &n_frames);
        const TallyCollectAttempt *attempts = tally_collect_batch_get_attempts (batch, &n_attempts);

        for (size_t i = 0; i < n_frames; i++) {
            days.first.number = MIN (days.first.number, frames[i].day);
            days.end.number = MAX (days.end.number, frames[i].day + 1);
        }
        for (size_t i = 0; i < n_attempts; i++) {
            days.first.number = MIN (days.first.number, attempts[i].day);
            days.end.number = MAX (days.end.number, attempts[i].day + 1);
        }
    }
    return days.end.number <= days.first.number || tally_raw_store_make_months (db, days, error);
}

gboolean
tally_raw_intake_batch (TallyDb *db,
                        const TallyCollectBatch *batch,
                        TallyRawTaken *taken,
                        GError **error)
{
    g_autoptr(GPtrArray) batches = g_ptr_array_new ();
    Intake intake = { batches, taken };

    g_ptr_array_add (batches, (gpointer) batch);
    return make_months (db, batches, error)
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, take_all, &intake, error);
}

gboolean
tally_raw_intake_step (TallyDb *db, TallyCollectSpool *spool, TallyRawTaken *taken, GError **error)
{
    g_autoptr(GPtrArray) batches = g_ptr_array_new_with_free_func (
        (GDestroyNotify) tally_collect_batch_free);
    Intake intake = { batches, taken };
    g_autoptr(GError) broken = NULL;
    int64_t place = 0;

    *taken = (TallyRawTaken){ 0 };
    while (batches->len < BATCHES_PER_STEP) {
        TallyCollectBatch *batch = tally_collect_spool_peek (spool, place, &place, &broken);

        if (batch == NULL)
            break;
        g_ptr_array_add (batches, batch);
    }
    if (broken != NULL) {
        g_propagate_error (error, g_steal_pointer (&broken));
        return FALSE;
    }
    if (batches->len == 0)
        return TRUE;
    return make_months (db, batches, error)
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, take_all, &intake, error)
           && tally_collect_spool_drop (spool, place, error);
}

gboolean
tally_raw_intake_all (TallyDb *db, TallyCollectSpool *spool, TallyRawTaken *taken, GError **error)
{
    TallyRawTaken step;

    *taken = (TallyRawTaken){ 0 };
    do {
        if (!tally_raw_intake_step (db, spool, &step, error))
            return FALSE;
        taken->n_batches += step.n_batches;
        taken->n_frames += step.n_frames;
        taken->n_new += step.n_new;
    } while (step.n_batches > 0);
    return TRUE;
}
