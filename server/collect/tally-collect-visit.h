// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-reading.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** TallyCollectManner: how to ask */
typedef struct {
    TallyCollectClock clock;
    guint connect_ms;
    guint read_ms;
    guint n_tries; /* per meter, and to reach a gateway */
} TallyCollectManner;

/** What production asks with; a gateway that is away costs 10 s of its own thread. */
#define TALLY_COLLECT_MANNER                                           \
    {                                                                  \
        { 0, TRUE }, .connect_ms = 5000, .read_ms = 3000, .n_tries = 2 \
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
 * @take: keeps a batch safely. Returns: %FALSE with an error to end the visit:
 *   what cannot be kept is not asked for
 * @asked: tells that a meter was asked; may be %NULL
 *
 * Called in the thread of the visit.
 */
typedef struct {
    gboolean (*take) (const TallyCollectBatch *batch, gpointer user_data, GError **error);
    void (*asked) (const TallyCollectAttempt *attempt, gpointer user_data);
    gpointer user_data;
} TallyCollectSink;

/**
 * tally_collect_visit:
 * @gateway: whom to ask
 * @manner: how
 * @cancellable: (nullable): ends the visit after the meter at hand
 * @sink: takes what comes
 * @error: return location: the sink failed; meters that fail are attempts, not errors
 *
 * Asks every meter behind one gateway, one after the other over one
 * connection, and hands batches to the sink every few meters. Blocks.
 */
gboolean tally_collect_visit (const TallyCollectGateway *gateway,
                              const TallyCollectManner *manner,
                              GCancellable *cancellable,
                              const TallyCollectSink *sink,
                              GError **error);

G_END_DECLS
