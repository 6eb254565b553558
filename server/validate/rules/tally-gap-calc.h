// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * tally_gap_check:
 * @day: after estimation
 *
 * Finds runs of intervals that were not measured: for the record when they could be estimated,
 * blocking when they are still missing.
 */
void tally_gap_check (const TallyDayView *day, GArray *findings);

G_END_DECLS
