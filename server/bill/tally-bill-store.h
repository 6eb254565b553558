// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-calc.h"
#include "server/db/tally-copy.h"

G_BEGIN_DECLS

/** TALLY_BILL_UNIT_AGREEMENTS: agreements of one unit of work */
#define TALLY_BILL_UNIT_AGREEMENTS 400

/** TallyBillRun: a run as it is stored; @district_id 0: all districts, in the standard cycle */
typedef struct {
    char *run_id;
    int32_t district_id;
    char *cycle; /* "": the standard one */
    TallyDays period;
    char *state; /* running, computed, issued, cancelled, failed */
    int64_t n_agreements;
    int64_t n_done;
    int64_t n_held;
    int64_t total_minor;
    char *output_hash; /* hex; "" until it is computed */
    char *message;
} TallyBillRun;

void tally_bill_run_clear (TallyBillRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyBillRun, tally_bill_run_clear)

/**
 * tally_bill_store_lock:
 * @district_id: 0: all
 * @cycle: "": the standard one
 * @is_ours: (out): %FALSE while another computes that period of that district and cycle, or of all
 *
 * Until it is given back or the connection is closed; so long no account of the district goes to
 * another cycle.
 */
gboolean tally_bill_store_lock (TallyDb *db,
                                int32_t district_id,
                                const char *cycle,
                                TallyDay period,
                                gboolean *is_ours,
                                GError **error);

/** tally_bill_store_unlock: at once, where the end of a connection takes the server a moment */
gboolean tally_bill_store_unlock (TallyDb *db, GError **error);

/**
 * tally_bill_store_begin:
 * @run: identity, district, cycle and period; the rest is (out)
 *
 * Enters the run and cuts it into units, or finds it where it stopped.
 */
gboolean tally_bill_store_begin (TallyDb *db,
                                 TallyBillRun *run,
                                 const char *started_by,
                                 GError **error);

/** tally_bill_store_get_run: Returns: %FALSE with %TALLY_ERROR_NOT_FOUND */
gboolean tally_bill_store_get_run (TallyDb *db,
                                   const char *run_id,
                                   TallyBillRun *run,
                                   GError **error);

/** tally_bill_store_find_run: the newest of district, cycle and month; %TALLY_ERROR_NOT_FOUND */
gboolean tally_bill_store_find_run (TallyDb *db,
                                    int32_t district_id,
                                    const char *cycle,
                                    TallyDay period_start,
                                    TallyBillRun *run,
                                    GError **error);

/** tally_bill_store_sum_run: puts what the finished units add up to into the run's row */
gboolean tally_bill_store_sum_run (TallyDb *db, const char *run_id, GError **error);

/** tally_bill_store_end_run: @state: "computed", "cancelled" or "failed" */
gboolean tally_bill_store_end_run (TallyDb *db,
                                   const char *run_id,
                                   const char *state,
                                   const char *message,
                                   GError **error);

/** TallyBillUnit: points from @first_point to @last_point; @unit_no -1: none is left */
typedef struct {
    int32_t district_id;
    int32_t unit_no;
    int64_t first_point;
    int64_t last_point;
} TallyBillUnit;

/** tally_bill_store_take: locks a unit until the transaction ends */
gboolean tally_bill_store_take (TallyDb *db,
                                const char *run_id,
                                TallyBillUnit *unit,
                                GError **error);

gboolean tally_bill_store_unit_done (TallyDb *db,
                                     const char *run_id,
                                     const TallyBillUnit *unit,
                                     int64_t n_held,
                                     int64_t total_minor,
                                     GError **error);

/** tally_bill_store_load_rules: Returns: (transfer full): what bills of that district share */
TallyBillRules *tally_bill_store_load_rules (TallyDb *db,
                                             int32_t district_id,
                                             TallyDays period,
                                             GError **error);

/**
 * tally_bill_store_load_agreements:
 * @rules: of the district and period
 * @cycle: (nullable): of its accounts, and those whose bill it made and did not issue; not those
 *   whose bill another cycle made; "": the standard cycle; %NULL: all accounts
 * @texts: keeps the texts
 *
 * Returns: (transfer full) (element-type TallyBillAgreement): those of the unit's
 *   points that are in force on some day of the period and have no issued bill
 *   of it, in order of point
 */
GArray *tally_bill_store_load_agreements (TallyDb *db,
                                          const TallyBillUnit *unit,
                                          const TallyBillRules *rules,
                                          const char *cycle,
                                          GStringChunk *texts,
                                          GError **error);

/** tally_bill_store_load_all_agreements: of all cycles, with those whose bill is issued */
GArray *tally_bill_store_load_all_agreements (TallyDb *db,
                                              const TallyBillUnit *unit,
                                              const TallyBillRules *rules,
                                              GStringChunk *texts,
                                              GError **error);

/** tally_bill_store_clear: takes away bills of the unit that @cycle made and did not issue */
gboolean tally_bill_store_clear (TallyDb *db,
                                 const TallyBillUnit *unit,
                                 const char *cycle,
                                 TallyDays period,
                                 GError **error);

/**
 * tally_bill_store_save:
 * @state: (nullable): "draft" for a bill that waits for a correction; %NULL: held or ready
 *
 * Copies the sheet's bills, lines and findings in.
 */
gboolean tally_bill_store_save (TallyDb *db,
                                const char *run_id,
                                const char *state,
                                const TallyBillSheet *sheet,
                                GError **error);

/**
 * TallyBillIssued: @charges: (element-type TallyBillCharge): what its lines add up to, by kind
 */
typedef struct {
    TallyLineKind kind;
    TallyMoney amount;
} TallyBillCharge;

typedef struct {
    int32_t district_id;
    char number[TALLY_BILL_NUMBER_TEXT];
    int64_t account_id;
    TallyDay due_on;
    TallyBillCharge charges[TALLY_LINE_KINDS];
    size_t n_charges;
    gboolean is_cancelled;
} TallyBillIssued;

/**
 * tally_bill_store_issue:
 * @limit: how many at most
 *
 * Marks bills of the run that are ready as issued.
 *
 * Returns: (transfer full) (element-type TallyBillIssued): those it marked; the
 *   ledger posts them in the same transaction
 */
GArray *tally_bill_store_issue (TallyDb *db,
                                const char *run_id,
                                TallyDay issued_on,
                                int limit,
                                GError **error);

/**
 * tally_bill_store_charges:
 *
 * Returns: (transfer full) (element-type TallyBillIssued): bills of a month that were
 *   issued, those that a credit note took back too, by number; to hold the ledger against
 */
GArray *tally_bill_store_charges (TallyDb *db,
                                  int32_t district_id,
                                  TallyDays period,
                                  GError **error);

/** tally_bill_store_issue_end: the run is issued when no bill of it is ready any more */
gboolean tally_bill_store_issue_end (TallyDb *db, const char *run_id, GError **error);

/**
 * tally_bill_store_credit:
 * @credit: (out): the number of the credit note
 *
 * Takes an issued bill back: a credit note with every line negated, and the
 * bill is cancelled. Returns: %FALSE with %TALLY_ERROR_NOT_FOUND when it is not issued.
 */
gboolean tally_bill_store_credit (TallyDb *db,
                                  const char *number,
                                  TallyDay issued_on,
                                  TallyBillIssued *bill,
                                  char credit[TALLY_BILL_NUMBER_TEXT],
                                  GError **error);

/**
 * tally_bill_store_load_issued:
 *
 * Returns: (transfer full): bills and lines as they stand in the tables, issued
 *   or cancelled but no credit notes, of one district and period, for verification
 */
TallyBillSheet *tally_bill_store_load_issued (TallyDb *db,
                                              int32_t district_id,
                                              TallyDays period,
                                              GError **error);

/**
 * TallyBillAsked: a line that somebody asks about
 * @sheet: its bill alone, without lines
 * @line: number, kind, component, band, tier and amount
 * @tariff_version, @document: what it was priced by; 0 and %NULL: no longer there
 */
typedef struct {
    TallyBillSheet *sheet;
    TallyBillLine line;
    int32_t tariff_version;
    const char *document;
} TallyBillAsked;

void tally_bill_asked_clear (TallyBillAsked *asked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyBillAsked, tally_bill_asked_clear)

/**
 * tally_bill_store_load_line:
 * @district_id: 0: any
 * @asked: (out): of a credit note: the line of the bill it took back
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND, also for a bill of another district
 */
gboolean tally_bill_store_load_line (TallyDb *db,
                                     const char *number,
                                     int32_t district_id,
                                     int line_no,
                                     TallyBillAsked *asked,
                                     GError **error);

/** TallyBillPeriod: a district and month that have issued bills */
typedef struct {
    int32_t district_id;
    TallyDays period;
    int64_t first_point;
    int64_t last_point;
} TallyBillPeriod;

/** tally_bill_store_periods: Returns: (transfer full) (element-type TallyBillPeriod): in order */
GArray *tally_bill_store_periods (TallyDb *db, GError **error);

/** tally_bill_store_show: Returns: (transfer full): the bill in JSON; %TALLY_ERROR_NOT_FOUND */
char *tally_bill_store_show (TallyDb *db, const char *number, GError **error);

G_END_DECLS
