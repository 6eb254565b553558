// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/test-vee-fixture.h"

#include "server/validate/tally-validate-step.h"
#include "tests/lib/tally-test-frames.h"

static const char hung[] =
    "INSERT INTO ref.gateway VALUES (1, 1, 'G', 'localhost', 502, 'tcp');"
    "INSERT INTO ref.meter VALUES (1, 11, 'M11', 'sdm630', 9, 10000), (1, 12, 'M12', 'sdm630', 9, "
    "10000);"
    "INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from, gateway_id,"
    " unit_id, first_register_wh) VALUES"
    " (1, 11, 11, 'main', '2026-01-01T00:00:00+08', 1, 1, 0);";

static gboolean
append (TallyDb *db, gpointer user_data, GError **error)
{
    TallyTestFrames *frames = user_data;
    size_t n_new;

    return tally_raw_store_append_batch (db, frames->frames, frames->n, &n_new, error);
}

void
test_vee_validate (TestVee *fixture)
{
    TallyValidateOrder order = { .district_id = 1,
                                 .days = { { TEST_VEE_FIRST },
                                           { TEST_VEE_FIRST + TEST_VEE_N_DAYS } },
                                 .now = TEST_VEE_NOW };
    TallyValidateResult result;
    g_autoptr(GError) error = NULL;

    tally_validate_step_run (tally_test_db_conninfo (fixture->api.db), &order, &result, &error);
    g_assert_no_error (error);
}

void
test_vee_set_up (TestVee *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) collector = NULL;
    g_autoptr(GError) error = NULL;

    test_api_set_up (&fixture->api, data);
    tally_test_db_script (fixture->api.db, hung);
    collector = tally_test_db_open_as (fixture->api.db, "tally_collector");
    tally_raw_store_make_months (
        collector, (TallyDays){ { TEST_VEE_FIRST }, { TEST_VEE_FIRST + TEST_VEE_N_DAYS } }, &error);
    g_assert_no_error (error);
    for (int32_t day = TEST_VEE_FIRST; day < TEST_VEE_FIRST + TEST_VEE_N_DAYS; day++) {
        g_autoptr(TallyTestFrames) frames = tally_test_frames_make (1, day, 11, 1);

        if (day == TEST_VEE_LOST)
            continue;
        tally_db_transact (collector, TALLY_ISOLATION_EACH_STATEMENT, append, frames, &error);
        g_assert_no_error (error);
    }
    test_vee_validate (fixture);
    fixture->clerk = test_api_sign_in (&fixture->api, "clerk");
    fixture->east = test_api_sign_in (&fixture->api, "east");
    fixture->boss = test_api_sign_in (&fixture->api, "boss");
    fixture->auditor = test_api_sign_in (&fixture->api, "auditor");
    fixture->admin = test_api_sign_in (&fixture->api, "admin");
}

void
test_vee_tear_down (TestVee *fixture, gconstpointer data)
{
    test_api_tear_down (&fixture->api, data);
    g_free (fixture->clerk);
    g_free (fixture->east);
    g_free (fixture->boss);
    g_free (fixture->auditor);
    g_free (fixture->admin);
}

void
test_vee_expect (TestVee *fixture, const char *sql, const char *value)
{
    g_autofree char *found = tally_test_db_ask (fixture->api.db, sql);

    g_assert_cmpstr (found, ==, value);
}
