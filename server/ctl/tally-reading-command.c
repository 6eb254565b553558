// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-file-text-calc.h"
#include "server/ctl/tally-collect-private.h"
#include "server/ctl/tally-command.h"
#include "server/ctl/tally-raw-walk-store.h"
#include "server/work/tally-work-reading.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define COMMAND "collect reading"
#define LOGIN "tally_settle"
#define WH_DECIMALS 3

typedef struct {
    char *database;
    char *at;
    char *value;
    char *channel;
    char *serial;
    char *note;
    char *photo;
    char *id;
    char *withdraw;
    char *reason;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->at);
    g_free (options->value);
    g_free (options->channel);
    g_free (options->serial);
    g_free (options->note);
    g_free (options->photo);
    g_free (options->id);
    g_free (options->withdraw);
    g_free (options->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* The one point of a code. */
typedef struct {
    char *district_id;
    char *point_id;
    char *time_zone;
} Point;

static void
point_clear (Point *point)
{
    g_free (point->district_id);
    g_free (point->point_id);
    g_free (point->time_zone);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Point, point_clear)

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *why, ...)
{
    g_autofree char *text = NULL;
    va_list what;

    va_start (what, why);
    text = g_strdup_vprintf (why, what);
    va_end (what);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, text);
    return FALSE;
}

static gboolean
find_point (TallyDb *db, const char *code, Point *point, GError **error)
{
    g_autoptr(PGresult) rows = tally_raw_walk_store_points (db, code, error);

    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0)
        return refuse (error, _ ("%s: no metering point has this code"), code);
    if (PQntuples (rows) > 1)
        return refuse (error, _ ("%s: more than one district has this code"), code);
    *point = (Point){ g_strdup (PQgetvalue (rows, 0, 0)), g_strdup (PQgetvalue (rows, 0, 1)),
                      g_strdup (PQgetvalue (rows, 0, 3)) };
    return TRUE;
}

/* kWh with at most three decimals, exactly. */
static gboolean
read_value (const char *text, int64_t *wh, GError **error)
{
    int decimals;

    if (text == NULL || strchr (text, '-') != NULL
        || !tally_text_to_decimal ((TallyText){ text, strlen (text) }, wh, &decimals)
        || decimals > WH_DECIMALS)
        return refuse (error, _ ("--register: “%s” is no register in kWh (48211.35)"),
                       text != NULL ? text : "");
    for (; decimals < WH_DECIMALS; decimals++)
        if (__builtin_mul_overflow (*wh, 10, wh))
            return refuse (error, _ ("--register: “%s” is too large"), text);
    return TRUE;
}

static gboolean
read_instant (const char *text, int64_t *at, GError **error)
{
    g_autoptr(GDateTime) instant = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

    if (instant == NULL)
        return refuse (error,
                       _ ("--at: “%s” is no instant with its offset (2026-03-01T00:00:00+08:00)"),
                       text != NULL ? text : "");
    *at = g_date_time_to_unix (instant);
    return TRUE;
}

static gboolean
read_channel (const char *text, int64_t *channel, GError **error)
{
    static const char *const channels[] = { "A+", "A-", "R+", "R-" };

    for (size_t i = 0; i < G_N_ELEMENTS (channels); i++) {
        *channel = (int64_t) i + 1;
        if (g_strcmp0 (text != NULL ? text : "A+", channels[i]) == 0)
            return TRUE;
    }
    return refuse (error, _ ("--channel: “%s” is none of A+, A-, R+ and R-"), text);
}

static gboolean
keep_photo (const char *conninfo,
            const Options *options,
            TallyWorkReading *reading,
            char **photo,
            GError **error)
{
    g_autoptr(GBytes) content = NULL;
    char *bytes;
    gsize length;

    if (options->photo == NULL)
        return TRUE;
    if (!g_file_get_contents (options->photo, &bytes, &length, error))
        return FALSE;
    content = g_bytes_new_take (bytes, length);
    *photo = tally_work_reading_keep_photo (conninfo, reading->district_id, content,
                                            reading->person, error);
    if (*photo == NULL)
        g_prefix_error (error, "%s: ", options->photo);
    reading->photo = *photo;
    return *photo != NULL;
}

static gboolean
add (const char *conninfo, const Options *options, TallyWorkReading *reading, GError **error)
{
    g_autofree char *made = options->id == NULL ? g_uuid_string_random () : NULL;
    g_autofree char *photo = NULL;

    reading->reading_id = made != NULL ? made : options->id;
    reading->serial = options->serial;
    reading->note = options->note;
    if (!read_instant (options->at, &reading->at, error)
        || !read_value (options->value, &reading->value, error)
        || !read_channel (options->channel, &reading->channel, error)
        || !keep_photo (conninfo, options, reading, &photo, error)
        || !tally_work_reading_add (conninfo, reading, g_get_real_time () / G_USEC_PER_SEC, error))
        return FALSE;
    if (options->as_json)
        g_print ("{\"reading_id\":\"%s\"}\n", reading->reading_id);
    else
        g_print (_ ("Reading %s is kept, and the days it can change are validated.\n"),
                 reading->reading_id);
    return TRUE;
}

static gboolean
withdraw (const char *conninfo, const Options *options, TallyWorkReading *reading, GError **error)
{
    reading->reading_id = options->withdraw;
    if (!tally_work_reading_withdraw (conninfo, reading, options->reason,
                                      g_get_real_time () / G_USEC_PER_SEC, error))
        return FALSE;
    if (options->as_json)
        g_print ("{\"reading_id\":\"%s\"}\n", reading->reading_id);
    else
        g_print (_ ("Reading %s is withdrawn, and the days it could change are validated.\n"),
                 reading->reading_id);
    return TRUE;
}

static void
add_json (JsonBuilder *builder, const PGresult *rows, int row)
{
    static const char *const names[] = { "reading_id",      "at",       "channel",
                                         "serial",          "register", "note",
                                         "photo",           "made_by",  "withdrawn_by",
                                         "withdrawn_reason" };

    json_builder_begin_object (builder);
    for (int i = 0; i < (int) G_N_ELEMENTS (names); i++) {
        json_builder_set_member_name (builder, names[i]);
        json_builder_add_string_value (builder, PQgetvalue (rows, row, i));
    }
    json_builder_end_object (builder);
}

static void
print_row (const PGresult *rows, int row)
{
    int64_t wh = g_ascii_strtoll (PQgetvalue (rows, row, 4), NULL, 10);

    /* translators: id and instant, then the meter's number, its channel, kWh, who, and a note */
    g_print (_ ("%s  %s  meter %s %s: %lld.%03d kWh (%s): %s%s\n"), PQgetvalue (rows, row, 0),
             PQgetvalue (rows, row, 1), PQgetvalue (rows, row, 3), PQgetvalue (rows, row, 2),
             (long long) (wh / 1000), (int) (wh % 1000), PQgetvalue (rows, row, 7),
             *PQgetvalue (rows, row, 5) != '\0' ? PQgetvalue (rows, row, 5) : _ ("photo"),
             *PQgetvalue (rows, row, 8) != '\0' ? _ (" – withdrawn") : "");
}

static gboolean
list (TallyDb *db, const Point *point, gboolean as_json, GError **error)
{
    g_autoptr(PGresult)
                   rows = tally_raw_walk_store_readings (db, point->district_id, point->point_id,
                                                         point->time_zone, error);
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    if (rows == NULL)
        return FALSE;
    json_builder_begin_array (builder);
    for (int row = 0; row < PQntuples (rows); row++) {
        add_json (builder, rows, row);
        if (!as_json)
            print_row (rows, row);
    }
    json_builder_end_array (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    if (as_json)
        g_print ("%s\n", text);
    return TRUE;
}

static gboolean
run (int argc, char **argv, const Options *options, GError **error)
{
    const char *conninfo = tally_command_database (options->database, error);
    g_autoptr(TallyDb) db = NULL;
    g_auto(Point) point = { 0 };
    TallyWorkReading reading = { .person = g_get_user_name () };

    if (conninfo == NULL)
        return FALSE;
    if (argc != 2)
        return refuse (error, "%s", _ ("the code of a metering point is expected"));
    db = tally_command_open (options->database, LOGIN, error);
    if (db == NULL || !find_point (db, argv[1], &point, error))
        return FALSE;
    reading.district_id = (int32_t) g_ascii_strtoll (point.district_id, NULL, 10);
    reading.point_id = g_ascii_strtoll (point.point_id, NULL, 10);
    if (options->withdraw != NULL)
        return withdraw (conninfo, options, &reading, error);
    if (options->at != NULL || options->value != NULL)
        return add (conninfo, options, &reading, error);
    return list (db, &point, options->as_json, error);
}

int
tally_collect_reading_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "at", 0, 0, G_OPTION_ARG_STRING, &options.at, N_ ("When it was read"), "ISO" },
        { "register", 0, 0, G_OPTION_ARG_STRING, &options.value,
          N_ ("What the register showed, before CT and PT ratio"), "KWH" },
        { "channel", 0, 0, G_OPTION_ARG_STRING, &options.channel,
          N_ ("A+ (unless said otherwise), A-, R+ or R-"), "CODE" },
        { "serial", 0, 0, G_OPTION_ARG_STRING, &options.serial,
          N_ ("Number of the meter, unless it is the main one"), "NUMBER" },
        { "note", 0, 0, G_OPTION_ARG_STRING, &options.note, N_ ("What there is to say of it"),
          "TEXT" },
        { "photo", 0, 0, G_OPTION_ARG_FILENAME, &options.photo,
          N_ ("JPEG or PNG picture of what the meter showed"), "FILE" },
        { "id", 0, 0, G_OPTION_ARG_STRING, &options.id,
          N_ ("Name of the reading: repeating it is harmless"), "UUID" },
        { "withdraw", 0, 0, G_OPTION_ARG_STRING, &options.withdraw,
          N_ ("Withdraw this reading (with --reason)"), "UUID" },
        { "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, N_ ("Why it was wrong"), "TEXT" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (_ ("POINT"));
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context, _ ("Lists the registers that people read at a point, adds one or withdraws one."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error)
        || !run (argc, argv, &options, &error))
        return tally_command_fail (COMMAND, error);
    return 0;
}
