// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-correct-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* An issued bill never changes. A correction takes it back by a credit note, with a new bill or
 * without: one person orders it, another one issues it (tally_ledger_step_correct), and the
 * difference can be seen in between. Each opens a transaction of its own and leaves an entry
 * in the audit trail. */

/**
 * TallyBillCorrectionOrder:
 * @correction_id: a UUID made and kept by who asks: the same order is taken once
 * @number: an issued bill
 * @is_cancel: no new bill follows
 * @district_id: 0, or the only one whose bills the person may correct
 * @reason: why; not empty
 */
typedef struct {
    const char *correction_id;
    const char *number;
    gboolean is_cancel;
    int32_t district_id;
    const char *person;
    const char *address;
    const char *reason;
} TallyBillCorrectionOrder;

/**
 * tally_bill_step_order:
 *
 * The new bill is made from the inputs of today and waits as a draft. Returns: %FALSE with
 *   %TALLY_ERROR_NOT_FOUND, %TALLY_ERROR_EXISTS (not issued, or a correction waits already), or
 *   %TALLY_ERROR_INVALID (nothing changed, or the new bill has no price)
 */
gboolean tally_bill_step_order (TallyDb *db, const TallyBillCorrectionOrder *order, GError **error);

/** tally_bill_step_refuse: a proposal, or an order that waits; its draft goes away */
gboolean tally_bill_step_refuse (TallyDb *db,
                                 const char *correction_id,
                                 int32_t district_id,
                                 const char *person,
                                 const char *address,
                                 const char *reason,
                                 GError **error);

/**
 * tally_bill_step_propose:
 * @n_new: (out): proposals that were made
 *
 * Looks at the issued bills of which days got a newer version, whose tariff got a version that
 * corrects billed days, whose holidays changed, or before which a bill of the same customer was
 * corrected that hands on something else; makes each again, and proposes those that come out
 * otherwise. What was refused is not proposed again for the same inputs. Later months wait for the
 * earlier ones they stand on.
 */
gboolean tally_bill_step_propose (TallyDb *db,
                                  GCancellable *cancellable,
                                  int64_t *n_new,
                                  GError **error);

/**
 * tally_bill_step_final:
 * @closing: which agreement ends when
 * @run: (out): the run of its one bill, computed
 *
 * Closes an agreement on any day and makes its final bill, prorated to that day. Returns: %FALSE
 *   with %TALLY_ERROR_NOT_FOUND, %TALLY_ERROR_EXISTS (it ended before, or days after are billed)
 */
gboolean tally_bill_step_final (TallyDb *db,
                                const TallyBillClosing *closing,
                                TallyBillRun *run,
                                GError **error);

G_END_DECLS
