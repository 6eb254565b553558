// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: load files are brought to energy without loss, series are priced month by month, and
 * what does not fit is refused. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-series.h"
#include "shared/tariff/tally-price-text.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

static const struct {
    const char *text;
    int minutes;
    gboolean is_power;
    int64_t first;
    int64_t factor;
    int64_t units;
} readings[] = {
    { "kw\n1.5\n", 15, TRUE, 15, 1, 40 },
    { "\xef\xbb\xbfkW\r\n1.5\r\n", 60, TRUE, 15, 1, 10 },
    { "at,kWh\n1,2.25\n", 15, FALSE, 225, 1, 100 },
    { "kw\n-3\n", 1440, TRUE, -3, 24, 1 },
};

static void
test_units (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (readings); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyLoad) load = tally_load_parse (readings[i].text, -1, &error);
        int64_t factor, units;

        g_assert_no_error (error);
        g_assert_true (load->is_power == readings[i].is_power);
        g_assert_cmpint (load->values[0], ==, readings[i].first);
        g_assert_true (tally_load_units (load, readings[i].minutes, &factor, &units, &error));
        g_assert_cmpint (factor, ==, readings[i].factor);
        g_assert_cmpint (units, ==, readings[i].units);
    }
}

static void
test_reactive (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyLoad) load = tally_load_parse_reactive ("kw,kvarh\n1,0.5\n", -1, &error);

    g_assert_no_error (error);
    g_assert_false (load->is_power);
    g_assert_cmpint (load->values[0], ==, 5);
}

static TallyLoad *
make_load (size_t n, int64_t value, int scale, gboolean is_power)
{
    TallyLoad *load = g_new (TallyLoad, 1);

    *load = (TallyLoad){ g_new (int64_t, n), n, scale, is_power };
    for (size_t i = 0; i < n; i++)
        load->values[i] = value;
    return load;
}

typedef struct {
    GString *json;
    int n_months;
    TallyExact total;
} Months;

static void
on_month (TallyDays days,
          const TallyPricePlan *plan,
          const TallyPriceInput *input,
          const TallyPriceBill *bill,
          gpointer data)
{
    Months *months = data;

    months->n_months++;
    months->total.atto += bill->total_exact.atto;
    tally_price_append_json (months->json, days, plan, bill);
}

#define TARIFF(components)                                                                    \
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"l\", \"currency\": \"EUR\", "            \
    "\"seasons\": [{\"id\": \"all\", \"months\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}], " \
    "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"b\"}], \"rules\": [{\"spans\": "  \
    "[{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"b\"}]}]}], \"components\": "       \
    "[" components "]}"
#define ENERGY                                                                              \
    "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": [{\"seasons\": " \
    "[\"all\"], "                                                                           \
    "\"tiers\": [{\"up_to\": \"10\", \"rate\": \"1\"}, {\"rate\": \"2\"}]}]}"

/* A price for each of two days, in fen and in full; delivered energy has its own. */
static void
test_prices (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (
        TARIFF ("{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\"}, {\"id\": "
                "\"x\", \"kind\": \"export\", \"method\": \"net-billing\", \"prices\": "
                "\"by-interval\"}"),
        -1, &error);
    g_autoptr(TallyLoad) load = tally_load_parse ("kw\n2\n-1\n", -1, &error);
    g_autoptr(TallyLoad) prices = tally_load_parse_prices ("price\n0.25\n1\n", -1, &error);
    g_autoptr(TallyLoad) paid = tally_load_parse_prices ("price\n9\n0.125\n", -1, &error);
    g_autoptr(TallyLoad) fine = tally_load_parse_prices ("price\n9\n0.0123456789\n", -1, &error);
    g_autoptr(TallyLoad) large = tally_load_parse_prices ("rate\n9e18\n1\n", -1, &error);
    g_autoptr(TallyLoad) generation = make_load (4, 0, 0, TRUE);
    g_autoptr(GString) json = g_string_new (NULL);
    TallyPriceSeries series = { .load = load,
                                .generation = generation,
                                .prices = prices,
                                .export_prices = paid,
                                .interval_minutes = 1440,
                                .start = tally_day_new (2026, 1, 30),
                                .zone = tally_zone_get ("UTC", NULL) };
    Months months = { json, 0, { 0 } };
    char text[TALLY_EXACT_TEXT];

    g_assert_no_error (error);
    g_assert_true (tally_price_series (tariff, &series, on_month, &months, &error));
    /* 48 kWh at 0.25 less 24 kWh at 0.125 */
    g_assert_cmpstr (tally_exact_format (months.total, text), ==, "9");
    series.prices = fine;
    g_assert_false (tally_price_series (tariff, &series, on_month, &months, &error));
    g_assert_nonnull (strstr (error->message, "prices do not fit"));
    g_clear_error (&error);
    series.prices = generation;
    g_assert_false (tally_price_series (tariff, &series, on_month, &months, &error));
    g_assert_nonnull (strstr (error->message, "prices do not fit"));
    g_clear_error (&error);
    series.prices = large;
    g_assert_false (tally_price_series (tariff, &series, on_month, &months, &error));
    g_assert_nonnull (strstr (error->message, "interval 0: the price is out of range"));
}

static void
refuse_units (const TallyLoad *load, int minutes)
{
    g_autoptr(GError) error = NULL;
    int64_t factor, units;

    g_assert_false (tally_load_units (load, minutes, &factor, &units, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
test_refusals (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyLoad) load = tally_load_parse ("kwh\n9223372036854775807\n", -1, &error);
    g_autoptr(GString) many = g_string_new ("kw\n");

    g_assert_no_error (error);
    refuse_units (load, 0);
    refuse_units (load, 7);
    refuse_units (load, 90);
    g_assert_false (tally_load_refine (load, 0, 2, &error));
    g_assert_nonnull (strstr (error->message, "cannot be split"));
    g_clear_error (&error);
    g_assert_false (tally_load_refine (load, 1, 1, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_clear_error (&error);
    g_assert_null (tally_load_parse ("\xff\n", -1, &error));
    g_assert_nonnull (strstr (error->message, "not UTF-8"));
    g_clear_error (&error);
    g_assert_null (tally_load_parse ("kw\n-9223372036854775807\n0.1\n", -1, &error));
    g_assert_nonnull (strstr (error->message, "out of range"));
    g_clear_error (&error);

    for (size_t i = 0; i <= TALLY_LOAD_MAX_INTERVALS + 1; i++)
        g_string_append (many, "1\n");
    g_assert_null (tally_load_parse (many->str, -1, &error));
    g_assert_nonnull (strstr (error->message, "too many intervals"));
    tally_load_free (NULL);
}

typedef struct {
    const char *name;
    const char *tariff;
    size_t n, n_generation, n_reactive;
    int64_t value, generation, reactive;
    int generation_scale, reactive_scale;
    gboolean generation_is_power;
    int minutes;
    gboolean year_repeats;
    const char *total; /* NULL: refused */
    const char *says;
} SeriesCase;

/* Hours of 2 kW from 31 January 2026; 24 are one day. */
static const SeriesCase series_cases[] = {
    /* the day is 1/31 of the month, its first tier 10/31 kWh, to the milliwatt-hour: 48 x 2 -
     * 0.322581 */
    { "one-day", TARIFF (ENERGY), 24, 0, 0, 2, 0, 0, 0, 0, TRUE, 60, FALSE, "95.677419",
      "\"total_exact\": \"95.677419\"" },
    /* and 1 February, 1/28: 48 x 2 - 10/28 */
    { "two-months", TARIFF (ENERGY), 48, 0, 0, 2, 0, 0, 0, 0, TRUE, 60, FALSE, "191.320276",
      "\"season\": \"all\"" },
    /* half of it is generated, in half hours: 24 kWh bought */
    { "generation", TARIFF (ENERGY), 24, 48, 0, 2, 10, 0, 1, 0, TRUE, 60, FALSE, "47.6774195",
      "\"import_kwh\": \"24\"" },
    /* all bought, all sold, and what the generator itself draws is bought */
    { "sell-all",
      TARIFF (ENERGY ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"sell-all\", \"rate\": "
                     "\"1\"}"),
      24, 24, 0, 2, -1, 0, 0, 0, TRUE, 60, FALSE, "143.677419", "\"export_kwh\": \"0\"" },
    { "year-before",
      TARIFF ("{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"31\", \"ratchet\": {\"percent\": "
              "\"90\"}}"),
      24, 0, 0, 2, 0, 0, 0, 0, TRUE, 60, TRUE, "2", "\"share\": \"1/31\"" },
    /* the year before had 5 kVA too, of which 90 % are charged; its kW would give 3.6 */
    { "kva-ratchet",
      TARIFF (
          "{\"id\": \"d\", \"kind\": \"demand\", \"unit\": \"kVA\", \"rate\": \"31\", "
          "\"ratchet\": {\"percent\": \"90\", \"look_back\": 12, \"replaces_measured\": true}}"),
      24, 0, 24, 4, 0, 3, 0, 0, TRUE, 60, TRUE, "4.5", "\"peak_kw\": \"4\"" },
    { "kva", TARIFF ("{\"id\": \"d\", \"kind\": \"demand\", \"unit\": \"kVA\", \"rate\": \"31\"}"),
      24, 0, 24, 4, 0, 3, 0, 0, TRUE, 60, FALSE, "5", "\"unit\": \"kVA\"" },
    { "kvar-none",
      TARIFF ("{\"id\": \"d\", \"kind\": \"demand\", \"unit\": \"kvar\", \"rate\": \"1\"}"), 24, 0,
      0, 4, 0, 0, 0, 0, TRUE, 60, FALSE, "0", "\"lines\": [\n    ]" },
    { "part-of-day", TARIFF (ENERGY), 30, 0, 0, 2, 0, 0, 0, 0, TRUE, 60, FALSE, NULL,
      "the load ends inside 2026-02-01" },
    { "interval", TARIFF (ENERGY), 24, 0, 0, 2, 0, 0, 0, 0, TRUE, 7, FALSE, NULL,
      "neither divides the hour" },
    { "reactive-interval", TARIFF (ENERGY), 16, 48, 16, 2, 1, 0, 0, 0, TRUE, 90, FALSE, NULL,
      "neither divides the hour" },
    { "generation-energy", TARIFF (ENERGY), 24, 24, 0, 2, 1, 0, 0, 0, FALSE, 60, FALSE, NULL,
      "generation does not fit" },
    { "generation-short", TARIFF (ENERGY), 24, 12, 0, 2, 1, 0, 0, 0, TRUE, 60, FALSE, NULL,
      "generation does not fit" },
    { "generation-odd", TARIFF (ENERGY), 24, 36, 0, 2, 1, 0, 0, 0, TRUE, 60, FALSE, NULL,
      "generation does not fit" },
    { "generation-fine", TARIFF (ENERGY), 24, 24 * 7, 0, 2, 1, 0, 0, 0, TRUE, 60, FALSE, NULL,
      "no whole minutes" },
    { "reactive-short", TARIFF (ENERGY), 24, 0, 23, 2, 0, 1, 0, 0, TRUE, 60, FALSE, NULL,
      "reactive energy does not fit" },
    { "reactive-fine", TARIFF (ENERGY), 24, 0, 24, 2, 0, 1, 0, 9, TRUE, 60, FALSE, NULL,
      "reactive energy does not fit" },
    { "reactive-large", TARIFF (ENERGY), 24, 0, 24, 2, 0, INT64_MAX, 0, 0, TRUE, 1440, FALSE, NULL,
      "reactive energy is out of range" },
    { "load-large", TARIFF (ENERGY), 24, 0, 0, 9000000000000, 0, 0, 0, 0, TRUE, 1440, FALSE, NULL,
      "the load is out of range" },
    { "generation-large", TARIFF (ENERGY), 24, 24, 0, 2, 9000000000000, 0, 0, 0, TRUE, 1440, FALSE,
      NULL, "the load is out of range" },
    { "refine-large", TARIFF (ENERGY), 24, 24, 0, INT64_MAX, 1, 0, 2, 0, TRUE, 60, FALSE, NULL,
      "load out of range" },
    { "negative-reactive", TARIFF (ENERGY), 24, 0, 24, 2, 0, -1, 0, 0, TRUE, 60, FALSE, NULL,
      "is negative" },
    { "no-plan",
      TARIFF ("{\"id\": \"d\", \"kind\": \"demand\", \"window_minutes\": 15, \"rate\": \"1\"}"),
      144, 0, 0, 2, 0, 0, 0, 0, TRUE, 10, FALSE, NULL, "do not fit the demand window" },
    { "no-plan-before",
      TARIFF ("{\"id\": \"d\", \"kind\": \"demand\", \"window_minutes\": 15, \"rate\": \"1\"}"),
      144, 0, 0, 2, 0, 0, 0, 0, TRUE, 10, TRUE, NULL, "do not fit the demand window" },
};

static void
test_series (gconstpointer data)
{
    const SeriesCase *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (c->tariff, -1, &error);
    g_autoptr(TallyLoad) load = make_load (c->n, c->value, 0, TRUE);
    g_autoptr(TallyLoad) generation = make_load (c->n_generation, c->generation,
                                                  c->generation_scale, c->generation_is_power);
    g_autoptr(TallyLoad)
                   reactive = make_load (c->n_reactive, c->reactive, c->reactive_scale, TRUE);
    g_autoptr(GString) json = g_string_new (NULL);
    TallyPricePeak peak = { { 2025 * 12 }, { 0 } };
    TallyPriceSeries series = { .load = load,
                                .generation = c->n_generation > 0 ? generation : NULL,
                                .reactive = c->n_reactive > 0 ? reactive : NULL,
                                .interval_minutes = c->minutes,
                                .start = tally_day_new (2026, 1, 31),
                                .zone = tally_zone_get ("UTC", NULL),
                                .peaks = &peak,
                                .n_peaks = 1,
                                .year_repeats = c->year_repeats };
    Months months = { json, 0, { 0 } };
    char text[TALLY_EXACT_TEXT];

    g_assert_no_error (error);
    if (c->total == NULL) {
        g_assert_false (tally_price_series (tariff, &series, on_month, &months, &error));
        g_assert_nonnull (error);
        g_assert_nonnull (strstr (error->message, c->says));
        return;
    }
    tally_price_series (tariff, &series, on_month, &months, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (tally_exact_format (months.total, text), ==, c->total);
    if (strstr (json->str, c->says) == NULL)
        g_error ("%s", json->str);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/load/units", test_units);
    g_test_add_func ("/load/reactive", test_reactive);
    g_test_add_func ("/load/prices", test_prices);
    g_test_add_func ("/load/refusals", test_refusals);
    for (size_t i = 0; i < G_N_ELEMENTS (series_cases); i++) {
        g_autofree char *path = g_strconcat ("/load/series/", series_cases[i].name, NULL);

        g_test_add_data_func (path, &series_cases[i], test_series);
    }
    return g_test_run ();
}
