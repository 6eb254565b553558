// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-store.h"

G_BEGIN_DECLS

/**
 * TallyBillTarget: an issued bill that somebody wants to correct
 * @next_version: of the bill that would follow it
 * @open: (transfer full): "" or the id of its open correction, a space and "proposed" or "waiting"
 */
typedef struct {
    int32_t district_id;
    int64_t agreement_id;
    int64_t point_id;
    TallyDay period_first;
    char *state;
    char *kind;
    TallyMoney total;
    char *made_from; /* hex */
    int32_t next_version;
    char *open;
    char *made_of; /* NULL: not known */
} TallyBillTarget;

void tally_bill_target_clear (TallyBillTarget *target);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyBillTarget, tally_bill_target_clear)

/** tally_bill_store_get_target: locks the bill; %FALSE with %TALLY_ERROR_NOT_FOUND */
gboolean tally_bill_store_get_target (TallyDb *db,
                                      const char *number,
                                      TallyBillTarget *target,
                                      GError **error);

/** TallyBillCorrection: as bill.correction has it; texts are "" where there is none */
typedef struct {
    int32_t district_id;
    char *kind;
    char *state;
    char *number;
    char *new_number;
    char *credit_number;
    char *ordered_by;
    char *decided_by;
    TallyMoney old_total;
    TallyMoney new_total;
} TallyBillCorrection;

void tally_bill_correction_clear (TallyBillCorrection *correction);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyBillCorrection, tally_bill_correction_clear)

/** tally_bill_store_get_correction: locks it; @is_there: (out): whether there is one of that id */
gboolean tally_bill_store_get_correction (TallyDb *db,
                                          const char *correction_id,
                                          TallyBillCorrection *correction,
                                          gboolean *is_there,
                                          GError **error);

/**
 * tally_bill_store_add_correction:
 * @state: "proposed" or "waiting"
 * @number: of the issued bill
 * @target: the same
 * @made: (nullable): the bill that would follow; %NULL: the bill is only cancelled
 * @ordered_by: (nullable): who; %NULL: it is only proposed
 *
 * Works out what changed since the bill was made.
 */
gboolean tally_bill_store_add_correction (TallyDb *db,
                                          const char *correction_id,
                                          const char *state,
                                          const char *number,
                                          const TallyBillTarget *target,
                                          const TallyBill *made,
                                          const char *ordered_by,
                                          const char *reason,
                                          GError **error);

/** tally_bill_store_drop_proposal: an order takes its place */
gboolean tally_bill_store_drop_proposal (TallyDb *db, const char *number, GError **error);

/**
 * tally_bill_store_knows_correction:
 * @made_from, @made_of: of the bill that would follow
 * @is_known: (out): open, or refused of the same inputs; or only what earlier bills hand on is
 *   another and a correction of one of those is open
 */
gboolean tally_bill_store_knows_correction (TallyDb *db,
                                            const char *number,
                                            const char *made_from,
                                            const char *made_of,
                                            gboolean *is_known,
                                            GError **error);

/** tally_bill_store_end_correction: @state: "issued" or "refused"; @credit: (nullable) */
gboolean tally_bill_store_end_correction (TallyDb *db,
                                          const char *correction_id,
                                          const char *state,
                                          const char *person,
                                          const char *reason,
                                          const char *credit,
                                          GError **error);

/** tally_bill_store_drop_draft: takes a bill away that waited for its correction */
gboolean tally_bill_store_drop_draft (TallyDb *db, const char *number, GError **error);

/** tally_bill_store_candidates: Returns: (transfer full): numbers of bills to be looked at */
char **tally_bill_store_candidates (TallyDb *db, GError **error);

/** tally_bill_store_issue_draft: Returns: as of tally_bill_store_issue(), of one bill */
GArray *tally_bill_store_issue_draft (TallyDb *db,
                                      const char *number,
                                      TallyDay issued_on,
                                      GError **error);

/** tally_bill_store_show_correction: Returns: (transfer full): with its lines compared, in JSON */
char *tally_bill_store_show_correction (TallyDb *db, const char *correction_id, GError **error);

/** tally_bill_store_corrections: Returns: (transfer full): JSON; @state: (nullable) */
char *tally_bill_store_corrections (TallyDb *db, const char *state, GError **error);

/**
 * TallyBillClosing: an agreement that ends on a day
 * @agreement_id: 0: by @account
 * @account: (nullable): number of the account whose newest agreement it is
 * @last_day: the last that is billed
 */
typedef struct {
    const char *run_id;
    int32_t district_id;
    int64_t agreement_id;
    const char *account;
    TallyDay last_day;
    const char *person;
    const char *address;
    const char *reason;
} TallyBillClosing;

/** TallyBillClosed: the agreement as it was found, locked */
typedef struct {
    int64_t agreement_id;
    int64_t point_id;
    TallyDays valid;
    char last_bill[TALLY_BILL_NUMBER_TEXT]; /* "" when nothing was issued */
    TallyDay billed_end;
} TallyBillClosed;

/** tally_bill_store_get_agreement: %FALSE with %TALLY_ERROR_NOT_FOUND */
gboolean tally_bill_store_get_agreement (TallyDb *db,
                                         const TallyBillClosing *closing,
                                         TallyBillClosed *closed,
                                         GError **error);

/** tally_bill_store_close: ends the agreement and enters the run that bills it */
gboolean tally_bill_store_close (TallyDb *db,
                                 const TallyBillClosing *closing,
                                 const TallyBillClosed *closed,
                                 TallyDays period,
                                 GError **error);

/** tally_bill_store_end_final: the run of one bill is computed */
gboolean tally_bill_store_end_final (TallyDb *db, const char *run_id, GError **error);

G_END_DECLS
