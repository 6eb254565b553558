// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: readings late, duplicate, out of order, overlapping and conflicting give one final state: a
 * thousand points hear the same of themselves, each in another order, with repetitions and with
 * validation in between, and end byte for byte where the orderly arrival ends. Conflicts stay in
 * raw and are told. */
#include "server/collect/tally-collect-batch.h"
#include "server/raw/tally-raw-store.h"
#include "server/validate/tally-validate-step.h"
#include "shared/block/tally-block.h"
#include "tests/lib/tally-test-db.h"

#define N_POINTS 1000 /* each a random permutation of its own */
#define N_ARRIVALS 12
#define N_REPEATED 4 /* of them come once more */
#define N_ROUNDS (N_ARRIVALS + N_REPEATED)
#define DAY 20738                        /* 2026-10-12 */
#define DAY_START (INT64_C (1791763200)) /* its midnight in UTC */

/* One frame that tells of a point: from interval @from on, @n values that begin at @first_wh. */
typedef struct {
    TallyFrameKind kind;
    TallyFrameSource source;
    int day; /* 0 or 1 */
    int from;
    int n;
    int64_t first_wh;
    uint8_t quality;
} Arrival;

static const Arrival arrivals[N_ARRIVALS] = {
    /* The first day in halves, once more whole, a part that agrees, parts that do not. */
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 0, 48, 100, TALLY_QUALITY_MEASURED },
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 48, 48, 148, TALLY_QUALITY_MEASURED },
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 0, 96, 100, TALLY_QUALITY_MEASURED },
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 40, 20, 140, TALLY_QUALITY_MEASURED },
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 50, 6, 900, TALLY_QUALITY_MEASURED },
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 52, 8, 40, TALLY_QUALITY_MEASURED },
    /* The second: a gap, a substitute, a market file that overrules, a person who does too. */
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 1, 0, 30, 200, TALLY_QUALITY_MEASURED },
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 1, 30, 12, 230, TALLY_QUALITY_LIKE_DAYS },
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_NEM12, 1, 36, 20, 300, TALLY_QUALITY_MEASURED },
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_MANUAL, 1, 54, 3, 500, TALLY_QUALITY_MEASURED },
    { TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 1, 64, 32, 264, TALLY_QUALITY_MEASURED },
    { TALLY_FRAME_REGISTER, TALLY_FRAME_MODBUS, 1, 0, 1, 14112, TALLY_QUALITY_MEASURED },
};

typedef struct {
    TallyTestDb *base;
    TallyDb *collector;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) owner = NULL;
    g_autoptr(GError) error = NULL;

    fixture->base = tally_test_db_new ();
    fixture->collector = tally_test_db_open_as (fixture->base, "tally_collector");
    owner = tally_test_db_open_as (fixture->base, "tally_owner");
    tally_db_script (
        owner,
        "INSERT INTO ref.district VALUES (1, 'D1', 'District', 'UTC', 'EUR', 2);"
        "INSERT INTO ref.node VALUES (100, NULL, 1, 'district', 'N1', 'District', 110000);"
        "INSERT INTO ref.gateway VALUES (1, 1, 'G1', 'localhost', 502, 'tcp');"
        "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule,"
        " capacity_w, channels, valid_from) SELECT 1, i, 'P' || i, 'Point ' || i, 'community', 100,"
        " 'community', 20000, '{1}', '2026-01-01' FROM generate_series (1, 1000) i;"
        "INSERT INTO ref.meter SELECT 1, point_id, 'M' || point_id, 'sdm630', 9, 10000"
        " FROM ref.point;"
        "INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from,"
        " gateway_id, unit_id, first_register_wh) SELECT 1, point_id, point_id, 'main', "
        "'2026-01-01',"
        " 1, 1 + point_id % 200, 0 FROM ref.point;",
        &error);
    g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->collector);
    tally_test_db_free (fixture->base);
}

static void
add (TallyCollectBatch *batch, int64_t point, const Arrival *arrival)
{
    TallyCollectFrame head = {
        .district_id = 1,
        .day = DAY + arrival->day,
        .point_id = point,
        .meter_id = point,
        .channel = 1,
        .kind = arrival->kind,
        .source = arrival->source,
        .first_at = DAY_START + arrival->day * 86400 + arrival->from * 900,
        .interval_s = 900,
    };
    int64_t values[96];
    uint8_t qualities[96];
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < arrival->n; i++) {
        values[i] = arrival->first_wh + i;
        qualities[i] = arrival->quality;
    }
    tally_collect_batch_add_values (batch, &head, values, qualities, (size_t) arrival->n, &error);
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
validate (Fixture *fixture)
{
    const TallyValidateOrder order = { .district_id = 1,
                                       .days = { { DAY }, { DAY + 2 } },
                                       .now = DAY_START + 30 * 86400 };
    TallyValidateResult result;
    g_autoptr(GError) error = NULL;

    tally_validate_step_run (tally_test_db_conninfo (fixture->base), &order, &result, &error);
    g_assert_no_error (error);
}

static void
shuffle (int order[N_ROUNDS])
{
    for (int i = N_ROUNDS - 1; i > 0; i--) {
        int other = g_test_rand_int_range (0, i + 1);
        int swap = order[i];

        order[i] = order[other];
        order[other] = swap;
    }
}

/* Everything comes once in order, then some of it once more; or each point hears it in an order of
 * its own. A round is a transaction: what one point hears in it another hears later. */
static void
arrive (Fixture *fixture, gboolean is_shuffled)
{
    g_autofree int (*orders)[N_ROUNDS] = g_malloc (sizeof (int[N_POINTS][N_ROUNDS]));

    for (int p = 0; p < N_POINTS; p++) {
        for (int i = 0; i < N_ROUNDS; i++)
            orders[p][i] = i < N_ARRIVALS ? i : (i * 5) % N_ARRIVALS;
        if (is_shuffled)
            shuffle (orders[p]);
    }
    for (int round = 0; round < N_ROUNDS; round++) {
        g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
        g_autoptr(GError) error = NULL;

        for (int p = 0; p < N_POINTS; p++)
            add (batch, p + 1, &arrivals[orders[p][round]]);
        tally_db_transact (fixture->collector, TALLY_ISOLATION_EACH_STATEMENT, append_all, batch,
                           &error);
        g_assert_no_error (error);
        if (is_shuffled && round % 5 == 4)
            validate (fixture);
    }
    validate (fixture);
}

/* What is held to be true, what was found, and what is kept. Not which frames a version was made
 * from: one that comes later and changes nothing makes no new version. */
static char *
state (Fixture *fixture)
{
    return tally_test_db_ask (
        fixture->base,
        "SELECT encode (sha256 (convert_to (string_agg (row, E'\\n' ORDER BY row), 'UTF8')), 'hex')"
        " FROM (SELECT concat_ws (' ', 'b', point_id, channel, day, n, interval_s, exponent, sum,"
        " encode (payload, 'hex'), encode (flags, 'hex')) AS row FROM"
        " (SELECT DISTINCT ON (point_id, channel, day) * FROM validate.block"
        "   ORDER BY point_id, channel, day, version DESC) b UNION ALL"
        " SELECT concat_ws (' ', 'x', point_id, channel, day, rule, first_interval, n_intervals,"
        " severity, figures, state) FROM validate.exception UNION ALL"
        " SELECT concat_ws (' ', 'f', point_id, day, encode (digest, 'hex')) FROM raw.frame) s");
}

static void
expect (Fixture *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, answer);
}

static void
check_kept (Fixture *fixture)
{
    /* Each frame of content once; every conflict is told at every point. */
    expect (fixture, "SELECT count(*) FROM raw.frame", "12000");
    expect (fixture,
            "SELECT count (DISTINCT point_id) FROM validate.exception WHERE rule = 'conflict'",
            "1000");
    expect (fixture, "SELECT count(*) FROM (SELECT DISTINCT point_id, day FROM validate.block) b",
            "2000");
}

static void
test_one_state (Fixture *fixture, gconstpointer data)
{
    g_autofree char *orderly = NULL;
    g_autofree char *shuffled = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyDb) owner = tally_test_db_open_as (fixture->base, "tally_owner");

    arrive (fixture, FALSE);
    check_kept (fixture);
    orderly = state (fixture);
    tally_db_script (owner, "TRUNCATE raw.frame, validate.block, validate.exception", &error);
    g_assert_no_error (error);
    arrive (fixture, TRUE);
    check_kept (fixture);
    expect (fixture, "SELECT max (version) > 1 FROM validate.block", "t");
    shuffled = state (fixture);
    g_assert_cmpstr (shuffled, ==, orderly);
    g_test_message ("%d permutations of %d arrivals: %s", N_POINTS, N_ROUNDS, orderly);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add ("/reading-order/one-state", Fixture, NULL, set_up, test_one_state, tear_down);
    return g_test_run ();
}
