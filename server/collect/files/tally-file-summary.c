// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-file-summary.h"

#include "shared/time/tally-day.h"

#define NANO INT64_C (1000000000)

static void
channel_free (gpointer data)
{
    TallyFileChannel *channel = data;

    g_free (channel->point);
    g_free (channel->stream);
    g_free (channel->unit);
    g_array_unref (channel->qualities);
    g_free (channel);
}

static void
issue_free (gpointer data)
{
    TallyFileIssue *issue = data;

    g_free (issue->field);
    g_free (issue->message);
    g_free (issue);
}

TallyFileSummary *
tally_file_summary_new (void)
{
    TallyFileSummary *self = g_new0 (TallyFileSummary, 1);

    self->channels = g_ptr_array_new_with_free_func (channel_free);
    self->issues = g_ptr_array_new_with_free_func (issue_free);
    self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    return self;
}

void
tally_file_summary_free (TallyFileSummary *self)
{
    if (self == NULL)
        return;
    g_hash_table_unref (self->by_name);
    g_ptr_array_unref (self->channels);
    g_ptr_array_unref (self->issues);
    g_free (self);
}

static TallyFileChannel *
find_channel (TallyFileSummary *self, const TallyFileSeries *series)
{
    g_autofree char *name = g_strconcat (series->point, "\n", series->stream, NULL);
    TallyFileChannel *channel = g_hash_table_lookup (self->by_name, name);

    if (channel != NULL)
        return channel;
    channel = g_new0 (TallyFileChannel, 1);
    channel->point = g_strdup (series->point);
    channel->stream = g_strdup (series->stream);
    channel->unit = g_strdup (series->unit);
    channel->channel = series->channel;
    channel->is_local = series->is_local;
    channel->first = series->start;
    channel->end = series->start;
    channel->qualities = g_array_new (FALSE, FALSE, sizeof (TallyFileQualityCount));
    g_ptr_array_add (self->channels, channel);
    g_hash_table_insert (self->by_name, g_steal_pointer (&name), channel);
    return channel;
}

static void
count_quality (TallyFileChannel *channel, TallyFileCode code, int64_t n)
{
    TallyFileQualityCount first = { code, n };

    for (guint i = 0; i < channel->qualities->len; i++) {
        TallyFileQualityCount *count = &g_array_index (channel->qualities, TallyFileQualityCount,
                                                       i);

        if (g_str_equal (count->code.text, code.text)) {
            count->n += n;
            return;
        }
    }
    g_array_append_val (channel->qualities, first);
}

static int64_t
per_unit_of (int decimals)
{
    int64_t per_unit = NANO;

    for (int i = 0; i < decimals; i++)
        per_unit /= 10;
    return per_unit;
}

/* Runs of a quality are counted at once: most days are one. */
static void
count_series (TallyFileChannel *channel, const TallyFileSeries *series)
{
    __int128 sum = 0;
    size_t after;

    for (size_t i = 0; i < series->n; i++)
        sum += series->values[i];
    channel->sum += sum * per_unit_of (series->decimals);
    channel->n += (int64_t) series->n;
    for (size_t i = 0; i < series->n; i = after) {
        const TallyFileCode *code = &series->codes[i];

        for (after = i + 1; after < series->n; after++) {
            if (!g_str_equal (series->codes[after].text, code->text))
                break;
        }
        count_quality (channel, *code, (int64_t) (after - i));
    }
}

static void
check_unit (TallyFileSummary *self, const TallyFileChannel *channel, const char *unit, size_t line)
{
    if (!g_str_equal (channel->unit, unit))
        tally_file_summary_add_issue (self, TALLY_FILE_REFUSED, line, "unit",
                                      "another unit than before for this channel");
}

void
tally_file_summary_add (TallyFileSummary *self, const TallyFileSeries *series)
{
    TallyFileChannel *channel = find_channel (self, series);

    check_unit (self, channel, series->unit, series->line);
    count_series (channel, series);
    channel->first = MIN (channel->first, series->start);
    channel->end = MAX (channel->end, series->start + (int64_t) series->n * series->interval_s);
}

void
tally_file_summary_add_reads (TallyFileSummary *self, const TallyFileReads *reads)
{
    const TallyFileSeries about = { .point = reads->point,
                                    .stream = reads->stream,
                                    .channel = reads->channel,
                                    .unit = reads->unit,
                                    .is_local = reads->is_local,
                                    .start = reads->previous.at };
    TallyFileChannel *channel = find_channel (self, &about);

    check_unit (self, channel, reads->unit, reads->line);
    channel->sum += (__int128) reads->quantity.value * per_unit_of (reads->quantity.decimals);
    channel->n++;
    count_quality (channel, reads->quantity.code, 1);
    channel->first = MIN (channel->first, reads->previous.at);
    channel->end = MAX (channel->end, reads->current.at);
}

void
tally_file_summary_add_issue (TallyFileSummary *self,
                              TallyFileIssueKind kind,
                              size_t line,
                              const char *field,
                              const char *message)
{
    TallyFileIssue *issue;

    self->n_issues[kind]++;
    if (self->issues->len >= TALLY_FILE_MAX_ISSUES)
        return;
    issue = g_new0 (TallyFileIssue, 1);
    issue->kind = kind;
    issue->line = line;
    issue->field = g_strdup (field);
    issue->message = g_strdup (message);
    g_ptr_array_add (self->issues, issue);
}

typedef struct {
    TallyFileSummary *summary;
    TallyFileTape *tape; /* or NULL */
} Listener;

static gboolean
on_series_read (const TallyFileSeries *series, gpointer user_data, GError **error)
{
    Listener *listener = user_data;

    tally_file_summary_add (listener->summary, series);
    if (listener->tape != NULL)
        tally_file_tape_add_series (listener->tape, series);
    return TRUE;
}

static gboolean
on_reads_read (const TallyFileReads *reads, gpointer user_data, GError **error)
{
    Listener *listener = user_data;

    tally_file_summary_add_reads (listener->summary, reads);
    if (listener->tape != NULL)
        tally_file_tape_add_reads (listener->tape, reads);
    return TRUE;
}

static void
on_issue_met (TallyFileIssueKind kind,
              size_t line,
              const char *field,
              const char *message,
              gpointer user_data)
{
    Listener *listener = user_data;

    tally_file_summary_add_issue (listener->summary, kind, line, field, message);
}

void
tally_file_summary_read (TallyFileSummary *self,
                         const TallyFileHow *how,
                         const char *text,
                         size_t length,
                         TallyFileTape *tape)
{
    Listener listener = { self, tape };
    TallyFileSink sink = { on_series_read, on_reads_read, on_issue_met, &listener };

    tally_file_read (how, text, length, &sink, NULL);
}

int64_t
tally_file_summary_n_intervals (const TallyFileSummary *self)
{
    int64_t n = 0;

    for (guint i = 0; i < self->channels->len; i++)
        n += ((const TallyFileChannel *) g_ptr_array_index (self->channels, i))->n;
    return n;
}

char *
tally_file_channel_sum_text (const TallyFileChannel *channel)
{
    __int128 size = channel->sum < 0 ? -channel->sum : channel->sum;
    g_autofree char *rest = g_strdup_printf ("%09" G_GINT64_FORMAT, (int64_t) (size % NANO));
    size_t n_digits = 9;

    while (n_digits > 0 && rest[n_digits - 1] == '0')
        n_digits--;
    return g_strdup_printf ("%s%" G_GINT64_FORMAT "%s%.*s", channel->sum < 0 ? "-" : "",
                            (int64_t) (size / NANO), n_digits > 0 ? "." : "", (int) n_digits, rest);
}

const char *
tally_file_stamp_text (int64_t stamp, gboolean is_local, char text[TALLY_FILE_STAMP])
{
    int64_t day = stamp / 86400 - (stamp % 86400 < 0);
    int second = (int) (stamp - day * 86400);
    char day_text[TALLY_DAY_TEXT];

    g_snprintf (text, TALLY_FILE_STAMP, "%sT%02d:%02d:%02d%s",
                tally_day_format ((TallyDay){ (int32_t) day }, day_text), second / 3600,
                second / 60 % 60, second % 60, is_local ? "" : "Z");
    return text;
}
