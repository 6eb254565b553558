// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/station/tally-station-plan.h"
#include "server/collect/station/tally-station.h"

G_BEGIN_DECLS

/* Between the files of this folder only. */

/** TallyStationResult: what became of an order */
typedef struct {
    char *request_id;
    gboolean is_done;
    int64_t n_answered;
    int64_t n_failed;
} TallyStationResult;

struct _TallyStation {
    GObject parent_instance;

    char *server;
    char *token;
    GTlsDatabase *authorities; /* NULL: the system's */
    TallyCollectSpool *spool;
    TallyCollectClock clock;
    guint rest_ms;
    GThread *thread;
    GCancellable *stopping;

    GMutex mutex; /* guards what follows */
    GCond woken;
    gboolean has_more;
    TallyStationPlan *plan; /* NULL: none yet */
    GPtrArray *orders;      /* TallyCollectRequest: not begun */
    GHashTable *known;      /* ids of orders that were begun or wait: a set */
    GPtrArray *results;     /* TallyStationResult: the server does not know yet */
    TallyStationState state;
};

/** tally_station_dup_plan: Returns: (transfer full) (nullable): the last plan */
TallyStationPlan *tally_station_dup_plan (TallyStation *self);

/** tally_station_set_plan: @json: as the server sent it, kept for the time without it */
gboolean tally_station_set_plan (TallyStation *self, GBytes *json, GError **error);

/** tally_station_courier: the thread */
gpointer tally_station_courier (gpointer self);

G_END_DECLS
