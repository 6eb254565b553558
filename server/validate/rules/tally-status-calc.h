// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/** TALLY_STATUS_CHANNEL: readings of a meter's status word, see ref.channel */
#define TALLY_STATUS_CHANNEL 20

/** Bits of the status word; drivers map what their meters report to these. */
typedef enum {
    TALLY_STATUS_COVER_OPENED = 1 << 0,
    TALLY_STATUS_PHASE_LOST = 1 << 1,
    TALLY_STATUS_VOLTAGE_UNBALANCED = 1 << 2,
    TALLY_STATUS_CURRENT_UNBALANCED = 1 << 3,
    TALLY_STATUS_BATTERY_LOW = 1 << 4,
    TALLY_STATUS_PHASES_REVERSED = 1 << 5,
    TALLY_STATUS_MAGNET = 1 << 6,
    TALLY_STATUS_POWER_OFF = 1 << 7,
    TALLY_STATUS_CLOCK_SET = 1 << 8,
} TallyStatusBit;

/**
 * tally_status_check:
 * @bits: all bits that were set at any reading of the day
 * @first: interval of the first such reading
 * @n: intervals of the day
 *
 * Finds the bits that the parameters name: it fails when one of those that fail is set. Found are
 * the bits, limit the masks.
 */
void tally_status_check (int64_t bits,
                         int32_t first,
                         int32_t n,
                         const TallyRules *rules,
                         GArray *findings);

G_END_DECLS
