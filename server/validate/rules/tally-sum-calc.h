// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * tally_sum_check:
 * @area: energy of a day by the meter of a transformer area
 * @children: energy of the same day by the meters under it
 * @n: intervals of the day
 *
 * More cannot be used in an area than flows into it. Found is the children's energy.
 */
void tally_sum_check (int64_t area,
                      int64_t children,
                      int32_t n,
                      const TallyRules *rules,
                      GArray *findings);

G_END_DECLS
