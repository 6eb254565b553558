// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * TallyClockSeen: a meter's clock as an answer showed it
 * @second: of the day
 * @offset_ms: how far it is ahead
 * @jump_ms: by how much the offset changed since the answer before; 0 when that is not known
 */
typedef struct {
    int32_t second;
    int64_t offset_ms;
    int64_t jump_ms;
} TallyClockSeen;

/**
 * tally_clock_check:
 * @seen: (array length=n_seen): of one day, in order of time
 * @n: intervals of the day
 *
 * Finds the worst offset over the limit (warn; milliseconds), and each set of the clock: its
 * interval is then longer or shorter than it should be (info; milliseconds of the change).
 */
void tally_clock_check (const TallyClockSeen *seen,
                        size_t n_seen,
                        int32_t n,
                        int32_t interval_s,
                        const TallyRules *rules,
                        GArray *findings);

G_END_DECLS
