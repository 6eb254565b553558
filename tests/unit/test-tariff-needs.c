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

typedef struct {
    const char *components;
    const char *of[TALLY_INPUTS]; /* who needs it, if the customer chose demand */
    const char *by_capacity[TALLY_INPUTS];
} WhoCase;

static const WhoCase who_cases[] = {
    { "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"1\"}, {\"id\": \"d\", \"kind\": "
      "\"demand\", \"rate\": \"1\"}",
      { NULL },
      { NULL } },
    { "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}, {\"id\": \"p\", \"kind\": "
      "\"power-factor\", \"standard_hundredths\": 90}",
      { [TALLY_INPUT_REACTIVE] = "p" },
      { [TALLY_INPUT_REACTIVE] = "p" } },
    { "{\"id\": \"r\", \"kind\": \"reactive\", \"rate\": \"1\"}",
      { [TALLY_INPUT_REACTIVE] = "r" },
      { [TALLY_INPUT_REACTIVE] = "r" } },
    { "{\"id\": \"d\", \"kind\": \"demand\", \"unit\": \"kVA\", \"rate\": \"1\"}",
      { [TALLY_INPUT_REACTIVE] = "d" },
      { [TALLY_INPUT_REACTIVE] = "d" } },
    { "{\"id\": \"d\", \"kind\": \"demand\", \"unit\": \"kvar\", \"rate\": \"1\", \"choice\": "
      "\"demand\"}",
      { [TALLY_INPUT_REACTIVE] = "d" },
      { NULL } },
    { "{\"id\": \"c\", \"kind\": \"capacity\", \"rate\": \"1\", \"choice\": \"capacity\"}",
      { NULL },
      { [TALLY_INPUT_CAPACITY] = "c" } },
    { "{\"id\": \"e\", \"kind\": \"energy\", " SPOT "}, {\"id\": \"x\", \"kind\": \"export\", "
      "\"method\": \"sell-all\", " SPOT "}, {\"id\": \"c\", \"kind\": \"coincident\", \"rate\": "
      "\"1\"}",
      { [TALLY_INPUT_COINCIDENT] = "c",
        [TALLY_INPUT_PRICES] = "e",
        [TALLY_INPUT_EXPORT_PRICES] = "x" },
      { [TALLY_INPUT_COINCIDENT] = "c",
        [TALLY_INPUT_PRICES] = "e",
        [TALLY_INPUT_EXPORT_PRICES] = "x" } },
    { "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"1\", \"contract\": {\"basis\": "
      "\"contracted\"}}",
      { [TALLY_INPUT_CONTRACT] = "d" },
      { [TALLY_INPUT_CONTRACT] = "d" } },
    { "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"1\", \"contract\": {\"floor_percent\": "
      "\"40\"}}",
      { [TALLY_INPUT_CONTRACT] = "d" },
      { [TALLY_INPUT_CONTRACT] = "d" } },
    { "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw\", \"tiers\": "
      "[{\"up_to\": \"1\", \"rate\": \"1\"}, {\"rate\": \"2\"}], \"tier_demand\": {\"contract\": "
      "{\"basis\": \"contracted\"}}}",
      { [TALLY_INPUT_CONTRACT] = "e" },
      { [TALLY_INPUT_CONTRACT] = "e" } },
    { "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw-day\", \"tiers\": "
      "[{\"up_to\": \"1\", \"rate\": \"1\"}, {\"rate\": \"2\"}], \"tier_demand\": {\"unit\": "
      "\"kVA\"}}",
      { [TALLY_INPUT_REACTIVE] = "e" },
      { [TALLY_INPUT_REACTIVE] = "e" } },
};

static void
test_who (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (who_cases); i++) {
        g_autofree char *document = g_strdup_printf (
            "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\", "
            "\"components\": [%s]}",
            who_cases[i].components);
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyTariff) tariff = tally_tariff_parse (document, -1, &error);

        g_assert_no_error (error);
        for (TallyTariffInput input = 0; input < TALLY_INPUTS; input++) {
            g_assert_cmpstr (tally_tariff_who_needs (tariff, TALLY_CHOICE_DEMAND, input), ==,
                             who_cases[i].of[input]);
            g_assert_cmpstr (tally_tariff_who_needs (tariff, TALLY_CHOICE_CAPACITY, input), ==,
                             who_cases[i].by_capacity[input]);
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (needs_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/needs/", needs_cases[i].name, NULL);

        g_test_add_data_func (path, &needs_cases[i], test_needs);
    }
    g_test_add_func ("/tariff/who-needs", test_who);
    return g_test_run ();
}
