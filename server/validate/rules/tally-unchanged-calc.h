// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * tally_unchanged_check:
 *
 * Finds runs of measured intervals that never change: the same energy above zero for longer than
 * the limit, or zeros for longer than the limit where the days before were not zero. A run that
 * began in the days before counts from its beginning; the finding is about the day's part of it.
 */
void tally_unchanged_check (const TallyDayView *day, const TallyRules *rules, GArray *findings);

G_END_DECLS
