// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/estimate/tally-estimate-calc.h"

typedef struct {
    const TallyCandidates *main;
    const TallyCandidates *check;
    const TallyCalendar *calendar;
    const TallyRules *rules;
    int64_t *values;
    uint8_t *qualities;
} Work;

typedef struct {
    int32_t first;
    int32_t end;
} Gap;

typedef enum {
    WORKDAY,
    SATURDAY,
    SUNDAY
} DayClass;

static DayClass
class_of (const Work *work, TallyDay day)
{
    TallyDayType type = work->calendar != NULL ? tally_calendar_day_type (work->calendar, day)
                                               : (TallyDayType) tally_day_weekday (day);

    if (type == TALLY_DAY_SUNDAY || type == TALLY_DAY_HOLIDAY)
        return SUNDAY;
    return type == TALLY_DAY_SATURDAY ? SATURDAY : WORKDAY;
}

static gboolean
is_measured (const Work *work, int32_t i)
{
    return work->main->qualities[i] == TALLY_QUALITY_MEASURED;
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
fill_from_check (Work *work)
{
    for (int32_t i = 0; work->check != NULL && i < work->main->span.n; i++) {
        if (work->qualities[i] == TALLY_QUALITY_MISSING
            && work->check->qualities[i] == TALLY_QUALITY_MEASURED) {
            work->values[i] = work->check->values[i];
            work->qualities[i] = TALLY_QUALITY_CHECK_METER;
        }
    }
}

static gboolean
next_gap (const Work *work, int32_t from, Gap *gap)
{
    int32_t n = work->main->span.n;

    for (gap->first = from; gap->first < n; gap->first++) {
        if (work->qualities[gap->first] == TALLY_QUALITY_MISSING)
            break;
    }
    for (gap->end = gap->first; gap->end < n; gap->end++) {
        if (work->qualities[gap->end] != TALLY_QUALITY_MISSING)
            break;
    }
    return gap->first < n;
}

/* Mean of the measured intervals at the same place of the days [first, end) that are of @class;
 * any class when @is_any. */
static gboolean
mean_of_days (const Work *work,
              int32_t first,
              int32_t end,
              int32_t place,
              DayClass wanted,
              gboolean is_any,
              int64_t *mean)
{
    const TallySpan *span = &work->main->span;
    __int128 sum = 0;
    int64_t n = 0;

    for (int32_t number = MAX (first, span->days.first.number);
         number < MIN (end, span->days.end.number); number++) {
        TallyDay day = { number };
        int32_t i = tally_span_first (span, day) + place;

        if ((!is_any && class_of (work, day) != wanted) || place >= tally_span_count (span, day)
            || !is_measured (work, i))
            continue;
        sum += work->main->values[i];
        n++;
    }
    if (n == 0)
        return FALSE;
    *mean = (int64_t) ((sum + n / 2) / n);
    return TRUE;
}

static gboolean
usual (const Work *work, int32_t i, int64_t *mean, uint8_t *quality)
{
    const TallySpan *span = &work->main->span;
    TallyDay day = tally_day_of (span->zone, span->start + (int64_t) i * span->interval_s);
    int32_t place = i - tally_span_first (span, day);

    *quality = TALLY_QUALITY_LIKE_DAYS;
    if (mean_of_days (work, day.number - (int32_t) work->rules->like_days, day.number, place,
                      class_of (work, day), FALSE, mean))
        return TRUE;
    *quality = TALLY_QUALITY_PROFILE;
    return mean_of_days (work, span->days.first.number, span->days.end.number, place, WORKDAY, TRUE,
                         mean);
}

/* The registers nearest outside the gap with nothing unknown between them and it. */
static const TallyReading *
reading_beside (const Work *work, int32_t i, int32_t step, int64_t *between)
{
    const TallySpan *span = &work->main->span;

    *between = 0;
    for (int32_t bound = i; bound >= 0 && bound <= span->n; bound += step) {
        int64_t at = span->start + (int64_t) bound * span->interval_s;
        const TallyReading *reading = tally_candidates_find_reading (work->main, at);
        int32_t passed = step < 0 ? bound - 1 : bound;

        if (reading != NULL)
            return reading;
        if (passed < 0 || passed >= span->n || !is_measured (work, passed))
            return NULL;
        *between += work->main->values[passed];
    }
    return NULL;
}

static gboolean
fill_from_registers (Work *work, Gap gap)
{
    int32_t n = gap.end - gap.first;
    int64_t left;
    int64_t right;
    const TallyReading *before = reading_beside (work, gap.first, -1, &left);
    const TallyReading *after = reading_beside (work, gap.end, 1, &right);
    g_autofree int64_t *weights = g_new0 (int64_t, (size_t) n);
    gboolean rolled_over;
    int64_t energy;

    if (before == NULL || after == NULL
        || !tally_reading_difference (before, after, 0, &energy, &rolled_over)
        || energy < left + right)
        return FALSE;
    for (int32_t i = 0; i < n; i++) {
        uint8_t quality;

        if (!usual (work, gap.first + i, &weights[i], &quality))
            weights[i] = 0;
    }
    tally_estimate_spread (energy - left - right, weights, n, work->values + gap.first);
    for (int32_t i = gap.first; i < gap.end; i++)
        work->qualities[i] = TALLY_QUALITY_REGISTER_DIFFERENCE;
    return TRUE;
}

static gboolean
fill_with_line (Work *work, Gap gap)
{
    int32_t n = gap.end - gap.first;
    int64_t from;
    int64_t to;

    if (n > work->rules->linear_intervals || gap.first == 0 || gap.end == work->main->span.n
        || !is_measured (work, gap.first - 1) || !is_measured (work, gap.end))
        return FALSE;
    from = work->values[gap.first - 1];
    to = work->values[gap.end];
    for (int32_t i = 0; i < n; i++) {
        work->values[gap.first + i] = from + (to - from) * (i + 1) / (n + 1);
        work->qualities[gap.first + i] = TALLY_QUALITY_LINEAR;
    }
    return TRUE;
}

static void
fill_from_days (Work *work, Gap gap)
{
    for (int32_t i = gap.first; i < gap.end; i++) {
        int64_t mean;
        uint8_t quality;

        if (usual (work, i, &mean, &quality)) {
            work->values[i] = mean;
            work->qualities[i] = quality;
        }
    }
}

void
tally_estimate_fill (const TallyCandidates *main,
                     const TallyCandidates *check,
                     const TallyCalendar *calendar,
                     const TallyRules *rules,
                     int64_t *values,
                     uint8_t *qualities)
{
    Work work = { main, check, calendar, rules, values, qualities };
    Gap gap = { 0, 0 };

    fill_from_check (&work);
    while (next_gap (&work, gap.end, &gap)) {
        if (!fill_from_registers (&work, gap) && !fill_with_line (&work, gap))
            fill_from_days (&work, gap);
    }
}
