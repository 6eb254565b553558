// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"
#include "shared/time/tally-calendar.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/**
 * TallySpan: consecutive intervals of one channel over whole local days
 * @zone: the market's
 * @days: its local days
 * @start: Unix seconds of the first interval
 * @interval_s: length of an interval
 * @n: number of intervals: 92, 96 or 100 a day at 900 s
 */
typedef struct {
    const TallyZone *zone;
    TallyDays days;
    int64_t start;
    int32_t interval_s;
    int32_t n;
} TallySpan;

TallySpan tally_span_new (const TallyZone *zone, TallyDays days, int32_t interval_s);

/** tally_span_first: Returns: index of the first interval of @day, which lies in the span */
int32_t tally_span_first (const TallySpan *span, TallyDay day);

/** tally_span_count: Returns: intervals of @day */
int32_t tally_span_count (const TallySpan *span, TallyDay day);

/**
 * TallyRatio: what turns a meter's count into primary energy
 *
 * primary = count * numerator / denominator
 */
typedef struct {
    int64_t numerator;
    int64_t denominator;
} TallyRatio;

/** tally_ratio_scale: @ratio for counts of 10^@exponent of the channel's unit */
TallyRatio tally_ratio_scale (TallyRatio ratio, int exponent);

/** TallyReading: a register at an instant, scaled to primary by the reader of the frames */
typedef struct {
    int64_t at;       /* Unix seconds */
    int64_t count;    /* the meter's register, secondary */
    int64_t meter_id; /* differences are only taken within one meter */
    TallyRatio ratio;
    int64_t rolls_over_at; /* 10^digits */
    int64_t since;         /* when the meter was hung: decides at the instant of an exchange */
} TallyReading;

/** TallyStampFault: intervals of a frame that were not used, and why */
typedef struct {
    TallyRule rule; /* off-grid, future or uninstalled */
    int64_t at;     /* Unix seconds of the first */
    int32_t n;
} TallyStampFault;

/** TallyRolloverDecision: what a person said of a register that went back in [from, until) */
typedef struct {
    int64_t from;
    int64_t until;
    gboolean is_accepted;
} TallyRolloverDecision;

/**
 * TallyCandidates: what arrived about each interval of a span
 *
 * @ranks and @ties decide between several frames that speak of the same interval: the better
 * quality wins (measured, then substituted or edited, then provisional), then the higher rank of
 * the source, then the lower tie, so that the order of arrival never matters. A rank held is the
 * quality's grade and the source's rank; 0: nothing arrived.
 */
typedef struct {
    TallySpan span;
    int64_t *values;
    uint8_t *qualities;
    uint8_t *ranks;
    uint64_t *ties;
    uint8_t *conflicts; /* 1: another frame, as good, said something else */
    GArray *readings;   /* TallyReading */
    GArray *faults;     /* TallyStampFault */
    GArray *decisions;  /* TallyRolloverDecision */
    int64_t capacity_w; /* bounds what counts as a rollover; 0: not known */
} TallyCandidates;

TallyCandidates *tally_candidates_new (TallySpan span);
void tally_candidates_free (TallyCandidates *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCandidates, tally_candidates_free)

/**
 * TallyArrived: a frame of intervals, unpacked
 * @from, @until: the meter hung at the point in [from, until): counts outside are not its
 * @received_at: Unix seconds; intervals that end later than a little after it are not believed;
 *   0: not known
 */
typedef struct {
    int64_t first_at;
    int32_t interval_s;
    int32_t n;
    const int64_t *counts;
    const uint8_t *qualities;
    TallyRatio ratio;
    uint8_t rank; /* of the source: 1 to 15 */
    uint64_t tie;
    int64_t from;
    int64_t until;
    int64_t received_at;
} TallyArrived;

/** How much later than its arrival an interval may end: clocks differ. */
#define TALLY_STAMP_AHEAD_S 3600

/**
 * tally_candidates_add:
 *
 * Adds a frame. Counts finer than the span's interval are summed; a part of a primary unit is
 * carried to the next interval, so that the sum of the frame is kept to the unit; the interval is
 * as good as the worst of its parts. What is off the
 * grid of intervals or in the future is not used and noted in @faults.
 *
 * Returns: %FALSE when the frame is off the grid
 */
gboolean tally_candidates_add (TallyCandidates *self, const TallyArrived *arrived);

/**
 * tally_candidates_apply_readings:
 * @findings: (nullable): receives register-decrease and rollover, with indices in the span
 *
 * Sorts the readings, looks at each pair of neighbours of one meter, and turns registers that were
 * read at the bounds of an interval, to the minute, into its energy, across a meter exchange too,
 * unless the interval itself was measured.
 */
void tally_candidates_apply_readings (TallyCandidates *self, GArray *findings);

/**
 * tally_candidates_difference:
 * @before, @after: neighbours in @self
 * @energy: (out): primary energy between the two
 * @rolled_over: (out): whether the register passed its end
 *
 * Between two meters, at the instant of an exchange, there is no energy. A register that went back
 * passed its end when a person said so or, where nobody decided, when the energy is no more than
 * the capacity lets pass.
 *
 * Returns: %FALSE when the register went back, or the meter changed and nobody read it then
 */
gboolean tally_candidates_difference (const TallyCandidates *self,
                                      const TallyReading *before,
                                      const TallyReading *after,
                                      int64_t *energy,
                                      gboolean *rolled_over);

/** tally_candidates_energy: the sum of the differences from @before to @after, both in @self */
gboolean tally_candidates_energy (const TallyCandidates *self,
                                  const TallyReading *before,
                                  const TallyReading *after,
                                  int64_t *energy);

/** TALLY_READING_NEAR_S: how far from the bound of an interval a register may be read */
#define TALLY_READING_NEAR_S 60

/** tally_candidates_find_reading: Returns: (nullable): the reading nearest to @at, near enough */
const TallyReading *tally_candidates_find_reading (const TallyCandidates *self, int64_t at);

G_END_DECLS
