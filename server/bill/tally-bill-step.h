// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** Most workers of one run. */
#define TALLY_BILL_MAX_WORKERS 64

/** TallyBillProgress: in the thread that called the step, about every 0.2 s */
typedef void (*TallyBillProgress) (int64_t n_done, int64_t n_total, gpointer user_data);

/**
 * TallyBillOrder:
 * @conninfo: where the database is; every worker connects as tally_settle
 * @run_id: a UUID made and kept by who asks: the same run goes on where it stopped
 * @district_id: 0: all
 * @cycle: (nullable): which accounts; %NULL or "": the standard cycle, those in no other
 * @period: a month
 * @started_by: who asked
 * @n_workers: threads; 0: one a processor
 * @cancellable: (nullable): ends the run within half a second
 * @progress: (nullable):
 */
typedef struct {
    const char *conninfo;
    const char *run_id;
    int32_t district_id;
    const char *cycle;
    TallyDays period;
    const char *started_by;
    guint n_workers;
    GCancellable *cancellable;
    TallyBillProgress progress;
    gpointer progress_data;
} TallyBillOrder;

/**
 * tally_bill_step_run:
 * @order: what to compute
 * @run: (out caller-allocates): the run as it stands at the end
 * @error: return location
 *
 * Computes the bills of a period: units of work, each locked by one worker in
 * one transaction that streams intervals out, prices, and copies bills in.
 * Bills that were not issued are computed anew, issued ones and those of other cycles stay. Blocks;
 * call it in a worker thread. A run that is computed already is only reported.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID (the period is not a month, or a cycle without its
 *   district), %TALLY_ERROR_NOT_FOUND (no such cycle), %TALLY_ERROR_EXISTS (the id is that of a
 *   run of another district, cycle or month), %TALLY_ERROR_BUSY (another computes that period),
 *   %G_IO_ERROR_CANCELLED, or what went wrong; nothing half done is kept
 */
gboolean tally_bill_step_run (const TallyBillOrder *order, TallyBillRun *run, GError **error);

/**
 * TallyBillRebill:
 * @number: an issued bill whose inputs have newer versions now
 * @billed: what it says
 * @now: what the inputs of today give
 */
typedef struct {
    char number[TALLY_BILL_NUMBER_TEXT];
    TallyMoney billed;
    TallyMoney now;
} TallyBillRebill;

/**
 * TallyBillVerdict:
 * @n_bills: bills looked at
 * @rebills: (element-type TallyBillRebill) (nullable): of them, those to be billed
 *   again, in order of district, period and number; nothing is changed
 * @older: (element-type utf8) (nullable): those that their inputs do not give any more and that
 *   other rules of pricing than today's made: nothing can tell whether they are right; each is
 *   named, with its rules
 * @fault: (nullable): the first bill or line that is not what it was made from gives
 */
typedef struct {
    int64_t n_bills;
    GArray *rebills;
    GPtrArray *older;
    char *fault;
} TallyBillVerdict;

void tally_bill_verdict_clear (TallyBillVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyBillVerdict, tally_bill_verdict_clear)

/**
 * tally_bill_step_verify:
 * @db: a connection of the settle role, not in a transaction
 * @cancellable: (nullable)
 * @verdict: (out):
 * @error: return location: it could not be verified
 *
 * Computes the hash of every stored bill and line, and every issued bill again: from
 * the versions it was made from, which must give the very same, and from those of
 * today, which may ask for a rebill.
 */
gboolean tally_bill_step_verify (TallyDb *db,
                                 GCancellable *cancellable,
                                 TallyBillVerdict *verdict,
                                 GError **error);

G_END_DECLS
