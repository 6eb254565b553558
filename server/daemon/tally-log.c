// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/daemon/tally-log.h"

#include <stdio.h>
#include <unistd.h>

typedef struct {
    gboolean as_json;
    gboolean is_verbose;
    gboolean to_journal;
} Choice;

static Choice choice;

static const char *
name_of_level (GLogLevelFlags level)
{
    static const struct {
        GLogLevelFlags level;
        const char *name;
    } names[] = {
        { G_LOG_LEVEL_ERROR, "error" },     { G_LOG_LEVEL_CRITICAL, "critical" },
        { G_LOG_LEVEL_WARNING, "warning" }, { G_LOG_LEVEL_MESSAGE, "notice" },
        { G_LOG_LEVEL_INFO, "info" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
        if ((level & names[i].level) != 0)
            return names[i].name;
    }
    return "debug";
}

/* Good for both forms: a quoted string of JSON is what logfmt wants too. */
static void
append_quoted (GString *line, const char *text, gssize length)
{
    g_autofree char *valid = g_utf8_make_valid (text, length);

    g_string_append_c (line, '"');
    for (const char *next = valid; *next != '\0'; next++) {
        if (*next == '"' || *next == '\\')
            g_string_append_printf (line, "\\%c", *next);
        else if (*next == '\n')
            g_string_append (line, "\\n");
        else if ((unsigned char) *next < 0x20)
            g_string_append_printf (line, "\\u%04x", (unsigned) *next);
        else
            g_string_append_c (line, *next);
    }
    g_string_append_c (line, '"');
}

static void
append_pair (GString *line, gboolean as_json, const char *key, const char *value, gssize length)
{
    g_autofree char *lower = g_ascii_strdown (key, -1);

    if (line->len > 1)
        g_string_append (line, as_json ? "," : " ");
    if (as_json)
        g_string_append_printf (line, "\"%s\":", lower);
    else
        g_string_append_printf (line, "%s=", lower);
    append_quoted (line, value, length);
}

static gboolean
is_wanted (const char *key)
{
    static const char *const left_out[] = { "PRIORITY",  "CODE_FILE",   "CODE_LINE",
                                            "CODE_FUNC", "GLIB_DOMAIN", NULL };

    return !g_strv_contains (left_out, key);
}

char *
tally_log_format (GLogLevelFlags level,
                  const GLogField *fields,
                  gsize n_fields,
                  gint64 at_us,
                  gboolean as_json)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
    g_autofree char *second = g_date_time_format (at, "%Y-%m-%dT%H:%M:%S");
    g_autofree char *stamp = g_strdup_printf ("%s.%03dZ", second,
                                              (int) (at_us % G_USEC_PER_SEC / 1000));
    GString *line = g_string_new (as_json ? "{" : NULL);

    append_pair (line, as_json, "at", stamp, -1);
    append_pair (line, as_json, "level", name_of_level (level), -1);
    for (gsize i = 0; i < n_fields; i++) {
        const char *key = g_str_equal (fields[i].key, "GLIB_DOMAIN") ? "domain" : fields[i].key;

        if (is_wanted (fields[i].key) || g_str_equal (key, "domain"))
            append_pair (line, as_json, key, fields[i].value, fields[i].length);
    }
    g_string_append (line, as_json ? "}\n" : "\n");
    return g_string_free (line, FALSE);
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused)
{
    g_autofree char *line = NULL;
    size_t length;

    if ((level & G_LOG_LEVEL_DEBUG) != 0 && !choice.is_verbose)
        return G_LOG_WRITER_HANDLED;
    if (choice.to_journal
        && g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
        return G_LOG_WRITER_HANDLED;

    line = tally_log_format (level, fields, n_fields, g_get_real_time (), choice.as_json);
    length = strlen (line);
    /* One call, so that lines of several threads do not mix. */
    return write (STDERR_FILENO, line, length) == (ssize_t) length ? G_LOG_WRITER_HANDLED
                                                                   : G_LOG_WRITER_UNHANDLED;
}

void
tally_log_start (gboolean as_json, gboolean is_verbose)
{
    choice.as_json = as_json;
    choice.is_verbose = is_verbose;
    choice.to_journal = g_log_writer_is_journald (STDERR_FILENO);
    g_log_set_writer_func (write_log, NULL, NULL);
}
