// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-breaker-calc.h"
#include "server/collect/tally-collect-talk.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** Meters in a row that say nothing, after which the others are not asked. */
#define TALLY_VISIT_MAX_SILENT 3

/**
 * TallyCollectManner: how to ask
 * @connect_ms: patience until a gateway is reached
 * @read_ms: patience for one answer
 * @n_tries: per meter, and to reach a gateway
 * @is_urgent: a clerk waits: other visitors make room
 * @is_knock: only to see whether gateways that failed are back: one where
 *   nobody gives an answer that makes sense is no attempt at its meters
 */
typedef struct {
    TallyCollectClock clock;
    guint connect_ms;
    guint read_ms;
    guint n_tries;
    gboolean is_urgent;
    gboolean is_knock;
} TallyCollectManner;

/** What production asks with. */
#define TALLY_COLLECT_MANNER                                            \
    {                                                                   \
        { 0, TRUE }, .connect_ms = 5000, .read_ms = 10000, .n_tries = 2 \
    }

/**
 * TallyCollectGateway: a gateway and whom to ask behind it
 * @meters: (element-type TallyCollectMeter): a meter whose map is %NULL has a
 *   model nobody described
 */
typedef struct {
    int32_t district_id;
    int32_t gateway_id;
    char *name;
    char *host;
    uint16_t port;
    const TallyMeterDriver *driver;
    GPtrArray *meters;
} TallyCollectGateway;

void tally_collect_gateway_free (TallyCollectGateway *self);

/**
 * TallyCollectSink:
 * @take: (transfer full): keeps a batch safely. Returns: %FALSE with an error
 *   to end the visit: what cannot be kept is not asked for
 * @asked: tells that a meter was asked; may be %NULL
 *
 * Called in the thread of the visit.
 */
typedef struct {
    gboolean (*take) (TallyCollectBatch *batch, gpointer user_data, GError **error);
    void (*asked) (const TallyCollectAttempt *attempt, gpointer user_data);
    gpointer user_data;
} TallyCollectSink;

/**
 * TallyCollectVisit:
 *
 * Asks every meter behind one gateway, one after the other over one
 * connection, and hands batches to the sink every few meters. Never blocks:
 * whoever drives it advances it when its file descriptor is ready or its time
 * is over.
 */
typedef struct _TallyCollectVisit TallyCollectVisit;

/** tally_collect_visit_new: @gateway, @manner and @sink outlive the visit */
TallyCollectVisit *tally_collect_visit_new (const TallyCollectGateway *gateway,
                                            const TallyCollectManner *manner,
                                            const TallyCollectSink *sink);
void tally_collect_visit_free (TallyCollectVisit *self);

const TallyCollectGateway *tally_collect_visit_get_gateway (const TallyCollectVisit *self);

/** TallyVisitState: @TALLY_VISIT_PAUSED: between two meters, as it was asked to; not connected */
typedef enum {
    TALLY_VISIT_GOES_ON,
    TALLY_VISIT_PAUSED,
    TALLY_VISIT_OVER,
    TALLY_VISIT_FAILED,
} TallyVisitState;

/**
 * tally_collect_visit_advance:
 * @now_us: monotonic time
 * @error: return location, set with %TALLY_VISIT_FAILED: the sink failed;
 *   meters that fail are attempts, not errors
 *
 * Does what can be done now.
 */
TallyVisitState tally_collect_visit_advance (TallyCollectVisit *self,
                                             int64_t now_us,
                                             GError **error);

/** tally_collect_visit_pause: hangs up after the meter at hand; advancing goes on */
void tally_collect_visit_pause (TallyCollectVisit *self);

/** tally_collect_visit_rest: the gateway is left alone, as @breaker says: its meters are written
 * down as not asked, and it ends as the last visit did */
void tally_collect_visit_rest (TallyCollectVisit *self, const TallyBreaker *breaker);

/** tally_collect_visit_is_rested: whether it was only written down */
gboolean tally_collect_visit_is_rested (const TallyCollectVisit *self);

/** tally_collect_visit_stop: the meter at hand is the last */
void tally_collect_visit_stop (TallyCollectVisit *self);

/** tally_collect_visit_get_end: Returns: how it found the gateway, once it is over */
TallyVisitEnd tally_collect_visit_get_end (const TallyCollectVisit *self);

/**
 * TallyVisitWait: what a visit waits for
 * @fd: -1: nothing to poll
 * @events: POLLIN, POLLOUT, or 0: advance again after some milliseconds
 * @link: changes with each connection
 * @until_us: advance at the latest then
 */
typedef struct {
    int fd;
    short events;
    guint link;
    int64_t until_us;
} TallyVisitWait;

TallyVisitWait tally_collect_visit_get_wait (const TallyCollectVisit *self);

G_END_DECLS
