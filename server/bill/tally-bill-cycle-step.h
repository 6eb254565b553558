// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-cycle-store.h"

G_BEGIN_DECLS

/**
 * tally_bill_step_add_cycle:
 *
 * Adds a cycle, of which no account is yet. Returns: %FALSE with %TALLY_ERROR_INVALID (a code or a
 *   name that cannot be, no reason), %TALLY_ERROR_EXISTS (the district has a cycle of that code)
 */
gboolean tally_bill_step_add_cycle (TallyDb *db, const TallyBillCycle *cycle, GError **error);

/**
 * TallyBillMove: accounts that go to a cycle
 * @code: "": the standard cycle
 * @accounts: (array zero-terminated=1): their numbers
 * @address: from where; "" for a program
 */
typedef struct {
    int32_t district_id;
    const char *code;
    const char *const *accounts;
    const char *person;
    const char *address;
    const char *reason;
} TallyBillMove;

/**
 * tally_bill_step_assign:
 *
 * All of the accounts or none. A bill that a cycle made and did not issue stays with it; whatever
 * is made from then on is made by the new one. Returns: %FALSE with %TALLY_ERROR_INVALID (no
 *   account, no reason), %TALLY_ERROR_NOT_FOUND (such a cycle or account), %TALLY_ERROR_BUSY (a
 *   run of the district computes)
 */
gboolean tally_bill_step_assign (TallyDb *db, const TallyBillMove *move, GError **error);

G_END_DECLS
