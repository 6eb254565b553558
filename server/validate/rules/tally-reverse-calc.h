// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * tally_reverse_check:
 * @exported: energy of a day that flowed out at a point which has no export channel
 * @n: intervals of the day
 */
void tally_reverse_check (int64_t exported, int32_t n, const TallyRules *rules, GArray *findings);

G_END_DECLS
