// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-interval-csv.h"

#include "server/collect/files/tally-file-text-calc.h"
#include "shared/time/tally-day.h"

#include <string.h>

#define NAME_BYTES 41
#define STAMP_BYTES 32
#define DAY_BYTES 10
#define DAY_S 86400

enum {
    COLUMN_POINT,
    COLUMN_CHANNEL,
    COLUMN_START,
    COLUMN_INTERVAL_S,
    COLUMN_VALUE,
    COLUMN_QUALITY,
    N_NEEDED_COLUMNS,
    COLUMN_UNIT = N_NEEDED_COLUMNS,
    COLUMN_SERIAL,
    N_COLUMNS
};

static const char *const column_names[] = {
    "point", "channel", "start", "interval_s", "value", "quality", "unit", "serial",
};
G_STATIC_ASSERT (G_N_ELEMENTS (column_names) == N_COLUMNS);

/* The columns of a key. */
static const int told_columns[] = { COLUMN_POINT, COLUMN_CHANNEL, COLUMN_INTERVAL_S, COLUMN_UNIT,
                                    COLUMN_SERIAL };
#define N_TOLD G_N_ELEMENTS (told_columns)

/* What lines must share to be one series. */
typedef struct {
    char point[NAME_BYTES];
    char stream[NAME_BYTES];
    char unit[NAME_BYTES];
    char serial[NAME_BYTES];
    int32_t interval_s;
} Key;

typedef struct {
    const TallyFileSink *sink;
    gboolean is_lenient;
    size_t line;
    int column_of[N_COLUMNS]; /* -1: the file has no such column */
    TallyText fields[N_COLUMNS + 1];
    size_t n_fields;

    /* Of the line before: the next one mostly says the same. */
    TallyText told[N_TOLD];
    Key told_key;
    char day_text[DAY_BYTES];
    int64_t day_start;

    Key key;
    gboolean is_told_key; /* whether @key is @told_key */
    int64_t start;
    size_t first_line;
    TallyFileValues *values; /* n is 0 when no series is open */
} Reader;

static void
refuse (Reader *self, const char *field, const char *message)
{
    self->sink->issue (TALLY_FILE_REFUSED, self->line, field, message, self->sink->user_data);
}

static TallyText
field (const Reader *self, int column)
{
    int index = self->column_of[column];

    return index >= 0 && (size_t) index < self->n_fields ? self->fields[index]
                                                         : (TallyText){ "", 0 };
}

static gboolean
end_series (Reader *self, GError **error)
{
    static const char *const codes[] = { "A+", "A-", "R+", "R-" };
    TallyFileSeries series = {
        .point = self->key.point,
        .stream = self->key.stream,
        .serial = self->key.serial,
        .unit = self->key.unit,
        .start = self->start,
        .interval_s = self->key.interval_s,
        .n = self->values->n,
        .values = self->values->values,
        .codes = self->values->codes,
        .qualities = self->values->qualities,
        .line = self->first_line,
    };
    gboolean is_good;

    if (series.n == 0)
        return TRUE;
    for (size_t i = 0; i < G_N_ELEMENTS (codes); i++) {
        if (g_str_equal (self->key.stream, codes[i]))
            series.channel = (int16_t) (i + 1);
    }
    is_good = tally_file_values_align (self->values);
    series.decimals = self->values->decimals;
    self->values->n = 0;
    self->values->decimals = 0;
    if (!is_good) {
        refuse (self, "value", "is too large");
        return TRUE;
    }
    return self->sink->series (&series, self->sink->user_data, error);
}

/* Gives whether the columns that are needed are there. */
static gboolean
read_head (Reader *self)
{
    for (int i = 0; i < N_COLUMNS; i++)
        self->column_of[i] = -1;
    for (size_t f = 0; f < self->n_fields; f++) {
        int column = 0;
        char name[NAME_BYTES] = "";

        while (column < N_COLUMNS && !tally_text_is (self->fields[f], column_names[column]))
            column++;
        if (column == N_COLUMNS) {
            tally_text_to_name (self->fields[f], name, sizeof name);
            refuse (self, name, "is no column of this format");
            return FALSE;
        }
        self->column_of[column] = (int) f;
    }
    for (int i = 0; i < N_NEEDED_COLUMNS; i++) {
        if (self->column_of[i] < 0) {
            refuse (self, column_names[i], "the column is missing");
            return FALSE;
        }
    }
    return TRUE;
}

/* Two digits, up to @max; -1: no such number. */
static int
two_digits (const char *text, int max)
{
    int number = (text[0] - '0') * 10 + (text[1] - '0');

    return g_ascii_isdigit (text[0]) && g_ascii_isdigit (text[1]) && number <= max ? number : -1;
}

/* The usual form alone, 2026-03-01T00:15:00 with Z or an offset; FALSE: look closer. */
static gboolean
read_usual_stamp (Reader *self, TallyText text, int64_t *start)
{
    static const char form[] = "----------T--:--:--";
    const char *at = text.text;
    int hour;
    int minute;
    int second;
    int hours = 0;
    int minutes = 0;

    if ((text.length != 20 || at[19] != 'Z')
        && (text.length != 25 || at[22] != ':' || (at[19] != '+' && at[19] != '-')))
        return FALSE;
    if (at[10] != form[10] || at[13] != form[13] || at[16] != form[16])
        return FALSE;
    hour = two_digits (at + 11, 23);
    minute = two_digits (at + 14, 59);
    second = two_digits (at + 17, 59);
    if (text.length == 25) {
        hours = two_digits (at + 20, 14);
        minutes = two_digits (at + 23, 59);
    }
    if (hour < 0 || minute < 0 || second < 0 || hours < 0 || minutes < 0)
        return FALSE;
    if (memcmp (self->day_text, at, DAY_BYTES) != 0) {
        g_autofree char *iso = g_strndup (at, DAY_BYTES);
        TallyDay day;

        if (!tally_day_parse (iso, &day, NULL))
            return FALSE;
        memcpy (self->day_text, at, DAY_BYTES);
        self->day_start = (int64_t) day.number * DAY_S;
    }
    *start = self->day_start + hour * 3600 + minute * 60 + second
             - (at[19] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return TRUE;
}

static gboolean
read_stamp (Reader *self, int64_t *start)
{
    char text[STAMP_BYTES];
    g_autoptr(GDateTime) at = NULL;

    if (read_usual_stamp (self, field (self, COLUMN_START), start))
        return TRUE;
    if (!tally_text_to_name (field (self, COLUMN_START), text, sizeof text))
        return FALSE;
    /* Without an offset nobody knows which of the two hours of a change of clocks is meant. */
    at = g_date_time_new_from_iso8601 (text, NULL);
    if (at == NULL || g_date_time_get_microsecond (at) != 0)
        return FALSE;
    *start = g_date_time_to_unix (at);
    return TRUE;
}

/* Gives the name of the field that is no good, or NULL. */
static const char *
read_key (Reader *self, Key *key)
{
    int64_t seconds = tally_text_to_number (field (self, COLUMN_INTERVAL_S), 86400);

    *key = (Key){ .interval_s = (int32_t) seconds };
    if (!tally_text_to_name (field (self, COLUMN_POINT), key->point, NAME_BYTES)
        || key->point[0] == '\0')
        return "point";
    if (!tally_text_to_name (field (self, COLUMN_CHANNEL), key->stream, NAME_BYTES)
        || key->stream[0] == '\0')
        return "channel";
    if (!tally_text_to_name (field (self, COLUMN_SERIAL), key->serial, NAME_BYTES))
        return "serial";
    if (!tally_text_to_name (field (self, COLUMN_UNIT), key->unit, NAME_BYTES))
        return "unit";
    if (key->unit[0] == '\0')
        g_strlcpy (key->unit, key->stream[0] == 'R' ? "varh" : "Wh", NAME_BYTES);
    if (seconds < 60 || 86400 % seconds != 0)
        return "interval_s";
    return NULL;
}

/* Whether the line says the key of the line before, letter for letter. */
static gboolean
is_told (const Reader *self)
{
    for (size_t i = 0; i < N_TOLD; i++) {
        TallyText text = field (self, told_columns[i]);

        if (self->told[i].text == NULL || text.length != self->told[i].length
            || memcmp (text.text, self->told[i].text, text.length) != 0)
            return FALSE;
    }
    return TRUE;
}

/* Gives the name of the field that is no good, or NULL. */
static const char *
take_key (Reader *self)
{
    const char *bad;

    if (is_told (self))
        return NULL;
    bad = read_key (self, &self->told_key);
    for (size_t i = 0; i < N_TOLD; i++)
        self->told[i] = bad == NULL ? field (self, told_columns[i]) : (TallyText){ NULL, 0 };
    self->is_told_key = bad == NULL && memcmp (&self->told_key, &self->key, sizeof (Key)) == 0;
    return bad;
}

static gboolean
is_next (const Reader *self, int64_t start)
{
    const Key *key = &self->key;

    return self->values->n > 0 && self->values->n < TALLY_FILE_MAX_INTERVALS && self->is_told_key
           && start == self->start + (int64_t) self->values->n * key->interval_s
           && start < self->start + DAY_S;
}

static gboolean
read_row (Reader *self, GError **error)
{
    TallyFileCode code = { "A" };
    TallyText quality = field (self, COLUMN_QUALITY);
    int64_t start = 0;
    const char *bad = take_key (self);

    if (bad != NULL) {
        refuse (self, bad, "is missing or not understood");
        return TRUE;
    }
    if (!read_stamp (self, &start) || start % 60 != 0) {
        refuse (self, "start", "is not a whole minute with its offset (2026-03-01T00:15:00+08:00)");
        return TRUE;
    }
    if (quality.length > 0 && (!tally_text_to_code (quality, &code) || code.text[0] == 'V')) {
        refuse (self, "quality", "is no quality");
        return TRUE;
    }
    if (!is_next (self, start)) {
        if (!end_series (self, error))
            return FALSE;
        self->key = self->told_key;
        self->is_told_key = TRUE;
        self->start = start;
        self->first_line = self->line;
    }
    if (!tally_file_values_add (self->values, field (self, COLUMN_VALUE), code))
        refuse (self, "value", "is not a number of at most 9 decimals");
    return TRUE;
}

static gboolean
read_lines (Reader *self, TallyFileLines *lines, GError **error)
{
    TallyText line;
    gboolean has_head = FALSE;

    while (tally_file_lines_next (lines, &line)) {
        self->line = lines->number;
        if (line.length == 0)
            continue;
        self->n_fields = line.length > TALLY_FILE_MAX_LINE
                             ? N_COLUMNS + 1
                             : tally_file_split (line, self->fields, N_COLUMNS);
        if (self->n_fields > N_COLUMNS) {
            refuse (self, "line", "has too many fields");
            continue;
        }
        if (!has_head && !read_head (self))
            return TRUE;
        if (has_head && !read_row (self, error))
            return FALSE;
        has_head = TRUE;
    }
    if (!has_head)
        refuse (self, "file", "is empty");
    return end_series (self, error);
}

gboolean
tally_interval_csv_read (const char *text,
                         size_t length,
                         gboolean is_lenient,
                         const TallyFileSink *sink,
                         GError **error)
{
    g_autofree TallyFileValues *values = g_new0 (TallyFileValues, 1);
    TallyFileLines lines = { .next = text, .n_left = length };
    Reader reader = { .sink = sink, .is_lenient = is_lenient, .values = values };

    return read_lines (&reader, &lines, error);
}
