// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-file.h"

#include "server/collect/files/tally-espi.h"
#include "server/collect/files/tally-file-text-calc.h"
#include "server/collect/files/tally-interval-csv.h"
#include "server/collect/files/tally-mapped-csv.h"
#include "server/collect/files/tally-mscons.h"
#include "server/collect/files/tally-nem12.h"
#include "server/collect/files/tally-nem13.h"

#include <string.h>

static const struct {
    const char *name;
    TallyFrameSource source;
    gboolean (*read) (const char *text,
                      size_t length,
                      gboolean is_lenient,
                      const TallyFileSink *sink,
                      GError **error);
} formats[] = {
    [TALLY_FILE_AUTO] = { "auto", TALLY_FRAME_CSV, NULL },
    [TALLY_FILE_NEM12] = { "nem12", TALLY_FRAME_NEM12, tally_nem12_read },
    [TALLY_FILE_CSV] = { "csv", TALLY_FRAME_CSV, tally_interval_csv_read },
    [TALLY_FILE_ESPI] = { "espi", TALLY_FRAME_ESPI, tally_espi_read },
    [TALLY_FILE_NEM13] = { "nem13", TALLY_FRAME_NEM13, tally_nem13_read },
    [TALLY_FILE_MSCONS] = { "mscons", TALLY_FRAME_MSCONS, tally_mscons_read },
};

/* Without a header the first record tells. */
static gboolean
is_nem13 (TallyText line)
{
    TallyText fields[2] = { { "", 0 } };

    tally_file_split (line, fields, G_N_ELEMENTS (fields));
    return tally_text_is (fields[1], "NEM13") || tally_text_is (fields[0], "250");
}

/* The mark that some programs put before UTF-8 says nothing. */
static void
skip_mark (const char **text, size_t *length)
{
    if (*length < 3 || memcmp (*text, "\xef\xbb\xbf", 3) != 0)
        return;
    *text += 3;
    *length -= 3;
}

TallyFileFormat
tally_file_detect (const char *text, size_t length)
{
    TallyFileLines lines = { 0 };
    TallyText line = { "", 0 };

    skip_mark (&text, &length);
    lines.next = text;
    lines.n_left = MIN (length, TALLY_FILE_MAX_LINE);

    while (line.length == 0 && tally_file_lines_next (&lines, &line))
        ;
    if (line.length >= 6 && g_ascii_strncasecmp (line.text, "point,", 6) == 0)
        return TALLY_FILE_CSV;
    if (line.length >= 3
        && (memcmp (line.text, "UNA", 3) == 0 || memcmp (line.text, "UNB", 3) == 0))
        return TALLY_FILE_MSCONS;
    if (line.length >= 1 && line.text[0] == '<')
        return TALLY_FILE_ESPI;
    if (line.length >= 4 && g_ascii_isdigit (line.text[0]) && line.text[3] == ',')
        return is_nem13 (line) ? TALLY_FILE_NEM13 : TALLY_FILE_NEM12;
    return TALLY_FILE_AUTO;
}

TallyFrameSource
tally_file_format_source (TallyFileFormat format)
{
    return formats[format].source;
}

gboolean
tally_file_format_find (const char *name, TallyFileFormat *format)
{
    for (size_t i = 0; i < G_N_ELEMENTS (formats); i++) {
        if (g_str_equal (name, formats[i].name)) {
            *format = (TallyFileFormat) i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
tally_file_read (const TallyFileHow *how,
                 const char *text,
                 size_t length,
                 const TallyFileSink *sink,
                 GError **error)
{
    g_return_val_if_fail (how->format != TALLY_FILE_AUTO, FALSE);

    skip_mark (&text, &length);
    if (length == 0)
        text = "";
    if (how->mapping != NULL)
        return tally_mapped_csv_read (how->mapping, text, length, how->is_lenient, sink, error);
    return formats[how->format].read (text, length, how->is_lenient, sink, error);
}
