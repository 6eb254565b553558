// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-mapped-csv.h"

#include <string.h>

#define NAME_BYTES 41
#define NUMBER_BYTES 48
#define STAMP_BYTES 80
#define DAY_S 86400
#define MAX_COLUMNS 1000

enum {
    POINT,
    CHANNEL,
    SERIAL,
    QUALITY,
    STAMP,
    VALUE = STAMP + TALLY_CSV_MAX_STAMPS,
    N_PLACES = VALUE + TALLY_CSV_MAX_VALUES
};

/* The series of one column of values that is being gathered. */
typedef struct {
    char point[NAME_BYTES];
    char stream[NAME_BYTES];
    char serial[NAME_BYTES];
    char unit[NAME_BYTES];
    int64_t start;
    size_t line;
    TallyFileValues values; /* n is 0 when no series is open */
} Open;

typedef struct {
    const TallyCsvMapping *mapping;
    const TallyFileSink *sink;
    gboolean is_lenient;
    size_t line;
    TallyText *fields;
    size_t n_fields;
    int places[N_PLACES]; /* of the columns, 0 first; -1: none */
    Open *open;
    int64_t last; /* the instant of the line before */
} Reader;

static void
refuse (Reader *self, const char *field, const char *message)
{
    self->sink->issue (TALLY_FILE_REFUSED, self->line, field, message, self->sink->user_data);
}

static void
doubt (Reader *self, const char *field, const char *message)
{
    self->sink->issue (self->is_lenient ? TALLY_FILE_FORGIVEN : TALLY_FILE_DOUBTED, self->line,
                       field, message, self->sink->user_data);
}

static const TallyCsvColumn *
column_of (const TallyCsvMapping *mapping, int place)
{
    const TallyCsvColumn *const named[] = { &mapping->point, &mapping->channel, &mapping->serial,
                                            &mapping->quality };

    if (place < STAMP)
        return named[place];
    return place < VALUE ? &mapping->stamps[place - STAMP] : &mapping->values[place - VALUE].column;
}

static gboolean
is_exactly (TallyText text, const char *expected)
{
    return strlen (expected) == text.length && memcmp (text.text, expected, text.length) == 0;
}

/* Gives whether every column the mapping names is there, once. */
static gboolean
find_columns (Reader *self)
{
    for (int p = 0; p < N_PLACES; p++) {
        const TallyCsvColumn *column = column_of (self->mapping, p);

        self->places[p] = column->number - 1;
        if (column->name == NULL)
            continue;
        for (size_t f = 0; self->mapping->has_header && f < self->n_fields; f++) {
            if (!is_exactly (self->fields[f], column->name))
                continue;
            if (self->places[p] >= 0) {
                refuse (self, column->name, "the column is there twice");
                return FALSE;
            }
            self->places[p] = (int) f;
        }
        if (self->places[p] < 0) {
            refuse (self, column->name, "the column is missing");
            return FALSE;
        }
    }
    return TRUE;
}

static TallyText
text_at (const Reader *self, int place)
{
    int index = self->places[place];

    return index >= 0 && (size_t) index < self->n_fields ? self->fields[index]
                                                         : (TallyText){ "", 0 };
}

/* What a column means; FALSE: it is no such text, or a word that is not told. */
static gboolean
read_word (const Reader *self, int place, char word[NAME_BYTES])
{
    const TallyCsvColumn *column = column_of (self->mapping, place);
    TallyText text = text_at (self, place);
    const char *meant = column->text;

    if (meant == NULL && column->words != NULL) {
        g_autofree char *key = g_strndup (text.text, text.length);

        meant = g_hash_table_lookup (column->words, key);
        if (meant == NULL)
            meant = column->otherwise;
        if (meant == NULL)
            return FALSE;
    }
    if (meant == NULL && text.length == 0)
        meant = column->otherwise;
    if (meant == NULL)
        return tally_text_to_name (text, word, NAME_BYTES);
    return tally_text_to_name ((TallyText){ meant, strlen (meant) }, word, NAME_BYTES);
}

static gboolean
end_series (Reader *self, Open *open, GError **error)
{
    static const char *const codes[] = { "A+", "A-", "R+", "R-" };
    TallyFileSeries series = { .point = open->point,
                               .stream = open->stream,
                               .serial = open->serial,
                               .unit = open->unit,
                               .start = open->start,
                               .interval_s = self->mapping->interval_s,
                               .n = open->values.n,
                               .values = open->values.values,
                               .codes = open->values.codes,
                               .qualities = open->values.qualities,
                               .line = open->line };
    gboolean is_good;

    if (series.n == 0)
        return TRUE;
    for (int i = 0; i < 4; i++) {
        if (g_str_equal (open->stream, codes[i]))
            series.channel = (int16_t) (i + 1);
    }
    is_good = tally_file_values_align (&open->values);
    series.decimals = open->values.decimals;
    open->values.n = 0;
    open->values.decimals = 0;
    if (!is_good) {
        refuse (self, "value", "is too large");
        return TRUE;
    }
    return self->sink->series (&series, self->sink->user_data, error);
}

/* Gives the name of the field that is no good, or NULL. */
static const char *
read_start (Reader *self, int64_t *start)
{
    const TallyCsvMapping *mapping = self->mapping;
    char joined[STAMP_BYTES] = "";
    TallyText text = text_at (self, STAMP);
    TallyStamp stamp;

    if (mapping->n_stamps == 2) {
        TallyText second = text_at (self, STAMP + 1);

        if (text.length + second.length + 2 > sizeof joined)
            return "the stamp is too long";
        g_snprintf (joined, sizeof joined, "%.*s %.*s", (int) text.length, text.text,
                    (int) second.length, second.text);
        text = (TallyText){ joined, strlen (joined) };
    }
    if (!tally_stamp_parse (mapping->pattern, text, &stamp))
        return "is not of the form that the mapping tells";
    if (stamp.has_offset)
        *start = stamp.local - stamp.offset_s;
    else if (!tally_stamp_instant (mapping->zone, stamp.local, self->last, start))
        return "no clock shows that: it lies in the hour that is left out in spring";
    self->last = *start;
    if (mapping->is_end)
        *start -= mapping->interval_s;
    return *start % 60 != 0 ? "is not a whole minute" : NULL;
}

/* Power over the interval is energy, when that can be told exactly. */
static gboolean
to_energy (int64_t *mantissa, int *decimals, int32_t interval_s)
{
    int64_t scaled;

    if (__builtin_mul_overflow (*mantissa, (int64_t) interval_s, &scaled))
        return FALSE;
    for (; scaled % 3600 != 0; (*decimals)++) {
        if (*decimals >= TALLY_FILE_MAX_DECIMALS || __builtin_mul_overflow (scaled, 10, &scaled))
            return FALSE;
    }
    *mantissa = scaled / 3600;
    return TRUE;
}

/* Digits with their marks of decimals and thousands; FALSE when that is no number. */
static gboolean
read_digits (const Reader *self, TallyText text, int64_t *mantissa, int *decimals)
{
    const TallyCsvMapping *mapping = self->mapping;
    char buffer[NUMBER_BYTES];
    size_t length = 0;

    if (text.length >= NUMBER_BYTES)
        return FALSE;
    for (size_t i = 0; i < text.length; i++) {
        if (text.text[i] == mapping->decimal)
            buffer[length++] = '.';
        else if (text.text[i] == '.' && mapping->thousands != '.')
            return FALSE;
        else if (mapping->thousands == '\0' || text.text[i] != mapping->thousands)
            buffer[length++] = text.text[i];
    }
    return tally_text_to_decimal ((TallyText){ buffer, length }, mantissa, decimals);
}

/* Gives what is wrong with the number, or NULL. */
static const char *
read_number (const Reader *self,
             TallyText text,
             const TallyCsvValue *value,
             int64_t *mantissa,
             int *decimals)
{
    size_t n = strlen (value->unit);

    if (!read_digits (self, text, mantissa, decimals))
        return "is not a number of at most 9 decimals";
    for (*decimals -= value->exponent; *decimals < 0; (*decimals)++) {
        if (__builtin_mul_overflow (*mantissa, INT64_C (10), mantissa))
            return "is too large";
    }
    if (*decimals > TALLY_FILE_MAX_DECIMALS)
        return "has more than 9 decimals";
    if (value->unit[n - 1] != 'h' && !to_energy (mantissa, decimals, self->mapping->interval_s))
        return "is a power whose energy cannot be told exactly";
    return NULL;
}

static gboolean
is_next (const Reader *self, const Open *open, const Open *now)
{
    return open->values.n > 0 && open->values.n < TALLY_FILE_MAX_INTERVALS
           && g_str_equal (open->point, now->point) && g_str_equal (open->stream, now->stream)
           && g_str_equal (open->serial, now->serial)
           && now->start == open->start + (int64_t) open->values.n * self->mapping->interval_s
           && now->start < open->start + DAY_S;
}

static gboolean
add_value (Reader *self, int v, const Open *now, TallyFileCode code, GError **error)
{
    const TallyCsvValue *value = &self->mapping->values[v];
    Open *open = &self->open[v];
    TallyText text = text_at (self, VALUE + v);
    const char *name = value->column.name != NULL ? value->column.name : "value";
    const char *fault = NULL;
    int64_t mantissa = 0;
    int decimals = 0;

    if (text.length == 0)
        doubt (self, name, "is empty: taken as missing");
    else
        fault = read_number (self, text, value, &mantissa, &decimals);
    if (fault != NULL) {
        refuse (self, name, fault);
        return TRUE;
    }
    if (!is_next (self, open, now)) {
        if (!end_series (self, open, error))
            return FALSE;
        g_strlcpy (open->point, now->point, NAME_BYTES);
        g_strlcpy (open->stream, now->stream, NAME_BYTES);
        g_strlcpy (open->serial, now->serial, NAME_BYTES);
        g_snprintf (open->unit, NAME_BYTES, "%s%s", value->unit,
                    g_str_has_suffix (value->unit, "h") ? "" : "h");
        open->start = now->start;
        open->line = self->line;
    }
    if (text.length == 0)
        tally_file_values_add_missing (&open->values, code);
    else
        tally_file_values_add_number (&open->values, mantissa, decimals, code);
    return TRUE;
}

/* Gives the name of the field that is no good, or NULL. */
static const char *
read_names (const Reader *self, Open *now, TallyFileCode *code)
{
    char quality[NAME_BYTES] = "";

    if (!read_word (self, POINT, now->point) || now->point[0] == '\0')
        return "point";
    if (!read_word (self, CHANNEL, now->stream))
        return "channel";
    if (!read_word (self, SERIAL, now->serial))
        return "serial";
    if (!read_word (self, QUALITY, quality))
        return "quality";
    *code = (TallyFileCode){ "A" };
    if (quality[0] != '\0'
        && (!tally_text_to_code ((TallyText){ quality, strlen (quality) }, code)
            || code->text[0] == 'V'))
        return "quality";
    return NULL;
}

static gboolean
read_row (Reader *self, Open *now, GError **error)
{
    TallyFileCode code;
    char channel[NAME_BYTES];
    const char *bad = read_names (self, now, &code);
    const char *fault;

    if (bad != NULL) {
        refuse (self, bad, "is missing, or not told by the mapping");
        return TRUE;
    }
    fault = read_start (self, &now->start);
    if (fault != NULL) {
        refuse (self, "time", fault);
        return TRUE;
    }
    g_strlcpy (channel, now->stream, sizeof channel);
    for (int v = 0; v < self->mapping->n_values; v++) {
        const char *own = self->mapping->values[v].channel;

        g_strlcpy (now->stream, own != NULL ? own : channel, NAME_BYTES);
        if (now->stream[0] == '\0') {
            refuse (self, "channel", "is missing");
            return TRUE;
        }
        if (!add_value (self, v, now, code, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_lines (Reader *self, TallyFileLines *lines, GError **error)
{
    const TallyCsvMapping *mapping = self->mapping;
    g_autofree Open *now = g_new0 (Open, 1);
    gboolean has_columns = FALSE;
    TallyText line;

    while (tally_file_lines_next (lines, &line)) {
        self->line = lines->number;
        if (self->line <= (size_t) mapping->skip_lines || line.length == 0)
            continue;
        self->n_fields = line.length > TALLY_FILE_MAX_LINE
                             ? MAX_COLUMNS + 1
                             : tally_file_split_by (line, mapping->delimiter, self->fields,
                                                    MAX_COLUMNS);
        if (self->n_fields > MAX_COLUMNS) {
            refuse (self, "line", "has too many fields");
            continue;
        }
        if (!has_columns) {
            has_columns = find_columns (self);
            if (!has_columns)
                return TRUE;
            if (mapping->has_header)
                continue;
        }
        if (!read_row (self, now, error))
            return FALSE;
    }
    if (!has_columns)
        refuse (self, "file", "is empty");
    for (int v = 0; v < mapping->n_values; v++) {
        if (!end_series (self, &self->open[v], error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_mapped_csv_read (const TallyCsvMapping *mapping,
                       const char *text,
                       size_t length,
                       gboolean is_lenient,
                       const TallyFileSink *sink,
                       GError **error)
{
    g_autofree Open *open = g_new0 (Open, TALLY_CSV_MAX_VALUES);
    g_autofree TallyText *fields = g_new0 (TallyText, MAX_COLUMNS);
    TallyFileLines lines = { .next = text, .n_left = length };
    Reader reader = { .mapping = mapping,
                      .sink = sink,
                      .is_lenient = is_lenient,
                      .fields = fields,
                      .open = open,
                      .last = G_MININT64 };

    return read_lines (&reader, &lines, error);
}
