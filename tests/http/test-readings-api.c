// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what validation's rules are held against changes with history and audit; jobs are switched
 * off and on; a region is read again as a whole; collection's figures of a region are those of its
 * points, counted by hand; files come in whole or not at all. Who may not, changes nothing. */
#include "server/energy/tally-energy-step.h"
#include "server/validate/tally-validate-step.h"
#include "tests/http/test-api-fixture.h"
#include "tests/lib/tally-test-frames.h"

#define DAY 20518 /* 2026-03-06 */
#define DAY_TEXT "2026-03-06"
#define NOON 1772769600 /* 2026-03-06T04:00Z: noon of the market */
#define AFTER 1773100000
#define ID_1 "22222222-0000-4000-8000-000000000001"
#define ID_2 "22222222-0000-4000-8000-000000000002"
#define ID_3 "22222222-0000-4000-8000-000000000003"

/* District 1 is node 2; a transformer area hangs under it, with two points more. */
static const char more[] =
    "INSERT INTO ref.node (node_id, parent_id, district_id, kind, code, name, voltage_v)"
    " VALUES (30, 2, 1, 'area', 'A30', 'Area thirty', 400);"
    "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule, capacity_w,"
    " channels, valid_from) VALUES"
    " (1, 31, 'P-31', 'Lane 1', 'community', 30, 'community', 10000, '{1}', '2026-01-01'),"
    " (1, 32, 'P-32', 'Lane 2', 'community', 30, 'community', 10000, '{1}', '2026-01-01');"
    "INSERT INTO ref.gateway VALUES (1, 1, 'G', 'localhost', 502, 'tcp');"
    "INSERT INTO ref.meter VALUES (1, 31, 'M31', 'sdm630', 9, 10000), (1, 32, 'M32', 'sdm630', 9, "
    "10000);"
    "INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from, gateway_id,"
    " unit_id, first_register_wh) VALUES"
    " (1, 31, 31, 'main', '2026-01-01T00:00:00+08', 1, 1, 0),"
    " (1, 32, 32, 'main', '2026-01-01T00:00:00+08', 1, 2, 0);"
    "INSERT INTO collect.attempt (district_id, meter_id, asked_at, day, point_id, gateway_id,"
    " answered_at, tries, result, reason, clock_offset_ms, batch_id) VALUES"
    " (1, 31, '2026-03-06 01:00Z', '2026-03-06', 31, 1, '2026-03-06 01:00:01Z', 1, 'ok', '', -7000,"
    "  gen_random_uuid ()),"
    " (1, 32, '2026-03-06 01:00Z', '2026-03-06', 32, 1, '2026-03-06 01:00:02Z', 1, 'ok', '', 900,"
    "  gen_random_uuid ()),"
    " (1, 32, '2026-03-06 02:00Z', '2026-03-06', 32, 1, NULL, 3, 'timeout', 'no answer in 5 s', "
    "NULL,"
    "  gen_random_uuid ());"
    "SELECT collect.fill_asked ();";

typedef struct {
    TestApi api;
    char *clerk;
    char *east;
    char *boss;
    char *auditor;
    char *admin;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    test_api_set_up (&fixture->api, data);
    tally_test_db_script (fixture->api.db, more);
    fixture->clerk = test_api_sign_in (&fixture->api, "clerk");
    fixture->east = test_api_sign_in (&fixture->api, "east");
    fixture->boss = test_api_sign_in (&fixture->api, "boss");
    fixture->auditor = test_api_sign_in (&fixture->api, "auditor");
    fixture->admin = test_api_sign_in (&fixture->api, "admin");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    test_api_tear_down (&fixture->api, data);
    g_free (fixture->clerk);
    g_free (fixture->east);
    g_free (fixture->boss);
    g_free (fixture->auditor);
    g_free (fixture->admin);
}

static void
expect (Fixture *fixture, const char *sql, const char *value)
{
    g_autofree char *found = tally_test_db_ask (fixture->api.db, sql);

    g_assert_cmpstr (found, ==, value);
}

static void
set_parameter (Fixture *fixture, const char *who, const char *name, const char *value, guint status)
{
    g_autofree char *body = g_strdup_printf (
        "{\"point_kind\":\"community\",\"rule\":\"spike\",\"name\":\"%s\",\"value\":%s,"
        "\"valid_from\":\"2026-03-05\",\"reason\":\"too many\"}",
        name, value);

    test_api_expect (&fixture->api, who, "POST", "/api/v1/parameters", body, status);
}

#define SAID "SELECT count (*) FROM validate.parameter WHERE set_by <> 'installation'"
#define NOTED "SELECT count (*) FROM guard.audit WHERE action = 'parameter-set'"

static void
test_parameter_history (Fixture *fixture, gconstpointer data)
{
    TestCredentials who = { .bearer = fixture->auditor };
    g_auto(TestAnswer) before = { 0 };
    g_auto(TestAnswer) after = { 0 };

    set_parameter (fixture, fixture->boss, "ratio_ppm", "2500000", 200);
    set_parameter (fixture, fixture->boss, "ratio_ppm", "2500000", 200);
    expect (fixture, SAID, "1");
    expect (fixture, NOTED, "1");
    expect (fixture,
            "SELECT person || ': ' || object || ' (' || reason || ')' FROM guard.audit"
            " WHERE action = 'parameter-set'",
            "boss: community spike.ratio_ppm from 2026-03-05: 1800000 -> 2500000 (too many)");
    /* The same day again: the newest word holds, the first one stays. */
    set_parameter (fixture, fixture->boss, "ratio_ppm", "3000000", 200);
    expect (fixture, SAID, "2");
    before = test_api_ask (&fixture->api, &who, "GET",
                           "/api/v1/parameters/community/spike/ratio_ppm/history?day=2026-03-04",
                           NULL);
    g_assert_cmpint (test_answer_total (&before), ==, 3);
    expect (fixture,
            "SELECT string_agg (value || ' ' || is_newest, ', ' ORDER BY valid_from, is_newest)"
            " FROM api.parameter"
            " WHERE point_kind = 'community' AND rule = 'spike' AND name = 'ratio_ppm'",
            "1800000 true, 2500000 false, 3000000 true");
    after = test_api_ask (&fixture->api, &who, "GET", "/api/v1/parameters?day=2026-03-05", NULL);
    g_assert_cmpuint (after.status, ==, 200);
}

static void
test_parameter_is_refused (Fixture *fixture, gconstpointer data)
{
    const char *both = "{\"point_kind\":\"palace\",\"rule\":\"spike\",\"name\":\"ratio_ppm\","
                       "\"value\":1,\"valid_from\":\"2026-03-05\",\"reason\":\"r\"}";
    const char *mute = "{\"point_kind\":\"large\",\"rule\":\"spike\",\"name\":\"ratio_ppm\","
                       "\"value\":1,\"valid_from\":\"2026-03-05\",\"reason\":\"\"}";

    set_parameter (fixture, fixture->clerk, "ratio_ppm", "1", 403);
    set_parameter (fixture, fixture->auditor, "ratio_ppm", "1", 403);
    set_parameter (fixture, fixture->admin, "ratio_ppm", "1", 403);
    set_parameter (fixture, fixture->boss, "magic", "1", 404);
    set_parameter (fixture, fixture->boss, "ratio_ppm", "-1", 422);
    set_parameter (fixture, fixture->boss, "ratio_ppm", "100000001", 422);
    set_parameter (fixture, fixture->boss, "severity", "3", 422);
    test_api_expect (&fixture->api, fixture->boss, "POST", "/api/v1/parameters", both, 404);
    test_api_expect (&fixture->api, fixture->boss, "POST", "/api/v1/parameters", mute, 422);
    expect (fixture, SAID, "0");
    expect (fixture, NOTED, "0");
}

static void
test_job_off_and_on (Fixture *fixture, gconstpointer data)
{
    tally_test_db_script (fixture->api.db, "INSERT INTO work.run (job, due_at, state) VALUES"
                                           " ('validate', '2026-03-01', 'waiting')");
    test_api_expect (&fixture->api, fixture->clerk, "POST", "/api/v1/plan/validate/disable", "{}",
                     403);
    expect (fixture, "SELECT is_enabled FROM work.job WHERE job = 'validate'", "t");
    test_api_expect (&fixture->api, fixture->boss, "POST", "/api/v1/plan/validate/disable", "{}",
                     202);
    test_api_expect (&fixture->api, fixture->boss, "POST", "/api/v1/plan/validate/disable", "{}",
                     202);
    expect (fixture, "SELECT is_enabled FROM work.job WHERE job = 'validate'", "f");
    /* Nothing waits for a job that is off. */
    expect (fixture, "SELECT state FROM work.run WHERE job = 'validate'", "cancelled");
    test_api_expect (&fixture->api, fixture->admin, "POST", "/api/v1/plan/validate/enable", "{}",
                     202);
    test_api_expect (&fixture->api, fixture->boss, "POST", "/api/v1/plan/nothing/enable", "{}",
                     404);
    expect (fixture,
            "SELECT string_agg (person || ' ' || action, ', ' ORDER BY seq) FROM guard.audit"
            " WHERE action LIKE 'plan-%'",
            "boss plan-disable, admin plan-enable");
}

static void
reread (Fixture *fixture, const char *who, const char *id, const char *what, guint status)
{
    g_autofree char *body = g_strdup_printf ("{\"request_id\":\"%s\",%s}", id, what);

    test_api_expect (&fixture->api, who, "POST", "/api/v1/collection/reread", body, status);
}

static void
test_region_is_read_again (Fixture *fixture, gconstpointer data)
{
    reread (fixture, fixture->clerk, ID_1, "\"node_id\":30", 202);
    reread (fixture, fixture->clerk, ID_1, "\"node_id\":30", 202);
    expect (fixture,
            "SELECT string_agg (district_id || ' ' || point_ids::text || ' ' || asked_by, '; ')"
            " FROM collect.request",
            "1 {31,32} clerk");
    reread (fixture, fixture->auditor, ID_2, "\"node_id\":30", 403);
    reread (fixture, fixture->clerk, ID_2, "\"node_id\":99", 404);
    reread (fixture, fixture->clerk, ID_2,
            "\"node_id\":30,\"points\":[{\"district_id\":1,\"point_id\":31}]", 422);
    reread (fixture, fixture->clerk, ID_3, "\"node_id\":-1", 422);
    expect (fixture, "SELECT count (*) FROM collect.request", "1");
}

static gboolean
append (TallyDb *db, gpointer user_data, GError **error)
{
    TallyTestFrames *frames = user_data;
    size_t n_new;

    return tally_raw_store_append_batch (db, frames->frames, frames->n, &n_new, error);
}

/* Point 31 has its day, 32 nothing. */
static void
bring_day (Fixture *fixture)
{
    g_autoptr(TallyDb) collector = tally_test_db_open_as (fixture->api.db, "tally_collector");
    g_autoptr(GError) error = NULL;

    for (int32_t day = DAY - 1; day <= DAY; day++) {
        g_autoptr(TallyTestFrames) frames = tally_test_frames_make (1, day, 31, 1);

        tally_db_transact (collector, TALLY_ISOLATION_EACH_STATEMENT, append, frames, &error);
        g_assert_no_error (error);
    }
}

static void
work_out (Fixture *fixture, int64_t now)
{
    const char *conninfo = tally_test_db_conninfo (fixture->api.db);
    TallyDays days = { { DAY }, { DAY + 1 } };
    TallyValidateOrder validate = { .district_id = -1, .days = days, .now = now };
    TallyEnergyOrder sums = { .days = days, .now = now };
    TallyValidateResult validated;
    TallyEnergyResult summed;
    g_autoptr(GError) error = NULL;

    tally_validate_step_run (conninfo, &validate, &validated, &error);
    g_assert_no_error (error);
    tally_energy_step_run (conninfo, &sums, &summed, &error);
    g_assert_no_error (error);
}

#define KEPT                                                                                      \
    "SELECT n_points || ' ' || n_complete || ' ' || coalesce (n_on_time::text, 'unknown') || ' '" \
    " || n_expected || ' ' || n_measured || ' ' || n_missing + n_estimated"                       \
    " FROM energy.collection WHERE node_id = 30 AND day = '" DAY_TEXT "'"

static void
test_collection_of_a_region (Fixture *fixture, gconstpointer data)
{
    TestCredentials who = { .bearer = fixture->clerk };
    g_auto(TestAnswer) regions = { 0 };
    g_auto(TestAnswer) reasons = { 0 };
    JsonArray *rows;
    JsonObject *row;

    bring_day (fixture);
    /* An hour after the day: its deadline, a day later for a household, is to come. */
    work_out (fixture, NOON + 13 * 3600);
    expect (fixture, KEPT, "2 1 1 192 96 96");
    /* When it has passed, what was on time stays. */
    work_out (fixture, AFTER);
    expect (fixture, KEPT, "2 1 1 192 96 96");
    regions = test_api_ask (&fixture->api, &who, "GET",
                            "/api/v1/collection/regions?day=" DAY_TEXT "&node=2", NULL);
    g_assert_cmpuint (regions.status, ==, 200);
    g_assert_cmpint (test_answer_total (&regions), ==, 1);
    rows = json_object_get_array_member (json_node_get_object (regions.body), "rows");
    row = json_array_get_object_element (rows, 0);
    g_assert_cmpstr (json_object_get_string_member (row, "name"), ==, "Area thirty");
    g_assert_cmpint (json_object_get_int_member (row, "points"), ==, 2);
    g_assert_cmpint (json_object_get_int_member (row, "points_complete"), ==, 1);
    g_assert_cmpint (json_object_get_int_member (row, "on_time_ppm"), ==, 500000);
    g_assert_cmpint (json_object_get_int_member (row, "measured_ppm"), ==, 500000);
    g_assert_cmpint (json_object_get_int_member (row, "asked"), ==, 2);
    g_assert_cmpint (json_object_get_int_member (row, "failing"), ==, 1);
    g_assert_cmpint (json_object_get_int_member (row, "worst_clock_offset_ms"), ==, -7000);
    /* 24 hours of four counts; in each one point is measured and one is not. */
    rows = json_object_get_array_member (row, "cells");
    g_assert_cmpuint (json_array_get_length (rows), ==, 96);
    for (guint i = 0; i < 96; i += 4) {
        int64_t other = 0;

        g_assert_cmpint (json_array_get_int_element (rows, i), ==, 1);
        for (guint k = 1; k < 4; k++)
            other += json_array_get_int_element (rows, i + k);
        g_assert_cmpint (other, ==, 1);
    }
    reasons = test_api_ask (&fixture->api, &who, "GET",
                            "/api/v1/collection/reasons?day=" DAY_TEXT "&node=2", NULL);
    g_assert_cmpint (test_answer_total (&reasons), ==, 1);
}

/* Nobody looked before the deadline: that is not "late", it is not known. */
static void
test_on_time_is_not_guessed (Fixture *fixture, gconstpointer data)
{
    bring_day (fixture);
    work_out (fixture, AFTER);
    expect (fixture, KEPT, "2 1 unknown 192 96 96");
}

#define CSV "district,point,channel,interval_start,interval_s,value,unit\n"

static void
put_file (Fixture *fixture, const char *who, const char *query, const char *content, guint status)
{
    g_autofree char *path = g_strconcat ("/api/v1/imports?", query, NULL);

    test_api_expect (&fixture->api, who, "PUT", path, content, status);
}

static void
test_file_is_sent (Fixture *fixture, gconstpointer data)
{
    put_file (fixture, fixture->auditor, "name=a.csv", CSV, 403);
    put_file (fixture, fixture->clerk, "name=../a.csv", CSV, 422);
    put_file (fixture, fixture->clerk, "name=a%2Fb.csv", CSV, 422);
    put_file (fixture, fixture->clerk, "", CSV, 422);
    put_file (fixture, fixture->clerk, "name=a.csv&format=magic", CSV, 422);
    put_file (fixture, fixture->clerk, "name=a.txt", "what is this", 422);
    expect (fixture, "SELECT count (*) FROM collect.import", "0");
    /* A dry run keeps nothing, not even the record. */
    put_file (fixture, fixture->clerk, "name=a.csv&format=csv&dry_run=1", CSV, 200);
    expect (fixture, "SELECT count (*) FROM collect.import", "0");
    put_file (fixture, fixture->clerk, "name=a.csv&format=csv", CSV, 200);
    expect (fixture,
            "SELECT name || ' ' || state || ' ' || person || ' ' || (report ->> 'name')"
            " FROM collect.import",
            "a.csv refused clerk a.csv");
    expect (fixture, "SELECT count (*) FROM collect.file", "0");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add ("/readings-api/parameter-history", Fixture, NULL, set_up, test_parameter_history,
                tear_down);
    g_test_add ("/readings-api/parameter-is-refused", Fixture, NULL, set_up,
                test_parameter_is_refused, tear_down);
    g_test_add ("/readings-api/job-off-and-on", Fixture, NULL, set_up, test_job_off_and_on,
                tear_down);
    g_test_add ("/readings-api/region-is-read-again", Fixture, NULL, set_up,
                test_region_is_read_again, tear_down);
    g_test_add ("/readings-api/collection-of-a-region", Fixture, NULL, set_up,
                test_collection_of_a_region, tear_down);
    g_test_add ("/readings-api/on-time-is-not-guessed", Fixture, NULL, set_up,
                test_on_time_is_not_guessed, tear_down);
    g_test_add ("/readings-api/file-is-sent", Fixture, NULL, set_up, test_file_is_sent, tear_down);

    return g_test_run ();
}
