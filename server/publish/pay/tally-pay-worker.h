// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/pay/tally-pay.h"

G_BEGIN_DECLS

/** TALLY_PAY_WORKER_PAUSE_MS: how long a stored webhook waits at most */
#define TALLY_PAY_WORKER_PAUSE_MS 1000

/**
 * TallyPayWorker:
 *
 * A thread with a connection of the settle role that works off what the bank
 * said and asks about what it did not say. It reconnects for as long as it lives.
 */
typedef struct _TallyPayWorker TallyPayWorker;

/**
 * tally_pay_worker_new:
 * @conninfo: where the database is; it logs in as tally_settle
 * @settings: (nullable): of the bank; %NULL: events only, no questions
 * @probe: (nullable): told of each step, in the worker's thread
 */
TallyPayWorker *tally_pay_worker_new (const char *conninfo,
                                      const TallyPaySettings *settings,
                                      TallyPayProbe probe,
                                      gpointer probe_data);

/**
 * tally_pay_worker_start:
 * @bank_url: "" without a bank: events are worked off, nobody is asked
 * @secret_file: holds what the bank knows us by
 *
 * The same as an operator's settings say it. Returns: %NULL when the file cannot be read.
 */
TallyPayWorker *tally_pay_worker_start (const char *conninfo,
                                        const char *bank_url,
                                        const char *secret_file,
                                        GError **error);

/** tally_pay_worker_wake: something was stored; from any thread */
void tally_pay_worker_wake (TallyPayWorker *worker);

/** tally_pay_worker_free: stops it and waits until it has */
void tally_pay_worker_free (TallyPayWorker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPayWorker, tally_pay_worker_free)

G_END_DECLS
