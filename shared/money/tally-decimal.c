// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/money/tally-decimal.h"

#include "shared/error/tally-error.h"

#define MAX_EXPONENT 99

__int128
tally_decimal_power (int exponent)
{
    __int128 power = 1;

    g_assert (exponent >= 0 && exponent <= 38);
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* Reads digits into @mantissa; FALSE when there is none or they do not fit. */
static gboolean
read_digits (const char **cursor, int64_t *mantissa, int *count)
{
    const char *start = *cursor;

    for (; g_ascii_isdigit (**cursor); (*cursor)++) {
        if (__builtin_mul_overflow (*mantissa, 10, mantissa)
            || __builtin_add_overflow (*mantissa, **cursor - '0', mantissa))
            return FALSE;
    }
    *count = (int) (*cursor - start);
    return *count > 0;
}

static gboolean
read_exponent (const char **cursor, int *exponent)
{
    int64_t value = 0;
    gboolean is_negative;
    int count;

    *exponent = 0;
    if (**cursor != 'e' && **cursor != 'E')
        return TRUE;
    (*cursor)++;
    is_negative = **cursor == '-';
    if (**cursor == '-' || **cursor == '+')
        (*cursor)++;
    if (!read_digits (cursor, &value, &count) || value > MAX_EXPONENT)
        return FALSE;
    *exponent = is_negative ? -(int) value : (int) value;
    return TRUE;
}

/* Brings 10^-@scale into the range a decimal keeps, without losing a digit. */
static gboolean
fit_scale (int64_t *mantissa, int *scale)
{
    if (*mantissa == 0)
        *scale = CLAMP (*scale, 0, TALLY_DECIMAL_MAX_SCALE);
    while (*scale > TALLY_DECIMAL_MAX_SCALE && *mantissa % 10 == 0) {
        *mantissa /= 10;
        (*scale)--;
    }
    for (; *scale < 0; (*scale)++) {
        if (__builtin_mul_overflow (*mantissa, 10, mantissa))
            return FALSE;
    }
    return *scale <= TALLY_DECIMAL_MAX_SCALE;
}

static gboolean
read_number (const char *cursor, TallyDecimal *decimal)
{
    gboolean is_negative = *cursor == '-';
    int64_t mantissa = 0;
    int whole = 0, decimals = 0, exponent, scale;

    if (*cursor == '-' || *cursor == '+')
        cursor++;
    if (!read_digits (&cursor, &mantissa, &whole))
        return FALSE;
    if (*cursor == '.') {
        cursor++;
        if (!read_digits (&cursor, &mantissa, &decimals))
            return FALSE;
    }
    if (!read_exponent (&cursor, &exponent) || *cursor != '\0')
        return FALSE;

    scale = decimals - exponent;
    if (!fit_scale (&mantissa, &scale))
        return FALSE;
    *decimal = (TallyDecimal){ is_negative ? -mantissa : mantissa, (uint8_t) scale };
    return TRUE;
}

gboolean
tally_decimal_parse (const char *text, TallyDecimal *decimal, GError **error)
{
    if (read_number (text, decimal))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%s” is not a number of up to 18 digits",
                 text);
    return FALSE;
}

const char *
tally_decimal_format (TallyDecimal decimal, char text[TALLY_DECIMAL_TEXT])
{
    uint64_t magnitude = decimal.mantissa < 0 ? -(uint64_t) decimal.mantissa
                                              : (uint64_t) decimal.mantissa;
    char reversed[TALLY_DECIMAL_TEXT];
    int n = 0, out = 0;

    g_assert (decimal.scale <= TALLY_DECIMAL_MAX_SCALE);
    do {
        if (n == decimal.scale && n > 0)
            reversed[n + out++] = '.'; /* out counts the point here */
        reversed[n + out] = (char) ('0' + magnitude % 10);
        magnitude /= 10;
        n++;
    } while (magnitude > 0 || n <= decimal.scale);

    n += out;
    out = 0;
    if (decimal.mantissa < 0)
        text[out++] = '-';
    while (n > 0)
        text[out++] = reversed[--n];
    text[out] = '\0';
    return text;
}

int
tally_decimal_compare (TallyDecimal a, TallyDecimal b)
{
    TallyDecimal *finer = a.scale > b.scale ? &a : &b;
    TallyDecimal *coarser = finer == &a ? &b : &a;
    __int128 power, whole, rest, coarse;
    int sign = finer == &a ? 1 : -1;

    /* Dividing the finer side cannot overflow; its rest breaks a tie. */
    power = tally_decimal_power (finer->scale - coarser->scale);
    whole = finer->mantissa / power;
    rest = finer->mantissa % power;
    coarse = coarser->mantissa;
    if (whole != coarse)
        return whole > coarse ? sign : -sign;
    return rest == 0 ? 0 : rest > 0 ? sign : -sign;
}

gboolean
tally_decimal_add (TallyDecimal a, TallyDecimal b, TallyDecimal *sum, GError **error)
{
    uint8_t scale = MAX (a.scale, b.scale);
    __int128 left = 0, right = 0;
    /* At most one side is multiplied, so that their sum cannot leave 128 bits. */
    gboolean is_over = __builtin_mul_overflow (a.mantissa, tally_decimal_power (scale - a.scale),
                                               &left)
                       || __builtin_mul_overflow (b.mantissa, tally_decimal_power (scale - b.scale),
                                                  &right)
                       || left + right > INT64_MAX || left + right < INT64_MIN;

    if (is_over) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "sum has too many digits");
        return FALSE;
    }
    *sum = (TallyDecimal){ (int64_t) (left + right), scale };
    return TRUE;
}

gboolean
tally_decimal_multiply (TallyDecimal a, TallyDecimal b, TallyDecimal *product, GError **error)
{
    int64_t mantissa;

    if (a.scale + b.scale > TALLY_DECIMAL_MAX_SCALE
        || __builtin_mul_overflow (a.mantissa, b.mantissa, &mantissa)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW,
                             "product has too many digits");
        return FALSE;
    }
    *product = (TallyDecimal){ mantissa, (uint8_t) (a.scale + b.scale) };
    return TRUE;
}
