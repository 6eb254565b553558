// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: net metering counts the year as it charges it; and a new document that says what would be
 * priced otherwise, or what does nothing, is refused with its path, while one that was signed off
 * is read as ever. Every figure is worked out beside it. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-explain.h"
#include "tests/unit/tariff-parts.h"

#include <string.h>

#define COUNT 96
#define TIERED(id, kind, more)                                                              \
    "{\"id\": \"" id "\", \"kind\": \"" kind "\"" more ", \"tiers\": [{\"up_to\": \"30\", " \
    "\"rate\": \"1\"}, {\"rate\": \"2\"}]}"
#define YEAR ", \"tier_basis\": \"year\""
#define PROPORTIONAL ", \"tier_order\": \"proportional\""
#define IN_ORDER ", \"tier_order\": \"time-order\""
#define METHOD(method) ", \"method\": \"" method "\""
#define NET(more) "{\"id\": \"x\", \"kind\": \"export\"" METHOD ("net-metering") more "}"
#define RATED(method, more) \
    "{\"id\": \"x\", \"kind\": \"export\"" METHOD (method) ", \"rate\": \"1\"" more "}"
#define FREE "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"0\"}"

/* 30 April 2026: so many Wh bought and delivered each quarter-hour. */
typedef struct {
    const char *name;
    const char *components;
    int64_t import, export;
    int64_t year, sent; /* Wh of the year before */
    int64_t credit;     /* Wh */
    const char *total;  /* NULL: out of range */
    int64_t year_after, sent_after;
    const char *money; /* credit that is handed on */
} YearCase;

static const YearCase year_cases[] = {
    /* 24 - 4.8 - 4.2 = 15 kWh after 20: 10 x 1 + 5 x 2; the year has 35, the next period so many */
    { "net", TIERED ("e", "energy", YEAR) ", " NET (""), 250, 50, 20000, 1000, 4200, "20", 35000,
      5800, "0" },
    /* the credit is more than the 19.2: nothing is charged, nothing counts */
    { "credit", TIERED ("e", "energy", YEAR) ", " NET (""), 250, 50, 20000, 0, 50000, "0", 20000,
      4800, "0" },
    /* delivered is more than bought */
    { "surplus", TIERED ("e", "energy", YEAR) ", " NET (""), 50, 250, 20000, 0, 0, "0", 20000,
      24000, "0" },
    /* tiers by the month count no year, which goes on by what was bought: 19.2 kWh */
    { "by-month", TIERED ("e", "energy", "") ", " NET (""), 250, 50, 20000, 0, 0, "19.2", 44000,
      4800, "0" },
    /* a levy by the year counts what was bought: 19.2 + 10 x 1 + 14 x 2 */
    { "levy",
      "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}, " TIERED ("l",
                                                                         "levy",
                                                                         YEAR) ", " NET (""),
      250, 50, 20000, 0, 0, "57.2", 44000, 4800, "0" },
    /* 19.2 kWh of surplus after 20: 10 x 1 + 9.2 x 2, for later bills */
    { "money", FREE ", " TIERED ("x", "export", METHOD ("net-metering-money") YEAR), 50, 250, 0,
      20000, 0, "0", 4800, 39200, "28.4" },
    { "money-both",
      TIERED ("e", "energy", YEAR) ", " TIERED ("x", "export", METHOD ("net-metering-money") YEAR),
      50, 250, 7000, 20000, 0, "0", 7000, 39200, "28.4" },
    /* 24 x 1 bought at once, 4.8 x 1 paid at once */
    { "billing", TIERED ("e", "energy", YEAR) ", " RATED ("net-billing", ""), 250, 50, 0, 0, 0,
      "19.2", 24000, 4800, "0" },
    { "range", TIERED ("e", "energy", YEAR) ", " NET (""), 250, 50, INT64_MAX - 19199, 0, 0, NULL,
      0, 0, NULL },
    { "range-sent", FREE ", " TIERED ("x", "export", METHOD ("net-metering-money") YEAR), 50, 250,
      0, INT64_MAX - 19199, 0, NULL, 0, 0, NULL },
};

static void
test_year (gconstpointer data)
{
    const YearCase *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = parse ("", c->components, &error);
    TallyPricePeriod period = april ();
    g_autoptr(TallyPricePlan) plan = NULL;
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t import[COUNT], export[COUNT];
    TallyPriceCarry carry = { .year_to_date = c->year,
                              .export_to_date = c->sent,
                              .credit = { c->credit } };
    TallyPriceInput input = { .import = import, .export = export, .count = COUNT, .carry = &carry };
    char text[TALLY_EXACT_TEXT];

    g_assert_no_error (error);
    period.days = (TallyDays){ tally_day_new (2026, 4, 30), tally_day_new (2026, 5, 1) };
    period.full_days = 1;
    plan = tally_price_plan_new (tariff, &period, &error);
    for (size_t i = 0; i < COUNT; i++) {
        import[i] = c->import;
        export[i] = c->export;
    }
    if (c->total == NULL) {
        g_assert_false (tally_price (plan, &input, bill, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
        return;
    }
    tally_price (plan, &input, bill, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (tally_exact_format (bill->total_exact, text), ==, c->total);
    g_assert_cmpint (bill->carry.year_to_date, ==, c->year_after);
    g_assert_cmpint (bill->carry.export_to_date, ==, c->sent_after);
    g_assert_cmpstr (tally_exact_format (bill->carry.money_credit, text), ==, c->money);
    for (size_t i = 0; i < bill->n_lines && strstr (c->name, "net") != NULL; i++) {
        g_autoptr(TallyExplain) explain = tally_price_explain (plan, &input, bill, i, &error);
        g_autofree char *says = tally_explain_text (explain, NULL, FALSE, NULL);

        g_assert_nonnull (strstr (says, "20 kWh"));
    }
}

typedef struct {
    const char *name;
    const char *components;
    const char *says; /* NULL: sound */
} CheckCase;

#define TRUE_UP(members) ", \"true_up\": {\"month\": 4" members "}"
#define FLAT_TWO "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}, {\"id\": \"f\", "

static const CheckCase check_cases[] = {
    { "no-export", E, NULL },
    { "net-billing", E ", " RATED ("net-billing", ""), NULL },
    { "sell-all", E ", " RATED ("sell-all", ""), NULL },
    { "true-up-net-billing", E ", " RATED ("net-billing", TRUE_UP ("")),
      "$.components[1].true_up: “net-billing” pays at once: nothing is left for a true-up" },
    { "true-up-sell-all", E ", " RATED ("sell-all", TRUE_UP (", \"rate\": \"1\"")),
      "$.components[1].true_up: “sell-all” pays at once" },
    { "true-up-net", E ", " NET (TRUE_UP (", \"rate\": \"1\", \"pays_as_credit\": true")), NULL },
    { "true-up-net-no-rate", E ", " NET (TRUE_UP ("")), NULL },
    { "true-up-credit", E ", " RATED ("credit-billing", TRUE_UP (", \"credit_expires\": true")),
      NULL },
    { "true-up-credit-rolls",
      E ", " RATED ("credit-billing",
                    TRUE_UP (", \"credit_expires\": false, \"pays_as_credit\": true")),
      NULL },
    { "true-up-credit-rate", E ", " RATED ("credit-billing", TRUE_UP (", \"rate\": \"1\"")),
      "$.components[1].true_up.rate: money credits have no kWh left over" },
    { "true-up-money-rate", E ", " RATED ("net-metering-money", TRUE_UP (", \"rate\": \"1\"")),
      "$.components[1].true_up.rate: money credits have no kWh left over" },
    { "true-up-both",
      E ", " RATED ("credit-billing",
                    TRUE_UP (", \"credit_expires\": true, \"pays_as_credit\": true")),
      "$.components[1].true_up.pays_as_credit: credit that expires does not go on" },
    { "two-energies", FLAT_TWO "\"kind\": \"energy\", \"rate\": \"1\"}, " NET (""),
      "$.components[1]: net metering goes with one energy component, “e”" },
    { "energy-after",
      E ", " RATED ("net-metering-money",
                    "") ", {\"id\": \"f\", \"kind\": \"energy\", \"prices\": \"by-interval\"}",
      "$.components[2]: net metering goes with one energy component, “e”" },
    { "two-energies-billed",
      FLAT_TWO "\"kind\": \"energy\", \"rate\": \"1\"}, " RATED ("net-billing", ""), NULL },
    { "levies", FLAT_TWO "\"kind\": \"levy\", \"rate\": \"1\"}, " NET (""), NULL },
    { "levy-of-year", E ", " TIERED ("l", "levy", YEAR) ", " NET (""), NULL },
    { "two-years", TIERED ("e", "energy", YEAR) ", " TIERED ("l", "levy", YEAR) ", " NET (""),
      "$.components[1].tier_basis: the year counts the net energy of “e”" },
    { "one-year",
      TIERED ("e", "energy", YEAR PROPORTIONAL) ", " TIERED ("l", "levy", "") ", " NET (""), NULL },
    { "order", TIERED ("e", "energy", IN_ORDER) ", " NET (""),
      "$.components[0].tier_order: net energy has no order in time" },
    { "order-of-surplus", E ", " TIERED ("x", "export", METHOD ("net-metering-money") IN_ORDER),
      "$.components[1].tier_order: net energy has no order in time" },
    { "order-without-tiers",
      "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"" IN_ORDER "}, " NET (""), NULL },
    { "order-billed", TIERED ("e", "energy", IN_ORDER) ", " RATED ("net-billing", ""), NULL },
};

static void
test_check (gconstpointer data)
{
    const CheckCase *c = data;
    g_autofree char *document = g_strdup_printf (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\", "
        "\"components\": [%s]}",
        c->components);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) signed_off = tally_tariff_parse (document, -1, &error);
    g_autoptr(TallyTariff) tariff = NULL;

    g_assert_no_error (error);
    tariff = tally_tariff_check (document, -1, &error);
    if (c->says == NULL) {
        g_assert_no_error (error);
        g_assert_cmpstr (tally_tariff_get_code (tariff), ==, "t");
        return;
    }
    g_assert_null (tariff);
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    if (strstr (error->message, c->says) == NULL)
        g_error ("%s", error->message);
}

/* What cannot be read at all. */
static void
test_unsound (void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_tariff_check ("{", -1, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/net/unsound", test_unsound);
    for (size_t i = 0; i < G_N_ELEMENTS (year_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/net/year/", year_cases[i].name, NULL);

        g_test_add_data_func (path, &year_cases[i], test_year);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (check_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/net/check/", check_cases[i].name, NULL);

        g_test_add_data_func (path, &check_cases[i], test_check);
    }
    return g_test_run ();
}
