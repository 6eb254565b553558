// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: each rule that looks at more than one interval finds what it is for, at its border nothing,
 * and takes the severity that its parameters say. */
#include "server/validate/rules/tally-capacity-calc.h"
#include "server/validate/rules/tally-clock-calc.h"
#include "server/validate/rules/tally-main-check-calc.h"
#include "server/validate/rules/tally-power-factor-calc.h"
#include "server/validate/rules/tally-register-calc.h"
#include "server/validate/rules/tally-reverse-calc.h"
#include "server/validate/rules/tally-status-calc.h"
#include "server/validate/rules/tally-sum-calc.h"
#include "server/validate/rules/tally-usage-calc.h"
#include "server/validate/tally-cross-calc.h"
#include "tests/lib/tally-test-cases.h"

#include <string.h>

#define N 96

static TallyRules
some_rules (void)
{
    TallyRules rules;

    tally_rules_init (&rules);
    rules.usage_high_ppm = 3000000;
    rules.usage_low_ppm = 200000;
    rules.usage_exempt_ppm = 10000;
    rules.register_ppm = 5000;
    rules.reverse_wh = 100;
    rules.sum_ppm = 10000;
    rules.clock_ms = 5000;
    rules.factor_low_ppm = 800000;
    rules.factor_exempt_ppm = 10000;
    rules.quadrant_ppm = 200000;
    rules.status_fail_bits = TALLY_STATUS_PHASE_LOST;
    rules.status_warn_bits = TALLY_STATUS_COVER_OPENED | TALLY_STATUS_BATTERY_LOW;
    return rules;
}

static GArray *
findings_new (void)
{
    return g_array_new (FALSE, FALSE, sizeof (TallyFinding));
}

/* "rule:severity:first:n:found:limit …" */
static void
expect (const GArray *findings, const char *text)
{
    g_autoptr(GString) found = g_string_new (NULL);

    for (guint i = 0; i < findings->len; i++) {
        const TallyFinding *f = &g_array_index (findings, TallyFinding, i);

        g_string_append_printf (found, "%s%s:%s:%d:%d:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT,
                                i > 0 ? " " : "", tally_rule_name (f->rule),
                                tally_severity_name (f->severity), f->first, f->n, f->found,
                                f->limit);
    }
    g_assert_cmpstr (found->str, ==, text);
}

typedef struct {
    const char *name;
    int64_t sum;
    int64_t like[4];
    size_t n_like;
    const char *found;
} UsageCase;

/* A point that can take 100,000 Wh a day: days under 1,000 are exempt. */
static const UsageCase usage_cases[] = {
    { "ordinary", 10000, { 9000, 10000, 11000 }, 3, "" },
    { "high", 30001, { 9000, 10000, 11000 }, 3, "high-usage:warn:0:96:30001:30000" },
    { "just-not-high", 30000, { 9000, 10000, 11000 }, 3, "" },
    { "low", 1999, { 9000, 10000, 11000 }, 3, "low-usage:warn:0:96:1999:2000" },
    { "just-not-low", 2000, { 9000, 10000, 11000 }, 3, "" },
    { "too-few-like-days", 90000, { 9000, 10000 }, 2, "" },
    { "small-energies", 1000, { 10, 10, 10 }, 3, "" },
    { "high-from-nothing", 1001, { 0, 0, 0 }, 3, "high-usage:warn:0:96:1001:0" },
    { "low-of-little", 0, { 1000, 1000, 1000 }, 3, "" },
};

static void
test_usage (gconstpointer data)
{
    const UsageCase *c = data;
    TallyRules rules = some_rules ();
    TallyUsageView view = { c->sum, c->like, c->n_like, 100000, N };
    g_autoptr(GArray) findings = findings_new ();

    tally_usage_check (&view, &rules, findings);
    expect (findings, c->found);
    g_array_set_size (findings, 0);
    rules.usage_high_ppm = rules.usage_low_ppm = 0;
    tally_usage_check (&view, &rules, findings);
    expect (findings, "");
}

typedef struct {
    const char *name;
    int64_t sum;
    int64_t difference;
    int64_t multiplier;
    const char *found;
} RegisterCase;

static const RegisterCase register_cases[] = {
    { "equal", 100000, 100000, 1, "" },
    { "half-a-percent", 100500, 100000, 1, "" },
    { "over-half-a-percent", 100501, 100000, 1, "register:fail:0:96:100501:100000" },
    { "under", 99499, 100000, 1, "register:fail:0:96:99499:100000" },
    { "two-counts", 1080, 1000, 40, "" },
    { "over-two-counts", 1081, 1000, 40, "register:fail:0:96:1081:1000" },
};

static void
test_register (gconstpointer data)
{
    const RegisterCase *c = data;
    TallyRules rules = some_rules ();
    g_autoptr(GArray) findings = findings_new ();

    tally_register_check (c->sum, c->difference, c->multiplier, N, &rules, findings);
    expect (findings, c->found);
    g_array_set_size (findings, 0);
    rules.register_ppm = 0;
    tally_register_check (c->sum, c->difference, c->multiplier, N, &rules, findings);
    expect (findings, "");
}

static void
test_reverse_and_sum (void)
{
    TallyRules rules = some_rules ();
    g_autoptr(GArray) findings = findings_new ();

    tally_reverse_check (100, N, &rules, findings);
    tally_sum_check (100000, 101000, N, &rules, findings);
    expect (findings, "");
    tally_reverse_check (101, N, &rules, findings);
    tally_sum_check (100000, 101001, N, &rules, findings);
    expect (findings, "reverse:warn:0:96:101:100 sum:warn:0:96:101001:100000");
    g_array_set_size (findings, 0);
    rules.reverse_wh = rules.sum_ppm = 0;
    tally_reverse_check (101, N, &rules, findings);
    tally_sum_check (100000, 900000, N, &rules, findings);
    expect (findings, "");
}

static void
test_clock (void)
{
    static const TallyClockSeen right[] = { { 100, 5000, 0 }, { 900, -5000, 5000 } };
    static const TallyClockSeen wrong[] = { { 100, 5001, 0 },
                                            { 900, -8000, 0 },
                                            { 1800, 100, 8100 },
                                            { 90000, 100, -7000 } };
    TallyRules rules = some_rules ();
    g_autoptr(GArray) findings = findings_new ();

    tally_clock_check (right, G_N_ELEMENTS (right), N, 900, &rules, findings);
    expect (findings, "");
    tally_clock_check (wrong, G_N_ELEMENTS (wrong), N, 900, &rules, findings);
    expect (findings, "clock-set:info:2:1:8100:5000 clock-set:info:95:1:-7000:5000"
                      " clock:warn:1:1:-8000:5000");
    g_array_set_size (findings, 0);
    rules.clock_ms = 0;
    tally_clock_check (wrong, G_N_ELEMENTS (wrong), N, 900, &rules, findings);
    expect (findings, "");
}

static void
test_status (void)
{
    TallyRules rules = some_rules ();
    g_autoptr(GArray) findings = findings_new ();

    tally_status_check (TALLY_STATUS_PHASES_REVERSED, 3, N, &rules, findings);
    tally_status_check (0, 0, N, &rules, findings);
    expect (findings, "");
    tally_status_check (TALLY_STATUS_COVER_OPENED | TALLY_STATUS_PHASES_REVERSED, 3, N, &rules,
                        findings);
    tally_status_check (TALLY_STATUS_COVER_OPENED | TALLY_STATUS_PHASE_LOST, 0, N, &rules,
                        findings);
    expect (findings, "status:warn:3:93:1:19 status:fail:0:96:3:19");
}

typedef struct {
    const char *name;
    int64_t import;
    int64_t export;
    int64_t inductive;
    int64_t capacitive;
    const char *found;
} PowerCase;

/* Each of four intervals; the point can take 100,000 Wh a day. cos phi of 4:3 is 0.8. */
static const PowerCase power_cases[] = {
    { "ordinary", 1000, 0, 300, 0, "" },
    { "factor-at-the-limit", 4000, 0, 3000, 0, "" },
    { "factor-under", 4000, 0, 3010, 0, "power-factor:warn:0:4:799040:800000" },
    { "small", 100, 0, 200, 0, "" },
    { "reactive-alone", 0, 0, 500, 0, "quadrants:warn:0:4:2000:0" },
    { "nothing", 0, 0, 0, 0, "" },
    { "both-directions", 1000, 0, 201, 201, "quadrants:warn:0:4:4:0" },
    { "both-directions-a-little", 1000, 0, 200, 200, "" },
    { "export-and-reactive", 0, 1000, 100, 0, "" },
};

static void
test_power (gconstpointer data)
{
    const PowerCase *c = data;
    TallyRules rules = some_rules ();
    int64_t import[4];
    int64_t export[4];
    int64_t inductive[4];
    int64_t capacitive[4];
    TallyPowerView view = { import, export, inductive, capacitive, 4, 100000 };
    g_autoptr(GArray) findings = findings_new ();

    for (int i = 0; i < 4; i++) {
        import[i] = c->import;
        export[i] = c->export;
        inductive[i] = c->inductive;
        capacitive[i] = c->capacitive;
    }
    if (g_str_equal (c->name, "export-and-reactive"))
        rules.factor_low_ppm = 0;
    tally_power_factor_check (&view, &rules, findings);
    expect (findings, c->found);
    g_array_set_size (findings, 0);
    rules.factor_low_ppm = rules.quadrant_ppm = 0;
    tally_power_factor_check (&view, &rules, findings);
    expect (findings, "");
}

/* Energies no grid has, but no overflow may hide. */
static void
test_power_of_huge_energies (void)
{
    int64_t import[1] = { INT64_C (3) << 58 };
    int64_t inductive[1] = { INT64_C (4) << 58 };
    TallyPowerView view = { .import = import, .inductive = inductive, .n = 1 };
    TallyRules rules = some_rules ();
    g_autoptr(GArray) findings = findings_new ();

    tally_power_factor_check (&view, &rules, findings);
    g_assert_cmpuint (findings->len, ==, 1);
    g_assert_cmpint (g_array_index (findings, TallyFinding, 0).found, ==, 600000);
}

static void
test_limits_of_power (void)
{
    static const int64_t values[] = { 10, 101, 130, 90, 141, 0 };
    static const uint8_t qualities[] = { 0, 0, 0, 0, 0, TALLY_QUALITY_MISSING };
    TallyDayView day = { values, qualities, 6, 0, TRUE, TRUE, 140, 100 };
    g_autoptr(GArray) findings = findings_new ();

    tally_capacity_check (&day, findings);
    expect (findings,
            "physical:fail:4:1:141:140 contract:warn:1:2:130:100 contract:warn:4:1:141:100");
}

static void
test_main_check_switched_off (void)
{
    static const int64_t main[] = { 100, 100 };
    static const int64_t check[] = { 100, 200 };
    static const uint8_t good[] = { 0, 0 };
    g_autoptr(GArray) findings = findings_new ();

    tally_main_check_check (main, good, check, good, 2, 0, findings);
    expect (findings, "");
    tally_main_check_check (main, good, check, good, 2, 10000, findings);
    expect (findings, "main-check:warn:0:2:100:200");
}

static void
test_parameters (void)
{
    TallyRules rules;
    TallyRule rule;
    g_autoptr(GArray) findings = findings_new ();

    tally_rules_init (&rules);
    g_assert_true (tally_rules_set (&rules, "spike.ratio_ppm", 7));
    g_assert_cmpint (rules.spike_ratio_ppm, ==, 7);
    g_assert_true (tally_rules_set (&rules, "sum.severity", TALLY_SEVERITY_FAIL));
    g_assert_true (tally_rules_set (&rules, "gap.severity", TALLY_SEVERITY_OFF));
    g_assert_false (tally_rules_set (&rules, "nothing.severity", 1));
    g_assert_false (tally_rules_set (&rules, "spike.nothing", 1));
    g_assert_false (tally_rules_set (&rules, "spike", 1));
    for (guint i = 0; i < TALLY_RULE_N; i++) {
        g_assert_true (tally_rule_find (tally_rule_name (i), &rule));
        g_assert_cmpint (rule, ==, i);
    }
    g_assert_false (tally_rule_find ("nothing", &rule));
    tally_findings_add (findings,
                        (TallyFinding){ TALLY_RULE_GAP, TALLY_SEVERITY_INFO, 0, 1, 1, 0 });
    tally_findings_add (findings,
                        (TallyFinding){ TALLY_RULE_SUM, TALLY_SEVERITY_WARN, 0, 1, 1, 0 });
    tally_findings_add (findings,
                        (TallyFinding){ TALLY_RULE_SPIKE, TALLY_SEVERITY_WARN, 0, 1, 1, 0 });
    tally_findings_settle (findings, &rules);
    expect (findings, "sum:fail:0:1:1:0 spike:warn:0:1:1:0");
    for (int i = 0; i < 2 * TALLY_VALIDATE_MAX_FINDINGS; i++)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_GAP, 0, i, 1, 1, 0 });
    g_assert_cmpuint (findings->len, ==, TALLY_VALIDATE_MAX_FINDINGS);
}

/* An area of two customers, one of whom feeds in; an area without a meter is not judged. */
static void
test_cross (void)
{
    TallyRules rules = some_rules ();
    const TallyRules *of_days[] = { &rules, &rules };
    TallyCrossPoint area = { 1, 7, 1000, 900, TRUE, FALSE };
    TallyCrossPoint customer = { 2, 7, 1000, 900, FALSE, TRUE };
    TallyCrossPoint lonely = { 3, 8, 1000, 900, FALSE, TRUE };
    g_autoptr(TallyCross) cross = tally_cross_new (100, 2);
    int64_t values[N];
    const GArray *found;
    g_autoptr(GString) text = g_string_new (NULL);

    for (int i = 0; i < N; i++)
        values[i] = 10;
    tally_cross_add_day (cross, &area, 1, 100, values, N);
    tally_cross_add_day (cross, &area, 1, 101, values, N);
    tally_cross_add_day (cross, &area, 1, 102, values, N); /* not asked for */
    tally_cross_end_point (cross, &area, of_days);
    tally_cross_add_day (cross, &customer, 1, 100, values, N);
    tally_cross_add_day (cross, &customer, 1, 101, values, N);
    for (int i = 0; i < N; i++)
        values[i] = 11;
    tally_cross_add_day (cross, &customer, 1, 101, values, N);
    tally_cross_add_day (cross, &customer, 3, 101, values, N);
    tally_cross_end_point (cross, &customer, of_days);
    tally_cross_add_day (cross, &lonely, 1, 100, values, N);
    tally_cross_end_point (cross, &lonely, of_days);
    tally_cross_add_status (cross, 2, 101, 5, TALLY_STATUS_PHASE_LOST);
    tally_cross_add_status (cross, 2, 101, 3, TALLY_STATUS_COVER_OPENED);
    tally_cross_add_status (cross, 2, 99, 3, TALLY_STATUS_COVER_OPENED);
    tally_cross_add_status (cross, 2, 100, 3, 0);
    tally_cross_add_export (cross, 2, 100, 60);
    tally_cross_add_export (cross, 2, 100, 60);
    tally_cross_add_export (cross, 2, 101, -5);
    tally_cross_end_events (cross, 2, N, of_days);
    tally_cross_end_events (cross, 3, N, of_days);
    tally_cross_end_areas (cross, N, of_days);

    found = tally_cross_get_findings (cross);
    for (guint i = 0; i < found->len; i++) {
        const TallyCrossFinding *f = &g_array_index (found, TallyCrossFinding, i);

        g_string_append_printf (text, "%" G_GINT64_FORMAT "/%d/%d %s %" G_GINT64_FORMAT "; ",
                                f->point_id, f->channel, f->day, tally_rule_name (f->finding.rule),
                                f->finding.found);
    }
    g_assert_cmpstr (text->str, ==,
                     "1/1/101 sum 2016; 2/2/100 reverse 120; 2/3/101 power-factor 707106; "
                     "2/20/101 status 3; ");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD_ALL ("/validate-rules/usage/", usage_cases, test_usage);
    ADD_ALL ("/validate-rules/register/", register_cases, test_register);
    ADD_ALL ("/validate-rules/power/", power_cases, test_power);
    g_test_add_func ("/validate-rules/power/huge", test_power_of_huge_energies);
    g_test_add_func ("/validate-rules/reverse-and-sum", test_reverse_and_sum);
    g_test_add_func ("/validate-rules/clock", test_clock);
    g_test_add_func ("/validate-rules/status", test_status);
    g_test_add_func ("/validate-rules/limits-of-power", test_limits_of_power);
    g_test_add_func ("/validate-rules/main-check-switched-off", test_main_check_switched_off);
    g_test_add_func ("/validate-rules/parameters", test_parameters);
    g_test_add_func ("/validate-rules/cross", test_cross);

    return g_test_run ();
}
