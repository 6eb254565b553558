// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/estimate/tally-like-calc.h"

G_BEGIN_DECLS

/** Where no way to estimate is forced: the first that can. */
#define TALLY_ESTIMATE_AUTO 0

/** How many days before its own an interval may be estimated from. */
#define TALLY_ESTIMATE_DAYS_BEFORE 28

/** How far apart two registers may be, in days of 24 h, for what is missing between them to be told
 * from them: a month and some. Whoever validates reads as far as that, and not further, so that a
 * day comes out the same whatever else is read with it. */
#define TALLY_ESTIMATE_REGISTER_DAYS 34

/** The longest gap that a straight line may bridge, whatever the rules say. */
#define TALLY_ESTIMATE_LINE_S 43200

/**
 * TallyEstimate: what is filled, and from what
 * @main: what arrived of the main meter, registers applied
 * @check: (nullable): what arrived of the check meter over the same span
 * @like: which days are alike
 * @rules_of: how long a line may be that begins on a day, how far back days like it are looked for;
 *   %NULL for a day: no line, no like days
 * @forced: (nullable) (array length=span.n): a #TallyQuality of 1 to 5 a person chose for an
 *   interval, or %TALLY_ESTIMATE_AUTO
 * @first, @end: the intervals that are wanted; others may stay missing
 * @values: (inout) (array length=span.n): the candidates' values; receives estimates
 * @qualities: (inout) (array length=span.n): receives how each came about
 */
typedef struct {
    const TallyCandidates *main;
    const TallyCandidates *check;
    const TallyLike *like;
    const TallyRules *(*rules_of) (TallyDay day, gpointer rules_data);
    gpointer rules_data;
    const uint8_t *forced;
    int32_t first;
    int32_t end;
    int64_t *values;
    uint8_t *qualities;
} TallyEstimate;

/**
 * tally_estimate_fill:
 *
 * Fills what is missing, each gap by the first of these that can: the check meter; the register
 * difference between two readings no more than %TALLY_ESTIMATE_REGISTER_DAYS apart, less what is
 * known between them, spread over what is missing like the usual day, so that the total equals that
 * difference exactly, over meter exchanges and several gaps too; a straight line between measured
 * neighbours; the mean of like days before; the mean of all days before at that time of day; the
 * profile of the point's kind. What none can fill stays missing. A way that a person chose comes
 * first. Estimates are made from measured intervals only, and an interval's from no more than
 * %TALLY_ESTIMATE_DAYS_BEFORE days before its own, by the rules of its own day, so the result hangs
 * neither on the order of days nor on which days are asked for together.
 */
void tally_estimate_fill (const TallyEstimate *self);

/**
 * tally_estimate_spread:
 * @total: energy to spread; not negative
 * @weights: (array length=n): none negative; all zero: evenly
 * @n: at least 1
 * @shares: (out caller-allocates) (array length=n): add up to @total exactly
 */
void tally_estimate_spread (int64_t total, const int64_t *weights, int32_t n, int64_t *shares);

G_END_DECLS
