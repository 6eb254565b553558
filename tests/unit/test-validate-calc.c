// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: each rule finds what it is for and nothing else, a gap is filled by the first method that
 * can, and an estimate over a known register difference adds up to it exactly. */
#include "server/validate/estimate/tally-estimate-calc.h"
#include "server/validate/rules/tally-capacity-calc.h"
#include "server/validate/rules/tally-gap-calc.h"
#include "server/validate/rules/tally-main-check-calc.h"
#include "server/validate/rules/tally-negative-calc.h"
#include "server/validate/rules/tally-spike-calc.h"
#include "server/validate/rules/tally-unchanged-calc.h"

#define N 8
#define M TALLY_QUALITY_MEASURED
#define X TALLY_QUALITY_MISSING

static const TallyRules rules = {
    .spike_ratio_ppm = 1800000,
    .spike_exempt_ppm = 100000,
    .unchanged_intervals = 3,
    .zero_intervals = 4,
    .linear_intervals = 2,
    .like_days = 28,
};

/* A day of eight intervals with a capacity of 1,000 each; days before had use. */
typedef struct {
    const char *name;
    int64_t values[N];
    uint8_t qualities[N];
    const char *found;   /* rule:first:n …, in the order of the checks below */
    gboolean is_awaited; /* before the deadline */
    int32_t from; /* the day begins with this interval; those in front are the day before's */
} RuleCase;

static const RuleCase rule_cases[] = {
    { "ordinary", { 100, 120, 140, 160, 180, 160, 140, 120 }, { 0 }, "" },
    /* (900 - 200) / 200 = 3.5 */
    { "spike", { 100, 900, 200, 210, 190, 180, 170, 160 }, { 0 }, "spike:1:1" },
    /* (590 - 210) / 210 = 1.81: just over; (588 - 210) / 210 = 1.8: just not */
    { "spike-just-over", { 100, 590, 210, 215, 190, 180, 170, 160 }, { 0 }, "spike:1:1" },
    { "spike-just-not", { 100, 588, 210, 215, 190, 180, 170, 160 }, { 0 }, "" },
    { "spike-of-small-energies", { 1, 99, 2, 3, 4, 5, 6, 7 }, { 0 }, "" },
    { "over-capacity", { 400, 1001, 900, 800, 700, 600, 500, 400 }, { 0 }, "capacity:1:1" },
    { "at-capacity", { 400, 1000, 900, 800, 700, 600, 500, 400 }, { 0 }, "" },
    { "negative", { 100, -1, 140, 160, 180, 160, 140, 120 }, { 0 }, "negative:1:1" },
    { "unchanged", { 100, 150, 150, 150, 150, 160, 140, 120 }, { 0 }, "unchanged:1:4" },
    { "unchanged-just-not", { 100, 150, 150, 150, 151, 160, 140, 120 }, { 0 }, "" },
    { "zero-run", { 0, 0, 0, 0, 0, 160, 140, 120 }, { 0 }, "zero-run:0:5" },
    { "missing",
      { 100, 0, 0, 160, 180, 160, 140, 0 },
      { M, X, X, M, M, M, M, X },
      "missing:1:2 missing:7:1" },
    { "estimated",
      { 100, 110, 120, 160, 180, 160, 140, 120 },
      { M, TALLY_QUALITY_LINEAR, TALLY_QUALITY_LINEAR, M, M, M, M, M },
      "gap:1:2" },
    { "missing-before-the-deadline",
      { 100, 0, 110, 160, 180, 160, 140, 0 },
      { M, X, TALLY_QUALITY_LINEAR, M, M, M, M, X },
      "gap:2:1",
      TRUE },
    /* Runs of three and four are too short alone; from the day before they are long enough. */
    { "unchanged-over-midnight",
      { 150, 150, 150, 150, 160, 140, 120, 130 },
      { 0 },
      "unchanged:0:2",
      FALSE,
      2 },
    { "unchanged-ends-at-midnight", { 150, 150, 150, 160, 140, 120, 130, 120 }, { 0 }, "", 0, 3 },
    { "zero-run-over-midnight", { 7, 0, 0, 0, 0, 0, 140, 120 }, { 0 }, "zero-run:0:2", 0, 4 },
    { "over-midnight-after-a-gap",
      { 150, 150, 150, 150, 150, 160, 140, 120 },
      { M, X, M, M, M, M, M, M },
      "",
      FALSE,
      4 },
    { "later-in-the-day-as-before",
      { 150, 150, 150, 160, 150, 150, 140, 120 },
      { 0 },
      "",
      FALSE,
      3 },
};

static void
test_rule (gconstpointer data)
{
    const RuleCase *c = data;
    g_autoptr(GArray) findings = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
    g_autoptr(GString) found = g_string_new (NULL);
    TallyDayView day = { .values = c->values + c->from,
                         .qualities = c->qualities + c->from,
                         .n = N - c->from,
                         .capacity = 1000,
                         .is_import_only = TRUE,
                         .had_use = TRUE,
                         .is_awaited = c->is_awaited,
                         .before = c->from };

    tally_gap_check (&day, findings);
    tally_capacity_check (&day, findings);
    tally_negative_check (&day, findings);
    tally_spike_check (&day, &rules, findings);
    tally_unchanged_check (&day, &rules, findings);
    for (guint i = 0; i < findings->len; i++) {
        const TallyFinding *finding = &g_array_index (findings, TallyFinding, i);

        g_string_append_printf (found, "%s%s:%d:%d", i > 0 ? " " : "",
                                tally_rule_name (finding->rule), finding->first, finding->n);
    }
    g_assert_cmpstr (found->str, ==, c->found);
}

static void
test_main_and_check (void)
{
    static const int64_t main[] = { 1000, 1000, 1000, 0 };
    static const int64_t check[] = { 1000, 990, 1000, 500 };
    static const uint8_t main_qualities[] = { M, M, M, X };
    static const uint8_t check_qualities[] = { M, M, M, M };
    g_autoptr(GArray) findings = g_array_new (FALSE, FALSE, sizeof (TallyFinding));

    /* 10 of 2,995 is 3,339 ppm; the interval that main did not measure does not count. */
    tally_main_check_check (main, main_qualities, check, check_qualities, 4, 3400, findings);
    g_assert_cmpuint (findings->len, ==, 0);
    tally_main_check_check (main, main_qualities, check, check_qualities, 4, 3300, findings);
    g_assert_cmpuint (findings->len, ==, 1);
}

typedef struct {
    TallyCandidates *main;
    TallyCandidates *check;
    int64_t *values;
    uint8_t *qualities;
} Span;

/* Three Shanghai days from Monday 2026-11-02; each interval is 10 times its place in the day. */
static void
set_up (Span *span, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get ("Asia/Shanghai", &error);
    TallyDays days = { tally_day_new (2026, 11, 2), tally_day_new (2026, 11, 5) };

    g_assert_no_error (error);
    span->main = tally_candidates_new (tally_span_new (zone, days, 900));
    for (int32_t i = 0; i < span->main->span.n; i++) {
        span->main->values[i] = 10 * (i % 96);
        span->main->qualities[i] = M;
    }
}

static void
lose (Span *span, int32_t first, int32_t n)
{
    for (int32_t i = first; i < first + n; i++) {
        span->main->values[i] = 0;
        span->main->qualities[i] = X;
    }
}

static const TallyRules *
rules_of (TallyDay day, gpointer data)
{
    return data;
}

static void
fill (Span *span)
{
    size_t n = (size_t) span->main->span.n;
    TallyLike like = { 0 };
    TallyEstimate job = { .main = span->main,
                          .check = span->check,
                          .like = &like,
                          .rules_of = rules_of,
                          .rules_data = (gpointer) &rules };

    span->values = g_memdup2 (span->main->values, n * sizeof (int64_t));
    span->qualities = g_memdup2 (span->main->qualities, n);
    job.end = span->main->span.n;
    job.values = span->values;
    job.qualities = span->qualities;

    tally_estimate_fill (&job);
}

static void
tear_down (Span *span, gconstpointer data)
{
    g_clear_pointer (&span->main, tally_candidates_free);
    g_clear_pointer (&span->check, tally_candidates_free);
    g_free (span->values);
    g_free (span->qualities);
}

static void
test_check_meter_comes_first (Span *span, gconstpointer data)
{
    lose (span, 200, 1);
    span->check = tally_candidates_new (span->main->span);
    span->check->values[200] = 77;
    span->check->qualities[200] = M;
    fill (span);
    g_assert_cmpint (span->values[200], ==, 77);
    g_assert_cmpint (span->qualities[200], ==, TALLY_QUALITY_CHECK_METER);
}

static void
test_line_bridges_two_hours (Span *span, gconstpointer data)
{
    lose (span, 200, 2); /* between 70 and 100 */
    fill (span);
    g_assert_cmpint (span->values[200], ==, 80);
    g_assert_cmpint (span->values[201], ==, 90);
    g_assert_cmpint (span->qualities[200], ==, TALLY_QUALITY_LINEAR);
}

static void
test_longer_gap_takes_like_days (Span *span, gconstpointer data)
{
    lose (span, 192, 96); /* all of Wednesday: Monday and Tuesday are like it */
    fill (span);
    for (int32_t i = 192; i < 288; i++) {
        g_assert_cmpint (span->values[i], ==, 10 * (i % 96));
        g_assert_cmpint (span->qualities[i], ==, TALLY_QUALITY_LIKE_DAYS);
    }
}

/* Monday has no day before it, and what comes after it does not tell: it may not have come yet. */
static void
test_first_day_has_no_usual_day (Span *span, gconstpointer data)
{
    lose (span, 0, 96);
    fill (span);
    g_assert_cmpint (span->qualities[50], ==, X);
}

static void
test_register_difference_is_kept (Span *span, gconstpointer data)
{
    int64_t start = span->main->span.start;
    /* From 48:00 to 72:00 the register moved by 100,003, across its end at 10^6. */
    TallyReading readings[] = {
        { start + 192 * 900 + 20, 950000, 1, { 1, 1 }, 1000000, 0 },
        { start + 288 * 900 - 15, 50003, 1, { 1, 1 }, 1000000, 0 },
    };
    int64_t sum = 0;

    g_array_append_vals (span->main->readings, readings, 2);
    lose (span, 200, 60);
    fill (span);
    for (int32_t i = 192; i < 288; i++)
        sum += span->values[i];
    g_assert_cmpint (sum, ==, 100003);
    g_assert_cmpint (span->qualities[230], ==, TALLY_QUALITY_REGISTER_DIFFERENCE);
    g_assert_cmpint (span->qualities[199], ==, M);
}

/* Property: whatever is spread, nothing appears or disappears. */
static void
test_spread_keeps_total (void)
{
    for (int run = 0; run < 2000; run++) {
        int32_t n = g_test_rand_int_range (1, 100);
        int64_t total = g_test_rand_int_range (0, G_MAXINT32);
        int64_t weights[100];
        int64_t shares[100];
        int64_t sum = 0;

        for (int32_t i = 0; i < n; i++)
            weights[i] = g_test_rand_int_range (0, 3) == 0 ? 0 : g_test_rand_int_range (0, 100000);
        tally_estimate_spread (total, weights, n, shares);
        for (int32_t i = 0; i < n; i++) {
            g_assert_cmpint (shares[i], >=, 0);
            sum += shares[i];
        }
        g_assert_cmpint (sum, ==, total);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (rule_cases); i++) {
        g_autofree char *path = g_strconcat ("/validate/rule/", rule_cases[i].name, NULL);

        g_test_add_data_func (path, &rule_cases[i], test_rule);
    }
    g_test_add_func ("/validate/main-and-check", test_main_and_check);
    g_test_add ("/validate/estimate/check-meter-comes-first", Span, NULL, set_up,
                test_check_meter_comes_first, tear_down);
    g_test_add ("/validate/estimate/line-bridges-two-hours", Span, NULL, set_up,
                test_line_bridges_two_hours, tear_down);
    g_test_add ("/validate/estimate/longer-gap-takes-like-days", Span, NULL, set_up,
                test_longer_gap_takes_like_days, tear_down);
    g_test_add ("/validate/estimate/first-day-has-no-usual-day", Span, NULL, set_up,
                test_first_day_has_no_usual_day, tear_down);
    g_test_add ("/validate/estimate/register-difference-is-kept", Span, NULL, set_up,
                test_register_difference_is_kept, tear_down);
    g_test_add_func ("/validate/estimate/spread-keeps-total", test_spread_keeps_total);

    return g_test_run ();
}
