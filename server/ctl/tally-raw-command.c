// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-raw-command.h"

#include "server/ctl/tally-command.h"
#include "server/ctl/tally-raw-walk-store.h"
#include "server/ctl/tally-raw-walk.h"
#include "server/ctl/tally-retire-command.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define LOGIN "tally_settle"
#define VALUES_PER_LINE 12

typedef struct {
    char *database;
    int channel;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *
text (JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default (object, name, "");
}

static void
print_origin (JsonObject *origin)
{
    if (g_str_equal (text (origin, "kind"), "attempt")) {
        g_print (_ ("    brought by a reading asked at %s, answered at %s (%s), gateway %s\n"),
                 text (origin, "asked_at"), text (origin, "answered_at"), text (origin, "result"),
                 text (origin, "gateway"));
        return;
    }
    if (g_str_equal (text (origin, "kind"), "reading")) {
        g_print (_ ("    read by %s, brought %s: %s%s\n"), text (origin, "made_by"),
                 text (origin, "made_at"),
                 *text (origin, "note") != '\0' ? text (origin, "note") : text (origin, "photo"),
                 *text (origin, "withdrawn_by") != '\0' ? _ (" – withdrawn") : "");
        return;
    }
    g_print (_ ("    brought by the file %s (%s), SHA-256 %s: %s\n"), text (origin, "name"),
             text (origin, "format"), text (origin, "sha256"),
             json_object_get_boolean_member (origin, "is_intact") ? _ ("as it came")
                                                                  : _ ("NOT as it came"));
    if (json_object_has_member (origin, "line"))
        g_print (_ ("    line %d: %s\n"), (int) json_object_get_int_member (origin, "line"),
                 text (origin, "text"));
}

static void
print_values (JsonObject *frame)
{
    JsonArray *values = json_object_get_array_member (frame, "values");
    JsonArray *qualities = json_object_get_array_member (frame, "qualities");

    for (guint i = 0; i < json_array_get_length (values); i++) {
        int64_t quality = json_array_get_int_element (qualities, i);

        g_print ("%s %8s%s", i % VALUES_PER_LINE == 0 ? "   " : "",
                 json_array_get_string_element (values, i), quality == 0 ? " " : "*");
        if (i % VALUES_PER_LINE == VALUES_PER_LINE - 1 || i + 1 == json_array_get_length (values))
            g_print ("\n");
    }
}

static void
print_frame (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
    JsonObject *frame = json_node_get_object (node);

    g_print (_ ("Frame %d: channel %d, %s from %s, %d values from %s, each %d s, 10^%d of the "
                "unit, received %s\n"),
             (int) json_object_get_int_member (frame, "seq"),
             (int) json_object_get_int_member (frame, "channel"), text (frame, "kind"),
             text (frame, "source"),
             (int) json_array_get_length (json_object_get_array_member (frame, "values")),
             text (frame, "first_at"), (int) json_object_get_int_member (frame, "interval_s"),
             (int) json_object_get_int_member (frame, "exponent"), text (frame, "received_at"));
    print_values (frame);
    g_print (_ ("    digest %s, checked\n    payload %s\n    flags %s\n"), text (frame, "digest"),
             text (frame, "payload"), text (frame, "flags"));
    print_origin (json_object_get_object_member (frame, "origin"));
}

static void
print_block (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
    JsonObject *block = json_node_get_object (node);

    g_print (_ ("Validated: channel %d, version %s, sum %s, by %s at %s, made from %s\n"),
             (int) json_object_get_int_member (block, "channel"), text (block, "version"),
             text (block, "sum"), text (block, "made_by"), text (block, "made_at"),
             text (block, "made_from"));
}

static void
print_walk (JsonObject *walk)
{
    JsonObject *chain = json_object_get_object_member (walk, "chain");

    g_print (_ ("%s, %s, %s\n"), text (walk, "point"), text (walk, "name"), text (walk, "day"));
    json_array_foreach_element (json_object_get_array_member (walk, "blocks"), print_block, NULL);
    if (json_object_get_boolean_member (chain, "intact"))
        g_print (_ ("Chain of the district's day: %d frames, intact\n"),
                 (int) json_object_get_int_member (chain, "frames"));
    else
        g_print (_ ("Chain of the district's day: BROKEN at frame %d\n"),
                 (int) json_object_get_int_member (chain, "first_bad"));
    json_array_foreach_element (json_object_get_array_member (walk, "frames"), print_frame, NULL);
}

static void
print_json (JsonObject *walk)
{
    g_autoptr(JsonNode) node = json_node_alloc ();
    g_autofree char *json = NULL;

    json_node_init_object (node, walk);
    json = json_to_string (node, TRUE);
    g_print ("%s\n", json);
}

static gboolean
show (const Options *options, const char *point, const char *date, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(TallyDb) origins = NULL;
    g_autoptr(JsonObject) walk = NULL;
    TallyDay day;

    if (!tally_day_parse (date, &day, error))
        return FALSE;
    db = tally_command_open (options->database, LOGIN, error);
    origins = db != NULL ? tally_command_open (options->database, LOGIN, error) : NULL;
    if (origins == NULL)
        return FALSE;
    walk = tally_raw_walk (db, origins, point, day, options->channel, error);
    if (walk == NULL)
        return FALSE;
    if (options->as_json)
        print_json (walk);
    else
        print_walk (walk);
    if (json_object_get_boolean_member (json_object_get_object_member (walk, "chain"), "intact"))
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "the chain is broken");
    return FALSE;
}

/* Byte for byte as it came, or not at all. */
static gboolean
give_file (const Options *options, const char *sha256, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(PGresult) rows = NULL;
    g_autoptr(GBytes) file = NULL;
    g_autofree char *found = NULL;
    gconstpointer bytes;
    gsize length;

    if (strlen (sha256) != 64 || strspn (sha256, "0123456789abcdef") != 64) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("“%s” is no SHA-256: 64 digits from 0 to f are expected"), sha256);
        return FALSE;
    }
    db = tally_command_open (options->database, LOGIN, error);
    rows = db != NULL ? tally_raw_walk_store_file (db, NULL, sha256, error) : NULL;
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, _ ("no file %s was brought"),
                     sha256);
        return FALSE;
    }
    file = tally_raw_walk_store_bytes (rows, &found, error);
    if (file == NULL)
        return FALSE;
    if (!g_str_equal (found, sha256)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                     _ ("the file is NOT as it came: its SHA-256 is %s"), found);
        return FALSE;
    }
    bytes = g_bytes_get_data (file, &length);
    if (fwrite (bytes, 1, length, stdout) == length && fflush (stdout) == 0)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s", g_strerror (errno));
    return FALSE;
}

static gboolean
act (const Options *options, int argc, char **argv, GError **error)
{
    if (argc == 4 && g_str_equal (argv[1], "show"))
        return show (options, argv[2], argv[3], error);
    if (argc == 3 && g_str_equal (argv[1], "file"))
        return give_file (options, argv[2], error);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         _ ("show, a point and a day are needed, or file and its SHA-256"));
    return FALSE;
}

int
tally_raw_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "channel", 0, 0, G_OPTION_ARG_INT, &options.channel, N_ ("One channel; 0: all"), "N" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new ("show POINT DATE | file SHA256");
    g_autoptr(GError) error = NULL;

    if (argc > 1 && tally_retire_command_has (argv[1]))
        return tally_retire_command (argc, argv);
    g_option_context_set_description (
        context, _ ("Months that are old enough: raw retire, restore, check and keep; each has "
                    "--help of its own."));
    g_option_context_set_summary (context,
                                  _ ("Walks from what validation made of a day to the frames it "
                                     "was made from, and to the reading or the line of a file "
                                     "that brought each; checks digests and chain. Or gives a "
                                     "file back as it came."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error)
        || !act (&options, argc, argv, &error))
        return tally_command_fail ("raw", error);
    return 0;
}
