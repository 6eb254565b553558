// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-usual-csv-calc.h"

#include "server/validate/tally-validate-types.h"
#include "shared/error/tally-error.h"
#include "shared/money/tally-decimal.h"

#include <string.h>

#define COLDEST_DC (-900)
#define WARMEST_DC 600
#define PPM INT64_C (1000000)
#define TEMPERATURE_HEAD "day,mean_c"
#define PROFILE_HEAD                                                                          \
    "point_kind,day_class,valid_from,h00,h01,h02,h03,h04,h05,h06,h07,h08,h09,h10,h11,h12,h13" \
    ",h14,h15,h16,h17,h18,h19,h20,h21,h22,h23"

enum {
    COLUMN_KIND,
    COLUMN_CLASS,
    COLUMN_FROM,
    COLUMN_HOURS,
    N_PROFILE_COLUMNS = COLUMN_HOURS + TALLY_PROFILE_HOURS,
    N_TEMPERATURE_COLUMNS = 2
};

/* Adds what the fields of a line say to @rows. */
typedef gboolean (*ReadFields) (char **fields, size_t line, GArray *rows, GError **error);

static gboolean
refuse (GError **error, size_t line, const char *field, const char *why, const char *what)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "line %zu: %s: %s%s%.60s%s", line, field,
                 why, what != NULL ? ": “" : "", what != NULL ? what : "", what != NULL ? "”" : "");
    return FALSE;
}

TallyTemperatureClass
tally_temperature_class (int32_t mean_dc, int32_t heating_dc, int32_t cooling_dc)
{
    if (mean_dc < heating_dc)
        return TALLY_TEMPERATURE_HEATING;
    return mean_dc > cooling_dc ? TALLY_TEMPERATURE_COOLING : TALLY_TEMPERATURE_MILD;
}

gboolean
tally_temperature_parse (const char *text, int32_t *tenths, GError **error)
{
    TallyDecimal degrees;
    int64_t scaled = 0;

    if (!tally_decimal_parse (text, &degrees, error))
        return FALSE;
    if (degrees.scale <= 1 && degrees.mantissa >= COLDEST_DC && degrees.mantissa <= WARMEST_DC) {
        scaled = degrees.scale == 1 ? degrees.mantissa : degrees.mantissa * 10;
        if (scaled >= COLDEST_DC && scaled <= WARMEST_DC) {
            *tenths = (int32_t) scaled;
            return TRUE;
        }
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "“%.20s” is not a temperature from -90 to 60 with at most one decimal", text);
    return FALSE;
}

static gboolean
read_temperature (char **fields, size_t line, GArray *rows, GError **error)
{
    TallyDayTemperature row;
    const TallyDayTemperature *last = rows->len > 0 ? &g_array_index (rows, TallyDayTemperature,
                                                                      rows->len - 1)
                                                    : NULL;

    if (!tally_day_parse (fields[0], &row.day, NULL))
        return refuse (error, line, "day", "not a day", fields[0]);
    if (last != NULL && row.day.number <= last->day.number)
        return refuse (error, line, "day", "not after the day above", fields[0]);
    if (!tally_temperature_parse (fields[1], &row.mean_dc, NULL))
        return refuse (error, line, "mean_c", "not from -90 to 60 with at most one decimal",
                       fields[1]);
    g_array_append_val (rows, row);
    return TRUE;
}

static gboolean
is_same_profile (const TallyUsualProfile *a, const TallyUsualProfile *b)
{
    return g_str_equal (a->point_kind, b->point_kind)
           && a->valid_from.number == b->valid_from.number;
}

static gboolean
read_profile (char **fields, size_t line, GArray *rows, GError **error)
{
    TallyUsualProfile row;

    if (!tally_point_kind_is_known (fields[COLUMN_KIND]))
        return refuse (error, line, "point_kind", "not known", fields[COLUMN_KIND]);
    g_strlcpy (row.point_kind, fields[COLUMN_KIND], sizeof row.point_kind);
    if (!tally_day_class_find (fields[COLUMN_CLASS], &row.day_class))
        return refuse (error, line, "day_class", "neither workday nor saturday nor sunday",
                       fields[COLUMN_CLASS]);
    if (!tally_day_parse (fields[COLUMN_FROM], &row.valid_from, NULL))
        return refuse (error, line, "valid_from", "not a day", fields[COLUMN_FROM]);
    for (int hour = 0; hour < TALLY_PROFILE_HOURS; hour++) {
        const char *text = fields[COLUMN_HOURS + hour];
        char name[8];
        guint64 ppm;

        g_snprintf (name, sizeof name, "h%02d", hour);
        if (!g_ascii_string_to_unsigned (text, 10, 0, PPM, &ppm, NULL))
            return refuse (error, line, name, "not a whole number from 0 to 1000000", text);
        row.hours_ppm[hour] = (int32_t) ppm;
    }
    for (guint i = 0; i < rows->len; i++) {
        const TallyUsualProfile *other = &g_array_index (rows, TallyUsualProfile, i);

        if (is_same_profile (other, &row) && other->day_class == row.day_class)
            return refuse (error, line, "day_class", "there already", fields[COLUMN_CLASS]);
    }
    g_array_append_val (rows, row);
    return TRUE;
}

/* Without a class its days would be estimated as nothing. */
static gboolean
check_classes (const GArray *rows, GError **error)
{
    for (guint i = 0; i < rows->len; i++) {
        const TallyUsualProfile *row = &g_array_index (rows, TallyUsualProfile, i);
        int n = 0;

        for (guint k = 0; k < rows->len; k++)
            n += is_same_profile (row, &g_array_index (rows, TallyUsualProfile, k));
        if (n < TALLY_CLASS_N)
            return refuse (error, i + 2, "day_class",
                           "not all three classes of days of this profile", row->point_kind);
    }
    return TRUE;
}

static gboolean
read_line (char *line,
           size_t number,
           size_t n_columns,
           ReadFields read,
           GArray *rows,
           GError **error)
{
    g_auto(GStrv) fields = g_strsplit (line, ",", (int) n_columns + 1);

    for (char **field = fields; *field != NULL; field++)
        g_strstrip (*field);
    if (g_strv_length (fields) != n_columns)
        return refuse (error, number, "line", "not as many fields as the header names", line);
    return read (fields, number, rows, error);
}

static gboolean
read_lines (char **lines,
            const char *header,
            size_t n_columns,
            ReadFields read,
            GArray *rows,
            GError **error)
{
    if (lines[0] == NULL || !g_str_equal (g_strchomp (lines[0]), header))
        return refuse (error, 1, "header", "is not", header);
    for (size_t i = 1; lines[i] != NULL; i++) {
        g_strchomp (lines[i]);
        if (*lines[i] == '\0' && lines[i + 1] == NULL)
            break; /* behind the end of the last line */
        if (i >= TALLY_USUAL_MAX_LINES)
            return refuse (error, i + 1, "line", "too many lines", NULL);
        if (!read_line (lines[i], i + 1, n_columns, read, rows, error))
            return FALSE;
    }
    return rows->len > 0 || refuse (error, 2, "line", "there is none", NULL);
}

static gboolean
read_text (const char *text,
           gssize length,
           const char *header,
           size_t n_columns,
           ReadFields read,
           GArray *rows,
           GError **error)
{
    g_autofree char *copy = NULL;
    g_auto(GStrv) lines = NULL;

    if (length == 0)
        text = ""; /* of an empty file there may be no bytes to point to */
    if (!g_utf8_validate (text, length, NULL))
        return refuse (error, 1, "header", "the file is not UTF-8 text", NULL);
    copy = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
    lines = g_strsplit (g_str_has_prefix (copy, "\xef\xbb\xbf") ? copy + 3 : copy, "\n",
                        TALLY_USUAL_MAX_LINES + 2);
    return read_lines (lines, header, n_columns, read, rows, error);
}

GArray *
tally_temperature_csv_parse (const char *text, gssize length, GError **error)
{
    g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (TallyDayTemperature));

    if (!read_text (text, length, TEMPERATURE_HEAD, N_TEMPERATURE_COLUMNS, read_temperature, rows,
                    error))
        return NULL;
    return g_steal_pointer (&rows);
}

GArray *
tally_profile_csv_parse (const char *text, gssize length, GError **error)
{
    g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (TallyUsualProfile));

    if (!read_text (text, length, PROFILE_HEAD, N_PROFILE_COLUMNS, read_profile, rows, error)
        || !check_classes (rows, error))
        return NULL;
    return g_steal_pointer (&rows);
}
