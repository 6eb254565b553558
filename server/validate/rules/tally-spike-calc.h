// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * tally_spike_check:
 *
 * Finds a day whose highest interval stands out: (highest - third highest) / third highest over
 * the limit. Small energies are exempt, as are days with fewer than three measured intervals.
 * Source of the rule: the sum and spike checks of the EEI uniform business practices for
 * unbundled electricity metering.
 */
void tally_spike_check (const TallyDayView *day, const TallyRules *rules, GArray *findings);

G_END_DECLS
