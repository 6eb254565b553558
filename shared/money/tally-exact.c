// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/money/tally-exact.h"

#include "shared/error/tally-error.h"

#include <string.h>

#define EXACT_DIGITS 18

static gboolean
refuse_overflow (GError **error)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "amount out of range");
    return FALSE;
}

static unsigned __int128
magnitude_of (__int128 value)
{
    return value < 0 ? -(unsigned __int128) value : (unsigned __int128) value;
}

gboolean
tally_exact_add (TallyExact a, TallyExact b, TallyExact *sum, GError **error)
{
    if (__builtin_add_overflow (a.atto, b.atto, &sum->atto))
        return refuse_overflow (error);
    return TRUE;
}

/* Works out @a * @b / @divisor, half away from zero, with a product of 256
 * bits: two halves multiplied, then divided bit by bit. */
static gboolean
multiply_divide_wide (unsigned __int128 a,
                      unsigned __int128 b,
                      unsigned __int128 divisor,
                      unsigned __int128 *result)
{
    unsigned __int128 a0 = (uint64_t) a, a1 = a >> 64, b0 = (uint64_t) b, b1 = b >> 64;
    unsigned __int128 low = a0 * b0, cross = a0 * b1, other = a1 * b0, high = a1 * b1;
    unsigned __int128 middle = (low >> 64) + (uint64_t) cross + (uint64_t) other;
    unsigned __int128 quotient = 0, rest;

    high += (cross >> 64) + (other >> 64) + (middle >> 64);
    low = (middle << 64) | (uint64_t) low;
    if (high >= divisor)
        return FALSE;

    rest = high;
    for (int bit = 127; bit >= 0; bit--) {
        gboolean carry = (rest >> 127) != 0;

        rest = (rest << 1) | ((low >> bit) & 1);
        quotient <<= 1;
        if (carry || rest >= divisor) {
            rest -= divisor;
            quotient |= 1;
        }
    }
    if (quotient >> 127 != 0)
        return FALSE;
    *result = quotient + (rest >= divisor - rest ? 1 : 0);
    return TRUE;
}

static gboolean
multiply_divide (__int128 a, __int128 b, __int128 divisor, __int128 *result, GError **error)
{
    unsigned __int128 left = magnitude_of (a), right = magnitude_of (b), product, found;
    unsigned __int128 by = (unsigned __int128) divisor;
    gboolean is_negative = (a < 0) != (b < 0);

    g_assert (divisor > 0);
    if (!__builtin_mul_overflow (left, right, &product)) {
        unsigned __int128 rest = product % by;

        found = product / by + (rest >= by - rest ? 1 : 0);
    } else if (!multiply_divide_wide (left, right, by, &found)) {
        return refuse_overflow (error);
    }
    if (found >> 127 != 0)
        return refuse_overflow (error);
    *result = is_negative ? -(__int128) found : (__int128) found;
    return TRUE;
}

gboolean
tally_exact_ratio (__int128 count, __int128 parts_per_unit, TallyExact *ratio, GError **error)
{
    return multiply_divide (count, TALLY_EXACT_ONE, parts_per_unit, &ratio->atto, error);
}

gboolean
tally_exact_from_decimal (TallyDecimal decimal, TallyExact *exact, GError **error)
{
    return tally_exact_ratio (decimal.mantissa, tally_decimal_power (decimal.scale), exact, error);
}

gboolean
tally_exact_times (TallyExact quantity, TallyDecimal rate, TallyExact *product, GError **error)
{
    return multiply_divide (quantity.atto, rate.mantissa, tally_decimal_power (rate.scale),
                            &product->atto, error);
}

gboolean
tally_exact_multiply (TallyExact a, TallyExact b, TallyExact *product, GError **error)
{
    return multiply_divide (a.atto, b.atto, TALLY_EXACT_ONE, &product->atto, error);
}

gboolean
tally_exact_scale (TallyExact exact,
                   int64_t numerator,
                   int64_t denominator,
                   TallyExact *scaled,
                   GError **error)
{
    return multiply_divide (exact.atto, numerator, denominator, &scaled->atto, error);
}

gboolean
tally_exact_to_money (TallyExact exact,
                      int digits,
                      TallyRounding rounding,
                      TallyMoney *money,
                      GError **error)
{
    __int128 unit = tally_decimal_power (EXACT_DIGITS - digits);
    __int128 whole = exact.atto / unit;
    __int128 rest = exact.atto % unit;
    __int128 away = exact.atto < 0 ? -1 : 1;
    __int128 twice = rest < 0 ? -2 * rest : 2 * rest;
    gboolean is_half_even = rounding == TALLY_ROUND_HALF_EVEN;

    g_assert (digits >= 0 && digits <= 12);
    if (rounding == TALLY_ROUND_NEVER && rest != 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "amount is not whole");
        return FALSE;
    }
    if (twice > unit || (twice == unit && (!is_half_even || whole % 2 != 0)))
        whole += away;
    if (whole > INT64_MAX || whole < INT64_MIN)
        return refuse_overflow (error);
    money->minor = (int64_t) whole;
    return TRUE;
}

TallyExact
tally_exact_from_money (TallyMoney money, int digits)
{
    g_assert (digits >= 0 && digits <= 12);
    return (TallyExact){ money.minor * tally_decimal_power (EXACT_DIGITS - digits) };
}

const char *
tally_exact_format (TallyExact exact, char text[TALLY_EXACT_TEXT])
{
    unsigned __int128 magnitude = magnitude_of (exact.atto);
    uint64_t decimals = (uint64_t) (magnitude % (unsigned __int128) TALLY_EXACT_ONE);
    unsigned __int128 whole = magnitude / (unsigned __int128) TALLY_EXACT_ONE;
    uint64_t high = (uint64_t) (whole / (unsigned __int128) TALLY_EXACT_ONE);
    uint64_t low = (uint64_t) (whole % (unsigned __int128) TALLY_EXACT_ONE);
    const char *sign = exact.atto < 0 ? "-" : "";
    int width = EXACT_DIGITS;

    if (high > 0)
        g_snprintf (text, TALLY_EXACT_TEXT, "%s%" G_GUINT64_FORMAT "%018" G_GUINT64_FORMAT, sign,
                    high, low);
    else
        g_snprintf (text, TALLY_EXACT_TEXT, "%s%" G_GUINT64_FORMAT, sign, low);
    if (decimals == 0)
        return text;
    for (; decimals % 10 == 0; width--)
        decimals /= 10;
    g_snprintf (text + strlen (text), TALLY_EXACT_TEXT - strlen (text), ".%0*" G_GUINT64_FORMAT,
                width, decimals);
    return text;
}

/* Returns the number of decimals read, or -1. */
static int
read_exact (const char *cursor, __int128 *value)
{
    int decimals = -1;

    *value = 0;
    if (!g_ascii_isdigit (*cursor))
        return -1;
    for (; *cursor != '\0'; cursor++) {
        if (*cursor == '.' && decimals < 0 && g_ascii_isdigit (cursor[1])) {
            decimals = 0;
            continue;
        }
        if (!g_ascii_isdigit (*cursor) || __builtin_mul_overflow (*value, 10, value)
            || __builtin_add_overflow (*value, *cursor - '0', value))
            return -1;
        if (decimals >= 0)
            decimals++;
    }
    return MAX (decimals, 0);
}

gboolean
tally_exact_parse (const char *text, TallyExact *exact, GError **error)
{
    gboolean is_negative = text[0] == '-';
    __int128 value;
    int decimals = read_exact (is_negative ? text + 1 : text, &value);

    if (decimals < 0 || decimals > EXACT_DIGITS
        || __builtin_mul_overflow (value, tally_decimal_power (EXACT_DIGITS - decimals), &value)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%s” is not an exact amount", text);
        return FALSE;
    }
    exact->atto = is_negative ? -value : value;
    return TRUE;
}
