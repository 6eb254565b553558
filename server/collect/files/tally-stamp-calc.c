// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-stamp-calc.h"

#include "shared/time/tally-day.h"

#include <string.h>

#define DAY_S 86400

typedef enum {
    YEAR,
    SHORT_YEAR,
    MONTH,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    HALF,
    OFFSET,
    N_PARTS
} Part;

static const struct {
    const char *letters;
    int min_digits;
    int max_digits;
    int low;
    int high;
} parts[] = {
    [YEAR] = { "YYYY", 4, 4, TALLY_DAY_FIRST_YEAR, TALLY_DAY_LAST_YEAR },
    [SHORT_YEAR] = { "YY", 2, 2, 0, 99 },
    [MONTH] = { "MM", 1, 2, 1, 12 },
    [DAY] = { "DD", 1, 2, 1, 31 },
    [HOUR] = { "hh", 1, 2, 0, 24 },
    [MINUTE] = { "mm", 2, 2, 0, 59 },
    [SECOND] = { "ss", 2, 2, 0, 59 },
    [HALF] = { "AM", 0, 0, 0, 0 },
    [OFFSET] = { "ZZ", 0, 0, 0, 0 },
};

/* The part that @pattern begins with, or N_PARTS for a letter that stands for itself. */
static Part
part_at (const char *pattern)
{
    for (Part p = YEAR; p < N_PARTS; p++) {
        if (g_str_has_prefix (pattern, parts[p].letters))
            return p;
    }
    return N_PARTS;
}

gboolean
tally_stamp_pattern_is_good (const char *pattern)
{
    int n[N_PARTS + 1] = { 0 };
    Part part;

    if (g_str_equal (pattern, "unix"))
        return TRUE;
    if (strlen (pattern) > TALLY_STAMP_MAX_PATTERN)
        return FALSE;
    while (*pattern != '\0') {
        part = part_at (pattern);
        if (++n[part] > 1 && part != N_PARTS)
            return FALSE;
        pattern += part < N_PARTS ? strlen (parts[part].letters) : 1;
    }
    return n[YEAR] + n[SHORT_YEAR] == 1 && n[MONTH] == 1 && n[DAY] == 1 && n[HOUR] == 1
           && n[MINUTE] == 1;
}

static gboolean
take_number (TallyText *rest, Part part, gboolean is_followed_by_part, int *number)
{
    int n_digits = 0;
    int max = parts[part].max_digits;
    int min = is_followed_by_part ? max : parts[part].min_digits;

    *number = 0;
    while (n_digits < max && (size_t) n_digits < rest->length
           && g_ascii_isdigit (rest->text[n_digits]))
        *number = *number * 10 + (rest->text[n_digits++] - '0');
    if (n_digits < min || *number < parts[part].low || *number > parts[part].high)
        return FALSE;
    rest->text += n_digits;
    rest->length -= (size_t) n_digits;
    return TRUE;
}

/* AM is 0, PM is 12 hours. */
static gboolean
take_half (TallyText *rest, int *half)
{
    if (rest->length < 2 || (rest->text[1] | 0x20) != 'm')
        return FALSE;
    if ((rest->text[0] | 0x20) != 'a' && (rest->text[0] | 0x20) != 'p')
        return FALSE;
    *half = (rest->text[0] | 0x20) == 'p' ? 1 : 0;
    rest->text += 2;
    rest->length -= 2;
    return TRUE;
}

static gboolean
take_offset (TallyText *rest, TallyStamp *stamp)
{
    int hours;
    int minutes;
    int sign;

    stamp->has_offset = TRUE;
    if (rest->length >= 1 && (*rest->text == 'Z' || *rest->text == 'z')) {
        rest->text++;
        rest->length--;
        return TRUE;
    }
    if (rest->length < 5 || (*rest->text != '+' && *rest->text != '-'))
        return FALSE;
    sign = *rest->text == '-' ? -1 : 1;
    rest->text++;
    rest->length--;
    if (!take_number (rest, HOUR, TRUE, &hours))
        return FALSE;
    if (*rest->text == ':') { /* five bytes at least: two are left */
        rest->text++;
        rest->length--;
    }
    if (!take_number (rest, MINUTE, TRUE, &minutes) || hours > 14)
        return FALSE;
    stamp->offset_s = sign * (hours * 3600 + minutes * 60);
    return TRUE;
}

static gboolean
take_literal (TallyText *rest, char letter)
{
    if (rest->length == 0 || *rest->text != letter)
        return FALSE;
    rest->text++;
    rest->length--;
    return TRUE;
}

static gboolean
take_parts (const char *pattern, TallyText rest, int values[N_PARTS], TallyStamp *stamp)
{
    while (*pattern != '\0') {
        Part part = part_at (pattern);
        gboolean is_taken;

        if (part == N_PARTS) {
            if (!take_literal (&rest, *pattern++))
                return FALSE;
            continue;
        }
        pattern += strlen (parts[part].letters);
        if (part == HALF)
            is_taken = take_half (&rest, &values[HALF]);
        else if (part == OFFSET)
            is_taken = take_offset (&rest, stamp);
        else
            is_taken = take_number (&rest, part, part_at (pattern) < HALF, &values[part]);
        if (!is_taken)
            return FALSE;
    }
    return rest.length == 0;
}

static gboolean
is_day (int year, int month, int day)
{
    int month_then;

    tally_day_split (tally_day_new (year, month, day), NULL, &month_then, NULL);
    return month_then == month;
}

gboolean
tally_stamp_parse (const char *pattern, TallyText text, TallyStamp *stamp)
{
    int values[N_PARTS] = { [HALF] = -1 };
    int year;

    *stamp = (TallyStamp){ 0 };
    if (g_str_equal (pattern, "unix")) {
        stamp->has_offset = TRUE;
        stamp->local = tally_text_to_number (text, INT64_C (7258118400)); /* the year 2200 */
        return stamp->local >= 0;
    }
    if (!take_parts (pattern, text, values, stamp))
        return FALSE;
    year = strstr (pattern, "YYYY") != NULL ? values[YEAR] : 2000 + values[SHORT_YEAR];
    if (values[HALF] >= 0) {
        if (values[HOUR] < 1 || values[HOUR] > 12)
            return FALSE;
        values[HOUR] = values[HOUR] % 12 + 12 * values[HALF];
    }
    if (!is_day (year, values[MONTH], values[DAY])
        || (values[HOUR] == 24 && (values[MINUTE] != 0 || values[SECOND] != 0)))
        return FALSE;
    stamp->local = (int64_t) tally_day_new (year, values[MONTH], values[DAY]).number * DAY_S
                   + values[HOUR] * 3600 + values[MINUTE] * 60 + values[SECOND];
    return TRUE;
}

gboolean
tally_stamp_instant (const TallyZone *zone, int64_t local, int64_t after, int64_t *instant)
{
    /* What the clock shows belongs to the offset of the day before or of the day after. */
    int64_t early = local - tally_zone_offset (zone, local - DAY_S);
    int64_t late = local - tally_zone_offset (zone, local + DAY_S);
    gboolean is_early = early + tally_zone_offset (zone, early) == local;
    gboolean is_late = late + tally_zone_offset (zone, late) == local;

    /* Both at once where the clock went back, and then the offset of the day before is earlier. */
    *instant = is_early && (!is_late || early > after) ? early : late;
    return is_early || is_late;
}
