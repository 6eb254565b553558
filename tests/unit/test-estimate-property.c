// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever is lost, whenever a meter is exchanged or passes its end, estimates add up to the
 * registers exactly; and frames in any order make the same days. */
#include "server/validate/rules/tally-unchanged-calc.h"
#include "tests/unit/test-estimate.h"

#include <string.h>

/* A month of energies and the registers of a meter that is exchanged in its middle and may pass its
 * end; some readings and many intervals are lost. */
typedef struct {
    int64_t *truth;
    int64_t *upto; /* register truth, primary */
    TallyCandidates *main;
    int32_t exchanged;
} Month;

static void
month_clear (Month *month)
{
    g_free (month->truth);
    g_free (month->upto);
    g_clear_pointer (&month->main, tally_candidates_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Month, month_clear)

static void
add_reading (Month *month, int32_t bound, gboolean is_old, int64_t begin)
{
    int64_t ratio = is_old ? 40 : 20;
    int64_t end = 1000000;
    TallyReading reading = {
        .at = month->main->span.start + (int64_t) bound * 900,
        .count = (begin
                  + (month->upto[bound] - (is_old ? 0 : month->upto[month->exchanged])) / ratio)
                 % end,
        .meter_id = is_old ? 9 : 4,
        .ratio = { ratio, 1 },
        .rolls_over_at = end,
        .since = is_old ? 1 : 2,
    };

    g_array_append_val (month->main->readings, reading);
}

static Month
month_new (GRand *rand)
{
    Month month = { 0 };
    int32_t n;
    int64_t old_begin = 1000000 - g_rand_int_range (rand, 1, 200000);
    int64_t new_begin = g_rand_int_range (rand, 0, 1000000);

    month.main = candidates_new ("Europe/Berlin", tally_day_new (2026, 10, 1), DAYS);
    n = month.main->span.n;
    month.truth = g_new0 (int64_t, (size_t) n);
    month.upto = g_new0 (int64_t, (size_t) n + 1);
    month.exchanged = g_rand_int_range (rand, 200, n - 200);
    for (int32_t i = 0; i < n; i++) {
        month.truth[i] = 40 * g_rand_int_range (rand, 0, 300);
        month.upto[i + 1] = month.upto[i] + month.truth[i];
        month.main->values[i] = month.truth[i];
        month.main->qualities[i] = M;
    }
    for (int32_t bound = 0; bound <= n; bound += 96) {
        if (bound == 0 || bound + 96 > n || g_rand_int_range (rand, 0, 4) > 0)
            add_reading (&month, bound, bound < month.exchanged,
                         bound < month.exchanged ? old_begin : new_begin);
    }
    add_reading (&month, n, FALSE, new_begin);
    add_reading (&month, month.exchanged, TRUE, old_begin);
    add_reading (&month, month.exchanged, FALSE, new_begin);
    for (int k = 0; k < 20; k++) {
        int32_t from = g_rand_int_range (rand, 0, n - 100);
        int32_t length = g_rand_int_range (rand, 1, 100);

        for (int32_t i = from; i < from + length; i++) {
            month.main->values[i] = 0;
            month.main->qualities[i] = X;
        }
    }
    return month;
}

/* Registers that are read in another order say the same. */
static void
shuffle (GRand *rand, GArray *readings)
{
    for (guint i = readings->len; i > 1; i--) {
        guint k = (guint) g_rand_int_range (rand, 0, (gint32) i);
        TallyReading kept = g_array_index (readings, TallyReading, i - 1);

        g_array_index (readings, TallyReading, i - 1) = g_array_index (readings, TallyReading, k);
        g_array_index (readings, TallyReading, k) = kept;
    }
}

static void
check_month (guint32 seed)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
    g_auto(Month) month = month_new (rand);
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (month.main, &like, &rules);
    g_auto(Result) result = result_new ();
    int32_t n = month.main->span.n;
    int64_t sum = 0;
    int64_t between = 0;
    int64_t given = 0;

    shuffle (rand, month.main->readings);
    run (&input, &result);
    for (int32_t i = 0; i < n; i++) {
        int64_t value = g_array_index (result.values, int64_t, i);
        int64_t at = month.main->span.start + (int64_t) (i + 1) * 900;

        g_assert_cmpint (result.qualities->data[i], !=, X);
        if (result.qualities->data[i] == M)
            g_assert_cmpint (value, ==, month.truth[i]);
        sum += value;
        between += month.truth[i];
        given += value;
        if (tally_candidates_find_reading (month.main, at) != NULL) {
            g_assert_cmpint (given, ==, between);
            given = between = 0;
        }
    }
    g_assert_cmpint (sum, ==, month.upto[n]);
    g_assert_null (strstr (result.findings->str, "register-decrease"));
}

static void
test_registers_are_kept_exactly (void)
{
    const char *wanted = g_getenv ("TALLY_PROPERTY_RUNS");
    guint64 runs = wanted != NULL ? g_ascii_strtoull (wanted, NULL, 10) : 60;

    for (guint32 seed = 1; seed <= runs; seed++)
        check_month (seed);
}

/* Frames in any order, with duplicates and contradictions: the same days. */
static void
test_order_does_not_matter (void)
{
    g_autofree char *expected = NULL;

    for (guint32 seed = 1; seed <= 200; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
        g_autoptr(TallyCandidates)
                       main = candidates_new ("Europe/Berlin", tally_day_new (2026, 10, 24), 3);
        TallyLike like = { 0 };
        TallyRules rules = some_rules ();
        TallyValidateInput input = input_of (main, &like, &rules);
        g_auto(Result) result = result_new ();
        int order[120];
        g_autofree char *found = NULL;

        for (int k = 0; k < 120; k++)
            order[k] = k;
        for (int k = 119; k > 0; k--) {
            int other = g_rand_int_range (rand, 0, k + 1);
            int kept = order[k];

            order[k] = order[other];
            order[other] = kept;
        }
        for (int k = 0; k < 120; k++) {
            int which = order[k];
            int64_t values[8];
            uint8_t qualities[8] = { 0 };
            TallyArrived arrived = { .first_at = main->span.start + (which * 5 % 280) * 900,
                                     .interval_s = 900,
                                     .n = 8,
                                     .counts = values,
                                     .qualities = qualities,
                                     .ratio = { 1, 1 },
                                     .rank = (uint8_t) (1 + which % 3),
                                     .tie = (uint64_t) which * 7919 % 1009,
                                     .until = INT64_MAX };

            for (int i = 0; i < 8; i++)
                values[i] = 100 + which * 13 % 57 + i;
            qualities[which % 8] = which % 5 == 0 ? X : M;
            tally_candidates_add (main, &arrived);
        }
        run (&input, &result);
        found = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) result.values->data,
                                             result.values->len * sizeof (int64_t));
        if (expected == NULL)
            expected = g_steal_pointer (&found);
        else
            g_assert_cmpstr (found, ==, expected);
    }
}

#define RANGE_DAYS 62
#define BEFORE TALLY_VALIDATE_DAYS_BEFORE

/* What arrived of interval @i, counted from 28 days before the range: now and then nothing for an
 * hour or a day, over midnight too, and for three days always the same. */
static gboolean
arrived_at (int32_t i, int64_t *value)
{
    uint32_t noise = (uint32_t) i * 2654435761u;
    int32_t day = i / 96;

    *value = day % 31 > 27 ? 40 : 100 + i % 96 + (int64_t) (noise >> 26);
    return !(i % 700 < 4 || i % 1100 > 1090 || day % 17 == 5 || (day % 9 == 2 && i % 96 > 93)
             || (day % 9 == 3 && i % 96 < 2));
}

/* Other rules from the middle of the range on: lines of two hours, then of half an hour. */
static const TallyRules *
dated_rules (TallyDay day, gpointer data)
{
    const TallyRules *rules = data;
    int32_t k = day.number - tally_day_new (2026, 9, 1).number;

    return k < -20 ? NULL : &rules[k >= RANGE_DAYS / 2];
}

/* Days @first to @end of the range, each on the span that it needs. */
static void
run_range (int32_t first, int32_t end, TallyRules rules[2], Result *result)
{
    TallyDay start = tally_day_new (2026, 9, 1);
    int32_t n_days = end - first + BEFORE + TALLY_VALIDATE_DAYS_AFTER;
    g_autoptr(TallyCandidates)
                   main = candidates_new ("UTC", (TallyDay){ start.number + first - BEFORE },
                                          n_days);
    TallyLike like = { 0 };
    TallyValidateInput input = input_of (main, &like, rules);

    for (int32_t i = 0; i < main->span.n; i++) {
        if (!arrived_at (first * 96 + i, &main->values[i]))
            main->values[i] = 0;
        else
            main->qualities[i] = M;
    }
    input.rules_of = dated_rules;
    input.wanted = (TallyDays){ { start.number + first }, { start.number + end } };
    run (&input, result);
}

/* A day is what it is, whether it is validated with 2, with 9 or with 61 others. */
static void
test_range_does_not_matter (void)
{
    static const int32_t lengths[] = { 3, 10 };
    TallyRules rules[2] = { some_rules (), some_rules () };
    g_auto(Result) whole = result_new ();

    rules[1].linear_intervals = 2;
    rules[1].like_days = 14;
    for (int i = 0; i < 2; i++) {
        rules[i].unchanged_intervals = 200;
        rules[i].usage_high_ppm = 1050000;
    }
    run_range (0, RANGE_DAYS, rules, &whole);
    g_assert_nonnull (strstr (whole.findings->str, "unchanged:0:96"));
    g_assert_nonnull (strstr (whole.findings->str, "high-usage"));
    for (size_t l = 0; l < G_N_ELEMENTS (lengths); l++) {
        g_auto(Result) parts = result_new ();

        for (int32_t first = 0; first < RANGE_DAYS; first += lengths[l])
            run_range (first, MIN (first + lengths[l], RANGE_DAYS), rules, &parts);
        g_assert_cmpmem (parts.values->data, parts.values->len * sizeof (int64_t),
                         whole.values->data, whole.values->len * sizeof (int64_t));
        g_assert_cmpmem (parts.qualities->data, parts.qualities->len, whole.qualities->data,
                         whole.qualities->len);
        g_assert_cmpstr (parts.findings->str, ==, whole.findings->str);
    }
}

/* Frames of whole units are taken the short way, those with a fraction the exact one: a count of 3
 * whole units is one of 6 halves, wherever the frame lies, its meter hung and whatever it met. */
static void
test_short_way_is_exact (void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed (131);

    for (int round = 0; round < 3000; round++) {
        g_autoptr(TallyCandidates)
                       whole = candidates_new ("Europe/Berlin", tally_day_new (2026, 10, 24), 2);
        g_autoptr(TallyCandidates)
                       half = candidates_new ("Europe/Berlin", tally_day_new (2026, 10, 24), 2);
        size_t n = (size_t) whole->span.n;

        for (int frame = 0; frame < 3; frame++) {
            static const uint8_t among[] = {
                M, M, M, TALLY_QUALITY_MISSING, TALLY_QUALITY_EDITED, TALLY_QUALITY_PROVISIONAL
            };
            int64_t counts[96];
            uint8_t qualities[96];
            TallyArrived arrived = { .interval_s = 900, .counts = counts, .qualities = qualities };

            arrived.n = g_rand_int_range (rand, 1, 97);
            arrived.first_at = whole->span.start
                               + INT64_C (900) * g_rand_int_range (rand, -120, (int32_t) n + 20);
            arrived.rank = (uint8_t) g_rand_int_range (rand, 1, 5);
            arrived.tie = (uint64_t) g_rand_int_range (rand, 0, 3);
            arrived.from = arrived.first_at + g_rand_int_range (rand, -40000, 20000);
            arrived.until = g_rand_boolean (rand)
                                ? INT64_MAX
                                : arrived.first_at + g_rand_int_range (rand, -2000, 96 * 900);
            if (g_rand_boolean (rand))
                arrived.received_at = arrived.first_at + g_rand_int_range (rand, -9000, 90000);
            for (int i = 0; i < 96; i++) {
                counts[i] = g_rand_int_range (rand, -2, 3);
                qualities[i] = among[g_rand_int_range (rand, 0, G_N_ELEMENTS (among))];
            }
            arrived.ratio = (TallyRatio){ 3, 1 };
            g_assert_true (tally_candidates_add (whole, &arrived));
            arrived.ratio = (TallyRatio){ 6, 2 };
            g_assert_true (tally_candidates_add (half, &arrived));
        }
        g_assert_cmpmem (whole->values, n * sizeof (int64_t), half->values, n * sizeof (int64_t));
        g_assert_cmpmem (whole->qualities, n, half->qualities, n);
        g_assert_cmpmem (whole->ranks, n, half->ranks, n);
        g_assert_cmpmem (whole->conflicts, n, half->conflicts, n);
        g_assert_cmpint (whole->faults->len, ==, half->faults->len);
    }
}

/* Where runs of one value are, asked of each interval on its own. */
static GArray *
runs_of (const TallyDayView *day, const TallyRules *rules)
{
    GArray *found = g_array_new (FALSE, FALSE, sizeof (TallyFinding));

    for (int32_t first = 0, n = 0; first < day->n; first += n) {
        int64_t limit = day->values[first] == 0 ? rules->zero_intervals
                                                : rules->unchanged_intervals;
        int32_t before = 0;

        for (n = 1;
             first + n < day->n && day->qualities[first] == M && day->qualities[first + n] == M
             && day->values[first + n] == day->values[first];
             n++)
            continue;
        while (first == 0 && before < day->before && day->qualities[-before - 1] == M
               && day->values[-before - 1] == day->values[0])
            before++;
        if (day->qualities[first] == M && limit > 0 && n + before > limit
            && (day->values[first] != 0 || day->had_use))
            tally_findings_add (found,
                                (TallyFinding){ day->values[first] == 0 ? TALLY_RULE_ZERO_RUN
                                                                        : TALLY_RULE_UNCHANGED,
                                                TALLY_SEVERITY_WARN, first, n, n + before, limit });
    }
    return found;
}

static void
test_no_run_is_missed (void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed (132);
    guint n_found = 0;

    for (int round = 0; round < 5000; round++) {
        int64_t values[40] = { 0 };
        uint8_t qualities[40] = { 0 };
        TallyRules rules = { .zero_intervals = g_rand_int_range (rand, 0, 9),
                             .unchanged_intervals = g_rand_int_range (rand, 0, 9) };
        TallyDayView day = { .values = values + 16,
                             .qualities = qualities + 16,
                             .n = 24,
                             .before = g_rand_int_range (rand, 0, 17),
                             .had_use = g_rand_boolean (rand) };
        g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
        g_autoptr(GArray) expected = NULL;

        for (int i = 0; i < 40; i++) {
            gboolean goes_on = i > 0 && g_rand_int_range (rand, 0, 4) > 0;

            values[i] = goes_on ? values[i - 1] : g_rand_int_range (rand, 0, 3);
            qualities[i] = g_rand_int_range (rand, 0, 12) > 0 ? M : TALLY_QUALITY_EDITED;
        }
        tally_unchanged_check (&day, &rules, found);
        expected = runs_of (&day, &rules);
        g_assert_cmpmem (found->data, found->len * sizeof (TallyFinding), expected->data,
                         expected->len * sizeof (TallyFinding));
        n_found += found->len;
    }
    g_assert_cmpint (n_found, >, 1000);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/estimate-property/registers-are-kept-exactly",
                     test_registers_are_kept_exactly);
    g_test_add_func ("/estimate-property/short-way-is-exact", test_short_way_is_exact);
    g_test_add_func ("/estimate-property/no-run-is-missed", test_no_run_is_missed);
    g_test_add_func ("/estimate-property/order-does-not-matter", test_order_does_not_matter);
    g_test_add_func ("/estimate-property/range-does-not-matter", test_range_does_not_matter);

    return g_test_run ();
}
