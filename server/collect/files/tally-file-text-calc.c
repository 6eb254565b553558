// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-file-text-calc.h"

#include "shared/block/tally-block.h"
#include "shared/time/tally-day.h"

#include <string.h>

gboolean
tally_file_lines_next (TallyFileLines *lines, TallyText *line)
{
    const char *end;

    if (lines->n_left == 0)
        return FALSE;
    end = memchr (lines->next, '\n', lines->n_left);
    line->text = lines->next;
    line->length = end != NULL ? (size_t) (end - lines->next) : lines->n_left;
    lines->next += line->length + (end != NULL);
    lines->n_left -= line->length + (end != NULL);
    lines->number++;
    if (line->length > 0 && line->text[line->length - 1] == '\r')
        line->length--;
    return TRUE;
}

/* Blanks around a field are no part of it. */
static TallyText
trim (TallyText text)
{
    while (text.length > 0 && (text.text[0] == ' ' || text.text[0] == '\t')) {
        text.text++;
        text.length--;
    }
    while (text.length > 0
           && (text.text[text.length - 1] == ' ' || text.text[text.length - 1] == '\t'))
        text.length--;
    return text;
}

/* Takes the quoted field that begins @rest, and the mark behind it. */
static TallyText
take_field (TallyText *rest, char delimiter, gboolean *is_last)
{
    TallyText field = *rest;
    const char *end = rest->text + rest->length;
    const char *quote = memchr (rest->text + 1, '"', rest->length - 1);
    const char *from = quote != NULL ? quote : rest->text;
    const char *next = memchr (from, delimiter, (size_t) (end - from));

    *is_last = next == NULL;
    field.length = next != NULL ? (size_t) (next - rest->text) : rest->length;
    rest->text += field.length + (next != NULL);
    rest->length -= field.length + (next != NULL);
    if (quote != NULL && field.text[field.length - 1] == '"') {
        field.text++;
        field.length -= 2;
    }
    return trim (field);
}

#define EACH_BYTE UINT64_C (0x0101010101010101)

/* The first @delimiter, or @end. Eight bytes at a time: most fields are no longer, and to call
 * memchr() for them takes longer than to look. */
static const char *
find_delimiter (const char *next, const char *end, char delimiter)
{
    uint64_t wanted = EACH_BYTE * (unsigned char) delimiter;

    for (; end - next >= 8; next += 8) {
        uint64_t bytes;
        uint64_t hits;

        memcpy (&bytes, next, 8);
        bytes = GUINT64_FROM_LE (bytes) ^ wanted;
        /* The lowest bit set is the first byte that became 0. */
        hits = (bytes - EACH_BYTE) & ~bytes & EACH_BYTE << 7;
        if (hits != 0)
            return next + __builtin_ctzll (hits) / 8;
    }
    while (next < end && *next != delimiter)
        next++;
    return next;
}

size_t
tally_file_split_by (TallyText line, char delimiter, TallyText *fields, size_t max)
{
    const char *end = line.text + line.length;
    gboolean is_last = FALSE;
    size_t n = 0;

    while (!is_last && n < max) {
        const char *next;

        if (line.length > 0 && *line.text == '"') {
            fields[n++] = take_field (&line, delimiter, &is_last);
            continue;
        }
        next = find_delimiter (line.text, end, delimiter);
        fields[n++] = trim ((TallyText){ line.text, (size_t) (next - line.text) });
        is_last = next == end;
        line.text = next + !is_last;
        line.length = (size_t) (end - line.text);
    }
    return is_last ? n : max + 1;
}

size_t
tally_file_split (TallyText line, TallyText *fields, size_t max)
{
    return tally_file_split_by (line, ',', fields, max);
}

gboolean
tally_text_is (TallyText text, const char *expected)
{
    return strlen (expected) == text.length
           && g_ascii_strncasecmp (text.text, expected, text.length) == 0;
}

/* A few digits alone, as most values are. FALSE: look closer. */
static gboolean
read_digits (TallyText text, int64_t *number)
{
    uint64_t read = 0;

    if (text.length == 0 || text.length > 18)
        return FALSE;
    for (size_t i = 0; i < text.length; i++) {
        unsigned digit = (unsigned) (unsigned char) text.text[i] - '0';

        if (digit > 9)
            return FALSE;
        read = read * 10 + digit;
    }
    *number = (int64_t) read;
    return TRUE;
}

int64_t
tally_text_to_number (TallyText text, int64_t max)
{
    int64_t number;

    if (!read_digits (text, &number))
        return -1;
    return number <= max ? number : -1;
}

gboolean
tally_text_to_decimal (TallyText text, int64_t *mantissa, int *decimals)
{
    const char *next = text.text;
    const char *end = text.text + text.length;
    gboolean is_negative = next < end && *next == '-';
    gboolean has_point = FALSE;
    int n_digits = 0;
    int n_zeros = 0; /* after the point, not yet known to matter */
    int64_t number = 0;

    *decimals = 0;
    if (read_digits (text, mantissa))
        return TRUE;
    next += is_negative;
    for (; next < end; next++) {
        if (*next == '.' && !has_point) {
            has_point = TRUE;
            continue;
        }
        if (!g_ascii_isdigit (*next))
            return FALSE;
        n_digits++;
        if (has_point && *next == '0') {
            n_zeros++;
            continue;
        }
        for (; has_point && n_zeros >= 0; n_zeros--) {
            if (number > G_MAXINT64 / 10 || *decimals == TALLY_FILE_MAX_DECIMALS)
                return FALSE;
            number *= 10;
            (*decimals)++;
        }
        n_zeros = 0;
        if (!has_point && number > G_MAXINT64 / 10)
            return FALSE;
        if (!has_point)
            number *= 10;
        if (number > G_MAXINT64 - (*next - '0'))
            return FALSE;
        number += *next - '0';
    }
    *mantissa = is_negative ? -number : number;
    return n_digits > 0;
}

gboolean
tally_text_to_name (TallyText text, char *name, size_t size)
{
    if (text.length >= size)
        return FALSE;
    for (size_t i = 0; i < text.length; i++) {
        if (!g_ascii_isprint (text.text[i]))
            return FALSE;
        name[i] = text.text[i];
    }
    name[text.length] = '\0';
    return TRUE;
}

gboolean
tally_text_to_day (TallyText text, int32_t *day)
{
    char iso[TALLY_DAY_TEXT];
    TallyDay parsed;

    if (text.length != 8 || tally_text_to_number (text, G_MAXINT64) < 0)
        return FALSE;
    g_snprintf (iso, sizeof iso, "%.4s-%.2s-%.2s", text.text, text.text + 4, text.text + 6);
    if (!tally_day_parse (iso, &parsed, NULL))
        return FALSE;
    *day = parsed.number;
    return TRUE;
}

gboolean
tally_text_to_code (TallyText text, TallyFileCode *code)
{
    *code = (TallyFileCode){ "" };
    if ((text.length != 1 && text.length != 3) || strchr ("AEFNSV", text.text[0]) == NULL
        || text.text[0] == '\0')
        return FALSE;
    for (size_t i = 0; i < text.length; i++) {
        if (i > 0 && !g_ascii_isdigit (text.text[i]))
            return FALSE;
        code->text[i] = text.text[i];
    }
    return TRUE;
}

int
tally_file_unit_power (const char *unit)
{
    static const struct {
        const char *name;
        int power;
    } units[] = {
        { "Wh", 0 },   { "kWh", 3 },   { "MWh", 6 },   { "GWh", 9 },
        { "varh", 0 }, { "kvarh", 3 }, { "Mvarh", 6 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (units); i++) {
        if (g_ascii_strcasecmp (unit, units[i].name) == 0)
            return units[i].power;
    }
    return -1;
}

uint8_t
tally_file_code_quality (TallyFileCode code)
{
    /* Methods of the NEM12 standard that are ways of Gridtally's own estimation. */
    static const struct {
        const char *method;
        uint8_t quality;
    } methods[] = {
        { "11", TALLY_QUALITY_CHECK_METER },         { "14", TALLY_QUALITY_LIKE_DAYS },
        { "15", TALLY_QUALITY_LIKE_DAYS },           { "17", TALLY_QUALITY_LINEAR },
        { "12", TALLY_QUALITY_REGISTER_DIFFERENCE }, { "16", TALLY_QUALITY_EDITED },
    };

    switch (code.text[0]) {
    case 'A':
        return TALLY_QUALITY_MEASURED;
    case 'N':
        return TALLY_QUALITY_MISSING;
    case 'F':
    case 'S':
        for (size_t i = 0; i < G_N_ELEMENTS (methods); i++) {
            if (g_str_equal (code.text + 1, methods[i].method))
                return methods[i].quality;
        }
        return TALLY_QUALITY_PROFILE;
    default:
        return TALLY_QUALITY_SUSPECT;
    }
}

void
tally_file_values_add_number (TallyFileValues *self,
                              int64_t mantissa,
                              int decimals,
                              TallyFileCode code)
{
    g_return_if_fail (self->n < TALLY_FILE_MAX_INTERVALS);

    self->is_missing[self->n] = FALSE;
    self->values[self->n] = mantissa;
    self->own_decimals[self->n] = (uint8_t) decimals;
    self->codes[self->n] = code;
    self->decimals = MAX (self->decimals, decimals);
    self->n++;
}

gboolean
tally_file_values_add (TallyFileValues *self, TallyText text, TallyFileCode code)
{
    int64_t mantissa = 0;
    int decimals = 0;

    if (self->n >= TALLY_FILE_MAX_INTERVALS || !tally_text_to_decimal (text, &mantissa, &decimals))
        return FALSE;
    tally_file_values_add_number (self, mantissa, decimals, code);
    return TRUE;
}

gboolean
tally_file_values_add_missing (TallyFileValues *self, TallyFileCode code)
{
    if (!tally_file_values_add (self, (TallyText){ "0", 1 }, code))
        return FALSE;
    self->is_missing[self->n - 1] = TRUE;
    return TRUE;
}

static gboolean
is_same_code (TallyFileCode a, TallyFileCode b)
{
    return memcmp (a.text, b.text, sizeof a.text) == 0;
}

gboolean
tally_file_values_align (TallyFileValues *self)
{
    TallyFileCode code = { "" };
    uint8_t quality = tally_file_code_quality (code);

    for (size_t i = 0; i < self->n; i++) {
        /* Most of a day has the quality of the value before. */
        if (!is_same_code (self->codes[i], code)) {
            code = self->codes[i];
            quality = tally_file_code_quality (code);
        }
        self->qualities[i] = self->is_missing[i] ? TALLY_QUALITY_MISSING : quality;
        for (; self->own_decimals[i] < self->decimals; self->own_decimals[i]++) {
            if (self->values[i] > G_MAXINT64 / 10 || self->values[i] < G_MININT64 / 10)
                return FALSE;
            self->values[i] *= 10;
        }
    }
    return TRUE;
}
