// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyDecimal:
 * @mantissa: all digits as a whole number
 * @scale: how many of them are decimals, 0 to %TALLY_DECIMAL_MAX_SCALE
 *
 * Exactly what a document says: a rate, a percentage, a limit. 0.520 is kept
 * as 520 with scale 3.
 */
typedef struct {
    int64_t mantissa;
    uint8_t scale;
} TallyDecimal;

#define TALLY_DECIMAL_MAX_SCALE 24

/** TALLY_DECIMAL_TEXT: bytes for any #TallyDecimal as text and its end */
#define TALLY_DECIMAL_TEXT 32

/**
 * tally_decimal_parse:
 * @text: digits with an optional sign, point and exponent, as in JSON
 * @decimal: (out): exactly that number
 * @error: return location
 *
 * Nothing is rounded: more digits than fit are refused, as is anything else
 * than a number ("1,5", "", "0x1").
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID
 */
gboolean tally_decimal_parse (const char *text, TallyDecimal *decimal, GError **error);

/** tally_decimal_format: writes the number without exponent; Returns: @text */
const char *tally_decimal_format (TallyDecimal decimal, char text[TALLY_DECIMAL_TEXT]);

/** tally_decimal_compare: Returns: below, at or above zero as @a is to @b */
int tally_decimal_compare (TallyDecimal a, TallyDecimal b);

/** tally_decimal_add: Returns: %FALSE with %TALLY_ERROR_OVERFLOW */
gboolean tally_decimal_add (TallyDecimal a, TallyDecimal b, TallyDecimal *sum, GError **error);

/** tally_decimal_multiply: Returns: %FALSE with %TALLY_ERROR_OVERFLOW */
gboolean tally_decimal_multiply (TallyDecimal a,
                                 TallyDecimal b,
                                 TallyDecimal *product,
                                 GError **error);

/** tally_decimal_power: Returns: 10^@exponent, @exponent 0 to 38 */
__int128 tally_decimal_power (int exponent);

G_END_DECLS
