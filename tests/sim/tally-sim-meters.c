// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/tally-sim-meters.h"

#include "shared/error/tally-error.h"
#include "tests/sim/meters/tally-meter-gateway.h"

#include <glib-unix.h>
#include <stdio.h>

/* How long the simulation can go on without being started again. */
#define FUTURE_DAYS 60

typedef struct {
    char *utility;
    char *maps;
    char *now;
    char *faults_file;
    int port_base;
    TallyMeterFaults faults;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->utility);
    g_free (options->maps);
    g_free (options->now);
    g_free (options->faults_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef struct {
    TallySample *sample;
    GHashTable *maps;
    GHashTable *faults;
    TallyMeterHall *hall;
    GPtrArray *gateways;
    int64_t clock_shift_s;
    size_t n_meters;
} Simulation;

static void
simulation_clear (Simulation *self)
{
    g_clear_pointer (&self->gateways, g_ptr_array_unref);
    g_clear_pointer (&self->hall, tally_meter_hall_free);
    g_clear_pointer (&self->faults, g_hash_table_unref);
    g_clear_pointer (&self->maps, g_hash_table_unref);
    g_clear_pointer (&self->sample, tally_sample_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Simulation, simulation_clear)

static gboolean
set_clock (Simulation *self, const char *text, GError **error)
{
    g_autoptr(GDateTime) now = NULL;

    if (text == NULL)
        return TRUE;
    now = g_date_time_new_from_iso8601 (text, NULL);
    if (now == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "--now: “%s” is no instant with its offset (2026-03-01T00:15:00+08:00)", text);
        return FALSE;
    }
    self->clock_shift_s = g_date_time_to_unix (now) - g_get_real_time () / G_USEC_PER_SEC;
    return TRUE;
}

static gboolean
open_gateway (Simulation *self,
              const TallySampleGateway *gateway,
              uint16_t port,
              const TallyMeterFaults *fallback,
              GError **error)
{
    g_autofree char *name = g_strdup_printf ("%d/%d", gateway->district_id, gateway->gateway_id);
    const TallyMeterFaults *faults = g_hash_table_lookup (self->faults, name);
    g_autoptr(TallyMeterGateway)
                   server = tally_meter_gateway_new (self->hall, port,
                                                     faults != NULL ? faults : fallback,
                                                     self->clock_shift_s);
    size_t n;
    const TallySampleMeter *meters = tally_sample_get_meters (self->sample, &n);

    for (size_t i = 0; i < n; i++) {
        const TallyRegisterMap *map;

        if (meters[i].district_id != gateway->district_id
            || meters[i].gateway_id != gateway->gateway_id)
            continue;
        map = g_hash_table_lookup (self->maps, meters[i].model);
        if (map == NULL) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no register map is named %s",
                         meters[i].model);
            return FALSE;
        }
        tally_meter_gateway_add (server, meters[i].unit_id, self->sample, &meters[i], map);
        self->n_meters++;
    }
    if (!tally_meter_gateway_open (server, "127.0.0.1", error))
        return FALSE;
    g_ptr_array_add (self->gateways, g_steal_pointer (&server));
    return TRUE;
}

static gboolean
open_all (Simulation *self, const Options *options, GError **error)
{
    size_t n;
    const TallySampleGateway *gateways;
    int64_t now;

    if (!set_clock (self, options->now, error))
        return FALSE;
    now = g_get_real_time () / G_USEC_PER_SEC + self->clock_shift_s;
    self->maps = tally_register_maps_load (options->maps, error);
    self->faults = self->maps != NULL
                       ? tally_meter_faults_load (options->faults_file, &options->faults, error)
                       : NULL;
    if (self->faults == NULL)
        return FALSE;
    self->sample = tally_sample_new (options->utility, now + (int64_t) FUTURE_DAYS * 86400, error);
    if (self->sample == NULL)
        return FALSE;

    self->hall = tally_meter_hall_new ();
    self->gateways = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_meter_gateway_free);
    gateways = tally_sample_get_gateways (self->sample, &n);
    for (size_t i = 0; i < n; i++) {
        int port = options->port_base > 0 ? options->port_base + (int) i : gateways[i].port;

        if (!open_gateway (self, &gateways[i], (uint16_t) port, &options->faults, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
on_signal_received (gpointer user_data)
{
    g_main_loop_quit (user_data);
    return G_SOURCE_CONTINUE;
}

static int
run (const Options *options)
{
    g_auto(Simulation) simulation = { 0 };
    g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr(GError) error = NULL;
    guint sources[2];

    if (!open_all (&simulation, options, &error)) {
        g_printerr ("gridtally-sim meters: %s\n", error->message);
        return 1;
    }
    sources[0] = g_unix_signal_add (SIGINT, on_signal_received, loop);
    sources[1] = g_unix_signal_add (SIGTERM, on_signal_received, loop);
    g_print ("ready: %u gateways, %" G_GSIZE_FORMAT " meters\n", simulation.gateways->len,
             simulation.n_meters);
    fflush (stdout);
    g_main_loop_run (loop);
    for (size_t i = 0; i < G_N_ELEMENTS (sources); i++)
        g_source_remove (sources[i]);
    return 0;
}

int
tally_sim_meters_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    TallyMeterFaults *faults = &options.faults;
    const GOptionEntry entries[] = {
        { "utility", 0, 0, G_OPTION_ARG_FILENAME, &options.utility, "The sample utility", "FILE" },
        { "maps", 0, 0, G_OPTION_ARG_FILENAME, &options.maps, "Folder of register maps", "DIR" },
        { "port-base", 0, 0, G_OPTION_ARG_INT, &options.port_base,
          "First port; without it those the utility names", "N" },
        { "now", 0, 0, G_OPTION_ARG_STRING, &options.now, "What the market's clock shows", "ISO" },
        { "faults", 0, 0, G_OPTION_ARG_FILENAME, &options.faults_file,
          "Faults of single gateways (JSON)", "FILE" },
        { "delay-ms", 0, 0, G_OPTION_ARG_INT64, &faults->delay_ms, "Before each answer", "MS" },
        { "drop-ppm", 0, 0, G_OPTION_ARG_INT64, &faults->drop_ppm, "Unanswered requests", "PPM" },
        { "hang-up-ppm", 0, 0, G_OPTION_ARG_INT64, &faults->hang_up_ppm, "Cut connections", "PPM" },
        { "exception", 0, 0, G_OPTION_ARG_INT64, &faults->exception, "1 to 11", "CODE" },
        { "exception-ppm", 0, 0, G_OPTION_ARG_INT64, &faults->exception_ppm,
          "Requests answered with it", "PPM" },
        { "garbage-ppm", 0, 0, G_OPTION_ARG_INT64, &faults->garbage_ppm, "Random answers", "PPM" },
        { "bit-flip-ppm", 0, 0, G_OPTION_ARG_INT64, &faults->bit_flip_ppm, "Turned bits", "PPM" },
        { "clock-offset", 0, 0, G_OPTION_ARG_INT64, &faults->clock_offset_s,
          "Of every meter's clock", "SECONDS" },
        { "drift-ppm", 0, 0, G_OPTION_ARG_INT64, &faults->drift_ppm, "Of every clock", "PPM" },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new ("- be the meters of a utility");
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries (context, entries, NULL);
    if (!g_option_context_parse (context, &argc, &argv, &error)) {
        g_printerr ("gridtally-sim meters: %s\n", error->message);
        return 2;
    }
    if (options.utility == NULL) {
        g_printerr ("gridtally-sim meters: --utility is needed\n");
        return 2;
    }
    if (options.maps == NULL)
        options.maps = tally_register_map_folder ();
    return run (&options);
}
