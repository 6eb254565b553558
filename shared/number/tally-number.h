// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyNumberStyle:
 * @decimal: what stands before the decimals, for example "."
 * @group: what stands between thousands, for example ","; may be empty
 *
 * How a language writes numbers.
 */
typedef struct {
    const char *decimal;
    const char *group;
} TallyNumberStyle;

/** TALLY_NUMBER_PLAIN: as machines read numbers */
extern const TallyNumberStyle TALLY_NUMBER_PLAIN;

/** TALLY_NUMBER_MAX_SCALE: most decimals of a value or of a text */
#define TALLY_NUMBER_MAX_SCALE 18

/**
 * tally_number_format:
 * @value: the figure as a whole number
 * @scale: how many of its digits are decimals, so that it is @value × 10^-@scale
 * @decimals: how many decimals to write; rounded half away from zero
 * @style: how to write it
 *
 * The one way a number becomes text for a person. A figure that rounds to
 * zero has no sign.
 *
 * Returns: (transfer full): for example "-1,234.50"
 */
char *tally_number_format (int64_t value, int scale, int decimals, const TallyNumberStyle *style);

G_END_DECLS
