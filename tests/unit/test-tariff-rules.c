// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the corners of pricing an account: what it must bring along, what happens at true-up, to
 * credits, to tiers used up before, without use and at the ends of 64 bits. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-explain.h"
#include "tests/unit/tariff-parts.h"

#include <string.h>

#define DAY 96

typedef struct {
    TallyTariff *tariff;
    TallyPricePlan *plan;
    TallyPriceBill *bill;
    int64_t import[DAY];
    int64_t export[DAY];
    int64_t reactive[DAY];
    TallyPriceCarry carry;
    TallyPriceInput input;
} Day;

static void
day_clear (Day *day)
{
    g_clear_pointer (&day->plan, tally_price_plan_free);
    g_clear_pointer (&day->bill, tally_price_bill_free);
    g_clear_pointer (&day->tariff, tally_tariff_unref);
    g_free (day);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Day, day_clear)

/* 30 April 2026, the end of a month: 250 Wh, 50 Wh delivered and 10 varh a quarter-hour. */
static Day *
day_new (const char *head, const char *components)
{
    Day *day = g_new0 (Day, 1);
    g_autoptr(GError) error = NULL;
    TallyPricePeriod period = april ();

    period.days = (TallyDays){ tally_day_new (2026, 4, 30), tally_day_new (2026, 5, 1) };
    period.full_days = 1;
    day->tariff = parse (head, components, &error);
    g_assert_no_error (error);
    day->plan = tally_price_plan_new (day->tariff, &period, &error);
    g_assert_no_error (error);
    day->bill = tally_price_bill_new ();
    for (size_t i = 0; i < DAY; i++) {
        day->import[i] = 250;
        day->export[i] = 50;
        day->reactive[i] = 10;
    }
    day->input = (TallyPriceInput){ .import = day->import,
                                    .export = day->export,
                                    .reactive = day->reactive,
                                    .count = DAY,
                                    .carry = &day->carry };
    return day;
}

static void
expect_refused (Day *day, int code, const char *says)
{
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_price (day->plan, &day->input, day->bill, &error));
    g_assert_error (error, TALLY_ERROR, code);
    if (strstr (error->message, says) == NULL)
        g_error ("“%s”: %s", says, error->message);
    g_assert_cmpuint (day->bill->n_lines, ==, 0);
}

static void
expect_total (Day *day, const char *total)
{
    g_autoptr(GError) error = NULL;
    char text[TALLY_EXACT_TEXT];

    tally_price (day->plan, &day->input, day->bill, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (tally_exact_format (day->bill->total_exact, text), ==, total);
}

#define X(rest) E ", {\"id\": \"x\", \"kind\": \"export\", " rest "}"

/* What an account must bring along. */
static void
test_accounts (void)
{
    g_autoptr(Day) spot = day_new ("", "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": "
                                        "\"by-interval\"}");
    g_autoptr(Day) capacity = day_new ("",
                                        "{\"id\": \"c\", \"kind\": \"capacity\", \"rate\": \"1\"}");
    g_autoptr(Day) factor = day_new ("", FACTOR ("\"below\": [" STEP ("0") "]"));
    g_autoptr(Day) apparent = day_new ("",
                                        "{\"id\": \"d\", \"kind\": \"demand\", \"unit\": \"kVA\", "
                                        "\"rate\": \"1\"}");
    g_autoptr(Day) peak = day_new ("",
                                    "{\"id\": \"c\", \"kind\": \"coincident\", \"rate\": \"1\"}");
    const size_t outside[] = { DAY };

    expect_refused (spot, TALLY_ERROR_INVALID, "needs the price of each interval");
    expect_refused (capacity, TALLY_ERROR_INVALID, "needs the contracted capacity");
    factor->input.reactive = NULL;
    expect_refused (factor, TALLY_ERROR_INVALID, "needs reactive energy");
    apparent->input.reactive = NULL;
    expect_refused (apparent, TALLY_ERROR_INVALID, "needs reactive energy");
    peak->input.coincident = outside;
    peak->input.n_coincident = 1;
    expect_refused (peak, TALLY_ERROR_INVALID, "is outside the period");
    peak->input.n_coincident = 0;
    expect_total (peak, "0");
}

/* Beyond 64 bits every sum says so. */
static void
test_range (void)
{
    g_autoptr(Day) plain = day_new ("", E);
    g_autoptr(Day) apparent = day_new ("",
                                        "{\"id\": \"d\", \"kind\": \"demand\", \"unit\": \"kVA\", "
                                        "\"rate\": \"1\"}");
    g_autoptr(Day) hours = day_new ("", "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": "
                                         "\"kwh-per-kw\", \"tiers\": [{\"up_to\": \"1\", \"rate\": "
                                         "\"1\"}, {\"rate\": \"2\"}]}");
    g_autoptr(Day) net = day_new ("", X ("\"method\": \"net-metering\""));

    plain->reactive[3] = -1;
    expect_refused (plain, TALLY_ERROR_INVALID, "reactive: interval 3 is negative");
    plain->reactive[3] = plain->reactive[4] = INT64_MAX;
    expect_refused (plain, TALLY_ERROR_OVERFLOW, "reactive: energy out of range");
    plain->input.reactive = NULL;
    plain->export[2] = -1;
    expect_refused (plain, TALLY_ERROR_INVALID, "export: interval 2 is negative");
    plain->input.export = NULL;
    plain->carry.year_to_date = INT64_MAX;
    expect_refused (plain, TALLY_ERROR_OVERFLOW, "energy out of range");
    plain->carry.year_to_date = 0;
    plain->carry.export_to_date = INT64_MAX;
    expect_total (plain, "24");
    plain->input.export = plain->export;
    plain->export[2] = 50;
    expect_refused (plain, TALLY_ERROR_OVERFLOW, "energy out of range");

    apparent->import[0] = INT64_MAX / 2 + 1;
    expect_refused (apparent, TALLY_ERROR_OVERFLOW, "energy out of range");
    apparent->import[0] = 0;
    apparent->reactive[0] = INT64_MAX / 2 + 1;
    expect_refused (apparent, TALLY_ERROR_OVERFLOW, "energy out of range");

    hours->import[0] = -1;
    expect_refused (hours, TALLY_ERROR_INVALID, "interval 0 is negative");

    net->carry.credit[0] = INT64_MAX;
    net->export[0] = INT64_MAX / 2;
    expect_refused (net, TALLY_ERROR_OVERFLOW, "energy out of range");
    net->carry.credit[0] = 0;
    net->carry.net_excess = INT64_MAX;
    expect_refused (net, TALLY_ERROR_OVERFLOW, "energy out of range");
}

/* A band of the month before that this month lacks keeps its credit and adds to it no further
 * than 64 bits; a credit whose hour has no band any more lapses. */
static void
test_credits (void)
{
    g_autoptr(Day) kept = day_new (
        SCHEDULE (WHOLE),
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rate\": \"1\"}, "
        "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", "
        "\"schedule\": \"s\"}");
    g_autoptr(Day) moved = day_new (
        SCHEDULE (WHOLE),
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rate\": \"1\"}, "
        "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", "
        "\"schedule\": \"s\", \"credit_moves_by_clock\": [\"12:00\"]}");
    g_autoptr(Day) plain = day_new ("",
                                     X ("\"method\": \"net-metering\", \"credit_moves_by_clock\": "
                                        "[\"12:00\"]"));

    kept->carry.credit[0] = 4200; /* 24 - 4.8 - 4.2 kWh */
    kept->carry.credit[1] = 100;
    expect_total (kept, "15");
    g_assert_cmpint (kept->bill->carry.credit[1], ==, 100);
    for (size_t i = 0; i < DAY; i++)
        kept->import[i] = 0;
    kept->carry.credit[0] = INT64_MAX - 10000;
    expect_total (kept, "0");
    g_assert_cmpint (kept->bill->carry.credit[0], ==, INT64_MAX - 10000 + 4800);

    moved->carry.credit[0] = 4200;
    moved->carry.credit[1] = 100;
    expect_total (moved, "15");
    g_assert_cmpint (moved->bill->carry.credit[1], ==, 0);
    plain->carry.credit[0] = 4200;
    expect_total (plain, "15");
}

typedef struct {
    const char *components;
    int64_t net_excess;
    int64_t money; /* hundredths */
    const char *total;
    int64_t money_after;
} TrueUp;

/* 24 kWh at 1 and 4.8 kWh delivered; what was brought forward. */
static const TrueUp true_ups[] = {
    { X ("\"method\": \"net-metering\", \"true_up\": {\"month\": 4}"), 50000, 0, "19.2", 0 },
    /* 50 + 4.8 - 24 = 30.8 kWh left over, at 0.1 */
    { X ("\"method\": \"net-metering\", \"true_up\": {\"month\": 4, \"rate\": \"0.1\"}"), 50000, 0,
      "16.12", 0 },
    { X ("\"method\": \"net-metering\", \"true_up\": {\"month\": 4, \"rate\": \"0.1\", "
         "\"pays_as_credit\": true}"),
      50000, 0, "19.2", 308 },
    { X ("\"method\": \"net-metering\", \"true_up\": {\"month\": 5, \"rate\": \"0.1\"}"), 50000, 0,
      "19.2", 0 },
    { X ("\"method\": \"credit-billing\", \"rate\": \"1\", \"true_up\": {\"month\": 4, "
         "\"pays_as_credit\": true}"),
      0, 100, "23", 480 },
    { X ("\"method\": \"credit-billing\", \"rate\": \"1\", \"true_up\": {\"month\": 4, "
         "\"pays_as_credit\": true, \"credit_expires\": true}"),
      0, 100, "23", 0 },
    { X ("\"method\": \"credit-billing\", \"rate\": \"0\", \"true_up\": {\"month\": 4}"), 0, 0,
      "24", 0 },
    /* net metering in money of a month with a surplus: nothing to pay, 1 set off against 0 */
    { "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"0\"}, {\"id\": \"x\", \"kind\": "
      "\"export\", "
      "\"method\": \"net-metering-money\", \"rate\": \"1\"}",
      0, 100, "0", 100 },
};

static void
test_true_ups (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (true_ups); i++) {
        g_autoptr(Day) day = day_new ("", true_ups[i].components);

        day->carry.net_excess = true_ups[i].net_excess;
        day->carry.money_credit.atto = true_ups[i].money * (TALLY_EXACT_ONE / 100);
        expect_total (day, true_ups[i].total);
        g_assert_true (day->bill->carry.money_credit.atto
                       == true_ups[i].money_after * (TALLY_EXACT_ONE / 100));
    }
}

/* Nothing used, and nothing but reactive energy. */
static void
test_no_use (void)
{
    g_autoptr(Day)
                   day = day_new ("",
                                  FACTOR ("\"below\": [" STEP (
                                      "0") "]") ", {\"id\": \"d\", \"kind\": \"demand\", \"rate\": "
                                                "\"1\", \"floor\": \"2\"}, {\"id\": \"q\", "
                                                "\"kind\": \"reactive\", \"rate\": \"1\", "
                                                "\"free_percent\": \"1000\"}");
    g_autoptr(GString) json = g_string_new (NULL);
    g_autoptr(TallyExplain) explain = NULL;
    g_autofree char *text = NULL;

    for (size_t i = 0; i < DAY; i++)
        day->import[i] = day->reactive[i] = 0;
    expect_total (day, "2");
    g_assert_cmpint (day->bill->power_factor, ==, 100);
    g_assert_true (day->bill->peak_interval == TALLY_LINE_NO_INTERVAL);
    explain = tally_price_explain (day->plan, &day->input, day->bill, 0, NULL);
    text = tally_explain_text (explain, NULL, FALSE, NULL);
    g_assert_cmpstr (text, ==, "Demand: 2 kW at 1. At least 2 kW are charged.");
    tally_explain_append_json (json, explain);
    g_assert_null (strstr (json->str, "peak"));
    g_assert_false (tally_price_line_covers (day->plan, &day->bill->lines[0], 3));

    day->reactive[0] = 1000;
    expect_total (day, "3");
    g_assert_cmpint (day->bill->power_factor, ==, 0);
    /* a factor of values of 62 bits is still right */
    day->import[0] = day->reactive[0] = INT64_C (1) << 60;
    day->input.carry = NULL;
    g_assert_true (tally_price (day->plan, &day->input, day->bill, NULL));
    g_assert_cmpint (day->bill->power_factor, ==, 71);
}

/* Which intervals a line is made of. */
static void
test_covers (void)
{
    g_autoptr(Day) day = day_new (
        SEASON ("[1,2,3,4,5,6,7,8,9,10,11,12]") SCHEDULE (
            "{\"from\": \"00:00\", \"to\": \"12:00\", \"band\": \"b\"}, {\"from\": \"12:00\", "
            "\"to\": \"24:00\", \"band\": \"c\"}"),
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": [{\"seasons\": "
        "[\"a\"], "
        "\"tiers\": [{\"up_to\": \"5\", \"rate\": \"1\"}, {\"rate\": \"2\"}]}]}, {\"id\": \"d\", "
        "\"kind\": \"demand\", \"window_minutes\": 30, \"rate\": \"1\"}, {\"id\": \"f\", \"kind\": "
        "\"fixed\", \"rate\": \"1\"}");
    TallyPriceLine stranger = { .component = "z", .unit = "kWh" };
    const TallyPriceLine *lines;

    day->import[50] = 900; /* of 12:30: 24.65 kWh, 5 of them at 1; 2.3 kW in that half hour */
    expect_total (day, "47.6");
    lines = day->bill->lines;
    /* 5 kWh are used up after 20 quarter-hours */
    g_assert_true (tally_price_line_covers (day->plan, &lines[0], 0));
    g_assert_false (tally_price_line_covers (day->plan, &lines[0], 21));
    g_assert_true (tally_price_line_covers (day->plan, &lines[1], 47));
    g_assert_false (tally_price_line_covers (day->plan, &lines[1], 48));
    g_assert_false (tally_price_line_covers (day->plan, &lines[1], 10));
    g_assert_true (tally_price_line_covers (day->plan, &lines[3], 51));
    g_assert_false (tally_price_line_covers (day->plan, &lines[3], 52));
    g_assert_false (tally_price_line_covers (day->plan, &lines[3], 49));
    g_assert_false (tally_price_line_covers (day->plan, &lines[4], 49));
    g_assert_false (tally_price_line_covers (day->plan, &stranger, 49));
    g_assert_cmpstr (tally_price_plan_band (day->plan, "s", 50), ==, "c");
    g_assert_cmpstr (tally_price_plan_band (day->plan, NULL, 0), ==, "b");
    g_assert_null (tally_price_plan_band (day->plan, "z", 0));
    g_assert_true (tally_price_plan_get_tariff (day->plan) == day->tariff);
}

/* The tiers of a year that were used up before, those two components share, and too many. */
static void
test_tiers (void)
{
    static const char *const used = "\"tier_basis\": \"year\", \"tiers\": [{\"up_to\": \"5\", "
                                    "\"rate\": \"1\"}, {\"up_to\": \"10\", \"rate\": \"2\"}, "
                                    "{\"rate\": \"3\"}]";
    g_autofree char *twice = g_strdup_printf (
        "{\"id\": \"e\", \"kind\": \"energy\", %s}, {\"id\": \"l\", \"kind\": \"levy\", "
        "\"tier_order\": \"proportional\", %s}, {\"id\": \"x\", \"kind\": \"export\", "
        "\"method\": \"net-billing\", %s}",
        used, used, used);
    g_autoptr(Day) year = day_new ("", twice);
    g_autoptr(Day) shared = day_new ("", "{\"id\": \"e\", \"kind\": \"energy\", \"tiers\": "
                                          "[{\"up_to\": \"5\", \"rate\": \"1\"}, {\"rate\": "
                                          "\"2\"}]}, {\"id\": \"f\", \"kind\": \"energy\", "
                                          "\"tiers\": [{\"up_to\": \"3\", \"rate\": \"1\"}, "
                                          "{\"up_to\": \"5\", \"rate\": \"2\"}, {\"rate\": "
                                          "\"3\"}]}");
    g_autoptr(GString) many = g_string_new (NULL);
    g_autoptr(Day) full = NULL;
    g_autoptr(TallyExplain) explain = NULL;
    g_autofree char *text = NULL;

    year->carry.year_to_date = 7000;   /* 3 kWh at 2, 21 at 3; twice */
    year->carry.export_to_date = 8000; /* 2 kWh at 2, 2.8 at 3 */
    expect_total (year, "125.6");
    explain = tally_price_explain (year->plan, &year->input, year->bill, 4, NULL);
    text = tally_explain_text (explain, NULL, FALSE, NULL);
    g_assert_nonnull (strstr (text, "Delivered energy: 2 kWh at -2."));
    g_assert_nonnull (strstr (text, "8 kWh came before this period."));
    expect_total (shared, "107"); /* 5 + 38 and 3 + 4 + 57 */
    /* 5 kWh are full after 20 quarter-hours; that the other's tier ends at 3 is not its matter */
    g_assert_true (shared->bill->lines[0].interval == TALLY_LINE_NO_INTERVAL);
    g_assert_cmpuint (shared->bill->lines[0].until, ==, 20);
    g_assert_cmpuint (shared->bill->lines[1].interval, ==, 20);
    g_assert_cmpuint (shared->bill->lines[3].interval, ==, 12);
    g_assert_cmpuint (shared->bill->lines[3].until, ==, 20);
    g_assert_true (year->bill->lines[0].interval == TALLY_LINE_NO_INTERVAL);

    for (int i = 0; i < 6; i++) {
        g_string_append_printf (many, "%s{\"id\": \"e%d\", \"kind\": \"energy\", \"tiers\": [",
                                i == 0 ? "" : ", ", i);
        for (int tier = 0; tier < 15; tier++)
            g_string_append_printf (many, "{\"up_to\": \"%d\", \"rate\": \"1\"}, ",
                                    100 * tier + i + 1);
        g_string_append (many, "{\"rate\": \"1\"}]}");
    }
    full = day_new ("", many->str);
    expect_refused (full, TALLY_ERROR_INVALID, "too many tiers");
}

/* Prices of each interval: none in a band without use, and none beyond 128 bits. */
static void
test_prices (void)
{
    g_autoptr(Day) day = day_new (
        SCHEDULE ("{\"from\": \"00:00\", \"to\": \"00:30\", \"band\": \"b\"}, {\"from\": "
                  "\"00:30\", \"to\": \"24:00\", \"band\": \"c\"}"),
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"prices\": "
        "\"by-interval\"}, {\"id\": \"x\", \"kind\": \"export\", \"method\": \"sell-all\", "
        "\"prices\": \"by-interval\"}");
    int64_t prices[DAY];
    g_autoptr(TallyExplain) explain = NULL;
    g_autofree char *text = NULL;

    for (size_t i = 0; i < DAY; i++)
        prices[i] = 2;
    day->import[0] = day->import[1] = 0;
    day->input.prices = day->input.export_prices = prices;
    expect_total (day, "37.4"); /* 23.5 and -4.8 kWh at 2 */
    explain = tally_price_explain (day->plan, &day->input, day->bill, 0, NULL);
    text = tally_explain_text (explain, NULL, FALSE, NULL);
    g_assert_cmpstr (text, ==,
                     "Energy, each interval at its own price: 23.5 kWh, 2.000000 on average. 94 "
                     "intervals have energy, priced from 2 to 2.");
    day->input.export = NULL;
    expect_total (day, "47");

    for (size_t i = 0; i < DAY; i++) {
        prices[i] = INT64_MAX;
        day->import[i] = INT64_MAX / DAY;
    }
    expect_refused (day, TALLY_ERROR_OVERFLOW, "out of range");
}

/* Less than the first tier of demand ends in it. */
static void
test_small_demand (void)
{
    g_autoptr(Day) day = day_new ("", "{\"id\": \"d\", \"kind\": \"demand\", \"tiers\": "
                                       "[{\"up_to\": \"5\", \"rate\": \"2\"}, {\"rate\": "
                                       "\"9\"}]}, {\"id\": \"c\", \"kind\": \"coincident\", "
                                       "\"tiers\": [{\"up_to\": \"0.5\", \"rate\": \"2\"}, "
                                       "{\"rate\": \"4\"}]}");
    const size_t peak[] = { 7 };
    g_autoptr(TallyExplain) explain = NULL;

    day->input.coincident = peak;
    day->input.n_coincident = 1;
    expect_total (day, "5"); /* 1 kW at 2; half of it at 2, half at 4 */
    explain = tally_price_explain (day->plan, &day->input, day->bill, 2, NULL);
    g_assert_cmpuint (explain->n_tiers, ==, 2);
    g_assert_true (explain->tiers[1].from.atto == TALLY_EXACT_ONE / 2);
}

/* Two seasons in one period: their credits add up, but not beyond 64 bits. */
static void
test_two_seasons (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = parse (
        TWO_SEASONS,
        "{\"id\": \"e\", \"kind\": \"energy\", \"rates\": [{\"seasons\": [\"a\"], \"rate\": "
        "\"1\"}, {\"seasons\": [\"b\"], \"rate\": \"2\"}]}, {\"id\": \"x\", \"kind\": "
        "\"export\", \"method\": \"net-metering\"}",
        &error);
    TallyPricePeriod period = april ();
    g_autoptr(TallyPricePlan) plan = NULL;
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t import[2 * DAY] = { 0 }, export[2 * DAY] = { 0 };
    TallyPriceCarry carry = { 0 };

    period.days = (TallyDays){ tally_day_new (2026, 6, 30), tally_day_new (2026, 7, 2) };
    plan = tally_price_plan_new (tariff, &period, &error);
    g_assert_no_error (error);
    export[0] = 1000;
    export[DAY] = 500;
    g_assert_true (tally_price (
        plan,
        &(TallyPriceInput){ .import = import, .export = export, .count = 2 * DAY, .carry = &carry },
        bill, &error));
    g_assert_cmpint (bill->carry.credit[0], ==, 1500);
    carry.credit[0] = INT64_MAX - 1200;
    g_assert_false (tally_price (
        plan,
        &(TallyPriceInput){ .import = import, .export = export, .count = 2 * DAY, .carry = &carry },
        bill, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/rules/accounts", test_accounts);
    g_test_add_func ("/tariff/rules/range", test_range);
    g_test_add_func ("/tariff/rules/credits", test_credits);
    g_test_add_func ("/tariff/rules/true-ups", test_true_ups);
    g_test_add_func ("/tariff/rules/no-use", test_no_use);
    g_test_add_func ("/tariff/rules/covers", test_covers);
    g_test_add_func ("/tariff/rules/tiers", test_tiers);
    g_test_add_func ("/tariff/rules/prices", test_prices);
    g_test_add_func ("/tariff/rules/small-demand", test_small_demand);
    g_test_add_func ("/tariff/rules/two-seasons", test_two_seasons);
    return g_test_run ();
}
