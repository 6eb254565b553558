// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * TallyUsageView: the energy of a day and of days like it
 * @sum: of the day
 * @like: (array length=n_like): sums of days of the same type (and temperature class, where it is
 *   known) of the weeks before and about the same date of the year before
 * @capacity: most energy of a whole day; 0: not known
 */
typedef struct {
    int64_t sum;
    const int64_t *like;
    size_t n_like;
    int64_t capacity;
    int32_t n;
} TallyUsageView;

/** Fewer like days than this prove nothing. */
#define TALLY_USAGE_MIN_LIKE 3

/**
 * tally_usage_check:
 *
 * Finds a day outside the band about the mean of like days. Found is the day's energy, limit the
 * bound it passed. Days whose energy (high) or usual energy (low) is small are exempt.
 */
void tally_usage_check (const TallyUsageView *day, const TallyRules *rules, GArray *findings);

G_END_DECLS
