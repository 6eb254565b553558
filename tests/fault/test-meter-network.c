// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever the network does to one gateway, its meters are written down with the reason,
 * the * others are read as ever, nothing false is stored, and it is read again once the network
 * is back; * and meters that answer nonsense, in every way, are named and harm nobody. Patience
 * is shortened. */
#include "server/raw/tally-raw-intake-step.h"
#include "tests/lib/tally-test-chaos.h"
#include "tests/lib/tally-test-meters.h"

#define PORT_BASE 15270
#define READ_MS 400

typedef struct {
    TallyChaosMode mode;
    guint rest_ms;
    TallyAttemptResult result; /* of the first meters behind it */
} NetworkCase;

static const NetworkCase network_cases[] = {
    { TALLY_CHAOS_CUT, 0, TALLY_ATTEMPT_REFUSED },
    { TALLY_CHAOS_HALF_OPEN, 0, TALLY_ATTEMPT_TIMEOUT },
    { TALLY_CHAOS_RESET, 0, TALLY_ATTEMPT_REFUSED },
    { TALLY_CHAOS_SLOW, 100, TALLY_ATTEMPT_TIMEOUT },
    { TALLY_CHAOS_DELAY, 2 * READ_MS, TALLY_ATTEMPT_TIMEOUT },
    { TALLY_CHAOS_GARBAGE, 0, TALLY_ATTEMPT_GARBAGE },
};

static void
set_up (TallyTestMeters **meters, gconstpointer data)
{
    *meters = tally_test_meters_new (PORT_BASE);
    tally_test_db_script ((*meters)->base, "DELETE FROM ref.installation WHERE (district_id, "
                                           "gateway_id) NOT IN ((1, 1), (1, 2))");
}

static void
tear_down (TallyTestMeters **meters, gconstpointer data)
{
    tally_test_meters_free (*meters);
}

static void
expect (TallyTestMeters *meters, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_meters_ask (meters, sql);

    g_assert_cmpstr (found, ==, answer);
}

static void
take_in (TallyTestMeters *meters)
{
    g_autoptr(GError) error = NULL;
    TallyRawTaken taken;

    tally_raw_intake_all (meters->collector, meters->spool, &taken, &error);
    g_assert_no_error (error);
}

/* Between the collector and gateway 1. */
static TallyTestChaos *
put_between (TallyTestMeters *meters)
{
    g_autofree char *port = tally_test_meters_ask (
        meters, "SELECT port FROM ref.gateway WHERE (district_id, gateway_id) = (1, 1)");
    TallyTestChaos *chaos = tally_test_chaos_new ((uint16_t) g_ascii_strtoll (port, NULL, 10));
    g_autofree char *sql = g_strdup_printf (
        "UPDATE ref.gateway SET port = %d WHERE (district_id, gateway_id) = (1, 1)",
        tally_test_chaos_get_port (chaos));

    tally_test_db_script (meters->base, sql);
    return chaos;
}

#define BEHIND(gateway, what) "SELECT " what " FROM collect.attempt WHERE gateway_id = " #gateway

static void
test_network (TallyTestMeters **fixture, gconstpointer data)
{
    const NetworkCase *c = data;
    TallyTestMeters *meters = *fixture;
    TallyTestChaos *chaos = put_between (meters);
    g_autofree char *first = NULL;
    TallyCollectTotals totals;

    meters->manner.connect_ms = 1000;
    meters->manner.read_ms = READ_MS;
    tally_test_meters_open (meters, 1, 1, NULL);
    tally_test_meters_open (meters, 1, 2, NULL);
    tally_test_chaos_set_mode (chaos, c->mode, c->rest_ms);
    totals = tally_test_meters_round (meters, 1);
    take_in (meters);
    g_assert_cmpint (totals.n_asked, ==, totals.n_meters);
    expect (meters, BEHIND (2, "string_agg (DISTINCT result, ' ')"), "ok");
    first = tally_test_meters_ask (meters, BEHIND (1, "string_agg (DISTINCT result, ' ')"));
    g_assert_cmpstr (first, ==, tally_attempt_result_name (c->result));
    expect (meters, BEHIND (1, "count(*) FILTER (WHERE reason = '' OR n_values > 0)"), "0");
    expect (meters,
            "SELECT count(*) FROM raw.frame WHERE meter_id IN (SELECT meter_id FROM"
            " ref.installation WHERE gateway_id = 1)",
            "0");

    /* It is back. A clerk does not wait for the circuit to close. */
    tally_test_chaos_set_mode (chaos, TALLY_CHAOS_PASS, 0);
    meters->manner.read_ms = 5000;
    meters->manner.is_urgent = TRUE;
    totals = tally_test_meters_round (meters, 1);
    take_in (meters);
    g_assert_cmpint (totals.n_answered, ==, totals.n_meters);
    g_assert_cmpint (tally_collect_lines_get_n_resting (meters->lines), ==, 0);
    tally_test_chaos_free (chaos);
}

typedef struct {
    const char *name;
    TallyMeterFaults faults;
    const char *results; /* of its meters, those that may be */
    gboolean stores;     /* whether something of them is kept */
} LyingCase;

#define ALWAYS 1000000
#define EXCEPTION(code)                                                                        \
    {                                                                                          \
        "exception-" #code, { .exception_ppm = ALWAYS, .exception = code }, "exception", FALSE \
    }
#define OFF(name, seconds, result)                                 \
    {                                                              \
        "clock-" name, { .clock_offset_s = seconds }, result, TRUE \
    }

static const LyingCase lying_cases[] = {
    EXCEPTION (1),
    EXCEPTION (2),
    EXCEPTION (3),
    EXCEPTION (4),
    EXCEPTION (5),
    EXCEPTION (6),
    EXCEPTION (7),
    EXCEPTION (8),
    EXCEPTION (9),
    EXCEPTION (10),
    EXCEPTION (11),
    { "wrong-unit", { .wrong_unit_ppm = ALWAYS }, "garbage", FALSE },
    { "garbage", { .garbage_ppm = ALWAYS }, "garbage", FALSE },
    { "hang-up", { .hang_up_ppm = ALWAYS }, "refused", FALSE },
    { "swapped-words", { .swaps_words = TRUE }, "garbage clock ok", TRUE },
    { "goes-back", { .goes_back = TRUE }, "ok", TRUE },
    { "bit-flips", { .bit_flip_ppm = ALWAYS }, "exception clock garbage ok timeout", FALSE },
    OFF ("20-s-behind", -20, "ok"),
    OFF ("100-s-ahead", 100, "ok"),
    OFF ("3-min-behind", -180, "clock ok"),
    OFF ("15-min-ahead", 900, "clock ok"),
    { "clock-1970", { .epoch_clock = TRUE }, "clock ok", TRUE },
};

static void
test_lying (TallyTestMeters **fixture, gconstpointer data)
{
    const LyingCase *c = data;
    TallyTestMeters *meters = *fixture;
    g_auto(GStrv) allowed = g_strsplit (c->results, " ", -1);
    g_autofree char *found = NULL;
    g_auto(GStrv) results = NULL;
    TallyCollectTotals totals;

    meters->manner.read_ms = 2000;
    tally_test_meters_open (meters, 1, 1, &c->faults);
    tally_test_meters_open (meters, 1, 2, NULL);
    totals = tally_test_meters_round (meters, 1);
    take_in (meters);
    g_assert_cmpint (totals.n_asked, ==, totals.n_meters);
    expect (meters, BEHIND (2, "string_agg (DISTINCT result, ' ')"), "ok");
    found = tally_test_meters_ask (meters, BEHIND (1, "string_agg (DISTINCT result, ' ')"));
    g_test_message ("%s", found);
    results = g_strsplit (found, " ", -1);
    for (size_t i = 0; results[i] != NULL; i++)
        g_assert_true (g_strv_contains ((const char *const *) allowed, results[i]));
    expect (meters,
            BEHIND (1, "count(*) FILTER (WHERE result NOT IN ('ok', 'clock') AND reason = '')"),
            "0");
    /* What makes sense is kept as it came: judging it is validation's. */
    if (c->stores)
        expect (meters,
                "SELECT count(*) > 0 FROM raw.frame WHERE meter_id IN (SELECT meter_id FROM"
                " ref.installation WHERE gateway_id = 1)",
                "t");
    /* Intervals by a clock that is not believed are marked (7: suspect). */
    if (g_str_has_prefix (c->results, "clock"))
        expect (meters,
                "SELECT count(*) FROM raw.frame f JOIN ref.installation i USING (district_id,"
                " meter_id) WHERE i.gateway_id = 1 AND kind = 'interval' AND get_byte (flags, 0)"
                " NOT IN (7, 255)",
                "0");
}

static void
test_patience (void)
{
    TallyCollectManner manner = TALLY_COLLECT_MANNER;

    g_assert_cmpint (manner.connect_ms, ==, 5000);
    g_assert_cmpint (manner.read_ms, ==, 10000);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/fault/meter-network/patience", test_patience);
#define ADD(path, data, func) g_test_add (path, TallyTestMeters *, data, set_up, func, tear_down)
    for (size_t i = 0; i < G_N_ELEMENTS (network_cases); i++) {
        g_autofree char *path = g_strconcat ("/fault/meter-network/",
                                             tally_test_chaos_mode_name (network_cases[i].mode),
                                             NULL);

        ADD (path, &network_cases[i], test_network);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (lying_cases); i++) {
        g_autofree char *path = g_strconcat ("/fault/lying-meters/", lying_cases[i].name, NULL);

        ADD (path, &lying_cases[i], test_lying);
    }
    return g_test_run ();
}
