// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-types.h"

#include "shared/error/tally-error.h"

#include <string.h>

#define MAX_PPM 100000000
#define MAX_SECONDS (31 * 86400)
#define MAX_INTERVALS 1500
#define MAX_DAYS 366
#define MAX_BITS 65535
#define MAX_WH 1000000000
#define MAX_MS 3600000

static const char *const rule_names[] = {
    [TALLY_RULE_OFF_GRID] = "off-grid",
    [TALLY_RULE_FUTURE] = "future",
    [TALLY_RULE_UNINSTALLED] = "uninstalled",
    [TALLY_RULE_CONFLICT] = "conflict",
    [TALLY_RULE_GAP] = "gap",
    [TALLY_RULE_MISSING] = "missing",
    [TALLY_RULE_REGISTER] = "register",
    [TALLY_RULE_REGISTER_DECREASE] = "register-decrease",
    [TALLY_RULE_ROLLOVER] = "rollover",
    [TALLY_RULE_SPIKE] = "spike",
    [TALLY_RULE_HIGH_USAGE] = "high-usage",
    [TALLY_RULE_LOW_USAGE] = "low-usage",
    [TALLY_RULE_ZERO_RUN] = "zero-run",
    [TALLY_RULE_UNCHANGED] = "unchanged",
    [TALLY_RULE_CAPACITY] = "capacity",
    [TALLY_RULE_PHYSICAL] = "physical",
    [TALLY_RULE_CONTRACT] = "contract",
    [TALLY_RULE_NEGATIVE] = "negative",
    [TALLY_RULE_REVERSE] = "reverse",
    [TALLY_RULE_MAIN_CHECK] = "main-check",
    [TALLY_RULE_SUM] = "sum",
    [TALLY_RULE_CLOCK] = "clock",
    [TALLY_RULE_CLOCK_SET] = "clock-set",
    [TALLY_RULE_POWER_FACTOR] = "power-factor",
    [TALLY_RULE_QUADRANTS] = "quadrants",
    [TALLY_RULE_STATUS] = "status",
};

G_STATIC_ASSERT (G_N_ELEMENTS (rule_names) == TALLY_RULE_N);

/* Where each parameter of the table goes, and the most it may be. */
static const struct {
    const char *name;
    size_t offset;
    int64_t max;
} parameters[] = {
    { "gap.deadline_s", G_STRUCT_OFFSET (TallyRules, deadline_s), MAX_SECONDS },
    { "spike.ratio_ppm", G_STRUCT_OFFSET (TallyRules, spike_ratio_ppm), MAX_PPM },
    { "spike.exempt_ppm", G_STRUCT_OFFSET (TallyRules, spike_exempt_ppm), MAX_PPM },
    { "high-usage.ratio_ppm", G_STRUCT_OFFSET (TallyRules, usage_high_ppm), MAX_PPM },
    { "low-usage.ratio_ppm", G_STRUCT_OFFSET (TallyRules, usage_low_ppm), MAX_PPM },
    { "high-usage.exempt_ppm", G_STRUCT_OFFSET (TallyRules, usage_exempt_ppm), MAX_PPM },
    { "high-usage.year_before", G_STRUCT_OFFSET (TallyRules, usage_year_before), 1 },
    { "unchanged.intervals", G_STRUCT_OFFSET (TallyRules, unchanged_intervals), MAX_INTERVALS },
    { "zero-run.intervals", G_STRUCT_OFFSET (TallyRules, zero_intervals), MAX_INTERVALS },
    { "register.tolerance_ppm", G_STRUCT_OFFSET (TallyRules, register_ppm), MAX_PPM },
    { "physical.limit_ppm", G_STRUCT_OFFSET (TallyRules, physical_ppm), MAX_PPM },
    { "contract.limit_ppm", G_STRUCT_OFFSET (TallyRules, contract_ppm), MAX_PPM },
    { "reverse.limit_wh", G_STRUCT_OFFSET (TallyRules, reverse_wh), MAX_WH },
    { "main-check.tolerance_ppm", G_STRUCT_OFFSET (TallyRules, main_check_ppm), MAX_PPM },
    { "sum.tolerance_ppm", G_STRUCT_OFFSET (TallyRules, sum_ppm), MAX_PPM },
    { "clock.limit_ms", G_STRUCT_OFFSET (TallyRules, clock_ms), MAX_MS },
    { "power-factor.low_ppm", G_STRUCT_OFFSET (TallyRules, factor_low_ppm), MAX_PPM },
    { "power-factor.exempt_ppm", G_STRUCT_OFFSET (TallyRules, factor_exempt_ppm), MAX_PPM },
    { "quadrants.share_ppm", G_STRUCT_OFFSET (TallyRules, quadrant_ppm), MAX_PPM },
    { "status.fail_bits", G_STRUCT_OFFSET (TallyRules, status_fail_bits), MAX_BITS },
    { "status.warn_bits", G_STRUCT_OFFSET (TallyRules, status_warn_bits), MAX_BITS },
    { "linear.intervals", G_STRUCT_OFFSET (TallyRules, linear_intervals), MAX_INTERVALS },
    { "like-days.days", G_STRUCT_OFFSET (TallyRules, like_days), MAX_DAYS },
};

const char *
tally_severity_name (TallySeverity severity)
{
    static const char *const names[] = { "info", "warn", "fail" };

    g_return_val_if_fail ((size_t) severity < G_N_ELEMENTS (names), NULL);

    return names[severity];
}

const char *
tally_rule_name (TallyRule rule)
{
    g_return_val_if_fail (rule < TALLY_RULE_N, NULL);

    return rule_names[rule];
}

gboolean
tally_rule_find (const char *name, TallyRule *rule)
{
    for (guint i = 0; i < TALLY_RULE_N; i++) {
        if (g_str_equal (rule_names[i], name)) {
            *rule = i;
            return TRUE;
        }
    }
    return FALSE;
}

void
tally_rules_init (TallyRules *rules)
{
    *rules = (TallyRules){ 0 };
    for (guint i = 0; i < TALLY_RULE_N; i++)
        rules->severities[i] = TALLY_SEVERITY_OWN;
}

gboolean
tally_rules_set (TallyRules *rules, const char *name, int64_t value)
{
    const char *dot = strrchr (name, '.');

    for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++) {
        if (g_str_equal (name, parameters[i].name)) {
            G_STRUCT_MEMBER (int64_t, rules, parameters[i].offset) = value;
            return TRUE;
        }
    }
    if (dot != NULL && g_str_equal (dot, ".severity")) {
        g_autofree char *of = g_strndup (name, (gsize) (dot - name));
        TallyRule rule;

        if (!tally_rule_find (of, &rule))
            return FALSE;
        rules->severities[rule] = value;
        return TRUE;
    }
    return FALSE;
}

static gboolean
check_range (const char *name, int64_t value, int64_t max, GError **error)
{
    if (value >= 0 && value <= max)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "value: %s takes 0 to %" G_GINT64_FORMAT,
                 name, max);
    return FALSE;
}

static gboolean
check_severity (int64_t value, GError **error)
{
    if (value == TALLY_SEVERITY_OFF
        || (value >= TALLY_SEVERITY_OWN && value <= TALLY_SEVERITY_FAIL))
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "value: a severity is -1 (the rule's own), 0 (info), 1 (warn), 2 (fail) "
                         "or 9 (off)");
    return FALSE;
}

gboolean
tally_rules_check (const char *name, int64_t value, GError **error)
{
    TallyRules rules;

    for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++) {
        if (g_str_equal (name, parameters[i].name))
            return check_range (name, value, parameters[i].max, error);
    }
    if (tally_rules_set (&rules, name, value))
        return check_severity (value, error);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no rule takes %s", name);
    return FALSE;
}

void
tally_findings_add (GArray *findings, TallyFinding finding)
{
    if (findings->len < TALLY_VALIDATE_MAX_FINDINGS)
        g_array_append_val (findings, finding);
}

void
tally_findings_settle (GArray *findings, const TallyRules *rules)
{
    guint kept = 0;

    for (guint i = 0; i < findings->len; i++) {
        TallyFinding finding = g_array_index (findings, TallyFinding, i);
        int64_t severity = rules->severities[finding.rule];

        if (severity == TALLY_SEVERITY_OFF)
            continue;
        if (severity >= TALLY_SEVERITY_INFO && severity <= TALLY_SEVERITY_FAIL)
            finding.severity = (TallySeverity) severity;
        g_array_index (findings, TallyFinding, kept++) = finding;
    }
    g_array_set_size (findings, kept);
}

gboolean
tally_point_kind_is_known (const char *kind)
{
    static const char *const kinds[] = { "gateway",  "large",      "community",
                                         "boundary", "generation", NULL };

    return g_strv_contains (kinds, kind);
}
