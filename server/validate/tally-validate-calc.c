// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-calc.h"

#include "server/validate/rules/tally-capacity-calc.h"
#include "server/validate/rules/tally-gap-calc.h"
#include "server/validate/rules/tally-main-check-calc.h"
#include "server/validate/rules/tally-negative-calc.h"
#include "server/validate/rules/tally-register-calc.h"
#include "server/validate/rules/tally-spike-calc.h"
#include "server/validate/rules/tally-unchanged-calc.h"
#include "server/validate/rules/tally-usage-calc.h"

#include <string.h>

#define SECONDS_PER_HOUR 3600
#define MAX_LIKE 16
#define DAYS_BEFORE 7

/* The same weekday a year ago, and how far beside it days still count. */
#define YEAR_BEFORE 364
#define YEAR_REACH 7

typedef struct {
    const TallyValidateInput *input;
    const TallySpan *span;
    int64_t *values;
    uint8_t *qualities;
    uint8_t *forced;
    int32_t *firsts;  /* of each day of the span, and the end */
    int64_t *sums;    /* of each day of the span; -1 where an interval is missing */
    uint8_t *wholes;  /* of each day of the span: 1 when nothing of it is a guess of ours */
    uint8_t *classes; /* of each day of the span: a #TallyDayClass */
    int32_t n_days;
    GArray *of_span;
    GArray *of_day;
} Work;

gboolean
tally_edit_method_find (const char *name, TallyEditMethod *method)
{
    static const char *const names[] = {
        [TALLY_EDIT_AUTO] = "auto",           [TALLY_EDIT_CHECK] = "check",
        [TALLY_EDIT_REGISTER] = "register",   [TALLY_EDIT_LINEAR] = "linear",
        [TALLY_EDIT_LIKE_DAYS] = "like-days", [TALLY_EDIT_PROFILE] = "profile",
        [TALLY_EDIT_VALUE] = "value",
    };

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        if (g_str_equal (names[i], name)) {
            *method = i;
            return TRUE;
        }
    }
    return FALSE;
}

static void
work_clear (Work *work)
{
    g_free (work->values);
    g_free (work->qualities);
    g_free (work->forced);
    g_free (work->firsts);
    g_free (work->sums);
    g_free (work->wholes);
    g_free (work->classes);
    g_array_unref (work->of_span);
    g_array_unref (work->of_day);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
find_days (Work *work)
{
    work->n_days = tally_days_count (work->span->days);
    work->firsts = g_new (int32_t, (size_t) work->n_days + 1);
    for (int32_t k = 0; k < work->n_days; k++)
        work->firsts[k] = tally_span_first (work->span,
                                            (TallyDay){ work->span->days.first.number + k });
    work->firsts[work->n_days] = work->span->n;
}

/* What a person decided hides what was measured, from other estimates too. */
static void
apply_edit (Work *work, const TallyEdit *edit)
{
    int32_t k = edit->day - work->span->days.first.number;
    int32_t end;

    if (k < 0 || k >= work->n_days)
        return;
    if (work->forced == NULL)
        work->forced = g_new0 (uint8_t, (size_t) work->span->n);
    end = MIN (work->firsts[k] + edit->end, work->firsts[k + 1]);
    for (int32_t i = work->firsts[k] + edit->first; i < end; i++) {
        gboolean is_value = edit->method == TALLY_EDIT_VALUE;

        work->input->main->qualities[i] = TALLY_QUALITY_MISSING;
        work->values[i] = is_value ? edit->value : 0;
        work->qualities[i] = is_value ? TALLY_QUALITY_EDITED : TALLY_QUALITY_MISSING;
        work->forced[i] = is_value ? TALLY_ESTIMATE_AUTO : (uint8_t) edit->method;
    }
}

static void
estimate (Work *work)
{
    const TallyValidateInput *input = work->input;
    TallyEstimate job = {
        .main = input->main,
        .check = input->check,
        .like = input->like,
        .rules_of = input->rules_of,
        .rules_data = input->rules_data,
        .first = work->firsts[input->wanted.first.number - work->span->days.first.number],
        .end = work->firsts[input->wanted.end.number - work->span->days.first.number],
        .values = work->values,
        .qualities = work->qualities,
    };

    for (guint i = 0; input->edits != NULL && i < input->edits->len; i++)
        apply_edit (work, &g_array_index (input->edits, TallyEdit, i));
    job.forced = work->forced;
    tally_estimate_fill (&job);
}

/* Days before are only guessed where they are wanted too: a day that is compared with them must not
 * tell which those are. */
static void
add_up_days (Work *work)
{
    const TallyCandidates *main = work->input->main;

    work->sums = g_new (int64_t, (size_t) work->n_days);
    work->wholes = g_new (uint8_t, (size_t) work->n_days);
    work->classes = g_new (uint8_t, (size_t) work->n_days);
    for (int32_t k = 0; k < work->n_days; k++) {
        work->classes[k] = (uint8_t)
            tally_like_class (work->input->like, (TallyDay){ work->span->days.first.number + k });
    }
    for (int32_t k = 0; k < work->n_days; k++) {
        const int64_t *values = work->values + work->firsts[k];
        const uint8_t *qualities = work->qualities + work->firsts[k];
        const uint8_t *arrived = main->qualities + work->firsts[k];
        int32_t n = work->firsts[k + 1] - work->firsts[k];
        int64_t sum = 0;
        uint8_t is_missing = 0;
        uint8_t is_guessed = 0;

        /* Without branches these are done many at once. */
        for (int32_t i = 0; i < n; i++)
            sum += values[i];
        for (int32_t i = 0; i < n; i++) {
            is_missing |= qualities[i] == TALLY_QUALITY_MISSING;
            is_guessed |= (arrived[i] == TALLY_QUALITY_MISSING)
                          & (qualities[i] != TALLY_QUALITY_CHECK_METER)
                          & (qualities[i] != TALLY_QUALITY_EDITED);
        }
        work->sums[k] = !is_missing ? sum : -1;
        work->wholes[k] = !is_missing && !is_guessed;
    }
}

/* Findings of the span that lie in day @k, moved to the day's own indices. */
static void
take_findings (const Work *work, int32_t k, GArray *of_day)
{
    for (guint f = 0; f < work->of_span->len; f++) {
        TallyFinding finding = g_array_index (work->of_span, TallyFinding, f);

        if (finding.first < work->firsts[k] || finding.first >= work->firsts[k + 1])
            continue;
        finding.first -= work->firsts[k];
        tally_findings_add (of_day, finding);
    }
}

/* Intervals of frames that were not believed; a frame off the grid has the index before it. */
static void
check_stamps (const Work *work, int32_t k, GArray *findings)
{
    const GArray *faults = work->input->main->faults;
    int64_t from = work->span->start + (int64_t) work->firsts[k] * work->span->interval_s;
    int64_t until = work->span->start + (int64_t) work->firsts[k + 1] * work->span->interval_s;

    for (guint i = 0; i < faults->len; i++) {
        const TallyStampFault *fault = &g_array_index (faults, TallyStampFault, i);
        int32_t first = (int32_t) ((fault->at - from) / work->span->interval_s);

        if (fault->at >= from && fault->at < until)
            tally_findings_add (findings, (TallyFinding){ fault->rule, TALLY_SEVERITY_WARN, first,
                                                          fault->n, fault->n, 0 });
    }
}

static void
check_conflicts (const Work *work, int32_t k, GArray *findings)
{
    const TallyCandidates *main = work->input->main;
    int32_t count = 0;
    int32_t at = -1;

    if (memchr (main->conflicts + work->firsts[k], 1,
                (size_t) (work->firsts[k + 1] - work->firsts[k]))
        == NULL)
        return;
    for (int32_t i = work->firsts[k]; i < work->firsts[k + 1]; i++) {
        if (main->conflicts[i] == 0)
            continue;
        at = at < 0 ? i - work->firsts[k] : at;
        count++;
    }
    if (count > 0)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_CONFLICT, TALLY_SEVERITY_WARN, at,
                                                      count, count, 0 });
}

/* Where both bounds of a day were read, the registers must tell the same day. */
static void
check_registers (const Work *work, int32_t k, const TallyRules *rules, GArray *findings)
{
    const TallyCandidates *main = work->input->main;
    int64_t from = work->span->start + (int64_t) work->firsts[k] * work->span->interval_s;
    int64_t until = work->span->start + (int64_t) work->firsts[k + 1] * work->span->interval_s;
    const TallyReading *before;
    const TallyReading *after;
    int64_t energy;
    int64_t sum = 0;

    if (main->readings->len == 0)
        return;
    before = tally_candidates_find_reading (main, from);
    after = tally_candidates_find_reading (main, until);
    if (before == NULL || after == NULL || !tally_candidates_energy (main, before, after, &energy))
        return;
    for (int32_t i = work->firsts[k]; i < work->firsts[k + 1]; i++)
        sum += work->values[i];
    tally_register_check (sum, energy, MAX (before->ratio.numerator / before->ratio.denominator, 1),
                          work->firsts[k + 1] - work->firsts[k], rules, findings);
}

static gboolean
had_use_before (const Work *work, int32_t k)
{
    const TallyCandidates *main = work->input->main;
    const uint8_t *end = main->qualities + work->firsts[k];
    const uint8_t *next = main->qualities + work->firsts[MAX (0, k - DAYS_BEFORE)];

    while (next < end
           && (next = memchr (next, TALLY_QUALITY_MEASURED, (size_t) (end - next))) != NULL) {
        if (main->values[next - main->qualities] > 0)
            return TRUE;
        next++;
    }
    return FALSE;
}

static gboolean
is_awaited (const Work *work, int32_t k, const TallyRules *rules)
{
    int64_t end = work->span->start + (int64_t) work->firsts[k + 1] * work->span->interval_s;

    return work->input->now < end + rules->deadline_s;
}

static void
check_usage (const Work *work, int32_t k, const TallyRules *rules, GArray *findings)
{
    const TallyValidateInput *input = work->input;
    TallyDay day = { work->span->days.first.number + k };
    int64_t like[MAX_LIKE];
    TallyUsageView view = {
        .sum = work->sums[k],
        .like = like,
        .capacity = input->capacity_w * work->span->interval_s / SECONDS_PER_HOUR
                    * (work->firsts[k + 1] - work->firsts[k]),
        .n = work->firsts[k + 1] - work->firsts[k],
    };

    if (work->sums[k] < 0 || (rules->usage_high_ppm == 0 && rules->usage_low_ppm == 0))
        return;
    for (int32_t before = k - 1;
         before >= MAX (0, k - MIN (rules->like_days, TALLY_VALIDATE_DAYS_BEFORE))
         && view.n_like < MAX_LIKE;
         before--) {
        if (work->wholes[before] && work->classes[before] == work->classes[k]
            && tally_like_is_temperature (input->like,
                                          (TallyDay){ work->span->days.first.number + before },
                                          day))
            like[view.n_like++] = work->sums[before];
    }
    for (size_t i = 0; rules->usage_year_before && i < input->n_past && view.n_like < MAX_LIKE;
         i++) {
        int32_t apart = day.number - YEAR_BEFORE - input->past[i].day;

        if (ABS (apart) <= YEAR_REACH
            && tally_like_is (input->like, (TallyDay){ input->past[i].day }, day))
            like[view.n_like++] = input->past[i].sum;
    }
    tally_usage_check (&view, rules, findings);
}

static void
check_day (const Work *work, int32_t k, const TallyRules *rules, GArray *findings)
{
    const TallyValidateInput *input = work->input;
    int32_t first = work->firsts[k];
    int32_t n = work->firsts[k + 1] - first;
    int64_t interval_s = work->span->interval_s;
    TallyDayView view = {
        .values = work->values + first,
        .qualities = work->qualities + first,
        .n = n,
        .capacity = input->capacity_w * interval_s / SECONDS_PER_HOUR,
        .physical = (int64_t) ((__int128) input->physical_w * rules->physical_ppm / 1000000
                               * interval_s / SECONDS_PER_HOUR),
        .contract = (int64_t) ((__int128) input->contract_w * rules->contract_ppm / 1000000
                               * interval_s / SECONDS_PER_HOUR),
        .is_import_only = input->is_import_only,
        .had_use = had_use_before (work, k),
        .is_awaited = is_awaited (work, k, rules),
        .before = first - work->firsts[MAX (0, k - TALLY_VALIDATE_DAYS_BEFORE)],
    };
    int64_t tolerance = input->tolerance_ppm > 0 ? input->tolerance_ppm : rules->main_check_ppm;

    check_stamps (work, k, findings);
    check_conflicts (work, k, findings);
    tally_gap_check (&view, findings);
    tally_capacity_check (&view, findings);
    tally_negative_check (&view, findings);
    tally_spike_check (&view, rules, findings);
    tally_unchanged_check (&view, rules, findings);
    check_usage (work, k, rules, findings);
    check_registers (work, k, rules, findings);
    if (input->check != NULL)
        tally_main_check_check (input->main->values + first, input->main->qualities + first,
                                input->check->values + first, input->check->qualities + first, n,
                                tolerance, findings);
}

/* Until the deadline what is estimated may still be measured. */
static void
mark_provisional (Work *work, int32_t k, const TallyRules *rules)
{
    if (!is_awaited (work, k, rules))
        return;
    for (int32_t i = work->firsts[k]; i < work->firsts[k + 1]; i++) {
        if (tally_quality_is_estimated (work->qualities[i]))
            work->qualities[i] = TALLY_QUALITY_PROVISIONAL;
    }
}

static gboolean
give_out (Work *work, TallyDay day, TallyValidatedFunc func, gpointer user_data, GError **error)
{
    int32_t k = day.number - work->span->days.first.number;
    const TallyRules *rules = work->input->rules_of (day, work->input->rules_data);
    GArray *findings = work->of_day;

    g_array_set_size (findings, 0);
    take_findings (work, k, findings);
    check_day (work, k, rules, findings);
    tally_findings_settle (findings, rules);
    mark_provisional (work, k, rules);
    return func (day, work->values + work->firsts[k], work->qualities + work->firsts[k],
                 work->firsts[k + 1] - work->firsts[k], findings, user_data, error);
}

gboolean
tally_validate_calc (const TallyValidateInput *input,
                     TallyValidatedFunc func,
                     gpointer user_data,
                     GError **error)
{
    size_t n = (size_t) input->main->span.n;
    g_auto(Work) work = { .input = input, .span = &input->main->span };

    work.of_span = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
    work.of_day = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
    input->main->capacity_w = input->capacity_w;
    tally_candidates_apply_readings (input->main, work.of_span);
    if (input->check != NULL) {
        input->check->capacity_w = input->capacity_w;
        tally_candidates_apply_readings (input->check, NULL);
    }
    work.values = g_memdup2 (input->main->values, n * sizeof (int64_t));
    work.qualities = g_memdup2 (input->main->qualities, n);
    find_days (&work);
    estimate (&work);
    add_up_days (&work);
    for (TallyDay day = input->wanted.first; day.number < input->wanted.end.number; day.number++) {
        if (!give_out (&work, day, func, user_data, error))
            return FALSE;
    }
    return TRUE;
}
