// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-load.h"

#include "shared/error/tally-error.h"
#include "shared/money/tally-decimal.h"

#include <string.h>

#define MAX_SCALE 12

static gboolean
refuse (GError **error, size_t line, const char *message, const char *what)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "line %zu: %s%s%s", line, message,
                 what == NULL ? "" : ": ", what == NULL ? "" : what);
    return FALSE;
}

void
tally_load_free (TallyLoad *load)
{
    if (load == NULL)
        return;
    g_free (load->values);
    g_free (load);
}

/* What a column of power and one of energy are called. */
typedef struct {
    const char *power;
    const char *energy;
} Names;

static gboolean
read_header (TallyLoad *load, const Names *wanted, const char *line, guint *column, GError **error)
{
    g_auto(GStrv) names = g_strsplit (line, ",", 0);
    guint found = 0;

    for (guint i = 0; names[i] != NULL; i++) {
        const char *name = g_strstrip (names[i]);
        gboolean is_power = g_ascii_strcasecmp (name, wanted->power) == 0;

        if (!is_power && g_ascii_strcasecmp (name, wanted->energy) != 0)
            continue;
        load->is_power = is_power;
        *column = i;
        found++;
    }
    if (found == 1)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "line 1: the header must name one column “%s” or “%s”", wanted->power,
                 wanted->energy);
    return FALSE;
}

static gboolean
read_line (const char *line, size_t number, guint column, TallyDecimal *value, GError **error)
{
    g_auto(GStrv) fields = g_strsplit (line, ",", 0);
    g_autoptr(GError) reason = NULL;

    if (g_strv_length (fields) <= column)
        return refuse (error, number, "the value is missing", NULL);
    if (!tally_decimal_parse (g_strstrip (fields[column]), value, &reason))
        return refuse (error, number, reason->message, NULL);
    if (value->scale > MAX_SCALE)
        return refuse (error, number, "more than 12 decimals", fields[column]);
    return TRUE;
}

static GArray *
read_lines (TallyLoad *load, const Names *wanted, char **lines, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (TallyDecimal));
    guint column = 0;

    if (!read_header (load, wanted, lines[0], &column, error))
        return NULL;
    for (size_t i = 1; lines[i] != NULL; i++) {
        TallyDecimal value;

        if (*g_strstrip (lines[i]) == '\0' && lines[i + 1] == NULL)
            break;
        if (!read_line (lines[i], i + 1, column, &value, error))
            return NULL;
        load->scale = MAX (load->scale, value.scale);
        g_array_append_val (numbers, value);
    }
    if (numbers->len == 0) {
        refuse (error, 2, "there is no interval", NULL);
        return NULL;
    }
    return g_steal_pointer (&numbers);
}

/* Cuts @text into its lines where they are; NULL ends the list. */
static char **
cut_lines (char *text)
{
    GPtrArray *lines = g_ptr_array_new ();

    while (text != NULL) {
        char *end = strchr (text, '\n');

        g_ptr_array_add (lines, text);
        if (end != NULL)
            *end++ = '\0';
        text = end;
    }
    g_ptr_array_add (lines, NULL);
    return (char **) g_ptr_array_free (lines, FALSE);
}

static TallyLoad *
parse_named (const char *text, gssize length, const Names *wanted, GError **error)
{
    g_autofree char *copy = length < 0 ? g_strdup (text) : g_strndup (text, (size_t) length);
    g_autoptr(TallyLoad) load = g_new0 (TallyLoad, 1);
    g_autofree char **lines = NULL;
    g_autoptr(GArray) numbers = NULL;

    if (!g_utf8_validate (copy, -1, NULL)) {
        refuse (error, 1, "the file is not UTF-8 text", NULL);
        return NULL;
    }
    lines = cut_lines (g_str_has_prefix (copy, "\xef\xbb\xbf") ? copy + 3 : copy);
    if (g_strv_length (lines) > TALLY_LOAD_MAX_INTERVALS + 2) { /* with the header and the end */
        refuse (error, TALLY_LOAD_MAX_INTERVALS + 2, "too many intervals", NULL);
        return NULL;
    }
    numbers = read_lines (load, wanted, lines, error);
    if (numbers == NULL)
        return NULL;

    load->count = numbers->len;
    load->values = g_new (int64_t, load->count);
    for (size_t i = 0; i < load->count; i++) {
        TallyDecimal value = g_array_index (numbers, TallyDecimal, (guint) i);
        __int128 scaled = value.mantissa * tally_decimal_power (load->scale - value.scale);

        if (scaled > INT64_MAX || scaled < -INT64_MAX) {
            refuse (error, i + 2, "the value is out of range", NULL);
            return NULL;
        }
        load->values[i] = (int64_t) scaled;
    }
    return g_steal_pointer (&load);
}

TallyLoad *
tally_load_parse (const char *text, gssize length, GError **error)
{
    return parse_named (text, length, &(Names){ "kw", "kwh" }, error);
}

TallyLoad *
tally_load_parse_reactive (const char *text, gssize length, GError **error)
{
    return parse_named (text, length, &(Names){ "kvar", "kvarh" }, error);
}

TallyLoad *
tally_load_parse_prices (const char *text, gssize length, GError **error)
{
    return parse_named (text, length, &(Names){ "price", "rate" }, error);
}

gboolean
tally_load_refine (TallyLoad *load, int scale, size_t parts, GError **error)
{
    int64_t factor = (int64_t) tally_decimal_power (scale - load->scale);
    int64_t *values;

    g_return_val_if_fail (scale >= load->scale && scale <= MAX_SCALE && parts > 0, FALSE);
    if (parts > 1 && !load->is_power) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "energy of long intervals cannot be split; give power (kw)");
        return FALSE;
    }
    values = g_new (int64_t, load->count * parts);
    for (size_t i = 0; i < load->count * parts; i++) {
        if (__builtin_mul_overflow (load->values[i / parts], factor, &values[i])) {
            g_free (values);
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "load out of range");
            return FALSE;
        }
    }
    g_free (load->values);
    load->values = values;
    load->count *= parts;
    load->scale = scale;
    return TRUE;
}

gboolean
tally_load_units (const TallyLoad *load,
                  int interval_minutes,
                  int64_t *factor,
                  int64_t *units_per_kwh,
                  GError **error)
{
    int64_t power = (int64_t) tally_decimal_power (load->scale);

    if (interval_minutes < 1 || (60 % interval_minutes != 0 && interval_minutes % 60 != 0)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "an interval of %d minutes neither divides the hour nor is a multiple of it",
                     interval_minutes);
        return FALSE;
    }
    *factor = load->is_power && interval_minutes > 60 ? interval_minutes / 60 : 1;
    *units_per_kwh = load->is_power && interval_minutes < 60 ? power * (60 / interval_minutes)
                                                             : power;
    return TRUE;
}
