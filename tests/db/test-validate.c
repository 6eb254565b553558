// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what comes late makes a new version, and asks for a bill to be made again where it changed
 * energy, in sum or in shape; what a day is does not hang on which days it was validated with. */
#include "server/collect/tally-collect-batch.h"
#include "server/raw/tally-raw-store.h"
#include "server/validate/tally-validate-step.h"
#include "shared/block/tally-block.h"
#include "tests/lib/tally-test-db.h"

#include <string.h>

#define DAY 20738                        /* 2026-10-12 */
#define DAY_START (INT64_C (1791763200)) /* its midnight in UTC */
#define N 96
#define M TALLY_QUALITY_MEASURED
#define X TALLY_QUALITY_MISSING

typedef struct {
    TallyTestDb *base;
    TallyDb *collector;
    TallyCollectBatch *batch;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    fixture->collector = tally_test_db_open_as (fixture->base, "tally_collector");
    fixture->batch = tally_collect_batch_new ();
    tally_test_db_script (
        fixture->base,
        "INSERT INTO ref.district VALUES (1, 'D1', 'District', 'UTC', 'EUR', 2);"
        "INSERT INTO ref.node VALUES (100, NULL, 1, 'district', 'N1', 'District', 110000);"
        "INSERT INTO ref.gateway VALUES (1, 1, 'G1', 'localhost', 502, 'tcp');"
        "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule,"
        " capacity_w, channels, valid_from) VALUES (1, 1, 'P1', 'Point 1', 'community', 100,"
        " 'community', 20000, '{1}', '2026-01-01');"
        "INSERT INTO ref.meter VALUES (1, 1, 'M1', 'sdm630', 9, 10000);"
        "INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from,"
        " gateway_id, unit_id, first_register_wh) VALUES (1, 1, 1, 'main', '2026-01-01', 1, 1, "
        "0);");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    tally_collect_batch_free (fixture->batch);
    g_assert_finalize_object (fixture->collector);
    tally_test_db_free (fixture->base);
}

static gboolean
append_all (TallyDb *db, gpointer user_data, GError **error)
{
    size_t n;
    size_t n_new;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (user_data, &n);

    return tally_raw_store_append_batch (db, frames, n, &n_new, error);
}

/* A frame of @n values from interval @first of a day, which may be a day before or after. */
static void
add (Fixture *fixture,
     TallyFrameKind kind,
     int32_t day,
     int32_t first,
     size_t n,
     const int64_t *values,
     const uint8_t *qualities)
{
    TallyCollectFrame head = {
        .district_id = 1,
        .day = day,
        .point_id = 1,
        .meter_id = 1,
        .channel = 1,
        .kind = kind,
        .source = kind == TALLY_FRAME_REGISTER ? TALLY_FRAME_MODBUS : TALLY_FRAME_PROFILE,
        .first_at = DAY_START + (int64_t) (day - DAY) * 86400 + first * 900,
        .interval_s = 900,
    };
    g_autoptr(GError) error = NULL;

    tally_collect_batch_add_values (fixture->batch, &head, values, qualities, n, &error);
    g_assert_no_error (error);
}

static void
arrive (Fixture *fixture)
{
    g_autoptr(GError) error = NULL;

    tally_db_transact (fixture->collector, TALLY_ISOLATION_EACH_STATEMENT, append_all,
                       fixture->batch, &error);
    g_assert_no_error (error);
    g_clear_pointer (&fixture->batch, tally_collect_batch_free);
    fixture->batch = tally_collect_batch_new ();
}

static void
validate (Fixture *fixture, int32_t first, int32_t end)
{
    const TallyValidateOrder order = { .district_id = 1,
                                       .days = { { first }, { end } },
                                       .now = DAY_START + 300 * INT64_C (86400) };
    TallyValidateResult result;
    g_autoptr(GError) error = NULL;

    tally_validate_step_run (tally_test_db_conninfo (fixture->base), &order, &result, &error);
    g_assert_no_error (error);
}

static void
expect (Fixture *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, answer);
}

/* Of three days of 100 Wh an interval something is lost and comes late: of the first eight that lie
 * between two registers, so that the sum was known (800 Wh) but not the shape; of the second an
 * interval that a line found (100 Wh); of the third one that it did not (100 for 130). */
static void
test_late_data (Fixture *fixture, gconstpointer data)
{
    static const int64_t late[] = { 50, 150, 50, 150, 50, 150, 50, 150 };
    static const int64_t found[] = { 100 };
    static const int64_t not_found[] = { 130 };
    static const int64_t registers[] = { 0, 9600 };
    static const uint8_t measured[8] = { M };

    for (int32_t k = 0; k < 3; k++) {
        int64_t values[N];
        uint8_t qualities[N] = { M };

        for (int i = 0; i < N; i++) {
            gboolean is_lost = k == 0 ? i >= 40 && i < 48 : i == 40;

            values[i] = is_lost ? 0 : 100;
            qualities[i] = is_lost ? X : M;
        }
        add (fixture, TALLY_FRAME_INTERVAL, DAY + k, 0, N, values, qualities);
    }
    add (fixture, TALLY_FRAME_REGISTER, DAY, 0, 1, &registers[0], measured);
    add (fixture, TALLY_FRAME_REGISTER, DAY + 1, 0, 1, &registers[1], measured);
    arrive (fixture);
    validate (fixture, DAY, DAY + 3);
    expect (fixture,
            "SELECT string_agg (version || '/' || sum, ' ' ORDER BY day) FROM validate.block",
            "1/9600 1/9600 1/9600");
    expect (fixture, "SELECT count (*) FROM validate.rebill", "0");

    add (fixture, TALLY_FRAME_INTERVAL, DAY, 40, 8, late, measured);
    add (fixture, TALLY_FRAME_INTERVAL, DAY + 1, 40, 1, found, measured);
    add (fixture, TALLY_FRAME_INTERVAL, DAY + 2, 40, 1, not_found, measured);
    arrive (fixture);
    validate (fixture, DAY, DAY + 3);
    expect (fixture,
            "SELECT string_agg (version || '/' || sum, ' ' ORDER BY day) FROM validate.block"
            " WHERE version > 1",
            "2/9600 2/9600 2/9630");
    expect (fixture,
            "SELECT string_agg (concat_ws (' ', day, version, sum_before, sum_after), ', '"
            " ORDER BY day) FROM validate.rebill",
            "2026-10-12 2 9600 9600, 2026-10-14 2 9600 9630");
}

/* Of 44 days, registers stand at the start, in front of days 30, 31 and 40 and at the end. Days 25
 * to 28 and the better part of 33 to 38 are lost: the gaps begin and end in other ranges than most
 * of their days. Each day is another sum. */
static void
tell_weeks (Fixture *fixture)
{
    static const int32_t read_at[] = { 0, 30, 31, 40, 44 };
    static const uint8_t measured[1] = { M };
    int64_t count = 0;
    size_t r = 0;

    for (int32_t k = 0; k < 44; k++) {
        int64_t values[N];
        uint8_t qualities[N] = { M };

        if (k == read_at[r]) {
            add (fixture, TALLY_FRAME_REGISTER, DAY + k, 0, 1, &count, measured);
            r++;
        }
        for (int i = 0; i < N; i++) {
            values[i] = 100 + i + k * (i % 7);
            count += values[i];
            qualities[i] = (k >= 25 && k < 29) || (k >= 33 && k < 39 && i > 20) ? X : M;
            values[i] = qualities[i] == X ? 0 : values[i];
        }
        add (fixture, TALLY_FRAME_INTERVAL, DAY + k, 0, N, values, qualities);
    }
    add (fixture, TALLY_FRAME_REGISTER, DAY + 44, 0, 1, &count, measured);
    arrive (fixture);
}

static char *
state (Fixture *fixture)
{
    return tally_test_db_ask (
        fixture->base,
        "SELECT string_agg (row, E'\n' ORDER BY row) FROM ("
        " SELECT concat_ws (' ', 'b', day, version, sum, md5 (payload), md5 (flags)) AS row"
        "   FROM validate.block UNION ALL"
        " SELECT concat_ws (' ', 'x', day, rule, first_interval, n_intervals, figures)"
        "   FROM validate.exception) s");
}

/* Validated by 3, by 10 and by 62 days, each day is the same, and only once. */
static void
test_ranges (Fixture *fixture, gconstpointer data)
{
    static const int32_t lengths[] = { 62, 10, 3 };
    g_autofree char *expected = NULL;

    tell_weeks (fixture);
    for (size_t l = 0; l < G_N_ELEMENTS (lengths); l++) {
        g_autofree char *found = NULL;

        for (int32_t day = 0; day < 44; day += lengths[l])
            validate (fixture, DAY + day, DAY + MIN (44, day + lengths[l]));
        found = state (fixture);
        if (l == 0)
            expected = g_steal_pointer (&found);
        else
            g_assert_cmpstr (found, ==, expected);
        tally_test_db_script (fixture->base, "TRUNCATE validate.block, validate.exception");
    }
    g_assert_nonnull (strstr (expected, " gap "));
}

/* The gap over days 25 to 28 is what the registers before and after it say, in parts of 3 days
 * too: days 0 to 29 add up to the register of day 30. */
static void
test_parts_add_up (Fixture *fixture, gconstpointer data)
{
    tell_weeks (fixture);
    for (int32_t day = 0; day < 30; day += 3)
        validate (fixture, DAY + day, DAY + day + 3);
    /* 9600 + 4560 a day, and k times 13 * 21 + 0 + 1 + 2 + 3 + 4 = 283 of i % 7; k sums to 435. */
    expect (fixture, "SELECT sum (sum) FROM validate.block", "547905");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add ("/validate/late-data", Fixture, NULL, set_up, test_late_data, tear_down);
    g_test_add ("/validate/ranges", Fixture, NULL, set_up, test_ranges, tear_down);
    g_test_add ("/validate/parts-add-up", Fixture, NULL, set_up, test_parts_add_up, tear_down);
    return g_test_run ();
}
