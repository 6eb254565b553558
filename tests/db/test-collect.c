// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a meter counted is what is stored, once; a meter or gateway that misbehaves harms
 * nobody else and is written down; what was missed is fetched later. */
#include "server/collect/tally-collect-schedule-store.h"
#include "server/collect/tally-collect-service.h"
#include "server/raw/tally-raw-intake.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-meters.h"

#include <glib/gstdio.h>

#define PORT_BASE 15100
#define DAY 20777 /* 2026-11-20 */

static void
set_up (TallyTestMeters **meters, gconstpointer data)
{
    *meters = tally_test_meters_new (PORT_BASE);
}

static void
tear_down (TallyTestMeters **meters, gconstpointer data)
{
    tally_test_meters_free (*meters);
}

static void
expect (TallyTestMeters *meters, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_meters_ask (meters, sql);

    g_assert_cmpstr (found, ==, answer);
}

static TallyRawTaken
take_in (TallyTestMeters *meters)
{
    g_autoptr(GError) error = NULL;
    TallyRawTaken taken;

    tally_raw_intake_all (meters->collector, meters->spool, &taken, &error);
    g_assert_no_error (error);
    return taken;
}

/* Intervals of a meter's channel follow one another without hole or overlap. */
#define HOLES                                                                                      \
    "SELECT count(*) FROM (SELECT first_at, lag (first_at + n * interval_s * interval '1 second')" \
    " OVER (PARTITION BY district_id, meter_id, channel ORDER BY first_at) AS before"              \
    " FROM raw.frame WHERE kind = 'interval') f WHERE before <> first_at"

static const TallySampleMeter *
find_meter (const TallySample *sample, int64_t meter_id)
{
    size_t n;
    const TallySampleMeter *meters = tally_sample_get_meters (sample, &n);

    for (size_t i = 0; i < n; i++) {
        if (meters[i].meter_id == meter_id)
            return &meters[i];
    }
    g_assert_not_reached ();
}

typedef struct {
    TallyTestMeters *meters;
    int64_t n_intervals;
    int64_t n_registers;
} Comparison;

static gboolean
compare_frame (const TallyRawFrame *frame,
               const int64_t *values,
               const uint8_t *qualities,
               gpointer user_data,
               GError **error)
{
    Comparison *comparison = user_data;
    const TallySample *sample = comparison->meters->sample;
    const TallySampleMeter *meter = find_meter (sample, frame->meter_id);

    g_assert_cmpint (frame->point_id, ==, meter->point_id);
    for (int32_t i = 0; i < frame->n && frame->kind == TALLY_FRAME_INTERVAL; i++) {
        int64_t start = frame->first_at + (int64_t) i * frame->interval_s;

        g_assert_cmpint (qualities[i], ==, tally_sample_is_gap (sample, meter, start) ? 255 : 0);
        if (qualities[i] == 0)
            g_assert_cmpint (values[i], ==,
                             tally_sample_interval (sample, meter, frame->channel, start));
        comparison->n_intervals++;
    }
    if (frame->kind == TALLY_FRAME_REGISTER) {
        int64_t scale = 1;
        int64_t unit;
        int64_t expected = tally_sample_register (sample, meter, frame->channel, frame->first_at);

        for (int e = 0; e < frame->exponent; e++)
            scale *= 10;
        /* A register of whole tens of Wh, or a float of 24 bits, shows that much less. */
        unit = scale;
        if (g_str_equal (meter->model, "sdm630"))
            unit = MAX (unit, expected / (1 << 23) + 1);
        g_assert_cmpint (ABS (values[0] * scale - expected), <=, unit + 1);
        comparison->n_registers++;
    }
    return TRUE;
}

static void
test_truth (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;
    Comparison comparison = { .meters = meters };
    g_autoptr(GError) error = NULL;
    TallyCollectTotals totals;

    tally_test_meters_open (meters, 0, 0, NULL);
    totals = tally_test_meters_round (meters, 1);
    g_assert_cmpint (totals.n_meters, >, 60);
    g_assert_cmpint (totals.n_answered, ==, totals.n_meters);
    take_in (meters);
    g_assert_cmpint (take_in (meters).n_batches, ==, 0);

    tally_raw_store_read_days (meters->collector, 1, (TallyDays){ { DAY - 100 }, { DAY + 1 } },
                               compare_frame, &comparison, &error);
    g_assert_no_error (error);
    g_assert_cmpint (comparison.n_registers, >=, totals.n_meters);
    /* 62 days of some 60 meters of 96 quarter-hours. */
    g_assert_cmpint (comparison.n_intervals, >, 61 * 96 * 50);
    expect (meters, HOLES, "0");
    expect (meters, "SELECT count(*) = count(*) FILTER (WHERE result = 'ok') FROM collect.attempt",
            "t");
}

static void
test_only_what_is_missing (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;

    tally_test_meters_open (meters, 1, 1, NULL);
    tally_test_meters_round (meters, 1);
    take_in (meters);
    tally_test_meters_close (meters);

    /* Five hours nobody asked: 20 quarter-hours. */
    tally_test_meters_set_now (meters, TALLY_TEST_NOW + 5 * 3600);
    tally_test_meters_open (meters, 1, 1, NULL);
    tally_test_meters_round (meters, 1);
    take_in (meters);
    expect (meters, HOLES, "0");
    expect (meters,
            "SELECT DISTINCT sum (n) FROM raw.frame WHERE kind = 'interval' AND first_at >="
            " '2026-11-20T10:00:00+08:00' GROUP BY meter_id, channel",
            "20");
}

static void
test_spool_outlives_the_database (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;

    tally_test_meters_open (meters, 1, 1, NULL);
    tally_test_meters_round (meters, 1);
    /* Nothing was handed over, yet the next round knows what is in the spool. */
    tally_test_meters_round (meters, 1);
    take_in (meters);
    expect (meters, HOLES, "0");
}

static void
test_dead_gateways_delay_nobody (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;
    TallyMeterFaults dead = { .is_dead = TRUE };
    TallyCollectTotals totals;

    /* 1/2 accepts and says nothing; 1/3 is not there at all. */
    tally_test_meters_open (meters, 1, 1, NULL);
    tally_test_meters_open (meters, 1, 4, NULL);
    tally_test_meters_open (meters, 1, 2, &dead);
    totals = tally_test_meters_round (meters, 1);
    take_in (meters);
    g_assert_cmpint (totals.n_by_result[TALLY_ATTEMPT_TIMEOUT], >, 15);
    g_assert_cmpint (totals.n_by_result[TALLY_ATTEMPT_REFUSED], >, 15);
    expect (meters,
            "SELECT string_agg (DISTINCT gateway_id || ' ' || result, ', ' ORDER BY gateway_id ||"
            " ' ' || result) FROM collect.attempt",
            "1 ok, 2 timeout, 3 refused, 4 ok");
    /* The dead one cost its own thread 10 s and more, the others answered long before. */
    expect (meters,
            "SELECT max (answered_at) - min (asked_at) < interval '8 s' FROM collect.attempt"
            " WHERE result = 'ok'",
            "t");
    expect (meters, "SELECT max (tries) FROM collect.attempt WHERE gateway_id = 2", "2");
    expect (meters,
            "SELECT count(*) FROM collect.attempt WHERE result <> 'ok' AND (reason = '' OR n_values"
            " > 0)",
            "0");
}

typedef struct {
    const char *name;
    TallyMeterFaults faults;
    TallyAttemptResult result; /* of every meter */
} Fault;

static const Fault faults[] = {
    { "exception-1", { .exception_ppm = 1000000, .exception = 1 }, TALLY_ATTEMPT_EXCEPTION },
    { "exception-4", { .exception_ppm = 1000000, .exception = 4 }, TALLY_ATTEMPT_EXCEPTION },
    { "exception-11", { .exception_ppm = 1000000, .exception = 11 }, TALLY_ATTEMPT_EXCEPTION },
    { "hang-up", { .hang_up_ppm = 1000000 }, TALLY_ATTEMPT_REFUSED },
    { "wrong-unit", { .wrong_unit_ppm = 1000000 }, TALLY_ATTEMPT_GARBAGE },
    { "too-slow", { .delay_ms = 700 }, TALLY_ATTEMPT_TIMEOUT },
};

static void
test_fault (TallyTestMeters **fixture, gconstpointer data)
{
    const Fault *fault = data;
    TallyTestMeters *meters = *fixture;
    TallyCollectTotals totals;

    meters->manner.read_ms = 200;
    tally_test_meters_open (meters, 0, 1, &fault->faults);
    totals = tally_test_meters_round (meters, 0);
    take_in (meters);
    g_assert_cmpint (totals.n_asked, ==, 8);
    g_assert_cmpint (totals.n_answered, ==, 0);
    g_assert_cmpint (totals.n_by_result[fault->result], ==, totals.n_asked);
    expect (meters, "SELECT count(*) FROM raw.frame", "0");
    expect (meters, "SELECT count(*) FROM collect.attempt WHERE reason = ''", "0");
}

/* Now and then something goes wrong: tries and later rounds make up for it. */
static void
test_weather (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;
    TallyMeterFaults weather = { .drop_ppm = 3000,
                                 .hang_up_ppm = 3000,
                                 .exception_ppm = 3000,
                                 .exception = 6,
                                 .garbage_ppm = 2000 };
    Comparison comparison = { .meters = meters };
    TallyCollectTotals totals = { 0 };
    g_autoptr(GError) error = NULL;

    meters->manner.read_ms = 150;
    tally_test_meters_open (meters, 1, 2, &weather);
    tally_test_db_script (meters->base, "DELETE FROM ref.installation WHERE (district_id, "
                                        "gateway_id) <> (1, 2)");
    for (int round = 0; round < 20; round++) {
        totals = tally_test_meters_round (meters, 1);
        take_in (meters);
        if (totals.n_answered == totals.n_meters)
            break;
    }
    g_assert_cmpint (totals.n_answered, ==, totals.n_meters);
    expect (meters, HOLES, "0");
    tally_raw_store_read_days (meters->collector, 1, (TallyDays){ { DAY - 100 }, { DAY + 1 } },
                               compare_frame, &comparison, &error);
    g_assert_no_error (error);
}

static void
test_clock (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;
    TallyMeterFaults late = { .clock_offset_s = -600 };
    TallyCollectTotals totals;

    /* 10:00 is the edge of an interval: no clock is set there. */
    tally_test_meters_open (meters, 0, 1, &late);
    totals = tally_test_meters_round (meters, 0);
    take_in (meters);
    g_assert_cmpint (totals.n_by_result[TALLY_ATTEMPT_CLOCK], ==, totals.n_asked);
    g_assert_cmpint (ABS (totals.worst_clock_offset_ms + 600000), <, 10000);
    expect (meters, "SELECT count(*) FROM collect.attempt WHERE reason = 'the clock was set'", "0");
    /* Suspect, all but what the meter lost anyway. */
    expect (meters, "SELECT string_agg (DISTINCT get_byte (flags, 0)::text, ' ') FROM raw.frame",
            "7");
    tally_test_meters_close (meters);

    /* Five minutes later it is set, and trusted from the next time on. */
    tally_test_meters_set_now (meters, TALLY_TEST_NOW + 300);
    tally_test_meters_open (meters, 0, 1, &late);
    tally_test_meters_round (meters, 0);
    totals = tally_test_meters_round (meters, 0);
    take_in (meters);
    g_assert_cmpint (totals.n_by_result[TALLY_ATTEMPT_OK], ==, totals.n_asked);
    g_assert_cmpint (ABS (totals.worst_clock_offset_ms), <, 3000);
    expect (meters, "SELECT count(*) FROM collect.attempt WHERE reason = 'the clock was set'", "8");
}

static void
on_spooled (gpointer user_data)
{
    tally_raw_intake_wake (user_data);
}

static void
wait_for (TallyTestMeters *meters, const char *sql, const char *answer)
{
    for (int i = 0; i < 300; i++) {
        g_autofree char *found = tally_test_meters_ask (meters, sql);

        if (g_str_equal (found, answer))
            return;
        g_usleep (G_USEC_PER_SEC / 10);
    }
    expect (meters, sql, answer);
}

/* A clerk orders two points; the running service reads them and says so. */
static void
test_order (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;
    const char *conninfo = tally_test_db_conninfo (meters->base);
    g_autoptr(TallyRawIntake) intake = tally_raw_intake_new (conninfo, meters->spool);
    g_autoptr(TallyCollectService) service = NULL;
    TallyCollectSettings settings = { .conninfo = conninfo,
                                      .spool = meters->spool,
                                      .maps = meters->maps,
                                      .manner = meters->manner,
                                      .gateways = "0:1,1:2",
                                      .spooled = on_spooled,
                                      .user_data = intake };

    tally_test_meters_open (meters, 0, 0, NULL);
    service = tally_collect_service_new (&settings);
    tally_raw_intake_start (intake);
    tally_collect_service_start (service);
    wait_for (meters,
              "SELECT string_agg (DISTINCT district_id || ':' || gateway_id, ',' ORDER BY "
              "district_id || ':' || gateway_id) FROM collect.attempt",
              "0:1,1:2");
    tally_test_db_script (
        meters->base,
        "SET ROLE tally_clerk; INSERT INTO collect.request (district_id, request_id, point_ids,"
        " asked_by) VALUES (1, '6b1f0a52-95a1-4b4c-8c53-1a64e2a1c001', '{101001,101002}', "
        "'clerk')");
    wait_for (meters, "SELECT state || ' ' || n_done || ' ' || n_failed FROM collect.request",
              "done 2 0");
    tally_collect_service_stop (service);
    tally_raw_intake_stop (intake);
    expect (meters, "SELECT count(*) >= 2 FROM collect.attempt WHERE point_id = 101001", "t");
}

/* Groups have their rhythm from a time on; what was stays. */
static void
test_schedules (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;
    g_autoptr(TallyDb) settle = tally_test_db_open_as (meters->base, "tally_settle");
    TallyCollectSchedule minutes = { (char *) "gateway", { 60, 5 }, TALLY_TEST_NOW, (char *) "x" };
    TallyCollectSchedule hours = { (char *) "gateway", { 3600, 5 }, TALLY_TEST_NOW, (char *) "x" };
    TallyCollectSchedule odd = { (char *) "large", { 420, 5 }, TALLY_TEST_NOW, (char *) "x" };
    g_autoptr(GPtrArray) before = NULL;
    g_autoptr(GPtrArray) after = NULL;
    g_autoptr(GPtrArray) history = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true (tally_collect_schedule_store_set (settle, &minutes, &error));
    g_assert_false (tally_collect_schedule_store_set (settle, &minutes, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_clear_error (&error);
    hours.valid_from++;
    g_assert_false (tally_collect_schedule_store_set (settle, &hours, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_false (tally_collect_schedule_store_set (settle, &odd, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_false (tally_collect_schedule_store_set (meters->collector, &hours, &error));
    g_clear_error (&error);

    before = tally_collect_schedule_store_load (meters->collector, TALLY_TEST_NOW - 1, &error);
    after = tally_collect_schedule_store_load (meters->collector, TALLY_TEST_NOW, &error);
    history = tally_collect_schedule_store_history (meters->collector, &error);
    g_assert_no_error (error);
    g_assert_cmpint (before->len, ==, 3);
    g_assert_cmpint (history->len, ==, 4);
    g_assert_cmpstr (((TallyCollectSchedule *) g_ptr_array_index (before, 1))->name, ==, "gateway");
    g_assert_cmpint (((TallyCollectSchedule *) g_ptr_array_index (before, 1))->schedule.period_s,
                     ==, 900);
    g_assert_cmpint (((TallyCollectSchedule *) g_ptr_array_index (after, 1))->schedule.period_s, ==,
                     60);
}

/* Down over many due times, killed within a round: one round makes good for all of them. */
static void
test_catches_up_once (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;
    const char *conninfo = tally_test_db_conninfo (meters->base);
    TallyCollectSettings settings = { .conninfo = conninfo,
                                      .spool = meters->spool,
                                      .maps = meters->maps,
                                      .manner = meters->manner,
                                      .gateways = "0:1" };
    int64_t done_for;

    tally_test_meters_open (meters, 0, 1, NULL);
    for (int start = 0; start < 4; start++) {
        g_autoptr(TallyCollectService) service = NULL;

        /* The third start is a day later: 96 quarter-hours went by. */
        if (start == 2) {
            tally_test_meters_close (meters);
            tally_test_meters_set_now (meters, TALLY_TEST_NOW + 86400);
            settings.manner = meters->manner;
            tally_test_meters_open (meters, 0, 1, NULL);
        }
        service = tally_collect_service_new (&settings);
        tally_collect_service_start (service);
        for (int i = 0; i < 100; i++) {
            tally_collect_spool_get_round (meters->spool, "gateway", &done_for, NULL);
            if (done_for >= TALLY_TEST_NOW - 10 + (start >= 2 ? 86400 : 0))
                break;
            g_usleep (G_USEC_PER_SEC / 20);
        }
        g_usleep (G_USEC_PER_SEC / 5);
        tally_collect_service_stop (service);
        g_assert_cmpint (tally_collect_service_get_totals (service).n_asked, ==,
                         start % 2 == 0 ? 8 : 0);
    }
    take_in (meters);
    expect (meters, HOLES, "0");
    expect (meters,
            "SELECT string_agg (n::text, ' ') FROM (SELECT count(*) AS n FROM"
            " collect.attempt GROUP BY day ORDER BY day) a",
            "8 8");
}

static void
test_spool (TallyTestMeters **fixture, gconstpointer data)
{
    TallyTestMeters *meters = *fixture;
    g_autofree char *path = g_build_filename (meters->folder, "small.db", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCollectSpool) small = tally_collect_spool_open (path, 500, &error);
    g_autoptr(TallyCollectBatch) one = tally_collect_batch_new ();
    g_autoptr(TallyCollectBatch) other = tally_collect_batch_new ();
    g_autoptr(TallyCollectBatch) back = NULL;
    TallyCollectAttempt attempt = { .district_id = 1, .meter_id = 7, .reason = "because" };
    TallySpoolState state;
    int64_t place = 0;
    size_t n;

    g_assert_no_error (error);
    tally_collect_batch_add_attempt (one, &attempt);
    for (int i = 0; i < 6; i++)
        tally_collect_batch_add_attempt (other, &attempt);
    g_assert_true (tally_collect_spool_put (small, one, &error));
    g_assert_true (tally_collect_spool_put (small, one, &error));
    g_assert_false (tally_collect_spool_put (small, other, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_BUSY);
    g_clear_error (&error);
    g_assert_true (tally_collect_spool_get_state (small, &state, &error));
    g_assert_cmpint (state.n_waiting, ==, 1);

    back = tally_collect_spool_peek (small, 0, &place, &error);
    g_assert_no_error (error);
    g_assert_cmpmem (tally_collect_batch_get_id (back), 16, tally_collect_batch_get_id (one), 16);
    g_assert_cmpstr (tally_collect_batch_get_attempts (back, &n)->reason, ==, "because");
    g_assert_true (tally_collect_spool_drop (small, place, &error));
    g_assert_true (tally_collect_spool_put (small, other, &error));
    g_assert_finalize_object (g_steal_pointer (&small));
    g_assert_cmpint (g_unlink (path), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, TallyTestMeters *, data, set_up, func, tear_down)
    ADD ("/collect/truth", NULL, test_truth);
    ADD ("/collect/only-what-is-missing", NULL, test_only_what_is_missing);
    ADD ("/collect/spool-outlives-the-database", NULL, test_spool_outlives_the_database);
    ADD ("/collect/dead-gateways-delay-nobody", NULL, test_dead_gateways_delay_nobody);
    ADD ("/collect/weather", NULL, test_weather);
    ADD ("/collect/clock", NULL, test_clock);
    ADD ("/collect/order", NULL, test_order);
    ADD ("/collect/schedules", NULL, test_schedules);
    ADD ("/collect/catches-up-once", NULL, test_catches_up_once);
    ADD ("/collect/spool", NULL, test_spool);
    for (size_t i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autofree char *path = g_strconcat ("/collect/fault/", faults[i].name, NULL);

        ADD (path, &faults[i], test_fault);
    }

    return g_test_run ();
}
