// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-calendar-convert.h"
#include "server/ctl/tally-command.h"
#include "server/ctl/tally-price-command.h"
#include "server/ctl/tally-tariff-desk-command.h"
#include "server/ctl/tally-tariff-show.h"
#include "server/ref/tally-tariff-sound.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"

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
    g_autofree char *native = tally_tariff_read_native (path, error);
    g_autoptr(TallyTariff) tariff = native == NULL ? NULL : tally_tariff_sound (native, error);
    g_autoptr(GString) json = g_string_new ("{\"file\": ");

    if (tariff == NULL) {
        if (native != NULL)
            g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    tally_json_append_quoted (json, path);
    if (is_json) {
        g_string_append (json, ", \"tariff\": ");
        tally_json_append_quoted (json, tally_tariff_get_code (tariff));
        g_print ("%s, \"ok\": true}\n", json->str);
    } else {
        g_print (_ ("%s: %s is sound\n"), path, tally_tariff_get_code (tariff));
    }
    return TRUE;
}

/* For a program the document itself says most. */
static gboolean
show_file (const char *path, gboolean is_json, GError **error)
{
    g_autofree char *native = tally_tariff_read_native (path, error);
    g_autoptr(TallyTariff) tariff = native == NULL ? NULL : tally_tariff_parse (native, -1, error);
    g_autoptr(TallyJsonDocument) document = NULL;
    const char *language = setlocale (LC_MESSAGES, NULL);
    g_autofree char *text = NULL;

    if (tariff == NULL)
        return FALSE;
    if (is_json) {
        g_print ("%s\n", g_strchomp (native));
        return TRUE;
    }
    document = tally_json_read (native, -1, NULL); /* it was read before */
    text = tally_tariff_show (tariff, tally_json_root (document),
                              language == NULL ? "en" : language);
    g_print ("%s", text);
    return TRUE;
}

/* --until of convert: the last year of rules in iCalendar files; -1: as the file has it. */
static int until_year = -1;

/* A calendar is known by its file's name: CN.ics becomes CN. */
static gboolean
convert_calendar (const char *path, const char *text, GError **error)
{
    g_autofree char *name = g_path_get_basename (path);
    char *dot = strchr (name, '.');
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *calendar = NULL;

    if (dot != NULL && dot != name)
        *dot = '\0';
    calendar = tally_calendar_convert (text, name, until_year, notes, error);
    for (guint i = 0; calendar != NULL && i < notes->len; i++)
        g_printerr ("%s: %s\n", path, (const char *) notes->pdata[i]);
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
    if (until_year != -1) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("%s: --until is for iCalendar files"), path);
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
        { "until", 0, 0, G_OPTION_ARG_INT, &until_year,
          N_ ("Last year written of holidays that recur (ten years after the file's latest event)"),
          N_ ("YEAR") },
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
    if (until_year != -1 && (files == NULL || !g_str_equal (files[0], "convert"))) {
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("--until is for convert"));
        return tally_command_fail ("tariff", error);
    }
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
