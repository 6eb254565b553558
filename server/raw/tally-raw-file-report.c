// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-file.h"

static const char *const channel_codes[] = { "", "A+", "A-", "R+", "R-" };

const char *
tally_raw_file_state (const TallyRawFile *self)
{
    const int64_t *n_issues = self->summary->n_issues;

    if (n_issues[TALLY_FILE_REFUSED] > 0)
        return "refused";
    if (self->is_dry_run)
        return "checked";
    if (n_issues[TALLY_FILE_DOUBTED] > 0)
        return "refused";
    return self->imported.was_known ? "known" : "imported";
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

static void
add_report (const TallyRawFile *self, JsonBuilder *builder)
{
    const TallyFileSummary *summary = self->summary;

    json_builder_begin_object (builder);
    add_text (builder, "name", self->name);
    add_text (builder, "format", self->format);
    add_text (builder, "sha256", self->sha256);
    add_text (builder, "state", tally_raw_file_state (self));
    add_number (builder, "intervals", tally_file_summary_n_intervals (summary));
    add_number (builder, "frames", self->imported.n_frames);
    add_number (builder, "new_frames", self->imported.n_new);
    add_number (builder, "unkept_intervals", self->imported.n_unkept);
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

JsonNode *
tally_raw_file_to_json (const TallyRawFile *self)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();

    add_report (self, builder);
    return json_builder_get_root (builder);
}
