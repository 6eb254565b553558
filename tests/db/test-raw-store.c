// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what arrives is kept exactly once and for ever; whoever changes it, even the owner of
 * the database, is found at the exact row. */
#include "server/collect/tally-collect-batch.h"
#include "server/raw/tally-raw-intake-step.h"
#include "shared/error/tally-error.h"
#include "tests/db/seal-cases.h"
#include "tests/lib/tally-test-db.h"

/* Elsewhere: months that leave the database and come back. */
void raw_retire_add_tests (void);
void raw_retire_add_refusals (void);

#define DAY 20513 /* 2026-03-01 */
#define DAY_START (INT64_C (1772294400))

typedef struct {
    TallyTestDb *base;
    TallyDb *collector;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    fixture->collector = tally_test_db_open_as (fixture->base, "tally_collector");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->collector);
    tally_test_db_free (fixture->base);
}

static void
add_day (TallyCollectBatch *batch, int64_t point_id, int32_t day, int64_t first_wh)
{
    TallyCollectFrame head = {
        .district_id = 1,
        .day = day,
        .point_id = point_id,
        .meter_id = 1000000 + point_id,
        .channel = 1,
        .kind = TALLY_FRAME_INTERVAL,
        .source = TALLY_FRAME_PROFILE,
        .first_at = DAY_START + (int64_t) (day - DAY) * 86400,
        .interval_s = 900,
    };
    int64_t values[96];
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 96; i++)
        values[i] = first_wh + i;
    tally_collect_batch_add_values (batch, &head, values, NULL, 96, &error);
    g_assert_no_error (error);
}

static gboolean
append_all (TallyDb *db, gpointer user_data, GError **error)
{
    TallyCollectBatch *batch = user_data;
    size_t n;
    size_t n_new;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (batch, &n);

    return tally_raw_store_append_batch (db, frames, n, &n_new, error);
}

static void
append (TallyDb *db, TallyCollectBatch *batch)
{
    g_autoptr(GError) error = NULL;

    tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, append_all, batch, &error);
    g_assert_no_error (error);
}

static void
expect (Fixture *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, answer);
}

static TallyRawVerdict
verify (Fixture *fixture)
{
    g_autoptr(TallyDb) auditor = tally_test_db_open_as (fixture->base, "tally_auditor");
    g_autoptr(GError) error = NULL;
    TallyRawVerdict verdict;

    tally_raw_store_verify (auditor, &verdict, &error);
    g_assert_no_error (error);
    return verdict;
}

static void
append_three_days (Fixture *fixture)
{
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();

    for (int32_t day = DAY; day < DAY + 3; day++) {
        for (int64_t point = 1; point <= 4; point++)
            add_day (batch, point, day, 100 * point);
    }
    append (fixture->collector, batch);
}

static void
test_exactly_once (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyCollectBatch) overlap = tally_collect_batch_new ();

    append_three_days (fixture);
    append_three_days (fixture);
    add_day (overlap, 1, DAY, 100);
    add_day (overlap, 1, DAY, 101); /* other values: another frame, for validation to judge */
    add_day (overlap, 1, DAY, 101);
    append (fixture->collector, overlap);

    expect (fixture, "SELECT count(*) FROM raw.frame", "13");
    expect (fixture, "SELECT max(seq) FROM raw.frame WHERE day = '2026-03-01'", "5");
    g_assert_true (verify (fixture).is_intact);
    g_assert_cmpint (verify (fixture).n_frames, ==, 13);
    g_assert_cmpint (verify (fixture).n_chains, ==, 3);
}

static void
test_months_have_partitions (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    tally_raw_store_make_months (fixture->collector, (TallyDays){ { DAY }, { DAY + 3 } }, &error);
    g_assert_no_error (error);
    append_three_days (fixture);
    expect (fixture, "SELECT count(*) FROM raw.frame_202603", "12");
    expect (fixture, "SELECT count(*) FROM raw.frame_default", "0");
}

typedef struct {
    int64_t sum;
    int n;
    int64_t last_point;
} Sum;

static gboolean
add_up (const TallyRawFrame *frame,
        const int64_t *values,
        const uint8_t *qualities,
        gpointer user_data,
        GError **error)
{
    Sum *sum = user_data;

    g_assert_cmpint (frame->point_id, >=, sum->last_point);
    g_assert_cmpint (frame->source, ==, TALLY_FRAME_PROFILE);
    g_assert_cmpint (frame->origin_length, ==, TALLY_BATCH_ID_BYTES);
    sum->last_point = frame->point_id;
    sum->n++;
    for (int32_t i = 0; i < frame->n; i++) {
        g_assert_cmpint (qualities[i], ==, 0);
        sum->sum += values[i];
    }
    return TRUE;
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    Sum sum = { 0 };
    Sum of_point = { 0 };

    append_three_days (fixture);
    tally_raw_store_read_days (fixture->collector, 1, (TallyDays){ { DAY }, { DAY + 2 } }, add_up,
                               &sum, &error);
    g_assert_no_error (error);
    /* Per day 4 points of 96 values from 100p: 96 * 1000 + 4 * (0 + … + 95) = 114240. */
    g_assert_cmpint (sum.n, ==, 8);
    g_assert_cmpint (sum.sum, ==, 228480);

    tally_raw_store_read_point (fixture->collector, 1, 3, (TallyDays){ { DAY }, { DAY + 9 } },
                                add_up, &of_point, &error);
    g_assert_no_error (error);
    g_assert_cmpint (of_point.n, ==, 3);
    g_assert_cmpint (of_point.sum, ==, 3 * (96 * 300 + 4560));
}

static void
test_collector_cannot_change (Fixture *fixture, gconstpointer data)
{
    static const char *const attacks[] = {
        "UPDATE raw.frame SET payload = ''",
        "DELETE FROM raw.frame",
        "TRUNCATE raw.frame",
        "UPDATE raw.frame_default SET payload = ''",
    };

    append_three_days (fixture);
    for (size_t i = 0; i < G_N_ELEMENTS (attacks); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false (tally_db_script (fixture->collector, attacks[i], &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    }
}

typedef struct {
    const char *name;
    const char *sql;
    int seq;
    gboolean stops_reading;
} Tampering;

static const Tampering tamperings[] = {
    { "value", "SET payload = set_byte (payload, 3, 7) WHERE seq = 2", 2, TRUE },
    { "quality", "SET flags = '\\x0760' WHERE seq = 3", 3, TRUE },
    { "meter", "SET meter_id = 5 WHERE seq = 4", 4, TRUE },
    { "origin", "SET origin = set_byte (origin, 0, 255 - get_byte (origin, 0)) WHERE seq = 2", 2,
      FALSE },
    { "chain", "SET chain = digest WHERE seq = 3", 3, FALSE },
    { "link", "SET chain = substr (digest, 1, 16) WHERE seq = 3", 3, FALSE },
    { "moved", "SET seq = 9 WHERE seq = 2", 3, FALSE },
};

static void
test_tampering_is_named (Fixture *fixture, gconstpointer data)
{
    const Tampering *tampering = data;
    g_autofree char *sql = g_strdup_printf ("UPDATE raw.frame %s AND day = '2026-03-02'",
                                            tampering->sql);
    g_autoptr(GError) error = NULL;
    TallyRawVerdict verdict;
    Sum sum = { 0 };

    append_three_days (fixture);
    tally_test_db_script (fixture->base, sql);

    verdict = verify (fixture);
    g_assert_false (verdict.is_intact);
    g_assert_cmpint (verdict.district_id, ==, 1);
    g_assert_cmpint (verdict.day, ==, DAY + 1);
    g_assert_cmpint (verdict.seq, ==, tampering->seq);
    g_assert_nonnull (verdict.reason);

    tally_raw_store_read_days (fixture->collector, 1, (TallyDays){ { DAY + 1 }, { DAY + 2 } },
                               add_up, &sum, &error);
    if (tampering->stops_reading)
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
    else
        g_assert_no_error (error);
}

typedef struct {
    Fixture *fixture;
    int64_t point;
} Writer;

static gpointer
write_in_thread (gpointer data)
{
    Writer *writer = data;
    g_autoptr(TallyDb) db = tally_test_db_open_as (writer->fixture->base, "tally_collector");

    for (int i = 0; i < 20; i++) {
        g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();

        add_day (batch, writer->point, DAY, 1000 * i); /* its own */
        add_day (batch, 99, DAY + 1, 1000 * i);        /* the same from every thread */
        append (db, batch);
    }
    return NULL;
}

/* Frames of an older installation keep the whole of their chain; new ones follow them. */
static void
test_older_chain_goes_on (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();

    append_three_days (fixture);
    tally_test_db_script (
        fixture->base,
        "DO $$ DECLARE f record; c bytea := decode (repeat ('00', 32), 'hex'); BEGIN"
        " FOR f IN SELECT * FROM raw.frame WHERE day = '2026-03-01' ORDER BY seq LOOP"
        "  c := sha256 (c || f.digest || f.origin);"
        "  UPDATE raw.frame SET chain = c WHERE day = f.day AND seq = f.seq;"
        " END LOOP; END $$");
    g_assert_true (verify (fixture).is_intact);
    add_day (batch, 1, DAY, 101);
    append (fixture->collector, batch);
    expect (fixture,
            "SELECT string_agg (length (chain)::text, ' ' ORDER BY seq) FROM raw.frame"
            " WHERE day = '2026-03-01'",
            "32 32 32 32 16");
    g_assert_true (verify (fixture).is_intact);
    tally_test_db_script (fixture->base, "UPDATE raw.frame SET chain = substr (chain, 1, 16)"
                                         " WHERE day = '2026-03-01' AND seq = 2");
    g_assert_cmpint (verify (fixture).seq, ==, 3);
}

static void
test_many_writers_one_chain (Fixture *fixture, gconstpointer data)
{
    GThread *threads[4];
    Writer writers[G_N_ELEMENTS (threads)];

    for (size_t i = 0; i < G_N_ELEMENTS (threads); i++) {
        writers[i] = (Writer){ fixture, (int64_t) i + 1 };
        threads[i] = g_thread_new ("writer", write_in_thread, &writers[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);

    expect (fixture, "SELECT count(*) FROM raw.frame WHERE day = '2026-03-01'", "80");
    expect (fixture, "SELECT count(*) FROM raw.frame WHERE day = '2026-03-02'", "20");
    g_assert_true (verify (fixture).is_intact);
}

/* Waits for a notification, at most a second. */
static char *
hear (PGconn *listener)
{
    for (int i = 0; i < 20; i++) {
        PGnotify *notice;

        g_assert_true (PQconsumeInput (listener));
        notice = PQnotifies (listener);
        if (notice != NULL) {
            char *heard = g_strdup_printf ("%s %s", notice->relname, notice->extra);

            PQfreemem (notice);
            return heard;
        }
        g_usleep (50 * 1000);
    }
    return NULL;
}

/* A window that shows what is collected looks again when it is there, and not before. */
static void
test_stored_is_told (Fixture *fixture, gconstpointer data)
{
    g_autofree char *conninfo = g_strconcat (tally_test_db_conninfo (fixture->base),
                                             " user=tally_api", NULL);
    PGconn *listener = PQconnectdb (conninfo);
    g_autoptr(TallyCollectBatch) good = tally_collect_batch_new ();
    g_autoptr(TallyCollectBatch) bad = tally_collect_batch_new ();
    g_autofree char *heard = NULL;
    TallyRawTaken taken;
    g_autoptr(GError) error = NULL;

    PQclear (PQexec (listener, "LISTEN collect"));
    add_day (good, 11, DAY, 100);
    g_assert_true (tally_raw_intake_batch (fixture->collector, good, &taken, &error));
    heard = hear (listener);
    g_assert_cmpstr (heard, ==, "collect stored");

    tally_test_db_script (fixture->base, "ALTER TABLE raw.frame ADD CHECK (point_id <> 12)");
    add_day (bad, 12, DAY, 100);
    g_assert_false (tally_raw_intake_batch (fixture->collector, bad, &taken, &error));
    g_assert_null (hear (listener));
    PQfinish (listener);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
    ADD ("/raw/store/exactly-once", NULL, test_exactly_once);
    ADD ("/raw/store/months-have-partitions", NULL, test_months_have_partitions);
    ADD ("/raw/store/read", NULL, test_read);
    ADD ("/raw/store/collector-cannot-change", NULL, test_collector_cannot_change);
    ADD ("/raw/store/older-chain-goes-on", NULL, test_older_chain_goes_on);
    ADD ("/raw/store/many-writers-one-chain", NULL, test_many_writers_one_chain);
    for (size_t i = 0; i < G_N_ELEMENTS (tamperings); i++) {
        g_autofree char *path = g_strconcat ("/raw/store/tampering/", tamperings[i].name, NULL);

        ADD (path, &tamperings[i], test_tampering_is_named);
    }

    ADD ("/raw/store/stored-is-told", NULL, test_stored_is_told);
    raw_retire_add_tests ();
    raw_retire_add_refusals ();
    tally_seal_cases_add ();

    return g_test_run ();
}
