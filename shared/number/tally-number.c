// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/number/tally-number.h"

const TallyNumberStyle TALLY_NUMBER_PLAIN = { ".", "" };

static unsigned __int128
power_of_ten (int exponent)
{
    unsigned __int128 power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* @value × 10^-@scale as a whole number of 10^-@decimals, without its sign. */
static unsigned __int128
rescale (int64_t value, int scale, int decimals)
{
    unsigned __int128 size = value < 0 ? -(unsigned __int128) (__int128) value
                                       : (unsigned __int128) value;
    unsigned __int128 divisor;

    if (decimals >= scale)
        return size * power_of_ten (decimals - scale);
    divisor = power_of_ten (scale - decimals);
    return (size + divisor / 2) / divisor;
}

char *
tally_number_format (int64_t value, int scale, int decimals, const TallyNumberStyle *style)
{
    g_autoptr(GString) text = g_string_new (NULL);
    unsigned __int128 rest;
    gboolean is_negative;

    g_return_val_if_fail (scale >= 0 && scale <= TALLY_NUMBER_MAX_SCALE, NULL);
    g_return_val_if_fail (decimals >= 0 && decimals <= TALLY_NUMBER_MAX_SCALE, NULL);

    rest = rescale (value, scale, decimals);
    is_negative = value < 0 && rest != 0;

    for (int place = 0; rest != 0 || place <= decimals; place++) {
        int whole_place = place - decimals;

        if (place == decimals && decimals > 0)
            g_string_prepend (text, style->decimal);
        if (whole_place > 0 && whole_place % 3 == 0)
            g_string_prepend (text, style->group);
        g_string_prepend_c (text, (char) ('0' + (int) (rest % 10)));
        rest /= 10;
    }
    if (is_negative)
        g_string_prepend_c (text, '-');
    return g_string_free (g_steal_pointer (&text), FALSE);
}
