// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/files/tally-interval-out.h"

#include "shared/block/tally-block.h"

#include <string.h>

const char *
tally_interval_out_code (uint8_t quality)
{
    switch ((TallyQuality) quality) {
    case TALLY_QUALITY_MEASURED:
        return "A";
    case TALLY_QUALITY_CHECK_METER:
        return "S11";
    case TALLY_QUALITY_REGISTER_DIFFERENCE:
        return "S12";
    case TALLY_QUALITY_LIKE_DAYS:
        return "S14";
    case TALLY_QUALITY_EDITED:
        return "S16";
    case TALLY_QUALITY_LINEAR:
        return "S17";
    case TALLY_QUALITY_PROFILE:
        return "S18";
    case TALLY_QUALITY_MISSING:
        return "N";
    case TALLY_QUALITY_SUSPECT:
    case TALLY_QUALITY_PROVISIONAL:
        break;
    }
    return "E";
}

void
tally_interval_out_number (GString *out, int64_t value, int power)
{
    char digits[24];
    gsize length;
    gsize n_before;

    g_return_if_fail (power >= -18 && power <= 18);

    g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT,
                value < 0 ? -(uint64_t) value : (uint64_t) value);
    for (length = strlen (digits); power < 0 && length > 1 && digits[length - 1] == '0'; power++)
        digits[--length] = '\0';
    if (value == 0)
        power = 0;
    if (value < 0)
        g_string_append_c (out, '-');
    n_before = power < 0 ? length - MIN (length, (gsize) -power) : length;
    g_string_append_len (out, n_before > 0 ? digits : "0", (gssize) MAX (n_before, 1));
    for (int i = 0; i < power; i++)
        g_string_append_c (out, '0');
    if (power >= 0)
        return;
    g_string_append_c (out, '.');
    for (gsize i = length; i < (gsize) -power; i++)
        g_string_append_c (out, '0');
    g_string_append (out, digits + n_before);
}
