// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: at the edges of a span, of a gap and of what is known, what is filled and found is still
 * what the rule says. */
#include "server/validate/estimate/tally-estimate-calc.h"
#include "tests/lib/tally-test-cases.h"
#include "tests/unit/test-estimate.h"

#include <string.h>

#define DAY 96

/* Four Shanghai days from Monday 2026-11-02; the place of an interval in its day is its value. */
static TallyCandidates *
four_days (void)
{
    TallyCandidates *main = candidates_new ("Asia/Shanghai", tally_day_new (2026, 11, 2), 4);

    for (int32_t i = 0; i < main->span.n; i++) {
        main->values[i] = i % DAY;
        main->qualities[i] = M;
    }
    return main;
}

/* ------------------------------ estimates ------------------------------ */

#define LINEAR TALLY_QUALITY_LINEAR
#define LIKE TALLY_QUALITY_LIKE_DAYS
#define PROFILE TALLY_QUALITY_PROFILE
#define CHECK TALLY_QUALITY_CHECK_METER

typedef struct {
    const char *name;
    int32_t first; /* what is missing */
    int32_t n;
    int32_t suspect; /* an interval that came, but is not believed; -1: none */
    int32_t at;      /* where is looked */
    int64_t value;
    uint8_t quality;
    gboolean has_profile; /* 4,000 W on workdays: 1,000 an interval */
} GapCase;

static const GapCase gap_cases[] = {
    { "eight-in-a-row", 200, 8, -1, 203, 11, LINEAR },
    { "nine-in-a-row", 200, 9, -1, 203, 11, LIKE },
    { "at-the-start", 0, 2, -1, 1, 0, X },
    { "at-the-end", 382, 2, -1, 383, 95, LIKE },
    { "beside-what-is-not-believed", 200, 2, 199, 201, 9, LIKE },
    { "before-what-is-not-believed", 200, 2, 202, 201, 9, LIKE },
    { "whole-span", 0, 4 * DAY, -1, 300, 1000, PROFILE, TRUE },
    { "whole-span-without-profile", 0, 4 * DAY, -1, 300, 0, X },
};

static void
test_gap (gconstpointer data)
{
    const GapCase *c = data;
    g_autoptr(TallyCandidates) main = four_days ();
    TallyProfile profile = { 0 };
    TallyLike like = { .profile = c->has_profile ? &profile : NULL, .capacity_w = 4000 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    g_auto(Result) result = result_new ();

    for (int hour = 0; hour < TALLY_PROFILE_HOURS; hour++)
        profile.hours_ppm[TALLY_CLASS_WORKDAY][hour] = 1000000;
    for (int32_t i = c->first; i < c->first + c->n; i++) {
        main->values[i] = 0;
        main->qualities[i] = X;
    }
    if (c->suspect >= 0)
        main->qualities[c->suspect] = TALLY_QUALITY_SUSPECT;
    run (&input, &result);
    g_assert_cmpint (result.qualities->data[c->at], ==, c->quality);
    g_assert_cmpint (g_array_index (result.values, int64_t, c->at), ==, c->value);
}

/* A profile needs to know how much the point can take. */
static void
test_profile_without_capacity (void)
{
    TallyProfile profile = { 0 };
    TallyLike like = { .profile = &profile };
    int64_t energy = 7;

    g_assert_false (tally_like_profile (&like, tally_day_new (2026, 11, 2), 0, 900, &energy));
    g_assert_cmpint (energy, ==, 7);
}

/* Only the days that are asked for are filled; those beside them are context. */
static void
test_only_what_is_wanted (void)
{
    g_autoptr(TallyCandidates) main = four_days ();
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    g_auto(Result) result = result_new ();

    for (int32_t i = 50; i < 70; i++)
        main->qualities[DAY + i] = main->qualities[2 * DAY + i] = main->qualities[3 * DAY + i] = X;
    input.wanted.first.number += 2;
    input.wanted.end.number -= 1;
    run (&input, &result);
    g_assert_cmpint (result.n_days, ==, 1);
    g_assert_cmpint (result.qualities->data[60], ==, LIKE); /* Tuesday is no help, Monday is */
    g_assert_cmpint (g_array_index (result.values, int64_t, 60), ==, 60);
}

typedef struct {
    const char *name;
    TallyEditMethod first;
    TallyEditMethod second;
    uint8_t first_quality;
    uint8_t second_quality;
    gboolean has_check;
} ForcedCase;

/* Of a Thursday, intervals 10 to 13 are done in one way and 14 to 17 in another. */
static const ForcedCase forced_cases[] = {
    { "like-days-beside-linear", TALLY_EDIT_LIKE_DAYS, TALLY_EDIT_LINEAR, LIKE, LIKE },
    { "check-beside-like-days", TALLY_EDIT_CHECK, TALLY_EDIT_LIKE_DAYS, CHECK, LIKE, TRUE },
    { "check-where-there-is-none", TALLY_EDIT_CHECK, TALLY_EDIT_LIKE_DAYS, LIKE, LIKE },
    { "profile-beside-auto", TALLY_EDIT_PROFILE, TALLY_EDIT_AUTO, PROFILE, LIKE },
};

static void
test_forced (gconstpointer data)
{
    const ForcedCase *c = data;
    g_autoptr(TallyCandidates) main = four_days ();
    g_autoptr(TallyCandidates) check = tally_candidates_new (main->span);
    g_autoptr(GArray) edits = g_array_new (FALSE, FALSE, sizeof (TallyEdit));
    int32_t day = main->span.days.end.number - 1;
    TallyEdit made[] = { { day - 9, 0, DAY, TALLY_EDIT_VALUE, 5 },
                         { day, 10, 14, c->first, 0 },
                         { day, 14, 18, c->second, 0 } };
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    g_auto(Result) result = result_new ();

    for (int32_t i = 3 * DAY; c->has_check && i < 3 * DAY + 14; i++) {
        check->values[i] = 77;
        check->qualities[i] = M;
    }
    input.check = check;
    input.edits = edits;
    g_array_append_vals (edits, made, G_N_ELEMENTS (made));
    run (&input, &result);
    g_assert_cmpint (result.qualities->data[3 * DAY + 11], ==, c->first_quality);
    g_assert_cmpint (result.qualities->data[3 * DAY + 15], ==, c->second_quality);
    g_assert_cmpint (g_array_index (result.values, int64_t, 3 * DAY + 11), ==,
                     c->first_quality == CHECK ? 77 : 11);
    g_assert_cmpint (g_array_index (result.values, int64_t, 3 * DAY + 15), ==, 15);
}

/* What a person chose cannot always be done; then the usual order is taken. */
static void
test_forced_in_vain (void)
{
    g_autoptr(TallyCandidates)
                   main = candidates_new ("Asia/Shanghai", tally_day_new (2026, 11, 2), 1);
    g_autoptr(GArray) edits = g_array_new (FALSE, FALSE, sizeof (TallyEdit));
    TallyEdit made[] = { { main->span.days.first.number, 10, 12, TALLY_EDIT_LIKE_DAYS, 0 },
                         { main->span.days.first.number, 20, 22, TALLY_EDIT_PROFILE, 0 } };
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    g_auto(Result) result = result_new ();

    for (int32_t i = 0; i < main->span.n; i++) {
        main->values[i] = 30;
        main->qualities[i] = M;
    }
    input.edits = edits;
    g_array_append_vals (edits, made, G_N_ELEMENTS (made));
    run (&input, &result);
    g_assert_cmpint (result.qualities->data[10], ==, LINEAR);
    g_assert_cmpint (result.qualities->data[21], ==, LINEAR);
    g_assert_cmpint (g_array_index (result.values, int64_t, 21), ==, 30);
}

/* A gap that only one reading bounds, or readings of two meters, is not spread. */
static void
test_readings_that_bound_nothing (void)
{
    g_autoptr(TallyCandidates) main = four_days ();
    int64_t start = main->span.start;
    TallyReading readings[] = {
        { start + 100 * 900, 0, 1, { 1, 1 }, 1000000, 0 },
        { start + 200 * 900, 700000, 1, { 1, 1 }, 1000000, 0 },
        { start + 300 * 900, 9, 2, { 1, 1 }, 1000000, 0 },
    };
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    g_auto(Result) result = result_new ();

    for (int32_t i = 0; i < 20; i++)
        main->qualities[40 + i] = main->qualities[140 + i] = main->qualities[240 + i] = X;
    g_array_append_vals (main->readings, readings, G_N_ELEMENTS (readings));
    run (&input, &result);
    g_assert_cmpint (result.qualities->data[50], ==, X);
    g_assert_cmpint (result.qualities->data[150], ==, TALLY_QUALITY_REGISTER_DIFFERENCE);
    g_assert_cmpint (result.qualities->data[258], ==, LIKE); /* of Monday, which has that place */
}

/* ------------------------------ whole days ------------------------------ */

static gboolean
refuse (TallyDay day,
        const int64_t *values,
        const uint8_t *qualities,
        int32_t n,
        GArray *findings,
        gpointer user_data,
        GError **error)
{
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "no space");
    return FALSE;
}

static void
test_who_takes_it_fails (void)
{
    g_autoptr(TallyCandidates) main = four_days ();
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_validate_calc (&input, refuse, NULL, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
}

typedef struct {
    const char *name;
    int64_t like_days;
    int temperature; /* of the days before; that of the day is 1 */
    int32_t lost;    /* a day before of which an interval is missing; -1: none */
    int64_t check;   /* what the check meter says of each interval; -1: there is none */
    int64_t tolerance_ppm;
    const char *found;
    const char *not_found;
} DayCase;

/* The last day has twice the use of those before. */
static const DayCase day_cases[] = {
    { "twice-the-use", 28, 1, -1, -1, 0, "high-usage:0:96", NULL },
    { "of-other-temperature", 28, 2, -1, -1, 0, NULL, "high-usage" },
    { "days-before-are-not-looked-at", 0, 1, -1, -1, 0, NULL, "high-usage" },
    { "two-whole-days-are-too-few", 28, 1, 2, -1, 0, NULL, "high-usage" },
    { "check-agrees", 28, 1, -1, 200, 5000, NULL, "main-check" },
    { "check-differs", 28, 1, -1, 190, 5000, "main-check", NULL },
    { "check-differs-as-it-may", 28, 1, -1, 190, 90000, NULL, "main-check" },
};

static void
test_day (gconstpointer data)
{
    const DayCase *c = data;
    g_autoptr(TallyCandidates) main = four_days ();
    g_autoptr(TallyCandidates) check = tally_candidates_new (main->span);
    g_autoptr(GHashTable) temperatures = g_hash_table_new (NULL, NULL);
    TallyLike like = { .temperatures = temperatures };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    TallyPastSum past[] = { { main->span.days.first.number - 200, 100 },
                            { main->span.days.first.number + 3 - 364 + 3, 1000000 } };
    g_auto(Result) result = result_new ();

    for (int32_t i = 0; i < main->span.n; i++) {
        main->values[i] = i < 3 * DAY ? 100 : 200;
        check->values[i] = c->check;
        check->qualities[i] = i == main->span.n - 1 ? X : M;
    }
    for (int32_t k = 0; k < 4; k++)
        g_hash_table_insert (temperatures, GINT_TO_POINTER (main->span.days.first.number + k),
                             GINT_TO_POINTER (k < 3 ? c->temperature : 1));
    if (c->lost >= 0) {
        rules.linear_intervals = 0;
        main->qualities[c->lost * DAY + 95] = X;
    }
    rules.usage_high_ppm = 1500000;
    rules.like_days = c->like_days;
    rules.usage_year_before = 1;
    rules.deadline_s = 1;
    input.past = past; /* a Sunday, and a day too far away: neither is like a Thursday */
    input.n_past = G_N_ELEMENTS (past);
    input.check = c->check >= 0 ? check : NULL;
    input.tolerance_ppm = c->tolerance_ppm;
    input.wanted.first.number += 3;
    run (&input, &result);
    g_test_message ("%s", result.findings->str);
    if (c->found != NULL)
        g_assert_nonnull (strstr (result.findings->str, c->found));
    if (c->not_found != NULL)
        g_assert_null (strstr (result.findings->str, c->not_found));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD_ALL ("/validate-edges/gap/", gap_cases, test_gap);
    ADD_ALL ("/validate-edges/forced/", forced_cases, test_forced);
    ADD_ALL ("/validate-edges/day/", day_cases, test_day);
    g_test_add_func ("/validate-edges/profile-without-capacity", test_profile_without_capacity);
    g_test_add_func ("/validate-edges/only-what-is-wanted", test_only_what_is_wanted);
    g_test_add_func ("/validate-edges/forced-in-vain", test_forced_in_vain);
    g_test_add_func ("/validate-edges/readings-that-bound-nothing",
                     test_readings_that_bound_nothing);
    g_test_add_func ("/validate-edges/who-takes-it-fails", test_who_takes_it_fails);

    return g_test_run ();
}
