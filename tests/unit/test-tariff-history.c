// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what an account brings along from earlier months is priced as it is: who joins or leaves
 * within a billing year has the share of its limits and bounds, and who leaves is settled. Every
 * figure is worked out beside it. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-price.h"
#include "tests/unit/tariff-parts.h"

#define COUNT (30 * 96)

/* April 2026, every quarter-hour 250 Wh: 720 kWh. Until then 3,000 kWh of the year (or as said),
 * for 100 of the bounds by the year. The billing year is 2026, of 365 days, or as the head says. */
typedef struct {
    const char *name;
    const char *head;
    const char *components;
    const char *first; /* of supply; NULL: not known */
    const char *end;
    int64_t used_kwh;
    const char *total; /* NULL: refused */
    const char *money; /* credit that is handed on; NULL: none */
} StayCase;

#define TIERS                                                                                  \
    "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"year\", \"tiers\": [{\"up_to\": " \
    "\"3650\", \"rate\": \"0.1\"}, {\"rate\": \"0.2\"}]}"
#define TENTH "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"0.1\"}, "
#define BOUND(kind, amount) \
    TENTH "{\"id\": \"x\", \"kind\": \"" kind "\", \"per\": \"year\", \"amount\": \"" amount "\"}"
#define EXPORT(method) TENTH "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"" method "\""
#define MAY "\"year_begins\": 5, "
#define NEVER "2099-01-01"

static const StayCase stay_cases[] = {
    /* 650 kWh of 3,650 are left: 650 x 0.1 + 70 x 0.2 */
    { "tiers/not-known", "", TIERS, NULL, NULL, 3000, "79", NULL },
    { "tiers/whole-year", "", TIERS, "2025-06-01", NEVER, 3000, "79", NULL },
    /* 1 March to 31 December, 306 days: 3,650 x 306 / 365 = 3,060 kWh; 560 x 0.1 + 160 x 0.2 */
    { "tiers/joined", "", TIERS, "2026-03-01", NEVER, 2500, "88", NULL },
    /* its end counts when it is there: 5 May is not yet */
    { "tiers/leaves-later", "", TIERS, "2026-03-01", "2026-05-06", 2500, "88", NULL },
    /* the year to 30 June: 122 days, 1,220 kWh; 220 x 0.1 + 500 x 0.2 */
    { "tiers/joined-by-july", "\"year_begins\": 7, ", TIERS, "2026-03-01", NEVER, 1000, "122",
      NULL },
    /* March and April, 61 days: 610 kWh; 110 x 0.1 + 610 x 0.2 */
    { "tiers/final", "", TIERS, "2026-03-01", "2026-05-01", 500, "133", NULL },
    /* 1 January to 30 April, 120 days: 1,200 kWh; 200 x 0.1 + 520 x 0.2 */
    { "tiers/final-of-old", "", TIERS, "2020-01-01", "2026-05-01", 1000, "124", NULL },
    /* what is beyond was charged already: all at 0.2, and nothing again */
    { "tiers/final-beyond", "", TIERS, "2026-03-01", "2026-05-01", 900, "144", NULL },
    /* 3,650 x 61 / 365 = 610 are due, 100 + 72 are charged: 438 more */
    { "minimum/final", "", BOUND ("minimum", "3650"), "2026-03-01", "2026-05-01", 0, "510", NULL },
    { "minimum/stays", "", BOUND ("minimum", "3650"), "2026-03-01", NEVER, 0, "72", NULL },
    { "minimum/joined", MAY, BOUND ("minimum", "3650"), "2026-03-01", NEVER, 0, "510", NULL },
    /* 3,650 - 172 */
    { "minimum/whole-year", MAY, BOUND ("minimum", "3650"), "2025-05-01", NEVER, 0, "3550", NULL },
    /* 365 x 61 / 365 = 61 of 172: 111 back */
    { "maximum/final", "", BOUND ("maximum", "365"), "2026-03-01", "2026-05-01", 0, "-39", NULL },
    /* 1,000 kWh of credit: 280 are left of them, worth 0.05 each; the 50 of money are paid too */
    { "metering/final", "",
      EXPORT ("net-metering") ", \"true_up\": {\"month\": 9, \"rate\": \"0.05\"}}", "2026-03-01",
      "2026-05-01", 0, "-64", NULL },
    { "metering/stays", "",
      EXPORT ("net-metering") ", \"true_up\": {\"month\": 9, \"rate\": \"0.05\"}}", "2026-03-01",
      NEVER, 0, "0", "50" },
    /* no later bill could set off what would roll */
    { "metering/final-rolls", "",
      EXPORT ("net-metering") ", \"true_up\": {\"month\": 9, \"rate\": \"0.05\", "
                              "\"pays_as_credit\": true}}",
      "2026-03-01", "2026-05-01", 0, "-64", NULL },
    { "metering/no-true-up", "", EXPORT ("net-metering") "}", "2026-03-01", "2026-05-01", 0, "-50",
      NULL },
    /* at the true-up of one who stays, 14 are added to the 50 */
    { "metering/rolls", "",
      EXPORT ("net-metering") ", \"true_up\": {\"month\": 4, \"rate\": \"0.05\", "
                              "\"pays_as_credit\": true}}",
      "2026-03-01", NEVER, 0, "0", "64" },
    /* 72 less the 50 that are set off; then there is nothing left */
    { "billing/final", "", EXPORT ("credit-billing") ", \"rate\": \"0.4\"}", "2026-03-01",
      "2026-05-01", 0, "22", NULL },
    { "refused/before", "", TIERS, "2026-04-02", NEVER, 0, NULL, NULL },
    { "refused/after", "", TIERS, "2026-03-01", "2026-04-30", 0, NULL, NULL },
};

static TallyDay
day_of (const char *text)
{
    TallyDay day = { 0 };

    if (text != NULL)
        g_assert_true (tally_day_parse (text, &day, NULL));
    return day;
}

static TallyPricePlan *
april_plan (const char *head, const char *components)
{
    TallyPricePeriod period = april ();
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = parse (head, components, &error);
    TallyPricePlan *plan;

    g_assert_no_error (error);
    period.days.end = tally_day_new (2026, 5, 1);
    plan = tally_price_plan_new (tariff, &period, &error);
    g_assert_no_error (error);
    return plan;
}

static void
test_stay (gconstpointer data)
{
    const StayCase *c = data;
    g_autoptr(TallyPricePlan) plan = april_plan (c->head, c->components);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autofree int64_t *values = g_new (int64_t, COUNT);
    g_autofree int64_t *none = g_new0 (int64_t, COUNT);
    TallyPriceCarry carry = { .year_to_date = c->used_kwh * 1000,
                              .charged_to_date = { 100 * TALLY_EXACT_ONE },
                              .credit = { 1000000 },
                              .net_excess = 1000000,
                              .money_credit = { 50 * TALLY_EXACT_ONE } };
    TallyPriceInput input = { .import = values,
                              .export = none,
                              .count = COUNT,
                              .carry = &carry,
                              .supplied = { day_of (c->first), day_of (c->end) } };
    g_autoptr(GError) error = NULL;
    char text[TALLY_EXACT_TEXT];

    for (size_t i = 0; i < COUNT; i++)
        values[i] = 250;
    if (!tally_price (plan, &input, bill, &error)) {
        g_assert_null (c->total);
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        return;
    }
    g_assert_cmpstr (tally_exact_format (bill->total_exact, text), ==, c->total);
    if (strstr (c->components, "export") != NULL)
        g_assert_cmpstr (tally_exact_format (bill->carry.money_credit, text), ==,
                         c->money != NULL ? c->money : "0");
}

typedef struct {
    const char *components;
    gboolean counts;
} CountsCase;

static const CountsCase counts_cases[] = {
    { E, FALSE },
    { TIERS, TRUE },
    { BOUND ("minimum", "1"), TRUE },
    { BOUND ("maximum", "1"), TRUE },
    { TENTH "{\"id\": \"x\", \"kind\": \"minimum\", \"amount\": \"1\"}", FALSE },
    { TENTH "{\"id\": \"x\", \"kind\": \"fixed\", \"per\": \"year\", \"rate\": \"1\"}", FALSE },
    { EXPORT ("net-metering") "}", TRUE },
};

static void
test_counts_stay (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (counts_cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyTariff) tariff = parse ("", counts_cases[i].components, &error);

        g_assert_no_error (error);
        g_assert_cmpint (tally_tariff_counts_stay (tariff), ==, counts_cases[i].counts);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/tariff/history/counts-stay", test_counts_stay);
    for (size_t i = 0; i < G_N_ELEMENTS (stay_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/history/", stay_cases[i].name, NULL);

        g_test_add_data_func (path, &stay_cases[i], test_stay);
    }
    return g_test_run ();
}
