// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the system's peaks and the market's prices fall on the very intervals that they cover;
 * where a price or the peaks are not known, it is said which, and nothing is made up. */
#include "server/bill/tally-bill-market-calc.h"

/* 1 and 2 April 2026 in Shanghai by the hour. */
#define START INT64_C (1774972800)
#define HOUR 3600
#define N 48

static const TallyPricePeriod *
period (void)
{
    static TallyPricePeriod made;

    made = (TallyPricePeriod){ .days = { tally_day_new (2026, 4, 1), tally_day_new (2026, 4, 3) },
                               .zone = tally_zone_get ("Asia/Shanghai", NULL),
                               .interval_seconds = HOUR };
    return &made;
}

/* Every hour that a peak covers a part of, once. */
static const struct {
    const char *name;
    TallyBillSpan peaks[3];
    guint n_peaks;
    const char *intervals;
} peak_cases[] = {
    { "none", { { 0 } }, 0, "" },
    { "an-hour", { { START + 18 * HOUR, HOUR } }, 1, "18 " },
    { "over-the-hour", { { START + 18 * HOUR + 1800, HOUR } }, 1, "18 19 " },
    /* two quarters of one hour, and a third that reaches into the next */
    { "quarters",
      { { START + 18 * HOUR, 900 },
        { START + 18 * HOUR + 900, 900 },
        { START + 19 * HOUR - 60, 900 } },
      3,
      "18 19 " },
    { "before", { { START - HOUR, HOUR } }, 1, "" },
    { "into-the-period", { { START - HOUR, HOUR + 1 } }, 1, "0 " },
    { "out-of-the-period", { { START + 47 * HOUR, 2 * HOUR } }, 1, "47 " },
    { "after", { { START + 48 * HOUR, HOUR } }, 1, "" },
};

static void
test_peaks (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (peak_cases); i++) {
        g_autoptr(GArray) peaks = g_array_new (FALSE, FALSE, sizeof (TallyBillSpan));
        TallyBillRules rules = { .period = tally_days_of_month (tally_day_new (2026, 4, 1)),
                                 .peaks = peaks,
                                 .peaks_version = 1 };
        g_autoptr(TallyBillMarket) market = NULL;
        g_autoptr(GString) text = g_string_new (NULL);

        g_array_append_vals (peaks, peak_cases[i].peaks, peak_cases[i].n_peaks);
        market = tally_bill_market_new (&rules, (TallyTariffNeeds){ .peaks = TRUE }, period ());
        for (size_t k = 0; k < market->n_coincident; k++)
            g_string_append_printf (text, "%zu ", market->coincident[k]);
        g_test_message ("%s", peak_cases[i].name);
        g_assert_cmpstr (text->str, ==, peak_cases[i].intervals);
        g_assert_null (market->lack.unit);
    }
}

/* A tariff that needs nothing asks for nothing; peaks of a month that nobody told are lacking. */
static void
test_unknown_peaks (void)
{
    TallyBillRules rules = { .period = tally_days_of_month (tally_day_new (2026, 4, 1)) };
    g_autoptr(TallyBillMarket)
                   none = tally_bill_market_new (&rules, (TallyTariffNeeds){ 0 }, period ());
    g_autoptr(TallyBillMarket)
                   lacks = tally_bill_market_new (&rules, (TallyTariffNeeds){ .peaks = TRUE },
                                                  period ());

    g_assert_null (none->lack.unit);
    g_assert_null (none->coincident);
    g_assert_null (none->prices);
    g_assert_cmpstr (lacks->lack.unit, ==, "peaks");
    g_assert_cmpint (lacks->lack.found, ==, 20544); /* 2026-04-01 */
}

typedef struct {
    const char *name;
    TallyBillPrice rows[4];
    guint n_rows;
    int64_t lacks; /* the hour without a price; -1: none */
    int64_t first; /* of the first and of the last hour */
    int64_t last;
} PriceCase;

static const PriceCase price_cases[] = {
    { "one-for-all", { { START, 2 * 86400, 500000 } }, 1, -1, 500000, 500000 },
    { "from-before", { { START - 86400, 5 * 86400, -7 } }, 1, -1, -7, -7 },
    { "two-days", { { START, 86400, 1 }, { START + 86400, 86400, 2 } }, 2, -1, 1, 2 },
    /* A price that ends within an hour does not cover it. */
    { "too-short", { { START, 86400 - 60, 1 }, { START + 86400, 86400, 2 } }, 2, 23, 0, 0 },
    { "gap", { { START, HOUR, 1 }, { START + 2 * HOUR, 86400, 2 } }, 2, 1, 0, 0 },
    { "finer", { { START, 900, 1 }, { START + 900, 900, 2 } }, 2, 0, 0, 0 },
    { "begins-late", { { START + HOUR, 2 * 86400, 1 } }, 1, 0, 0, 0 },
    { "ends-early", { { START, 47 * HOUR, 1 } }, 1, 47, 0, 0 },
    { "empty", { { 0 } }, 0, 0, 0, 0 },
};

static void
test_price (gconstpointer data)
{
    const PriceCase *c = data;
    g_autoptr(GHashTable) series = tally_bill_prices_new ();
    TallyBillPrices *prices = g_new0 (TallyBillPrices, 1);
    TallyBillRules rules = { .prices = series };
    g_autoptr(TallyBillMarket) market = NULL;
    const TallyTariffNeeds needs[] = { { .import_prices = "spot" }, { .export_prices = "spot" } };

    prices->rows = g_array_new (FALSE, FALSE, sizeof (TallyBillPrice));
    g_array_append_vals (prices->rows, c->rows, c->n_rows);
    g_hash_table_insert (series, g_strdup ("spot"), prices);
    for (size_t i = 0; i < G_N_ELEMENTS (needs); i++) {
        const int64_t *found;

        g_clear_pointer (&market, tally_bill_market_free);
        market = tally_bill_market_new (&rules, needs[i], period ());
        found = i == 0 ? market->prices : market->export_prices;
        if (c->lacks >= 0) {
            g_assert_null (found);
            g_assert_cmpstr (market->lack.unit, ==, "prices");
            g_assert_cmpint (market->lack.found, ==, START + c->lacks * HOUR);
            continue;
        }
        g_assert_null (market->lack.unit);
        g_assert_cmpint (found[0], ==, c->first);
        g_assert_cmpint (found[N - 1], ==, c->last);
    }
}

/* Of a series that nobody brought, and where no series are known at all, the first hour lacks. */
static void
test_unknown_prices (void)
{
    g_autoptr(GHashTable) series = tally_bill_prices_new ();

    for (int i = 0; i < 2; i++) {
        TallyBillRules rules = { .prices = i == 0 ? NULL : series };
        g_autoptr(TallyBillMarket) market = tally_bill_market_new (
            &rules, (TallyTariffNeeds){ .import_prices = "spot" }, period ());

        g_assert_cmpstr (market->lack.unit, ==, "prices");
        g_assert_cmpint (market->lack.found, ==, START);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (price_cases); i++) {
        g_autofree char *path = g_strconcat ("/bill/market/prices/", price_cases[i].name, NULL);

        g_test_add_data_func (path, &price_cases[i], test_price);
    }
    g_test_add_func ("/bill/market/peaks", test_peaks);
    g_test_add_func ("/bill/market/unknown-peaks", test_unknown_peaks);
    g_test_add_func ("/bill/market/unknown-prices", test_unknown_prices);
    return g_test_run ();
}
