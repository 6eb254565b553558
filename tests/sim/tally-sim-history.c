// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/tally-sim-history.h"

#include "shared/error/tally-error.h"
#include "tests/sim/sample/tally-sample.h"

#include <glib/gstdio.h>
#include <stdio.h>

#define INTERVAL_S 900
#define INTERVALS_PER_DAY 96

typedef struct {
    TallySample *sample;
    FILE *file;
} Writer;

/* NEM12 names a data stream by direction and the meter's element: main meters
 * are element 1. Letters as in the register list of the standard. */
static const char *
suffix_of (int channel)
{
    static const char *const suffixes[] = { NULL, "E1", "B1", "Q1", "K1" };

    return suffixes[channel];
}

static void
write_header (Writer *self, const TallySampleMeter *meter, int channel)
{
    fprintf (self->file, "200,%s,%s,%s,%s,,%s,%s,15,\n", meter->point_code,
             meter->channels[1] == 0 ? "E1" : (meter->channels[1] == 2 ? "E1B1" : "E1Q1"),
             suffix_of (channel), suffix_of (channel), meter->serial,
             channel >= 3 ? "kvarh" : "kWh");
}

/* Primary side, as market files state it. A quarter-hour that the history
 * lost carries 0 and the quality N. */
static void
write_day (Writer *self,
           const TallySampleMeter *meter,
           int channel,
           int64_t start,
           const char *date)
{
    int64_t ratio = tally_sample_ratio (self->sample, meter);
    gboolean is_lost[INTERVALS_PER_DAY];
    int n_lost = 0;

    for (int i = 0; i < INTERVALS_PER_DAY; i++) {
        int64_t at = start + i * INTERVAL_S;

        is_lost[i] = tally_sample_is_gap (self->sample, meter, at)
                     || at + INTERVAL_S <= meter->installed_at || at >= meter->removed_at;
        n_lost += is_lost[i];
    }
    if (n_lost == INTERVALS_PER_DAY)
        return;

    fprintf (self->file, "300,%s", date);
    for (int i = 0; i < INTERVALS_PER_DAY; i++) {
        int64_t wh = is_lost[i] ? 0
                                : tally_sample_interval (self->sample, meter, channel,
                                                         start + i * INTERVAL_S)
                                      * ratio;

        fprintf (self->file, ",%" G_GINT64_FORMAT ".%03d", wh / 1000, (int) (wh % 1000));
    }
    fprintf (self->file, ",%s,,,%s000000,\n", n_lost > 0 ? "V" : "A", date);
    for (int i = 0, first = 0; n_lost > 0 && i < INTERVALS_PER_DAY; i++) {
        if (i + 1 < INTERVALS_PER_DAY && is_lost[i + 1] == is_lost[first])
            continue;
        fprintf (self->file, "400,%d,%d,%s,,\n", first + 1, i + 1, is_lost[first] ? "N" : "A");
        first = i + 1;
    }
}

static void
write_meter (Writer *self, const TallySampleMeter *meter, GDateTime *from, GDateTime *to)
{
    for (const int *channel = meter->channels; *channel != 0; channel++) {
        g_autoptr(GDateTime) day = g_date_time_ref (from);
        gboolean is_open = FALSE;

        while (g_date_time_compare (day, to) < 0) {
            g_autofree char *date = g_date_time_format (day, "%Y%m%d");
            GDateTime *next = g_date_time_add_days (day, 1);
            int64_t start = g_date_time_to_unix (day);

            if (start + 86400 > meter->installed_at && start < meter->removed_at) {
                if (!is_open)
                    write_header (self, meter, *channel);
                is_open = TRUE;
                write_day (self, meter, *channel, start, date);
            }
            g_date_time_unref (day);
            day = next;
        }
    }
}

static gboolean
write_district (TallySample *sample,
                int district_id,
                GDateTime *from,
                GDateTime *to,
                const char *dir,
                GError **error)
{
    g_autofree char *name = g_strdup_printf ("district-%02d.nem12.csv", district_id);
    g_autofree char *path = g_build_filename (dir, name, NULL);
    g_autofree char *created = g_date_time_format (to, "%Y%m%d%H%M");
    Writer writer = { .sample = sample, .file = g_fopen (path, "w") };
    size_t n;
    const TallySampleMeter *meters = tally_sample_get_meters (sample, &n);
    gboolean is_whole;

    if (writer.file == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s: cannot be written", path);
        return FALSE;
    }
    fprintf (writer.file, "100,NEM12,%s,GRIDTALLY,D%02d\n", created, district_id);
    for (size_t i = 0; i < n; i++) {
        if (meters[i].district_id == district_id)
            write_meter (&writer, &meters[i], from, to);
    }
    fprintf (writer.file, "900\n");
    is_whole = ferror (writer.file) == 0;
    if (fclose (writer.file) != 0 || !is_whole) {
        g_unlink (path);
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s: the disk took only a part",
                     path);
        return FALSE;
    }
    g_print ("%s\n", path);
    return TRUE;
}

static GDateTime *
parse_day (const char *text, GTimeZone *zone, const char *option, GError **error)
{
    g_autofree char *midnight = g_strconcat (text != NULL ? text : "", "T00:00:00", NULL);
    GDateTime *day = g_date_time_new_from_iso8601 (midnight, zone);

    if (day == NULL)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "--%s: “%s” is not a day (YYYY-MM-DD)", option, text != NULL ? text : "");
    return day;
}

static gboolean
write_all (const char *utility,
           const char *from_text,
           const char *to_text,
           const char *dir,
           GError **error)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
    g_autoptr(GDateTime) roughly_to = parse_day (to_text, utc, "to", error);
    g_autoptr(TallySample) sample = NULL;
    g_autoptr(GTimeZone) zone = NULL;
    g_autoptr(GDateTime) from = NULL;
    g_autoptr(GDateTime) to = NULL;
    int last_district = 0;
    size_t n;
    const TallySampleGateway *gateways;

    if (roughly_to == NULL)
        return FALSE;
    sample = tally_sample_new (utility, g_date_time_to_unix (roughly_to) + 86400, error);
    if (sample == NULL)
        return FALSE;
    zone = g_time_zone_new_identifier (tally_sample_get_time_zone (sample));
    from = parse_day (from_text, zone, "from", error);
    to = from != NULL ? parse_day (to_text, zone, "to", error) : NULL;
    if (to == NULL)
        return FALSE;

    gateways = tally_sample_get_gateways (sample, &n);
    for (size_t i = 0; i < n; i++)
        last_district = MAX (last_district, gateways[i].district_id);
    for (int district = 0; district <= last_district; district++) {
        if (!write_district (sample, district, from, to, dir, error))
            return FALSE;
    }
    return TRUE;
}

int
tally_sim_history_command (int argc, char **argv)
{
    g_autofree char *utility = NULL;
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;
    g_autofree char *out = NULL;
    const GOptionEntry entries[] = {
        { "utility", 0, 0, G_OPTION_ARG_FILENAME, &utility, "The sample utility", "FILE" },
        { "from", 0, 0, G_OPTION_ARG_STRING, &from, "First local day", "DAY" },
        { "to", 0, 0, G_OPTION_ARG_STRING, &to, "The day after the last", "DAY" },
        { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Folder for the files", "DIR" },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new ("- write history files");
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries (context, entries, NULL);
    if (!g_option_context_parse (context, &argc, &argv, &error)) {
        g_printerr ("gridtally-sim history: %s\n", error->message);
        return 2;
    }
    if (utility == NULL || out == NULL) {
        g_printerr ("gridtally-sim history: --utility and --out are needed\n");
        return 2;
    }
    if (!write_all (utility, from, to, out, &error)) {
        g_printerr ("gridtally-sim history: %s\n", error->message);
        return 1;
    }
    return 0;
}
