// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-import-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>

static const char *const channel_codes[] = { "", "A+", "A-", "R+", "R-" };

const char *
tally_import_report_state (const TallyImportReport *report)
{
    const int64_t *n_issues = report->summary->n_issues;

    if (n_issues[TALLY_FILE_REFUSED] > 0)
        return "refused";
    if (report->is_dry_run)
        return "checked";
    if (n_issues[TALLY_FILE_DOUBTED] > 0)
        return "refused";
    return report->imported.was_known ? "known" : "imported";
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, int64_t value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_int_value (builder, value);
}

static void
add_channel (JsonBuilder *builder, const TallyFileChannel *channel)
{
    g_autofree char *sum = tally_file_channel_sum_text (channel);
    char stamp[TALLY_FILE_STAMP];

    json_builder_begin_object (builder);
    add_text (builder, "point", channel->point);
    add_text (builder, "channel", channel->stream);
    add_text (builder, "kept_as", channel_codes[channel->channel]);
    add_number (builder, "count", channel->n);
    add_text (builder, "sum", sum);
    add_text (builder, "unit", channel->unit);
    add_text (builder, "first", tally_file_stamp_text (channel->first, channel->is_local, stamp));
    add_text (builder, "end", tally_file_stamp_text (channel->end, channel->is_local, stamp));
    json_builder_set_member_name (builder, "qualities");
    json_builder_begin_object (builder);
    for (guint i = 0; i < channel->qualities->len; i++) {
        const TallyFileQualityCount *count = &g_array_index (channel->qualities,
                                                             TallyFileQualityCount, i);

        add_number (builder, count->code.text, count->n);
    }
    json_builder_end_object (builder);
    json_builder_end_object (builder);
}

static void
add_issues (JsonBuilder *builder,
            const char *name,
            const TallyFileSummary *summary,
            TallyFileIssueKind kind)
{
    json_builder_set_member_name (builder, name);
    json_builder_begin_array (builder);
    for (guint i = 0; i < summary->issues->len; i++) {
        const TallyFileIssue *issue = g_ptr_array_index (summary->issues, i);

        if (issue->kind != kind)
            continue;
        json_builder_begin_object (builder);
        add_number (builder, "line", (int64_t) issue->line);
        add_text (builder, "field", issue->field);
        add_text (builder, "message", issue->message);
        json_builder_end_object (builder);
    }
    json_builder_end_array (builder);
}

void
tally_import_report_add_json (const TallyImportReport *report, JsonBuilder *builder)
{
    const TallyFileSummary *summary = report->summary;

    json_builder_begin_object (builder);
    add_text (builder, "name", report->name);
    add_text (builder, "format", report->format);
    add_text (builder, "sha256", report->sha256);
    add_text (builder, "state", tally_import_report_state (report));
    add_number (builder, "intervals", tally_file_summary_n_intervals (summary));
    add_number (builder, "frames", report->imported.n_frames);
    add_number (builder, "new_frames", report->imported.n_new);
    add_number (builder, "unkept_intervals", report->imported.n_unkept);
    json_builder_set_member_name (builder, "channels");
    json_builder_begin_array (builder);
    for (guint i = 0; i < summary->channels->len; i++)
        add_channel (builder, g_ptr_array_index (summary->channels, i));
    json_builder_end_array (builder);
    add_number (builder, "n_rejected", summary->n_issues[TALLY_FILE_REFUSED]);
    add_issues (builder, "rejected", summary, TALLY_FILE_REFUSED);
    add_issues (builder, "doubted", summary, TALLY_FILE_DOUBTED);
    add_issues (builder, "forgiven", summary, TALLY_FILE_FORGIVEN);
    json_builder_end_object (builder);
}

void
tally_import_report_print (const TallyImportReport *report)
{
    static const char *const kinds[] = { N_ ("refused"), N_ ("doubted"), N_ ("forgiven") };
    const TallyFileSummary *summary = report->summary;

    for (guint i = 0; i < summary->issues->len; i++) {
        const TallyFileIssue *issue = g_ptr_array_index (summary->issues, i);

        g_printerr ("%s:%" G_GSIZE_FORMAT ":%s: %s (%s)\n", report->name, issue->line, issue->field,
                    issue->message, _ (kinds[issue->kind]));
    }
    g_print (_ ("%s: %s, %s, %" PRId64 " intervals, %" PRId64 " new frames\n"), report->name,
             report->format, tally_import_report_state (report),
             tally_file_summary_n_intervals (summary), report->imported.n_new);
    for (guint i = 0; i < summary->channels->len; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (summary->channels, i);
        g_autofree char *sum = tally_file_channel_sum_text (channel);

        g_print ("  %-16s %-4s %8" G_GINT64_FORMAT " %18s %s\n", channel->point, channel->stream,
                 channel->n, sum, channel->unit);
    }
}
