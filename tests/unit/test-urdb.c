// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: OpenEI records become native documents that price the same. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-series.h"
#include "shared/tariff/tally-tariff.h"
#include "tests/unit/urdb-record.h"

#include <string.h>

/* January 2018 has 23 working days. 1 kW all the time is 744 kWh, of which
 * 23 x 12 = 276 in the second period. */
typedef struct {
    const char *name;
    const char *record;
    const char *total; /* of January, exact */
} PriceCase;

static const PriceCase price_cases[] = {
    /* 468 x 0.12 + 276 x 0.3 */
    { "energy", "{" ENERGY (TWO_RATES) "}", "138.96" },
    { "items", "{\"items\": [{" ENERGY (TWO_RATES) "}]}", "138.96" },
    /* + 12.5 */
    { "fixed",
      "{" ENERGY (
          TWO_RATES) ", \"fixedchargefirstmeter\": 12.5, \"fixedchargeunits\": \"$/month\"}",
      "151.46" },
    /* + 31 x 0.5 */
    { "fixed-day",
      "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 0.5, \"fixedchargeunits\": \"$/day\"}",
      "154.46" },
    { "minimum", "{" ENERGY (TWO_RATES) ", \"mincharge\": 200, \"minchargeunits\": \"$/month\"}",
      "200" },
    /* 1 kW at 5 + 1.5 */
    { "flat-demand",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5, \"adj\": 1.5}]], "
                             "\"flatdemandmonths\": "
                             "[0,0,0,0,0,0,0,0,0,0,0,0]}",
      "145.46" },
    /* 300 x 0.1 + 444 x 0.2 */
    { "tiers-month",
      "{" ENERGY ("[[{\"rate\": 0.1, \"max\": 300, \"unit\": \"kWh\"}, {\"rate\": 0.2}], "
                  "[{\"rate\": 0.1, \"max\": 300, \"unit\": \"kWh\"}, {\"rate\": 0.2}]]") "}",
      "118.8" },
    /* 10 x 31 = 310: 310 x 0.1 + 434 x 0.2 */
    { "tiers-day",
      "{" ENERGY ("[[{\"rate\": 0.1, \"max\": 10, \"unit\": \"kWh daily\"}, "
                  "{\"rate\": 0.2, \"unit\": \"kWh daily\"}], "
                  "[{\"rate\": 0.1, \"max\": 10, \"unit\": \"kWh daily\"}, "
                  "{\"rate\": 0.2, \"unit\": \"kWh daily\"}]]") "}",
      "117.8" },
    /* 400 h of 1 kW: 400 x 0.1 + 344 x 0.05 */
    { "tiers-per-kw",
      "{" ENERGY ("[[{\"rate\": 0.1, \"max\": 400, \"unit\": \"kWh/kW\"}, "
                  "{\"rate\": 0.05, \"unit\": \"kWh/kW\"}], "
                  "[{\"rate\": 0.1, \"max\": 400, \"unit\": \"kWh/kW\"}, "
                  "{\"rate\": 0.05, \"unit\": \"kWh/kW\"}]]") "}",
      "57.2" },
    /* 1 kW is 1.341022... hp at 5: 5 / 0.74569987158227022, the hp rounded at 18 decimals */
    { "demand-hp",
      "{" ENERGY (TWO_RATES) ", \"flatdemandunit\": \"hp\", \"demandwindow\": 30.0, "
                             "\"flatdemandstructure\": [[{\"rate\": 5}]]}",
      "145.66511044797513967" },
    /* no reactive energy is given: 1 kVA at 5, no kvar */
    { "demand-kva",
      "{" ENERGY (TWO_RATES) ", \"demandrateunit\": \"kVA\", \"demandratestructure\": "
                             "[[{\"rate\": 5}]], \"demandweekdayschedule\": " ALL_0
                             ", \"demandweekendschedule\": " ALL_0
                             ", \"demandreactivepowercharge\": 2.7}",
      "143.96" },
    /* 744 kWh x 0.01 */
    { "fuel",
      "{" ENERGY (TWO_RATES) ", \"fueladjustmentsmonthly\": [0.01,0,0,0,0,0,0,0,0,0,0,-0.002]}",
      "146.4" },
    { "fuel-none",
      "{" ENERGY (TWO_RATES) ", \"fueladjustmentsmonthly\": [0,0,0,0,0,0,0,0,0,0,0,null]}",
      "138.96" },
    /* one meter: 12.5 */
    { "fixed-meters",
      "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 12.5, \"fixedchargeeaaddl\": 3.25}",
      "151.46" },
    { "fixed-year",
      "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 365, \"fixedchargeunits\": \"$/year\"}",
      "169.96" },
    { "fixed-none", "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 0, \"other\": 0}",
      "138.96" },
    { "sells-without-rule",
      "{" ENERGY ("[[{\"rate\": 0.1, \"sell\": 0.05}], [{\"rate\": 0.1, \"sell\": \"\"}]]") "}",
      "74.4" },
    /* the second structure holds in no month */
    { "flat-unused",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}], [{\"rate\": 6}], "
                             "[{\"rate\": 7}]], \"flatdemandmonths\": [2,0,0,0,0,0,0,0,0,0,0,0]}",
      "145.96" },
    { "native",
      "{\"format\": \"gridtally-tariff-v1\", \"id\": \"n\", \"currency\": \"EUR\", "
      "\"components\": [{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}]}",
      "744" },
    { "fixed-monthly", "{" ENERGY (TWO_RATES) ", \"fixedmonthlycharge\": 1}", "139.96" },
    { "minimum-monthly", "{" ENERGY (TWO_RATES) ", \"minmonthlycharge\": 150}", "150" },
    { "minimum-year-later", "{" ENERGY (TWO_RATES) ", \"annualmincharge\": 9000}", "138.96" },
    { "minimum-day", "{" ENERGY (TWO_RATES) ", \"mincharge\": 10, \"minchargeunits\": \"$/day\"}",
      "310" },
    /* one charge under two names, the older of which may be all there is */
    { "minimum-month-zero", "{" ENERGY (TWO_RATES) ", \"mincharge\": 0, \"minmonthlycharge\": 150}",
      "150" },
    { "minimum-month-same",
      "{" ENERGY (TWO_RATES) ", \"mincharge\": 150, \"minmonthlycharge\": 150.0}", "150" },
    { "minimum-month-and-year",
      "{" ENERGY (TWO_RATES) ", \"mincharge\": 9000, \"minchargeunits\": \"$/year\", "
                             "\"minmonthlycharge\": 150, \"annualmincharge\": 9000}",
      "150" },
    { "fixed-monthly-zero",
      "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 0, \"fixedmonthlycharge\": 7}",
      "145.96" },
    { "fixed-monthly-day-zero",
      "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 0, \"fixedmonthlycharge\": 7, "
                             "\"fixedchargeunits\": \"$/day\"}",
      "145.96" },
    { "fixed-monthly-same",
      "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 7, \"fixedmonthlycharge\": 7}",
      "145.96" },
    { "meters-monthly",
      "{" ENERGY (TWO_RATES) ", \"fixedmonthlycharge\": 7, \"fixedchargeeaaddl\": 3}", "145.96" },
    { "net-metering-at-rate",
      "{" ENERGY (
          "[[{\"rate\": 0.1, \"adj\": 0.02, \"sell\": 0.120}], [{\"rate\": 0.3}]]") ", "
                                                                                    "\"dgrules\": "
                                                                                    "\"Net "
                                                                                    "Metering\", "
                                                                                    "\"usenetmeteri"
                                                                                    "ng\": true}",
      "138.96" },
    { "demand-tiers",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5, \"max\": 10, \"unit\": "
                             "\"kW\"}, {\"rate\": 6, \"unit\": \"kW\", \"sell\": 0}]]}",
      "143.96" },
    { "ratchet-twice-none",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": "
                             "50, \"demandratchetpercentage\": [0,0,null]}",
      "143.96" },
    /* nobody knows the system's peak: nothing charged */
    { "coincident",
      "{" ENERGY (
          TWO_RATES) ", \"coincidentrateunit\": \"kW\", \"coincidentratestructure\": "
                     "[[{\"rate\": 5}], [{\"rate\": 7}]], \"coincidentrateschedule\": " ALL_1 "}",
      "138.96" },
    /* how something is charged, without that something */
    { "manner-only",
      "{" ENERGY (TWO_RATES) ", \"demandwindow\": 15, \"lookbackpercent\": 0.5, "
                             "\"flatdemandmonths\": [0,0,0,0,0,0,0,0,0,0,0,0]}",
      "138.96" },
    /* the year is like this month: half of 1 kW is no more than 1 kW */
    { "ratchets",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": "
                             "50, \"lookbackrange\": 6}",
      "143.96" },
    { "ratchet-range-no-month",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": "
                             "50, \"lookbackrange\": 6, \"demandunits\": \"kW\", "
                             "\"lookbackmonths\": [0,0,0,0,0,0,0,0,0,0,0,0]}",
      "143.96" },
    { "ratchet-months",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackPercent\": "
                             "0.75, \"lookbackMonths\": [1,0,0,true,false,0,0,0,0,0,0,0]}",
      "143.96" },
    { "ratchet-list",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], "
                             "\"demandratchetpercentage\": "
                             "[0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5]}",
      "143.96" },
    /* 31 x 10 = 310 kWh at 0.1, the rest at 0.2; nothing is delivered */
    { "sell-tiers",
      "{" ENERGY (
          "[[{\"rate\": 0.1, \"max\": 10, \"sell\": 0.05, \"unit\": \"kWh daily\"}, "
          "{\"rate\": 0.2, \"sell\": 0.04, \"unit\": \"kWh daily\"}], "
          "[{\"rate\": 0.1, \"max\": 10, \"sell\": 0.05, \"unit\": \"kWh daily\"}, "
          "{\"rate\": 0.2, \"sell\": 0.04, \"unit\": \"kWh daily\"}]]") ", \"dgrules\": \"Net "
                                                                        "Billing Hourly\"}",
      "117.8" },
    { "buy-all", "{" ENERGY (TWO_RATES) ", \"dgrules\": \"Buy All Sell All\"}", "138.96" },
    { "net-metering", "{" ENERGY (TWO_RATES) ", \"usenetmetering\": true}", "138.96" },
    { "daily-hours",
      "{" ENERGY ("[[{\"rate\": 0.1, \"max\": 10, \"unit\": \"kWh/kW daily\"}, "
                  "{\"rate\": 0.05, \"unit\": \"kWh/kW daily\"}], "
                  "[{\"rate\": 0.1, \"max\": 10, \"unit\": \"kWh/kW daily\"}, "
                  "{\"rate\": 0.05, \"unit\": \"kWh/kW daily\"}]]") "}",
      "52.7" },
    { "nines-limit", "{" ENERGY ("[[{\"rate\": 0.1, \"max\": 999999}], [{\"rate\": 0.1}]]") "}",
      "74.4" },
    { "huge-limit",
      "{" ENERGY ("[[{\"rate\": 0.1, \"max\": 1e+38, \"adj\": null}], [{\"rate\": 0.1, \"max\": "
                  "0}]]") "}",
      "74.4" },
    /* 1 kW: the first block ends at 400 kWh: 300 at 0.1, 100 at 0.08; the rest, 344, at 0.05 */
    { "blocks", "{" ENERGY ("[" BLOCKS ", " BLOCKS "]") "}", "55.2" },
};

static void
on_month (TallyDays days,
          const TallyPricePlan *plan,
          const TallyPriceInput *input,
          const TallyPriceBill *bill,
          gpointer user_data)
{
    *(TallyExact *) user_data = bill->total_exact;
}

static void
test_price (gconstpointer data)
{
    const PriceCase *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_read (c->record, -1, &error);
    g_autofree int64_t *values = g_new (int64_t, 744);
    TallyLoad load = { values, 744, 0, TRUE };
    TallyPriceSeries series = { .load = &load,
                                .interval_minutes = 60,
                                .start = tally_day_new (2018, 1, 1),
                                .zone = tally_zone_get ("UTC", NULL) };
    TallyExact total = { 0 };
    char text[TALLY_EXACT_TEXT];

    g_assert_no_error (error);
    for (size_t i = 0; i < load.count; i++)
        values[i] = 1;
    tally_price_series (tariff, &series, on_month, &total, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (tally_exact_format (total, text), ==, c->total);
}

/* A load file is read exactly or refused with its line. */
static void
test_load (void)
{
    static const struct {
        const char *text;
        const char *says; /* or NULL when it is sound */
    } cases[] = {
        { "kw\n1.5\n0.25\n", NULL },
        { "time,kWh\r\n00:00,1.5\r\n01:00,-0.25\r\n", NULL },
        { "", "line 1" },
        { "volts\n1\n", "must name one column" },
        { "kw,kwh\n1,1\n", "must name one column" },
        { "kw\n", "line 2: there is no interval" },
        { "kw\n1\n\n2\n", "line 3: the value is missing" },
        { "kw\n1\nx\n", "line 3: “x” is not a number" },
        { "time,kw\n0\n", "line 2: the value is missing" },
        { "kw\n0.0000000000001\n", "more than 12 decimals" },
        { "kw\n9000000000000000000\n0.01\n", "out of range" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyLoad) load = tally_load_parse (cases[i].text, -1, &error);

        if (cases[i].says == NULL) {
            g_assert_no_error (error);
            g_assert_cmpint (load->count, ==, 2);
            g_assert_cmpint (load->scale, ==, 2);
            g_assert_cmpint (load->values[0], ==, 150);
            continue;
        }
        g_assert_null (load);
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_test_message ("%s", error->message);
        g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (price_cases); i++) {
        g_autofree char *path = g_strconcat ("/urdb/price/", price_cases[i].name, NULL);

        g_test_add_data_func (path, &price_cases[i], test_price);
    }
    g_test_add_func ("/urdb/load", test_load);
    return g_test_run ();
}
