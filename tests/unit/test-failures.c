// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: after a round exactly those meters are asked again that owe an answer, and none behind a
 * gateway whose circuit is open. */
#include "server/collect/tally-collect-failures.h"

static TallyCollectGateway *
add_gateway (GPtrArray *plan, int32_t id, int n_meters)
{
    TallyCollectGateway *gateway = g_new0 (TallyCollectGateway, 1);

    gateway->district_id = 1;
    gateway->gateway_id = id;
    gateway->name = g_strdup ("g");
    gateway->host = g_strdup ("127.0.0.1");
    gateway->meters = g_ptr_array_new_with_free_func (g_free);
    for (int i = 0; i < n_meters; i++) {
        TallyCollectMeter *meter = g_new0 (TallyCollectMeter, 1);

        meter->district_id = 1;
        meter->gateway_id = id;
        meter->meter_id = id * 100 + i;
        g_ptr_array_add (gateway->meters, meter);
    }
    g_ptr_array_add (plan, gateway);
    return gateway;
}

static void
note (TallyCollectFailures *failures, int64_t meter_id, TallyAttemptResult result)
{
    TallyCollectAttempt attempt = { .district_id = 1, .meter_id = meter_id, .result = result };

    tally_collect_failures_note (failures, &attempt);
}

static void
test_owing (void)
{
    g_autoptr(GPtrArray) plan = tally_collect_plan_new ();
    g_autoptr(TallyCollectLines) lines = tally_collect_lines_new ();
    TallyCollectFailures *failures = tally_collect_failures_new ();
    g_autoptr(GPtrArray) nobody = NULL;

    add_gateway (plan, 1, 3);
    add_gateway (plan, 2, 2);
    note (failures, 100, TALLY_ATTEMPT_OK);
    note (failures, 101, TALLY_ATTEMPT_TIMEOUT);
    note (failures, 200, TALLY_ATTEMPT_REFUSED);
    note (failures, 200, TALLY_ATTEMPT_CLOCK); /* came after all */
    note (failures, 201, TALLY_ATTEMPT_GARBAGE);
    g_assert_cmpint (tally_collect_failures_get_n (failures), ==, 2);

    /* They rest first. */
    nobody = tally_collect_failures_plan (failures, plan, lines, 0);
    g_assert_cmpint (nobody->len, ==, 0);
    tally_collect_failures_free (failures);
}

static void
test_plan (void)
{
    g_autoptr(GPtrArray) plan = tally_collect_plan_new ();
    g_autoptr(TallyCollectLines) lines = tally_collect_lines_new ();
    TallyCollectFailures *failures = tally_collect_failures_new ();
    const TallyCollectGateway *away = add_gateway (plan, 2, 2);
    int64_t later = g_get_monotonic_time () + 6 * G_USEC_PER_SEC;
    const TallyCollectGateway *gateway;
    g_autoptr(GPtrArray) resting = NULL;
    g_autoptr(GPtrArray) all = NULL;
    g_autoptr(GPtrArray) none = NULL;

    add_gateway (plan, 1, 3);
    note (failures, 101, TALLY_ATTEMPT_TIMEOUT);
    note (failures, 201, TALLY_ATTEMPT_REFUSED);
    for (int i = 0; i < 5; i++) { /* 1, 2, 4, 4, 4 s of rest, less up to a quarter */
        g_assert_true (tally_collect_lines_take (lines, away, FALSE));
        tally_collect_lines_give_back (lines, away, TALLY_VISIT_AWAY);
    }
    /* Its meters still rest, so nobody is asked; later both gateways are. */
    resting = tally_collect_failures_plan (failures, plan, lines, later - 3 * G_USEC_PER_SEC);
    g_assert_cmpint (resting->len, ==, 0);
    all = tally_collect_failures_plan (failures, plan, lines, later + 4 * G_USEC_PER_SEC);
    g_assert_cmpint (all->len, ==, 2);
    gateway = g_ptr_array_index (all, 1);
    g_assert_cmpint (gateway->gateway_id, ==, 1);
    g_assert_cmpint (gateway->meters->len, ==, 1);
    g_assert_cmpint (((TallyCollectMeter *) g_ptr_array_index (gateway->meters, 0))->meter_id, ==,
                     101);

    /* Twice in vain: 10 s. */
    note (failures, 101, TALLY_ATTEMPT_TIMEOUT);
    note (failures, 201, TALLY_ATTEMPT_OK);
    none = tally_collect_failures_plan (failures, plan, lines, later + G_USEC_PER_SEC);
    g_assert_cmpint (none->len, ==, 0);
    tally_collect_failures_clear (failures);
    g_assert_cmpint (tally_collect_failures_get_n (failures), ==, 0);
    tally_collect_failures_free (failures);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/collect/failures/owing", test_owing);
    g_test_add_func ("/collect/failures/plan", test_plan);

    return g_test_run ();
}
