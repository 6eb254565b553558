// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-job.h"

G_BEGIN_DECLS

/** TallyBillingModel: bill runs, the bills of one, one bill, and the intervals of a line. */
#define TALLY_TYPE_BILLING_MODEL (tally_billing_model_get_type ())
G_DECLARE_FINAL_TYPE (TallyBillingModel, tally_billing_model, TALLY, BILLING_MODEL, GObject)

TallyBillingModel *tally_billing_model_new (TallyApi *api);

void tally_billing_model_load (TallyBillingModel *self);
void tally_billing_model_refresh (TallyBillingModel *self);

/** tally_billing_model_set_run: @run_id: (nullable): whose bills are wanted */
void tally_billing_model_set_run (TallyBillingModel *self, const char *run_id);

/** tally_billing_model_set_bill: @number: (nullable): of the bill that is wanted */
void tally_billing_model_set_bill (TallyBillingModel *self, const char *number);

/** tally_billing_model_set_line: of the bill; 0: none */
void tally_billing_model_set_line (TallyBillingModel *self, int64_t line_no);

/* Rows of #TallyWireBillRun and #TallyWireBillRow, one #TallyWireBill, one #TallyWireIntervals,
 * one #TallyWireLineReason of the line. */
TallyFeed *tally_billing_model_get_runs (TallyBillingModel *self);
TallyFeed *tally_billing_model_get_bills (TallyBillingModel *self);
TallyFeed *tally_billing_model_get_bill (TallyBillingModel *self);
TallyFeed *tally_billing_model_get_intervals (TallyBillingModel *self);
TallyFeed *tally_billing_model_get_reason (TallyBillingModel *self);

/** tally_billing_model_get_lines: rows of #TallyWireBillLine of the bill */
GListModel *tally_billing_model_get_lines (TallyBillingModel *self);
TallyJob *tally_billing_model_get_job (TallyBillingModel *self);

/** tally_billing_model_may: @what: "run" or "issue"; by role, not by state */
gboolean tally_billing_model_may (TallyBillingModel *self, const char *what);

/**
 * tally_billing_model_start_run:
 * @month: "YYYY-MM"
 *
 * Returns: (transfer full) (nullable): the run's id, or %NULL while another job runs
 */
char *tally_billing_model_start_run (TallyBillingModel *self, const char *month);
void tally_billing_model_issue_run (TallyBillingModel *self, const char *run_id);

/** tally_billing_model_cancel_run: the job that runs ends as its events say */
void tally_billing_model_cancel_run (TallyBillingModel *self, const char *run_id);

void tally_billing_model_hear (TallyBillingModel *self,
                               const char *name,
                               const TallyWireEvent *event);

G_END_DECLS
