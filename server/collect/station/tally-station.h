// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-desk.h"

G_BEGIN_DECLS

/**
 * TallyStationSettings:
 * @server: "https://host:port"; http only to this machine itself, unless @allows_plain
 * @token: what `gridtallyctl collect station add` printed
 * @ca_file: (nullable): certificates to believe in place of the system's
 * @spool: keeps what was read and what the server said
 * @rest_ms: between two words with the server, at least; doubles up to a minute while it is away
 */
typedef struct {
    const char *server;
    const char *token;
    const char *ca_file;
    gboolean allows_plain;
    TallyCollectSpool *spool;
    TallyCollectClock clock;
    guint rest_ms;
} TallyStationSettings;

/** What production rests. */
#define TALLY_STATION_REST_MS 2000

/**
 * TallyStation:
 *
 * A collection workstation's word with its server, in a thread of its own: hands over what is in
 * the spool, batch by batch, each dropped only once the server has it; fetches the plan; says that
 * it lives, and takes what clerks want read. While the server is away everything stays in the
 * spool, for days, and collecting goes on by the last plan.
 */
#define TALLY_TYPE_STATION (tally_station_get_type ())
G_DECLARE_FINAL_TYPE (TallyStation, tally_station, TALLY, STATION, GObject)

/** tally_station_new: Returns: %NULL with %TALLY_ERROR_INVALID when @settings are no good */
TallyStation *tally_station_new (const TallyStationSettings *settings, GError **error);

void tally_station_start (TallyStation *self);

/** tally_station_wake: there is something in the spool; any thread */
void tally_station_wake (gpointer self);

/** tally_station_stop: ends after the word at hand */
void tally_station_stop (TallyStation *self);

/** tally_station_open_desk: for TallyCollectSettings: orders as the server gave them */
TallyCollectDesk *tally_station_open_desk (gpointer self);

/** TallyStationState: for tests and the log */
typedef struct {
    int64_t n_uploaded; /* batches */
    int64_t n_refused;  /* batches the server will never take; they are set aside */
    int64_t n_failures; /* words in a row that did not get through */
    gboolean has_plan;
} TallyStationState;

TallyStationState tally_station_get_state (TallyStation *self);

G_END_DECLS
