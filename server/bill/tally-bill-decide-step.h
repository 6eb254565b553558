// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-decide-store.h"

G_BEGIN_DECLS

/* Each opens a transaction of its own and leaves an entry in the audit trail. */

/**
 * tally_bill_step_decide:
 * @db: a connection of the settle role, not in a transaction
 * @decision: what a clerk decided
 * @n_moved: (out): bills that were held or released, now or when the same decision came before
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND (no such bill), %TALLY_ERROR_EXISTS (it is in
 *   another state, or there are not @n_expected), or %TALLY_ERROR_INVALID (what has no price is
 *   not released); nothing has changed then
 */
gboolean tally_bill_step_decide (TallyDb *db,
                                 const TallyBillDecision *decision,
                                 int64_t *n_moved,
                                 GError **error);

/**
 * tally_bill_step_set_check:
 *
 * Sets a check's parameters from now on; the versions before stay. Returns: %FALSE with
 *   %TALLY_ERROR_EXISTS when somebody was quicker, or %TALLY_ERROR_INVALID, naming the field
 */
gboolean tally_bill_step_set_check (TallyDb *db, const TallyBillSetting *setting, GError **error);

G_END_DECLS
