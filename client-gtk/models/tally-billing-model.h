// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-job.h"
#include "shared/wire/tally-wire-bill-run.h"

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

/** tally_billing_model_get_cycles: rows of #TallyWireBillCycle; only for those who may run */
TallyFeed *tally_billing_model_get_cycles (TallyBillingModel *self);

/** tally_billing_model_district_of: Returns: the person's own district, or else @chosen */
int64_t tally_billing_model_district_of (TallyBillingModel *self, int64_t chosen);

/** tally_billing_model_get_nodes: rows of #TallyWireNode; only for those who choose a district */
TallyFeed *tally_billing_model_get_nodes (TallyBillingModel *self);

/** tally_billing_model_chooses_district: FALSE: the person is of one, and bills that alone */
gboolean tally_billing_model_chooses_district (TallyBillingModel *self);

/**
 * tally_billing_model_start_run:
 * @month: "YYYY-MM"
 * @district_id: 0: all; of no meaning to somebody of one district
 * @cycle: of the district; "": the accounts that are in none
 *
 * Returns: (transfer full) (nullable): the run's id, or %NULL while another job runs
 */
char *tally_billing_model_start_run (TallyBillingModel *self,
                                     const char *month,
                                     int64_t district_id,
                                     const char *cycle);

/** tally_billing_model_can_issue: whether bills of the run wait for nothing else */
gboolean tally_billing_model_can_issue (const TallyWireBillRun *run);

/** tally_billing_model_can_resume: whether the run stopped before its end, or may have */
gboolean tally_billing_model_can_resume (TallyBillingModel *self, const TallyWireBillRun *run);

/** tally_billing_model_resume_run: the same run goes on with the bills it still lacks */
void tally_billing_model_resume_run (TallyBillingModel *self, const TallyWireBillRun *run);

/**
 * tally_billing_model_print_run: has the run's issued bills written into one PDF
 *
 * Returns: (transfer full) (nullable): id of the book, or %NULL while another job runs
 */
char *tally_billing_model_print_run (TallyBillingModel *self, const char *run_id);

/** tally_billing_model_is_printing: whether the newest job writes a book */
gboolean tally_billing_model_is_printing (TallyBillingModel *self);
void tally_billing_model_issue_run (TallyBillingModel *self, const char *run_id);

/** tally_billing_model_cancel: the job that runs ends as its events say */
void tally_billing_model_cancel (TallyBillingModel *self);

void tally_billing_model_hear (TallyBillingModel *self,
                               const char *name,
                               const TallyWireEvent *event);

G_END_DECLS
