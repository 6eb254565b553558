// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-file.h"

#include "server/collect/files/tally-file-text-calc.h"
#include "server/collect/files/tally-interval-csv.h"
#include "server/collect/files/tally-nem12.h"

TallyFileFormat
tally_file_detect (const char *text, size_t length)
{
    TallyFileLines lines = { .next = text, .n_left = MIN (length, TALLY_FILE_MAX_LINE) };
    TallyText line = { "", 0 };

    while (line.length == 0 && tally_file_lines_next (&lines, &line))
        ;
    if (line.length >= 6 && g_ascii_strncasecmp (line.text, "point,", 6) == 0)
        return TALLY_FILE_CSV;
    if (line.length >= 4 && g_ascii_isdigit (line.text[0]) && line.text[3] == ',')
        return TALLY_FILE_NEM12;
    return TALLY_FILE_AUTO;
}

TallyFrameSource
tally_file_format_source (TallyFileFormat format)
{
    return format == TALLY_FILE_NEM12 ? TALLY_FRAME_NEM12 : TALLY_FRAME_CSV;
}

gboolean
tally_file_format_find (const char *name, TallyFileFormat *format)
{
    static const char *const names[] = { "auto", "nem12", "csv" };

    for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
        if (g_str_equal (name, names[i])) {
            *format = (TallyFileFormat) i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
tally_file_read (TallyFileFormat format,
                 const char *text,
                 size_t length,
                 gboolean is_lenient,
                 const TallyFileSink *sink,
                 GError **error)
{
    g_return_val_if_fail (format != TALLY_FILE_AUTO, FALSE);

    if (length == 0)
        text = "";
    if (format == TALLY_FILE_NEM12)
        return tally_nem12_read (text, length, is_lenient, sink, error);
    return tally_interval_csv_read (text, length, is_lenient, sink, error);
}
