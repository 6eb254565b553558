// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-store.h"
#include "server/energy/tally-energy-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallyBillStreamed: what a stream of points is priced with
 * @hands_on: whether bills of a month under two agreements of one customer are made together: the
 *   first then hands on to the second; else the second has what is stored of the first
 * @is_wanted: (nullable): which version of a day is read; %NULL: the newest
 */
typedef struct {
    TallyDb *db;
    const TallyBillRules *rules;
    TallyBillMaker *maker;
    GArray *agreements; /* TallyBillAgreement, in order of point */
    TallyBillSheet *sheet;
    GCancellable *cancellable;
    gboolean hands_on;
    TallyBlockIsWanted is_wanted;
    gpointer wanted_data;
} TallyBillStreamed;

/**
 * tally_bill_unit_stream:
 * @what: with what
 * @unit: which points
 * @error: return location
 *
 * Streams the intervals of the unit's points and makes the bill of each
 * agreement; those whose point was never measured get one that is held.
 */
gboolean tally_bill_unit_stream (TallyBillStreamed *what,
                                 const TallyBillUnit *unit,
                                 GError **error);

/**
 * TallyBillOne: the bill of one agreement
 * @day: any of its month
 * @version: of the bill; 0: the one that comes next
 * @look: (nullable): sees each line as it is priced
 */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    int64_t agreement_id;
    TallyDay day;
    int32_t version;
    TallyBillLook look;
    gpointer look_data;
} TallyBillOne;

/**
 * tally_bill_unit_make_one:
 * @db: a connection of the settle role
 * @one: whose bill
 * @sheet: empty; the bill is put on it
 *
 * Makes one bill from the inputs of today and stores nothing.
 */
gboolean tally_bill_unit_make_one (TallyDb *db,
                                   const TallyBillOne *one,
                                   TallyBillSheet *sheet,
                                   GError **error);

/** TallyBillWorker: one connection and all it needs for unit after unit */
typedef struct _TallyBillWorker TallyBillWorker;

TallyBillWorker *tally_bill_worker_new (TallyDb *db,
                                        const char *run_id,
                                        const char *cycle,
                                        TallyDays period,
                                        GCancellable *cancellable);
void tally_bill_worker_free (TallyBillWorker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillWorker, tally_bill_worker_free)

/**
 * tally_bill_worker_next:
 * @n_bills: (out): bills of the unit
 * @found: (out): %FALSE when no unit is left
 *
 * One unit in one transaction.
 */
gboolean tally_bill_worker_next (TallyBillWorker *worker,
                                 int64_t *n_bills,
                                 gboolean *found,
                                 GError **error);

G_END_DECLS
