// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-mscons.h"

#include "server/collect/files/tally-edifact-calc.h"
#include "server/collect/files/tally-file-text-calc.h"
#include "shared/block/tally-block.h"

#include <string.h>

#define DAY_S 86400
#define NAME_BYTES 41

typedef struct {
    const TallyFileSink *sink;
    gboolean is_lenient;
    TallyEdifact text;
    TallyEdifactSegment segment;

    /* The interchange. */
    size_t n_messages;
    size_t message_at; /* segment of the UNH, 0: none is open */
    gboolean has_end;

    /* The point and channel that quantities belong to. */
    char point[NAME_BYTES];
    char obis[NAME_BYTES];

    /* The quantity whose times are not all read yet. */
    gboolean has_quantity;
    size_t quantity_at;
    char value[NAME_BYTES];
    char quality[NAME_BYTES];
    char unit[NAME_BYTES];
    gboolean has_from;
    gboolean has_to;
    int64_t from;
    int64_t to;

    /* The series that is being gathered. */
    TallyFileSeries series;
    char series_point[NAME_BYTES];
    char series_obis[NAME_BYTES];
    char series_unit[NAME_BYTES];
    TallyFileValues *values;
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
    tell (self, TALLY_FILE_REFUSED, self->text.number, field, message);
}

static void
doubt (Reader *self, const char *field, const char *message)
{
    tell (self, TALLY_FILE_DOUBTED, self->text.number, field, message);
}

static const char *
part (const Reader *self, int element, int component)
{
    return tally_edifact_get (&self->segment, element, component);
}

static TallyText
text_of (const char *text)
{
    return (TallyText){ text, strlen (text) };
}

/* Qualifiers of QTY as the German market uses them. */
static uint8_t
quality_of (const char *qualifier)
{
    static const struct {
        const char *qualifier;
        uint8_t quality;
    } qualities[] = {
        { "220", TALLY_QUALITY_MEASURED }, { "79", TALLY_QUALITY_MEASURED },
        { "67", TALLY_QUALITY_PROFILE },   { "20", TALLY_QUALITY_MISSING },
        { "201", TALLY_QUALITY_SUSPECT },  { "187", TALLY_QUALITY_SUSPECT },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (qualities); i++) {
        if (g_str_equal (qualifier, qualities[i].qualifier))
            return qualities[i].quality;
    }
    return TALLY_QUALITY_SUSPECT;
}

/* "1-1:1.29.0": medium 1 is electricity, C the quantity, D = 29 an interval of a load profile. */
static int16_t
channel_of (const char *obis)
{
    const char *colon = strchr (obis, ':');

    if (!g_str_has_prefix (obis, "1-") || colon == NULL || colon[1] < '1' || colon[1] > '4'
        || !g_str_has_prefix (colon + 2, ".29."))
        return 0;
    return (int16_t) (colon[1] - '0');
}

/* The unit's code of UN/ECE Recommendation 20, or what the market takes for granted. */
static const char *
unit_of (const char *code, int16_t channel)
{
    static const struct {
        const char *code;
        const char *unit;
    } units[] = { { "KWH", "kWh" }, { "MWH", "MWh" },  { "WHR", "Wh" },
                  { "GWH", "GWh" }, { "K3", "kvarh" }, { "KVH", "kvarh" } };

    for (size_t i = 0; i < G_N_ELEMENTS (units); i++) {
        if (g_str_equal (code, units[i].code))
            return units[i].unit;
    }
    if (*code != '\0')
        return code;
    return channel == 0 ? "" : channel <= 2 ? "kWh" : "kvarh";
}

static gboolean
end_series (Reader *self, GError **error)
{
    TallyFileSeries *series = &self->series;
    gboolean is_good;

    if (self->values->n == 0)
        return TRUE;
    is_good = tally_file_values_align (self->values);
    for (size_t i = 0; i < self->values->n; i++)
        self->values->qualities[i] = quality_of (self->values->codes[i].text);
    series->n = self->values->n;
    series->values = self->values->values;
    series->codes = self->values->codes;
    series->qualities = self->values->qualities;
    series->decimals = self->values->decimals;
    self->values->n = 0;
    self->values->decimals = 0;
    if (!is_good) {
        tell (self, TALLY_FILE_REFUSED, series->line, "QTY", "a value is too large");
        return TRUE;
    }
    return self->sink->series (series, self->sink->user_data, error);
}

static gboolean
is_next (const Reader *self, int64_t interval_s, const char *unit)
{
    int64_t length = (int64_t) self->values->n * self->series.interval_s;

    return self->values->n > 0 && self->values->n < TALLY_FILE_MAX_INTERVALS && length < DAY_S
           && interval_s == self->series.interval_s && self->from == self->series.start + length
           && g_str_equal (self->point, self->series_point)
           && g_str_equal (self->obis, self->series_obis) && g_str_equal (unit, self->series_unit);
}

static gboolean
begin_series (Reader *self, int16_t channel, const char *unit, GError **error)
{
    if (!end_series (self, error))
        return FALSE;
    g_strlcpy (self->series_point, self->point, NAME_BYTES);
    g_strlcpy (self->series_obis, self->obis, NAME_BYTES);
    g_strlcpy (self->series_unit, unit, NAME_BYTES);
    self->series = (TallyFileSeries){
        .point = self->series_point,
        .stream = self->series_obis,
        .channel = channel,
        .serial = "",
        .unit = self->series_unit,
        .start = self->from,
        .interval_s = (int32_t) (self->to - self->from),
        .line = self->quantity_at,
    };
    return TRUE;
}

/* Gives what keeps the waiting quantity from being an interval, or NULL. */
static const char *
fault_of_quantity (const Reader *self, const char **field)
{
    int64_t length = self->to - self->from;

    *field = "LOC";
    if (self->point[0] == '\0')
        return "a quantity without a metering point (LOC+172)";
    *field = "PIA";
    if (self->obis[0] == '\0')
        return "a quantity without an OBIS code (PIA+5)";
    *field = "DTM";
    if (!self->has_from || !self->has_to)
        return "a quantity without begin (163) and end (164)";
    if (length < 60 || DAY_S % length != 0 || self->from % 60 != 0)
        return "is no interval of a day's grid";
    return NULL;
}

/* Hands the waiting quantity on. */
static gboolean
end_quantity (Reader *self, GError **error)
{
    int16_t channel = channel_of (self->obis);
    const char *unit = unit_of (self->unit, channel);
    TallyFileCode code = { "" };
    const char *field;
    const char *fault;

    if (!self->has_quantity)
        return TRUE;
    self->has_quantity = FALSE;
    fault = fault_of_quantity (self, &field);
    if (fault != NULL) {
        tell (self, TALLY_FILE_REFUSED, self->quantity_at, field, fault);
        return TRUE;
    }
    if (!is_next (self, self->to - self->from, unit) && !begin_series (self, channel, unit, error))
        return FALSE;
    g_strlcpy (code.text, self->quality, sizeof code.text);
    if (!tally_file_values_add (self->values, text_of (self->value), code))
        tell (self, TALLY_FILE_REFUSED, self->quantity_at, "QTY",
              "is not a number of at most 9 decimals");
    return TRUE;
}

static void
read_message (Reader *self)
{
    if (self->message_at != 0)
        doubt (self, "UNH", "a message begins before the last one ended");
    if (!g_str_equal (part (self, 2, 0), "MSCONS"))
        refuse (self, "UNH", "the message is not MSCONS");
    self->message_at = self->text.number;
    self->n_messages++;
    self->point[0] = self->obis[0] = '\0';
}

static void
end_message (Reader *self)
{
    size_t n = self->text.number - self->message_at + 1;

    if (self->message_at == 0)
        doubt (self, "UNT", "no message is open");
    else if (tally_text_to_number (text_of (part (self, 1, 0)), G_MAXINT32) != (int64_t) n)
        doubt (self, "UNT", "the number of segments is another than it says");
    self->message_at = 0;
}

static void
end_interchange (Reader *self)
{
    if (tally_text_to_number (text_of (part (self, 1, 0)), G_MAXINT32)
        != (int64_t) self->n_messages)
        doubt (self, "UNZ", "the number of messages is another than it says");
    self->has_end = TRUE;
    self->n_messages = 0;
}

static void
read_point (Reader *self)
{
    const char *kind = part (self, 1, 0);

    /* 172 a metering point; 107, 237, Z.. sums of balancing groups: named, but none of ours. */
    if (!tally_text_to_name (text_of (part (self, 2, 0)), self->point, NAME_BYTES)
        || (self->point[0] == '\0' && g_str_equal (kind, "172")))
        refuse (self, "LOC", "is no code of a metering point");
    self->obis[0] = '\0';
}

static void
read_obis (Reader *self)
{
    g_autofree char *obis = NULL;

    if (!g_str_equal (part (self, 1, 0), "5"))
        return;
    obis = g_strdup (part (self, 2, 0));
    if (!tally_text_to_name (text_of (obis), self->obis, NAME_BYTES) || self->obis[0] == '\0')
        refuse (self, "PIA", "is no OBIS code");
}

static void
read_quantity (Reader *self)
{
    g_autofree char *value = g_strdup (part (self, 1, 1));

    self->has_quantity = TRUE;
    self->has_from = self->has_to = FALSE;
    self->quantity_at = self->text.number;
    g_strdelimit (value, (char[]){ self->text.decimal, '\0' }, '.');
    if (g_strlcpy (self->quality, part (self, 1, 0), NAME_BYTES) > 3)
        refuse (self, "QTY", "is no qualifier of a quantity");
    if (g_strlcpy (self->value, value, NAME_BYTES) >= NAME_BYTES)
        refuse (self, "QTY", "is too long");
    g_strlcpy (self->unit, part (self, 1, 2), NAME_BYTES);
}

/* CCYYMMDDHHMM, with 303 followed by the hours ahead of UTC; 203 alone is read as UTC. */
static gboolean
read_stamp (const char *text, const char *format, int64_t *at)
{
    size_t length = strlen (text);
    gboolean has_zone = g_str_equal (format, "303");
    int64_t hours = 0;
    int64_t time;
    int32_t day;

    if (length < 12 || (!has_zone && !g_str_equal (format, "203"))
        || !tally_text_to_day ((TallyText){ text, 8 }, &day))
        return FALSE;
    time = tally_text_to_number ((TallyText){ text + 8, 4 }, 2400);
    if (time < 0 || time % 100 > 59)
        return FALSE;
    if (has_zone) {
        if (length < 14 || length > 15 || (text[12] != '+' && text[12] != '-'))
            return FALSE;
        hours = tally_text_to_number ((TallyText){ text + 13, length - 13 }, 14);
        if (hours < 0)
            return FALSE;
        hours = text[12] == '-' ? -hours : hours;
    } else if (length != 12) {
        return FALSE;
    }
    *at = (int64_t) day * DAY_S + time / 100 * 3600 + time % 100 * 60 - hours * 3600;
    return TRUE;
}

static void
read_time (Reader *self)
{
    const char *kind = part (self, 1, 0);
    gboolean is_from = g_str_equal (kind, "163");
    int64_t at;

    if (!self->has_quantity)
        return; /* the period of the whole message */
    if (g_str_equal (kind, "9")) {
        doubt (self, "DTM", "a reading of a register is not taken");
        self->has_quantity = FALSE;
        return;
    }
    if (!is_from && !g_str_equal (kind, "164"))
        return;
    if (!read_stamp (part (self, 1, 1), part (self, 1, 2), &at)) {
        refuse (self, "DTM", "is no time (203 or 303)");
        self->has_quantity = FALSE;
    } else if (is_from) {
        self->from = at;
        self->has_from = TRUE;
    } else {
        self->to = at;
        self->has_to = TRUE;
    }
}

static const struct {
    const char *tag;
    void (*read) (Reader *self);
    gboolean ends_quantity;
} segments[] = {
    { "UNH", read_message, TRUE },  { "UNT", end_message, TRUE }, { "UNZ", end_interchange, TRUE },
    { "LOC", read_point, TRUE },    { "LIN", NULL, TRUE },        { "PIA", read_obis, TRUE },
    { "QTY", read_quantity, TRUE }, { "DTM", read_time, FALSE },
};

/* Gives FALSE only when the sink stopped the reading. */
static gboolean
read_segment (Reader *self, GError **error)
{
    const char *tag = part (self, 0, 0);

    for (size_t i = 0; i < G_N_ELEMENTS (segments); i++) {
        if (!g_str_equal (tag, segments[i].tag))
            continue;
        if (segments[i].ends_quantity && !end_quantity (self, error))
            return FALSE;
        if (segments[i].read != NULL)
            segments[i].read (self);
    }
    return TRUE;
}

static gboolean
read_segments (Reader *self, GError **error)
{
    TallyEdifactStep step = tally_edifact_next (&self->text, &self->segment);

    if (step == TALLY_EDIFACT_SEGMENT && !g_str_equal (part (self, 0, 0), "UNB")
        && !g_str_equal (part (self, 0, 0), "UNH"))
        refuse (self, "UNB", "the file does not begin an interchange");
    for (; step == TALLY_EDIFACT_SEGMENT; step = tally_edifact_next (&self->text, &self->segment)) {
        if (!read_segment (self, error))
            return FALSE;
    }
    if (!end_quantity (self, error) || !end_series (self, error))
        return FALSE;
    if (step == TALLY_EDIFACT_TOO_LARGE)
        refuse (self, "segment", "is too large");
    if (self->text.number == 0)
        refuse (self, "file", "is empty");
    else if (step == TALLY_EDIFACT_CUT_OFF || !self->has_end || self->message_at != 0)
        doubt (self, "UNZ", "the end is missing: the file may be cut off");
    return TRUE;
}

gboolean
tally_mscons_read (const char *text,
                   size_t length,
                   gboolean is_lenient,
                   const TallyFileSink *sink,
                   GError **error)
{
    g_autofree TallyFileValues *values = g_new0 (TallyFileValues, 1);
    g_autofree Reader *self = g_new0 (Reader, 1);

    self->sink = sink;
    self->is_lenient = is_lenient;
    self->text = tally_edifact_begin (text, length);
    self->values = values;
    return read_segments (self, error);
}
