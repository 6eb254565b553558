// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: every line of a bill says how it came about, in data and in words that
 * can be checked by hand. */
#include "shared/error/tally-error.h"
#include "tests/unit/april-account.h"

typedef struct {
    const char *name;
    const char *components;
    size_t line;
    const char *says; /* all sentences */
    const char *json; /* a part of the JSON */
} ExplainCase;

static const ExplainCase explain_cases[] = {
    { "band",
      "{\"id\": \"e\", \"name\": \"Energy\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": "
      "[{\"bands\": [\"peak\"], \"rate\": \"2\"}, {\"bands\": [\"rest\"], \"rate\": \"1\"}]}",
      0, "Energy in the band Peak hours: 65.25 kWh at 2.",
      "\"rule\": \"energy\", \"bands\": [{\"band\": \"peak\", \"name\": \"Peak hours\", "
      "\"name_zh\": \"高峰\", \"intervals\": 240, \"kwh\": \"65.25\", \"is_line\": true}, "
      "{\"band\": \"rest\", \"name\": \"rest\", \"name_zh\": \"rest\", \"intervals\": 2640, "
      "\"kwh\": \"660\", "
      "\"is_line\": false}], \"tiers\": [], \"base\": []" },
    /* 100 kWh last 400 quarter-hours of 250 Wh: 4 days and 4 hours, to the 5th at 04:00 */
    { "tier",
      "{\"id\": \"e\", \"kind\": \"energy\", \"tiers\": [{\"up_to\": \"100\", \"rate\": \"1\"}, "
      "{\"up_to\": \"200\", \"rate\": \"2\"}, {\"rate\": \"3\"}]}",
      1,
      "Energy: 100 kWh at 2. Tier 2 goes from 100 to 200 kWh. It was entered in the interval "
      "that began 2026-04-05 04:00. Tiers count the energy of the billing period.",
      "{\"tier\": 3, \"from\": \"200\", \"quantity\": \"525.25\", \"rate\": \"3\", \"amount\": "
      "\"1575.75\", \"crossed_in\": 800, \"crossed_at\": \"2026-04-09T00:00:00Z\", \"is_line\": "
      "false}" },
    { "tier-last",
      "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"day\", \"tiers\": [{\"up_to\": "
      "\"10\", \"rate\": \"1\"}, {\"rate\": \"3\"}]}",
      1,
      "Energy: 425.25 kWh at 3. Tier 2 is what is above 300 kWh. It was entered in the interval "
      "that began 2026-04-13 06:45. Tier limits are a daily amount times 30 days.",
      "\"tier\": 1" },
    /* 1,000 kWh used before: tier one has 100 kWh left, of a limit of 1,100 */
    { "tier-year",
      "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"year\", \"tiers\": [{\"up_to\": "
      "\"1100\", \"rate\": \"1\"}, {\"rate\": \"3\"}]}",
      0,
      "Energy: 100 kWh at 1. Tier 1 goes from 0 to 1100 kWh. Tiers count the energy since the "
      "billing year began; 1000 kWh came before this period.",
      "\"from\": \"1100\"" },
    { "tier-proportional",
      "{\"id\": \"e\", \"kind\": \"energy\", \"tier_order\": \"proportional\", \"tiers\": "
      "[{\"up_to\": \"100\", \"rate\": \"1\"}, {\"rate\": \"3\"}]}",
      1,
      "Energy: 625.25 kWh at 3. Tier 2 is what is above 100 kWh. Tiers count the energy of the "
      "billing period. Every band has the same share of each tier.",
      "\"from\": \"0\", \"to\": \"100\"" },
    /* 12 kW x 20 h = 240 kWh */
    { "tier-per-kw",
      "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw\", \"tiers\": "
      "[{\"up_to\": \"20\", \"rate\": \"1\"}, {\"rate\": \"3\"}]}",
      0,
      "Energy: 240 kWh at 1. Tier 1 goes from 0 to 240 kWh. Tier limits are hours of use of the "
      "highest demand.",
      "\"to\": \"240\"" },
    { "demand", "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"10\"}", 0,
      "Demand: 12 kW at 10. The highest average of 15 minutes was 12 kW, from 2026-04-10 10:30.",
      "\"rule\": \"measured\", \"bands\": [{\"band\": \"all\", \"name\": \"All hours\", "
      "\"name_zh\": \"全天\", \"intervals\": 2880, \"kwh\": \"725.25\", \"is_line\": true}], "
      "\"tiers\": [], \"peak\": {\"interval\": 906, \"intervals\": 1, \"at\": "
      "\"2026-04-10T02:30:00Z\", \"value\": \"12\", \"unit\": \"kW\"}, \"billed\": \"12\"" },
    { "demand-sliding",
      "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"10\", \"window_minutes\": 30, "
      "\"sliding\": true, \"schedule\": \"s\"}",
      0,
      "Demand in the band Peak hours: 10 kW at 10. The highest sliding average of 30 minutes was "
      "10 kW, from 2026-04-10 10:15.",
      "\"interval\": 905, \"intervals\": 2" },
    /* February had 40 kW: 50 % = 20 kW */
    { "demand-ratchet",
      "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percent\": "
      "\"50\"}}",
      0,
      "Demand: 20 kW at 10. The highest average of 15 minutes was 12 kW, from 2026-04-10 10:30. "
      "A share of the 40 kW of 2026-02 counts at least: 20 kW.",
      "\"billed\": \"20\", \"ratchet\": {\"month\": \"2026-02\", \"peak\": \"40\", \"least\": "
      "\"20\"}" },
    { "demand-floor", "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"10\", \"floor\": \"15\"}",
      0,
      "Demand: 15 kW at 10. The highest average of 15 minutes was 12 kW, from 2026-04-10 10:30. "
      "At least 15 kW are charged.",
      "\"rule\": \"floor\"" },
    { "demand-contract",
      "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"10\", \"contract\": {\"basis\": "
      "\"contracted\", \"tolerance_percent\": \"25\", \"excess_multiple\": \"3\"}}",
      0,
      "Demand: 8 kW at 10. The highest average of 15 minutes was 12 kW, from 2026-04-10 10:30. "
      "The contracted 8 kW are charged.",
      "\"rule\": \"contracted\"" },
    { "demand-excess",
      "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"10\", \"contract\": {\"basis\": "
      "\"contracted\", \"tolerance_percent\": \"25\", \"excess_multiple\": \"3\"}}",
      1,
      "Demand: 2 kW at 30. The highest average of 15 minutes was 12 kW, from 2026-04-10 10:30. "
      "Measured beyond the contracted 8 kW: at a multiple of the rate.",
      "\"rule\": \"excess\"" },
    { "demand-tier",
      "{\"id\": \"d\", \"kind\": \"demand\", \"tiers\": [{\"up_to\": \"10\", \"rate\": \"5\"}, "
      "{\"rate\": \"3\"}]}",
      1,
      "Demand: 2 kW at 3. The highest average of 15 minutes was 12 kW, from 2026-04-10 10:30. "
      "Tier 2 is what is above 10 kW.",
      "{\"tier\": 2, \"from\": \"10\", \"quantity\": \"2\", \"rate\": \"3\", \"amount\": "
      "\"6.00\", \"is_line\": true}" },
    { "coincident", "{\"id\": \"c\", \"kind\": \"coincident\", \"rate\": \"2\"}", 0,
      "Mean demand in the intervals of the system's peak: 6.5 kW at 2. The demand in each of them: "
      "2026-04-10 10:30 12 kW, 2026-04-01 00:00 1 kW.",
      "\"tiers\": [], \"system_peaks\": [{\"at\": \"2026-04-10T02:30:00Z\", \"kw\": \"12\"}, "
      "{\"at\": "
      "\"2026-03-31T16:00:00Z\", \"kw\": \"1\"}], \"base\": []" },
    { "coincident-band",
      "{\"id\": \"c\", \"kind\": \"coincident\", \"schedule\": \"s\", \"rate\": \"2\"}", 0,
      "Mean demand in the intervals of the system's peak: 12 kW at 2. The demand in each of them: "
      "2026-04-10 10:30 12 kW.",
      "\"coincident\"" },
    { "season",
      "{\"id\": \"e\", \"kind\": \"energy\", \"rates\": [{\"seasons\": [\"cold\"], \"rate\": "
      "\"1\"}, {\"seasons\": [\"warm\"], \"rate\": \"2\"}]}",
      0, "Energy: 725.25 kWh at 2. The rate is that of Warm months.", "\"energy\"" },
    { "fixed", "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"7\"}", 0, "Fixed charge: 1 × 7.",
      "\"rule\": \"fixed\", \"bands\": [], \"tiers\": [], \"base\": []" },
    { "fixed-year", "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"7\", \"per\": \"year\"}", 0,
      "Fixed charge: 1 × 7. Charged for 30 of 365.", "\"fixed\"" },
    { "capacity", "{\"id\": \"c\", \"kind\": \"capacity\", \"rate\": \"2.5\"}", 0,
      "Capacity: 40 kVA at 2.5.", "\"capacity\"" },
    /* 725.25 / sqrt (725.25^2 + 432^2) = 0.859: 0.86 */
    { "power-factor",
      "{\"id\": \"e\", \"name\": \"Energy\", \"kind\": \"energy\", \"rate\": \"1\"}, {\"id\": "
      "\"p\", \"kind\": "
      "\"power-factor\", \"standard_hundredths\": 90, \"below\": [{\"to_hundredths\": 70, "
      "\"percent\": \"0.5\"}]}",
      1, "Power factor 0.86 against the standard 0.90: 2.0 % of 725.25. It counts on: Energy.",
      "\"base\": [{\"component\": \"e\", \"name\": \"Energy\", \"name_zh\": \"Energy\", "
      "\"amount\": \"725.25\"}]" },
    { "reactive",
      "{\"id\": \"r\", \"kind\": \"reactive\", \"free_percent\": \"40\", \"rate\": \"0.1\"}", 0,
      "Reactive energy beyond its free share of the active: 141.9 kvarh at 0.1.", "\"reactive\"" },
    { "levy", "{\"id\": \"l\", \"kind\": \"levy\", \"rate\": \"0.01\"}", 0,
      "Energy: 725.25 kWh at 0.01.", "\"levy\"" },
    { "tax",
      "{\"id\": \"f\", \"name\": \"Rent\", \"kind\": \"fixed\", \"rate\": \"3\"}, {\"id\": \"g\", "
      "\"name\": "
      "\"Lamp\", \"kind\": \"fixed\", \"rate\": \"4\"}, {\"id\": \"t\", \"kind\": \"tax\", "
      "\"percent\": \"13\"}",
      2, "13 % of 7. It counts on: Rent, Lamp.", "\"tax\"" },
    { "minimum",
      "{\"id\": \"f\", \"name\": \"Rent\", \"kind\": \"fixed\", \"rate\": \"3\"}, {\"id\": \"m\", "
      "\"kind\": "
      "\"minimum\", \"amount\": \"5\"}",
      1,
      "The least charge is 5; the lines come to less, and the difference is added. It counts on: "
      "Rent.",
      "\"minimum\"" },
    { "maximum",
      "{\"id\": \"f\", \"name\": \"Rent\", \"kind\": \"fixed\", \"rate\": \"9\"}, {\"id\": \"m\", "
      "\"kind\": "
      "\"maximum\", \"amount\": \"5\"}",
      1,
      "The most charged is 5; the lines come to more, and the difference is taken off. It counts "
      "on: Rent.",
      "\"maximum\"" },
    { "export",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", \"rate\": \"0.4\"}", 0,
      "Delivered energy: 144 kWh at -0.4.", "\"kwh\": \"144\"" },
    { "export-band",
      "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", \"schedule\": \"s\", "
      "\"rate\": "
      "\"0.4\"}",
      0, "Delivered energy in the band Peak hours: 12 kWh at -0.4.", "\"kwh\": \"132\"" },
    { "credit",
      "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"9\"}, {\"id\": \"x\", \"kind\": "
      "\"export\", \"method\": "
      "\"credit-billing\", \"rate\": \"0.4\", \"credit_at_once\": true}",
      1, "Credit for delivered energy set off: 9.", "\"credit\"" },
    { "discount-cap",
      "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"900\"}, {\"id\": \"x\", \"kind\": "
      "\"discount\", "
      "\"percent\": \"10\", \"cap\": \"50\"}",
      2, "The discount has a limit; what is beyond it is added back. It counts on: f.",
      "\"discount\"" },
};

static void
test_line (gconstpointer data)
{
    const ExplainCase *c = data;
    g_autoptr(April) april = april_price (c->components);
    g_autoptr(GString) json = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyExplain) explain = NULL;
    g_autofree char *says = NULL;

    explain = tally_price_explain (april->plan, &april->input, april->bill, c->line, &error);
    g_assert_no_error (error);
    says = tally_explain_text (explain, NULL, FALSE, NULL);
    g_assert_cmpstr (says, ==, c->says);
    tally_explain_append_json (json, explain);
    if (strstr (json->str, c->json) == NULL)
        g_test_message ("got %s", json->str);
    g_assert_nonnull (strstr (json->str, c->json));
}

static const char *
say_chinese (const char *message, gpointer user_data)
{
    static const char *const words[][2] = {
        { "Energy in the band {band}: {quantity} kWh at {rate}.",
          "时段{band}电量：{quantity} 千瓦时，单价 {rate}。" },
        { "The rate is that of {season}.", "单价为{season}的单价。" },
    };

    (*(int *) user_data)++;
    for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
        if (g_str_equal (words[i][0], message))
            return words[i][1];
    }
    return message;
}

static void
test_chinese (void)
{
    g_autoptr(April) april = april_price (
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": [{\"seasons\": "
        "[\"cold\"], \"rate\": \"1\"}, {\"seasons\": [\"warm\"], \"rate\": \"2\"}]}");
    g_autoptr(TallyExplain)
                   explain = tally_price_explain (april->plan, &april->input, april->bill, 0, NULL);
    int asked = 0;
    g_autofree char *says = tally_explain_text (explain, say_chinese, TRUE, &asked);

    g_assert_cmpint (asked, ==, 2);
    g_assert_cmpstr (says, ==, "时段高峰电量：65.25 千瓦时，单价 2。单价为暖季的单价。");
    g_assert_cmpuint (tally_explain_band (explain, 39), ==, 1);
    g_assert_cmpuint (tally_explain_band (explain, 40), ==, 0);
}

/* 725.25 kWh at 2, but 2 kWh at 5 and 0.25 kWh at -1: 1450.5 + 6 - 0.75 = 1455.75, which is
 * 2.007239 a kWh. Of 143.95 kWh delivered, none in interval 1, 0.05 each at 5 and -1: 287.9. */
static void
test_prices (void)
{
    g_autoptr(April) april = april_price (
        "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\"}");
    g_autoptr(GString) json = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyExplain) explain = NULL;
    g_autofree char *says = NULL;

    april->prices[SPIKE + 1] = 5;
    april->prices[0] = -1;
    tally_price (april->plan, &april->input, april->bill, &error);
    g_assert_no_error (error);
    explain = tally_price_explain (april->plan, &april->input, april->bill, 0, &error);
    g_assert_no_error (error);
    says = tally_explain_text (explain, NULL, FALSE, NULL);
    g_assert_cmpstr (says, ==,
                     "Energy, each interval at its own price: 725.25 kWh, 2.007239 on average. "
                     "2880 intervals have energy, priced from -1 to 5.");
    tally_explain_append_json (json, explain);
    g_assert_nonnull (strstr (json->str, "\"prices\": {\"intervals\": 2880, \"least\": \"-1\", "
                                         "\"greatest\": \"5\"}"));
}

static void
test_export_prices (void)
{
    g_autoptr(April) april = april_price ("{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"1\"}");
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\", "
        "\"components\": [{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", "
        "\"prices\": \"by-interval\"}]}",
        -1, &error);
    g_autoptr(TallyPricePlan) plan = NULL;
    g_autoptr(TallyExplain) explain = NULL;
    g_autofree char *says = NULL;

    g_assert_no_error (error);
    plan = tally_price_plan_new (
        tariff,
        &(TallyPricePeriod){ .days = { tally_day_new (2026, 4, 1), tally_day_new (2026, 5, 1) },
                             .zone = tally_zone_get ("Asia/Shanghai", NULL),
                             .interval_seconds = 900,
                             .units_per_kwh = 1000 },
        &error);
    g_assert_no_error (error);
    april->export[1] = 0;
    april->prices[1] = 9;
    april->prices[2] = 5;
    april->prices[0] = -1;
    april->input.export_prices = april->prices;
    tally_price (plan, &april->input, april->bill, &error);
    g_assert_no_error (error);
    explain = tally_price_explain (plan, &april->input, april->bill, 0, &error);
    g_assert_no_error (error);
    says = tally_explain_text (explain, NULL, FALSE, NULL);
    g_assert_cmpstr (
        says, ==,
        "Delivered energy: 143.95 kWh at -2.000000. 2879 intervals have energy, priced from "
        "-5 to 1.");
}

/* The words between peaks are the language's. */
static void
test_chinese_peaks (void)
{
    g_autoptr(April) april = april_price (
        "{\"id\": \"c\", \"kind\": \"coincident\", \"rate\": \"2\"}");
    g_autoptr(TallyExplain)
                   explain = tally_price_explain (april->plan, &april->input, april->bill, 0, NULL);
    g_autofree char *says = tally_explain_text (explain, NULL, TRUE, NULL);

    g_assert_nonnull (strstr (says, "2026-04-10 10:30 12 千瓦、2026-04-01 00:00 1 千瓦"));
}

/* Across a change of clocks the instant is the clock's, not a multiple. */
static void
test_instant (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"EUR\", "
        "\"components\": [{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"1\"}]}",
        -1, &error);
    g_autoptr(TallyPricePlan) plan = tally_price_plan_new (
        tariff,
        &(TallyPricePeriod){ .days = { tally_day_new (2026, 3, 28), tally_day_new (2026, 3, 31) },
                             .zone = tally_zone_get ("Europe/Berlin", NULL),
                             .interval_seconds = 3600,
                             .units_per_kwh = 1000 },
        &error);

    g_assert_no_error (error);
    /* 28 March begins at 23:00 UTC of the 27th; the 29th has 23 hours, the 30th is hour 47 */
    g_assert_cmpint (tally_price_plan_instant (plan, 0), ==, 1774652400);
    g_assert_cmpint (tally_price_plan_instant (plan, 47), ==, 1774652400 + 47 * 3600);
    g_assert_cmpint (tally_day_of (tally_zone_get ("Europe/Berlin", NULL),
                                   tally_price_plan_instant (plan, 47))
                         .number,
                     ==, tally_day_new (2026, 3, 30).number);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (explain_cases); i++) {
        g_autofree char *path = g_strdup_printf ("/explain/line/%s", explain_cases[i].name);

        g_test_add_data_func (path, &explain_cases[i], test_line);
    }
    g_test_add_func ("/explain/prices", test_prices);
    g_test_add_func ("/explain/export-prices", test_export_prices);
    g_test_add_func ("/explain/chinese-peaks", test_chinese_peaks);
    g_test_add_func ("/explain/chinese", test_chinese);
    g_test_add_func ("/explain/instant", test_instant);
    return g_test_run ();
}
