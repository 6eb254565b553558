// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-zone.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyIntervalOut: intervals of one channel of one point in a row, for a writer
 * @point: its code
 * @channel: of ref.channel: 1 A+, 2 A-, 3 R+, 4 R-
 * @zone: whose clock the point follows
 * @start: Unix seconds of the first interval
 * @interval_s: length of an interval
 * @exponent: values count 10^exponent Wh or varh, -9 to 9
 * @values: (array length=n): primary energy
 * @qualities: (array length=n): a #TallyQuality each
 */
typedef struct {
    const char *point;
    int16_t channel;
    const TallyZone *zone;
    int64_t start;
    int32_t interval_s;
    int exponent;
    size_t n;
    const int64_t *values;
    const uint8_t *qualities;
} TallyIntervalOut;

/**
 * tally_interval_out_code:
 * @quality: a #TallyQuality
 *
 * Returns: (transfer none): its letter and method in NEM12 and in our CSV: what our readers read as
 *   @quality
 */
const char *tally_interval_out_code (uint8_t quality);

/**
 * tally_interval_out_number:
 * @value: in 10^power of the unit that is written, -18 to 18
 *
 * Appends it as a decimal number, exactly, without zeros behind the last digit that counts.
 */
void tally_interval_out_number (GString *out, int64_t value, int power);

G_END_DECLS
