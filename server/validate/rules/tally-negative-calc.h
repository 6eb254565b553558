// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * tally_negative_check:
 *
 * Finds intervals below zero: a register went back without a rollover or an exchange.
 */
void tally_negative_check (const TallyDayView *day, GArray *findings);

G_END_DECLS
