// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what an account brings along from earlier months is priced as it is: who joins or leaves
 * within a billing year has the share of its limits and bounds, and who leaves is settled. Every
 * figure is worked out beside it. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-explain.h"
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
    const char *total;  /* NULL: refused */
    const char *money;  /* credit that is handed on; NULL: none */
    const char *lapsed; /* kWh; NULL: none */
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
#define FEE "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"7\"}"

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
    /* nothing is paid for the 280 kWh: it is said; who stays keeps them */
    { "metering/no-true-up", "", EXPORT ("net-metering") "}", "2026-03-01", "2026-05-01", 0, "-50",
      NULL, "280" },
    { "metering/no-rate", "", EXPORT ("net-metering") ", \"true_up\": {\"month\": 9}}",
      "2026-03-01", "2026-05-01", 0, "-50", NULL, "280" },
    { "metering/no-rate-stays", "", EXPORT ("net-metering") ", \"true_up\": {\"month\": 9}}",
      "2026-03-01", NEVER, 0, "0", "50" },
    /* at the true-up of one who stays, 14 are added to the 50 */
    { "metering/rolls", "",
      EXPORT ("net-metering") ", \"true_up\": {\"month\": 4, \"rate\": \"0.05\", "
                              "\"pays_as_credit\": true}}",
      "2026-03-01", NEVER, 0, "0", "64" },
    /* 72 less the 50 that are set off; then there is nothing left */
    { "billing/final", "", EXPORT ("credit-billing") ", \"rate\": \"0.4\"}", "2026-03-01",
      "2026-05-01", 0, "22", NULL },
    /* a tariff that knows no delivered energy: an earlier one's 50 are paid with the last bill */
    { "credit/final", "", E, "2026-03-01", "2026-05-01", 0, "670", NULL, "1000" },
    { "credit/stays", "", E, "2026-03-01", NEVER, 0, "720", "50" },
    { "credit/not-known", "", E, NULL, NULL, 0, "720", "50" },
    { "credit/no-energy", "", FEE ", {\"id\": \"g\", \"kind\": \"fixed\", \"rate\": \"1\"}",
      "2026-03-01", "2026-05-01", 0, "-42", NULL, "1000" },
    { "credit/energy-last", "", FEE ", " E, "2026-03-01", "2026-05-01", 0, "677", NULL, "1000" },
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
    gboolean has_credit = strstr (c->components, "export") != NULL
                          || g_str_has_prefix (c->name, "credit/");
    g_autoptr(TallyPricePlan) plan = april_plan (c->head, c->components);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autofree int64_t *values = g_new (int64_t, COUNT);
    g_autofree int64_t *none = g_new0 (int64_t, COUNT);
    TallyPriceCarry carry = { .year_to_date = c->used_kwh * 1000,
                              .charged_to_date = { 100 * TALLY_EXACT_ONE },
                              .credit = { 1000000 },
                              .net_excess = 1000000,
                              .money_credit = { has_credit ? 50 * TALLY_EXACT_ONE : 0 } };
    TallyPriceInput input = { .import = values,
                              .export = none,
                              .count = COUNT,
                              .carry = &carry,
                              .supplied = { day_of (c->first), day_of (c->end) } };
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) lapsed = g_string_new (NULL);
    char text[TALLY_EXACT_TEXT];

    for (size_t i = 0; i < COUNT; i++)
        values[i] = 250;
    if (!tally_price (plan, &input, bill, &error)) {
        g_assert_null (c->total);
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        return;
    }
    g_assert_cmpstr (tally_exact_format (bill->total_exact, text), ==, c->total);
    if (has_credit)
        g_assert_cmpstr (tally_exact_format (bill->carry.money_credit, text), ==,
                         c->money != NULL ? c->money : "0");
    for (size_t i = 0; i < bill->n_lines && has_credit; i++) {
        g_autoptr(TallyExplain) explain = tally_price_explain (plan, &input, bill, i, &error);
        g_autofree char *says = tally_explain_text (explain, NULL, FALSE, NULL);

        g_assert_no_error (error);
        if (bill->lines[i].kind == TALLY_LINE_CREDIT && g_str_equal (bill->lines[i].unit, "credit"))
            g_assert_nonnull (strstr (says, "Credit for delivered energy set off: 50."));
        if (strstr (says, "lapses") != NULL)
            g_string_append_printf (lapsed, "%s",
                                    tally_exact_format (bill->lines[i].quantity, text));
    }
    g_assert_cmpstr (lapsed->str, ==, c->lapsed != NULL ? c->lapsed : "");
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

/* What ratchets look back on. April is 1 kW all day, 2 kW from noon on (band c), no reactive
 * energy: 1 kW is 1 kVA. March, unless said: "d" had 40 kW, 10 of them at most in band b. */
typedef struct {
    const char *name;
    const char *components;
    const char
        *peaks; /* month back, component, band, unit, minutes, sliding, demand; "-": no band */
    int whole;  /* kW of March's month as a whole; 0: not known */
    gboolean is_old;
    const char *total;
} PastCase;

#define NOON                                                                                      \
    SCHEDULE ("{\"from\": \"00:00\", \"to\": \"12:00\", \"band\": \"b\"}, {\"from\": \"12:00\", " \
              "\"to\": \"24:00\", \"band\": \"c\"}")
#define DEMAND(id, more)                                                        \
    "{\"id\": \"" id "\", \"kind\": \"demand\", \"rate\": \"1\", \"ratchet\": " \
    "{\"percent\": \"50\", \"look_back\": 36}" more "}"
#define BY_BAND ", \"schedule\": \"s\""
#define KVA ", \"unit\": \"kVA\""
#define HOUR ", \"window_minutes\": 60"
#define MARCH "1 d - kW 15 0 40; 1 d b kW 15 0 10; 1 d c kW 15 0 40"

static const PastCase past_cases[] = {
    /* 50 % of 40 */
    { "whole-month", DEMAND ("d", ""), MARCH, 0, FALSE, "20" },
    /* b: 50 % of 10 = 5, c: 50 % of 40 = 20; one peak for both would be 40 */
    { "by-band", DEMAND ("d", BY_BAND), MARCH, 0, FALSE, "25" },
    /* the whole month's 99 is not asked where bands are known */
    { "by-band-known", DEMAND ("d", BY_BAND), MARCH, 99, FALSE, "25" },
    /* band c did not occur in March: b 5, c its own 2 */
    { "band-without-past", DEMAND ("d", BY_BAND), "1 d - kW 15 0 10; 1 d b kW 15 0 10", 0, FALSE,
      "7" },
    /* of d 20; v has its own 6 kVA, 3 */
    { "own-unit", DEMAND ("d", "") ", " DEMAND ("v", KVA), MARCH "; 1 v - kVA 15 0 6", 0, FALSE,
      "23" },
    /* nothing of v is known, and kW are not kVA, nor an hour's mean a quarter's: 20 + 2 + 2 */
    { "others", DEMAND ("d", "") ", " DEMAND ("v", KVA) ", " DEMAND ("w", HOUR), MARCH, 0, FALSE,
      "24" },
    /* a component that is new takes the whole month of its unit and window: 20 + 20 */
    { "renamed", DEMAND ("new", "") ", " DEMAND ("d", ""), MARCH, 0, FALSE, "40" },
    { "renamed-by-band", DEMAND ("new", BY_BAND), MARCH, 0, FALSE, "40" },
    { "other-sliding", DEMAND ("new", ""), "1 d - kW 15 1 40", 0, FALSE, "2" },
    { "unit-changed", DEMAND ("d", KVA), MARCH, 0, FALSE, "2" },
    /* two bills of March: the higher one */
    { "parts", DEMAND ("d", ""), "1 d - kW 15 0 30; 1 d - kW 15 0 40; 1 d - kW 15 0 20", 0, FALSE,
      "20" },
    { "long-ago", DEMAND ("d", ""), "36 d - kW 15 0 40", 0, FALSE, "20" },
    { "too-long-ago", DEMAND ("d", ""), "37 d - kW 15 0 40", 0, FALSE, "2" },
    /* months of old have one peak, of the first demand: 20, and v its own 2 */
    { "old-month", DEMAND ("d", "") ", " DEMAND ("v", KVA), NULL, 40, FALSE, "22" },
    { "old-month-by-band", DEMAND ("d", BY_BAND), NULL, 40, FALSE, "40" },
    /* as old bills were made: v counts 40 kW as kVA */
    { "old-bill", DEMAND ("d", "") ", " DEMAND ("v", KVA), MARCH, 40, TRUE, "40" },
};

static GArray *
read_peaks (const char *text, GStringChunk *texts)
{
    GArray *peaks = g_array_new (FALSE, TRUE, sizeof (TallyPriceSlotPeak));
    g_auto(GStrv) items = g_strsplit (text != NULL ? text : "", "; ", -1);

    for (char **item = items; *item != NULL; item++) {
        g_auto(GStrv) words = g_strsplit (*item, " ", -1);
        TallyPriceSlotPeak peak = { .month = { tally_month_of (april ().days.first).number
                                               - (int32_t) g_ascii_strtoll (words[0], NULL, 10) },
                                    .component = g_string_chunk_insert (texts, words[1]),
                                    .unit = g_string_chunk_insert (texts, words[3]),
                                    .window_minutes = (int) g_ascii_strtoll (words[4], NULL, 10),
                                    .is_sliding = *words[5] == '1' };

        if (*words[2] != '-')
            peak.band = g_string_chunk_insert (texts, words[2]);
        g_assert_true (tally_exact_parse (words[6], &peak.demand, NULL));
        g_array_append_val (peaks, peak);
    }
    return peaks;
}

static void
test_past (gconstpointer data)
{
    const PastCase *c = data;
    g_autoptr(TallyPricePlan) plan = april_plan (NOON, c->components);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(GStringChunk) texts = g_string_chunk_new (256);
    g_autoptr(GArray) peaks = read_peaks (c->peaks, texts);
    g_autofree int64_t *values = g_new (int64_t, COUNT);
    g_autofree int64_t *none = g_new0 (int64_t, COUNT);
    TallyPricePeak march = { { tally_month_of (april ().days.first).number - 1 },
                             { c->whole * TALLY_EXACT_ONE } };
    TallyPriceInput input = { .import = values,
                              .reactive = none,
                              .count = COUNT,
                              .peaks = &march,
                              .n_peaks = c->whole > 0 ? 1 : 0,
                              .slot_peaks = (const TallyPriceSlotPeak *) (void *) peaks->data,
                              .n_slot_peaks = peaks->len,
                              .whole_peaks = c->is_old };
    g_autoptr(GError) error = NULL;
    char text[TALLY_EXACT_TEXT];

    for (size_t i = 0; i < COUNT; i++)
        values[i] = i % 96 < 48 ? 250 : 500;
    tally_price (plan, &input, bill, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (tally_exact_format (bill->total_exact, text), ==, c->total);
}

/* What April leaves to May: each demand component, as a whole and by band, seasons together. */
static void
test_noted (void)
{
    static const char *const expected[] = {
        "d - kW 15 0 2", "d b kW 15 0 1", "d c kW 15 0 2", "v - kVA 60 1 2", "h - kW 15 0 2",
    };
    g_autoptr(TallyPricePlan) plan = april_plan (
        "\"seasons\": [{\"id\": \"x\", \"months\": [1, 2, 3, 4, 5, 6]}, "
        "{\"id\": \"y\", \"months\": [7, 8, 9, 10, 11, 12]}], " NOON,
        DEMAND ("d", BY_BAND) ", " DEMAND ("v", KVA HOUR ", \"sliding\": true") ", " DEMAND (
            "h", ", \"unit\": \"hp\"") ", " E);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autofree int64_t *values = g_new (int64_t, COUNT);
    g_autofree int64_t *none = g_new0 (int64_t, COUNT);
    TallyPriceInput input = { .import = values, .reactive = none, .count = COUNT };
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < COUNT; i++)
        values[i] = i % 96 < 48 ? 250 : 500;
    tally_price (plan, &input, bill, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (bill->n_slot_peaks, ==, G_N_ELEMENTS (expected));
    for (size_t i = 0; i < bill->n_slot_peaks; i++) {
        const TallyPriceSlotPeak *peak = &bill->slot_peaks[i];
        char demand[TALLY_EXACT_TEXT];
        g_autofree char *text = g_strdup_printf ("%s %s %s %d %d %s", peak->component,
                                                 peak->band != NULL ? peak->band : "-", peak->unit,
                                                 peak->window_minutes, peak->is_sliding,
                                                 tally_exact_format (peak->demand, demand));

        g_assert_cmpstr (text, ==, expected[i]);
        g_assert_cmpint (peak->month.number, ==, tally_month_of (april ().days.first).number);
    }
}

static void
test_look_back (void)
{
    g_autoptr(TallyTariff) none = parse ("", E, NULL);
    g_autoptr(TallyTariff) far = parse ("", DEMAND ("d", "") ", " E, NULL);
    TallyDays year = tally_tariff_get_year (none, tally_day_new (2026, 12, 31));

    g_assert_cmpint (tally_tariff_get_look_back (none), ==, 0);
    g_assert_cmpint (tally_tariff_get_look_back (far), ==, 36);
    g_assert_cmpint (year.first.number, ==, tally_day_new (2026, 1, 1).number);
    g_assert_cmpint (year.end.number, ==, tally_day_new (2027, 1, 1).number);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/tariff/history/counts-stay", test_counts_stay);
    g_test_add_func ("/tariff/history/noted", test_noted);
    g_test_add_func ("/tariff/history/look-back", test_look_back);
    for (size_t i = 0; i < G_N_ELEMENTS (past_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/history/past/", past_cases[i].name, NULL);

        g_test_add_data_func (path, &past_cases[i], test_past);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (stay_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/history/", stay_cases[i].name, NULL);

        g_test_add_data_func (path, &stay_cases[i], test_stay);
    }
    return g_test_run ();
}
