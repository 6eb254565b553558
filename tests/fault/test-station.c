// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a collection workstation read is stored by its server exactly once, though the server
 * is away for days, the station is killed while it hands over, and batches come again; and nobody
 * else hands over anything. */
#include "server/collect/tally-collect-service.h"
#include "tests/fault/test-station-fixture.h"
#include "tests/lib/tally-test-nginx.h"
#include "tests/lib/tally-test-process.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define BATCHES 300
#define DAY_S 86400

static char *own_path;

#define HOLES                                                                                      \
    "SELECT count(*) FROM (SELECT first_at, lag (first_at + n * interval_s * interval '1 second')" \
    " OVER (PARTITION BY district_id, meter_id, channel ORDER BY first_at) AS before"              \
    " FROM raw.frame WHERE kind = 'interval') f WHERE before <> first_at"

/* A day's round by the plan that the server left behind. */
static int64_t
read_day (TestStation *fixture, TallyStation *station, int day)
{
    TallyTestMeters *meters = fixture->meters;
    TallyCollectDesk *desk = tally_station_open_desk (station);
    TallyCollectWish wish = { 0 };
    TallyCollectTotals totals;
    g_autoptr(GPtrArray) plan = NULL;
    g_autoptr(GError) error = NULL;

    tally_test_meters_close (meters);
    tally_test_meters_set_now (meters, TALLY_TEST_NOW + (int64_t) day * DAY_S);
    tally_test_meters_open (meters, 1, 1, NULL);
    tally_test_meters_open (meters, 1, 2, NULL);
    plan = desk->kind->load_plan (desk, &wish, TALLY_TEST_NOW + (int64_t) day * DAY_S, &error);
    g_assert_no_error (error);
    g_assert_cmpint (plan->len, ==, 2);
    tally_collect_round (plan, &meters->manner, meters->lines, fixture->spool, NULL, NULL, NULL,
                         &totals, &error);
    g_assert_no_error (error);
    g_assert_cmpint (totals.n_answered, ==, totals.n_meters);
    g_clear_pointer (&plan, g_ptr_array_unref);
    desk->kind->free (desk);
    return totals.n_meters;
}

static void
test_server_away_for_days (TestStation *fixture, gconstpointer data)
{
    TallyStation *station = test_station_new_station (fixture);
    g_autofree char *attempts = NULL;
    int64_t n_read = 0;

    tally_station_start (station);
    test_station_wait_for_plan (station);
    test_station_end_station (station);
    test_station_close_door (fixture);

    /* Three days without a server, and begun again on each: the plan is remembered. */
    for (int day = 0; day <= 3; day++) {
        station = test_station_new_station (fixture);
        g_assert_true (tally_station_get_state (station).has_plan);
        if (day == 1)
            tally_station_start (station);
        n_read += read_day (fixture, station, day);
        test_station_end_station (station);
    }
    g_assert_cmpint (test_station_n_waiting (fixture), >, 0);
    test_station_expect (fixture, "SELECT count(*) FROM raw.frame", "0");

    test_station_open_door (fixture);
    station = test_station_new_station (fixture);
    tally_station_start (station);
    test_station_wait_until_empty (fixture);
    test_station_wait_until_seen (fixture);
    test_station_end_station (station);
    test_station_expect (fixture, HOLES, "0");
    attempts = g_strdup_printf ("%" G_GINT64_FORMAT, n_read);
    test_station_expect (fixture, "SELECT count(*) FROM collect.attempt", attempts);
    /* The last three days of every meter and channel are in: 3 x 96, whatever came before. */
    test_station_expect (
        fixture,
        "SELECT string_agg (DISTINCT n::text, ' ') FROM (SELECT sum (n) AS n FROM raw.frame"
        " WHERE kind = 'interval' AND first_at >= '2026-11-20T10:00:00+08:00'"
        " GROUP BY meter_id, channel) f",
        "288");
}

/* Batch @number: a register of one of the station's meters at an instant of its own. */
static TallyCollectBatch *
make_batch (int64_t meter_id, int64_t point_id, int number)
{
    TallyCollectBatch *batch = tally_collect_batch_new ();
    TallyCollectAttempt attempt = { .district_id = 1,
                                    .day = 20777,
                                    .point_id = point_id,
                                    .meter_id = meter_id,
                                    .gateway_id = 1,
                                    .asked_at_us = number,
                                    .tries = 1 };
    TallyCollectFrame head = { .district_id = 1,
                               .day = 20777,
                               .point_id = point_id,
                               .meter_id = meter_id,
                               .channel = 1,
                               .kind = TALLY_FRAME_REGISTER,
                               .first_at = INT64_C (20777) * DAY_S + number };
    int64_t value = number;

    tally_collect_batch_add_attempt (batch, &attempt);
    tally_collect_batch_add_values (batch, &head, &value, NULL, 1, NULL);
    return batch;
}

static void
find_meter (TestStation *fixture, int64_t *meter_id, int64_t *point_id)
{
    g_autofree char *found = tally_test_meters_ask (
        fixture->meters, "SELECT meter_id || ' ' || point_id FROM ref.installation WHERE"
                         " district_id = 1 AND gateway_id = 1 ORDER BY 1 LIMIT 1");
    char *end;

    *meter_id = g_ascii_strtoll (found, &end, 10);
    *point_id = g_ascii_strtoll (end, NULL, 10);
}

/* The child: hands over until it is killed. */
G_NORETURN static void
be_station (const char *server, const char *token, const char *path)
{
    g_autoptr(GError) error = NULL;
    TallyCollectSpool *spool = tally_collect_spool_open (path, TALLY_SPOOL_MAX_BYTES, &error);
    TallyStation *station = tally_station_new (
        &(TallyStationSettings){ .server = server, .token = token, .spool = spool, .rest_ms = 20 },
        &error);

    g_assert_no_error (error);
    tally_station_start (station);
    for (;;)
        pause ();
}

static void
test_killed_while_handing_over (TestStation *fixture, gconstpointer data)
{
    const char *arguments[] = { own_path,       "--station",   fixture->server,
                                fixture->token, fixture->path, NULL };
    TallyStation *station;
    int64_t meter_id, point_id;
    int n_runs = tally_test_process_fault_runs (50) / 5;
    int n_cut = 0;

    find_meter (fixture, &meter_id, &point_id);
    for (int i = 0; i < BATCHES; i++) {
        g_autoptr(TallyCollectBatch) batch = make_batch (meter_id, point_id, i);

        g_assert_true (tally_collect_spool_put (fixture->spool, batch, NULL));
    }
    for (int run = 0; run < n_runs && test_station_n_waiting (fixture) > 0; run++) {
        int64_t before = test_station_n_waiting (fixture);
        int64_t aim = MAX (0, before - g_test_rand_int_range (1, 2 * BATCHES / n_runs));
        int64_t until = g_get_monotonic_time () + WAIT_US;
        GPid pid = tally_test_process_start (arguments, NULL);

        while (test_station_n_waiting (fixture) > aim && g_get_monotonic_time () < until)
            test_station_turn ();
        tally_test_process_kill (pid);
        n_cut += test_station_n_waiting (fixture) > 0;
    }
    g_assert_cmpint (n_cut, >, 0);
    station = test_station_new_station (fixture);
    tally_station_start (station);
    test_station_wait_until_empty (fixture);
    test_station_end_station (station);
    test_station_expect (fixture,
                         "SELECT count(*) || ' ' || count(DISTINCT first_at) FROM raw.frame",
                         G_STRINGIFY (BATCHES) " " G_STRINGIFY (BATCHES));
    test_station_expect (fixture, "SELECT count(*) FROM collect.attempt", G_STRINGIFY (BATCHES));
}

typedef struct {
    GBytes *answer;
    gboolean is_over;
} Asked;

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Asked *asked = user_data;

    asked->answer = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
    asked->is_over = TRUE;
}

/* Gives the status. */
static guint
ask (TestStation *fixture, const char *method, const char *path, const char *token, GBytes *body)
{
    g_autofree char *address = g_strconcat (fixture->server, path, NULL);
    g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
    g_autoptr(SoupMessage) message = soup_message_new (method, address);
    Asked asked = { 0 };

    if (token != NULL)
        soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                      bearer);
    soup_message_set_request_body_from_bytes (message, "application/octet-stream", body);
    soup_session_send_and_read_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL,
                                      on_answered, &asked);
    while (!asked.is_over)
        g_main_context_iteration (NULL, TRUE);
    g_clear_pointer (&asked.answer, g_bytes_unref);
    return soup_message_get_status (message);
}

static guint
put (TestStation *fixture, const char *token, const TallyCollectBatch *batch, GBytes *body)
{
    g_autoptr(GString) path = g_string_new ("/collect/v1/batches/");
    g_autoptr(GBytes) own = body == NULL ? tally_collect_batch_to_bytes (batch) : NULL;

    for (size_t i = 0; i < TALLY_BATCH_ID_BYTES; i++)
        g_string_append_printf (path, "%02x", tally_collect_batch_get_id (batch)[i]);
    return ask (fixture, "PUT", path->str, token, body != NULL ? body : own);
}

static void
test_protocol (TestStation *fixture, gconstpointer data)
{
    int64_t meter_id, point_id;
    g_autoptr(TallyCollectBatch) good = NULL;
    g_autoptr(TallyCollectBatch) foreign = make_batch (999999, 1, 1);
    g_autoptr(TallyCollectBatch) other = NULL;
    g_autoptr(GBytes) garbage = g_bytes_new_static ("GTS1garbage", 11);
    /* JSON, but not what a station says: passed over. */
    static const char odd_text[] = "{\"results\":[{\"request_id\":[]},7,{\"request_id\":"
                                   "\"6a7c2f0e-9a53-4a8e-8f5c-0d6f0b7a1c11\",\"is_done\":[],"
                                   "\"n_answered\":{},\"n_failed\":[1]}]}";
    g_autoptr(GBytes) odd = g_bytes_new_static (odd_text, sizeof odd_text - 1);
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);
    g_autoptr(GBytes) huge = g_bytes_new_take (g_malloc0 (TALLY_STATION_BATCH_MAX + 1),
                                                TALLY_STATION_BATCH_MAX + 1);

    find_meter (fixture, &meter_id, &point_id);
    good = make_batch (meter_id, point_id, 1);
    other = make_batch (meter_id, point_id, 2);
    bytes = tally_collect_batch_to_bytes (other);

    g_assert_cmpint (put (fixture, NULL, good, NULL), ==, 401);
    g_assert_cmpint (put (fixture, "gts_0123", good, NULL), ==, 401);
    g_assert_cmpint (ask (fixture, "GET", "/collect/v1/plan", "gts_0123", nothing), ==, 401);
    g_assert_cmpint (put (fixture, fixture->token, good, garbage), ==, 422);
    g_assert_cmpint (put (fixture, fixture->token, good, bytes), ==, 422); /* another id */
    g_assert_cmpint (put (fixture, fixture->token, foreign, NULL), ==, 403);
    /* Too large: 413, unless the client is still sending when the connection ends. */
    g_assert_cmpint (put (fixture, fixture->token, good, huge), !=, 200);
    g_assert_cmpint (ask (fixture, "POST", "/collect/v1/heartbeat", fixture->token, garbage), ==,
                     422);
    g_assert_cmpint (ask (fixture, "POST", "/collect/v1/heartbeat", fixture->token, odd), ==, 200);
    test_station_expect (fixture, "SELECT count(*) FROM raw.frame", "0");
    test_station_expect (fixture, "SELECT count(*) FROM collect.attempt", "0");

    for (int i = 0; i < 5; i++)
        g_assert_cmpint (put (fixture, fixture->token, good, NULL), ==, 200);
    test_station_expect (fixture, "SELECT count(*) FROM raw.frame", "1");
    test_station_expect (fixture, "SELECT count(*) FROM collect.attempt", "1");

    tally_test_db_script (fixture->meters->base, "UPDATE collect.station SET revoked_at = now ()");
    g_assert_cmpint (put (fixture, fixture->token, good, NULL), ==, 401);
    for (int i = 0; i < 30; i++)
        put (fixture, "gts_guess", good, NULL);
    g_assert_cmpint (put (fixture, "gts_guess", good, NULL), ==, 429);
}

/* The server takes a clerk's order of three points, reads what is its own, and the station the
 * rest; the order is over when both are. */
static void
test_order (TestStation *fixture, gconstpointer data)
{
    TallyTestMeters *meters = fixture->meters;
    TallyStation *station = test_station_new_station (fixture);
    TallyCollectSettings settings = { .open_desk = tally_station_open_desk,
                                      .desk_data = station,
                                      .spool = fixture->spool,
                                      .manner = meters->manner,
                                      .spooled = tally_station_wake,
                                      .user_data = station };
    g_autoptr(TallyCollectService) service = tally_collect_service_new (&settings);
    TallyCollectDesk *desk = tally_collect_db_desk_new (tally_test_db_conninfo (meters->base),
                                                        meters->spool, meters->maps);
    g_autoptr(TallyCollectRequest) request = NULL;
    TallyCollectTotals none = { 0 };
    g_autoptr(GError) error = NULL;
    int64_t until = g_get_monotonic_time () + WAIT_US;

    tally_test_meters_open (meters, 1, 1, NULL);
    tally_test_meters_open (meters, 1, 2, NULL);
    tally_test_db_script (
        meters->base,
        "SET ROLE tally_clerk; INSERT INTO collect.request (district_id, request_id, point_ids,"
        " asked_by) SELECT 1, '6b1f0a52-95a1-4b4c-8c53-1a64e2a1c001', array_agg (point_id), 'clerk'"
        " FROM (SELECT DISTINCT point_id FROM ref.installation WHERE district_id = 1 AND gateway_id"
        " = 2 AND valid_to IS NULL ORDER BY 1 LIMIT 3) p");
    g_assert_true (desk->kind->take_order (desk, &request, &error));
    g_assert_no_error (error);
    g_assert_nonnull (request);
    g_assert_true (desk->kind->finish_order (desk, request->request_id, TRUE, &none, &error));
    g_assert_no_error (error);
    test_station_expect (fixture, "SELECT state FROM collect.request", "running");

    tally_station_start (station);
    test_station_wait_for_plan (station);
    tally_collect_service_start (service);
    while (g_get_monotonic_time () < until) {
        g_autofree char *state = tally_test_meters_ask (meters,
                                                        "SELECT state FROM collect.request");

        if (!g_str_equal (state, "running"))
            break;
        test_station_turn ();
    }
    test_station_expect (fixture,
                         "SELECT state || ' ' || n_done || ' ' || n_failed FROM collect.request",
                         "done 3 0");
    tally_collect_service_stop (service);
    test_station_end_station (station);
    desk->kind->free (desk);
}

/* Settings that would have the station trust the wrong server, or nobody. */
static void
test_settings_refused (TestStation *fixture, gconstpointer data)
{
    g_autofree char *folder = g_dir_make_tmp ("tally-station-XXXXXX", NULL);
    g_autofree char *junk = g_build_filename (folder, "junk.pem", NULL);
    g_autofree char *none = g_build_filename (folder, "none.pem", NULL);
    const struct {
        const char *server;
        const char *token;
        const char *ca_file;
        const char *names;
    } cases[] = {
        { "https://server.example", fixture->token, none, "ca-file: " },
        { "https://server.example", fixture->token, junk, "ca-file: " },
        { "https://server.example", fixture->token, folder, "ca-file: " },
        { "http://server.example", fixture->token, NULL, "https is needed" },
        { "server.example", fixture->token, NULL, "server: " },
        { "https://server.example", "UPPER CASE", NULL, "token: " },
        { "https://server.example", "", NULL, "token: " },
    };

    g_assert_true (g_file_set_contents (junk, "no certificate\n", -1, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(GError) error = NULL;
        TallyStation *station = tally_station_new (
            &(TallyStationSettings){ .server = cases[i].server,
                                     .token = cases[i].token,
                                     .ca_file = cases[i].ca_file,
                                     .spool = fixture->spool,
                                     .rest_ms = 20 },
            &error);

        g_assert_null (station);
        g_assert_nonnull (error);
        g_assert_nonnull (strstr (error->message, cases[i].names));
    }
    g_remove (junk);
    g_rmdir (folder);
}

/* Through nginx with the configuration we ship: a certificate that the station was told of is
 * believed, and to another server nothing is said. */
static void
test_through_nginx (TestStation *fixture, gconstpointer data)
{
    TallyTestNginx *nginx = tally_test_nginx_new (fixture->port);
    TallyTestNginx *stranger = tally_test_nginx_new (fixture->port);
    TallyStationSettings settings = { .token = fixture->token,
                                      .spool = fixture->spool,
                                      .clock = fixture->meters->manner.clock,
                                      .rest_ms = 20 };
    g_autofree char *server = g_strdup_printf ("https://localhost:%u",
                                               tally_test_nginx_get_collect_port (nginx));
    int64_t until = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;
    TallyStation *station;
    g_autoptr(GError) error = NULL;

    tally_http_set_behind_proxy (fixture->http, TRUE);
    settings.server = server;
    settings.ca_file = tally_test_nginx_get_certificate (stranger);
    station = tally_station_new (&settings, &error);
    g_assert_no_error (error);
    tally_station_start (station);
    while (g_get_monotonic_time () < until)
        test_station_turn ();
    g_assert_false (tally_station_get_state (station).has_plan);
    test_station_end_station (station);
    test_station_expect (fixture, "SELECT count(*) FROM collect.station WHERE seen_at IS NOT NULL",
                         "0");

    settings.ca_file = tally_test_nginx_get_certificate (nginx);
    station = tally_station_new (&settings, &error);
    g_assert_no_error (error);
    tally_station_start (station);
    test_station_wait_for_plan (station);
    g_assert_cmpint (read_day (fixture, station, 0), >, 0);
    test_station_wait_until_empty (fixture);
    test_station_end_station (station);
    test_station_expect (fixture, "SELECT count(*) > 0 FROM raw.frame", "t");
    tally_test_nginx_free (stranger);
    tally_test_nginx_free (nginx);
}

int
main (int argc, char **argv)
{
    own_path = tally_test_process_self ();
    if (argc == 5 && g_str_equal (argv[1], "--station"))
        be_station (argv[2], argv[3], argv[4]);

    g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
    g_test_add (path, TestStation, NULL, test_station_set_up, func, test_station_tear_down)
    ADD ("/fault/station/server-away-for-days", test_server_away_for_days);
    ADD ("/fault/station/killed-while-handing-over", test_killed_while_handing_over);
    ADD ("/fault/station/protocol", test_protocol);
    ADD ("/fault/station/order", test_order);
    ADD ("/fault/station/through-nginx", test_through_nginx);
    ADD ("/fault/station/settings-refused", test_settings_refused);

    return g_test_run ();
}
