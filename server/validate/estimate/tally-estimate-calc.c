// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/estimate/tally-estimate-calc.h"

#define SECONDS_PER_DAY 86400

typedef struct {
    const TallyEstimate *job;
    const TallySpan *span;
    int32_t *firsts; /* of each day, and the end; made when the first gap asks */
    int32_t n_days;
    int32_t *like; /* days like the one numbered like_of, counted from the span's first */
    int32_t n_like;
    int32_t like_of;
} Work;

typedef struct {
    int32_t first;
    int32_t end;
} Gap;

static gboolean
is_missing (const Work *work, int32_t i)
{
    return work->job->qualities[i] == TALLY_QUALITY_MISSING;
}

static gboolean
is_measured (const Work *work, int32_t i)
{
    return work->job->main->qualities[i] == TALLY_QUALITY_MEASURED;
}

static gboolean
is_wanted (const Work *work, Gap gap)
{
    return gap.end > work->job->first && gap.first < work->job->end;
}

static uint8_t
forced_at (const Work *work, int32_t i)
{
    return work->job->forced != NULL ? work->job->forced[i] : TALLY_ESTIMATE_AUTO;
}

void
tally_estimate_spread (int64_t total, const int64_t *weights, int32_t n, int64_t *shares)
{
    __int128 sum = 0;
    __int128 upto = 0;
    int64_t given = 0;

    g_assert (n > 0 && total >= 0);

    for (int32_t i = 0; i < n; i++)
        sum += weights[i];
    for (int32_t i = 0; i < n; i++) {
        __int128 part;

        upto += sum > 0 ? weights[i] : 1;
        part = total * upto / (sum > 0 ? sum : n);
        shares[i] = (int64_t) part - given;
        given = (int64_t) part;
    }

    g_assert (given == total);
}

static void
find_days (Work *work)
{
    const TallyDays *days = &work->span->days;

    if (work->firsts != NULL)
        return;
    work->n_days = tally_days_count (*days);
    work->firsts = g_new (int32_t, (size_t) work->n_days + 1);
    for (int32_t k = 0; k < work->n_days; k++)
        work->firsts[k] = tally_span_first (work->span, (TallyDay){ days->first.number + k });
    work->firsts[work->n_days] = work->span->n;
}

static int32_t
day_index (const Work *work, int32_t i)
{
    int32_t low = 0;
    int32_t high = work->n_days - 1;

    while (low < high) {
        int32_t middle = (low + high + 1) / 2;

        if (work->firsts[middle] <= i)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* Mean of the measured intervals at the same place of @days, or of all days from @first to @end. */
static gboolean
mean_of_days (const Work *work,
              const int32_t *days,
              int32_t first,
              int32_t end,
              int32_t place,
              int64_t *mean)
{
    __int128 sum = 0;
    int64_t n = 0;

    for (int32_t d = first; d < end; d++) {
        int32_t k = days != NULL ? days[d] : d;
        int32_t i = work->firsts[k] + place;

        if (i >= work->firsts[k + 1] || !is_measured (work, i))
            continue;
        sum += work->job->main->values[i];
        n++;
    }
    if (n == 0)
        return FALSE;
    *mean = (int64_t) ((sum + n / 2) / n);
    return TRUE;
}

static const TallyRules *
rules_of_day (const Work *work, int32_t k)
{
    return work->job->rules_of ((TallyDay){ work->span->days.first.number + k },
                                work->job->rules_data);
}

/* A gap asks for the same days again and again: they are found once a day. */
static void
find_like_days (Work *work, int32_t k)
{
    TallyDay day = { work->span->days.first.number + k };
    const TallyRules *rules;
    int64_t n_days;

    if (work->like != NULL && work->like_of == k)
        return;
    rules = rules_of_day (work, k);
    n_days = rules != NULL ? MIN (rules->like_days, TALLY_ESTIMATE_DAYS_BEFORE) : 0;
    if (work->like == NULL)
        work->like = g_new (int32_t, (size_t) work->n_days);
    work->like_of = k;
    work->n_like = 0;
    for (int32_t before = MAX (0, k - (int32_t) n_days); before < k; before++) {
        TallyDay other = { work->span->days.first.number + before };

        if (tally_like_is (work->job->like, other, day))
            work->like[work->n_like++] = before;
    }
}

static gboolean
usual_of_like_days (Work *work, int32_t i, int64_t *mean)
{
    int32_t k;

    find_days (work);
    k = day_index (work, i);
    find_like_days (work, k);
    return mean_of_days (work, work->like, 0, work->n_like, i - work->firsts[k], mean);
}

static gboolean
usual_of_profile (Work *work, int32_t i, int64_t *energy)
{
    int32_t k;

    find_days (work);
    k = day_index (work, i);
    return mean_of_days (work, NULL, MAX (0, k - TALLY_ESTIMATE_DAYS_BEFORE), k,
                         i - work->firsts[k], energy)
           || tally_like_profile (work->job->like, (TallyDay){ work->span->days.first.number + k },
                                  i - work->firsts[k], work->span->interval_s, energy);
}

static void
put (Work *work, int32_t i, int64_t value, uint8_t quality)
{
    work->job->values[i] = value;
    work->job->qualities[i] = quality;
}

static void
fill_from_check (Work *work, uint8_t forced)
{
    const TallyCandidates *check = work->job->check;

    for (int32_t i = 0; check != NULL && i < work->span->n; i++) {
        if (is_missing (work, i) && forced_at (work, i) == forced
            && check->qualities[i] == TALLY_QUALITY_MEASURED)
            put (work, i, check->values[i], TALLY_QUALITY_CHECK_METER);
    }
}

/* Spreads what the registers at both ends say over what is missing between them. */
static void
scale (Work *work, Gap between, const TallyReading *before, const TallyReading *after)
{
    g_autofree int32_t *missing = g_new (int32_t, (size_t) (between.end - between.first));
    g_autofree int64_t *weights = NULL;
    g_autofree int64_t *shares = NULL;
    __int128 known = 0;
    int64_t energy;
    int32_t n = 0;

    for (int32_t i = between.first; i < between.end; i++) {
        if (is_missing (work, i))
            missing[n++] = i;
        else
            known += work->job->values[i];
    }
    if (!tally_candidates_energy (work->job->main, before, after, &energy) || known > energy)
        return;
    weights = g_new0 (int64_t, (size_t) n);
    shares = g_new0 (int64_t, (size_t) n);
    for (int32_t k = 0; k < n; k++) {
        if (!usual_of_like_days (work, missing[k], &weights[k])
            && !usual_of_profile (work, missing[k], &weights[k]))
            weights[k] = 0;
        weights[k] = MAX (weights[k], 0);
    }
    tally_estimate_spread (energy - (int64_t) known, weights, n, shares);
    for (int32_t k = 0; k < n; k++)
        put (work, missing[k], shares[k], TALLY_QUALITY_REGISTER_DIFFERENCE);
}

static gboolean
is_near (const TallyReading *before, const TallyReading *after)
{
    return after->at - before->at <= TALLY_ESTIMATE_REGISTER_DAYS * SECONDS_PER_DAY;
}

static void
fill_from_registers (Work *work)
{
    const TallyCandidates *main = work->job->main;
    const TallyReading *before = NULL;
    Gap between = { 0, 0 };
    gboolean has_gap = FALSE;

    for (int32_t bound = 0; main->readings->len > 0 && bound <= work->span->n; bound++) {
        int64_t at = work->span->start + (int64_t) bound * work->span->interval_s;
        const TallyReading *reading = tally_candidates_find_reading (main, at);

        if (reading != NULL) {
            between.end = bound;
            if (has_gap && before != NULL && is_near (before, reading) && is_wanted (work, between))
                scale (work, between, before, reading);
            before = reading;
            between.first = bound;
            has_gap = FALSE;
        }
        has_gap = has_gap || (bound < work->span->n && is_missing (work, bound));
    }
}

/* The longest line that may begin at @i. */
static int64_t
longest_line (Work *work, int32_t i)
{
    const TallyRules *rules;

    find_days (work);
    rules = rules_of_day (work, day_index (work, i));
    return rules != NULL
               ? MIN (rules->linear_intervals, TALLY_ESTIMATE_LINE_S / work->span->interval_s)
               : 0;
}

static gboolean
fill_with_line (Work *work, Gap gap)
{
    int32_t n = gap.end - gap.first;
    int64_t from;
    int64_t to;

    if (gap.first == 0 || gap.end == work->span->n || !is_measured (work, gap.first - 1)
        || !is_measured (work, gap.end) || n > longest_line (work, gap.first))
        return FALSE;
    from = work->job->values[gap.first - 1];
    to = work->job->values[gap.end];
    for (int32_t i = 0; i < n; i++)
        put (work, gap.first + i, from + (to - from) * (i + 1) / (n + 1), TALLY_QUALITY_LINEAR);
    return TRUE;
}

static void
fill_from_days (Work *work, Gap gap)
{
    for (int32_t i = MAX (gap.first, work->job->first); i < MIN (gap.end, work->job->end); i++) {
        int64_t energy;

        if (usual_of_like_days (work, i, &energy))
            put (work, i, energy, TALLY_QUALITY_LIKE_DAYS);
        else if (usual_of_profile (work, i, &energy))
            put (work, i, energy, TALLY_QUALITY_PROFILE);
    }
}

/* The next run of missing intervals of one chosen way. */
static gboolean
next_gap (const Work *work, int32_t from, Gap *gap)
{
    int32_t n = work->span->n;

    for (gap->first = from; gap->first < n; gap->first++) {
        if (is_missing (work, gap->first))
            break;
    }
    for (gap->end = gap->first; gap->end < n; gap->end++) {
        if (!is_missing (work, gap->end)
            || forced_at (work, gap->end) != forced_at (work, gap->first))
            break;
    }
    return gap->first < n;
}

static void
fill_forced (Work *work)
{
    Gap gap = { 0, 0 };

    fill_from_check (work, TALLY_QUALITY_CHECK_METER);
    while (next_gap (work, gap.end, &gap)) {
        uint8_t forced = forced_at (work, gap.first);

        if (forced == TALLY_QUALITY_LINEAR)
            fill_with_line (work, gap);
        for (int32_t i = gap.first; forced != TALLY_ESTIMATE_AUTO && i < gap.end; i++) {
            int64_t energy;

            if (forced == TALLY_QUALITY_LIKE_DAYS && usual_of_like_days (work, i, &energy))
                put (work, i, energy, TALLY_QUALITY_LIKE_DAYS);
            if (forced == TALLY_QUALITY_PROFILE && usual_of_profile (work, i, &energy))
                put (work, i, energy, TALLY_QUALITY_PROFILE);
        }
    }
}

void
tally_estimate_fill (const TallyEstimate *self)
{
    Work work = { .job = self, .span = &self->main->span };
    Gap gap = { 0, 0 };

    if (next_gap (&work, 0, &gap)) {
        if (self->forced != NULL)
            fill_forced (&work);
        fill_from_check (&work, TALLY_ESTIMATE_AUTO);
        fill_from_registers (&work);
        gap.end = 0;
        while (next_gap (&work, gap.end, &gap)) {
            if (is_wanted (&work, gap) && !fill_with_line (&work, gap))
                fill_from_days (&work, gap);
        }
    }
    g_free (work.firsts);
    g_free (work.like);
}
