// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/money/tally-decimal.h"
#include "shared/money/tally-money.h"

G_BEGIN_DECLS

/**
 * TallyExact:
 * @atto: 10^-18 of one unit: of the currency's major unit, of a kWh, of a kW
 *
 * An amount before it is rounded for printing, or a quantity. Sums are exact.
 * A product or quotient that has more than 18 decimals is rounded there, half
 * away from zero: a rate of 12 decimals times whole watt-hours is exact.
 * Reaches 1.7 x 10^20 units; beyond that every function says so, none wraps.
 */
typedef struct {
    __int128 atto;
} TallyExact;

#define TALLY_EXACT_ONE ((__int128) 1000000000000000000)

/** TALLY_EXACT_TEXT: bytes for any #TallyExact as text and its end */
#define TALLY_EXACT_TEXT 44

/** tally_exact_add: Returns: %FALSE with %TALLY_ERROR_OVERFLOW */
gboolean tally_exact_add (TallyExact a, TallyExact b, TallyExact *sum, GError **error);

/**
 * tally_exact_ratio:
 * @count: number of parts
 * @parts_per_unit: how many parts make one unit; above zero
 *
 * Returns: @count / @parts_per_unit, or %FALSE with %TALLY_ERROR_OVERFLOW
 */
gboolean tally_exact_ratio (__int128 count,
                            __int128 parts_per_unit,
                            TallyExact *ratio,
                            GError **error);

/** tally_exact_from_decimal: Returns: %FALSE with %TALLY_ERROR_OVERFLOW */
gboolean tally_exact_from_decimal (TallyDecimal decimal, TallyExact *exact, GError **error);

/**
 * tally_exact_times:
 * @quantity: for example kWh
 * @rate: price of one unit of it
 *
 * Rounded once, at the 18th decimal.
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW
 */
gboolean tally_exact_times (TallyExact quantity,
                            TallyDecimal rate,
                            TallyExact *product,
                            GError **error);

/** tally_exact_multiply: as tally_exact_times(), of two exact numbers */
gboolean tally_exact_multiply (TallyExact a, TallyExact b, TallyExact *product, GError **error);

/**
 * tally_exact_scale:
 * Multiplies by @numerator / @denominator (for example days / days of the period).
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW
 */
gboolean tally_exact_scale (TallyExact exact,
                            int64_t numerator,
                            int64_t denominator,
                            TallyExact *scaled,
                            GError **error);

/**
 * tally_exact_to_money:
 * @digits: decimals kept, 0 to 12: those of the currency's minor unit, or 6 for a rate
 * @rounding: said at every call; %TALLY_ROUND_HALF_UP is half away from zero
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW, or %TALLY_ERROR_INVALID when
 *   @rounding is %TALLY_ROUND_NEVER and something would be lost
 */
gboolean tally_exact_to_money (TallyExact exact,
                               int digits,
                               TallyRounding rounding,
                               TallyMoney *money,
                               GError **error);

/** tally_exact_from_money: the exact value of @money, whose minor unit has @digits decimals */
TallyExact tally_exact_from_money (TallyMoney money, int digits);

/** tally_exact_format: writes every decimal that is not a trailing zero; Returns: @text */
const char *tally_exact_format (TallyExact exact, char text[TALLY_EXACT_TEXT]);

/**
 * tally_exact_parse: the inverse of tally_exact_format()
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, also for more than 18 decimals
 */
gboolean tally_exact_parse (const char *text, TallyExact *exact, GError **error);

G_END_DECLS
