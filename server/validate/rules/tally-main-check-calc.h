// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/**
 * tally_main_check_check:
 * @main: (array length=n): what the main meter counted
 * @main_qualities: (array length=n): whether it did
 * @check: (array length=n): what the check meter counted
 * @check_qualities: (array length=n): whether it did
 * @tolerance_ppm: the combined accuracy of both meters
 *
 * Holds the energy of the intervals that both meters measured in a day against each other.
 */
void tally_main_check_check (const int64_t *main,
                             const uint8_t *main_qualities,
                             const int64_t *check,
                             const uint8_t *check_qualities,
                             int32_t n,
                             int64_t tolerance_ppm,
                             GArray *findings);

G_END_DECLS
