// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-span-calc.h"

G_BEGIN_DECLS

/**
 * tally_estimate_fill:
 * @main: what arrived of the main meter, registers applied
 * @check: (nullable): what arrived of the check meter over the same span
 * @calendar: (nullable): holidays, which are like Sundays
 * @rules: how long a line may be, how far back like days are looked for
 * @values: (inout) (array length=span.n): the candidates' values; receives estimates
 * @qualities: (inout) (array length=span.n): receives how each came about
 *
 * Fills what is missing, each gap by the first of these that can: the check meter; the register
 * difference over the gap, spread like the usual day and equal to that difference exactly; a
 * straight line between measured neighbours; the mean of like days before; the mean of all days
 * of the span at that time of day. What none can fill stays missing. Estimates are made from
 * measured intervals only, so the result does not hang on the order of days.
 */
void tally_estimate_fill (const TallyCandidates *main,
                          const TallyCandidates *check,
                          const TallyCalendar *calendar,
                          const TallyRules *rules,
                          int64_t *values,
                          uint8_t *qualities);

/**
 * tally_estimate_spread:
 * @total: energy to spread; not negative
 * @weights: (array length=n): none negative; all zero: evenly
 * @n: at least 1
 * @shares: (out caller-allocates) (array length=n): add up to @total exactly
 */
void tally_estimate_spread (int64_t total, const int64_t *weights, int32_t n, int64_t *shares);

G_END_DECLS
