// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "shared/wire/tally-wire-bill-parameter.h"

G_BEGIN_DECLS

/**
 * TallyBillDesk: what clerks decide on bills, and the lists they decide from.
 *
 * Signals: "acted" (gboolean, text): an act was done, or why not; "counted" (gint64): how many
 * bills match.
 */
#define TALLY_TYPE_BILL_DESK (tally_bill_desk_get_type ())
G_DECLARE_FINAL_TYPE (TallyBillDesk, tally_bill_desk, TALLY, BILL_DESK, GObject)

TallyBillDesk *tally_bill_desk_new (TallyApi *api);

void tally_bill_desk_load (TallyBillDesk *self);
void tally_bill_desk_refresh (TallyBillDesk *self);

/** tally_bill_desk_may: @act: such as "bill-hold" */
gboolean tally_bill_desk_may (TallyBillDesk *self, const char *act);

/** tally_bill_desk_set_correction: @correction_id: (nullable): whose lines are wanted */
void tally_bill_desk_set_correction (TallyBillDesk *self, const char *correction_id);

/* Rows of #TallyWireCorrectionRow, #TallyWireToDateRow, #TallyWireBillParameter; one
 * #TallyWireCorrection. */
TallyFeed *tally_bill_desk_get_corrections (TallyBillDesk *self);
TallyFeed *tally_bill_desk_get_to_date (TallyBillDesk *self);
TallyFeed *tally_bill_desk_get_checks (TallyBillDesk *self);
TallyFeed *tally_bill_desk_get_history (TallyBillDesk *self); /* of all checks */
TallyFeed *tally_bill_desk_get_correction (TallyBillDesk *self);

/** tally_bill_desk_get_lines: rows of #TallyWireCorrectionLine of the correction */
GListModel *tally_bill_desk_get_lines (TallyBillDesk *self);

/* Each ends with "acted". */
void tally_bill_desk_decide (TallyBillDesk *self,
                             const char *number,
                             gboolean is_release,
                             const char *reason);
void tally_bill_desk_order (TallyBillDesk *self,
                            const char *number,
                            gboolean is_cancel,
                            const char *reason);
void tally_bill_desk_approve (TallyBillDesk *self, const char *correction_id, const char *password);
void tally_bill_desk_refuse (TallyBillDesk *self, const char *correction_id, const char *reason);

/**
 * tally_bill_desk_set_check:
 * @seen: the check as the person saw it; its version must still be the newest
 * @severity: "hold", "note" or "off"
 */
void tally_bill_desk_set_check (TallyBillDesk *self,
                                const TallyWireBillParameter *seen,
                                const char *severity,
                                int64_t bound,
                                int64_t least,
                                const char *reason);

/** tally_bill_desk_close: @last_day: the last day that is billed, "YYYY-MM-DD" */
void tally_bill_desk_close (TallyBillDesk *self,
                            int64_t district_id,
                            int64_t agreement_id,
                            const char *last_day,
                            const char *reason);

/**
 * tally_bill_desk_paper_async: what is sent to customers, in PDF
 * @ask: %TALLY_ASK_BILL_PDF with a number, or %TALLY_ASK_BILL_BOOK with the id of a book
 */
void tally_bill_desk_paper_async (TallyBillDesk *self,
                                  TallyAsk ask,
                                  const char *argument,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/** tally_bill_desk_paper_finish: Returns: (transfer full) (nullable): the PDF */
GBytes *tally_bill_desk_paper_finish (GAsyncResult *result, GError **error);

/** tally_bill_desk_count: held bills of the run that can be released; ends with "counted" */
void tally_bill_desk_count (TallyBillDesk *self, const char *run_id);

/** tally_bill_desk_release_all: @n: how many the person was told they are */
void tally_bill_desk_release_all (TallyBillDesk *self,
                                  const char *run_id,
                                  gint64 n,
                                  const char *reason);

G_END_DECLS
