// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-schedule-store.h"
#include "server/ctl/tally-collect-private.h"
#include "server/ctl/tally-command.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define COMMAND "collect schedule"
#define LOGIN "tally_settle"

typedef struct {
    char *database;
    char *from;
    int every_s;
    int after_s;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->from);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
add_json (JsonBuilder *builder, const TallyCollectSchedule *schedule, const char *from)
{
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "schedule");
    json_builder_add_string_value (builder, schedule->name);
    json_builder_set_member_name (builder, "period_s");
    json_builder_add_int_value (builder, schedule->schedule.period_s);
    json_builder_set_member_name (builder, "after_s");
    json_builder_add_int_value (builder, schedule->schedule.after_s);
    json_builder_set_member_name (builder, "valid_from");
    json_builder_add_string_value (builder, from);
    json_builder_set_member_name (builder, "set_by");
    json_builder_add_string_value (builder, schedule->set_by);
    json_builder_end_object (builder);
}

static gboolean
list (TallyDb *db, const Options *options, GError **error)
{
    g_autoptr(GPtrArray) schedules = tally_collect_schedule_store_history (db, error);
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_array (builder);
    for (guint i = 0; schedules != NULL && i < schedules->len; i++) {
        const TallyCollectSchedule *schedule = g_ptr_array_index (schedules, i);
        g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc (schedule->valid_from);
        g_autofree char *from = g_date_time_format (at, "%FT%TZ");

        add_json (builder, schedule, from);
        if (!options->as_json)
            g_print (_ ("%s: every %d s, %d s after the interval, from %s on (%s)\n"),
                     schedule->name, schedule->schedule.period_s, schedule->schedule.after_s, from,
                     schedule->set_by);
    }
    json_builder_end_array (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    if (options->as_json && schedules != NULL)
        g_print ("%s\n", text);
    return schedules != NULL;
}

static gboolean
set (TallyDb *db, const char *name, const Options *options, GError **error)
{
    g_autoptr(GDateTime) from = options->from != NULL
                                     ? g_date_time_new_from_iso8601 (options->from, NULL)
                                     : g_date_time_new_now_utc ();
    TallyCollectSchedule schedule = { .name = (char *) name,
                                      .schedule = { options->every_s, options->after_s },
                                      .set_by = (char *) g_get_user_name () };

    if (from == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("--from: “%s” is no instant with its offset (2026-03-01T00:00:00+08:00)"),
                     options->from);
        return FALSE;
    }
    schedule.valid_from = g_date_time_to_unix (from);
    return tally_collect_schedule_store_set (db, &schedule, error);
}

static gboolean
run (int argc, char **argv, const Options *options, GError **error)
{
    g_autoptr(TallyDb) db = NULL;

    if (argc != 1 && (argc != 3 || !g_str_equal (argv[1], "set"))) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("“set NAME”, or nothing, is expected"));
        return FALSE;
    }
    db = tally_command_open (options->database, LOGIN, error);
    if (db == NULL)
        return FALSE;
    return argc == 1 ? list (db, options, error) : set (db, argv[2], options, error);
}

int
tally_collect_schedule_command (int argc, char **argv)
{
    g_auto(Options) options = { .every_s = 900, .after_s = 5 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "every", 0, 0, G_OPTION_ARG_INT, &options.every_s,
          N_ ("Seconds from one reading to the next (set)"), "SECONDS" },
        { "after", 0, 0, G_OPTION_ARG_INT, &options.after_s,
          N_ ("Seconds after the interval; of a daily one, after midnight (set)"), "SECONDS" },
        { "from", 0, 0, G_OPTION_ARG_STRING, &options.from,
          N_ ("From when on it holds; at once by default (set)"), "ISO" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (_ ("[set gateway|large|community]"));
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context, _ ("Shows how often each group of points is read, or changes it."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error)
        || !run (argc, argv, &options, &error))
        return tally_command_fail (COMMAND, error);
    return 0;
}
