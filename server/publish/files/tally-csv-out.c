// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/files/tally-csv-out.h"

#include <string.h>

#define SECONDS_PER_MINUTE 60

void
tally_csv_out_begin (GString *out)
{
    g_string_append (out, "point,channel,start,interval_s,value,quality\n");
}

void
tally_csv_out_field (GString *out, const char *text)
{
    if (strpbrk (text, ",\"\r\n") == NULL) {
        g_string_append (out, text);
        return;
    }
    g_string_append_c (out, '"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"')
            g_string_append_c (out, '"');
        g_string_append_c (out, *c);
    }
    g_string_append_c (out, '"');
}

void
tally_csv_out_instant (GString *out, const TallyZone *zone, int64_t instant)
{
    int32_t offset = tally_zone_offset (zone, instant);
    int minutes = ABS (offset) / SECONDS_PER_MINUTE;
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_utc (instant + offset);
    g_autofree char *text = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");

    g_string_append_printf (out, "%s%c%02d:%02d", text, offset < 0 ? '-' : '+', minutes / 60,
                            minutes % 60);
}

const char *
tally_csv_out_channel (int16_t channel)
{
    static const char *const channels[] = { "", "A+", "A-", "R+", "R-" };

    return channel >= 1 && channel < (int) G_N_ELEMENTS (channels) ? channels[channel] : "";
}

void
tally_csv_out_add (GString *out, const TallyIntervalOut *series)
{
    g_return_if_fail (tally_csv_out_channel (series->channel)[0] != '\0');

    for (size_t i = 0; i < series->n; i++) {
        tally_csv_out_field (out, series->point);
        g_string_append_printf (out, ",%s,", tally_csv_out_channel (series->channel));
        tally_csv_out_instant (out, series->zone, series->start + (int64_t) i * series->interval_s);
        g_string_append_printf (out, ",%d,", series->interval_s);
        tally_interval_out_number (out, series->values[i], series->exponent);
        g_string_append_printf (out, ",%s\n", tally_interval_out_code (series->qualities[i]));
    }
}
