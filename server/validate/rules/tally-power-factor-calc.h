// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * TallyPowerView: a day of the four energies of a point
 * @import, @export: (array length=n): active energy, Wh
 * @inductive, @capacitive: (array length=n): reactive energy taken and fed in, varh
 * @capacity: most active energy of the whole day; 0: not known
 *
 * Any may be %NULL: all zero.
 */
typedef struct {
    const int64_t *import;
    const int64_t *export;
    const int64_t *inductive;
    const int64_t *capacitive;
    int32_t n;
    int64_t capacity;
} TallyPowerView;

/**
 * tally_power_factor_check:
 *
 * Finds a day whose power factor, import against reactive energy taken, is under the band (found
 * and limit in ppm), and energies no load can have: reactive energy without any active energy, or
 * both reactive directions at once beyond a share of the active energy (found: how many intervals).
 */
void tally_power_factor_check (const TallyPowerView *day,
                               const TallyRules *rules,
                               GArray *findings);

G_END_DECLS
