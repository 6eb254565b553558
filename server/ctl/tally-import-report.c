// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-import-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>

void
tally_import_report_print (const TallyRawFile *report)
{
    static const char *const kinds[] = { N_ ("refused"), N_ ("doubted"), N_ ("forgiven") };
    const TallyFileSummary *summary = report->summary;

    for (guint i = 0; i < summary->issues->len; i++) {
        const TallyFileIssue *issue = g_ptr_array_index (summary->issues, i);

        g_printerr ("%s:%" G_GSIZE_FORMAT ":%s: %s (%s)\n", report->name, issue->line, issue->field,
                    issue->message, _ (kinds[issue->kind]));
    }
    g_print (_ ("%s: %s, %s, %" PRId64 " intervals, %" PRId64 " new frames\n"), report->name,
             report->format, tally_raw_file_state (report),
             tally_file_summary_n_intervals (summary), report->imported.n_new);
    for (guint i = 0; i < summary->channels->len; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (summary->channels, i);
        g_autofree char *sum = tally_file_channel_sum_text (channel);

        g_print ("  %-16s %-4s %8" G_GINT64_FORMAT " %18s %s\n", channel->point, channel->stream,
                 channel->n, sum, channel->unit);
    }
}
