// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever bytes a tariff document, an OpenEI record, a calendar or a load file holds,
 * reading it ends, and what is read prices without a fault of memory or arithmetic. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-load.h"
#include "shared/tariff/tally-price-explain.h"
#include "shared/tariff/tally-tariff.h"
#include "tests/fuzz/tally-fuzz.h"

#define COUNT 96

/* Everything a tariff can ask of an account. */
static void
price (TallyTariff *tariff)
{
    static int64_t import[COUNT], export[COUNT], reactive[COUNT], prices[COUNT];
    static const size_t peaks[] = { 3, 95 };
    TallyPricePeak peak = { { 2026 * 12 }, { g_test_rand_int () * TALLY_EXACT_ONE } };
    TallyPriceCarry carry = { .year_to_date = g_test_rand_int (), .credit = { 5, 7000 } };
    TallyPriceInput input = { .import = import,
                              .export = export,
                              .reactive = reactive,
                              .count = COUNT,
                              .contracted_kva = 9000,
                              .contracted_kw = 8000,
                              .meters = 2,
                              .phases = 3,
                              .peaks = &peak,
                              .n_peaks = 1,
                              .prices = prices,
                              .export_prices = prices,
                              .price_decimals = 3,
                              .coincident = peaks,
                              .n_coincident = 2,
                              .carry = &carry };
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPricePlan) plan = tally_price_plan_new (
        tariff,
        &(TallyPricePeriod){ .days = { tally_day_new (2026, 12, 31), tally_day_new (2027, 1, 1) },
                             .zone = tally_zone_get ("Asia/Shanghai", NULL),
                             .interval_seconds = 900,
                             .units_per_kwh = 1000 },
        NULL);
    gboolean is_wild = g_test_rand_int_range (0, 8) == 0;

    for (size_t i = 0; i < COUNT; i++) {
        import[i] = g_test_rand_int_range (0, 900);
        if (is_wild)
            import[i] = (int64_t) (uint32_t) g_test_rand_int () << 31;
        export[i] = g_test_rand_int_range (0, 900);
        reactive[i] = g_test_rand_int_range (0, 900);
        prices[i] = g_test_rand_int ();
    }
    if (plan == NULL || !tally_price (plan, &input, bill, NULL))
        return;
    for (size_t i = 0; i < bill->n_lines; i++) {
        g_autoptr(TallyExplain) explain = tally_price_explain (plan, &input, bill, i, NULL);
        g_autofree char *text = NULL;

        if (explain != NULL)
            text = tally_explain_text (explain, NULL, TRUE, NULL);
    }
}

static void
read_tariff (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff)
                   tariff = tally_tariff_read ((const char *) bytes, (gssize) length, &error);

    if (tariff != NULL)
        price (tariff);
    else
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
read_calendar (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCalendar)
                   calendar = tally_calendar_parse ((const char *) bytes, (gssize) length, &error);

    g_assert_true ((calendar == NULL) == (error != NULL));
}

static void
read_load (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyLoad) load = tally_load_parse ((const char *) bytes, (gssize) length, &error);
    g_autoptr(TallyLoad) reactive = tally_load_parse_reactive ((const char *) bytes,
                                                                (gssize) length, NULL);
    g_autoptr(TallyLoad)
                   prices = tally_load_parse_prices ((const char *) bytes, (gssize) length, NULL);
    int64_t factor, units;

    g_assert_true ((load == NULL) == (error != NULL));
    if (load != NULL && tally_load_units (load, 15, &factor, &units, NULL))
        tally_load_refine (load, load->scale, 3, NULL);
}

#define DAY "[0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1,0,0,0,0]"
#define YEAR                                                                                \
    "[" DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY \
    "," DAY "]"

static const char *const records[] = {
    "{\"label\": \"x\", \"energyratestructure\": [[{\"rate\": 0.1, \"adj\": 0.02, \"max\": 300, "
    "\"unit\": \"kWh\", \"sell\": 0.03}, {\"rate\": 0.2}], [{\"rate\": 0.3, \"max\": 300}, "
    "{\"rate\": 0.4}]], \"energyweekdayschedule\": " YEAR ", \"energyweekendschedule\": " YEAR
    ", \"demandratestructure\": [[{\"rate\": 5}], [{\"rate\": 7}]], "
    "\"demandweekdayschedule\": " YEAR ", \"demandweekendschedule\": " YEAR
    ", \"demandrateunit\": \"kVA\", \"demandwindow\": 15, "
    "\"flatdemandstructure\": [[{\"rate\": 5}]], \"flatdemandmonths\": "
    "[0,0,0,0,0,0,0,0,0,0,0,0], \"flatdemandunit\": \"hp\", \"lookbackpercent\": 0.5, "
    "\"lookbackmonths\": [1,0,0,0,0,0,0,0,0,0,0,0], \"fixedchargefirstmeter\": 3, "
    "\"fixedchargeeaaddl\": 1, \"mincharge\": 9, \"annualmincharge\": 99, \"dgrules\": \"Net "
    "Billing Hourly\", \"fueladjustmentsmonthly\": [0.1,0,0,0,0,0,0,0,0,0,0,0], "
    "\"demandreactivepowercharge\": 0.5}",
    "{\"energyratestructure\": [[{\"rate\": 9, \"max\": 400, \"unit\": \"kWh/kW\"}, {\"rate\": "
    "0.1, "
    "\"max\": 300, \"unit\": \"kWh\"}, {\"rate\": 0.08, \"unit\": \"kWh\"}, {\"rate\": 0.05, "
    "\"unit\": \"kWh/kW\"}], [{\"rate\": 9, \"max\": 400, \"unit\": \"kWh/kW\"}, {\"rate\": 0.1, "
    "\"max\": 300, \"unit\": \"kWh\"}, {\"rate\": 0.08, \"unit\": \"kWh\"}, {\"rate\": 0.05, "
    "\"unit\": \"kWh/kW\"}]], \"energyweekdayschedule\": " YEAR ", \"energyweekendschedule\": " YEAR
    ", \"coincidentratestructure\": [[{\"rate\": 5}], [{\"rate\": 6}]], "
    "\"coincidentschedule\": " YEAR ", \"dgrules\": \"Net Metering\"}",
    NULL,
};

static const char *const documents[] = {
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"f\", \"currency\": \"EUR\", \"components\": "
    "[{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw-day\", \"tier_demand\": "
    "{\"unit\": \"kVA\", \"window_minutes\": 30, \"sliding\": true, \"floor\": \"2\"}, \"tiers\": "
    "[{\"up_to\": \"1\", \"rate\": \"0.1\"}, {\"rate\": \"0.2\"}]}, {\"id\": \"i\", \"kind\": "
    "\"energy\", \"prices\": \"by-interval\"}, {\"id\": \"d\", \"kind\": \"demand\", \"unit\": "
    "\"hp\", \"ratchet\": {\"percent\": \"50\", \"months\": [1, 2]}, \"contract\": "
    "{\"excess_multiple\": \"2\", \"basis\": \"contracted\"}, \"tiers\": [{\"up_to\": \"10\", "
    "\"rate\": \"5\"}, {\"rate\": \"3\"}]}, {\"id\": \"c\", \"kind\": \"coincident\", \"rate\": "
    "\"2\"}, {\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", \"rate\": "
    "\"0.4\", \"true_up\": {\"month\": 12, \"rate\": \"0.03\"}}, {\"id\": \"m\", \"kind\": "
    "\"minimum\", \"amount\": \"800\", \"per\": \"year\"}, {\"id\": \"t\", \"kind\": \"tax\", "
    "\"percent\": \"13\"}]}",
    NULL,
};

static const char *const loads[] = { "kw\n1.5\n2\n3e2\n0.000000000001\n",
                                     "time,kWh\r\n00:00,\"1.25\"\r\n00:15,-2\r\n",
                                     "kw,kvar\n1,0.5\n2,0.25\n", NULL };

static const TallyFuzz fuzzes[] = {
    { "tariff", .target = read_tariff, .texts = documents, .folder = "tariffs" },
    { "urdb", .target = read_tariff, .texts = records, .folder = "conformance/tariff/urdb" },
    { "load", .target = read_load, .texts = loads },
    { "calendar", .target = read_calendar, .folder = "calendars", .is_small = TRUE },
};

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    tally_fuzz_add (fuzzes, G_N_ELEMENTS (fuzzes));
    return g_test_run ();
}
