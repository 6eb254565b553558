// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the time of one cycle over many gateways (TALLY_BENCH_GATEWAYS, 500) of 20 meters with
 * 50 ms delay, 5 % of them dead, 5 % slow, 1 % lying, beside a single gateway alone and beside a
 * bare libmodbus loop over it; processor time, memory; every attempt is accounted for. The meters
 * are another process. Prints one JSON line. */
#include "server/collect/modbus/tally-modbus-link.h"
#include "server/collect/tally-collect-round.h"
#include "tests/sim/meters/tally-meter-gateway.h"

#include <glib/gstdio.h>
#include <modbus.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define GATEWAYS_STANDARD 500
#define GATEWAYS_MAX 700
#define METERS 20
#define PORT_BASE 18700
#define PORTS_PER_HOST 150
#define DELAY_MS 50
#define SLOW_MS 250
#define CONNECT_MS 2000
#define READ_MS 2000
#define NOW INT64_C (1795140010)
#define BACK_S 3600 /* what each meter is asked for: four intervals */

typedef enum {
    GOOD,
    DEAD,
    SLOW,
    LYING,
    N_MANNERS
} Manner;

/* Of each hundred: 0 to 4 are dead, 5 to 9 slow, 10 lies. */
static Manner
manner_of (int gateway)
{
    int place = gateway % 100;

    return place < 5 ? DEAD : place < 10 ? SLOW : place == 10 ? LYING : GOOD;
}

static void
write_host (int gateway, char host[16])
{
    g_snprintf (host, 16, "127.0.0.%d", 1 + gateway / PORTS_PER_HOST);
}

static uint16_t
port_of (int gateway)
{
    return (uint16_t) (PORT_BASE + gateway % PORTS_PER_HOST);
}

static int64_t
shift_s (void)
{
    return NOW - g_get_real_time () / G_USEC_PER_SEC;
}

static GHashTable *
load_maps (void)
{
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autoptr(GError) error = NULL;
    GHashTable *maps = tally_register_maps_load (folder, &error);

    g_assert_no_error (error);
    return maps;
}

/* Every meter is a meter of the sample, behind a unit of its own. */
static void
open_gateway (TallyMeterHall *hall, const TallySample *sample, GHashTable *maps, int gateway)
{
    static const TallyMeterFaults faults[N_MANNERS] = {
        [GOOD] = { .delay_ms = DELAY_MS },
        [DEAD] = { .is_dead = TRUE },
        [SLOW] = { .delay_ms = SLOW_MS },
        [LYING] = { .delay_ms = DELAY_MS, .wrong_unit_ppm = 300000, .bit_flip_ppm = 300000 },
    };
    size_t n;
    const TallySampleMeter *meters = tally_sample_get_meters (sample, &n);
    TallyMeterGateway *server = tally_meter_gateway_new (hall, port_of (gateway),
                                                         &faults[manner_of (gateway)], shift_s ());
    g_autoptr(GError) error = NULL;
    char host[16];
    int unit = 0;

    for (size_t i = (size_t) gateway % n; unit < METERS; i = (i + 1) % n) {
        if (!g_str_equal (meters[i].model, "generic-profile") || meters[i].installed_at > NOW
            || meters[i].removed_at < NOW + 86400)
            continue;
        tally_meter_gateway_add (server, ++unit, sample, &meters[i],
                                 g_hash_table_lookup (maps, meters[i].model));
    }
    write_host (gateway, host);
    tally_meter_gateway_open (server, host, &error);
    g_assert_no_error (error);
}

/* The other process. One dead gateway in two is not there at all. */
G_NORETURN static void
be_meters (int n_gateways, int ready)
{
    g_autoptr(GHashTable) maps = load_maps ();
    g_autoptr(GError) error = NULL;
    TallySample *sample = tally_sample_new (g_getenv ("TALLY_SAMPLE_UTILITY"), NOW + 86400, &error);
    TallyMeterHall *hall = tally_meter_hall_new ();

    prctl (PR_SET_PDEATHSIG, SIGKILL);
    g_assert_no_error (error);
    for (int i = 0; i < n_gateways; i++) {
        if (manner_of (i) != DEAD || i % 2 == 0)
            open_gateway (hall, sample, maps, i);
    }
    g_assert_cmpint (write (ready, "r", 1), ==, 1);
    for (;;)
        pause ();
}

static TallyCollectGateway *
plan_gateway (int index, const TallyRegisterMap *map)
{
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get ("Asia/Shanghai", &error);
    TallyCollectGateway *gateway = g_new0 (TallyCollectGateway, 1);
    char host[16];

    g_assert_no_error (error);
    write_host (index, host);
    gateway->district_id = 1;
    gateway->gateway_id = index;
    gateway->name = g_strdup_printf ("bench %d", index);
    gateway->host = g_strdup (host);
    gateway->port = port_of (index);
    gateway->driver = tally_modbus_find_driver ("tcp");
    gateway->meters = g_ptr_array_new_with_free_func (g_free);
    for (int unit = 1; unit <= METERS; unit++) {
        TallyCollectMeter *meter = g_new0 (TallyCollectMeter, 1);

        *meter = (TallyCollectMeter){ .district_id = 1,
                                      .gateway_id = index,
                                      .point_id = index * METERS + unit,
                                      .meter_id = index * METERS + unit,
                                      .unit_id = unit,
                                      .map = map,
                                      .zone = zone,
                                      .n_channels = 1,
                                      .channels = { 1 },
                                      .since = { NOW / 3600 * 3600 - BACK_S } };
        g_ptr_array_add (gateway->meters, meter);
    }
    return gateway;
}

typedef struct {
    int64_t begun_us;
    int64_t last_us[N_MANNERS]; /* when the last meter of a manner was asked */
    int64_t n_ok[N_MANNERS];
    int n_kept[GATEWAYS_MAX * METERS + 1]; /* attempts in the spool, by meter */
} Watch;

static void
on_meter_asked (const TallyCollectTotals *totals,
                const TallyCollectAttempt *attempt,
                gpointer user_data)
{
    Watch *watch = user_data;
    Manner manner = manner_of (attempt->gateway_id);

    watch->last_us[manner] = g_get_monotonic_time () - watch->begun_us;
    watch->n_ok[manner] += attempt->result == TALLY_ATTEMPT_OK;
}

/* What is on the disk in the end, whatever the round says of itself. */
static void
count_kept (TallyCollectSpool *spool, Watch *watch)
{
    g_autoptr(GError) error = NULL;
    int64_t place = 0;

    for (;;) {
        g_autoptr(TallyCollectBatch)
                       batch = tally_collect_spool_peek (spool, place, &place, &error);
        const TallyCollectAttempt *attempts;
        size_t n;

        g_assert_no_error (error);
        if (batch == NULL)
            return;
        attempts = tally_collect_batch_get_attempts (batch, &n);
        for (size_t i = 0; i < n; i++)
            watch->n_kept[attempts[i].meter_id]++;
    }
}

/* Gives ms. */
static double
cycle (int first, int n, const TallyRegisterMap *map, Watch *watch, TallyCollectTotals *totals)
{
    TallyCollectManner manner = { { shift_s (), FALSE }, CONNECT_MS, READ_MS, 2, FALSE, FALSE };
    g_autoptr(GPtrArray) plan = g_ptr_array_new_with_free_func (
        (GDestroyNotify) tally_collect_gateway_free);
    g_autoptr(TallyCollectLines) lines = tally_collect_lines_new ();
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp ("tally-bench-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "spool.db", NULL);
    g_autoptr(TallyCollectSpool)
                   spool = tally_collect_spool_open (path, TALLY_SPOOL_MAX_BYTES, &error);
    double ms;

    g_assert_no_error (error);
    for (int i = 0; i < n; i++)
        g_ptr_array_add (plan, plan_gateway (first + i, map));
    *watch = (Watch){ .begun_us = g_get_monotonic_time () };
    tally_collect_round (plan, &manner, lines, spool, NULL, on_meter_asked, watch, totals, &error);
    g_assert_no_error (error);
    ms = (double) (g_get_monotonic_time () - watch->begun_us) / 1000;
    count_kept (spool, watch);
    g_clear_object (&spool);
    g_remove (path);
    g_rmdir (folder);
    return ms;
}

/* The same requests, as a loop over libmodbus would make them. */
static double
bare_ms (int gateway)
{
    int64_t start = g_get_monotonic_time ();
    char host[16];
    modbus_t *context;
    int64_t from = NOW / 3600 * 3600 - BACK_S;
    uint16_t wanted[] = { (uint16_t) (from >> 16), (uint16_t) from, 1 };
    uint16_t words[125];

    write_host (gateway, host);
    context = modbus_new_tcp (host, port_of (gateway));
    g_assert_cmpint (modbus_connect (context), ==, 0);
    for (int unit = 1; unit <= METERS; unit++) {
        modbus_set_slave (context, unit);
        g_assert_cmpint (modbus_read_registers (context, 40, 2, words), ==, 2);
        g_assert_cmpint (modbus_read_registers (context, 50, 6, words), ==, 6);
        g_assert_cmpint (modbus_write_registers (context, 100, 3, wanted), ==, 3);
        g_assert_cmpint (modbus_read_registers (context, 110, 124, words), ==, 124);
    }
    modbus_close (context);
    modbus_free (context);
    return (double) (g_get_monotonic_time () - start) / 1000;
}

static double
cpu_ms (void)
{
    struct rusage usage;

    getrusage (RUSAGE_SELF, &usage);
    return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
           + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

static long
peak_kb (void)
{
    struct rusage usage;

    getrusage (RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void
account (const TallyCollectTotals *totals, const Watch *watch, int n_gateways)
{
    int64_t sum = 0;
    int64_t n_good = 0;

    for (size_t i = 0; i < TALLY_ATTEMPT_N_RESULTS; i++)
        sum += totals->n_by_result[i];
    for (int i = 0; i < n_gateways; i++)
        n_good += manner_of (i) == GOOD ? METERS : 0;
    g_assert_cmpint (totals->n_asked, ==, (int64_t) n_gateways * METERS);
    for (int meter = 1; meter <= n_gateways * METERS; meter++)
        g_assert_cmpint (watch->n_kept[meter], ==, 1);
    g_assert_cmpint (sum, ==, totals->n_asked);
    g_assert_cmpint (watch->n_ok[GOOD], ==, n_good);
    g_assert_cmpint (watch->n_ok[DEAD], ==, 0);
}

static void
measure (int n_gateways)
{
    g_autoptr(GHashTable) maps = load_maps ();
    const TallyRegisterMap *map = g_hash_table_lookup (maps, "generic-profile");
    TallyCollectTotals totals;
    static Watch watch; /* large */
    double bare = bare_ms (11);
    double alone = cycle (11, 1, map, &watch, &totals);
    double slow_alone = cycle (5, 1, map, &watch, &totals);
    long kb = peak_kb ();
    double cpu = cpu_ms ();
    double whole = cycle (0, n_gateways, map, &watch, &totals);
    double good = (double) watch.last_us[GOOD] / 1000;
    double slow = (double) watch.last_us[SLOW] / 1000;

    cpu = cpu_ms () - cpu;
    account (&totals, &watch, n_gateways);
    g_print ("{\"bench\":\"poll-gateways\",\"gateways\":%d,\"meters\":%" G_GINT64_FORMAT
             ",\"bare_ms\":%.0f,\"alone_ms\":%.0f,\"good_ms\":%.0f,\"ratio\":%.2f"
             ",\"ratio_bare\":%.2f,\"slow_alone_ms\":%.0f,\"slow_ms\":%.0f,\"ratio_slow\":%.2f"
             ",\"reach\":1.5,\"cycle_ms\":%.0f,\"cpu_ms\":%.0f,\"more_kb\":%ld,\"asked\":"
             "%" G_GINT64_FORMAT ",\"ok\":%" G_GINT64_FORMAT ",\"timeout\":%" G_GINT64_FORMAT
             ",\"refused\":%" G_GINT64_FORMAT ",\"exception\":%" G_GINT64_FORMAT
             ",\"garbage\":%" G_GINT64_FORMAT ",\"clock\":%" G_GINT64_FORMAT "}\n",
             n_gateways, totals.n_meters, bare, alone, good, good / alone, good / bare, slow_alone,
             slow, slow / slow_alone, whole, cpu, peak_kb () - kb, totals.n_asked,
             totals.n_by_result[TALLY_ATTEMPT_OK], totals.n_by_result[TALLY_ATTEMPT_TIMEOUT],
             totals.n_by_result[TALLY_ATTEMPT_REFUSED], totals.n_by_result[TALLY_ATTEMPT_EXCEPTION],
             totals.n_by_result[TALLY_ATTEMPT_GARBAGE], totals.n_by_result[TALLY_ATTEMPT_CLOCK]);
}

int
main (int argc, char **argv)
{
    const char *text = g_getenv ("TALLY_BENCH_GATEWAYS");
    int n_gateways = text != NULL ? (int) CLAMP (g_ascii_strtoll (text, NULL, 10), 20, GATEWAYS_MAX)
                                  : GATEWAYS_STANDARD;
    int pipe_ends[2];
    char letter;
    pid_t meters;

    g_test_init (&argc, &argv, NULL);
    g_assert_cmpint (pipe (pipe_ends), ==, 0);
    meters = fork ();
    if (meters == 0)
        be_meters (n_gateways, pipe_ends[1]);
    close (pipe_ends[1]); /* or the read waits for ever for meters that died */
    g_assert_cmpint (read (pipe_ends[0], &letter, 1), ==, 1);
    measure (n_gateways);
    kill (meters, SIGKILL);
    waitpid (meters, NULL, 0);
    return 0;
}
