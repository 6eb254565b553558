// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: over whole days of any market, with gaps and edits, each interval comes out once, made as
 * it should be. */
#include "tests/unit/test-estimate.h"
#include "server/validate/estimate/tally-estimate-calc.h"
#include "tests/lib/tally-test-cases.h"

#include <string.h>

typedef struct {
    const char *name;
    const char *zone;
    int year;
    int month;
    int day;
    int n;
} DayCase;

static const DayCase day_cases[] = {
    { "berlin-short", "Europe/Berlin", 2026, 3, 29, 92 },
    { "berlin-plain", "Europe/Berlin", 2026, 3, 30, 96 },
    { "berlin-long", "Europe/Berlin", 2026, 10, 25, 100 },
    { "new-york-short", "America/New_York", 2026, 3, 8, 92 },
    { "new-york-long", "America/New_York", 2026, 11, 1, 100 },
    { "lord-howe-short", "Australia/Lord_Howe", 2026, 10, 4, 94 },
    { "lord-howe-long", "Australia/Lord_Howe", 2026, 4, 5, 98 },
    { "shanghai", "Asia/Shanghai", 2026, 10, 25, 96 },
    { "leap-day", "Europe/Berlin", 2028, 2, 29, 96 },
};

/* A frame for each hour of three days, one of them lost: every interval comes out once, with what
 * its own hour said, and what was lost is estimated. */
static void
test_day (gconstpointer data)
{
    const DayCase *c = data;
    TallyDay day = tally_day_new (c->year, c->month, c->day);
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    g_autoptr(TallyCandidates) main = candidates_new (c->zone, (TallyDay){ day.number - 1 }, 3);
    TallyValidateInput input = input_of (main, &like, &rules);
    g_auto(Result) result = result_new ();
    int32_t first = tally_span_first (&main->span, day);
    int32_t lost = first + 40;

    for (int32_t i = 0; i < main->span.n; i++) {
        int64_t value = 1000 + i;
        uint8_t quality = M;
        TallyArrived arrived = { .first_at = main->span.start + (int64_t) i * 900,
                                 .interval_s = 900,
                                 .n = 1,
                                 .counts = &value,
                                 .qualities = &quality,
                                 .ratio = { 1, 1 },
                                 .rank = 1,
                                 .until = INT64_MAX };

        if (i / 4 != lost / 4)
            g_assert_true (tally_candidates_add (main, &arrived));
    }
    run (&input, &result);
    g_assert_cmpint (result.n_days, ==, 3);
    g_assert_cmpint (result.lengths[1], ==, c->n);
    g_assert_cmpint (tally_day_start (main->span.zone, (TallyDay){ day.number + 1 })
                         - tally_day_start (main->span.zone, day),
                     ==, c->n * 900);
    g_assert_cmpint (result.values->len, ==, main->span.n);
    for (int32_t i = 0; i < main->span.n; i++) {
        /* What was lost lies on a line, and a straight line finds it again. */
        g_assert_cmpint (g_array_index (result.values, int64_t, i), ==, 1000 + i);
        g_assert_cmpint (result.qualities->data[i], ==,
                         i / 4 == lost / 4 ? TALLY_QUALITY_LINEAR : M);
    }
}

/* A monday in Shanghai and the three weeks before, every interval 100. */
static TallyCandidates *
plain_weeks (void)
{
    TallyCandidates *main = candidates_new ("Asia/Shanghai", tally_day_new (2026, 11, 2), 22);

    for (int32_t i = 0; i < main->span.n; i++) {
        main->values[i] = 100;
        main->qualities[i] = M;
    }
    return main;
}

typedef struct {
    const char *name;
    TallyEditMethod method;
    int64_t value;
    int64_t result;
    uint8_t quality;
} EditCase;

/* Of a day of 100s, intervals 10 to 14 that say 900 are edited. */
static const EditCase edit_cases[] = {
    { "value", TALLY_EDIT_VALUE, 77, 77, TALLY_QUALITY_EDITED },
    { "auto", TALLY_EDIT_AUTO, 0, 100, TALLY_QUALITY_LINEAR },
    { "linear", TALLY_EDIT_LINEAR, 0, 100, TALLY_QUALITY_LINEAR },
    { "like-days", TALLY_EDIT_LIKE_DAYS, 0, 100, TALLY_QUALITY_LIKE_DAYS },
    { "profile", TALLY_EDIT_PROFILE, 0, 100, TALLY_QUALITY_PROFILE },
    { "check", TALLY_EDIT_CHECK, 0, 55, TALLY_QUALITY_CHECK_METER },
};

static void
test_edit (gconstpointer data)
{
    const EditCase *c = data;
    g_autoptr(TallyCandidates) main = plain_weeks ();
    g_autoptr(TallyCandidates) check = tally_candidates_new (main->span);
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    int32_t day = main->span.days.end.number - 1;
    int32_t first = main->span.n - 96;
    g_autoptr(GArray) edits = g_array_new (FALSE, FALSE, sizeof (TallyEdit));
    TallyEdit earlier = { day, 8, 13, TALLY_EDIT_VALUE, 1 };
    TallyEdit edit = { day, 10, 14, c->method, c->value };
    TallyEdit elsewhere = { day + 1, 0, 96, TALLY_EDIT_VALUE, 5 };
    g_auto(Result) result = result_new ();

    earlier.first = 10;
    g_array_append_val (edits, earlier);
    g_array_append_val (edits, edit);
    g_array_append_val (edits, elsewhere);
    for (int32_t i = first + 10; i < first + 14; i++)
        main->values[i] = 900;
    if (c->method == TALLY_EDIT_CHECK) {
        input.check = check;
        for (int32_t i = 0; i < main->span.n; i++) {
            check->values[i] = 55;
            check->qualities[i] = M;
        }
    }
    input.edits = edits;
    input.wanted.first.number = day;
    run (&input, &result);
    g_assert_cmpint (result.values->len, ==, 96);
    for (guint i = 0; i < 96; i++) {
        gboolean is_edited = i >= 10 && i < 14;

        g_assert_cmpint (g_array_index (result.values, int64_t, i), ==,
                         is_edited ? c->result : 100);
        g_assert_cmpint (result.qualities->data[i], ==, is_edited ? c->quality : M);
    }
}

static void
test_edit_methods_have_names (void)
{
    static const char *const names[] = { "auto",      "check",   "register", "linear",
                                         "like-days", "profile", "value" };
    TallyEditMethod method;

    for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
        g_assert_true (tally_edit_method_find (names[i], &method));
        g_assert_cmpint (method, ==, i);
    }
    g_assert_false (tally_edit_method_find ("guess", &method));
}

/* A gap is provisional till the deadline, substituted after it, measured once its reading is in. */
static void
test_provisional_then_substituted_then_measured (void)
{
    static const uint8_t expected[] = { TALLY_QUALITY_PROVISIONAL, TALLY_QUALITY_LINEAR, M };

    for (int stage = 0; stage < 3; stage++) {
        g_autoptr(TallyCandidates) main = plain_weeks ();
        TallyLike like = { 0 };
        TallyRules rules = some_rules ();
        TallyValidateInput input = input_of (main, &like, &rules);
        int64_t end = main->span.start + (int64_t) main->span.n * 900;
        g_auto(Result) result = result_new ();

        rules.deadline_s = 7200;
        input.now = stage == 0 ? end + 7199 : end + 7200;
        if (stage < 2)
            main->qualities[main->span.n - 50] = X;
        run (&input, &result);
        g_assert_cmpint (result.qualities->data[main->span.n - 50], ==, expected[stage]);
        g_assert_cmpint (g_array_index (result.values, int64_t, main->span.n - 50), ==, 100);
    }
}

/* A day of 9,600 is missing between registers that say 9,700 more than is known: of registers up to
 * 34 days apart the day gets that, of others what days like it had. */
static void
test_registers_far_apart (void)
{
    for (int32_t days = 33; days <= 35; days++) {
        g_autoptr(TallyCandidates)
                       main = candidates_new ("Asia/Shanghai", tally_day_new (2026, 9, 1), 40);
        TallyLike like = { 0 };
        TallyRules rules = some_rules ();
        TallyValidateInput input = input_of (main, &like, &rules);
        TallyReading readings[] = {
            { main->span.start + 86400, 1000000, 1, { 1, 1 }, 10000000, 0 },
            { main->span.start + (1 + days) * 86400,
              1000000 + (days - 1) * 9600 + 9700,
              1,
              { 1, 1 },
              10000000,
              0 },
        };
        int32_t missing = tally_span_first (&main->span, tally_day_new (2026, 9, 29));
        g_auto(Result) result = result_new ();
        int64_t sum = 0;

        for (int32_t i = 0; i < main->span.n; i++) {
            main->values[i] = 100;
            main->qualities[i] = i >= missing && i < missing + 96 ? X : M;
        }
        g_array_append_vals (main->readings, readings, G_N_ELEMENTS (readings));
        run (&input, &result);
        for (int32_t i = missing; i < missing + 96; i++)
            sum += g_array_index (result.values, int64_t, i);
        g_assert_cmpint (sum, ==, days <= 34 ? 9700 : 9600);
        g_assert_cmpint (result.qualities->data[missing], ==,
                         days <= 34 ? TALLY_QUALITY_REGISTER_DIFFERENCE : TALLY_QUALITY_LIKE_DAYS);
    }
}

/* A register that went back: what the capacity allows is a rollover, unless a person decides. */
static void
test_rollover_is_decided (void)
{
    for (int decided = 0; decided < 3; decided++) {
        g_autoptr(TallyCandidates) main = plain_weeks ();
        TallyRolloverDecision decision = { main->span.start, main->span.start + 86401,
                                           decided == 1 };
        TallyReading before = { main->span.start, 999900, 1, { 1, 1 }, 1000000, 0 };
        TallyReading after = { main->span.start + 86400, 700, 1, { 1, 1 }, 1000000, 0 };
        gboolean rolled_over;
        int64_t energy;

        main->capacity_w = decided == 1 ? 1 : 1000000;
        if (decided > 0)
            g_array_append_val (main->decisions, decision);
        g_assert_cmpint (tally_candidates_difference (main, &before, &after, &energy, &rolled_over),
                         ==, decided != 2);
        g_assert_true (rolled_over);
        g_assert_cmpint (energy, ==, 800);
    }
}

static void
test_implausible_rollover_is_a_decrease (void)
{
    g_autoptr(TallyCandidates) main = plain_weeks ();
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    TallyReading readings[] = {
        { main->span.start, 500000, 1, { 1, 1 }, 1000000, 0 },
        { main->span.start + 900, 499999, 1, { 1, 1 }, 1000000, 0 },
        { main->span.start + 1800, 500100, 1, { 1, 1 }, 100, 0 },
        { main->span.start + 2700, 400000, 1, { 1, 1 }, 100, 0 },
    };
    g_auto(Result) result = result_new ();

    input.capacity_w = 100000;
    g_array_append_vals (main->readings, readings, G_N_ELEMENTS (readings));
    run (&input, &result);
    g_assert_nonnull (strstr (result.findings->str, "register-decrease:0:1"));
    g_assert_nonnull (strstr (result.findings->str, "register-decrease:2:1"));
}

/* What is off the grid, or came before it was over, is not used and leaves its mark. */
static void
test_stamps (void)
{
    g_autoptr(TallyCandidates) main = plain_weeks ();
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    int64_t values[4] = { 7, 7, 7, 7 };
    uint8_t qualities[4] = { M, M, M, M };
    TallyArrived arrived = { .first_at = main->span.start + 10,
                             .interval_s = 900,
                             .n = 4,
                             .counts = values,
                             .qualities = qualities,
                             .ratio = { 1, 1 },
                             .rank = 1,
                             .until = INT64_MAX };
    g_auto(Result) result = result_new ();

    g_assert_false (tally_candidates_add (main, &arrived));
    arrived.first_at = main->span.start + 9000;
    arrived.received_at = arrived.first_at + 1800 - TALLY_STAMP_AHEAD_S;
    g_assert_true (tally_candidates_add (main, &arrived));
    arrived.received_at = arrived.first_at - 2 * TALLY_STAMP_AHEAD_S;
    g_assert_true (tally_candidates_add (main, &arrived));
    main->conflicts[20] = 1;
    run (&input, &result);
    g_assert_true (g_str_has_prefix (result.findings->str,
                                     "off-grid:0:4 future:12:2 future:10:4 conflict:20:1 "));
    g_assert_cmpint (g_array_index (result.values, int64_t, 10), ==, 7);
    g_assert_cmpint (g_array_index (result.values, int64_t, 12), ==, 100);
}

/* A point without any history takes the profile of its kind; without one it is missing. */
static void
test_profile_of_the_kind (void)
{
    TallyProfile profile = { 0 };
    TallyRules rules = some_rules ();

    for (int has_profile = 0; has_profile < 2; has_profile++) {
        g_autoptr(TallyCandidates)
                       main = candidates_new ("Asia/Shanghai", tally_day_new (2026, 11, 7), 2);
        TallyLike like = { .profile = has_profile ? &profile : NULL, .capacity_w = 4000000 };
        TallyValidateInput input = input_of (main, &like, &rules);
        g_auto(Result) result = result_new ();

        profile.hours_ppm[TALLY_CLASS_SATURDAY][23] = 500000;
        profile.hours_ppm[TALLY_CLASS_SUNDAY][0] = 250000;
        run (&input, &result);
        g_assert_cmpint (result.qualities->data[95], ==, has_profile ? TALLY_QUALITY_PROFILE : X);
        g_assert_cmpint (g_array_index (result.values, int64_t, 95), ==, has_profile ? 500000 : 0);
        g_assert_cmpint (g_array_index (result.values, int64_t, 96), ==, has_profile ? 250000 : 0);
    }
}

/* Days of another temperature are not like days, where it is known. */
static void
test_temperature (void)
{
    g_autoptr(GHashTable) temperatures = g_hash_table_new (NULL, NULL);
    TallyLike like = { .temperatures = temperatures };
    TallyDay monday = tally_day_new (2026, 11, 2);
    TallyDay tuesday = tally_day_new (2026, 11, 3);
    TallyDay sunday = tally_day_new (2026, 11, 8);

    g_assert_true (tally_like_is (&like, monday, tuesday));
    g_assert_false (tally_like_is (&like, monday, sunday));
    g_hash_table_insert (temperatures, GINT_TO_POINTER (monday.number), GINT_TO_POINTER (1));
    g_assert_true (tally_like_is (&like, monday, tuesday));
    g_hash_table_insert (temperatures, GINT_TO_POINTER (tuesday.number), GINT_TO_POINTER (2));
    g_assert_false (tally_like_is (&like, monday, tuesday));
}

/* Use beyond the weeks before and the year before. */
static void
test_usage_of_years (void)
{
    g_autoptr(TallyCandidates) main = plain_weeks ();
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    int32_t day = main->span.days.end.number - 1;
    TallyPastSum past[] = { { day - 364, 900000 }, { day - 363, 900000 }, { day - 300, 1 } };
    g_auto(Result) result = result_new ();
    g_auto(Result) again = result_new ();

    rules.usage_high_ppm = 3000000;
    input.wanted.first.number = day;
    for (int32_t i = main->span.n - 96; i < main->span.n; i++)
        main->values[i] = 301;
    run (&input, &result);
    g_assert_nonnull (strstr (result.findings->str, "high-usage:0:96"));
    rules.usage_year_before = 1;
    input.past = past;
    input.n_past = G_N_ELEMENTS (past);
    run (&input, &again);
    g_assert_null (strstr (again.findings->str, "high-usage"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD_ALL ("/estimate/day/", day_cases, test_day);
    ADD_ALL ("/estimate/edit/", edit_cases, test_edit);
    g_test_add_func ("/estimate/edit-methods-have-names", test_edit_methods_have_names);
    g_test_add_func ("/estimate/provisional-then-substituted-then-measured",
                     test_provisional_then_substituted_then_measured);
    g_test_add_func ("/estimate/registers-far-apart", test_registers_far_apart);
    g_test_add_func ("/estimate/rollover-is-decided", test_rollover_is_decided);
    g_test_add_func ("/estimate/implausible-rollover-is-a-decrease",
                     test_implausible_rollover_is_a_decrease);
    g_test_add_func ("/estimate/stamps", test_stamps);
    g_test_add_func ("/estimate/profile-of-the-kind", test_profile_of_the_kind);
    g_test_add_func ("/estimate/temperature", test_temperature);
    g_test_add_func ("/estimate/usage-of-years", test_usage_of_years);

    return g_test_run ();
}
