// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-intake-step.h"

#include "server/collect/tally-collect-plan-store.h"
#include "server/raw/tally-raw-retired-store.h"

#define BATCHES_PER_STEP 50

typedef struct {
    GPtrArray *batches; /* TallyCollectBatch */
    GPtrArray *retired; /* TallyRawRetired: months of these days, hardly ever any */
    TallyRawTaken *taken;
} Intake;

static void
intake_clear (Intake *self)
{
    g_clear_pointer (&self->retired, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Intake, intake_clear)

/* Frames of retired months are kept aside and told: refused with an error they would come again
 * for ever, and hold up what is behind them. Gives those that are taken. */
static GArray *
set_aside (TallyDb *db, Intake *intake, const TallyCollectFrame *frames, size_t n, GError **error)
{
    g_autoptr(GArray) rest = g_array_new (FALSE, FALSE, sizeof (TallyCollectFrame));

    for (size_t i = 0; i < n; i++) {
        const TallyRawRetired *month = tally_raw_retired_find (intake->retired,
                                                               (TallyDay){ frames[i].day });
        g_autofree char *reason = NULL;

        if (month == NULL) {
            g_array_append_vals (rest, &frames[i], 1);
            continue;
        }
        reason = tally_raw_retired_text (month);
        if (!tally_raw_retired_store_refuse (db, &frames[i], reason, error))
            return NULL;
        intake->taken->n_refused++;
    }
    if (rest->len < n)
        g_message ("%zu frames of retired months are refused, and kept in raw.refused",
                   n - rest->len);
    return g_steal_pointer (&rest);
}

static gboolean
append (TallyDb *db,
        Intake *intake,
        const TallyCollectFrame *frames,
        size_t n,
        size_t *n_new,
        GError **error)
{
    g_autoptr(GArray) rest = NULL;

    if (intake->retired == NULL || intake->retired->len == 0)
        return tally_raw_store_append_batch (db, frames, n, n_new, error);
    rest = set_aside (db, intake, frames, n, error);
    return rest != NULL
           && tally_raw_store_append_batch (db, (TallyCollectFrame *) (gpointer) rest->data,
                                            rest->len, n_new, error);
}

static gboolean
take_batch (TallyDb *db, const TallyCollectBatch *batch, Intake *intake, GError **error)
{
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    size_t n;
    size_t n_new;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (batch, &n);

    tally_collect_marks_add_frames (marks, frames, n);
    if (!tally_collect_plan_store_add_attempts (db, batch, error)
        || !append (db, intake, frames, n, &n_new, error)
        || !tally_collect_progress_store_advance (db, marks, error))
        return FALSE;
    intake->taken->n_frames += (int64_t) n;
    intake->taken->n_new += (int64_t) n_new;
    return TRUE;
}

static gboolean
take_all (TallyDb *db, gpointer user_data, GError **error)
{
    Intake *intake = user_data;

    *intake->taken = (TallyRawTaken){ .n_batches = intake->batches->len };
    for (guint i = 0; i < intake->batches->len; i++) {
        if (!take_batch (db, g_ptr_array_index (intake->batches, i), intake, error))
            return FALSE;
    }
    /* Heard when it is committed: an order is over before its readings are here. */
    return tally_collect_plan_store_tell (db, error);
}

static TallyDays
days_of (const GPtrArray *batches)
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
    return days;
}

/* Before the transaction: months that have no partitions get them, and retired ones are known. */
static gboolean
prepare (TallyDb *db, Intake *intake, GError **error)
{
    TallyDays days = days_of (intake->batches);

    if (days.end.number <= days.first.number)
        return TRUE;
    intake->retired = tally_raw_retired_store_list (db, days, error);
    return intake->retired != NULL && tally_raw_store_make_months (db, days, error);
}

gboolean
tally_raw_intake_batch (TallyDb *db,
                        const TallyCollectBatch *batch,
                        TallyRawTaken *taken,
                        GError **error)
{
    g_autoptr(GPtrArray) batches = g_ptr_array_new ();
    g_auto(Intake) intake = { .batches = batches, .taken = taken };

    g_ptr_array_add (batches, (gpointer) batch);
    return prepare (db, &intake, error)
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, take_all, &intake, error);
}

gboolean
tally_raw_intake_step (TallyDb *db, TallyCollectSpool *spool, TallyRawTaken *taken, GError **error)
{
    g_autoptr(GPtrArray) batches = g_ptr_array_new_with_free_func (
        (GDestroyNotify) tally_collect_batch_free);
    g_auto(Intake) intake = { .batches = batches, .taken = taken };
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
    return prepare (db, &intake, error)
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
        taken->n_refused += step.n_refused;
    } while (step.n_batches > 0);
    return TRUE;
}
