// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: every NEM12 file of the public reference cases reads as their expected.json says,
 * strictly and leniently: counts, exact sums, units, stamps and qualities. */
#include "server/collect/files/tally-file-summary.h"

#include <json-glib/json-glib.h>

#define FOLDER "files/nem12"

typedef struct {
    char *path;
    JsonObject *expected;
    gboolean is_lenient;
} Case;

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

static void
assert_stamp (int64_t stamp, JsonObject *expected, const char *field)
{
    g_autofree char *iso = g_strdup (json_object_get_string_member (expected, field));
    char text[TALLY_FILE_STAMP];

    iso[10] = 'T';
    g_assert_cmpstr (tally_file_stamp_text (stamp, TRUE, text), ==, iso);
}

static void
assert_channel (const TallyFileChannel *channel, JsonObject *expected)
{
    JsonObject *quality = json_object_get_object_member (expected, "quality");
    g_autofree char *sum = tally_file_channel_sum_text (channel);

    g_assert_cmpint (channel->n, ==, json_object_get_int_member (expected, "n"));
    /* The reference added doubles; ours is exact, so they agree but for its rounding. */
    g_assert_cmpfloat_with_epsilon (g_ascii_strtod (sum, NULL),
                                    json_object_get_double_member (expected, "sum"), 1e-6);
    g_assert_cmpstr (channel->unit, ==, json_object_get_string_member (expected, "uom"));
    assert_stamp (channel->first, expected, "first");
    assert_stamp (channel->end, expected, "last_end");
    g_assert_cmpint (channel->qualities->len, ==, json_object_get_size (quality));
    for (guint i = 0; i < channel->qualities->len; i++) {
        const TallyFileQualityCount *count = &g_array_index (channel->qualities,
                                                             TallyFileQualityCount, i);

        g_assert_cmpint (count->n, ==, json_object_get_int_member (quality, count->code.text));
    }
}

static void
test_file (gconstpointer data)
{
    const Case *c = data;
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GList) names = NULL;
    JsonObject *channels;
    gsize length;

    g_file_get_contents (c->path, &text, &length, &error);
    g_assert_no_error (error);
    tally_file_summary_read (summary, TALLY_FILE_NEM12, text, length, c->is_lenient);

    if (json_object_has_member (c->expected, "error")) {
        g_assert_cmpint (summary->n_issues[TALLY_FILE_REFUSED], >, 0);
        g_assert_cmpint (summary->channels->len, ==, 0);
        return;
    }
    g_assert_cmpint (summary->n_issues[TALLY_FILE_REFUSED], ==, 0);
    channels = json_object_get_object_member (c->expected, "channels");
    names = json_object_get_members (channels);
    g_assert_cmpint (summary->channels->len, ==, g_list_length (names));
    for (GList *name = names; name != NULL; name = name->next) {
        const TallyFileChannel *channel = find_channel (summary, name->data);

        g_assert_nonnull (channel);
        assert_channel (channel, json_object_get_object_member (channels, name->data));
    }
}

static void
free_case (gpointer data)
{
    Case *c = data;

    g_free (c->path);
    g_free (c);
}

static void
add_cases (const char *folder, JsonObject *expected)
{
    g_autoptr(GList) names = json_object_get_members (expected);
    static const char *const manners[] = { "strict", "lenient" };

    for (GList *name = names; name != NULL; name = name->next) {
        JsonObject *both = json_object_get_object_member (expected, name->data);

        for (size_t i = 0; i < G_N_ELEMENTS (manners); i++) {
            g_autofree char *path = g_strdup_printf ("/nem12/%s/%s", manners[i],
                                                     (const char *) name->data);
            Case *c = g_new0 (Case, 1);

            c->path = g_build_filename (folder, name->data, NULL);
            c->expected = json_object_get_object_member (both, manners[i]);
            c->is_lenient = i == 1;
            g_test_add_data_func_full (path, c, test_file, free_case);
        }
    }
}

static void
test_absent (void)
{
    g_test_skip ("the reference cases are not here (TALLY_CONFORMANCE)");
}

int
main (int argc, char **argv)
{
    const char *root = g_getenv ("TALLY_CONFORMANCE");
    g_autofree char *folder = g_build_filename (root != NULL ? root : "", FOLDER, NULL);
    g_autofree char *path = g_build_filename (folder, "expected.json", NULL);
    g_autoptr(JsonParser) parser = json_parser_new ();

    g_test_init (&argc, &argv, NULL);

    if (json_parser_load_from_file (parser, path, NULL))
        add_cases (folder, json_node_get_object (json_parser_get_root (parser)));
    else
        g_test_add_func ("/nem12/absent", test_absent);

    return g_test_run ();
}
