// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-espi.h"

#include "server/collect/files/tally-espi-feed.h"
#include "server/collect/files/tally-espi-plan.h"
#include "server/collect/files/tally-file-text-calc.h"
#include "shared/block/tally-block.h"

#define DAY_S 86400

typedef struct {
    const TallyFileSink *sink;
    gboolean is_lenient;
    gboolean is_broken;
    TallyEspiPlan *plan;

    /* The series that is being gathered. */
    const TallyEspiStream *stream;
    TallyFileSeries series;
    TallyFileValues *values;
} Reader;

uint8_t
tally_espi_quality (int quality_of_reading)
{
    switch (quality_of_reading) {
    case 7:
        return TALLY_QUALITY_EDITED;
    case 8:
        return TALLY_QUALITY_LIKE_DAYS;
    case 9:
        return TALLY_QUALITY_LINEAR;
    case 11:
        return TALLY_QUALITY_CHECK_METER;
    case 12:
        return TALLY_QUALITY_PROFILE;
    case 13: /* a measured sum, spread by estimation */
        return TALLY_QUALITY_REGISTER_DIFFERENCE;
    case -1: /* nothing is said */
    case 0:  /* valid */
    case 14: /* raw */
    case 17: /* validated */
    case 18: /* verified */
    case 19: /* revenue quality */
        return TALLY_QUALITY_MEASURED;
    default: /* questionable, normalised, other */
        return TALLY_QUALITY_SUSPECT;
    }
}

static void
on_fault (size_t line, const char *field, const char *message, gpointer user_data)
{
    Reader *self = user_data;

    self->is_broken = TRUE;
    self->sink->issue (TALLY_FILE_REFUSED, line, field, message, self->sink->user_data);
}

static void
on_entry (guint index, const TallyEspiEntry *entry, gpointer user_data)
{
    Reader *self = user_data;

    tally_espi_plan_add (self->plan, index, entry);
}

/* The first pass needs the lengths of the intervals that a reading type does not tell. */
static gboolean
on_reading_seen (const TallyEspiReading *reading, gpointer user_data, GError **error)
{
    Reader *self = user_data;

    tally_espi_plan_see (self->plan, reading);
    return TRUE;
}

static gboolean
end_series (Reader *self, GError **error)
{
    TallyFileSeries *series = &self->series;
    const TallyEspiStream *stream = self->stream;

    series->n = self->values->n;
    self->values->n = 0;
    if (series->n == 0)
        return TRUE;
    series->point = stream->point;
    series->stream = stream->name;
    series->serial = "";
    series->unit = stream->unit;
    /* Only what fits the grid of a day is kept: see the header. */
    series->channel = stream->channel;
    series->values = self->values->values;
    series->codes = self->values->codes;
    series->qualities = self->values->qualities;
    series->decimals = stream->decimals;
    return self->sink->series (series, self->sink->user_data, error);
}

static gboolean
is_next (const Reader *self, const TallyEspiStream *stream, const TallyEspiReading *reading)
{
    int64_t length = (int64_t) self->values->n * self->series.interval_s;

    return self->values->n > 0 && self->values->n < TALLY_FILE_MAX_INTERVALS
           && self->stream == stream && reading->duration_s == self->series.interval_s
           && reading->start == self->series.start + length && length < DAY_S;
}

static void
refuse (Reader *self, size_t line, const char *field, const char *message)
{
    self->sink->issue (TALLY_FILE_REFUSED, line, field, message, self->sink->user_data);
}

static gboolean
begin_series (Reader *self,
              const TallyEspiStream *stream,
              const TallyEspiReading *reading,
              GError **error)
{
    if (!end_series (self, error))
        return FALSE;
    self->stream = stream;
    self->series = (TallyFileSeries){ .start = reading->start,
                                      .interval_s = (int32_t) reading->duration_s,
                                      .line = reading->line };
    return TRUE;
}

static gboolean
on_reading (const TallyEspiReading *reading, gpointer user_data, GError **error)
{
    Reader *self = user_data;
    const TallyEspiStream *stream = tally_espi_plan_find (self->plan, reading->entry);
    TallyFileValues *values = self->values;
    int quality;
    int64_t value;

    if (stream == NULL)
        return TRUE; /* the plan has said so */
    quality = reading->quality >= 0 ? reading->quality : stream->quality;
    if (__builtin_mul_overflow (reading->value, stream->factor, &value)) {
        refuse (self, reading->line, "value", "is too large");
        return TRUE;
    }
    if (reading->duration_s > G_MAXINT32) {
        refuse (self, reading->line, "duration", "is too long");
        return TRUE;
    }
    if (!is_next (self, stream, reading) && !begin_series (self, stream, reading, error))
        return FALSE;
    values->values[values->n] = value;
    values->qualities[values->n] = tally_espi_quality (quality);
    values->codes[values->n] = (TallyFileCode){ "" };
    if (quality >= 0)
        g_snprintf (values->codes[values->n].text, sizeof values->codes[0].text, "%d",
                    quality % 1000);
    values->n++;
    return TRUE;
}

static void
on_plan_issue (gboolean is_doubt, const char *field, const char *message, gpointer user_data)
{
    Reader *self = user_data;
    TallyFileIssueKind kind = TALLY_FILE_REFUSED;

    if (is_doubt)
        kind = self->is_lenient ? TALLY_FILE_FORGIVEN : TALLY_FILE_DOUBTED;
    self->sink->issue (kind, 0, field, message, self->sink->user_data);
}

gboolean
tally_espi_read (const char *text,
                 size_t length,
                 gboolean is_lenient,
                 const TallyFileSink *sink,
                 GError **error)
{
    g_autofree TallyFileValues *values = g_new0 (TallyFileValues, 1);
    g_autoptr(TallyEspiPlan) plan = tally_espi_plan_new ();
    Reader self = { .sink = sink, .is_lenient = is_lenient, .plan = plan, .values = values };
    const TallyEspiSink first = { on_entry, on_reading_seen, on_fault, &self };
    const TallyEspiSink second = { NULL, on_reading, on_fault, &self };
    guint n_blocks;

    /* Atom promises no order: what a block belongs to may stand behind it. */
    if (!tally_espi_feed_read (text, length, &first, &n_blocks, error))
        return FALSE;
    if (self.is_broken)
        return TRUE;
    tally_espi_plan_resolve (plan, on_plan_issue, &self);
    return tally_espi_feed_read (text, length, &second, &n_blocks, error)
           && end_series (&self, error);
}
