// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/station/tally-station.h"
#include "server/collect/tally-collect-station-store.h"
#include "server/publish/station/tally-station-handler.h"
#include "tests/lib/tally-test-meters.h"

#include <libsoup/soup.h>

#define WAIT_US (60 * G_USEC_PER_SEC)

/* The sample utility, a server's door for workstations, and the spool of one named "hill", which
 * has the gateways 1 and 2 of district 1. The main loop serves the door: test_station_turn(). */
typedef struct {
    TallyTestMeters *meters;
    TallyHttp *http;
    TallyStationDoor *door;
    guint port; /* 0: not yet chosen */
    char *server;
    char *token;
    char *path;
    TallyCollectSpool *spool;
    SoupSession *session;
} TestStation;

void test_station_set_up (TestStation *fixture, gconstpointer data);
void test_station_tear_down (TestStation *fixture, gconstpointer data);
void test_station_open_door (TestStation *fixture);
void test_station_close_door (TestStation *fixture);
TallyStation *test_station_new_station (TestStation *fixture);
void test_station_end_station (TallyStation *station);
void test_station_expect (TestStation *fixture, const char *sql, const char *answer);
int64_t test_station_n_waiting (TestStation *fixture);
void test_station_turn (void);
void test_station_wait_for_plan (TallyStation *station);
void test_station_wait_until_empty (TestStation *fixture);
void test_station_wait_until_seen (TestStation *fixture);
