// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the shipped tariffs bill what a bookkeeper works out by hand. */
#include "shared/tariff/tally-tariff-price.h"

#define QUARTER 900
#define MAX_INTERVALS (31 * 96)

static char *
read_data (const char *folder, const char *name)
{
    g_autofree char *path = g_strdup_printf ("%s/../data/%s/%s.json", g_getenv ("G_TEST_SRCDIR"),
                                             folder, name);
    g_autoptr(GError) error = NULL;
    char *text;

    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);
    return text;
}

static TallyPricePlan *
plan_month (const char *tariff_name, const TallyCalendar *calendar, int month)
{
    g_autofree char *text = read_data ("tariffs", tariff_name);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (text, -1, &error);
    TallyPricePlan *plan;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff,
                                 &(TallyPricePeriod){
                                     .days = tally_days_of_month (tally_day_new (2026, month, 1)),
                                     .zone = tally_zone_get ("Asia/Shanghai", NULL),
                                     .calendar = calendar,
                                     .interval_seconds = QUARTER,
                                     .units_per_kwh = 1000 },
                                 &error);
    g_assert_no_error (error);
    return plan;
}

static void
fill (int64_t *values, int64_t wh)
{
    for (size_t i = 0; i < MAX_INTERVALS; i++)
        values[i] = wh;
}

typedef struct {
    const char *component;
    const char *band;
    int tier;
    const char *quantity;
    const char *exact;
    int64_t minor;
} Expected;

static void
check_lines (const TallyPriceBill *bill, const Expected *expected, size_t n)
{
    int64_t sum = 0;

    g_assert_cmpint (bill->n_lines, ==, n);
    for (size_t i = 0; i < n; i++) {
        const TallyPriceLine *line = &bill->lines[i];
        char text[TALLY_EXACT_TEXT];

        g_assert_cmpstr (line->component, ==, expected[i].component);
        g_assert_cmpstr (line->band, ==, expected[i].band);
        g_assert_cmpint (line->tier, ==, expected[i].tier);
        g_assert_cmpstr (tally_exact_format (line->quantity, text), ==, expected[i].quantity);
        g_assert_cmpstr (tally_exact_format (line->exact, text), ==, expected[i].exact);
        g_assert_cmpint (line->amount.minor, ==, expected[i].minor);
        sum += line->amount.minor;
    }
    g_assert_cmpint (bill->total.minor, ==, sum);
}

/* What the lines say they cover is what they charge: the energy of the covered
 * intervals, less what the interval of the crossing gave to the other tier. */
static void
check_cover (const TallyPricePlan *plan, const TallyPriceBill *bill, const int64_t *import)
{
    for (size_t i = 0; i < bill->n_lines; i++) {
        int64_t covered = 0;

        for (size_t j = 0; j < tally_price_plan_count (plan); j++) {
            if (tally_price_line_covers (plan, &bill->lines[i], j))
                covered += import[j];
        }
        covered -= (int64_t) (bill->lines[i].quantity.atto / (TALLY_EXACT_ONE / 1000));
        g_assert_cmpint (covered, >=, 0);
        g_assert_cmpint (covered, <=, 250);
    }
}

/* March 2026, 1 kW all the time, 2,700 kWh used since new year: 60 kWh are left
 * of the first 2,760. A day is 8 kWh valley (0-8), 14 kWh peak (8-22), 2 kWh
 * valley (22-24). Two days use 48; on the third, 8 valley and 4 peak fill the
 * tier at 12:00: 28 valley (10 + 10 + 8) and 32 peak (14 + 14 + 4). The other
 * 684 kWh (434 - 32 = 402 peak, 310 - 28 = 282 valley) end below 4,800.
 *   32 x 0.568 = 18.176    28 x 0.288 = 8.064
 *  402 x 0.618 = 248.436  282 x 0.338 = 95.316 */
static void
test_residential (void)
{
    static const Expected expected[] = {
        { "energy", "peak", 1, "32", "18.176", 1818 },
        { "energy", "valley", 1, "28", "8.064", 806 },
        { "energy", "peak", 2, "402", "248.436", 24844 },
        { "energy", "valley", 2, "282", "95.316", 9532 },
    };
    g_autoptr(TallyPricePlan) plan = plan_month ("residential-tou", NULL, 3);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(GError) error = NULL;
    TallyPriceCarry carry = { .year_to_date = 2700000 };
    int64_t import[MAX_INTERVALS];
    char text[TALLY_EXACT_TEXT];

    fill (import, 250);
    g_assert_cmpint (tally_price_plan_count (plan), ==, MAX_INTERVALS);
    tally_price (plan,
                 &(TallyPriceInput){ .import = import, .count = MAX_INTERVALS, .carry = &carry },
                 bill, &error);
    g_assert_no_error (error);
    check_lines (bill, expected, G_N_ELEMENTS (expected));
    g_assert_cmpstr (tally_exact_format (bill->total_exact, text), ==, "369.992");
    g_assert_cmpint (bill->total.minor, ==, 37000);
    g_assert_cmpint (bill->lines[2].interval, ==, 2 * 96 + 12 * 4);
    g_assert_cmpint (bill->lines[0].until, ==, 2 * 96 + 12 * 4);
    check_cover (plan, bill, import);
    g_assert_cmpint (bill->carry.year_to_date, ==, 2700000 + 744000);
    g_assert_cmpstr (tally_price_plan_band (plan, "household", 31), ==, "valley");
    g_assert_cmpstr (tally_price_plan_band (plan, NULL, 32), ==, "peak");
}

/* May 2026, 1,000 kW all the time, 142 kvarh a quarter-hour, contract 900 kW.
 * Working days and weekends (26 with the worked 9 May): 9 h peak, 7 h flat,
 * 8 h valley. Holidays (1 to 5 May): 4 h peak, 12 h flat, 8 h valley.
 *   peak 26 x 9 + 5 x 4 = 254 h, flat 26 x 7 + 5 x 12 = 242 h, valley 31 x 8 = 248 h
 *   254,000 x 0.98529 = 250,263.66; 242,000 x 0.63567 = 153,832.14; 248,000 x 0.28605 = 70,940.40
 * Demand: 900 x 38.40 = 34,560; 900 x 1.05 = 945, over it 55 kW at twice the rate = 4,224.
 * Factor 250 / sqrt (250^2 + 142^2) = 0.8695 -> 0.87: three hundredths below 0.90 at 0.5 = 1.5 %
 *   of 475,036.20 + 38,784 = 513,820.20: 7,707.303
 * Funds 744,000 x 0.0291875 = 21,715.50
 * Tax 13 % of 120 + 513,820.20 + 7,707.303 + 21,715.50 = 543,363.003: 70,637.19039 */
static void
test_two_part (void)
{
    static const Expected expected[] = {
        { "service", NULL, 0, "1", "120", 12000 },
        { "energy", "peak", 0, "254000", "250263.66", 25026366 },
        { "energy", "flat", 0, "242000", "153832.14", 15383214 },
        { "energy", "valley", 0, "248000", "70940.4", 7094040 },
        { "demand", NULL, 0, "900", "34560", 3456000 },
        { "demand", NULL, 0, "55", "4224", 422400 },
        { "power-factor", NULL, 0, "513820.2", "7707.303", 770730 },
        { "funds", NULL, 0, "744000", "21715.5", 2171550 },
        { "tax", NULL, 0, "543363.003", "70637.19039", 7063719 },
    };
    g_autofree char *text = read_data ("calendars", "CN");
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCalendar) calendar = tally_calendar_parse (text, -1, &error);
    g_autoptr(TallyPricePlan) plan = plan_month ("large-industrial", calendar, 5);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t import[MAX_INTERVALS], reactive[MAX_INTERVALS];
    TallyPriceInput input = { .import = import,
                              .reactive = reactive,
                              .count = MAX_INTERVALS,
                              .contracted_kw = 900000,
                              .contracted_kva = 1250000 };

    g_assert_no_error (error);
    fill (import, 250000);
    fill (reactive, 142000);
    tally_price (plan, &input, bill, &error);
    g_assert_no_error (error);
    check_lines (bill, expected, G_N_ELEMENTS (expected));
    g_assert_cmpint (bill->power_factor, ==, 87);
    g_assert_cmpint (bill->total.minor, ==, 61400019);

    /* The same by capacity: 1,250 kVA x 24.00 = 30,000, and no demand line. */
    input.choice = TALLY_CHOICE_CAPACITY;
    tally_price (plan, &input, bill, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (bill->lines[4].component, ==, "capacity");
    g_assert_cmpint (bill->lines[4].amount.minor, ==, 3000000);
    g_assert_cmpint (bill->n_lines, ==, 8);
}

/* April 2026, 0.4 kWh used and 0.2 kWh delivered every quarter-hour: 1,152 kWh
 * and 576 kWh. A day uses 38.4 kWh: 22.4 peak, 16 valley.
 * Feed-in 576 x 0.4153 = 239.2128. */
static void
test_solar (void)
{
    g_autoptr(TallyPricePlan) plan = plan_month ("solar-residential", NULL, 4);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(GError) error = NULL;
    int64_t import[MAX_INTERVALS], export[MAX_INTERVALS];
    const TallyPriceLine *last;

    fill (import, 400);
    fill (export, 200);
    tally_price (plan, &(TallyPriceInput){ .import = import, .export = export, .count = 30 * 96 },
                 bill, &error);
    g_assert_no_error (error);
    last = &bill->lines[bill->n_lines - 1];
    g_assert_cmpstr (last->component, ==, "feed-in");
    g_assert_cmpint (last->amount.minor, ==, -23921);
    g_assert_cmpint (bill->n_lines, ==, 7);
    g_assert_cmpint (bill->import_units, ==, 1152000);
    g_assert_cmpint (bill->export_units, ==, 576000);
}

/* The 1983 rule at its corners, in thousandths of a percent, by the tables in data/tables. */
typedef struct {
    int standard;
    int factor; /* hundredths */
    int thousandths;
} FactorCase;

static const FactorCase factor_cases[] = {
    { 90, 90, 0 },     { 90, 89, 500 },   { 90, 70, 10000 },  { 90, 69, 11000 }, { 90, 65, 15000 },
    { 90, 64, 17000 }, { 90, 60, 25000 }, { 90, 91, -150 },   { 90, 95, -750 },  { 90, 100, -750 },
    { 85, 84, 500 },   { 85, 65, 10000 }, { 85, 60, 15000 },  { 85, 59, 17000 }, { 85, 90, -500 },
    { 85, 91, -650 },  { 85, 94, -1100 }, { 85, 100, -1100 }, { 80, 79, 500 },   { 80, 60, 10000 },
    { 80, 55, 15000 }, { 80, 54, 17000 }, { 80, 90, -1000 },  { 80, 92, -1300 }, { 80, 100, -1300 },
};

static TallyPricePlan *
factor_plan (int standard)
{
    g_autofree char *name = g_strdup_printf ("power-factor-0.%d", standard);
    g_autofree char *table = read_data ("tables", name);
    g_autofree char *text = g_strdup_printf (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"f\", \"currency\": \"CNY\", "
        "\"components\": [{\"id\": \"base\", \"kind\": \"fixed\", \"rate\": \"1000\"}, %s]}",
        table);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (text, -1, &error);
    TallyPricePlan *plan;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff,
                                 &(TallyPricePeriod){
                                     .days = tally_days_of_month (tally_day_new (2026, 3, 1)),
                                     .zone = tally_zone_get ("Asia/Shanghai", NULL),
                                     .interval_seconds = QUARTER,
                                     .units_per_kwh = 1000 },
                                 &error);
    g_assert_no_error (error);
    return plan;
}

/* Reactive energy for a factor of @hundredths: the root of 1 / f^2 - 1, in
 * millionths of the active energy. */
static int64_t
reactive_for (int hundredths)
{
    int64_t square = (INT64_C (10000) * 1000000 / (hundredths * hundredths) - 1000000) * 1000000;
    int64_t root = 0;

    while ((root + 1) * (root + 1) <= square)
        root++;
    return root;
}

/* The base is 1,000.00, so a thousandth of a percent of it is 0.01. */
static void
check_factor (const TallyPricePlan *plan, int factor, int thousandths)
{
    static int64_t import[MAX_INTERVALS], reactive[MAX_INTERVALS];
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(GError) error = NULL;

    fill (import, 1000000);
    fill (reactive, reactive_for (factor));
    tally_price (
        plan, &(TallyPriceInput){ .import = import, .reactive = reactive, .count = MAX_INTERVALS },
        bill, &error);
    g_assert_no_error (error);
    g_assert_cmpint (bill->power_factor, ==, factor);
    g_assert_cmpint (bill->total.minor, ==, 100000 + thousandths);
}

static void
test_factor (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (factor_cases); i++) {
        const FactorCase *c = &factor_cases[i];
        g_autoptr(TallyPricePlan) plan = factor_plan (c->standard);

        check_factor (plan, c->factor, c->thousandths);
    }
}

/* What the rule adds from @factor to the next hundredth towards @standard, in thousandths of a
 * percent: below, 0.5 for the first 20, 1 for the next 5, then 2; above, 0.15 up to 0.95 of the
 * standard 0.90; 0.1 up to 0.90, then 0.15 up to 0.94 of 0.85 and up to 0.92 of 0.80. */
static int
factor_step (int standard, int factor)
{
    const int last = standard == 90 ? 95 : standard == 85 ? 94 : 92;

    if (factor < standard)
        return factor >= standard - 20 ? 500 : factor >= standard - 25 ? 1000 : 2000;
    if (factor > last)
        return 0;
    return factor <= 90 ? -100 : -150;
}

/* Every hundredth from 0.40 to 1.00 of each table. */
static void
test_factor_tables (void)
{
    for (int standard = 80; standard <= 90; standard += 5) {
        g_autoptr(TallyPricePlan) plan = factor_plan (standard);
        int thousandths = 0;

        check_factor (plan, standard, 0);
        for (int factor = standard - 1; factor >= 40; factor--) {
            thousandths += factor_step (standard, factor);
            check_factor (plan, factor, thousandths);
        }
        thousandths = 0;
        for (int factor = standard + 1; factor <= 100; factor++) {
            thousandths += factor_step (standard, factor);
            check_factor (plan, factor, thousandths);
        }
    }
}

static void
test_every_document (void)
{
    static const char *const names[] = { "residential-tou", "large-industrial", "small-commercial",
                                         "solar-residential", "exchange" };

    for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *text = read_data ("tariffs", names[i]);
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyTariff) tariff = tally_tariff_parse (text, -1, &error);

        g_assert_no_error (error);
        g_assert_cmpstr (tally_tariff_get_code (tariff), ==, names[i]);
        g_assert_cmpstr (tally_tariff_get_currency (tariff), ==, "CNY");
        g_assert_cmpint (tally_tariff_get_digits (tariff), ==, 2);
        g_assert_cmpstr (tally_tariff_get_calendar (tariff), ==, "CN");
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/examples/residential", test_residential);
    g_test_add_func ("/tariff/examples/two-part", test_two_part);
    g_test_add_func ("/tariff/examples/solar", test_solar);
    g_test_add_func ("/tariff/examples/factor", test_factor);
    g_test_add_func ("/tariff/examples/factor-tables", test_factor_tables);
    g_test_add_func ("/tariff/examples/every-document", test_every_document);
    return g_test_run ();
}
