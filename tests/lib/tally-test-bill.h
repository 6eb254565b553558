// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-step.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-utility.h"

G_BEGIN_DECLS

/** TallyTestBill: a utility of district 1 whose September 2026 can be billed */
typedef struct {
    TallyTestDb *base;
    TallyDb *owner;
    TallyDb *settle;
    TallyDays september;
} TallyTestBill;

/* As g_test_add() wants them; the data is the number of customers. */
void tally_test_bill_set_up (TallyTestBill *fixture, gconstpointer n_customers);
void tally_test_bill_tear_down (TallyTestBill *fixture, gconstpointer data);

/** tally_test_bill_assert: @sql gives @expected; else the test fails and names both */
void tally_test_bill_assert (const TallyTestBill *fixture, const char *sql, const char *expected);

/** tally_test_bill_order: a run of September */
TallyBillOrder tally_test_bill_order (const TallyTestBill *fixture,
                                      const char *run_id,
                                      guint n_workers);

/** tally_test_bill_run: Returns: (transfer full): the hash of the bills */
char *tally_test_bill_run (const TallyTestBill *fixture, const char *run_id, guint n_workers);

/** tally_test_bill_issue: on 2026-10-03; as many as @expected */
void tally_test_bill_issue (const TallyTestBill *fixture, const char *run_id, int64_t expected);

G_END_DECLS
