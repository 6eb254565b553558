// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-calc.h"

G_BEGIN_DECLS

/* What the bills before hand on. The past is the customer's at the point: it goes on when a tariff,
 * a capacity or a meter changes and the agreement is replaced; it ends when the account leaves. */

/**
 * TallyBillBefore: a bill that may come before another
 * @start: the day it begins
 * @carry: its carry, as text
 * @came_to: its total and days; no days: it does not say what is usual
 */
typedef struct {
    int64_t point_id;
    int64_t account_id;
    TallyDay start;
    const char *carry;
    TallyBillPast came_to;
} TallyBillBefore;

/** tally_bill_history_look_back: Returns: most months a ratchet of the tariff looks back */
int tally_bill_history_look_back (const TallyBillRules *rules, const char *tariff_code);

/** tally_bill_history_months: Returns: months of bills that any tariff needs; a year at least */
int tally_bill_history_months (const TallyBillRules *rules);

/**
 * tally_bill_history_add:
 * @agreement: what is billed in @month
 * @month: first day of the period
 * @before: another bill; those that say what is usual come newest first
 * @texts: keeps its carry
 * @error: return location
 *
 * Adds what @before hands on, unless it is another customer's or point's, not before the days of
 * @agreement in the period, or from an earlier stay of the account.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID
 */
gboolean tally_bill_history_add (TallyBillAgreement *agreement,
                                 TallyDay month,
                                 const TallyBillBefore *before,
                                 GStringChunk *texts,
                                 GError **error);

/**
 * tally_bill_history_follow:
 * @next: of the same period, or no such; then nothing is done
 * @month: first day of the period
 * @bill: just made, of the agreement before @next
 *
 * The parts of a month under two agreements of one customer: the first hands on to the second.
 */
gboolean tally_bill_history_follow (TallyBillAgreement *next,
                                    TallyDay month,
                                    const TallyBill *bill,
                                    GStringChunk *texts,
                                    GError **error);

G_END_DECLS
