// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-ask.h"

#include "shared/wire/tally-wire-balance.h"
#include "shared/wire/tally-wire-bill-book-start.h"
#include "shared/wire/tally-wire-bill-count.h"
#include "shared/wire/tally-wire-bill-cycle.h"
#include "shared/wire/tally-wire-bill-decide-all.h"
#include "shared/wire/tally-wire-bill-decision.h"
#include "shared/wire/tally-wire-bill-parameter-set.h"
#include "shared/wire/tally-wire-bill-parameter.h"
#include "shared/wire/tally-wire-bill-row.h"
#include "shared/wire/tally-wire-bill-run-start.h"
#include "shared/wire/tally-wire-bill-run.h"
#include "shared/wire/tally-wire-bill.h"
#include "shared/wire/tally-wire-block-version.h"
#include "shared/wire/tally-wire-collection-reason.h"
#include "shared/wire/tally-wire-collection-region.h"
#include "shared/wire/tally-wire-confirm.h"
#include "shared/wire/tally-wire-correction-order.h"
#include "shared/wire/tally-wire-correction-row.h"
#include "shared/wire/tally-wire-correction.h"
#include "shared/wire/tally-wire-edit-effect.h"
#include "shared/wire/tally-wire-edit-preview.h"
#include "shared/wire/tally-wire-edit.h"
#include "shared/wire/tally-wire-exception-row.h"
#include "shared/wire/tally-wire-exchange.h"
#include "shared/wire/tally-wire-failing-row.h"
#include "shared/wire/tally-wire-final-order.h"
#include "shared/wire/tally-wire-heat-row.h"
#include "shared/wire/tally-wire-import-check.h"
#include "shared/wire/tally-wire-import-report.h"
#include "shared/wire/tally-wire-import.h"
#include "shared/wire/tally-wire-intervals.h"
#include "shared/wire/tally-wire-job.h"
#include "shared/wire/tally-wire-line-reason.h"
#include "shared/wire/tally-wire-login.h"
#include "shared/wire/tally-wire-manual-reading.h"
#include "shared/wire/tally-wire-manual-row.h"
#include "shared/wire/tally-wire-node.h"
#include "shared/wire/tally-wire-parameter-set.h"
#include "shared/wire/tally-wire-parameter.h"
#include "shared/wire/tally-wire-photo.h"
#include "shared/wire/tally-wire-plan-job.h"
#include "shared/wire/tally-wire-plan-run.h"
#include "shared/wire/tally-wire-point-row.h"
#include "shared/wire/tally-wire-point.h"
#include "shared/wire/tally-wire-pricing.h"
#include "shared/wire/tally-wire-reason.h"
#include "shared/wire/tally-wire-reread.h"
#include "shared/wire/tally-wire-rollover.h"
#include "shared/wire/tally-wire-session.h"
#include "shared/wire/tally-wire-settlement-row.h"
#include "shared/wire/tally-wire-settlement-start.h"
#include "shared/wire/tally-wire-settlement.h"
#include "shared/wire/tally-wire-summary.h"
#include "shared/wire/tally-wire-tariff-move.h"
#include "shared/wire/tally-wire-tariff-row.h"
#include "shared/wire/tally-wire-tariff-save.h"
#include "shared/wire/tally-wire-tariff-sign.h"
#include "shared/wire/tally-wire-tariff.h"
#include "shared/wire/tally-wire-to-date-row.h"
#include "shared/wire/tally-wire-what-if-start.h"
#include "shared/wire/tally-wire-what-if.h"

#define API "/api/v1"

/* Each $ of a path is one argument. */
typedef struct {
    const char *method;
    const char *path;
    const TallyWireType *request;
    const TallyWireType *answer;
    gboolean is_list;
} Call;

static const Call calls[] = {
    [TALLY_ASK_SIGN_IN] = { "POST", API "/session", &tally_wire_login_type,
                            &tally_wire_session_type, FALSE },
    [TALLY_ASK_SIGN_OUT] = { "DELETE", API "/session", NULL, NULL, FALSE },
    [TALLY_ASK_SUMMARY] = { "GET", API "/collection/summary?day=$&node=$", NULL,
                            &tally_wire_summary_type, FALSE },
    [TALLY_ASK_COLLECTION_REGIONS] = { "GET", API "/collection/regions?day=$&node=$", NULL,
                                       &tally_wire_collection_region_type, TRUE },
    [TALLY_ASK_COLLECTION_REASONS] = { "GET", API "/collection/reasons?day=$&node=$", NULL,
                                       &tally_wire_collection_reason_type, TRUE },
    [TALLY_ASK_HEAT] = { "GET", API "/collection/heat?day=$&node=$&direct=$", NULL,
                         &tally_wire_heat_row_type, TRUE },
    [TALLY_ASK_FAILING] = { "GET", API "/collection/failing?day=$&node=$", NULL,
                            &tally_wire_failing_row_type, TRUE },
    [TALLY_ASK_REREAD] = { "POST", API "/collection/reread", &tally_wire_reread_type,
                           &tally_wire_job_type, FALSE },
    [TALLY_ASK_NODES] = { "GET", API "/regions", NULL, &tally_wire_node_type, TRUE },
    [TALLY_ASK_MONTH_BALANCES] = { "GET", API "/regions/balance?month=$", NULL,
                                   &tally_wire_balance_type, TRUE },
    [TALLY_ASK_NODE_BALANCES] = { "GET", API "/regions/$/balance?from=$&to=$", NULL,
                                  &tally_wire_balance_type, TRUE },
    [TALLY_ASK_BILL_RUNS] = { "GET", API "/bill-runs", NULL, &tally_wire_bill_run_type, TRUE },
    [TALLY_ASK_BILL_CYCLES] = { "GET", API "/bill-cycles", NULL, &tally_wire_bill_cycle_type,
                                TRUE },
    [TALLY_ASK_START_RUN] = { "POST", API "/bill-runs", &tally_wire_bill_run_start_type,
                              &tally_wire_job_type, FALSE },
    [TALLY_ASK_ISSUE_RUN] = { "POST", API "/bill-runs/$/issue", NULL, &tally_wire_job_type, FALSE },
    [TALLY_ASK_CANCEL_RUN] = { "POST", API "/bill-runs/$/cancel", NULL, &tally_wire_job_type,
                               FALSE },
    [TALLY_ASK_PRINT_RUN] = { "POST", API "/bill-runs/$/book", &tally_wire_bill_book_start_type,
                              &tally_wire_job_type, FALSE },
    [TALLY_ASK_BILL_BOOK] = { "GET", API "/bill-books/$.pdf", NULL, NULL, FALSE },
    [TALLY_ASK_CANCEL_BOOK] = { "POST", API "/bill-books/$/cancel", NULL, &tally_wire_job_type,
                                FALSE },
    [TALLY_ASK_BILLS] = { "GET", API "/bills?run=$&first=held&limit=10000", NULL,
                          &tally_wire_bill_row_type, TRUE },
    [TALLY_ASK_BILL] = { "GET", API "/bills/$", NULL, &tally_wire_bill_type, FALSE },
    [TALLY_ASK_BILL_PDF] = { "GET", API "/bills/$.pdf", NULL, NULL, FALSE },
    [TALLY_ASK_LINE_INTERVALS] = { "GET", API "/bills/$/lines/$/intervals", NULL,
                                   &tally_wire_intervals_type, FALSE },
    [TALLY_ASK_LINE_REASON] = { "GET", API "/bills/$/lines/$/explain", NULL,
                                &tally_wire_line_reason_type, FALSE },
    [TALLY_ASK_HOLD_BILL] = { "POST", API "/bills/$/hold", &tally_wire_bill_decision_type,
                              &tally_wire_bill_count_type, FALSE },
    [TALLY_ASK_RELEASE_BILL] = { "POST", API "/bills/$/release", &tally_wire_bill_decision_type,
                                 &tally_wire_bill_count_type, FALSE },
    [TALLY_ASK_COUNT_HELD] = { "GET", API "/bill-runs/$/matching?act=release", NULL,
                               &tally_wire_bill_count_type, FALSE },
    [TALLY_ASK_DECIDE_BILLS] = { "POST", API "/bill-runs/$/decide",
                                 &tally_wire_bill_decide_all_type, &tally_wire_bill_count_type,
                                 FALSE },
    [TALLY_ASK_BILL_CHECKS] = { "GET", API "/bill-checks", NULL, &tally_wire_bill_parameter_type,
                                TRUE },
    [TALLY_ASK_CHECK_HISTORY] = { "GET", API "/bill-checks?history=1", NULL,
                                  &tally_wire_bill_parameter_type, TRUE },
    [TALLY_ASK_SET_CHECK] = { "POST", API "/bill-checks/$", &tally_wire_bill_parameter_set_type,
                              &tally_wire_bill_count_type, FALSE },
    [TALLY_ASK_FINAL] = { "POST", API "/agreements/$/$/final", &tally_wire_final_order_type,
                          &tally_wire_job_type, FALSE },
    [TALLY_ASK_CORRECTIONS] = { "GET", API "/corrections", NULL, &tally_wire_correction_row_type,
                                TRUE },
    [TALLY_ASK_CORRECTION] = { "GET", API "/corrections/$", NULL, &tally_wire_correction_type,
                               FALSE },
    [TALLY_ASK_ORDER_CORRECTION] = { "POST", API "/corrections", &tally_wire_correction_order_type,
                                     &tally_wire_job_type, FALSE },
    [TALLY_ASK_APPROVE_CORRECTION] = { "POST", API "/corrections/$/approve",
                                       &tally_wire_confirm_type, &tally_wire_job_type, FALSE },
    [TALLY_ASK_REFUSE_CORRECTION] = { "POST", API "/corrections/$/refuse", &tally_wire_reason_type,
                                      &tally_wire_job_type, FALSE },
    [TALLY_ASK_TO_DATE] = { "GET", API "/to-date?limit=10000", NULL, &tally_wire_to_date_row_type,
                            TRUE },
    [TALLY_ASK_POINT_DAY] = { "GET", API "/points/$/$/intervals?day=$", NULL,
                              &tally_wire_intervals_type, FALSE },
    [TALLY_ASK_SETTLEMENTS] = { "GET", API "/settlements", NULL, &tally_wire_settlement_row_type,
                                TRUE },
    [TALLY_ASK_DRAFT] = { "POST", API "/settlements", &tally_wire_settlement_start_type,
                          &tally_wire_job_type, FALSE },
    [TALLY_ASK_SETTLEMENT] = { "GET", API "/settlements/$", NULL, &tally_wire_settlement_type,
                               FALSE },
    [TALLY_ASK_AUDIT] = { "POST", API "/settlements/$/audit", NULL, &tally_wire_job_type, FALSE },
    [TALLY_ASK_SUBMIT] = { "POST", API "/settlements/$/submit", NULL, &tally_wire_job_type, FALSE },
    [TALLY_ASK_APPROVE] = { "POST", API "/settlements/$/approve", &tally_wire_confirm_type,
                            &tally_wire_job_type, FALSE },
    [TALLY_ASK_RETURN] = { "POST", API "/settlements/$/return", &tally_wire_reason_type,
                           &tally_wire_job_type, FALSE },
    [TALLY_ASK_PUBLISH] = { "POST", API "/settlements/$/publish", NULL, &tally_wire_job_type,
                            FALSE },
    [TALLY_ASK_EXCEPTIONS] = { "GET", API "/exceptions?from=$&to=$", NULL,
                               &tally_wire_exception_row_type, TRUE },
    [TALLY_ASK_ACCEPT] = { "POST", API "/exceptions/$/accept", &tally_wire_reason_type,
                           &tally_wire_job_type, FALSE },
    [TALLY_ASK_ESTIMATE] = { "POST", API "/exceptions/$/estimate", &tally_wire_reason_type,
                             &tally_wire_job_type, FALSE },
    [TALLY_ASK_REOPEN] = { "POST", API "/exceptions/$/reopen", &tally_wire_reason_type,
                           &tally_wire_job_type, FALSE },
    [TALLY_ASK_CURVE] = { "GET", API "/points/$/$/intervals?channel=$&from=$&to=$&like=4", NULL,
                          &tally_wire_intervals_type, FALSE },
    [TALLY_ASK_VERSIONS] = { "GET", API "/points/$/$/versions?channel=$&day=$", NULL,
                             &tally_wire_block_version_type, TRUE },
    [TALLY_ASK_PREVIEW] = { "POST", API "/points/$/$/edits/preview", &tally_wire_edit_preview_type,
                            &tally_wire_edit_effect_type, FALSE },
    [TALLY_ASK_EDIT] = { "POST", API "/points/$/$/edits", &tally_wire_edit_type,
                         &tally_wire_edit_effect_type, FALSE },
    [TALLY_ASK_POINTS] = { "GET", API "/points?search=$", NULL, &tally_wire_point_row_type, TRUE },
    [TALLY_ASK_POINT] = { "GET", API "/points/$/$", NULL, &tally_wire_point_type, FALSE },
    [TALLY_ASK_EXCHANGE] = { "POST", API "/points/$/$/exchange", &tally_wire_exchange_type,
                             &tally_wire_job_type, FALSE },
    [TALLY_ASK_MANUAL_READINGS] = { "GET", API "/points/$/$/manual-readings", NULL,
                                    &tally_wire_manual_row_type, TRUE },
    [TALLY_ASK_READ_BY_HAND] = { "POST", API "/points/$/$/manual-readings",
                                 &tally_wire_manual_reading_type, &tally_wire_job_type, FALSE },
    [TALLY_ASK_WITHDRAW_READING] = { "POST", API "/points/$/$/manual-readings/$/withdraw",
                                     &tally_wire_reason_type, &tally_wire_job_type, FALSE },
    [TALLY_ASK_SEND_PHOTO] = { "PUT", API "/points/$/$/photos", NULL, &tally_wire_photo_type,
                               FALSE },
    [TALLY_ASK_PHOTO] = { "GET", API "/points/$/$/photos/$", NULL, NULL, FALSE },
    [TALLY_ASK_ROLLOVER] = { "POST", API "/points/$/$/rollover", &tally_wire_rollover_type,
                             &tally_wire_job_type, FALSE },
    [TALLY_ASK_PLAN] = { "GET", API "/plan", NULL, &tally_wire_plan_job_type, TRUE },
    [TALLY_ASK_PLAN_HISTORY] = { "GET", API "/plan/$/history", NULL, &tally_wire_plan_run_type,
                                 TRUE },
    [TALLY_ASK_PLAN_RUN] = { "POST", API "/plan/$/run", NULL, &tally_wire_job_type, FALSE },
    [TALLY_ASK_PLAN_CANCEL] = { "POST", API "/plan/$/cancel", NULL, &tally_wire_job_type, FALSE },
    [TALLY_ASK_PLAN_ENABLE] = { "POST", API "/plan/$/enable", NULL, &tally_wire_job_type, FALSE },
    [TALLY_ASK_PLAN_DISABLE] = { "POST", API "/plan/$/disable", NULL, &tally_wire_job_type, FALSE },
    [TALLY_ASK_PARAMETERS] = { "GET", API "/parameters?day=$", NULL, &tally_wire_parameter_type,
                               TRUE },
    [TALLY_ASK_PARAMETER] = { "GET", API "/parameters/$/$/$/history?day=$", NULL,
                              &tally_wire_parameter_type, TRUE },
    [TALLY_ASK_PARAMETER_SET] = { "POST", API "/parameters", &tally_wire_parameter_set_type,
                                  &tally_wire_job_type, FALSE },
    [TALLY_ASK_IMPORTS] = { "GET", API "/imports?search=$", NULL, &tally_wire_import_type, TRUE },
    [TALLY_ASK_IMPORT_SEND] = { "PUT", API "/imports?name=$&dry_run=$&lenient=$", NULL,
                                &tally_wire_import_check_type, FALSE },
    [TALLY_ASK_IMPORT] = { "GET", API "/imports/$/report", NULL, &tally_wire_import_report_type,
                           FALSE },
    [TALLY_ASK_TARIFFS] = { "GET", API "/tariffs", NULL, &tally_wire_tariff_row_type, TRUE },
    [TALLY_ASK_TARIFF] = { "GET", API "/tariffs/$", NULL, &tally_wire_tariff_type, FALSE },
    [TALLY_ASK_SAVE_TARIFF] = { "PUT", API "/tariff-drafts/$", &tally_wire_tariff_save_type,
                                &tally_wire_tariff_type, FALSE },
    [TALLY_ASK_PROPOSE_TARIFF] = { "POST", API "/tariff-drafts/$/propose",
                                   &tally_wire_tariff_move_type, &tally_wire_tariff_type, FALSE },
    [TALLY_ASK_RETURN_TARIFF] = { "POST", API "/tariff-drafts/$/return",
                                  &tally_wire_tariff_move_type, &tally_wire_tariff_type, FALSE },
    [TALLY_ASK_WITHDRAW_TARIFF] = { "POST", API "/tariff-drafts/$/withdraw",
                                    &tally_wire_tariff_move_type, &tally_wire_tariff_type, FALSE },
    [TALLY_ASK_SIGN_TARIFF] = { "POST", API "/tariff-drafts/$/sign", &tally_wire_tariff_sign_type,
                                &tally_wire_tariff_type, FALSE },
    [TALLY_ASK_PRICING] = { "GET", API "/pricing?account=$&month=$", NULL, &tally_wire_pricing_type,
                            TRUE },
    [TALLY_ASK_START_WHAT_IF] = { "POST", API "/what-ifs", &tally_wire_what_if_start_type,
                                  &tally_wire_job_type, FALSE },
    [TALLY_ASK_WHAT_IF] = { "GET", API "/what-ifs/$", NULL, &tally_wire_what_if_type, FALSE },
    [TALLY_ASK_CANCEL_WHAT_IF] = { "POST", API "/what-ifs/$/cancel", NULL, &tally_wire_job_type,
                                   FALSE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (calls) == TALLY_ASK_N_ASKS);

const char *
tally_ask_method (TallyAsk ask)
{
    return calls[ask].method;
}

char *
tally_ask_path (TallyAsk ask, const char *const *arguments)
{
    g_autoptr(GString) path = g_string_new (NULL);

    for (const char *c = calls[ask].path; *c != '\0'; c++) {
        if (*c != '$') {
            g_string_append_c (path, *c);
            continue;
        }
        g_assert (arguments != NULL && *arguments != NULL);
        g_string_append_uri_escaped (path, *arguments++, NULL, FALSE);
    }
    return g_string_free (g_steal_pointer (&path), FALSE);
}

const TallyWireType *
tally_ask_request_type (TallyAsk ask)
{
    return calls[ask].request;
}

const TallyWireType *
tally_ask_answer_type (TallyAsk ask)
{
    return calls[ask].answer;
}

gboolean
tally_ask_is_list (TallyAsk ask)
{
    return calls[ask].is_list;
}
