// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-span-calc.h"

#include <string.h>

#define SECONDS_PER_HOUR 3600

/* A rank is how good a statement is, then where it comes from. */
#define SOURCE_BITS 4

TallySpan
tally_span_new (const TallyZone *zone, TallyDays days, int32_t interval_s)
{
    return (TallySpan){
        .zone = zone,
        .days = days,
        .start = tally_day_start (zone, days.first),
        .interval_s = interval_s,
        .n = (int32_t) tally_days_intervals (zone, days, interval_s),
    };
}

int32_t
tally_span_first (const TallySpan *span, TallyDay day)
{
    return (int32_t) ((tally_day_start (span->zone, day) - span->start) / span->interval_s);
}

int32_t
tally_span_count (const TallySpan *span, TallyDay day)
{
    return tally_day_intervals (span->zone, day, span->interval_s);
}

TallyRatio
tally_ratio_scale (TallyRatio ratio, int exponent)
{
    for (int i = 0; i < exponent; i++)
        ratio.numerator *= 10;
    for (int i = 0; i > exponent; i--)
        ratio.denominator *= 10;
    return ratio;
}

TallyCandidates *
tally_candidates_new (TallySpan span)
{
    TallyCandidates *self = g_new0 (TallyCandidates, 1);
    size_t n = (size_t) span.n;

    self->span = span;
    self->values = g_new0 (int64_t, n);
    self->qualities = g_malloc (n);
    self->ranks = g_new0 (uint8_t, n);
    self->ties = g_new0 (uint64_t, n);
    self->conflicts = g_new0 (uint8_t, n);
    self->readings = g_array_new (FALSE, FALSE, sizeof (TallyReading));
    self->faults = g_array_new (FALSE, FALSE, sizeof (TallyStampFault));
    self->decisions = g_array_new (FALSE, FALSE, sizeof (TallyRolloverDecision));
    memset (self->qualities, TALLY_QUALITY_MISSING, n);
    return self;
}

void
tally_candidates_free (TallyCandidates *self)
{
    g_free (self->values);
    g_free (self->qualities);
    g_free (self->ranks);
    g_free (self->ties);
    g_free (self->conflicts);
    g_array_unref (self->readings);
    g_array_unref (self->faults);
    g_array_unref (self->decisions);
    g_free (self);
}

/* Half away from zero, as everywhere in the house. */
static int64_t
divide (__int128 dividend, int64_t divisor)
{
    __int128 half = divisor / 2;

    if (divisor == 1)
        return (int64_t) dividend;
    return (int64_t) ((dividend < 0 ? dividend - half : dividend + half) / divisor);
}

/* How good a statement is; higher is better. */
typedef enum {
    GRADE_NOTHING,
    GRADE_PROVISIONAL, /* not believed, or not final */
    GRADE_SUBSTITUTE,  /* final, but not what the meter counted: substituted or edited */
    GRADE_MEASURED,
} Grade;

static Grade
grade_of (uint8_t quality)
{
    if (quality == TALLY_QUALITY_MEASURED)
        return GRADE_MEASURED;
    if (quality == TALLY_QUALITY_MISSING)
        return GRADE_NOTHING;
    return quality <= TALLY_QUALITY_EDITED ? GRADE_SUBSTITUTE : GRADE_PROVISIONAL;
}

static uint8_t
rank_of (uint8_t quality, const TallyArrived *arrived)
{
    return (uint8_t) (grade_of (quality) << SOURCE_BITS | arrived->rank);
}

static void
hold (TallyCandidates *self, int32_t i, int64_t value, uint8_t quality, uint8_t rank, uint64_t tie)
{
    self->values[i] = value;
    self->qualities[i] = quality;
    self->ranks[i] = rank;
    self->ties[i] = tie;
}

/* Two of one grade that differ contradict each other; what a better one replaces does not. */
static void
offer (TallyCandidates *self,
       int32_t i,
       int64_t value,
       uint8_t quality,
       const TallyArrived *arrived)
{
    uint8_t rank = rank_of (quality, arrived);
    uint8_t held = self->ranks[i];

    if (rank >> SOURCE_BITS > held >> SOURCE_BITS)
        self->conflicts[i] = 0;
    else if (rank >> SOURCE_BITS == held >> SOURCE_BITS && self->values[i] != value)
        self->conflicts[i] = 1;
    if (rank < held || (rank == held && arrived->tie >= self->ties[i]))
        return;
    hold (self, i, value, quality, rank, arrived->tie);
}

/* Whole intervals that the meter counted in whole primary units, the usual frame: each is what it
 * says, and nothing is carried. @i: where the first of @n would lie in the span. */
static void
add_whole (TallyCandidates *self, const TallyArrived *arrived, int64_t i, int64_t n)
{
    const TallySpan *span = &self->span;
    int64_t early = MAX (arrived->from, span->start) - arrived->first_at;
    int64_t first = early > 0 ? (early + span->interval_s - 1) / span->interval_s : 0;
    int64_t end = MIN (n, span->n - i);
    uint64_t factor = (uint64_t) arrived->ratio.numerator;
    uint8_t rank = rank_of (TALLY_QUALITY_MEASURED, arrived);

    if (arrived->until < arrived->first_at + end * span->interval_s)
        end = MAX (arrived->until - arrived->first_at, 0) / span->interval_s;
    for (int64_t k = first; k < end; k++) {
        uint8_t quality = arrived->qualities[k];
        int64_t value = (int64_t) ((uint64_t) arrived->counts[k] * factor);

        if (quality == TALLY_QUALITY_MISSING)
            continue;
        if (quality == TALLY_QUALITY_MEASURED && self->ranks[i + k] == 0)
            hold (self, (int32_t) (i + k), value, quality, rank, arrived->tie);
        else
            offer (self, (int32_t) (i + k), value, quality, arrived);
    }
}

static void
note_fault (TallyCandidates *self, TallyRule rule, int64_t at, int32_t n)
{
    TallyStampFault fault = { rule, at, n };

    if (self->faults->len < TALLY_VALIDATE_MAX_FINDINGS)
        g_array_append_val (self->faults, fault);
}

/* The first interval that cannot have been over when the frame arrived, or all of them. */
static int32_t
count_believed (TallyCandidates *self, const TallyArrived *arrived)
{
    int64_t latest = arrived->received_at + TALLY_STAMP_AHEAD_S;
    int64_t n = arrived->n;

    if (arrived->received_at > 0)
        n = (latest - arrived->first_at) / arrived->interval_s;
    if (n >= arrived->n)
        return arrived->n;
    n = MAX (n, 0);
    note_fault (self, TALLY_RULE_FUTURE, arrived->first_at + n * arrived->interval_s,
                arrived->n - (int32_t) n);
    return (int32_t) n;
}

gboolean
tally_candidates_add (TallyCandidates *self, const TallyArrived *arrived)
{
    const TallySpan *span = &self->span;
    int32_t parts = arrived->interval_s > 0 ? span->interval_s / arrived->interval_s : 0;
    __int128 total = 0;
    int64_t given = 0;
    int32_t believed;
    int64_t i;

    if (parts < 1 || parts * arrived->interval_s != span->interval_s
        || (arrived->first_at - span->start) % span->interval_s != 0 || arrived->n % parts != 0) {
        note_fault (self, TALLY_RULE_OFF_GRID, arrived->first_at, arrived->n);
        return FALSE;
    }

    believed = count_believed (self, arrived);
    i = (arrived->first_at - span->start) / span->interval_s;
    if (parts == 1 && arrived->ratio.denominator == 1) {
        add_whole (self, arrived, i, believed);
        return TRUE;
    }
    for (int32_t k = 0; k + parts <= believed; k += parts, i++) {
        int64_t at = arrived->first_at + (int64_t) k * arrived->interval_s;
        uint8_t quality = TALLY_QUALITY_MEASURED;
        int64_t upto;

        for (int32_t part = k; part < k + parts; part++) {
            if (grade_of (arrived->qualities[part]) <= grade_of (quality)
                && arrived->qualities[part] != TALLY_QUALITY_MEASURED)
                quality = arrived->qualities[part];
            if (arrived->qualities[part] != TALLY_QUALITY_MISSING)
                total += (__int128) arrived->counts[part] * arrived->ratio.numerator;
        }
        upto = divide (total, arrived->ratio.denominator);
        if (quality != TALLY_QUALITY_MISSING && at >= arrived->from
            && at + span->interval_s <= arrived->until && at >= span->start && i < span->n)
            offer (self, (int32_t) i, upto - given, quality, arrived);
        given = upto;
    }
    return TRUE;
}

static int
compare_readings (gconstpointer a, gconstpointer b)
{
    const TallyReading *left = a;
    const TallyReading *right = b;

    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    if (left->since != right->since)
        return left->since < right->since ? -1 : 1;
    if (left->meter_id != right->meter_id)
        return left->meter_id < right->meter_id ? -1 : 1;
    return (left->count > right->count) - (left->count < right->count);
}

const TallyReading *
tally_candidates_find_reading (const TallyCandidates *self, int64_t at)
{
    const TallyReading *best = NULL;
    guint low = 0;
    guint high = self->readings->len;

    while (low < high) {
        guint middle = (low + high) / 2;

        if (g_array_index (self->readings, TallyReading, middle).at < at - TALLY_READING_NEAR_S)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < self->readings->len; low++) {
        const TallyReading *reading = &g_array_index (self->readings, TallyReading, low);

        if (reading->at > at + TALLY_READING_NEAR_S)
            break;
        if (best == NULL || ABS (reading->at - at) < ABS (best->at - at))
            best = reading;
    }
    return best;
}

static const TallyRolloverDecision *
find_decision (const TallyCandidates *self, int64_t at)
{
    for (guint i = 0; i < self->decisions->len; i++) {
        const TallyRolloverDecision *decision = &g_array_index (self->decisions,
                                                                TallyRolloverDecision, i);

        if (at >= decision->from && at < decision->until)
            return decision;
    }
    return NULL;
}

/* The most that can pass between two readings, with a minute at each end. */
static int64_t
most_between (const TallyCandidates *self, const TallyReading *before, const TallyReading *after)
{
    int64_t seconds = after->at - before->at + 2 * TALLY_READING_NEAR_S;

    return (int64_t) ((__int128) self->capacity_w * seconds / SECONDS_PER_HOUR);
}

gboolean
tally_candidates_difference (const TallyCandidates *self,
                             const TallyReading *before,
                             const TallyReading *after,
                             int64_t *energy,
                             gboolean *rolled_over)
{
    int64_t counted = after->count - before->count;
    const TallyRolloverDecision *decision;

    *rolled_over = FALSE;
    *energy = 0;
    if (before->meter_id != after->meter_id || before->since != after->since)
        return before->at == after->at;
    *rolled_over = counted < 0;
    if (*rolled_over)
        counted += before->rolls_over_at;
    if (counted < 0)
        return FALSE;
    *energy = divide ((__int128) counted * before->ratio.numerator, before->ratio.denominator);
    if (!*rolled_over)
        return TRUE;
    decision = find_decision (self, after->at);
    if (decision != NULL)
        return decision->is_accepted;
    return self->capacity_w == 0 || *energy <= most_between (self, before, after);
}

gboolean
tally_candidates_energy (const TallyCandidates *self,
                         const TallyReading *before,
                         const TallyReading *after,
                         int64_t *energy)
{
    __int128 sum = 0;

    for (const TallyReading *reading = before; reading < after; reading++) {
        gboolean rolled_over;
        int64_t part;

        if (!tally_candidates_difference (self, reading, reading + 1, &part, &rolled_over))
            return FALSE;
        sum += part;
    }
    *energy = (int64_t) sum;
    return before <= after;
}

/* Every step of the register is looked at, whether its energy is needed or not. */
static void
check_steps (const TallyCandidates *self, GArray *findings)
{
    for (guint k = 1; k < self->readings->len; k++) {
        const TallyReading *before = &g_array_index (self->readings, TallyReading, k - 1);
        const TallyReading *after = before + 1;
        int64_t i = (after->at - 1 - self->span.start) / self->span.interval_s;
        TallyFinding finding = { TALLY_RULE_ROLLOVER, TALLY_SEVERITY_INFO, (int32_t) i, 1,
                                 after->count,        before->count };
        gboolean rolled_over;
        int64_t energy;

        if (before->meter_id != after->meter_id || before->since != after->since
            || after->count >= before->count || after->at <= self->span.start)
            continue;
        if (!tally_candidates_difference (self, before, after, &energy, &rolled_over)) {
            finding.rule = TALLY_RULE_REGISTER_DECREASE;
            finding.severity = TALLY_SEVERITY_FAIL;
        }
        g_array_append_val (findings, finding);
    }
}

/* What states the interval itself as measured wins over registers, and they over all else: a
 * register is measured, a substitute is not. */
static void
apply_pair (TallyCandidates *self, int32_t i)
{
    int64_t at = self->span.start + (int64_t) i * self->span.interval_s;
    const TallyReading *before = tally_candidates_find_reading (self, at);
    const TallyReading *after = tally_candidates_find_reading (self, at + self->span.interval_s);
    int64_t energy;

    if (before == NULL || after == NULL || before == after
        || !tally_candidates_energy (self, before, after, &energy))
        return;
    self->values[i] = energy;
    self->qualities[i] = TALLY_QUALITY_MEASURED;
    self->conflicts[i] = 0;
}

void
tally_candidates_apply_readings (TallyCandidates *self, GArray *findings)
{
    g_array_sort (self->readings, compare_readings);
    if (findings != NULL)
        check_steps (self, findings);
    for (int32_t i = 0; self->readings->len > 0 && i < self->span.n; i++) {
        if (self->qualities[i] != TALLY_QUALITY_MEASURED)
            apply_pair (self, i);
    }
}
