// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-calc.h"

#include "server/validate/estimate/tally-estimate-calc.h"
#include "server/validate/rules/tally-capacity-calc.h"
#include "server/validate/rules/tally-gap-calc.h"
#include "server/validate/rules/tally-main-check-calc.h"
#include "server/validate/rules/tally-negative-calc.h"
#include "server/validate/rules/tally-spike-calc.h"
#include "server/validate/rules/tally-unchanged-calc.h"

#define SECONDS_PER_HOUR 3600

/* Findings of the span that lie in [first, first + n), moved to the day's own indices. */
static void
take_findings (const GArray *of_span, int32_t first, int32_t n, GArray *of_day)
{
    for (guint k = 0; k < of_span->len; k++) {
        TallyFinding finding = g_array_index (of_span, TallyFinding, k);

        if (finding.first < first || finding.first >= first + n)
            continue;
        finding.first -= first;
        tally_findings_add (of_day, finding);
    }
}

static void
check_conflicts (const TallyCandidates *main, int32_t first, int32_t n, GArray *findings)
{
    int32_t count = 0;
    int32_t at = -1;

    for (int32_t i = first; i < first + n; i++) {
        if (main->conflicts[i] == 0)
            continue;
        at = at < 0 ? i - first : at;
        count++;
    }
    if (count > 0)
        tally_findings_add (findings,
                            (TallyFinding){ "conflict", TALLY_SEVERITY_WARN, at, count, count, 0 });
}

/* Where both bounds of a day were read, the registers must tell the same day. */
static void
check_registers (const TallyValidateInput *input,
                 const int64_t *values,
                 int32_t first,
                 int32_t n,
                 GArray *findings)
{
    const TallySpan *span = &input->main->span;
    int64_t from = span->start + (int64_t) first * span->interval_s;
    const TallyReading *before = tally_candidates_find_reading (input->main, from);
    const TallyReading *after = tally_candidates_find_reading (
        input->main, from + (int64_t) n * span->interval_s);
    gboolean rolled_over;
    int64_t energy;
    __int128 sum = 0;
    __int128 apart;
    __int128 allowed;

    if (before == NULL || after == NULL || input->rules->register_ppm == 0
        || !tally_reading_difference (before, after, 0, &energy, &rolled_over))
        return;
    for (int32_t i = 0; i < n; i++)
        sum += values[i];
    apart = sum > energy ? sum - energy : energy - sum;
    allowed = (__int128) energy * input->rules->register_ppm / 1000000;
    allowed = MAX (allowed, 2 * before->ratio.numerator / before->ratio.denominator);
    if (apart > allowed)
        tally_findings_add (findings, (TallyFinding){ "register", TALLY_SEVERITY_FAIL, 0, n,
                                                      (int64_t) sum, energy });
}

static gboolean
had_use_before (const TallyCandidates *main, int32_t first, int32_t n)
{
    for (int32_t i = MAX (0, first - 7 * n); i < first; i++) {
        if (main->qualities[i] == TALLY_QUALITY_MEASURED && main->values[i] > 0)
            return TRUE;
    }
    return FALSE;
}

static void
check_day (const TallyValidateInput *input,
           const int64_t *values,
           const uint8_t *qualities,
           int32_t first,
           int32_t n,
           GArray *findings)
{
    const TallyCandidates *main = input->main;
    TallyDayView view = {
        .values = values + first,
        .qualities = qualities + first,
        .n = n,
        .capacity = input->capacity_w * main->span.interval_s / SECONDS_PER_HOUR,
        .is_import_only = input->is_import_only,
        .had_use = had_use_before (main, first, n),
    };
    int64_t tolerance = input->tolerance_ppm > 0 ? input->tolerance_ppm
                                                 : input->rules->main_check_ppm;

    check_conflicts (main, first, n, findings);
    tally_gap_check (&view, findings);
    tally_capacity_check (&view, findings);
    tally_negative_check (&view, findings);
    tally_spike_check (&view, input->rules, findings);
    tally_unchanged_check (&view, input->rules, findings);
    check_registers (input, view.values, first, n, findings);
    if (input->check != NULL)
        tally_main_check_check (main->values + first, main->qualities + first,
                                input->check->values + first, input->check->qualities + first, n,
                                tolerance, findings);
}

gboolean
tally_validate_calc (const TallyValidateInput *input,
                     TallyValidatedFunc func,
                     gpointer user_data,
                     GError **error)
{
    const TallySpan *span = &input->main->span;
    size_t n_all = (size_t) span->n;
    int64_t capacity = input->capacity_w * span->interval_s / SECONDS_PER_HOUR;
    g_autoptr(GArray) of_span = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
    g_autofree int64_t *values = NULL;
    g_autofree uint8_t *qualities = NULL;

    tally_candidates_apply_readings (input->main, capacity, of_span);
    if (input->check != NULL)
        tally_candidates_apply_readings (input->check, capacity, NULL);
    values = g_memdup2 (input->main->values, n_all * sizeof (int64_t));
    qualities = g_memdup2 (input->main->qualities, n_all);
    tally_estimate_fill (input->main, input->check, input->calendar, input->rules, values,
                         qualities);

    for (TallyDay day = input->wanted.first; day.number < input->wanted.end.number; day.number++) {
        g_autoptr(GArray) findings = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
        int32_t first = tally_span_first (span, day);
        int32_t n = tally_span_count (span, day);

        take_findings (of_span, first, n, findings);
        check_day (input, values, qualities, first, n, findings);
        if (!func (day, values + first, qualities + first, n, findings, user_data, error))
            return FALSE;
    }
    return TRUE;
}
