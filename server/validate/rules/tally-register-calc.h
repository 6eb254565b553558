// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * tally_register_check:
 * @sum: of the intervals of a day
 * @difference: what the registers say of the same day
 * @multiplier: primary energy of one count, rounded up to at least 1
 * @n: intervals of the day
 *
 * Register continuity: the sum may differ by two counts of the register or by the tolerance,
 * whichever is more. Found is the sum, limit the difference of the registers.
 */
void tally_register_check (int64_t sum,
                           int64_t difference,
                           int64_t multiplier,
                           int32_t n,
                           const TallyRules *rules,
                           GArray *findings);

G_END_DECLS
