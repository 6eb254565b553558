// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ref/tally-market-csv-calc.h"

#include "shared/error/tally-error.h"
#include "shared/money/tally-decimal.h"

#include <string.h>

#define MICRO_DECIMALS 6
#define DAY_MINUTES 1440
#define MINUTE 60
#define SHORT 16 /* bytes of "2026-09-01T18:00" */

enum {
    COLUMN_START,
    COLUMN_MINUTES,
    COLUMN_PRICE,
    N_COLUMNS
};

static gboolean
refuse (GError **error, size_t line, const char *field, const char *why, const char *what)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "line %zu: %s: %s%s%.60s%s", line, field,
                 why, what != NULL ? ": “" : "", what != NULL ? what : "", what != NULL ? "”" : "");
    return FALSE;
}

/* Without an offset nobody knows which of the two hours of a change of clocks is meant. */
static gboolean
read_start (const char *text, size_t line, int64_t *start, GError **error)
{
    gboolean is_short = strlen (text) > SHORT && text[SHORT - 3] == ':' && text[SHORT] != ':';
    g_autofree char *full = is_short ? g_strdup_printf ("%.*s:00%s", SHORT, text, text + SHORT)
                                     : g_strdup (text);
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601 (full, NULL);

    if (at == NULL)
        return refuse (error, line, "start", "not a time with its offset", text);
    *start = g_date_time_to_unix (at);
    if (*start % MINUTE == 0 && g_date_time_get_microsecond (at) == 0)
        return TRUE;
    return refuse (error, line, "start", "not on a minute", text);
}

static gboolean
read_minutes (const char *text, size_t line, int32_t *seconds, GError **error)
{
    guint64 minutes;

    if (!g_ascii_string_to_unsigned (text, 10, 1, DAY_MINUTES, &minutes, NULL))
        return refuse (error, line, "minutes", "not a number from 1 to 1440", text);
    *seconds = (int32_t) minutes * MINUTE;
    return TRUE;
}

static gboolean
read_price (const char *text, size_t line, int64_t *micro, GError **error)
{
    TallyDecimal price;

    if (!tally_decimal_parse (text, &price, NULL))
        return refuse (error, line, "price", "not a number", text);
    if (price.scale > MICRO_DECIMALS)
        return refuse (error, line, "price", "more than 6 decimals", text);
    if (__builtin_mul_overflow (price.mantissa, tally_decimal_power (MICRO_DECIMALS - price.scale),
                                micro))
        return refuse (error, line, "price", "out of range", text);
    return TRUE;
}

static gboolean
read_line (const char *text, size_t line, guint n_columns, GArray *rows, GError **error)
{
    g_auto(GStrv) fields = g_strsplit (text, ",", N_COLUMNS + 1);
    const TallyMarketInterval *last = rows->len > 0 ? &g_array_index (rows, TallyMarketInterval,
                                                                      rows->len - 1)
                                                    : NULL;
    TallyMarketInterval row = { 0 };

    for (char **field = fields; *field != NULL; field++)
        g_strstrip (*field);
    if (g_strv_length (fields) != n_columns)
        return refuse (error, line, "line", "not as many fields as the header names", text);
    if (!read_start (fields[COLUMN_START], line, &row.start, error)
        || !read_minutes (fields[COLUMN_MINUTES], line, &row.seconds, error)
        || (n_columns == N_COLUMNS && !read_price (fields[COLUMN_PRICE], line, &row.micro, error)))
        return FALSE;
    if (last != NULL && row.start < last->start + last->seconds)
        return refuse (error, line, "start", "before the end of the interval above",
                       fields[COLUMN_START]);
    g_array_append_val (rows, row);
    return TRUE;
}

static gboolean
read_rows (char *text, gboolean has_price, GArray *rows, GError **error)
{
    const char *header = has_price ? "start,minutes,price" : "start,minutes";
    size_t number = 0;

    for (char *line = text, *next; line != NULL; line = next) {
        next = strchr (line, '\n');
        if (next != NULL)
            *next++ = '\0';
        g_strchomp (line);
        if (++number == 1) {
            if (!g_str_equal (line, header))
                return refuse (error, number, "header", header, line);
        } else if (*line == '\0' && next == NULL) {
            break; /* behind the end of the last line */
        } else if (number > TALLY_MARKET_MAX_LINES) {
            return refuse (error, number, "line", "too many lines", NULL);
        } else if (!read_line (line, number, has_price ? N_COLUMNS : COLUMN_PRICE, rows, error)) {
            return FALSE;
        }
    }
    if (rows->len == 0)
        return refuse (error, number, "start", "there is no interval", NULL);
    return TRUE;
}

GArray *
tally_market_csv_parse (const char *text, gssize length, gboolean has_price, GError **error)
{
    g_autofree char *copy = NULL;
    g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (TallyMarketInterval));

    if (length == 0)
        text = ""; /* of an empty file there may be no bytes to point to */
    if (!g_utf8_validate (text, length, NULL)) {
        refuse (error, 1, "header", "the file is not UTF-8 text", NULL);
        return NULL;
    }
    copy = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
    if (!read_rows (g_str_has_prefix (copy, "\xef\xbb\xbf") ? copy + 3 : copy, has_price, rows,
                    error))
        return NULL;
    return g_steal_pointer (&rows);
}
