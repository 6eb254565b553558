// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-file-summary.h"
#include "tests/conformance/file-case.h"

#include <math.h>

gboolean
case_mismatch (GString *line, const char *field, const char *wanted, const char *got)
{
    g_string_append_printf (line, "; %s: expected %s, got %s", field, wanted, got);
    return FALSE;
}

static const TallyFileChannel *
find_channel (const TallyFileSummary *summary, const char *name)
{
    for (guint i = 0; i < summary->channels->len; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (summary->channels, i);
        g_autofree char *own = g_strconcat (channel->point, "/", channel->stream, NULL);

        if (g_str_equal (own, name))
            return channel;
    }
    return NULL;
}

static gboolean
check_number (GString *line, const char *field, int64_t wanted, int64_t got)
{
    g_autofree char *wanted_text = g_strdup_printf ("%" G_GINT64_FORMAT, wanted);
    g_autofree char *got_text = g_strdup_printf ("%" G_GINT64_FORMAT, got);

    return wanted == got || case_mismatch (line, field, wanted_text, got_text);
}

/* The references added doubles; ours is exact, so they agree but for their rounding. */
static gboolean
check_sum (GString *line, double wanted, const char *got)
{
    g_autofree char *wanted_text = g_strdup_printf ("%.9g", wanted);
    double value = g_ascii_strtod (got, NULL);

    return fabs (value - wanted) <= 1e-6 * MAX (1.0, fabs (wanted) * 1e-3)
           || case_mismatch (line, "sum", wanted_text, got);
}

static gboolean
check_stamp (GString *line, JsonObject *expected, const char *field, int64_t stamp)
{
    g_autofree char *wanted = g_strdup (json_object_get_string_member (expected, field));
    char got[TALLY_FILE_STAMP];

    g_strdelimit (wanted, " ", 'T');
    tally_file_stamp_text (stamp, TRUE, got);
    return g_str_equal (wanted, got) || case_mismatch (line, field, wanted, got);
}

static int64_t
n_of_quality (const TallyFileChannel *channel, const char *code)
{
    for (guint i = 0; i < channel->qualities->len; i++) {
        const TallyFileQualityCount *count = &g_array_index (channel->qualities,
                                                             TallyFileQualityCount, i);

        if (g_str_equal (count->code.text, code))
            return count->n;
    }
    return 0;
}

static gboolean
check_qualities (GString *line, JsonObject *expected, const TallyFileChannel *channel)
{
    g_autoptr(GList) codes = json_object_get_members (expected);
    gboolean is_good = check_number (line, "number of qualities", json_object_get_size (expected),
                                     channel->qualities->len);

    for (GList *code = codes; code != NULL; code = code->next)
        is_good = check_number (line, code->data, json_object_get_int_member (expected, code->data),
                                n_of_quality (channel, code->data))
                  && is_good;
    return is_good;
}

static gboolean
check_channel (GString *line, JsonObject *expected, const TallyFileChannel *channel)
{
    g_autofree char *sum = tally_file_channel_sum_text (channel);
    const char *uom = json_object_get_string_member_with_default (expected, "uom", "");
    gboolean is_good = check_number (line, "n", json_object_get_int_member (expected, "n"),
                                     channel->n);

    is_good = check_sum (line, json_object_get_double_member (expected, "sum"), sum) && is_good;
    if (!g_str_equal (uom, channel->unit))
        is_good = case_mismatch (line, "uom", uom, channel->unit);
    is_good = check_stamp (line, expected, "first", channel->first) && is_good;
    is_good = check_stamp (line, expected, "last_end", channel->end) && is_good;
    return check_qualities (line, json_object_get_object_member (expected, "quality"), channel)
           && is_good;
}

/* A stream that is named but has no day. */
static gboolean
is_empty (JsonObject *expected)
{
    return json_object_get_int_member_with_default (expected, "n", 0) == 0;
}

static int
count_filled (JsonObject *channels)
{
    g_autoptr(GList) all = json_object_get_values (channels);
    int n = 0;

    for (GList *channel = all; channel != NULL; channel = channel->next)
        n += !is_empty (json_node_get_object (channel->data));
    return n;
}

static gboolean
check_channels (GString *line, JsonObject *channels, const TallyFileSummary *summary)
{
    g_autoptr(GList) names = json_object_get_members (channels);
    gboolean is_good = check_number (line, "channels", count_filled (channels),
                                     summary->channels->len);

    for (GList *name = names; name != NULL; name = name->next) {
        const TallyFileChannel *channel = find_channel (summary, name->data);

        if (channel == NULL && is_empty (json_object_get_object_member (channels, name->data)))
            continue;
        if (channel == NULL) {
            is_good = case_mismatch (line, "channel", name->data, "nothing");
            continue;
        }
        g_string_append_printf (line, " %s", (const char *) name->data);
        is_good = check_channel (line, json_object_get_object_member (channels, name->data),
                                 channel)
                  && is_good;
    }
    return is_good;
}

static gboolean
run_manner (CaseText text, JsonObject *expected, gboolean is_lenient, GString *line)
{
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    const TallyFileHow how = { tally_file_detect (text.text, text.length), is_lenient, NULL };
    int64_t n_refused;

    g_string_append (line, is_lenient ? " [lenient]" : "[strict]");
    if (how.format == TALLY_FILE_AUTO)
        tally_file_summary_add_issue (summary, TALLY_FILE_REFUSED, 0, "file",
                                      "is of no known kind");
    else
        tally_file_summary_read (summary, &how, text.text, text.length, NULL);
    n_refused = summary->n_issues[TALLY_FILE_REFUSED];
    if (json_object_has_member (expected, "error")) {
        const TallyFileIssue *first = n_refused > 0 ? g_ptr_array_index (summary->issues, 0) : NULL;

        g_string_append_printf (line, " refused: %s",
                                first != NULL ? first->message : "expected, but it was read");
        return first != NULL;
    }
    if (n_refused > 0) {
        const TallyFileIssue *first = g_ptr_array_index (summary->issues, 0);

        return case_mismatch (line, first->field, "to be read", first->message);
    }
    return check_channels (line, json_object_get_object_member (expected, "channels"), summary);
}

gboolean
case_run_channels (CaseText text, JsonObject *expected, GString *line)
{
    static const char *const manners[] = { "strict", "lenient" };
    gboolean is_good = TRUE;

    for (int i = 0; i < 2; i++) {
        if (json_object_has_member (expected, manners[i]))
            is_good = run_manner (text, json_object_get_object_member (expected, manners[i]),
                                  i == 1, line)
                      && is_good;
    }
    return is_good;
}
