// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a tariff says what has to be known to price it, beside the account's own intervals. */
#include "shared/tariff/tally-tariff-needs.h"

typedef struct {
    const char *name;
    const char *components;
    gboolean meters;
    gboolean peaks;
    const char *import_prices;
    const char *export_prices;
} NeedsCase;

#define SPOT "\"prices\": \"by-interval\""

static const NeedsCase needs_cases[] = {
    { "nothing", "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"1\"}", FALSE, FALSE, NULL,
      NULL },
    { "meters", "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"1\", \"per\": \"meter-month\"}",
      TRUE, FALSE, NULL, NULL },
    { "peaks", "{\"id\": \"c\", \"kind\": \"coincident\", \"rate\": \"1\"}", FALSE, TRUE, NULL,
      NULL },
    { "prices-of-the-tariff", "{\"id\": \"e\", \"kind\": \"energy\", " SPOT "}", FALSE, FALSE, "t",
      NULL },
    { "prices-of-two-series",
      "{\"id\": \"e\", \"kind\": \"energy\", " SPOT ", \"series\": \"day-ahead\"}, {\"id\": \"x\", "
      "\"kind\": \"export\", \"method\": \"sell-all\", " SPOT ", \"series\": \"feed_in.2\"}",
      FALSE, FALSE, "day-ahead", "feed_in.2" },
};

static void
test_needs (gconstpointer data)
{
    const NeedsCase *c = data;
    g_autofree char *document = g_strdup_printf (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\", "
        "\"components\": [%s]}",
        c->components);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (document, -1, &error);
    TallyTariffNeeds needs;

    g_assert_no_error (error);
    needs = tally_tariff_get_needs (tariff);
    g_assert_cmpint (needs.meters, ==, c->meters);
    g_assert_cmpint (needs.peaks, ==, c->peaks);
    g_assert_cmpstr (needs.import_prices, ==, c->import_prices);
    g_assert_cmpstr (needs.export_prices, ==, c->export_prices);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (needs_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/needs/", needs_cases[i].name, NULL);

        g_test_add_data_func (path, &needs_cases[i], test_needs);
    }
    return g_test_run ();
}
