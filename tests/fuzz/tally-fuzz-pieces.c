// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/tally-fuzz-pieces.h"

#include "server/collect/files/tally-edifact-calc.h"
#include "server/collect/files/tally-stamp-calc.h"

#include <string.h>

const char *const tally_fuzz_edifacts[] = {
    "UNA:+.? 'UNB+UNOC:3+A:500'\nQTY+220:1.5'DTM+163:202601010000?+00:303'",
    "UNA|*,\\ ~FTX*a\\*b|c\r\n~",
    "UNA:+.  'FTX+a b?'",
    "FTX++::x?'y??z'",
    NULL,
};

const char *const tally_fuzz_lines[] = {
    "C-1,A+,2026-10-01T00:00:00+08:00,900,12.5,A,kWh,\"S,1\"",
    "300,20040417,1.023,0.500,-3,.5,9223372036854775807,0.000000001,S14",
    "\"a\"b, \"c\" ,\"\",\"d",
    NULL,
};

const char *const tally_fuzz_stamps[] = {
    "DD.MM.YYYY hh:mm\n25.10.2026 02:30",
    "MM/DD/YY hh:mm:ss AM\n3/29/26 2:30:00 am",
    "YYYY-MM-DDThh:mmZZ\n2026-01-02T24:00+08:00",
    "YYYYMMDDhhmm\n202610250215",
    "unix\n1767225600",
    NULL,
};

/* Every letter that might mean something is released. */
static void
append_released (GString *text, const char *part)
{
    for (; *part != '\0'; part++) {
        if (!g_ascii_isalnum (*part))
            g_string_append_c (text, '?');
        g_string_append_c (text, *part);
    }
}

static gboolean
stands (const TallyEdifactSegment *segment, int element, int component)
{
    return element < TALLY_EDIFACT_MAX_ELEMENTS && component < TALLY_EDIFACT_MAX_COMPONENTS
           && segment->parts[element][component] != NULL;
}

static void
check_segment (const TallyEdifactSegment *segment)
{
    g_autofree TallyEdifactSegment *again = g_new (TallyEdifactSegment, 1);
    g_autoptr(GString) text = g_string_new ("UNA:+.? '");
    const char *end = segment->text + sizeof segment->text;
    TallyEdifact edifact;

    for (int e = 0; stands (segment, e, 0); e++)
        for (int c = 0; stands (segment, e, c); c++) {
            const char *part = segment->parts[e][c];

            g_assert_true (part >= segment->text && part < end);
            g_assert_nonnull (memchr (part, '\0', (size_t) (end - part)));
            g_string_append (text, c > 0 ? ":" : e > 0 ? "+" : "");
            append_released (text, part);
        }
    g_string_append_c (text, '\'');
    edifact = tally_edifact_begin (text->str, text->len);
    g_assert_cmpint (tally_edifact_next (&edifact, again), ==, TALLY_EDIFACT_SEGMENT);
    for (int e = 0; e < TALLY_EDIFACT_MAX_ELEMENTS; e++)
        for (int c = 0; c < TALLY_EDIFACT_MAX_COMPONENTS; c++)
            g_assert_cmpstr (again->parts[e][c], ==, segment->parts[e][c]);
}

void
tally_fuzz_edifact_read (const uint8_t *bytes, size_t length)
{
    TallyEdifact edifact = tally_edifact_begin ((const char *) bytes, length);
    g_autofree TallyEdifactSegment *segment = g_new (TallyEdifactSegment, 1);
    TallyEdifactStep step = TALLY_EDIFACT_SEGMENT;
    size_t n = 0;

    while (step == TALLY_EDIFACT_SEGMENT && n <= length) {
        step = tally_edifact_next (&edifact, segment);
        if (step == TALLY_EDIFACT_SEGMENT)
            check_segment (segment);
        n++;
    }
    g_assert_cmpint (step, !=, TALLY_EDIFACT_SEGMENT);
    g_assert_true (step == TALLY_EDIFACT_TOO_LARGE || edifact.n_left == 0);
}

static void
check_decimal (TallyText field)
{
    g_autoptr(GString) text = g_string_new (NULL);
    int64_t mantissa;
    int64_t again;
    int decimals;
    int decimals_again;

    if (!tally_text_to_decimal (field, &mantissa, &decimals))
        return;
    g_assert_true (decimals >= 0 && decimals <= TALLY_FILE_MAX_DECIMALS);
    g_string_printf (text, "%0*" G_GINT64_FORMAT, decimals + 1, ABS (mantissa));
    g_string_insert_c (text, (gssize) text->len - decimals, '.');
    g_string_prepend (text, mantissa < 0 ? "-" : "");
    g_assert_true (
        tally_text_to_decimal ((TallyText){ text->str, text->len }, &again, &decimals_again));
    g_assert_cmpint (again, ==, mantissa);
    g_assert_cmpint (decimals_again, ==, decimals);
}

static void
check_field (TallyText field)
{
    TallyFileCode code;
    int32_t day;
    char name[41];

    check_decimal (field);
    g_assert_cmpint (tally_text_to_number (field, 1000), <=, 1000);
    if (tally_text_to_name (field, name, sizeof name))
        g_assert_cmpmem (name, strlen (name), field.text, field.length);
    if (tally_text_to_code (field, &code)) {
        g_assert_cmpmem (code.text, strlen (code.text), field.text, field.length);
        tally_file_code_quality (code);
    }
    tally_text_to_day (field, &day);
}

void
tally_fuzz_line_read (const uint8_t *bytes, size_t length)
{
    TallyFileLines lines = { (const char *) bytes, length, 0 };
    g_autofree TallyText *fields = g_new (TallyText, TALLY_FILE_MAX_FIELDS);
    const char *end = (const char *) bytes + length;
    TallyText line;

    while (tally_file_lines_next (&lines, &line)) {
        size_t n = tally_file_split (line, fields, TALLY_FILE_MAX_FIELDS);
        const char *least = line.text;

        g_assert_true (line.text + line.length <= end);
        g_assert_true (n >= 1 && n <= TALLY_FILE_MAX_FIELDS + 1);
        for (size_t i = 0; n <= TALLY_FILE_MAX_FIELDS && i < n; i++) {
            g_assert_true (fields[i].text >= least);
            least = fields[i].text + fields[i].length;
            g_assert_true (least <= line.text + line.length);
            check_field (fields[i]);
        }
    }
    g_assert_cmpuint (lines.n_left, ==, 0);
}

void
tally_fuzz_stamp_read (const uint8_t *bytes, size_t length)
{
    const char *text = (const char *) bytes;
    const char *mark = length > 0 ? memchr (text, '\n', length) : NULL;
    const TallyZone *zone = tally_zone_get ("Europe/Berlin", NULL);
    g_autofree char *pattern = mark != NULL ? g_strndup (text, (size_t) (mark - text)) : NULL;
    TallyStamp stamp;
    int64_t instant;

    if (pattern == NULL || !tally_stamp_pattern_is_good (pattern)
        || !tally_stamp_parse (pattern,
                               (TallyText){ mark + 1, length - (size_t) (mark + 1 - text) },
                               &stamp))
        return;
    g_assert_true (ABS (stamp.offset_s) <= 14 * 3600 + 59 * 60);
    g_assert_true (stamp.has_offset || stamp.offset_s == 0);
    g_assert_cmpint (stamp.local, >=, INT64_C (-2208988800)); /* 1900 */
    g_assert_cmpint (stamp.local, <=, INT64_C (7258118400));  /* 2200 */
    if (tally_stamp_instant (zone, stamp.local, stamp.local - 7200, &instant))
        g_assert_cmpint (instant + tally_zone_offset (zone, instant), ==, stamp.local);
}
