// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: each kind of component charges what its words say; every figure is
 * worked out beside it. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-price.h"

#include <string.h>

#define QUARTER 900
#define COUNT (30 * 96)

/* April 2026: 30 days, 2,880 quarter-hours. Every one takes 250 Wh (1 kW),
 * 150 varh and delivers 50 Wh: 720 kWh, 432 kvarh, 144 kWh delivered. On the
 * 10th at 10:00 four quarter-hours take 1,000, 2,000, 3,000 and 250 Wh: 4, 8,
 * 12 and 1 kW, together 5,250 Wh above the flat load: 725.25 kWh. */
#define SPIKE (9 * 96 + 40)

typedef struct {
    const char *name;
    const char *components; /* after an energy component at 1 a kWh: 725.25 */
    const char *total;      /* of everything but that energy, exact; NULL: refused */
    const char *says;
} ComponentCase;

static const ComponentCase component_cases[] = {
    { "fixed-day", "{\"id\": \"x\", \"kind\": \"fixed\", \"rate\": \"0.5\", \"per\": \"day\"}",
      "15" },
    { "fixed-bill", "{\"id\": \"x\", \"kind\": \"fixed\", \"rate\": \"2\", \"per\": \"bill\"}",
      "2" },
    { "fixed-meter",
      "{\"id\": \"x\", \"kind\": \"fixed\", \"rate\": \"2\", \"per\": \"meter-month\"}", "6" },
    { "fixed-phase",
      "{\"id\": \"x\", \"kind\": \"fixed\", \"rate\": \"2\", \"per\": \"phase-month\"}", "2" },
    /* 365 a year, 30 of 365 days */
    { "fixed-year", "{\"id\": \"x\", \"kind\": \"fixed\", \"rate\": \"365\", \"per\": \"year\"}",
      "30" },
    /* 12 kW x 10 */
    { "demand", "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\"}", "120" },
    /* 10:00 to 10:30: (1,000 + 2,000) x 2 = 6 kW; 10:30 to 11:00: 3,250 x 2 = 6.5 kW */
    { "demand-half-hour",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"window_minutes\": 30}", "65" },
    /* best half-hour from any quarter: (2,000 + 3,000) x 2 = 10 kW */
    { "demand-sliding",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"window_minutes\": 30, "
      "\"sliding\": true}",
      "100" },
    /* the hour: 6,250 Wh = 6.25 kW */
    { "demand-hour",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"window_minutes\": 60}", "62.5" },
    /* 10 kW at 5 and 2 kW at 3 */
    { "demand-tiers",
      "{\"id\": \"x\", \"kind\": \"demand\", \"tiers\": [{\"up_to\": \"10\", \"rate\": \"5\"}, "
      "{\"rate\": \"3\"}]}",
      "56" },
    { "demand-floor", "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"floor\": \"15\"}",
      "150" },
    /* February had 40 kW: 50 % = 20 kW */
    { "demand-ratchet",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percent\": \"50\"}}",
      "200" },
    /* one month back there is only March's 5 kW */
    { "demand-ratchet-short",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percent\": \"50\", "
      "\"look_back\": 1}}",
      "120" },
    { "demand-ratchet-months",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percent\": \"50\", "
      "\"months\": [3]}}",
      "120" },
    /* contract 8 kW with 25 % tolerance: 8 x 10 + 2 x 30 */
    { "demand-contract",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"contract\": {\"basis\": "
      "\"contracted\", "
      "\"tolerance_percent\": \"25\", \"excess_multiple\": \"3\"}}",
      "140" },
    /* 40 kVA x 2.5 x 1 */
    { "capacity", "{\"id\": \"x\", \"kind\": \"capacity\", \"rate\": \"2.5\"}", "100" },
    { "capacity-year",
      "{\"id\": \"x\", \"kind\": \"capacity\", \"rate\": \"30\", \"per\": \"year\"}", "100" },
    { "choice",
      "{\"id\": \"x\", \"kind\": \"capacity\", \"rate\": \"2.5\", \"choice\": \"capacity\"}", "0" },
    /* kVA of the peak: sqrt (3,000^2 + 150^2) = 3,003 Wh, x 4 = 12.012 kVA, x 10 */
    { "demand-kva", "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"unit\": \"kVA\"}",
      "120.12" },
    /* 432 - 40 % of 725.25 = 141.9 kvarh x 0.1 */
    { "reactive",
      "{\"id\": \"x\", \"kind\": \"reactive\", \"free_percent\": \"40\", \"rate\": \"0.1\"}",
      "14.19" },
    { "levy-percent", "{\"id\": \"x\", \"kind\": \"levy\", \"percent\": \"4\", \"of\": [\"e\"]}",
      "29.01" },
    /* 10 % of 725.25 is 72.525, then 20 % of 797.775 */
    { "tax-compound",
      "{\"id\": \"x\", \"kind\": \"tax\", \"percent\": \"10\"}, {\"id\": \"y\", \"kind\": \"tax\", "
      "\"percent\": \"20\"}",
      "232.08" },
    { "minimum", "{\"id\": \"x\", \"kind\": \"minimum\", \"amount\": \"800\"}", "74.75" },
    { "minimum-met", "{\"id\": \"x\", \"kind\": \"minimum\", \"amount\": \"700\"}", "0" },
    { "minimum-year-later",
      "{\"id\": \"x\", \"kind\": \"minimum\", \"amount\": \"9000\", \"per\": \"year\"}", "0" },
    { "maximum", "{\"id\": \"x\", \"kind\": \"maximum\", \"amount\": \"700\"}", "-25.25" },
    { "discount", "{\"id\": \"x\", \"kind\": \"discount\", \"percent\": \"10\"}", "-72.525" },
    { "discount-cap",
      "{\"id\": \"x\", \"kind\": \"discount\", \"percent\": \"10\", \"cap\": \"50\"}", "-50" },
    { "discount-rate", "{\"id\": \"x\", \"kind\": \"discount\", \"rate\": \"0.1\"}", "-72.525" },
    /* 144 kWh x 0.4 */
    { "feed-in",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", \"rate\": \"0.4\"}",
      "-57.6" },
    /* what March left, 20, is set off; April's 57.6 is for May */
    { "credit",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", \"rate\": \"0.4\"}",
      "-20" },
    { "credit-at-once",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", \"rate\": \"0.4\", "
      "\"credit_at_once\": true}",
      "-77.6" },
    /* paid out at the end of April: 20 set off, 57.6 paid */
    { "credit-true-up",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", \"rate\": \"0.4\", "
      "\"true_up\": {\"month\": 4}}",
      "-77.6" },
    { "credit-expires",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", \"rate\": \"0.4\", "
      "\"true_up\": {\"month\": 4, \"credit_expires\": true}}",
      "-20" },
    /* net 581.25 kWh, less 100 kWh brought forward: 244 less to pay; and the 20 */
    { "net-metering", "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\"}",
      "-264" },
    /* mean of 12 kW and 1 kW */
    { "coincident", "{\"id\": \"x\", \"kind\": \"coincident\", \"rate\": \"2\"}", "13" },
    /* 100.1 kWh end inside a quarter-hour, which is split: 100.1 x 0.1 + 625.15 x 0.2 */
    { "tiers-in-time-order",
      "{\"id\": \"x\", \"kind\": \"energy\", \"tiers\": "
      "[{\"up_to\": \"100.1\", \"rate\": \"0.1\"}, {\"rate\": \"0.2\"}]}",
      "135.04" },
    /* February counts half of 40 kW, other months nothing */
    { "demand-ratchet-by-month",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percents\": [\"0\", "
      "\"50\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\"]}}",
      "200" },
    { "demand-ratchet-only",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percent\": \"25\", "
      "\"replaces_measured\": true}}",
      "100" },
    /* in April the measured 12 kW count only by a quarter, or in full */
    { "demand-measured-elsewhere",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percent\": \"25\", "
      "\"measured_months\": [6, 7]}}",
      "100" },
    { "demand-measured-here",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percent\": \"25\", "
      "\"measured_months\": [4]}}",
      "120" },
    { "demand-floor-of-contract",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"window_minutes\": 60, "
      "\"contract\": {\"floor_percent\": \"90\"}}",
      "72" },
    /* 12 kW x 20 h = 240 kWh at 0.1, 485.25 at 0.2 */
    { "hours-of-use",
      "{\"id\": \"x\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw\", \"tiers\": "
      "[{\"up_to\": \"20\", \"rate\": \"0.1\"}, {\"rate\": \"0.2\"}]}",
      "121.05" },
    /* a day and kW 1 kWh: 12 x 30 = 360 at 0.1, 365.25 at 0.2 */
    { "hours-of-use-daily",
      "{\"id\": \"x\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw-day\", \"tiers\": "
      "[{\"up_to\": \"1\", \"rate\": \"0.1\"}, {\"rate\": \"0.2\"}]}",
      "109.05" },
    /* by the hour it is 6.25 kW: 125 kWh at 0.1, 600.25 at 0.2 */
    { "hours-of-hourly-demand",
      "{\"id\": \"x\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw\", \"tier_demand\": "
      "{\"window_minutes\": 60}, \"tiers\": [{\"up_to\": \"20\", \"rate\": \"0.1\"}, {\"rate\": "
      "\"0.2\"}]}",
      "132.55" },
    /* 50 % of 40 kW: 400 kWh at 0.1, 325.25 at 0.2 */
    { "hours-of-ratcheted-demand",
      "{\"id\": \"x\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw\", \"tier_demand\": "
      "{\"ratchet\": {\"percent\": \"50\"}}, \"tiers\": [{\"up_to\": \"20\", \"rate\": \"0.1\"}, "
      "{\"rate\": \"0.2\"}]}",
      "105.05" },
    /* 200 kWh first; up to 20 h x 12 kW the next step; the rest: 20 + 8 + 145.575 */
    { "blocks",
      "{\"id\": \"x\", \"kind\": \"energy\", \"blocks\": [{\"up_to\": \"20\", \"tiers\": "
      "[{\"up_to\": \"200\", \"rate\": \"0.1\"}, {\"rate\": \"0.2\"}]}, {\"tiers\": [{\"rate\": "
      "\"0.3\"}]}]}",
      "173.575" },
    { "demand-blocks",
      "{\"id\": \"x\", \"kind\": \"demand\", \"blocks\": [{\"up_to\": \"20\", \"tiers\": "
      "[{\"rate\": \"0.1\"}]}, {\"tiers\": [{\"rate\": \"0.3\"}]}]}",
      NULL, "demand has tiers, not blocks" },
    /* the first 50 kWh of the month are a subsidy of 0.6 */
    { "subsidy",
      "{\"id\": \"x\", \"kind\": \"discount\", \"tiers\": [{\"up_to\": \"50\", \"rate\": \"0.6\"}, "
      "{\"rate\": \"0\"}]}",
      "-30" },
    /* by the day 1 kWh: 30 x 0.1 + 695.25 x 0.2 */
    { "levy-tiers",
      "{\"id\": \"x\", \"kind\": \"levy\", \"tier_basis\": \"day\", \"tiers\": [{\"up_to\": \"1\", "
      "\"rate\": \"0.1\"}, {\"rate\": \"0.2\"}]}",
      "142.05" },
    /* 100 kWh delivered at 0.4, 44 at 0.3 */
    { "export-tiers",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", \"tiers\": [{\"up_to\": "
      "\"100\", \"rate\": \"0.4\"}, {\"rate\": \"0.3\"}]}",
      "-53.2" },
    { "export-tiers-proportional",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", \"tier_order\": "
      "\"proportional\", \"tiers\": [{\"up_to\": \"100\", \"rate\": \"0.4\"}, {\"rate\": "
      "\"0.3\"}]}",
      "-53.2" },
    /* 90 kWh were delivered this year before: 10 at 0.4, 134 at 0.3 */
    { "export-tiers-year",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"sell-all\", \"tier_basis\": \"year\", "
      "\"tiers\": [{\"up_to\": \"100\", \"rate\": \"0.4\"}, {\"rate\": \"0.3\"}]}",
      "-44.2" },
    /* 144 kWh at 0.05; the spike's three quarter-hours, 0.15 kWh, at 0.45 instead */
    { "export-by-interval",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", \"prices\": "
      "\"by-interval\"}",
      "-7.26" },
    { "export-by-interval-credit",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", \"prices\": "
      "\"by-interval\", \"credit_at_once\": true}",
      "-27.26" },
    { "export-by-interval-net",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", \"prices\": "
      "\"by-interval\"}",
      NULL, "net metering has no prices by interval" },
    /* net metering in money: 725.25 bought, 144 sold, no surplus; the 20 brought forward */
    { "net-metering-money",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering-money\", \"rate\": "
      "\"0.4\"}",
      "-164" },
    /* both peaks are by day; nothing at night */
    { "coincident-bands",
      "{\"id\": \"x\", \"kind\": \"coincident\", \"schedule\": \"s\", \"rates\": [{\"bands\": "
      "[\"day\"], \"rate\": \"2\"}, {\"bands\": [\"night\"], \"rate\": \"9\"}]}",
      "13" },
    { "coincident-season",
      "{\"id\": \"x\", \"kind\": \"coincident\", \"rates\": [{\"seasons\": [\"all\"], \"rate\": "
      "\"2\"}]}",
      "13" },
    { "floor-below-zero",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"floor\": \"-1\"}", NULL,
      "must not be negative" },
    { "percents-eleven",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"1\", \"ratchet\": {\"percents\": "
      "[\"1\"]}}",
      NULL, "12 percentages are expected" },
    { "percents-over",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percents\": [\"0\", "
      "\"150\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\", \"0\"]}}",
      NULL, "0 to 100 is expected" },
    /* the spike's 6 kWh at 2.1, the other 719.25 kWh at 0.1 */
    { "by-interval", "{\"id\": \"x\", \"kind\": \"energy\", \"prices\": \"by-interval\"}",
      "84.525" },
    { "by-interval-word", "{\"id\": \"x\", \"kind\": \"energy\", \"prices\": \"spot\"}", NULL,
      "“spot” is none of" },
    { "net-metering-first",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", \"schedule\": \"z\"}",
      NULL, "there is no schedule “z”" },
    { "net-metering-other-bands",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", \"schedule\": \"s\"}",
      NULL, "must have the schedule of “e”" },
    { "window", "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"1\", \"window_minutes\": 7}",
      NULL, "a window must divide the hour" },
    { "ratchet-over",
      "{\"id\": \"x\", \"kind\": \"demand\", \"rate\": \"1\", \"ratchet\": {\"percent\": \"101\"}}",
      NULL, "0 to 100 is expected" },
    { "two-exports",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", \"rate\": \"1\"}, "
      "{\"id\": \"y\", \"kind\": \"export\", \"method\": \"net-billing\", \"rate\": \"1\"}",
      NULL, "a second export component" },
};

static TallyTariff *
read_tariff (const char *components, GError **error)
{
    g_autofree char *text = g_strdup_printf (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"c\", \"currency\": "
        "\"EUR\", \"seasons\": [{\"id\": \"all\", \"months\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, "
        "12]}], \"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"day\"}, {\"id\": "
        "\"night\"}], \"rules\": [{\"spans\": [{\"from\": \"00:00\", \"to\": \"08:00\", \"band\": "
        "\"night\"}, {\"from\": \"08:00\", \"to\": \"24:00\", \"band\": \"day\"}]}]}], "
        "\"components\": [{\"id\": \"e\", \"kind\": \"energy\", "
        "\"rate\": \"1\"}, %s]}",
        components);

    return tally_tariff_parse (text, -1, error);
}

static void
fill (int64_t *import, int64_t *export, int64_t *reactive)
{
    for (size_t i = 0; i < COUNT; i++) {
        import[i] = 250;
        export[i] = 50;
        reactive[i] = 150;
    }
    import[SPIKE] = 1000;
    import[SPIKE + 1] = 2000;
    import[SPIKE + 2] = 3000;
}

static void
price (TallyTariff *tariff, const char *expected)
{
    static int64_t import[COUNT], export[COUNT], reactive[COUNT];
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPricePlan) plan = tally_price_plan_new (
        tariff,
        &(TallyPricePeriod){ .days = tally_days_of_month (tally_day_new (2026, 4, 1)),
                             .zone = tally_zone_get ("Asia/Shanghai", NULL),
                             .interval_seconds = QUARTER,
                             .units_per_kwh = 1000 },
        &error);
    TallyPriceCarry carry = { .export_to_date = 90000,
                              .credit = { 100000 },
                              .money_credit = { 20 * TALLY_EXACT_ONE } };
    TallyPricePeak peaks[] = { { { 2026 * 12 + 1 }, { 40 * TALLY_EXACT_ONE } },
                               { { 2026 * 12 + 2 }, { 5 * TALLY_EXACT_ONE } } };
    static int64_t prices[COUNT], export_prices[COUNT];
    const size_t system_peaks[] = { SPIKE + 2, SPIKE + 3 };
    TallyPriceInput input = { .import = import,
                              .export = export,
                              .reactive = reactive,
                              .count = COUNT,
                              .contracted_kva = 40000,
                              .contracted_kw = 8000,
                              .meters = 3,
                              .peaks = peaks,
                              .n_peaks = G_N_ELEMENTS (peaks),
                              .prices = prices,
                              .export_prices = export_prices,
                              .price_decimals = 2,
                              .coincident = system_peaks,
                              .n_coincident = G_N_ELEMENTS (system_peaks),
                              .carry = &carry };
    char text[TALLY_EXACT_TEXT];

    g_assert_no_error (error);
    g_assert_cmpint (tally_price_plan_get_period (plan)->interval_seconds, ==, QUARTER);
    fill (import, export, reactive);
    for (size_t i = 0; i < COUNT; i++) {
        prices[i] = i >= SPIKE && i < SPIKE + 3 ? 210 : 10;
        export_prices[i] = i >= SPIKE && i < SPIKE + 3 ? 45 : 5;
    }
    tally_price (plan, &input, bill, &error);
    g_assert_no_error (error);
    g_assert_cmpint (bill->import_units, ==, 725250);
    bill->total_exact.atto -= TALLY_EXACT_ONE * 72525 / 100;
    g_assert_cmpstr (tally_exact_format (bill->total_exact, text), ==, expected);
}

static void
test_component (gconstpointer data)
{
    const ComponentCase *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = read_tariff (c->components, &error);

    if (c->total != NULL) {
        g_assert_no_error (error);
        price (tariff, c->total);
        return;
    }
    g_assert_null (tariff);
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, c->says));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (component_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/components/", component_cases[i].name, NULL);

        g_test_add_data_func (path, &component_cases[i], test_component);
    }
    return g_test_run ();
}
