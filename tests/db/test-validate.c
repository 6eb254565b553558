// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what comes late makes a new version, and asks for a bill to be made again where it changed
 * energy, in sum or in shape; what a day is does not hang on which days it was validated with. */
#include "server/validate/tally-edit-step.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"
#include "tests/db/validate-fixture.h"

#include <string.h>

#define M TALLY_QUALITY_MEASURED
#define X TALLY_QUALITY_MISSING

/* Of three days of 100 Wh an interval something is lost and comes late: of the first eight that lie
 * between two registers, so that the sum was known (800 Wh) but not the shape; of the second an
 * interval that a line found (100 Wh); of the third one that it did not (100 for 130). */
static void
test_late_data (ValidateFixture *fixture, gconstpointer data)
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
        validate_add (fixture, TALLY_FRAME_INTERVAL, DAY + k, 0, N, values, qualities);
    }
    validate_add (fixture, TALLY_FRAME_REGISTER, DAY, 0, 1, &registers[0], measured);
    validate_add (fixture, TALLY_FRAME_REGISTER, DAY + 1, 0, 1, &registers[1], measured);
    validate_arrive (fixture);
    validate_days (fixture, DAY, DAY + 3);
    validate_expect (
        fixture, "SELECT string_agg (version || '/' || sum, ' ' ORDER BY day) FROM validate.block",
        "1/9600 1/9600 1/9600");
    validate_expect (fixture, "SELECT count (*) FROM validate.rebill", "0");

    validate_add (fixture, TALLY_FRAME_INTERVAL, DAY, 40, 8, late, measured);
    validate_add (fixture, TALLY_FRAME_INTERVAL, DAY + 1, 40, 1, found, measured);
    validate_add (fixture, TALLY_FRAME_INTERVAL, DAY + 2, 40, 1, not_found, measured);
    validate_arrive (fixture);
    validate_days (fixture, DAY, DAY + 3);
    validate_expect (
        fixture,
        "SELECT string_agg (version || '/' || sum, ' ' ORDER BY day) FROM validate.block"
        " WHERE version > 1",
        "2/9600 2/9600 2/9630");
    validate_expect (fixture,
                     "SELECT string_agg (concat_ws (' ', day, version, sum_before, sum_after), ', '"
                     " ORDER BY day) FROM validate.rebill",
                     "2026-10-12 2 9600 9600, 2026-10-14 2 9600 9630");
}

/* Of 44 days, registers stand at the start, in front of days 30, 31 and 40 and at the end. Days 25
 * to 28 and the better part of 33 to 38 are lost: the gaps begin and end in other ranges than most
 * of their days. Each day is another sum. */
static void
tell_weeks (ValidateFixture *fixture)
{
    static const int32_t read_at[] = { 0, 30, 31, 40, 44 };
    static const uint8_t measured[1] = { M };
    int64_t count = 0;
    size_t r = 0;

    for (int32_t k = 0; k < 44; k++) {
        int64_t values[N];
        uint8_t qualities[N] = { M };

        if (k == read_at[r]) {
            validate_add (fixture, TALLY_FRAME_REGISTER, DAY + k, 0, 1, &count, measured);
            r++;
        }
        for (int i = 0; i < N; i++) {
            values[i] = 100 + i + k * (i % 7);
            count += values[i];
            qualities[i] = (k >= 25 && k < 29) || (k >= 33 && k < 39 && i > 20) ? X : M;
            values[i] = qualities[i] == X ? 0 : values[i];
        }
        validate_add (fixture, TALLY_FRAME_INTERVAL, DAY + k, 0, N, values, qualities);
    }
    validate_add (fixture, TALLY_FRAME_REGISTER, DAY + 44, 0, 1, &count, measured);
    validate_arrive (fixture);
}

static char *
state (ValidateFixture *fixture)
{
    return tally_test_db_ask (
        fixture->base,
        "SELECT string_agg (row, E'\n' ORDER BY row) FROM ("
        " SELECT concat_ws (' ', 'b', point_id, day, version, sum, md5 (payload), md5 (flags)) AS "
        "row"
        "   FROM validate.block UNION ALL"
        " SELECT concat_ws (' ', 'h', point_id, day, sum) FROM validate.hot UNION ALL"
        " SELECT concat_ws (' ', 'x', point_id, day, rule, first_interval, n_intervals, figures)"
        "   FROM validate.exception) s");
}

/* Validated by 3, by 10 and by 62 days, each day is the same, and only once. */
static void
test_ranges (ValidateFixture *fixture, gconstpointer data)
{
    static const int32_t lengths[] = { 62, 10, 3 };
    g_autofree char *expected = NULL;

    tell_weeks (fixture);
    for (size_t l = 0; l < G_N_ELEMENTS (lengths); l++) {
        g_autofree char *found = NULL;

        for (int32_t day = 0; day < 44; day += lengths[l])
            validate_days (fixture, DAY + day, DAY + MIN (44, day + lengths[l]));
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
test_parts_add_up (ValidateFixture *fixture, gconstpointer data)
{
    tell_weeks (fixture);
    for (int32_t day = 0; day < 30; day += 3)
        validate_days (fixture, DAY + day, DAY + day + 3);
    /* 9600 + 4560 a day, and k times 13 * 21 + 0 + 1 + 2 + 3 + 4 = 283 of i % 7; k sums to 435. */
    validate_expect (fixture, "SELECT sum (sum) FROM validate.block", "547905");
}

/* Five customers and the meter of their area, each with an hour lost on one of the days: that meter
 * counted half of what the customers took, which only shows across all ranges. */
static void
tell_area (ValidateFixture *fixture)
{
    tally_test_db_script (
        fixture->base,
        "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule,"
        " capacity_w, channels, valid_from) SELECT 1, i, 'P' || i, 'Point ' || i,"
        " CASE i WHEN 3 THEN 'boundary' ELSE 'community' END, 100, 'community', 20000, '{1}',"
        " '2026-01-01' FROM generate_series (2, 6) i;"
        "INSERT INTO ref.meter SELECT 1, i, 'M' || i, 'sdm630', 9, 10000"
        " FROM generate_series (2, 6) i;"
        "INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from,"
        " gateway_id, unit_id, first_register_wh) SELECT 1, i, i, 'main', '2026-01-01', 1, i, 0"
        " FROM generate_series (2, 6) i;");
    for (fixture->point_id = 1; fixture->point_id <= 6; fixture->point_id++) {
        for (int32_t k = 0; k < 4; k++) {
            int64_t values[N];
            uint8_t qualities[N] = { M };

            for (int i = 0; i < N; i++) {
                qualities[i] = k == fixture->point_id % 4 && i >= 40 && i < 44 ? X : M;
                values[i] = fixture->point_id == 3 ? 50 + i % 3 : 100 + fixture->point_id + i % 5;
                values[i] = qualities[i] == X ? 0 : values[i];
            }
            validate_add (fixture, TALLY_FRAME_INTERVAL, DAY + k, 0, N, values, qualities);
        }
    }
    validate_arrive (fixture);
}

/* Four days, the last of which runs, in ranges of @n_points points each. */
static gboolean
validate_ranges (ValidateFixture *fixture,
                 guint n_points,
                 guint n_workers,
                 TallyValidateResult *result,
                 GError **error)
{
    const TallyValidateOrder order = { .district_id = 1,
                                       .days = { { DAY }, { DAY + 4 } },
                                       .now = DAY_START + 3 * INT64_C (86400) + 86399,
                                       .n_workers = n_workers,
                                       .n_points = n_points };

    return tally_validate_step_run (tally_test_db_conninfo (fixture->base), &order, result, error);
}

/* However many points a range has and workers take them, the district comes out the same. */
static void
test_workers (ValidateFixture *fixture, gconstpointer data)
{
    static const struct {
        guint n_points;
        guint n_workers;
    } cases[] = { { 6, 1 }, { 2, 1 }, { 2, 2 }, { 1, 3 }, { 1, 64 } };
    g_autofree char *expected = NULL;

    tell_area (fixture);
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *found = NULL;
        g_autoptr(GError) error = NULL;
        TallyValidateResult result;

        validate_ranges (fixture, cases[i].n_points, cases[i].n_workers, &result, &error);
        g_assert_no_error (error);
        /* 6 points x 3 days; 4 of them (all but 3 and, whose day runs, none) lost an hour in those:
         * points 1, 5: day 1; 2, 6: day 2; 4: day 0; 3: the day that runs. 3 days of the area. */
        g_assert_cmpint (result.n_days, ==, 18);
        g_assert_cmpint (result.n_written, ==, 18);
        g_assert_cmpint (result.n_exceptions, ==, 5 + 3);
        found = state (fixture);
        if (i == 0)
            expected = g_steal_pointer (&found);
        else
            g_assert_cmpstr (found, ==, expected);
        tally_test_db_script (fixture->base, "TRUNCATE validate.block, validate.exception,"
                                             " validate.hot");
    }
    g_assert_nonnull (strstr (expected, " sum "));
    g_assert_nonnull (strstr (expected, "h 3 "));
}

/* A frame that was tampered with stops the run and is named; the next run, once it is mended, does
 * what is left and changes nothing of what was done. */
static void
test_worker_fails (ValidateFixture *fixture, gconstpointer data)
{
    g_autofree char *expected = NULL;
    g_autofree char *found = NULL;
    g_autoptr(GError) error = NULL;
    TallyValidateResult result;

    tell_area (fixture);
    validate_ranges (fixture, 6, 1, &result, &error);
    g_assert_no_error (error);
    expected = state (fixture);
    tally_test_db_script (fixture->base,
                          "TRUNCATE validate.block, validate.exception, validate.hot;"
                          "UPDATE raw.frame SET n = n - 1 WHERE point_id = 4");
    g_assert_false (validate_ranges (fixture, 2, 1, &result, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
    g_assert_nonnull (strstr (error->message, "raw.frame district 1 day 2026-10-12"));
    g_clear_error (&error);
    validate_expect (
        fixture,
        "SELECT concat_ws (' ', count (*), min (point_id), max (point_id)) FROM validate.block",
        "6 1 2");
    tally_test_db_script (fixture->base, "UPDATE raw.frame SET n = n + 1 WHERE point_id = 4");
    validate_ranges (fixture, 2, 2, &result, &error);
    g_assert_no_error (error);
    g_assert_cmpint (result.n_written, ==, 12);
    found = state (fixture);
    g_assert_cmpstr (found, ==, expected);
}

/* An exception that is found again stays the one that a clerk looks at: who has it and since when.
 * It gets new figures where they changed, and goes with what it was about. */
static void
test_exceptions_stay (ValidateFixture *fixture, gconstpointer data)
{
    static const int64_t late[] = { 110, 110 };
    static const uint8_t measured[] = { M, M };
    TallyValidateResult result;
    g_autoptr(GError) error = NULL;

    tell_area (fixture);
    validate_ranges (fixture, 2, 2, &result, &error);
    g_assert_no_error (error);
    tally_test_db_script (fixture->base, "UPDATE validate.exception SET found_at = '2026-01-01',"
                                         " assigned_to = 'anna'");
    /* The later half of point 1's hour, and all of point 4's. */
    fixture->point_id = 1;
    validate_add (fixture, TALLY_FRAME_INTERVAL, DAY + 1, 42, 2, late, measured);
    fixture->point_id = 4;
    validate_add (fixture, TALLY_FRAME_INTERVAL, DAY, 40, 2, late, measured);
    validate_add (fixture, TALLY_FRAME_INTERVAL, DAY, 42, 2, late, measured);
    validate_arrive (fixture);
    for (int i = 0; i < 2; i++) {
        validate_ranges (fixture, i == 0 ? 2 : 6, 2, &result, &error);
        g_assert_no_error (error);
        validate_expect (
            fixture,
            "SELECT string_agg (concat_ws (' ', point_id, day, rule, n_intervals, figures ->>"
            " 'found'), ', ' ORDER BY point_id, day) FROM validate.exception"
            " WHERE rule <> 'sum' AND found_at = '2026-01-01' AND assigned_to = 'anna'",
            "1 2026-10-13 gap 2 2, 2 2026-10-14 gap 4 4, 5 2026-10-13 gap 4 4,"
            " 6 2026-10-14 gap 4 4");
        validate_expect (fixture,
                         "SELECT concat_ws (' ', count (*), count (*) FILTER (WHERE rule = 'sum'))"
                         " FROM validate.exception"
                         " WHERE found_at = '2026-01-01'",
                         "7 3");
    }
    validate_expect (fixture, "SELECT count (*) FROM validate.exception", "7");
}

/* As of raw/retire-close, without an archive. */
static void
retire_october (ValidateFixture *fixture)
{
    g_autoptr(TallyDb) owner = tally_test_db_open_as (fixture->base, "tally_owner");
    g_autoptr(GError) error = NULL;

    tally_db_script (owner,
                     "SELECT raw.close_month ('2026-10-01', (SELECT count (*) FROM raw.frame"
                     " WHERE day BETWEEN '2026-10-01' AND '2026-10-31'));"
                     "INSERT INTO raw.retired_month (month, n_frames, n_chains, archive, sha256,"
                     " retired_by, reason) VALUES ('2026-10-01', 20, 20, 'raw-2026-10.gtraw',"
                     " sha256 (''), 'anna', 'old')",
                     &error);
    g_assert_no_error (error);
}

/* A month that lies in an archive is no gap: its days stay as they were measured, and so do those
 * that are estimated from it. October's 12th is DAY, November begins 20 days later; 28 days of like
 * days, 35 that registers reach and one after that hang on October: up to DAY + 83, and January 3rd
 * is DAY + 83. The 44 days end with DAY + 43. */
static void
test_retired (ValidateFixture *fixture, gconstpointer data)
{
    const int64_t values[N] = { 100 };
    const uint8_t qualities[N] = { M };
    const TallyEditOrder edit = { .district_id = 1,
                                  .point_id = 1,
                                  .channel = 1,
                                  .edit = { .day = DAY + 1, .first = 4, .end = 8, .method = 1 },
                                  .method = "zero",
                                  .base_version = 1,
                                  .person = "anna",
                                  .reason = "test" };
    const TallyExchangeOrder exchange = { .district_id = 1,
                                          .point_id = 1,
                                          .at = DAY_START + 5 * 86400,
                                          .person = "anna",
                                          .reason = "test" };
    g_autoptr(TallyDb) settle = tally_test_db_open_as (fixture->base, "tally_settle");
    const char *conninfo = tally_test_db_conninfo (fixture->base);
    const int64_t now = DAY_START + 300 * INT64_C (86400);
    g_autofree char *expected = NULL;
    g_autofree char *found = NULL;
    g_autoptr(GError) error = NULL;
    TallyValidateResult result;

    tell_weeks (fixture);
    validate_days (fixture, DAY, DAY + 44);
    expected = state (fixture);
    retire_october (fixture);
    result = validate_days (fixture, DAY, DAY + 44);
    g_assert_cmpint (result.n_left, ==, 44);
    g_assert_cmpint (result.n_written, ==, 0);
    found = state (fixture);
    g_assert_cmpstr (found, ==, expected);

    validate_add (fixture, TALLY_FRAME_INTERVAL, DAY + 83, 0, N, values, qualities);
    validate_add (fixture, TALLY_FRAME_INTERVAL, DAY + 84, 0, N, values, qualities);
    validate_arrive (fixture);
    result = validate_days (fixture, DAY + 82, DAY + 86);
    g_assert_cmpint (result.n_left, ==, 2);
    g_assert_cmpint (result.n_written, ==, 2);

    g_assert_null (tally_edit_step_apply (settle, conninfo, &edit, now, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "day: it stays as it is"));
    g_assert_nonnull (strstr (error->message, "raw-2026-10.gtraw"));
    g_clear_error (&error);
    g_assert_false (tally_edit_step_exchange (settle, conninfo, &exchange, now, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, "at: it stays as it is"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add ("/validate/late-data", ValidateFixture, NULL, validate_set_up, test_late_data,
                validate_tear_down);
    g_test_add ("/validate/ranges", ValidateFixture, NULL, validate_set_up, test_ranges,
                validate_tear_down);
    g_test_add ("/validate/parts-add-up", ValidateFixture, NULL, validate_set_up, test_parts_add_up,
                validate_tear_down);
    g_test_add ("/validate/workers", ValidateFixture, NULL, validate_set_up, test_workers,
                validate_tear_down);
    g_test_add ("/validate/worker-fails", ValidateFixture, NULL, validate_set_up, test_worker_fails,
                validate_tear_down);
    g_test_add ("/validate/exceptions-stay", ValidateFixture, NULL, validate_set_up,
                test_exceptions_stay, validate_tear_down);
    g_test_add ("/validate/retired", ValidateFixture, NULL, validate_set_up, test_retired,
                validate_tear_down);
    return g_test_run ();
}
