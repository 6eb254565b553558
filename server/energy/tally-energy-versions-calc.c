// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-versions-calc.h"

#include "shared/error/tally-error.h"

#include <string.h>

struct _TallyEnergyVersions {
    TallyDays days;
    size_t n_days;
    size_t n_channels;
    int16_t channels[TALLY_ENERGY_VERSIONS_CHANNELS];
    int32_t *versions; /* a row of n_days a channel */
};

TallyEnergyVersions *
tally_energy_versions_new (TallyDays days)
{
    TallyEnergyVersions *self = g_new0 (TallyEnergyVersions, 1);

    self->days = days;
    self->n_days = (size_t) MAX (tally_days_count (days), 0);
    self->versions = g_new0 (int32_t, TALLY_ENERGY_VERSIONS_CHANNELS * self->n_days + 1);
    return self;
}

void
tally_energy_versions_free (TallyEnergyVersions *self)
{
    g_free (self->versions);
    g_free (self);
}

void
tally_energy_versions_clear (TallyEnergyVersions *self)
{
    self->n_channels = 0;
}

static int32_t *
find_row (const TallyEnergyVersions *self, int16_t channel)
{
    for (size_t i = 0; i < self->n_channels; i++) {
        if (self->channels[i] == channel)
            return self->versions + i * self->n_days;
    }
    return NULL;
}

/* Gives NULL when there are more channels than any point has. */
static int32_t *
need_row (TallyEnergyVersions *self, int16_t channel, int32_t version)
{
    int32_t *row = find_row (self, channel);

    if (row != NULL || self->n_channels == TALLY_ENERGY_VERSIONS_CHANNELS)
        return row;
    self->channels[self->n_channels] = channel;
    row = self->versions + self->n_channels++ * self->n_days;
    for (size_t i = 0; i < self->n_days; i++)
        row[i] = version;
    return row;
}

static gboolean
is_inside (const TallyEnergyVersions *self, TallyDay day)
{
    return day.number >= self->days.first.number && day.number < self->days.end.number;
}

void
tally_energy_versions_note (TallyEnergyVersions *self,
                            int16_t channel,
                            TallyDay day,
                            int32_t version)
{
    int32_t *row = need_row (self, channel, 0);

    if (row != NULL && is_inside (self, day))
        row[day.number - self->days.first.number] = version;
}

int32_t
tally_energy_versions_get (const TallyEnergyVersions *self, int16_t channel, TallyDay day)
{
    const int32_t *row = find_row (self, channel);

    return row != NULL && is_inside (self, day) ? row[day.number - self->days.first.number] : 0;
}

void
tally_energy_versions_format (const TallyEnergyVersions *self, GString *text)
{
    g_string_truncate (text, 0);
    for (size_t c = 0; c < self->n_channels; c++) {
        const int32_t *row = self->versions + c * self->n_days;

        g_string_append_printf (text, "%s%d", c > 0 ? ";" : "", self->channels[c]);
        for (size_t i = 0; i < self->n_days; i++) {
            if (row[i] != 1)
                g_string_append_printf (text, ",%zu=%d", i, row[i]);
        }
    }
}

static gboolean
read_day (const TallyEnergyVersions *self, const char *item, int32_t *row)
{
    const char *equals = strchr (item, '=');
    g_autofree char *offset = equals != NULL ? g_strndup (item, (size_t) (equals - item)) : NULL;
    guint64 day;
    guint64 version;

    if (equals == NULL || self->n_days == 0
        || !g_ascii_string_to_unsigned (offset, 10, 0, self->n_days - 1, &day, NULL)
        || !g_ascii_string_to_unsigned (equals + 1, 10, 0, INT32_MAX, &version, NULL))
        return FALSE;
    row[day] = (int32_t) version;
    return TRUE;
}

static gboolean
read_channel (TallyEnergyVersions *self, const char *text)
{
    g_auto(GStrv) items = g_strsplit (text, ",", -1);
    int64_t channel;
    int32_t *row;

    if (items[0] == NULL || !g_ascii_string_to_signed (items[0], 10, 1, INT16_MAX, &channel, NULL)
        || find_row (self, (int16_t) channel) != NULL)
        return FALSE;
    row = need_row (self, (int16_t) channel, 1);
    for (char **item = items + 1; row != NULL && *item != NULL; item++) {
        if (!read_day (self, *item, row))
            return FALSE;
    }
    return row != NULL;
}

gboolean
tally_energy_versions_parse (TallyEnergyVersions *self, const char *text, GError **error)
{
    g_auto(GStrv) channels = g_strsplit (text, ";", -1);

    tally_energy_versions_clear (self);
    for (char **channel = channels; *channel != NULL; channel++) {
        if (read_channel (self, *channel))
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%.60s” are no versions of days",
                     text);
        return FALSE;
    }
    return TRUE;
}

char *
tally_energy_versions_of_days (TallyDays days, const char *pairs, GError **error)
{
    g_autoptr(TallyEnergyVersions) self = tally_energy_versions_new (days);
    g_auto(GStrv) items = g_strsplit (pairs, ",", -1);
    GString *text = g_string_new (NULL);

    for (char **item = items; *item != NULL; item++) {
        int32_t *row = need_row (self, 1, 0);

        if (read_day (self, *item, row))
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%.60s” are no versions of days",
                     pairs);
        g_string_free (text, TRUE);
        return NULL;
    }
    tally_energy_versions_format (self, text);
    return g_string_free (text, FALSE);
}
