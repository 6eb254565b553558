// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/files/tally-nem12-out.h"

#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define SECONDS_PER_DAY 86400
#define SECONDS_PER_MINUTE 60
#define LONGEST_S 3600
#define NO_DAY G_MININT32
#define KILO 3

struct _TallyNem12Out {
    GString *out;

    /* The data stream (200) that days belong to. */
    char *point;
    int16_t channel;
    int32_t interval_s;
    int exponent;

    /* The day (300) that is being filled, of standard time. */
    int32_t day;
    size_t n;
    int64_t *values;
    uint8_t *qualities;
};

TallyNem12Out *
tally_nem12_out_new (GString *out, int64_t made_at, const char *from, const char *to)
{
    TallyNem12Out *self = g_new0 (TallyNem12Out, 1);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (made_at);
    g_autofree char *text = g_date_time_format (time, "%Y%m%d%H%M");

    self->out = out;
    self->day = NO_DAY;
    g_string_append_printf (out, "100,NEM12,%s,%s,%s\r\n", text, from, to);
    return self;
}

void
tally_nem12_out_free (TallyNem12Out *self)
{
    g_free (self->point);
    g_free (self->values);
    g_free (self->qualities);
    g_free (self);
}

/* The same instant, as a clock of standard time shows it. */
static int64_t
standard_time (const TallyZone *zone, int64_t instant)
{
    int year;

    tally_day_split ((TallyDay){ (int32_t) (instant / SECONDS_PER_DAY) }, &year, NULL, NULL);
    return instant + tally_zone_standard_offset (zone, year);
}

static void
append_qualities (TallyNem12Out *self)
{
    size_t first = 0;

    for (size_t i = 1; i <= self->n; i++) {
        if (i < self->n && self->qualities[i] == self->qualities[first])
            continue;
        g_string_append_printf (self->out, "400,%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%s,,\r\n",
                                first + 1, i, tally_interval_out_code (self->qualities[first]));
        first = i;
    }
}

static void
end_day (TallyNem12Out *self)
{
    gboolean is_known = FALSE;
    gboolean is_mixed = FALSE;
    int year;
    int month;
    int day_of_month;

    if (self->day == NO_DAY)
        return;
    for (size_t i = 0; i < self->n; i++) {
        is_known |= self->qualities[i] != TALLY_QUALITY_MISSING;
        is_mixed |= self->qualities[i] != self->qualities[0];
    }
    tally_day_split ((TallyDay){ self->day }, &year, &month, &day_of_month);
    self->day = NO_DAY;
    if (!is_known)
        return;
    g_string_append_printf (self->out, "300,%04d%02d%02d", year, month, day_of_month);
    for (size_t i = 0; i < self->n; i++) {
        g_string_append_c (self->out, ',');
        tally_interval_out_number (self->out, self->values[i], self->exponent - KILO);
    }
    g_string_append_printf (self->out, ",%s,,,,\r\n",
                            is_mixed ? "V" : tally_interval_out_code (self->qualities[0]));
    if (is_mixed)
        append_qualities (self);
}

static gboolean
is_name (const char *text)
{
    return text[0] != '\0' && strpbrk (text, ",\"\r\n") == NULL;
}

static gboolean
begin_stream (TallyNem12Out *self, const TallyIntervalOut *series, GError **error)
{
    static const char *const suffixes[] = { "", "E1", "B1", "Q1", "K1" };
    const char *suffix = suffixes[series->channel];

    if (series->interval_s % SECONDS_PER_MINUTE != 0 || LONGEST_S % series->interval_s != 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "%s: NEM12 has no intervals of %d seconds", series->point, series->interval_s);
        return FALSE;
    }
    if (!is_name (series->point)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: is no name in NEM12",
                     series->point);
        return FALSE;
    }
    g_free (self->point);
    self->point = g_strdup (series->point);
    self->channel = series->channel;
    self->interval_s = series->interval_s;
    self->exponent = series->exponent;
    self->n = (size_t) (SECONDS_PER_DAY / series->interval_s);
    self->values = g_renew (int64_t, self->values, self->n);
    self->qualities = g_realloc (self->qualities, self->n);
    g_string_append_printf (self->out, "200,%s,%s,%s,%s,,,%s,%d,\r\n", self->point, suffix, suffix,
                            suffix, self->channel <= 2 ? "kWh" : "kvarh",
                            self->interval_s / SECONDS_PER_MINUTE);
    return TRUE;
}

static void
begin_day (TallyNem12Out *self, int32_t day)
{
    self->day = day;
    memset (self->values, 0, self->n * sizeof *self->values);
    memset (self->qualities, TALLY_QUALITY_MISSING, self->n);
}

static gboolean
is_of_stream (const TallyNem12Out *self, const TallyIntervalOut *series)
{
    return self->point != NULL && g_str_equal (self->point, series->point)
           && self->channel == series->channel && self->interval_s == series->interval_s
           && self->exponent == series->exponent;
}

gboolean
tally_nem12_out_add (TallyNem12Out *self, const TallyIntervalOut *series, GError **error)
{
    int64_t local = standard_time (series->zone, series->start);

    g_return_val_if_fail (series->channel >= 1 && series->channel <= 4, FALSE);

    if (!is_of_stream (self, series)) {
        end_day (self);
        if (!begin_stream (self, series, error))
            return FALSE;
    }
    for (size_t i = 0; i < series->n; i++, local += series->interval_s) {
        int32_t day = (int32_t) (local / SECONDS_PER_DAY);
        size_t place = (size_t) (local % SECONDS_PER_DAY / series->interval_s);

        if (day != self->day) {
            end_day (self);
            begin_day (self, day);
        }
        self->values[place] = series->values[i];
        self->qualities[place] = series->qualities[i];
    }
    return TRUE;
}

void
tally_nem12_out_end (TallyNem12Out *self)
{
    end_day (self);
    g_string_append (self->out, "900\r\n");
}
