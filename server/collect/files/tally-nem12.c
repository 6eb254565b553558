// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-nem12.h"

#include "server/collect/files/tally-file-text-calc.h"

#define DAY_MINUTES 1440
#define NAME_BYTES 41

typedef struct {
    const TallyFileSink *sink;
    gboolean is_lenient;
    size_t line;
    TallyText *fields;
    size_t n_fields;

    /* The data stream (200) that days belong to. */
    gboolean has_stream;
    char point[NAME_BYTES];
    char stream[NAME_BYTES];
    char serial[NAME_BYTES];
    char unit[NAME_BYTES];
    int minutes;

    /* The day (300) that waits for its qualities (400). */
    gboolean has_day;
    size_t day_line;
    int32_t day;
    TallyFileValues *values;
    gboolean is_varying; /* quality V: every interval must get its own */

    gboolean has_header;
    gboolean has_end;
} Reader;

static void
tell (Reader *self, TallyFileIssueKind kind, size_t line, const char *field, const char *message)
{
    if (kind == TALLY_FILE_DOUBTED && self->is_lenient)
        kind = TALLY_FILE_FORGIVEN;
    self->sink->issue (kind, line, field, message, self->sink->user_data);
}

static void
refuse (Reader *self, const char *field, const char *message)
{
    tell (self, TALLY_FILE_REFUSED, self->line, field, message);
}

static void
doubt (Reader *self, const char *field, const char *message)
{
    tell (self, TALLY_FILE_DOUBTED, self->line, field, message);
}

static TallyText
field (const Reader *self, size_t index)
{
    return index < self->n_fields ? self->fields[index] : (TallyText){ "", 0 };
}

/* The standard's letters: E is drawn from the grid, B fed into it, Q and K are
 * their reactive halves; 1 is the first element. Other streams (further
 * elements, net, voltage) are counted but belong to no channel of ours. */
static int16_t
channel_of (const char *suffix)
{
    static const char *const suffixes[] = { "E1", "B1", "Q1", "K1" };

    for (size_t i = 0; i < G_N_ELEMENTS (suffixes); i++) {
        if (g_str_equal (suffix, suffixes[i]))
            return (int16_t) (i + 1);
    }
    return 0;
}

/* Hands the waiting day on. */
static gboolean
end_day (Reader *self, GError **error)
{
    TallyFileSeries series = {
        .point = self->point,
        .stream = self->stream,
        .channel = channel_of (self->stream),
        .serial = self->serial,
        .unit = self->unit,
        .is_local = TRUE,
        .start = (int64_t) self->day * 86400,
        .interval_s = self->minutes * 60,
        .line = self->day_line,
    };
    gboolean lacks_quality = FALSE;

    if (!self->has_day)
        return TRUE;
    self->has_day = FALSE;
    for (size_t i = 0; i < self->values->n; i++)
        lacks_quality |= self->values->codes[i].text[0] == 'V';
    if (lacks_quality)
        tell (self, TALLY_FILE_DOUBTED, self->day_line, "QualityMethod",
              "varies (V), but records 400 do not cover the day");
    if (!tally_file_values_align (self->values)) {
        tell (self, TALLY_FILE_REFUSED, self->day_line, "IntervalValue", "a value is too large");
        return TRUE;
    }
    series.n = self->values->n;
    series.values = self->values->values;
    series.decimals = self->values->decimals;
    series.codes = self->values->codes;
    series.qualities = self->values->qualities;
    return self->sink->series (&series, self->sink->user_data, error);
}

static void
read_header (Reader *self)
{
    if (self->has_header && !self->has_end)
        doubt (self, "RecordIndicator", "a second header (100) before the end (900)");
    if (!tally_text_is (field (self, 1), "NEM12"))
        refuse (self, "VersionHeader", "is not NEM12");
    self->has_header = TRUE;
    self->has_end = FALSE;
}

static void
read_stream (Reader *self)
{
    self->has_stream = FALSE;
    if (!tally_text_to_name (field (self, 1), self->point, NAME_BYTES) || self->point[0] == '\0') {
        refuse (self, "NMI", "is missing or no name");
        return;
    }
    if (!tally_text_to_name (field (self, 4), self->stream, NAME_BYTES)
        || self->stream[0] == '\0') {
        refuse (self, "NMISuffix", "is missing or no name");
        return;
    }
    if (!tally_text_to_name (field (self, 6), self->serial, NAME_BYTES)) {
        refuse (self, "MeterSerialNumber", "is no name");
        return;
    }
    if (!tally_text_to_name (field (self, 7), self->unit, NAME_BYTES)) {
        refuse (self, "UOM", "is no unit");
        return;
    }
    self->minutes = (int) tally_text_to_number (field (self, 8), 60);
    if (self->minutes < 1 || DAY_MINUTES % self->minutes != 0) {
        refuse (self, "IntervalLength", "is not a part of an hour in minutes");
        return;
    }
    self->has_stream = TRUE;
}

/* Gives whether all values were taken. */
static gboolean
read_values (Reader *self, size_t n)
{
    TallyFileCode code = { "" };
    size_t n_empty = 0;

    *self->values = (TallyFileValues){ 0 };
    for (size_t i = 0; i < n; i++) {
        TallyText text = field (self, 2 + i);
        g_autofree char *name = NULL;

        if (text.length == 0) {
            n_empty++;
            tally_file_values_add_missing (self->values, code);
            continue;
        }
        if (tally_file_values_add (self->values, text, code))
            continue;
        name = g_strdup_printf ("IntervalValue%" G_GSIZE_FORMAT, i + 1);
        refuse (self, name, "is not a number of at most 9 decimals");
        return FALSE;
    }
    if (n_empty > 0)
        doubt (self, "IntervalValue", "values are empty: taken as missing");
    return TRUE;
}

static void
read_quality (Reader *self, size_t n)
{
    TallyFileCode code;

    if (!tally_text_to_code (field (self, 2 + n), &code)) {
        code = (TallyFileCode){ "V" };
        doubt (self, "QualityMethod",
               field (self, 2 + n).length == 0
                   ? "is missing"
                   : "is no quality: the day may have more values than its interval length allows");
    }
    self->is_varying = code.text[0] == 'V';
    for (size_t i = 0; i < n; i++)
        self->values->codes[i] = code;
}

static void
read_day (Reader *self)
{
    size_t n;

    if (!self->has_stream) {
        refuse (self, "RecordIndicator", "a day (300) without a good data stream (200)");
        return;
    }
    n = (size_t) (DAY_MINUTES / self->minutes);
    if (!tally_text_to_day (field (self, 1), &self->day)) {
        refuse (self, "IntervalDate", "is not a day (YYYYMMDD)");
        return;
    }
    if (self->n_fields < n + 2) {
        doubt (self, "IntervalValue",
               "there are fewer values than the interval length needs: the day is left out");
        return;
    }
    if (!read_values (self, n))
        return;
    read_quality (self, n);
    self->has_day = TRUE;
    self->day_line = self->line;
}

static void
read_part (Reader *self)
{
    TallyFileCode code;
    int64_t first;
    int64_t last;

    if (!self->has_day) {
        refuse (self, "RecordIndicator", "a quality record (400) without a good day (300)");
        return;
    }
    first = tally_text_to_number (field (self, 1), (int64_t) self->values->n);
    last = tally_text_to_number (field (self, 2), (int64_t) self->values->n);
    if (first < 1 || last < first) {
        refuse (self, first < 1 ? "StartInterval" : "EndInterval", "is no interval of the day");
        return;
    }
    if (!tally_text_to_code (field (self, 3), &code)) {
        refuse (self, "QualityMethod", "is no quality");
        return;
    }
    for (int64_t i = first - 1; i < last; i++)
        self->values->codes[i] = code;
}

/* Gives FALSE only when the sink stopped the reading. */
static gboolean
read_record (Reader *self, GError **error)
{
    int64_t kind = tally_text_to_number (self->fields[0], 999);

    if (kind != 400 && !end_day (self, error))
        return FALSE;
    if (self->has_end && kind != 100 && kind != 900)
        doubt (self, "RecordIndicator", "stands behind the end (900)");
    switch (kind) {
    case 100:
        read_header (self);
        break;
    case 200:
        read_stream (self);
        break;
    case 300:
        read_day (self);
        break;
    case 400:
        read_part (self);
        break;
    case 500:
        break;
    case 900:
        self->has_end = TRUE;
        break;
    case -1:
        refuse (self, "RecordIndicator", "is no number");
        break;
    default:
        doubt (self, "RecordIndicator",
               "is not 100, 200, 300, 400, 500 or 900: the line is left out");
    }
    return TRUE;
}

/* Gives whether the reading may go on. */
static gboolean
begin (Reader *self)
{
    if (self->has_header || tally_text_is (self->fields[0], "100"))
        return TRUE;
    self->has_header = TRUE;
    tell (self, self->is_lenient ? TALLY_FILE_FORGIVEN : TALLY_FILE_REFUSED, self->line,
          "RecordIndicator", "the file does not begin with a header (100)");
    return self->is_lenient;
}

static gboolean
read_lines (Reader *self, TallyFileLines *lines, GError **error)
{
    TallyText line;

    while (tally_file_lines_next (lines, &line)) {
        self->line = lines->number;
        if (line.length == 0)
            continue;
        if (line.length > TALLY_FILE_MAX_LINE) {
            refuse (self, "line", "is too long");
            continue;
        }
        self->n_fields = tally_file_split (line, self->fields, TALLY_FILE_MAX_FIELDS);
        if (self->n_fields > TALLY_FILE_MAX_FIELDS) {
            refuse (self, "line", "has too many fields");
            continue;
        }
        if (!begin (self))
            return TRUE;
        if (!read_record (self, error))
            return FALSE;
    }
    if (!end_day (self, error))
        return FALSE;
    if (!self->has_header)
        tell (self, TALLY_FILE_REFUSED, 0, "file", "is empty");
    else if (!self->has_end)
        tell (self, TALLY_FILE_DOUBTED, 0, "RecordIndicator",
              "the end (900) is missing: the file may be cut off");
    return TRUE;
}

gboolean
tally_nem12_read (const char *text,
                  size_t length,
                  gboolean is_lenient,
                  const TallyFileSink *sink,
                  GError **error)
{
    g_autofree TallyText *fields = g_new (TallyText, TALLY_FILE_MAX_FIELDS);
    g_autofree TallyFileValues *values = g_new0 (TallyFileValues, 1);
    TallyFileLines lines = { .next = text, .n_left = length };
    Reader reader = { .sink = sink, .is_lenient = is_lenient, .fields = fields, .values = values };

    return read_lines (&reader, &lines, error);
}
