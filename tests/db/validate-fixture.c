// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/db/validate-fixture.h"

void
validate_set_up (ValidateFixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    fixture->collector = tally_test_db_open_as (fixture->base, "tally_collector");
    fixture->batch = tally_collect_batch_new ();
    fixture->point_id = 1;
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

void
validate_tear_down (ValidateFixture *fixture, gconstpointer data)
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

void
validate_add (ValidateFixture *fixture,
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
        .point_id = fixture->point_id,
        .meter_id = fixture->point_id,
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

void
validate_arrive (ValidateFixture *fixture)
{
    g_autoptr(GError) error = NULL;

    tally_db_transact (fixture->collector, TALLY_ISOLATION_EACH_STATEMENT, append_all,
                       fixture->batch, &error);
    g_assert_no_error (error);
    g_clear_pointer (&fixture->batch, tally_collect_batch_free);
    fixture->batch = tally_collect_batch_new ();
}

TallyValidateResult
validate_days (ValidateFixture *fixture, int32_t first, int32_t end)
{
    const TallyValidateOrder order = { .district_id = 1,
                                       .days = { { first }, { end } },
                                       .now = DAY_START + 300 * INT64_C (86400) };
    TallyValidateResult result;
    g_autoptr(GError) error = NULL;

    tally_validate_step_run (tally_test_db_conninfo (fixture->base), &order, &result, &error);
    g_assert_no_error (error);
    return result;
}

void
validate_expect (ValidateFixture *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, answer);
}
