// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-ingest.h"

#include "server/raw/tally-raw-store.h"
#include "tests/lib/tally-test-frames.h"

#define DISTRICT 7
#define FIRST_DAY 20513 /* 2026-03-01 */
#define BATCH 200

void
tally_test_ingest_init (TallyTestIngest *self, const char *conninfo)
{
    *self = (TallyTestIngest){ .conninfo = g_strdup (conninfo) };
}

static gboolean
append (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyTestFrames *batch = user_data;
    size_t n_new;

    return tally_raw_store_append_batch (db, batch->frames, batch->n, &n_new, error);
}

/* Batch b holds BATCH meters of a day; ten batches fill a day. */
static TallyTestFrames *
batch_of (int b)
{
    return tally_test_frames_make (DISTRICT, FIRST_DAY + b / 10, 1 + (b % 10) * BATCH, BATCH);
}

gboolean
tally_test_ingest_store (TallyTestIngest *self, GError **error)
{
    g_autoptr(TallyTestFrames) batch = batch_of (g_atomic_int_get (&self->n_acknowledged));

    if (self->db == NULL)
        self->db = tally_db_open_as (self->conninfo, "tally_collector", error);
    if (self->db == NULL)
        return FALSE;
    if (tally_db_transact (self->db, TALLY_ISOLATION_EACH_STATEMENT, append, batch, error)) {
        g_atomic_int_inc (&self->n_acknowledged);
        return TRUE;
    }
    g_clear_object (&self->db);
    return FALSE;
}

static void
check_batch (TallyDb *db, int b)
{
    g_autoptr(TallyTestFrames) batch = batch_of (b);
    g_autoptr(GError) error = NULL;
    size_t n_new = 1;

    g_assert_true (tally_db_script (db, "BEGIN", NULL));
    tally_raw_store_append_batch (db, batch->frames, batch->n, &n_new, &error);
    g_assert_no_error (error);
    g_assert_true (tally_db_script (db, "ROLLBACK", NULL));
    g_assert_cmpuint (n_new, ==, 0);
}

void
tally_test_ingest_check (TallyTestIngest *self)
{
    int64_t n = g_atomic_int_get (&self->n_acknowledged);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyDb) db = tally_db_open_as (self->conninfo, "tally_collector", &error);
    TallyRawVerdict verdict;

    g_assert_no_error (error);
    for (int b = 0; b < n; b++)
        check_batch (db, b);
    tally_raw_store_verify (db, &verdict, &error);
    g_assert_no_error (error);
    g_assert_true (verdict.is_intact);
    /* The batch after the last acknowledged one may be there. */
    g_assert_cmpint (verdict.n_frames, >=, n * BATCH);
    g_assert_cmpint (verdict.n_frames, <=, (n + 1) * BATCH);
    g_assert_cmpint (verdict.n_frames % BATCH, ==, 0);
}

void
tally_test_ingest_clear (TallyTestIngest *self)
{
    g_clear_object (&self->db);
    g_clear_pointer (&self->conninfo, g_free);
}
