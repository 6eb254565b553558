// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: one's own use of the last twelve months is priced under every tariff as a bill would, month
 * after month with what one month hands to the next, cheapest first; demand and capacity are both
 * offered only where the choice makes a difference and was agreed on. */
#include "server/publish/web/tally-compare-calc.h"
#include "shared/error/tally-error.h"
#include "tests/unit/account-parts.h"

/* 1 a kWh and 28 a month. */
#define FLAT                                                                                    \
    DOCUMENT ("",                                                                               \
              ENERGY ("1") ", {\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"28\", \"per\": " \
                           "\"month\"}")
/* 0.5 a kWh, and 100 a kW or 20 a kVA. */
#define CHOICE                                                                                   \
    DOCUMENT ("",                                                                                \
              ENERGY ("0.5") ", {\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"100\", "       \
                             "\"choice\": \"demand\"}, {\"id\": \"c\", \"kind\": \"capacity\", " \
                             "\"rate\": \"20\", \"choice\": \"capacity\"}")
#define PEAKS \
    DOCUMENT ("", ENERGY ("1") ", {\"id\": \"x\", \"kind\": \"coincident\", \"rate\": \"2\"}")
#define RATCHET                                                                                   \
    DOCUMENT (                                                                                    \
        "", "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percent\": " \
            "\"100\"}}")
#define YEAR                                                                                      \
    DOCUMENT ("", "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"year\", \"tiers\": [{" \
                  "\"up_to\": \"1000\", \"rate\": \"1\"}, {\"rate\": \"2\"}]}")

static TallyAccountUse *
use_new (int year, int month, TallyDay end)
{
    TallyDays days = { tally_day_new (year, month, 1), end };

    return tally_account_use_new (zone_of ("Asia/Shanghai"), days, 3600);
}

/* 1 kWh an hour on @days. */
static void
fill (TallyAccountUse *use, TallyDay first, TallyDay end)
{
    for (TallyDay day = first; day.number < end.number; day.number++) {
        size_t at = tally_account_use_at (use, day);

        use->versions[day.number - use->days.first.number] = 1;
        for (size_t i = at; i < at + 24; i++) {
            use->import[i] = 1000;
            use->qualities[i] = TALLY_QUALITY_MEASURED;
        }
    }
}

static TallyAccountTerms
terms_of (TallyDay first, TallyDay end)
{
    return (TallyAccountTerms){ .interval_s = 3600, .valid = { first, end } };
}

static TallyAccountTerms
open_terms (void)
{
    return terms_of (tally_day_new (2020, 1, 1), tally_day_new (2199, 1, 1));
}

static TallyCompare *
compare (const TallyAccountTerms *terms,
         const TallyAccountUse *use,
         const char *document,
         gboolean is_own,
         GError **error)
{
    g_autoptr(TallyTariff) tariff = tariff_of (document);
    g_autoptr(GHashTable) calendars = g_hash_table_new (g_str_hash, g_str_equal);
    TallyCompareTariff row = { tariff, is_own };

    return tally_compare (terms, use, use->days.end, &row, 1, calendars, error);
}

/* "demand 100* (choice); capacity 200 (choice)", * where it is one's own. */
static char *
text_of (const TallyCompare *compared)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < compared->options->len; i++) {
        const TallyCompareOption *option = &g_array_index (compared->options, TallyCompareOption,
                                                           i);

        g_string_append_printf (text, "%s%s %" G_GINT64_FORMAT "%s%s", i > 0 ? "; " : "",
                                option->choice == TALLY_CHOICE_DEMAND ? "demand" : "capacity",
                                option->total, option->is_own ? "*" : "",
                                option->has_choice ? " (choice)" : "");
    }
    return g_string_free (text, FALSE);
}

static const struct {
    int64_t now_us;
    int first[3];
    int end[3];
} days_cases[] = {
    /* In mid-month it is the same month everywhere: 12 before it, and the month itself. */
    { INT64_C (1794744000000000), { 2025, 11, 1 }, { 2026, 12, 1 } },
    /* 2026-12-01 00:00 UTC: still November in the west, December in the east. */
    { INT64_C (1796083200000000), { 2025, 11, 1 }, { 2027, 1, 1 } },
    /* An hour before: December in the east already. */
    { INT64_C (1796079600000000), { 2025, 11, 1 }, { 2027, 1, 1 } },
};

static void
test_days (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (days_cases); i++) {
        const int *first = days_cases[i].first;
        const int *end = days_cases[i].end;
        TallyDays days = tally_compare_days (days_cases[i].now_us);

        g_assert_cmpint (days.first.number, ==,
                         tally_day_new (first[0], first[1], first[2]).number);
        g_assert_cmpint (days.end.number, ==, tally_day_new (end[0], end[1], end[2]).number);
        g_assert_cmpint (tally_days_count (days), <=, TALLY_ACCOUNT_MAX_DAYS);
    }
}

/* Measured from 11 February on: 18 and 31 days. 432 kWh and 18 of 28 days of 28; 744 kWh and 28. */
static void
test_first_values (void)
{
    g_autoptr(TallyAccountUse) use = use_new (2026, 1, tally_day_new (2026, 4, 1));
    TallyAccountTerms terms = open_terms ();
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCompare) compared = NULL;
    g_autofree char *text = NULL;
    const TallyCompareOption *option;
    size_t at;

    fill (use, tally_day_new (2026, 2, 11), tally_day_new (2026, 4, 1));
    at = tally_account_use_at (use, tally_day_new (2026, 3, 1));
    for (size_t i = 0; i < 8; i++)
        use->qualities[at + i] = i < 3   ? TALLY_QUALITY_MISSING
                                 : i < 6 ? TALLY_QUALITY_PROFILE
                                 : i < 7 ? TALLY_QUALITY_PROVISIONAL
                                         : TALLY_QUALITY_EDITED;
    compared = compare (&terms, use, FLAT, TRUE, &error);
    g_assert_no_error (error);
    text = text_of (compared);
    g_assert_cmpstr (text, ==, "demand 122200*");
    option = &g_array_index (compared->options, TallyCompareOption, 0);
    g_assert_cmpint (option->kinds[TALLY_LINE_ENERGY], ==, 117600);
    g_assert_cmpint (option->kinds[TALLY_LINE_FIXED], ==, 4600);
    g_assert_cmpint (compared->days.first.number, ==, tally_day_new (2026, 2, 1).number);
    g_assert_cmpint (compared->days.end.number, ==, tally_day_new (2026, 4, 1).number);
    g_assert_cmpint (compared->n_months, ==, 2);
    g_assert_cmpint (compared->wh, ==, 1176000);
    g_assert_cmpuint (compared->n, ==, 1176);
    g_assert_cmpuint (compared->n_missing, ==, 3);
    g_assert_cmpuint (compared->n_estimated, ==, 4);
}

typedef struct {
    const char *name;
    const char *document;
    int from[2]; /* month and day of 2026 from which there are values */
    int until[2];
    int valid[2]; /* from which the agreement holds; 0: ever */
    int end[2];
    int n_months;
    const char *options;
} MonthCase;

static const MonthCase months[] = {
    /* Ten days of an agreement: 240 kWh, and 10 of 31 days of 28. */
    { "agreement", FLAT, { 1, 1 }, { 4, 1 }, { 3, 11 }, { 3, 21 }, 1, "demand 24903" },
    /* What another had before the agreement began is not one's own. */
    { "agreement-later", FLAT, { 1, 1 }, { 2, 1 }, { 3, 11 }, { 0 }, 0, "" },
    { "nothing-measured", FLAT, { 1, 1 }, { 1, 1 }, { 0 }, { 0 }, 0, "" },
    /* 3 kW in February (see below), 1 kW in March, and a ratchet of all of it. */
    { "ratchet", RATCHET, { 2, 1 }, { 4, 1 }, { 0 }, { 0 }, 2, "demand 6000" },
    /* 672 and 744 kWh: 1,000 of the year at 1, and 416 at 2. */
    { "tiers-of-the-year", YEAR, { 2, 1 }, { 4, 1 }, { 0 }, { 0 }, 2, "demand 183200" },
    /* Only a bill knows the system's peaks. */
    { "system-peaks", PEAKS, { 2, 1 }, { 4, 1 }, { 0 }, { 0 }, 2, "" },
};

static TallyDay
day_of (const int day[2], TallyDay otherwise)
{
    return day[0] > 0 ? tally_day_new (2026, day[0], day[1]) : otherwise;
}

static void
test_months (gconstpointer data)
{
    const MonthCase *c = data;
    g_autoptr(TallyAccountUse) use = use_new (2026, 1, tally_day_new (2026, 4, 1));
    TallyAccountTerms terms = open_terms ();
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCompare) compared = NULL;
    g_autofree char *text = NULL;

    fill (use, day_of (c->from, terms.valid.first), day_of (c->until, terms.valid.end));
    if (g_str_equal (c->document, RATCHET))
        use->import[tally_account_use_at (use, tally_day_new (2026, 2, 20)) + 7] = 3000;
    terms.valid.first = day_of (c->valid, terms.valid.first);
    terms.valid.end = day_of (c->end, terms.valid.end);
    compared = compare (&terms, use, c->document, FALSE, &error);
    g_assert_no_error (error);
    text = text_of (compared);
    g_assert_cmpstr (text, ==, c->options);
    g_assert_cmpint (compared->n_months, ==, c->n_months);
    g_assert_cmpint (compared->n_refused, ==, g_str_equal (c->document, PEAKS) ? 1 : 0);
    g_assert_cmpint (tally_days_count (compared->days) > 0, ==, c->n_months > 0);
}

/* A month without values between two that have some costs nothing, not even what is fixed. */
static void
test_gap (void)
{
    g_autoptr(TallyAccountUse) use = use_new (2026, 1, tally_day_new (2026, 4, 1));
    TallyAccountTerms terms = open_terms ();
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCompare) compared = NULL;
    g_autofree char *text = NULL;

    fill (use, tally_day_new (2026, 1, 1), tally_day_new (2026, 1, 11));
    fill (use, tally_day_new (2026, 3, 1), tally_day_new (2026, 4, 1));
    compared = compare (&terms, use, FLAT, FALSE, &error);
    g_assert_no_error (error);
    text = text_of (compared);
    /* 240 and 10 of 31 days of 28; 744 and 28 */
    g_assert_cmpstr (text, ==, "demand 102103");
    g_assert_cmpint (compared->n_months, ==, 2);
    g_assert_cmpuint (compared->n, ==, 240 + 744);
}

/* Of fourteen months the last twelve: 365 days. */
static void
test_twelve (void)
{
    g_autoptr(TallyAccountUse) use = use_new (2025, 9, tally_day_new (2026, 11, 1));
    TallyAccountTerms terms = open_terms ();
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCompare) compared = NULL;
    g_autofree char *text = NULL;

    fill (use, use->days.first, use->days.end);
    compared = compare (&terms, use, FLAT, FALSE, &error);
    g_assert_no_error (error);
    text = text_of (compared);
    g_assert_cmpint (compared->days.first.number, ==, tally_day_new (2025, 11, 1).number);
    g_assert_cmpint (compared->n_months, ==, TALLY_COMPARE_MONTHS);
    g_assert_cmpint (compared->wh, ==, 8760000);
    g_assert_cmpstr (text, ==, "demand 909600"); /* 8,760 kWh and 12 times 28 */
}

/* March at 1 kW: 744 kWh at 0.5 are 372, and 100 by demand. */
static const struct {
    const char *name;
    int64_t contracted_va;
    gboolean is_own;
    TallyPriceChoice choice;
    const char *options;
} choices[] = {
    { "dearer", 6000, FALSE, TALLY_CHOICE_DEMAND,
      "demand 47200 (choice); capacity 49200 (choice)" },
    { "cheaper", 4000, TRUE, TALLY_CHOICE_DEMAND,
      "capacity 45200 (choice); demand 47200* (choice)" },
    { "own-is-capacity", 4000, TRUE, TALLY_CHOICE_CAPACITY,
      "capacity 45200* (choice); demand 47200 (choice)" },
    { "the-same", 5000, TRUE, TALLY_CHOICE_DEMAND, "demand 47200*" },
    { "the-same-by-capacity", 5000, TRUE, TALLY_CHOICE_CAPACITY, "demand 47200*" },
    /* Without a capacity there is no choice, but still a price by demand. */
    { "not-agreed-on", 0, FALSE, TALLY_CHOICE_DEMAND, "demand 47200" },
    /* That of another tariff is not this one's. */
    { "other-by-capacity", 0, FALSE, TALLY_CHOICE_CAPACITY, "demand 47200" },
    /* What one has and cannot be billed is not compared either. */
    { "own-without", 0, TRUE, TALLY_CHOICE_CAPACITY, "" },
};

static void
test_choice (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (choices); i++) {
        g_autoptr(TallyAccountUse) use = use_new (2026, 3, tally_day_new (2026, 4, 1));
        TallyAccountTerms terms = open_terms ();
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyCompare) compared = NULL;
        g_autofree char *text = NULL;

        g_test_message ("%s", choices[i].name);
        fill (use, use->days.first, use->days.end);
        terms.contracted_va = choices[i].contracted_va;
        terms.choice = choices[i].choice;
        compared = compare (&terms, use, CHOICE, choices[i].is_own, &error);
        g_assert_no_error (error);
        text = text_of (compared);
        g_assert_cmpstr (text, ==, choices[i].options);
    }
}

/* Several at once: cheapest first, at most sixteen; one that cannot be applied is left out. */
static void
test_several (void)
{
    static const char *const documents[] = { FLAT, PEAKS, DOCUMENT ("", ENERGY ("0.5")) };
    g_autoptr(TallyAccountUse) use = use_new (2026, 3, tally_day_new (2026, 4, 1));
    TallyAccountTerms terms = open_terms ();
    TallyCompareTariff rows[TALLY_COMPARE_TARIFFS + 1] = { 0 };
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCompare) compared = NULL;
    g_autofree char *text = NULL;

    fill (use, use->days.first, use->days.end);
    for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
        rows[i].tariff = tariff_of (documents[i % 3]);
    compared = tally_compare (&terms, use, use->days.end, rows, 3, NULL, &error);
    g_assert_no_error (error);
    text = text_of (compared);
    g_assert_cmpstr (text, ==, "demand 37200; demand 77200");
    g_assert_cmpint (compared->n_refused, ==, 1);
    g_clear_pointer (&compared, tally_compare_free);
    /* FLAT is the first, the fourth … the sixteenth of them: 6; the seventeenth is not seen. */
    compared = tally_compare (&terms, use, use->days.end, rows, G_N_ELEMENTS (rows), NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (compared->n_refused, ==, 5);
    g_assert_cmpuint (compared->options->len, ==, 11);
    for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
        tally_tariff_unref (rows[i].tariff);
}

/* Energy, a month's price, and the sum of months each leave 64 bits: none is told wrong. */
static void
test_overflow (void)
{
    static const struct {
        const char *rate;
        int64_t wh; /* at the begin of February, and of March */
        gboolean is_over;
    } cases[] = {
        { "1", INT64_MAX / 2 + 1, TRUE },
        /* 3 * 10^14 kWh at 1,000 are 3 * 10^19 minor units */
        { "1000", INT64_C (300000000000000000), TRUE },
        /* 10^12 kWh at 60,000 are 6 * 10^18; twice that is over 9.2 * 10^18, half of it fits */
        { "60000", INT64_C (1000000000000000), TRUE },
        { "30000", INT64_C (1000000000000000), FALSE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *document = g_strdup_printf (DOCUMENT ("", ENERGY ("%s")), cases[i].rate);
        g_autoptr(TallyAccountUse) use = use_new (2026, 2, tally_day_new (2026, 4, 1));
        TallyAccountTerms terms = open_terms ();
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyCompare) compared = NULL;

        fill (use, use->days.first, use->days.end);
        use->import[0] = use->import[28 * 24] = cases[i].wh;
        compared = compare (&terms, use, document, FALSE, &error);
        g_assert_true ((compared == NULL) == cases[i].is_over);
        if (cases[i].is_over)
            g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
        else
            g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (months); i++) {
        g_autofree char *path = g_strconcat ("/compare/months/", months[i].name, NULL);

        g_test_add_data_func (path, &months[i], test_months);
    }
    g_test_add_func ("/compare/days", test_days);
    g_test_add_func ("/compare/first-values", test_first_values);
    g_test_add_func ("/compare/gap", test_gap);
    g_test_add_func ("/compare/twelve", test_twelve);
    g_test_add_func ("/compare/choice", test_choice);
    g_test_add_func ("/compare/several", test_several);
    g_test_add_func ("/compare/overflow", test_overflow);
    return g_test_run ();
}
