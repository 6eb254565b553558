// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * tally_capacity_check:
 *
 * Finds runs of intervals with more energy than the capacity of the point lets pass (fail), than
 * its current and voltage transformers can pass (fail), or than is contracted (warn). A finding
 * has the highest interval of its run.
 */
void tally_capacity_check (const TallyDayView *day, GArray *findings);

G_END_DECLS
