// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/test-station-fixture.h"

#include <glib/gstdio.h>

#define PORT_BASE 15240

void
test_station_open_door (TestStation *fixture)
{
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", fixture->port);
    g_autoptr(GError) error = NULL;

    fixture->http = tally_http_new ("collect", NULL);
    tally_http_set_plain (fixture->http, TRUE);
    fixture->door = tally_station_door_new (fixture->http,
                                            tally_test_db_conninfo (fixture->meters->base),
                                            tally_zone_get ("Asia/Shanghai", NULL), folder);
    tally_http_listen (fixture->http, address, &error);
    g_assert_no_error (error);
    fixture->port = tally_http_get_port (fixture->http);
    g_free (fixture->server);
    fixture->server = g_strdup_printf ("http://127.0.0.1:%u", fixture->port);
}

void
test_station_close_door (TestStation *fixture)
{
    int64_t until = g_get_monotonic_time () + WAIT_US;

    tally_http_close (fixture->http);
    tally_station_door_free (fixture->door);
    g_object_add_weak_pointer (G_OBJECT (fixture->http), (gpointer *) &fixture->http);
    g_object_unref (fixture->http);
    while (fixture->http != NULL && g_get_monotonic_time () < until) {
        if (!g_main_context_iteration (NULL, FALSE))
            g_usleep (1000);
    }
    g_assert_null (fixture->http);
}

void
test_station_set_up (TestStation *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) settle = NULL;
    g_autoptr(GError) error = NULL;

    fixture->meters = tally_test_meters_new (PORT_BASE);
    settle = tally_test_db_open_as (fixture->meters->base, "tally_settle");
    tally_collect_station_store_add (settle, "hill", "1:1,1:2", "test", &fixture->token, &error);
    g_assert_no_error (error);
    fixture->path = g_build_filename (fixture->meters->folder, "station.db", NULL);
    fixture->spool = tally_collect_spool_open (fixture->path, TALLY_SPOOL_MAX_BYTES, &error);
    g_assert_no_error (error);
    fixture->session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
    test_station_open_door (fixture);
}

void
test_station_tear_down (TestStation *fixture, gconstpointer data)
{
    static const char *const endings[] = { "", "-wal", "-shm" };

    g_clear_object (&fixture->session);
    test_station_close_door (fixture);
    g_clear_object (&fixture->spool);
    for (size_t i = 0; i < G_N_ELEMENTS (endings); i++) {
        g_autofree char *file = g_strconcat (fixture->path, endings[i], NULL);

        g_remove (file);
    }
    g_free (fixture->path);
    g_free (fixture->token);
    g_free (fixture->server);
    tally_test_meters_free (fixture->meters);
}

TallyStation *
test_station_new_station (TestStation *fixture)
{
    g_autoptr(GError) error = NULL;
    TallyStation *station = tally_station_new (
        &(TallyStationSettings){ .server = fixture->server,
                                 .token = fixture->token,
                                 .spool = fixture->spool,
                                 .clock = fixture->meters->manner.clock,
                                 .rest_ms = 20 },
        &error);

    g_assert_no_error (error);
    return station;
}

void
test_station_expect (TestStation *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_meters_ask (fixture->meters, sql);

    g_assert_cmpstr (found, ==, answer);
}

int64_t
test_station_n_waiting (TestStation *fixture)
{
    TallySpoolState state = { 0 };

    g_assert_true (tally_collect_spool_get_state (fixture->spool, &state, NULL));
    return state.n_waiting;
}

void
test_station_turn (void)
{
    while (g_main_context_iteration (NULL, FALSE))
        ;
    g_usleep (1000);
}

void
test_station_wait_for_plan (TallyStation *station)
{
    int64_t until = g_get_monotonic_time () + WAIT_US;

    while (!tally_station_get_state (station).has_plan && g_get_monotonic_time () < until)
        test_station_turn ();
    g_assert_true (tally_station_get_state (station).has_plan);
}

void
test_station_wait_until_empty (TestStation *fixture)
{
    int64_t until = g_get_monotonic_time () + WAIT_US;

    while (test_station_n_waiting (fixture) > 0 && g_get_monotonic_time () < until)
        test_station_turn ();
    g_assert_cmpint (test_station_n_waiting (fixture), ==, 0);
}

void
test_station_wait_until_seen (TestStation *fixture)
{
    int64_t until = g_get_monotonic_time () + WAIT_US;

    while (g_get_monotonic_time () < until) {
        g_autofree char *seen = tally_test_meters_ask (
            fixture->meters, "SELECT report ? 'n_waiting' FROM collect.station");

        if (g_str_equal (seen, "t"))
            return;
        test_station_turn ();
    }
    g_assert_not_reached ();
}

/* The loop must turn while the courier, who may wait for an answer, is told to end. */
static gpointer
stop_station (gpointer data)
{
    tally_station_stop (data);
    return NULL;
}

void
test_station_end_station (TallyStation *station)
{
    GThread *thread = g_thread_new ("stop", stop_station, station);

    for (int i = 0; i < 50; i++)
        test_station_turn ();
    g_thread_join (thread);
    g_object_unref (station);
}
