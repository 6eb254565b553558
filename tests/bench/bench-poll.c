// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the time to read every meter behind one gateway through the product beside a bare
 * libmodbus loop of the same requests on the same link. Prints one JSON line. */
#include "server/collect/tally-collect-patrol.h"
#include "tests/lib/tally-test-meters.h"

#include <modbus.h>

#define PORT_BASE 15170
#define GATEWAY_PORT (PORT_BASE + 2) /* gateway 2 of district 1 */
#define ROUNDS 100
#define RUNS 7

static gboolean
on_batch_made (TallyCollectBatch *batch, gpointer user_data, GError **error)
{
    tally_collect_batch_free (batch);
    return TRUE;
}

static void
on_meter_asked (const TallyCollectAttempt *attempt, gpointer user_data)
{
    g_assert_cmpint (attempt->result, ==, TALLY_ATTEMPT_OK);
    (*(int64_t *) user_data)++;
}

static GPtrArray *
load_plan (TallyTestMeters *meters)
{
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    g_autoptr(GError) error = NULL;
    TallyCollectWish wish = { 0 };
    GPtrArray *plan = tally_collect_plan_store_load (meters->collector, &wish, TALLY_TEST_NOW,
                                                     meters->maps, marks, &error);

    g_assert_no_error (error);
    for (guint i = plan->len; i-- > 0;) {
        const TallyCollectGateway *gateway = g_ptr_array_index (plan, i);

        if (gateway->port != GATEWAY_PORT)
            g_ptr_array_remove_index (plan, i);
    }
    return plan;
}

/* One hour each: one window of each channel. */
static double
ours_ms (TallyTestMeters *meters, GPtrArray *plan, int64_t *n_asked)
{
    const TallyCollectGateway *gateway = g_ptr_array_index (plan, 0);
    TallyCollectSink sink = { on_batch_made, on_meter_asked, n_asked };
    int64_t start;

    for (guint i = 0; i < gateway->meters->len; i++) {
        TallyCollectMeter *meter = g_ptr_array_index (gateway->meters, i);

        for (size_t c = 0; c < meter->n_channels; c++)
            meter->since[c] = TALLY_TEST_NOW / 3600 * 3600 - 3600;
    }
    start = g_get_monotonic_time ();
    for (int round = 0; round < ROUNDS; round++) {
        g_autoptr(GError) error = NULL;

        tally_collect_patrol (plan, &meters->manner, meters->lines, NULL, &sink, &error);
        g_assert_no_error (error);
    }
    return (double) (g_get_monotonic_time () - start) / 1000;
}

static void
ask_bare (modbus_t *context, const TallyCollectMeter *meter)
{
    uint16_t words[TALLY_MAP_MAX_WORDS];

    modbus_set_slave (context, meter->unit_id);
    if (!meter->map->has_profile) {
        g_assert_cmpint (modbus_read_input_registers (context, 72, 2, words), ==, 2);
        return;
    }
    g_assert_cmpint (modbus_read_registers (context, 40, 2, words), ==, 2);
    g_assert_cmpint (modbus_read_registers (context, 50, meter->n_channels > 1 ? 10 : 6, words), >,
                     0);
    for (size_t c = 0; c < meter->n_channels; c++) {
        int64_t from = meter->since[c];
        uint16_t wanted[] = { (uint16_t) (from >> 16), (uint16_t) from,
                              (uint16_t) meter->channels[c] };

        g_assert_cmpint (modbus_write_registers (context, 100, 3, wanted), ==, 3);
        g_assert_cmpint (modbus_read_registers (context, 110, 124, words), ==, 124);
    }
}

static double
limit_ms (const TallyCollectGateway *gateway)
{
    int64_t start = g_get_monotonic_time ();

    for (int round = 0; round < ROUNDS; round++) {
        modbus_t *context = modbus_new_tcp ("127.0.0.1", GATEWAY_PORT);

        g_assert_cmpint (modbus_connect (context), ==, 0);
        for (guint i = 0; i < gateway->meters->len; i++)
            ask_bare (context, g_ptr_array_index (gateway->meters, i));
        modbus_close (context);
        modbus_free (context);
    }
    return (double) (g_get_monotonic_time () - start) / 1000;
}

int
main (int argc, char **argv)
{
    TallyTestMeters *meters;
    g_autoptr(GPtrArray) plan = NULL;
    double ours = G_MAXDOUBLE;
    double limit = G_MAXDOUBLE;
    int64_t n_asked = 0;

    g_test_init (&argc, &argv, NULL);
    meters = tally_test_meters_new (PORT_BASE);
    tally_test_meters_open (meters, 1, 2, NULL);
    plan = load_plan (meters);
    g_assert_cmpint (plan->len, ==, 1);
    for (int run = 0; run < RUNS; run++) {
        double took = ours_ms (meters, plan, &n_asked);

        ours = MIN (ours, took);
        took = limit_ms (g_ptr_array_index (plan, 0));
        limit = MIN (limit, took);
    }
    g_print ("{\"bench\":\"poll\",\"meters_asked\":%" G_GINT64_FORMAT
             ",\"ours_ms\":%.0f,\"limit_ms\":%.0f,\"ratio\":%.2f}\n",
             n_asked / RUNS, ours, limit, limit / ours);
    tally_test_meters_free (meters);
    return 0;
}
