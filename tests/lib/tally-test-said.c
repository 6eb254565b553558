// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-said.h"

static gboolean
say_series (const TallyFileSeries *series, gpointer user_data, GError **error)
{
    GString *said = user_data;

    g_string_append_printf (said,
                            "%zu %s %s=%d %s %s %d %" G_GINT64_FORMAT " %d 1e-%d:", series->line,
                            series->point, series->stream, series->channel, series->serial,
                            series->unit, series->is_local, series->start, series->interval_s,
                            series->decimals);
    for (size_t i = 0; i < series->n; i++)
        g_string_append_printf (said, " %" G_GINT64_FORMAT "%.4s/%d", series->values[i],
                                series->codes[i].text, series->qualities[i]);
    g_string_append_c (said, '\n');
    return TRUE;
}

static void
say_read (GString *said, const TallyFileRead *read)
{
    g_string_append_printf (said, " %" G_GINT64_FORMAT "@%" G_GINT64_FORMAT " 1e-%d%.4s/%d",
                            read->value, read->at, read->decimals, read->code.text, read->quality);
}

static gboolean
say_reads (const TallyFileReads *reads, gpointer user_data, GError **error)
{
    GString *said = user_data;

    g_string_append_printf (said, "%zu %s %s=%d %s %s %s %d:", reads->line, reads->point,
                            reads->stream, reads->channel, reads->serial, reads->register_id,
                            reads->unit, reads->is_local);
    say_read (said, &reads->previous);
    say_read (said, &reads->current);
    say_read (said, &reads->quantity);
    g_string_append_c (said, '\n');
    return TRUE;
}

static void
say_issue (TallyFileIssueKind kind,
           size_t line,
           const char *field,
           const char *message,
           gpointer user_data)
{
    g_string_append_printf (user_data, "! %d %zu %s %s\n", kind, line, field, message);
}

TallyFileSink
tally_test_said_sink (GString *said)
{
    return (TallyFileSink){ say_series, say_reads, say_issue, said };
}
