// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-calendar-convert.h"
#include "server/ctl/tally-command.h"
#include "server/ctl/tally-price-command.h"
#include "server/ctl/tally-tariff-desk-command.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-tariff-model.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

typedef gboolean (*Verb) (const char *path, gboolean is_json, GError **error);

static TallyTariff *
read_tariff (const char *path, GError **error)
{
    g_autofree char *text = NULL;
    size_t length;
    TallyTariff *tariff;

    if (!g_file_get_contents (path, &text, &length, error))
        return NULL;
    tariff = tally_tariff_read (text, (gssize) length, error);
    if (tariff == NULL)
        g_prefix_error (error, "%s: ", path);
    return tariff;
}

static gboolean
check_file (const char *path, gboolean is_json, GError **error)
{
    g_autoptr(TallyTariff) tariff = read_tariff (path, error);
    g_autoptr(GString) json = g_string_new ("{\"file\": ");

    if (tariff == NULL)
        return FALSE;
    tally_json_append_quoted (json, path);
    if (is_json)
        g_print ("%s, \"tariff\": \"%s\", \"ok\": true}\n", json->str,
                 tally_tariff_get_code (tariff));
    else
        g_print (_ ("%s: %s is sound\n"), path, tally_tariff_get_code (tariff));
    return TRUE;
}

static void
print_schedule (const TallyTariff *tariff, const TallyTariffSchedule *schedule, int season)
{
    static const struct {
        const char *name;
        TallyDayType type;
    } days[] = { { N_ ("Monday"), TALLY_DAY_MONDAY },
                 { N_ ("Saturday"), TALLY_DAY_SATURDAY },
                 { N_ ("Sunday"), TALLY_DAY_SUNDAY },
                 { N_ ("Holiday"), TALLY_DAY_HOLIDAY } };

    for (size_t day = 0; day < G_N_ELEMENTS (days); day++) {
        int band = -1;

        g_print ("    %-10s %-9s", tariff->seasons[season].id, _ (days[day].name));
        for (int minute = 0; minute < TALLY_TARIFF_MINUTES; minute++) {
            int now = tally_tariff_band (schedule, season, days[day].type, minute);

            if (now != band)
                g_print (" %02d:%02d %s", minute / 60, minute % 60, schedule->bands[now].id);
            band = now;
        }
        g_print ("\n");
    }
}

/* For a program the document itself says most. */
static gboolean
show_document (const char *path, GError **error)
{
    g_autofree char *native = tally_tariff_read_native (path, error);

    if (native != NULL)
        g_print ("%s\n", g_strchomp (native));
    return native != NULL;
}

static gboolean
show_file (const char *path, gboolean is_json, GError **error)
{
    g_autoptr(TallyTariff) tariff = read_tariff (path, error);
    const char *language = setlocale (LC_MESSAGES, NULL);
    char first[TALLY_DAY_TEXT];

    if (tariff == NULL)
        return FALSE;
    if (is_json)
        return show_document (path, error);
    g_print (_ ("%s: %s, %s, from %s\n"), tally_tariff_get_code (tariff),
             tally_tariff_get_name (tariff, language == NULL ? "en" : language), tariff->currency,
             tally_day_format (tariff->valid.first, first));
    for (size_t i = 0; i < tariff->n_schedules; i++) {
        g_print (_ ("  Schedule %s\n"), tariff->schedules[i].id);
        for (size_t season = 0; season < tariff->n_seasons; season++)
            print_schedule (tariff, &tariff->schedules[i], (int) season);
    }
    for (size_t i = 0; i < tariff->n_components; i++)
        g_print ("  %-14s %-20s %s\n", tally_line_kind_name (tariff->components[i].kind),
                 tariff->components[i].word.id, tariff->components[i].word.name);
    return TRUE;
}

/* A calendar is known by its file's name: CN.ics becomes CN. */
static gboolean
convert_calendar (const char *path, const char *text, GError **error)
{
    g_autofree char *name = g_path_get_basename (path);
    char *dot = strchr (name, '.');
    g_autofree char *calendar = NULL;

    if (dot != NULL && dot != name)
        *dot = '\0';
    calendar = tally_calendar_convert (text, name, error);
    if (calendar != NULL)
        g_print ("%s", calendar);
    return calendar != NULL;
}

static gboolean
convert_file (const char *path, gboolean is_json, GError **error)
{
    g_autoptr(TallyTariff) tariff = NULL;
    g_autofree char *text = NULL, *native = NULL;
    size_t length;

    if (!g_file_get_contents (path, &text, &length, error))
        return FALSE;
    if (tally_calendar_is_convertible (text)) {
        if (convert_calendar (path, text, error))
            return TRUE;
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    tariff = read_tariff (path, error);
    if (tariff == NULL)
        return FALSE;
    native = tally_tariff_from_urdb (text, (gssize) length, error);
    if (native == NULL) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    g_print ("%s", native);
    return TRUE;
}

static Verb
find_verb (const char *name)
{
    if (g_str_equal (name, "check"))
        return check_file;
    if (g_str_equal (name, "show"))
        return show_file;
    return g_str_equal (name, "convert") ? convert_file : NULL;
}

int
tally_tariff_command (int argc, char **argv)
{
    gboolean is_json = FALSE;
    g_auto(GStrv) files = NULL;
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_ ("Print JSON"), NULL },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL,
          N_ ("check|show|convert FILE…, diff OLD NEW") },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);
    g_autoptr(GError) error = NULL;
    Verb verb = NULL;
    int status = 0;

    if (argc > 1 && tally_tariff_desk_has (argv[1]))
        return tally_tariff_desk_command (argc, argv);
    g_option_context_set_summary (
        context,
        _ ("Checks, shows or compares tariff documents, or converts OpenEI URDB records to them\n"
           "and iCalendar files of holidays to calendars."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return tally_command_fail ("tariff", error);
    if (files != NULL && g_strv_length (files) == 3 && g_str_equal (files[0], "diff")) {
        if (!tally_tariff_diff_files (files[1], files[2], is_json, &error))
            return tally_command_fail ("tariff", error);
        return 0;
    }
    if (files != NULL)
        verb = find_verb (files[0]);
    if (verb == NULL || files[1] == NULL) {
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("say check, show or convert, and a file; or diff, and two"));
        return tally_command_fail ("tariff", error);
    }
    for (char **file = files + 1; *file != NULL; file++) {
        g_autoptr(GError) fault = NULL;

        if (!verb (*file, is_json, &fault))
            status = tally_command_fail ("tariff", fault);
    }
    return status;
}
