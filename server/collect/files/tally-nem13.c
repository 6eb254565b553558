// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-nem13.h"

#include "server/collect/files/tally-file-text-calc.h"

#include <string.h>

#define NAME_BYTES 41
#define MAX_FIELDS 24

/* Fields of record 250. */
enum {
    NMI = 1,
    REGISTER_ID = 3,
    SUFFIX = 4,
    SERIAL = 6,
    DIRECTION = 7,
    PREVIOUS = 8, /* value, stamp, quality */
    CURRENT = 13, /* value, stamp, quality */
    QUANTITY = 18,
    UOM = 19,
};

typedef struct {
    const TallyFileSink *sink;
    gboolean is_lenient;
    size_t line;
    TallyText fields[MAX_FIELDS];
    size_t n_fields;
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

static gboolean
refuse (Reader *self, const char *field, const char *message)
{
    tell (self, TALLY_FILE_REFUSED, self->line, field, message);
    return FALSE;
}

static TallyText
field (const Reader *self, size_t index)
{
    return index < self->n_fields ? self->fields[index] : (TallyText){ "", 0 };
}

/* YYYYMMDDhhmmss; a day alone is its first moment. */
static gboolean
read_stamp (TallyText text, int64_t *at)
{
    int32_t day;
    int64_t time = 0;

    if ((text.length != 8 && text.length != 14)
        || !tally_text_to_day ((TallyText){ text.text, 8 }, &day))
        return FALSE;
    if (text.length == 14)
        time = tally_text_to_number ((TallyText){ text.text + 8, 6 }, 235959);
    if (time < 0 || time / 100 % 100 > 59 || time % 100 > 59)
        return FALSE;
    *at = (int64_t) day * 86400 + time / 10000 * 3600 + time / 100 % 100 * 60 + time % 100;
    return TRUE;
}

static gboolean
read_quality (Reader *self, size_t index, const char *name, TallyFileRead *read)
{
    if (!tally_text_to_code (field (self, index), &read->code) || read->code.text[0] == 'V')
        return refuse (self, name, "is no quality of a reading");
    read->quality = tally_file_code_quality (read->code);
    return TRUE;
}

static gboolean
read_previous (Reader *self, TallyFileRead *read)
{
    if (!tally_text_to_decimal (field (self, PREVIOUS), &read->value, &read->decimals))
        return refuse (self, "PreviousRegisterRead", "is not a number of at most 9 decimals");
    if (!read_stamp (field (self, PREVIOUS + 1), &read->at))
        return refuse (self, "PreviousRegisterReadDateTime", "is no time (YYYYMMDDhhmmss)");
    return read_quality (self, PREVIOUS + 2, "PreviousQualityMethod", read);
}

static gboolean
read_current (Reader *self, TallyFileRead *read)
{
    if (!tally_text_to_decimal (field (self, CURRENT), &read->value, &read->decimals))
        return refuse (self, "CurrentRegisterRead", "is not a number of at most 9 decimals");
    if (!read_stamp (field (self, CURRENT + 1), &read->at))
        return refuse (self, "CurrentRegisterReadDateTime", "is no time (YYYYMMDDhhmmss)");
    return read_quality (self, CURRENT + 2, "CurrentQualityMethod", read);
}

/* Gives the name of the field that is no good, or NULL. */
static const char *
read_names (Reader *self, char names[5][NAME_BYTES])
{
    static const struct {
        size_t index;
        const char *name;
        gboolean is_needed;
    } rules[5] = { { NMI, "NMI", TRUE },
                   { SUFFIX, "NMISuffix", TRUE },
                   { SERIAL, "MeterSerialNumber", FALSE },
                   { REGISTER_ID, "RegisterID", FALSE },
                   { UOM, "UOM", TRUE } };

    for (int i = 0; i < 5; i++) {
        if (!tally_text_to_name (field (self, rules[i].index), names[i], NAME_BYTES)
            || (rules[i].is_needed && names[i][0] == '\0'))
            return rules[i].name;
    }
    return NULL;
}

static int16_t
channel_of (TallyText direction, const char *unit)
{
    gboolean is_reactive = strlen (unit) >= 4
                           && g_ascii_strcasecmp (unit + strlen (unit) - 4, "varh") == 0;

    if (tally_file_unit_power (unit) < 0)
        return 0;
    return (int16_t) ((is_reactive ? 3 : 1) + tally_text_is (direction, "I"));
}

static gboolean
read_reads (Reader *self, GError **error)
{
    char names[5][NAME_BYTES];
    const char *bad = read_names (self, names);
    TallyText direction = field (self, DIRECTION);
    TallyFileReads reads = { .point = names[0],
                             .stream = names[1],
                             .serial = names[2],
                             .register_id = names[3],
                             .unit = names[4],
                             .is_local = TRUE,
                             .line = self->line };

    if (bad != NULL) {
        refuse (self, bad, "is missing or no name");
        return TRUE;
    }
    if (!tally_text_is (direction, "E") && !tally_text_is (direction, "I")) {
        refuse (self, "DirectionIndicator", "is neither E nor I");
        return TRUE;
    }
    if (!read_previous (self, &reads.previous) || !read_current (self, &reads.current))
        return TRUE;
    if (reads.current.at <= reads.previous.at) {
        refuse (self, "CurrentRegisterReadDateTime", "does not lie behind the previous reading");
        return TRUE;
    }
    reads.quantity = reads.current;
    if (!tally_text_to_decimal (field (self, QUANTITY), &reads.quantity.value,
                                &reads.quantity.decimals)) {
        refuse (self, "Quantity", "is not a number of at most 9 decimals");
        return TRUE;
    }
    reads.channel = channel_of (direction, names[4]);
    return self->sink->reads (&reads, self->sink->user_data, error);
}

/* Gives FALSE only when the sink stopped the reading. */
static gboolean
read_record (Reader *self, GError **error)
{
    int64_t kind = tally_text_to_number (self->fields[0], 999);

    if (self->has_end && kind != 100 && kind != 900)
        tell (self, TALLY_FILE_DOUBTED, self->line, "RecordIndicator",
              "stands behind the end (900)");
    switch (kind) {
    case 100:
        if (!tally_text_is (field (self, 1), "NEM13"))
            refuse (self, "VersionHeader", "is not NEM13");
        self->has_header = TRUE;
        self->has_end = FALSE;
        return TRUE;
    case 250:
        return read_reads (self, error);
    case 550:
        return TRUE;
    case 900:
        self->has_end = TRUE;
        return TRUE;
    default:
        tell (self, TALLY_FILE_DOUBTED, self->line, "RecordIndicator",
              "is not 100, 250, 550 or 900");
        return TRUE;
    }
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
        self->n_fields = line.length > TALLY_FILE_MAX_LINE
                             ? MAX_FIELDS + 1
                             : tally_file_split (line, self->fields, MAX_FIELDS);
        if (self->n_fields > MAX_FIELDS) {
            refuse (self, "line", "has too many fields");
            continue;
        }
        if (!begin (self))
            return TRUE;
        if (!read_record (self, error))
            return FALSE;
    }
    if (!self->has_header)
        tell (self, TALLY_FILE_REFUSED, 0, "file", "is empty");
    else if (!self->has_end)
        tell (self, TALLY_FILE_DOUBTED, 0, "RecordIndicator",
              "the end (900) is missing: the file may be cut off");
    return TRUE;
}

gboolean
tally_nem13_read (const char *text,
                  size_t length,
                  gboolean is_lenient,
                  const TallyFileSink *sink,
                  GError **error)
{
    TallyFileLines lines = { .next = text, .n_left = length };
    Reader reader = { .sink = sink, .is_lenient = is_lenient };

    return read_lines (&reader, &lines, error);
}
