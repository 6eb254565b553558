// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a month of raw frames becomes validated days, balances that close and a settlement that
 * two people agree on; doing it again changes nothing; nobody approves his own. */
#include "server/energy/tally-energy-step.h"
#include "server/raw/tally-raw-store.h"
#include "server/ref/tally-ref-store.h"
#include "server/settle/tally-settle-step.h"
#include "server/validate/tally-validate-step.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"
#include "shared/time/tally-zone.h"
#include "tests/lib/tally-test-db.h"
#include "tests/sim/sample/tally-sample.h"

#include <string.h>

#define INTERVALS 96
#define INTERVAL_S 900
#define ZONE "Asia/Shanghai"
#define SETTLEMENT "11111111-2222-4333-8444-555555555555"

/* Twelve days with a missing main meter of an exchange point and three household gaps in them. */
static const TallyDays days = { { 20738 }, { 20748 } }; /* 2026-10-12 to 2026-10-22 */

typedef struct {
    TallyTestDb *base;
    TallySample *sample;
} Fixture;

static void
load_master (TallyTestDb *base)
{
    g_autoptr(TallyDb) owner = tally_test_db_open_as (base, "tally_owner");
    g_autofree char *tariffs = g_build_filename (g_getenv ("TALLY_SOURCE"), "data", "tariffs",
                                                 "exchange.json", NULL);
    g_autofree char *utility = NULL;
    g_autofree char *document = NULL;
    g_autoptr(GError) error = NULL;
    size_t n_new;
    gboolean is_new;

    g_file_get_contents (g_getenv ("TALLY_SAMPLE_UTILITY"), &utility, NULL, &error);
    g_assert_no_error (error);
    tally_ref_store_load_utility (owner, utility, &n_new, &error);
    g_assert_no_error (error);
    g_file_get_contents (tariffs, &document, NULL, &error);
    g_assert_no_error (error);
    tally_ref_store_add_tariff (owner,
                                &(TallyRefTariff){ "exchange", 1, "Exchange", "2026-01-01",
                                                   document, "clerk", "supervisor" },
                                &is_new, &error);
    g_assert_no_error (error);
    g_assert_true (is_new);
}

/* One frame: a day of a channel, as the meter's load profile would tell it. */
static void
add_frame (Fixture *fixture,
           GArray *frames,
           GPtrArray *buffers,
           const TallySampleMeter *meter,
           int channel,
           int32_t day,
           int64_t start)
{
    static const uint8_t origin[16] = { 1 };
    GByteArray *payload = g_byte_array_new ();
    GByteArray *flags = g_byte_array_new ();
    int64_t values[INTERVALS];
    uint8_t qualities[INTERVALS];
    TallyRawFrame frame;

    for (int i = 0; i < INTERVALS; i++) {
        int64_t at = start + i * INTERVAL_S;
        gboolean is_lost = tally_sample_is_gap (fixture->sample, meter, at)
                           || at < meter->installed_at || at + INTERVAL_S > meter->removed_at;

        values[i] = is_lost ? 0 : tally_sample_interval (fixture->sample, meter, channel, at);
        qualities[i] = is_lost ? TALLY_QUALITY_MISSING : TALLY_QUALITY_MEASURED;
    }
    tally_block_add_values (payload, values, INTERVALS, NULL, NULL);
    tally_block_add_flags (flags, qualities, INTERVALS);
    g_ptr_array_add (buffers, payload);
    g_ptr_array_add (buffers, flags);
    frame = (TallyRawFrame){
        .district_id = meter->district_id,
        .day = day,
        .point_id = meter->point_id,
        .meter_id = meter->meter_id,
        .channel = (int16_t) channel,
        .kind = TALLY_FRAME_INTERVAL,
        .source = TALLY_FRAME_PROFILE,
        .first_at = start,
        .interval_s = INTERVAL_S,
        .n = INTERVALS,
        .payload = payload->data,
        .payload_length = payload->len,
        .flags = flags->data,
        .flags_length = flags->len,
        .origin = origin,
        .origin_length = sizeof origin,
    };
    g_array_append_val (frames, frame);
}

typedef struct {
    GArray *frames;
    size_t n_new;
} Batch;

static gboolean
append (TallyDb *db, gpointer user_data, GError **error)
{
    Batch *batch = user_data;

    return tally_raw_store_append_batch (db, (const TallyRawFrame *) (gpointer) batch->frames->data,
                                         batch->frames->len, &batch->n_new, error);
}

static void
store_frames (Fixture *fixture, gboolean is_shuffled)
{
    g_autoptr(TallyDb) collector = tally_test_db_open_as (fixture->base, "tally_collector");
    g_autoptr(GArray) frames = g_array_new (FALSE, FALSE, sizeof (TallyRawFrame));
    g_autoptr(GPtrArray)
                   buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (ZONE, &error);
    size_t n;
    const TallySampleMeter *meters = tally_sample_get_meters (fixture->sample, &n);
    Batch batch = { frames, 0 };

    for (int32_t day = days.first.number; day < days.end.number; day++) {
        int64_t start = tally_day_start (zone, (TallyDay){ day });

        for (size_t m = 0; m < n; m++) {
            for (const int *channel = meters[m].channels; *channel != 0; channel++) {
                if (meters[m].removed_at > start && meters[m].installed_at < start + 86400)
                    add_frame (fixture, frames, buffers, &meters[m], *channel, day, start);
            }
        }
    }
    for (guint i = frames->len; is_shuffled && i > 1; i--) {
        guint j = (guint) g_test_rand_int_range (0, (gint32) i);
        TallyRawFrame kept = g_array_index (frames, TallyRawFrame, i - 1);

        g_array_index (frames, TallyRawFrame, i - 1) = g_array_index (frames, TallyRawFrame, j);
        g_array_index (frames, TallyRawFrame, j) = kept;
    }
    tally_raw_store_make_months (collector, days, &error);
    g_assert_no_error (error);
    tally_db_transact (collector, TALLY_ISOLATION_EACH_STATEMENT, append, &batch, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (batch.n_new, ==, frames->len);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (ZONE, &error);

    fixture->base = tally_test_db_new ();
    load_master (fixture->base);
    fixture->sample = tally_sample_new (g_getenv ("TALLY_SAMPLE_UTILITY"),
                                        tally_day_start (zone, days.end), &error);
    g_assert_no_error (error);
    store_frames (fixture, data != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_pointer (&fixture->sample, tally_sample_free);
    g_clear_pointer (&fixture->base, tally_test_db_free);
}

static TallyValidateResult
validate (Fixture *fixture)
{
    TallyValidateOrder order = { .district_id = -1, .days = days, .now = INT32_MAX };
    TallyValidateResult result;
    g_autoptr(GError) error = NULL;

    tally_validate_step_run (tally_test_db_conninfo (fixture->base), &order, &result, &error);
    g_assert_no_error (error);
    return result;
}

static TallyEnergyResult
balance (Fixture *fixture)
{
    TallyEnergyOrder order = { .days = days, .now = INT32_MAX };
    TallyEnergyResult result;
    g_autoptr(GError) error = NULL;

    tally_energy_step_run (tally_test_db_conninfo (fixture->base), &order, &result, &error);
    g_assert_no_error (error);
    return result;
}

static void
assert_asks (Fixture *fixture, const char *sql, const char *expected)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, expected);
}

static char *
state_hash (Fixture *fixture)
{
    return tally_test_db_ask (
        fixture->base,
        "SELECT md5 (string_agg (x, ',' ORDER BY x)) FROM ("
        " SELECT concat_ws (' ', district_id, point_id, channel, day, version, digest) x"
        "   FROM validate.block UNION ALL"
        " SELECT concat_ws (' ', district_id, day, point_id, channel, rule, first_interval, "
        "figures)"
        "   FROM validate.exception UNION ALL"
        " SELECT concat_ws (' ', node_id, day, version, made_from, loss_wh) FROM energy.balance) "
        "s");
}

static void
test_way_to_balances (Fixture *fixture, gconstpointer data)
{
    TallyValidateResult validated = validate (fixture);
    TallyEnergyResult balanced = balance (fixture);
    g_autofree char *before = state_hash (fixture);
    g_autofree char *after = NULL;
    g_autofree char *finding = NULL;
    g_autoptr(GError) error = NULL;
    TallyEnergyOrder order = { .days = days, .now = INT32_MAX };
    int64_t n_checked;

    g_assert_cmpint (validated.n_written, ==, validated.n_days);
    g_assert_cmpint (balanced.n_balances, ==, 31 * tally_days_count (days));
    g_assert_cmpint (balanced.n_written, ==, balanced.n_balances);

    /* The main meter of X-D2 is silent on the 20th from 7 to 16: the check meter stands in. */
    assert_asks (fixture,
                 "SELECT n_intervals || ' ' || severity FROM validate.exception e"
                 " JOIN ref.point p USING (district_id, point_id)"
                 " WHERE p.code = 'X-D2' AND channel = 1 AND rule = 'gap'",
                 "36 info");
    assert_asks (fixture, "SELECT count (*) FROM validate.exception WHERE severity = 'fail'", "0");
    assert_asks (fixture, "SELECT sum (n_missing) FROM energy.day", "0");
    /* Every node loses something; only the thief's area loses too much. */
    assert_asks (fixture,
                 "SELECT string_agg (node_id::text, ' ') FROM (SELECT node_id, sum (loss_wh) l,"
                 " sum (in_wh + generation_wh - out_wh) i FROM energy.balance GROUP BY 1) s"
                 " WHERE l <= 0 OR l * 100 > i * 8",
                 "312");

    g_assert_cmpint (validate (fixture).n_written, ==, 0);
    g_assert_cmpint (balance (fixture).n_written, ==, 0);
    after = state_hash (fixture);
    g_assert_cmpstr (after, ==, before);

    tally_energy_step_verify (tally_test_db_conninfo (fixture->base), &order, &n_checked, &finding,
                              &error);
    g_assert_no_error (error);
    g_assert_null (finding);
    g_assert_cmpint (n_checked, ==, balanced.n_balances);
}

static void
test_order_of_arrival_does_not_matter (Fixture *fixture, gconstpointer data)
{
    Fixture other = { 0 };
    g_autofree char *here = NULL;
    g_autofree char *there = NULL;

    validate (fixture);
    balance (fixture);
    here = state_hash (fixture);

    set_up (&other, "shuffled");
    validate (&other);
    balance (&other);
    there = state_hash (&other);
    tear_down (&other, NULL);

    g_assert_cmpstr (here, ==, there);
}

static void
test_changed_row_is_named (Fixture *fixture, gconstpointer data)
{
    TallyEnergyOrder order = { .days = days, .now = INT32_MAX };
    g_autofree char *finding = NULL;
    g_autoptr(GError) error = NULL;
    int64_t n_checked;

    validate (fixture);
    balance (fixture);
    tally_test_db_script (fixture->base,
                          "UPDATE energy.balance SET in_wh = in_wh + 1, loss_wh = loss_wh + 1,"
                          " own_loss_wh = own_loss_wh + 1 WHERE node_id = 111"
                          " AND day = DATE '2026-10-15'");
    tally_energy_step_verify (tally_test_db_conninfo (fixture->base), &order, &n_checked, &finding,
                              &error);
    g_assert_no_error (error);
    g_assert_nonnull (strstr (finding, "node 111 day 2026-10-15"));

    tally_test_db_script (fixture->base,
                          "UPDATE validate.block SET sum = sum + 1 WHERE (district_id, point_id,"
                          " channel, day) = (2, 201005, 1, DATE '2026-10-15')");
    g_clear_pointer (&finding, g_free);
    g_assert_false (tally_energy_step_verify (tally_test_db_conninfo (fixture->base), &order,
                                              &n_checked, &finding, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
    g_assert_nonnull (strstr (error->message, "point 201005 channel 1 day 2026-10-15"));
}

static void
draft_and_submit (Fixture *fixture, TallyDb *db)
{
    g_autoptr(GError) error = NULL;
    int n_red = -1;

    validate (fixture);
    balance (fixture);
    for (int i = 0; i < 2; i++) {
        tally_settle_step_draft (db, tally_test_db_conninfo (fixture->base), SETTLEMENT, days,
                                 "clerk", NULL, &error);
        g_assert_no_error (error);
    }
    tally_settle_step_audit (db, SETTLEMENT, "clerk", &n_red, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n_red, ==, 0);
    tally_settle_step_submit (db, SETTLEMENT, "clerk", &error);
    g_assert_no_error (error);
}

static void
test_two_people_settle (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_settle");
    g_autoptr(GError) error = NULL;

    draft_and_submit (fixture, db);
    assert_asks (fixture, "SELECT count (*) FROM settle.statement", "31");
    /* 9 exchange points, both directions, three bands. */
    assert_asks (fixture, "SELECT count (*) FROM settle.exchange_line", "54");
    /* What the lines settle is what the intervals say. */
    assert_asks (fixture,
                 "SELECT (SELECT sum (settled_wh) FROM settle.exchange_line WHERE direction = 'in'"
                 " AND point_id = 300001) = (SELECT sum (sum) FROM energy.day"
                 " WHERE point_id = 300001 AND channel = 1)",
                 "t");
    assert_asks (fixture,
                 "SELECT string_agg (DISTINCT used, ',') FROM settle.exchange_line"
                 " WHERE point_id = 200001 AND direction = 'in'",
                 "mixed");
    /* Each amount is its energy at its rate, rounded once to a fen. */
    assert_asks (fixture,
                 "SELECT count (*) FROM settle.exchange_line WHERE amount_minor"
                 " <> round (settled_wh::numeric * rate_micro_per_kwh / 10000000)",
                 "0");

    g_assert_false (tally_settle_step_approve (db, SETTLEMENT, "clerk", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    g_assert_cmpstr (error->message, ==, "four-eyes");
    g_clear_error (&error);

    tally_settle_step_approve (db, SETTLEMENT, "supervisor", &error);
    g_assert_no_error (error);
    g_assert_false (tally_settle_step_return (db, SETTLEMENT, "other", "too late", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_clear_error (&error);
    tally_settle_step_publish (db, SETTLEMENT, "supervisor", &error);
    g_assert_no_error (error);
    assert_asks (fixture,
                 "SELECT string_agg (person || ':' || to_state, ' ' ORDER BY step)"
                 " FROM settle.decision",
                 "clerk:audited clerk:submitted supervisor:approved supervisor:published");
}

static void
test_return_says_why (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_settle");
    g_autoptr(GError) error = NULL;

    draft_and_submit (fixture, db);
    g_assert_false (tally_settle_step_return (db, SETTLEMENT, "supervisor", "", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    tally_settle_step_return (db, SETTLEMENT, "supervisor", "read X-D2 again", &error);
    g_assert_no_error (error);
    assert_asks (fixture, "SELECT reason FROM settle.decision WHERE to_state = 'returned'",
                 "read X-D2 again");
}

static void
test_database_refuses_one_pair_of_eyes (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_settle");
    g_autoptr(GError) error = NULL;

    draft_and_submit (fixture, db);
    g_assert_false (tally_db_script (db,
                                     "UPDATE settle.settlement SET state = 'approved',"
                                     " decided_by = submitted_by",
                                     &error));
    g_assert_nonnull (strstr (error->message, "settlement_four_eyes"));
}

static void
test_unknown_settlement (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_settle");
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_settle_step_submit (db, SETTLEMENT, "clerk", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add ("/close/way-to-balances", Fixture, NULL, set_up, test_way_to_balances, tear_down);
    g_test_add ("/close/order-of-arrival-does-not-matter", Fixture, NULL, set_up,
                test_order_of_arrival_does_not_matter, tear_down);
    g_test_add ("/close/changed-row-is-named", Fixture, NULL, set_up, test_changed_row_is_named,
                tear_down);
    g_test_add ("/close/two-people-settle", Fixture, NULL, set_up, test_two_people_settle,
                tear_down);
    g_test_add ("/close/return-says-why", Fixture, NULL, set_up, test_return_says_why, tear_down);
    g_test_add ("/close/database-refuses-one-pair-of-eyes", Fixture, NULL, set_up,
                test_database_refuses_one_pair_of_eyes, tear_down);
    g_test_add ("/close/unknown-settlement", Fixture, NULL, set_up, test_unknown_settlement,
                tear_down);

    return g_test_run ();
}
