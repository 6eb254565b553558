// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a series is priced with what the account brings along: the year to date, credits and the
 * peaks of its own components and bands; and at the system's peaks. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-series.h"

#include <string.h>

static TallyLoad *
make_load (size_t n, int64_t kw)
{
    TallyLoad *load = g_new0 (TallyLoad, 1);

    load->count = n;
    load->is_power = TRUE;
    load->values = g_new (int64_t, n);
    for (size_t i = 0; i < n; i++)
        load->values[i] = kw;
    return load;
}

static void
on_month (TallyDays days,
          const TallyPricePlan *plan,
          const TallyPriceInput *input,
          const TallyPriceBill *bill,
          gpointer total)
{
    ((TallyExact *) total)->atto += bill->total_exact.atto;
}

#define MARCH(components)                                                                       \
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"m\", \"currency\": \"EUR\", "              \
    "\"year_begins\": 2, \"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"b\"}], "        \
    "\"rules\": [{\"spans\": [{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"b\"}]}]}], " \
    "\"components\": [" components "]}"
#define FLAT_RATE "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}"
#define OWN_RATCHET                                                                              \
    "{\"id\": \"d\", \"kind\": \"demand\", \"schedule\": \"s\", \"rate\": \"31\", \"ratchet\": " \
    "{\"percent\": \"50\", \"look_back\": 12}}"
#define NET_BANDS                                                                            \
    "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rate\": \"1\"}, {\"id\": " \
    "\"x\", "                                                                                \
    "\"kind\": \"export\", \"method\": \"net-metering\", \"schedule\": \"s\""

typedef struct {
    const char *name;
    const char *tariff;
    int64_t kw;
    const char *start;
    const char *brought;
    const char *total; /* NULL: refused */
    const char *says;
} BroughtCase;

/* A day of 24 hours; 2 kW are 48 kWh. */
static const BroughtCase brought_cases[] = {
    { "nothing", MARCH (FLAT_RATE), 2, "2026-01-31", "{}", "48", NULL },
    /* 10 of the 48 are left of the year's first 30: 10 x 1 + 38 x 2 */
    { "year",
      MARCH ("{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"year\", \"tiers\": "
             "[{\"up_to\": \"30\", \"rate\": \"1\"}, {\"rate\": \"2\"}]}"),
      2, "2026-01-31", "{\"year_to_date_kwh\": \"20\"}", "86", NULL },
    /* 24 kWh delivered after 20: 10 x 1 + 14 x 2 */
    { "export-year",
      MARCH (FLAT_RATE
             ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", "
             "\"tier_basis\": \"year\", \"tiers\": [{\"up_to\": \"30\", \"rate\": \"1\"}, "
             "{\"rate\": \"2\"}]}"),
      -1, "2026-01-31", "{\"export_to_date_kwh\": \"20\"}", "-38", NULL },
    /* January ends the year: 150.5 + 48 is 1.5 below its 200 */
    { "charged",
      MARCH (FLAT_RATE ", {\"id\": \"m\", \"kind\": \"minimum\", \"amount\": \"200\", \"per\": "
                       "\"year\"}"),
      2, "2026-01-31", "{\"charged_to_date\": \"150.5\"}", "49.5", NULL },
    { "money",
      MARCH (FLAT_RATE ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", "
                       "\"rate\": \"1\"}"),
      2, "2026-01-31", "{\"money_credit\": \"5.25\"}", "42.75", NULL },
    /* 48 - 8 kWh */
    { "credit", MARCH (NET_BANDS "}"), 2, "2026-01-31",
      "{\"credits\": [{\"band\": \"b\", \"kwh\": \"8\"}]}", "40", NULL },
    { "credit-without-bands",
      MARCH (FLAT_RATE ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\"}"), 2,
      "2026-01-31", "{\"credits\": [{\"kwh\": \"8\"}]}", "40", NULL },
    /* 58 - 48 are left at 0.1: 48 - 1 */
    { "excess", MARCH (NET_BANDS ", \"true_up\": {\"month\": 1, \"rate\": \"0.1\"}}"), 2,
      "2026-01-31", "{\"net_excess_kwh\": \"58\"}", "47", NULL },
    /* half of 10 kW at 31 a month, of one day in 31 */
    { "peak", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025-12\", \"demand\": \"10\"}]}", "5", NULL },
    { "band-peak", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025-12\", \"demand\": \"10\"}, {\"month\": \"2025-12\", "
      "\"component\": \"d\", \"band\": \"b\", \"demand\": \"12\"}]}",
      "6", NULL },
    { "component-peak",
      MARCH ("{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"31\", \"ratchet\": {\"percent\": "
             "\"50\"}}"),
      2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025-12\", \"component\": \"d\", \"demand\": \"14\"}]}", "7",
      NULL },
    { "list", MARCH (FLAT_RATE), 2, "2026-01-31", "[]", NULL, "line 1, $" },
    { "no-json", MARCH (FLAT_RATE), 2, "2026-01-31", "{", NULL, "line 1" },
    { "number", MARCH (FLAT_RATE), 2, "2026-01-31", "{\"money_credit\": 5}", NULL,
      "$.money_credit" },
    { "negative", MARCH (FLAT_RATE), 2, "2026-01-31", "{\"money_credit\": \"-5\"}", NULL,
      "$.money_credit: must not be negative" },
    { "unknown", MARCH (FLAT_RATE), 2, "2026-01-31", "{\"money\": \"5\"}", NULL, "$.money" },
    { "credits-no-list", MARCH (NET_BANDS "}"), 2, "2026-01-31", "{\"credits\": {}}", NULL,
      "$.credits" },
    { "credits-of-nothing", MARCH (FLAT_RATE), 2, "2026-01-31", "{\"credits\": []}", NULL,
      "$.credits: the tariff has no net metering" },
    { "credit-no-object", MARCH (NET_BANDS "}"), 2, "2026-01-31", "{\"credits\": [1]}", NULL,
      "$.credits[0]" },
    { "credit-no-band", MARCH (NET_BANDS "}"), 2, "2026-01-31", "{\"credits\": [{\"kwh\": \"8\"}]}",
      NULL, "$.credits[0]: of which band is it?" },
    { "credit-other-band", MARCH (NET_BANDS "}"), 2, "2026-01-31",
      "{\"credits\": [{\"band\": \"c\", \"kwh\": \"8\"}]}", NULL, "$.credits[0].band" },
    { "credit-no-kwh", MARCH (NET_BANDS "}"), 2, "2026-01-31", "{\"credits\": [{\"band\": \"b\"}]}",
      NULL, "kwh" },
    { "credit-more", MARCH (NET_BANDS "}"), 2, "2026-01-31",
      "{\"credits\": [{\"band\": \"b\", \"kwh\": \"8\", \"x\": 1}]}", NULL, "$.credits[0].x" },
    { "credit-twice", MARCH (NET_BANDS "}"), 2, "2026-01-31",
      "{\"credits\": [{\"band\": \"b\", \"kwh\": \"8\"}, {\"band\": \"b\", \"kwh\": \"1\"}]}", NULL,
      "$.credits[1]: a second credit of this band" },
    { "credit-of-no-bands",
      MARCH (FLAT_RATE ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\"}"), 2,
      "2026-01-31", "{\"credits\": [{\"band\": \"b\", \"kwh\": \"8\"}]}", NULL,
      "“x” has no bands" },
    { "peaks-no-list", MARCH (OWN_RATCHET), 2, "2026-01-31", "{\"peaks\": \"1\"}", NULL,
      "$.peaks" },
    { "peak-no-object", MARCH (OWN_RATCHET), 2, "2026-01-31", "{\"peaks\": [\"1\"]}", NULL,
      "$.peaks[0]" },
    { "peak-no-month", MARCH (OWN_RATCHET), 2, "2026-01-31", "{\"peaks\": [{\"demand\": \"10\"}]}",
      NULL, "month" },
    { "peak-month-number", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": 12, \"demand\": \"10\"}]}", NULL, "$.peaks[0].month" },
    { "peak-month-13", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025-13\", \"demand\": \"10\"}]}", NULL,
      "“2025-13” is not a month" },
    { "peak-month-short", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025\", \"demand\": \"10\"}]}", NULL, "“2025” is not a month" },
    { "peak-no-demand", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025-12\"}]}", NULL, "demand" },
    { "peak-of-other", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025-12\", \"component\": \"z\", \"demand\": \"10\"}]}", NULL,
      "$.peaks[0].component" },
    { "peak-of-energy", MARCH (FLAT_RATE), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025-12\", \"component\": \"e\", \"demand\": \"10\"}]}", NULL,
      "“e” has no demand" },
    { "peak-band-without-component", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025-12\", \"band\": \"b\", \"demand\": \"10\"}]}", NULL,
      "$.peaks[0].band" },
    { "peak-other-band", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2025-12\", \"component\": \"d\", \"band\": \"c\", \"demand\": "
      "\"10\"}]}",
      NULL, "$.peaks[0].band" },
    { "peak-now", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2026-01\", \"demand\": \"10\"}]}", NULL,
      "the peak of 2026-01 is not of a month before the load" },
    { "band-peak-later", MARCH (OWN_RATCHET), 2, "2026-01-31",
      "{\"peaks\": [{\"month\": \"2026-03\", \"component\": \"d\", \"demand\": \"10\"}]}", NULL,
      "the peak of 2026-03 is not" },
    { "year-begins", MARCH (FLAT_RATE), 2, "2026-02-01", "{\"year_to_date_kwh\": \"1\"}", NULL,
      "the billing year begins with the load" },
    { "export-year-begins", MARCH (FLAT_RATE), 2, "2026-02-01", "{\"export_to_date_kwh\": \"1\"}",
      NULL, "the billing year begins with the load" },
    { "charged-year-begins", MARCH (FLAT_RATE), 2, "2026-02-01", "{\"charged_to_date\": \"1\"}",
      NULL, "the billing year begins with the load" },
    { "year-begins-with-credit", MARCH (NET_BANDS "}"), 2, "2026-02-01",
      "{\"credits\": [{\"band\": \"b\", \"kwh\": \"8\"}]}", "40", NULL },
    { "large", MARCH (FLAT_RATE), 2, "2026-01-31", "{\"year_to_date_kwh\": \"1e17\"}", NULL,
      "range" },
    { "large-credit", MARCH (NET_BANDS "}"), 2, "2026-01-31",
      "{\"credits\": [{\"band\": \"b\", \"kwh\": \"1e17\"}]}", NULL, "range" },
};

static void
test_brought (gconstpointer data)
{
    const BroughtCase *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (c->tariff, -1, &error);
    g_autoptr(TallyLoad) load = make_load (24, c->kw);
    g_autoptr(TallyPriceBrought) brought = NULL;
    TallyPriceSeries series = { .load = load,
                                .interval_minutes = 60,
                                .zone = tally_zone_get ("UTC", NULL) };
    TallyExact total = { 0 };
    char text[TALLY_EXACT_TEXT];

    g_assert_no_error (error);
    g_assert_true (tally_day_parse (c->start, &series.start, NULL));
    brought = tally_price_brought_parse (tariff, c->brought, -1, &error);
    series.brought = brought;
    if (brought != NULL)
        tally_price_series (tariff, &series, on_month, &total, &error);
    if (c->total == NULL) {
        g_assert_true (error != NULL && error->domain == TALLY_ERROR);
        if (strstr (error->message, c->says) == NULL)
            g_error ("%s", error->message);
        return;
    }
    g_assert_no_error (error);
    g_assert_cmpstr (tally_exact_format (total, text), ==, c->total);
}

/* Two hours of 2 and 4 kW on the last day of January, then one of 6 in February, are the system's
 * peaks: (2 + 4) / 2 kW at 31 a month and 6 kW at 28, of a day each: 3 + 6. Generation in half
 * hours makes two peaks of each hour, and takes 1 kW off: 2 + 5. */
static void
test_coincident (void)
{
    static const size_t peaks[] = { 3, 4, 30 }, twice[] = { 4, 4 }, late[] = { 48 };
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (
        MARCH ("{\"id\": \"c\", \"kind\": \"coincident\", \"rates\": [{\"tiers\": [{\"rate\": "
               "\"31\"}]}]}"),
        -1, &error);
    g_autoptr(TallyLoad) load = make_load (48, 1);
    g_autoptr(TallyLoad) generation = make_load (96, 1);
    TallyPriceSeries series = { .load = load,
                                .interval_minutes = 60,
                                .start = tally_day_new (2026, 1, 31),
                                .zone = tally_zone_get ("UTC", NULL),
                                .coincident = peaks,
                                .n_coincident = G_N_ELEMENTS (peaks),
                                .year_repeats = TRUE };
    TallyExact total = { 0 };
    char text[TALLY_EXACT_TEXT];

    g_assert_no_error (error);
    load->values[3] = 2;
    load->values[4] = 4;
    load->values[30] = 28;
    g_assert_true (tally_price_series (tariff, &series, on_month, &total, &error));
    g_assert_cmpstr (tally_exact_format (total, text), ==, "34"); /* 3 + 28 x 31 / 28 */
    total.atto = 0;
    series.generation = generation;
    load->values[30] = 29;
    g_assert_true (tally_price_series (tariff, &series, on_month, &total, &error));
    g_assert_cmpstr (tally_exact_format (total, text), ==, "33"); /* 2 + 28 x 31 / 28 */
    series.coincident = twice;
    series.n_coincident = 2;
    g_assert_false (tally_price_series (tariff, &series, on_month, &total, &error));
    g_assert_nonnull (strstr (error->message, "do not fit the load: interval 4"));
    g_clear_error (&error);
    series.coincident = late;
    series.n_coincident = 1;
    g_assert_false (tally_price_series (tariff, &series, on_month, &total, &error));
    g_assert_nonnull (strstr (error->message, "do not fit the load: interval 48"));
}

/* The second demand looks back on its own window's peaks: January's half-hour of 8 kW was
 * 4 kW over the hour; half of it is 2 kW in February, where 1 kW was used: 31/31 x (8 + 4), 31/28 x
 * (4 + 2). Meters and phases are counted: 2 x 3 and 3 x 5 a month. */
static void
test_own_ratchets (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (
        MARCH ("{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"31\", \"ratchet\": {\"percent\": "
               "\"50\"}}, {\"id\": \"w\", \"kind\": \"demand\", \"window_minutes\": 60, \"rate\": "
               "\"31\", \"ratchet\": {\"percent\": \"50\"}}, {\"id\": \"m\", \"kind\": \"fixed\", "
               "\"per\": \"meter-month\", \"rate\": \"93\"}, {\"id\": \"p\", \"kind\": \"fixed\", "
               "\"per\": \"phase-month\", \"rate\": \"155\"}"),
        -1, &error);
    g_autoptr(TallyLoad) load = make_load (48, 0);
    g_autoptr(TallyLoad) both = make_load (96, 1);
    TallyPriceSeries series = { .load = load,
                                .interval_minutes = 30,
                                .start = tally_day_new (2026, 1, 31),
                                .zone = tally_zone_get ("UTC", NULL),
                                .meters = 2,
                                .phases = 3 };
    TallyExact total = { 0 };
    char text[TALLY_EXACT_TEXT];

    g_assert_no_error (error);
    load->values[2] = 8;
    g_assert_true (tally_price_series (tariff, &series, on_month, &total, &error));
    g_assert_cmpstr (tally_exact_format (total, text), ==, "33"); /* 8 + 4 + 6 + 15 */
    total.atto = 0;
    memset (both->values, 0, 48 * sizeof *both->values);
    both->values[2] = 8;
    series.load = both;
    series.meters = series.phases = 28;
    g_assert_true (tally_price_series (tariff, &series, on_month, &total, &error));
    /* January 12 + 28 x (3 + 5); February 31 x 6 / 28 + 93 + 155 */
    g_assert_cmpstr (tally_exact_format (total, text), ==, "490.642857142857142857");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    tally_price_brought_free (NULL); /* as any other, of nothing */
    g_test_add_func ("/brought/coincident", test_coincident);
    g_test_add_func ("/brought/own-ratchets", test_own_ratchets);
    for (size_t i = 0; i < G_N_ELEMENTS (brought_cases); i++) {
        g_autofree char *path = g_strconcat ("/brought/", brought_cases[i].name, NULL);

        g_test_add_data_func (path, &brought_cases[i], test_brought);
    }
    return g_test_run ();
}
