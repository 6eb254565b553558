// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/publish/pay/tally-bank.h"
#include "server/publish/pay/tally-pay.h"

G_BEGIN_DECLS

/**
 * TallyPayWork:
 * @db: a connection of the settle role, not in a transaction
 * @bank: (nullable): where to ask; %NULL: only events are worked off
 * @now: Unix seconds
 * @cancellable: (nullable): stops between two payments
 * @probe: (nullable): told of each step
 */
typedef struct {
    TallyDb *db;
    TallyBank *bank;
    int64_t now;
    GCancellable *cancellable;
    TallyPayProbe probe;
    gpointer probe_data;
} TallyPayWork;

/**
 * tally_pay_step_run:
 * @work: with what
 * @n_events: (out) (optional): events worked off
 * @error: return location
 *
 * Works off the stored events, one transaction each: state, journal and
 * "done" together. Then asks the bank about intents whose time has come,
 * stores what it says as events, and works those off too. Any number of these
 * may run at once.
 */
gboolean tally_pay_step_run (const TallyPayWork *work, int64_t *n_events, GError **error);

G_END_DECLS
