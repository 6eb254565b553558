// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-meters.h"

#include "server/ref/tally-ref-store.h"

#include <glib/gstdio.h>

#define FUTURE_S (3 * 86400)

static void
load_utility (TallyTestMeters *self)
{
    g_autoptr(TallyDb) owner = tally_test_db_open_as (self->base, "tally_owner");
    const char *path = g_getenv ("TALLY_SAMPLE_UTILITY");
    g_autofree char *utility = NULL;
    g_autoptr(GError) error = NULL;
    size_t n_new;

    g_assert_nonnull (path);
    g_file_get_contents (path, &utility, NULL, &error);
    g_assert_no_error (error);
    tally_ref_store_load_utility (owner, utility, &n_new, &error);
    g_assert_no_error (error);
    self->sample = tally_sample_new (path, TALLY_TEST_NOW + FUTURE_S, &error);
    g_assert_no_error (error);
}

static void
set_ports (TallyTestMeters *self)
{
    size_t n;
    const TallySampleGateway *gateways = tally_sample_get_gateways (self->sample, &n);

    for (size_t i = 0; i < n; i++) {
        g_autofree char *sql = g_strdup_printf (
            "UPDATE ref.gateway SET host = '127.0.0.1', port = %d WHERE district_id = %d AND "
            "gateway_id = %d",
            self->port_base + (int) i, gateways[i].district_id, gateways[i].gateway_id);

        tally_test_db_script (self->base, sql);
    }
}

TallyTestMeters *
tally_test_meters_new (int port_base)
{
    TallyTestMeters *self = g_new0 (TallyTestMeters, 1);
    TallyCollectManner manner = TALLY_COLLECT_MANNER;
    g_autofree char *maps = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autofree char *spool = NULL;
    g_autoptr(GError) error = NULL;

    self->port_base = port_base;
    self->hall = tally_meter_hall_new ();
    self->base = tally_test_db_new ();
    self->collector = tally_test_db_open_as (self->base, "tally_collector");
    load_utility (self);
    set_ports (self);
    self->maps = tally_register_maps_load (maps, &error);
    g_assert_no_error (error);
    self->folder = g_dir_make_tmp ("tally-spool-XXXXXX", &error);
    g_assert_no_error (error);
    spool = g_build_filename (self->folder, "spool.db", NULL);
    self->spool = tally_collect_spool_open (spool, TALLY_SPOOL_MAX_BYTES, &error);
    g_assert_no_error (error);
    self->lines = tally_collect_lines_new ();
    self->gateways = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_meter_gateway_free);
    self->manner = manner;
    self->manner.read_ms = 500;
    tally_test_meters_set_now (self, TALLY_TEST_NOW);
    return self;
}

void
tally_test_meters_free (TallyTestMeters *self)
{
    static const char *const files[] = { "spool.db", "spool.db-wal", "spool.db-shm" };

    tally_test_meters_close (self);
    g_ptr_array_unref (self->gateways);
    tally_meter_hall_free (self->hall);
    tally_collect_lines_free (self->lines);
    g_assert_finalize_object (self->spool);
    for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autofree char *path = g_build_filename (self->folder, files[i], NULL);

        g_remove (path);
    }
    g_rmdir (self->folder);
    g_free (self->folder);
    g_hash_table_unref (self->maps);
    tally_sample_free (self->sample);
    g_assert_finalize_object (self->collector);
    tally_test_db_free (self->base);
    g_free (self);
}

static void
open_gateway (TallyTestMeters *self, size_t index, const TallyMeterFaults *faults)
{
    static const TallyMeterFaults none = { 0 };
    size_t n;
    const TallySampleGateway *gateway = &tally_sample_get_gateways (self->sample, &n)[index];
    const TallySampleMeter *meters;
    g_autoptr(GError) error = NULL;
    TallyMeterGateway *server = tally_meter_gateway_new (self->hall,
                                                         (uint16_t) (self->port_base + (int) index),
                                                         faults != NULL ? faults : &none,
                                                         self->manner.clock.shift_s);

    meters = tally_sample_get_meters (self->sample, &n);
    for (size_t i = 0; i < n; i++) {
        if (meters[i].district_id == gateway->district_id
            && meters[i].gateway_id == gateway->gateway_id)
            tally_meter_gateway_add (server, meters[i].unit_id, self->sample, &meters[i],
                                     g_hash_table_lookup (self->maps, meters[i].model));
    }
    tally_meter_gateway_open (server, "127.0.0.1", &error);
    g_assert_no_error (error);
    g_ptr_array_add (self->gateways, server);
}

void
tally_test_meters_open (TallyTestMeters *self,
                        int district_id,
                        int gateway_id,
                        const TallyMeterFaults *faults)
{
    size_t n;
    const TallySampleGateway *gateways = tally_sample_get_gateways (self->sample, &n);

    for (size_t i = 0; i < n; i++) {
        if (gateway_id == 0
            || (gateways[i].district_id == district_id && gateways[i].gateway_id == gateway_id))
            open_gateway (self, i, faults);
    }
}

void
tally_test_meters_close (TallyTestMeters *self)
{
    g_ptr_array_set_size (self->gateways, 0);
}

void
tally_test_meters_set_now (TallyTestMeters *self, int64_t now)
{
    self->manner.clock.shift_s = now - g_get_real_time () / G_USEC_PER_SEC;
}

TallyCollectTotals
tally_test_meters_round (TallyTestMeters *self, int district_id)
{
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    g_autoptr(GPtrArray) plan = NULL;
    g_autoptr(GError) error = NULL;
    TallyCollectWish wish = { 0 };
    TallyCollectTotals totals;
    int64_t now = tally_collect_clock_now_us (&self->manner.clock) / G_USEC_PER_SEC;

    tally_collect_progress_store_load (self->collector, marks, &error);
    g_assert_no_error (error);
    tally_collect_spool_add_marks (self->spool, marks, &error);
    g_assert_no_error (error);
    plan = tally_collect_plan_store_load (self->collector, &wish, now, self->maps, marks, &error);
    g_assert_no_error (error);
    for (guint i = plan->len; i-- > 0 && district_id >= 0;) {
        const TallyCollectGateway *gateway = g_ptr_array_index (plan, i);

        if (gateway->district_id != district_id)
            g_ptr_array_remove_index (plan, i);
    }
    tally_collect_round (plan, &self->manner, self->lines, self->spool, NULL, NULL, NULL, &totals,
                         &error);
    g_assert_no_error (error);
    return totals;
}

char *
tally_test_meters_ask (TallyTestMeters *self, const char *sql)
{
    return tally_test_db_ask (self->base, sql);
}
