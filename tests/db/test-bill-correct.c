// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: an issued bill is corrected by two people, exactly and once; the difference is shown line
 * by line; an agreement can end on any day; what an account has run up is what a final bill of the
 * same days says, and is only made anew when something changed. */
#include "server/bill/tally-bill-correct-step.h"
#include "server/bill/tally-bill-step.h"
#include "server/bill/tally-bill-to-date-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-bill.h"

#include <string.h>

#define N_CUSTOMERS 20
#define RUN_1 "11111111-1111-4111-8111-111111111111"
#define RUN_2 "22222222-2222-4222-8222-222222222222"
#define C_1 "00000000-0000-4000-8000-0000000000c1"
#define C_2 "00000000-0000-4000-8000-0000000000c2"
#define BILL_5 "01-202609-000000005-1"

/* 2026-10-11 00:00 in Shanghai */
#define OCTOBER_11 1791648000

static void
bill_september (const TallyTestBill *fixture)
{
    g_autofree char *hash = tally_test_bill_run (fixture, RUN_1, 2);

    tally_test_bill_issue (fixture, RUN_1, N_CUSTOMERS);
}

static gboolean
order_of (const TallyTestBill *fixture, const char *id, gboolean is_cancel, GError **error)
{
    TallyBillCorrectionOrder order = { id, BILL_5, is_cancel, 0, "mei", "", "late data" };

    return tally_bill_step_order (fixture->settle, &order, error);
}

static gboolean
approve (const TallyTestBill *fixture,
         const char *id,
         const char *person,
         char *credit,
         GError **error)
{
    TallyLedgerCorrection correction = { id, 0, tally_day_new (2026, 10, 9), person, "", "seen" };

    return tally_ledger_step_correct (fixture->settle, &correction, credit, error);
}

/* 96 quarter-hours of 1.000 kWh take the place of what was measured. */
static void
late_data (const TallyTestBill *fixture)
{
    tally_test_utility_add_block (fixture->settle, 1, 5, tally_day_new (2026, 9, 4), 2, 1000, 0);
}

#define LEDGER_IS_EXACT                                                                         \
    "SELECT (SELECT sum (amount_minor) FROM ledger.entry WHERE code = 'receivable') = (SELECT " \
    "sum (total_minor) FROM bill.bill WHERE state IN ('issued', 'cancelled')) AND (SELECT sum " \
    "(amount_minor) = 0 FROM ledger.entry) AND NOT EXISTS (SELECT FROM ledger.entry GROUP BY "  \
    "journal_id HAVING sum (amount_minor) <> 0)"

static void
test_rebill (TallyTestBill *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    char credit[TALLY_LEDGER_NUMBER_TEXT];

    bill_september (fixture);
    /* Nothing changed: nothing to correct. */
    g_assert_false (order_of (fixture, C_1, FALSE, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);

    late_data (fixture);
    order_of (fixture, C_1, FALSE, &error);
    g_assert_no_error (error);
    order_of (fixture, C_1, FALSE, &error); /* the same request again */
    g_assert_no_error (error);
    g_assert_false (order_of (fixture, C_2, FALSE, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_clear_error (&error);
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (number || ' ' || state, ', ' ORDER BY number) FROM bill.bill "
        "WHERE agreement_id = 5",
        "01-202609-000000005-1 issued, 01-202609-000000005-2 draft");
    tally_test_bill_assert (
        fixture,
        "SELECT causes::text || (changes -> 0 ->> 'day') || ' ' || (changes -> 0 ->> "
        "'after') FROM bill.correction",
        "{data}2026-09-04 96000");
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (concat_ws (' ', d.band, d.old_quantity, d.new_quantity, "
        "d.old_minor, d.new_minor, d.difference_minor), ', ' ORDER BY d.line_no) FROM "
        "bill.compare_lines (1, '" BILL_5 "', '01-202609-000000005-2') d",
        "peak 263.676 310.885 14977 17658 2681, valley 91.084 128.025 2623 3687 1064");
    tally_test_bill_assert (fixture, "SELECT new_minor - old_minor FROM bill.correction", "3745");
    tally_test_bill_assert (fixture, LEDGER_IS_EXACT, "t"); /* a draft is nothing yet */

    g_assert_false (approve (fixture, C_1, "mei", credit, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    g_clear_error (&error);
    approve (fixture, C_1, "li", credit, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (credit, ==, BILL_5 "C");
    approve (fixture, C_1, "li", credit, &error); /* again: nothing more */
    g_assert_no_error (error);
    g_assert_cmpstr (credit, ==, BILL_5 "C");
    g_assert_false (approve (fixture, C_1, "wu", credit, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_clear_error (&error);
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (number || ' ' || state, ', ' ORDER BY number) FROM bill.bill "
        "WHERE agreement_id = 5",
        "01-202609-000000005-1 cancelled, 01-202609-000000005-1C issued, "
        "01-202609-000000005-2 issued");
    tally_test_bill_assert (fixture, LEDGER_IS_EXACT, "t");
    tally_test_bill_assert (
        fixture,
        "SELECT (SELECT sum (amount_minor) FROM ledger.entry WHERE account_id = 5 AND "
        "code = 'receivable') = "
        "(SELECT new_minor FROM bill.correction)",
        "t");
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (action || ' ' || person, ', ' ORDER BY seq) FROM guard.audit "
        "WHERE stream = 'bill'",
        "bill-rebill-order mei, bill-correction-issue li");
}

/* A holiday that was entered too late asks for another bill, with the same readings: Monday the
 * 7th was billed by the bands of a working day. */
static void
test_rebill_after_holiday (TallyTestBill *fixture, gconstpointer data)
{
    g_auto(TallyBillVerdict) verdict = { 0 };
    g_autoptr(GError) error = NULL;
    int64_t n;

    bill_september (fixture);
    tally_test_db_script (fixture->base, "INSERT INTO ref.holiday SELECT x.calendar, '2026-09-07', "
                                         "'late', 'holiday' FROM (SELECT document::json ->> "
                                         "'calendar' AS calendar FROM ref.tariff WHERE tariff_code "
                                         "= 'residential-tou') x");
    /* The nightly look finds every bill of that calendar, once. */
    tally_bill_step_propose (fixture->settle, NULL, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, >, 0);
    tally_test_bill_assert (
        fixture,
        "SELECT (SELECT count (*) FROM bill.correction WHERE causes = '{holiday}') = (SELECT count "
        "(*) FROM bill.bill b JOIN ref.tariff t ON t.tariff_code = b.tariff_code WHERE "
        "t.document::json ->> 'calendar' = (SELECT calendar FROM ref.holiday WHERE name = 'late'))",
        "t");
    tally_bill_step_propose (fixture->settle, NULL, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, 0);
    order_of (fixture, C_1, FALSE, &error);
    g_assert_no_error (error);
    tally_test_bill_assert (fixture,
                            "SELECT state FROM bill.correction WHERE number = '" BILL_5 "'",
                            "waiting");
    tally_bill_step_verify (fixture->settle, NULL, &verdict, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (verdict.fault, ==, NULL);
    g_assert_cmpuint (verdict.rebills->len, >, 0);
}

/* A bill without a line, because all its readings are gone, takes no other's place. */
static void
test_rebill_of_nothing (TallyTestBill *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    bill_september (fixture);
    tally_test_db_script (fixture->base, "DELETE FROM validate.block WHERE point_id = 5");
    g_assert_false (order_of (fixture, C_1, FALSE, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "has no price"));
    tally_test_bill_assert (fixture, "SELECT count (*) FROM bill.correction", "0");
}

/* The constraint itself, with no code in front of it. */
static void
test_four_eyes (TallyTestBill *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    bill_september (fixture);
    order_of (fixture, C_1, TRUE, &error);
    g_assert_no_error (error);
    tally_test_bill_assert (fixture, "SELECT new_minor FROM bill.correction", "0");
    g_assert_false (tally_db_script (fixture->settle,
                                     "UPDATE bill.correction SET state = 'issued', decided_by = "
                                     "'mei', decided_at = now (), credit_number = 'x'",
                                     &error));
    g_assert_nonnull (strstr (error->message, "correction_four_eyes"));
}

static void
test_cancel (TallyTestBill *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    char credit[TALLY_LEDGER_NUMBER_TEXT];

    bill_september (fixture);
    order_of (fixture, C_1, TRUE, &error);
    g_assert_no_error (error);
    approve (fixture, C_1, "li", credit, &error);
    g_assert_no_error (error);
    tally_test_bill_assert (fixture,
                            "SELECT sum (amount_minor) FROM ledger.entry WHERE account_id = 5",
                            "0");
    tally_test_bill_assert (fixture, LEDGER_IS_EXACT, "t");
    g_assert_false (order_of (fixture, C_2, FALSE, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_clear_error (&error);
}

static void
test_refuse (TallyTestBill *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    char credit[TALLY_LEDGER_NUMBER_TEXT];
    g_autofree char *before = NULL;

    bill_september (fixture);
    before = tally_test_db_ask (fixture->base, "SELECT md5 (string_agg (b::text || l::text, '' "
                                               "ORDER BY b.number, l.line_no)) FROM bill.bill b "
                                               "JOIN bill.line l USING (number)");
    late_data (fixture);
    order_of (fixture, C_1, FALSE, &error);
    g_assert_no_error (error);
    g_assert_false (tally_bill_step_refuse (fixture->settle, C_1, 0, "li", "", "", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_false (tally_bill_step_refuse (fixture->settle, C_1, 2, "li", "", "no", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND); /* of another district */
    g_clear_error (&error);
    tally_bill_step_refuse (fixture->settle, C_1, 0, "li", "", "no", &error);
    g_assert_no_error (error);
    g_assert_false (approve (fixture, C_1, "wu", credit, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_clear_error (&error);
    tally_test_bill_assert (
        fixture,
        "SELECT md5 (string_agg (b::text || l::text, '' ORDER BY b.number, l.line_no)) "
        "FROM bill.bill b JOIN bill.line l USING (number)",
        before);
}

/* A newer version of a billed day is proposed once; what was refused only when it changes again. */
static void
test_propose (TallyTestBill *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = NULL;
    int64_t n;

    bill_september (fixture);
    tally_bill_step_propose (fixture->settle, NULL, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, 0);
    late_data (fixture);
    tally_test_db_script (fixture->base,
                          "INSERT INTO validate.rebill (district_id, point_id, channel, day, "
                          "version, sum_before, sum_after) VALUES (1, 5, 1, '2026-09-04', 2, 1, 2),"
                          " (1, 6, 1, '2026-09-04', 2, 1, 2)"); /* of 6 nothing came after all */
    tally_bill_step_propose (fixture->settle, NULL, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, 1);
    tally_bill_step_propose (fixture->settle, NULL, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, 0);
    tally_test_bill_assert (fixture,
                            "SELECT number || ' ' || state || ' ' || (new_minor <> old_minor) FROM "
                            "bill.correction",
                            BILL_5 " proposed true");
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.bill", "20");
    id = tally_test_db_ask (fixture->base, "SELECT correction_id FROM bill.correction");
    tally_bill_step_refuse (fixture->settle, id, 0, "li", "", "no", &error);
    g_assert_no_error (error);
    tally_test_db_script (fixture->base, "UPDATE validate.rebill SET proposed_at = now ()");
    tally_bill_step_propose (fixture->settle, NULL, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, 0);
    tally_test_utility_add_block (fixture->settle, 1, 5, tally_day_new (2026, 9, 4), 3, 900, 0);
    tally_test_db_script (fixture->base, "UPDATE validate.rebill SET proposed_at = now ()");
    tally_bill_step_propose (fixture->settle, NULL, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, 1);
    /* An order takes the place of the proposal. */
    order_of (fixture, C_1, FALSE, &error);
    g_assert_no_error (error);
    tally_test_bill_assert (fixture,
                            "SELECT string_agg (state, ', ' ORDER BY state) FROM bill.correction",
                            "refused, waiting");
}

static void
refresh (const TallyTestBill *fixture, int64_t now, int64_t n_made, int64_t n_same)
{
    TallyBillRefresh order = { .now = now };
    TallyBillRefreshed result;
    g_autoptr(GError) error = NULL;

    tally_bill_step_to_date (fixture->settle, &order, &result, &error);
    g_assert_no_error (error);
    g_assert_cmpint (result.n_made, ==, n_made);
    g_assert_cmpint (result.n_same, ==, n_same);
}

/* Days 1 to 10 of October, 0.100 kWh a quarter-hour: 9.6 kWh a day. */
static void
october (const TallyTestBill *fixture)
{
    for (int day = 1; day <= 10; day++)
        tally_test_utility_add_block (fixture->settle, 1, 5, tally_day_new (2026, 10, day), 1, 100,
                                      0);
}

static void
test_final (TallyTestBill *fixture, gconstpointer data)
{
    TallyBillClosing closing = { .run_id = RUN_2,
                                 .district_id = 1,
                                 .account = "A5",
                                 .last_day = tally_day_new (2026, 9, 20),
                                 .person = "mei",
                                 .address = "",
                                 .reason = "moves out" };
    g_auto(TallyBillRun) run = { 0 };
    g_autoptr(GError) error = NULL;
    g_autofree char *to_date = NULL;
    int64_t n;

    bill_september (fixture);
    g_assert_false (tally_bill_step_final (fixture->settle, &closing, &run, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS); /* that day is billed */
    g_assert_nonnull (strstr (error->message, BILL_5));
    g_clear_error (&error);
    tally_test_bill_assert (fixture,
                            "SELECT coalesce (valid_to::text, '') FROM ref.agreement WHERE "
                            "agreement_id = 5",
                            "");

    october (fixture);
    refresh (fixture, OCTOBER_11, 1, 0);
    to_date = tally_test_db_ask (fixture->base,
                                 "SELECT energy_wh || ' ' || total_minor || ' ' || estimated_ppm "
                                 "FROM bill.to_date WHERE agreement_id = 5");
    closing.last_day = tally_day_new (2026, 10, 10);
    tally_bill_step_final (fixture->settle, &closing, &run, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (run.state, ==, "computed");
    tally_bill_step_final (fixture->settle, &closing, &run, &error); /* again */
    g_assert_no_error (error);
    /* What was run up to that day is what the final bill says. */
    tally_test_bill_assert (
        fixture,
        "SELECT energy_wh || ' ' || total_minor || ' ' || estimated_ppm FROM bill.bill "
        "WHERE agreement_id = 5 AND kind = 'final'",
        to_date);
    tally_test_bill_assert (
        fixture,
        "SELECT period_start || ' ' || period_end || ' ' || state || ' ' || "
        "hold_reasons::text || ' ' || energy_wh FROM bill.bill WHERE kind = 'final'",
        "2026-10-01 2026-10-11 held {last} 96000");
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.run WHERE kind = 'final'", "1");
    tally_ledger_step_issue (fixture->settle, RUN_2, tally_day_new (2026, 10, 11), "li", &n,
                             &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, 0); /* held: a clerk looks at every last bill */
    closing.run_id = "33333333-3333-4333-8333-333333333333";
    closing.last_day = tally_day_new (2026, 10, 12);
    g_assert_false (tally_bill_step_final (fixture->settle, &closing, &run, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS); /* it ended before */
    g_clear_error (&error);
    closing.account = "A999";
    g_assert_false (tally_bill_step_final (fixture->settle, &closing, &run, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
}

static void
test_to_date (TallyTestBill *fixture, gconstpointer data)
{
    bill_september (fixture);
    october (fixture);
    refresh (fixture, OCTOBER_11, 1, 0);
    refresh (fixture, OCTOBER_11, 0, 1); /* nothing changed */
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.to_date", "20");
    /* 10 of 31 days at 9.6 kWh are known; like days are those ten: 31 x 9.6 kWh. */
    tally_test_bill_assert (
        fixture,
        "SELECT known_end || ' ' || energy_wh || ' ' || state FROM bill.to_date WHERE "
        "agreement_id = 5",
        "2026-10-11 96000 priced");
    tally_test_bill_assert (
        fixture,
        "SELECT low_minor <= forecast_minor AND forecast_minor <= high_minor AND "
        "forecast_minor > total_minor AND (SELECT sum ((l ->> 'amount_minor')::bigint) "
        "FROM json_array_elements (lines) l) = total_minor FROM bill.to_date WHERE "
        "agreement_id = 5",
        "t");
    /* The others have not been read in October: nothing is known, but September was. */
    tally_test_bill_assert (
        fixture,
        "SELECT DISTINCT state || ' ' || energy_wh || ' ' || total_minor || ' ' || "
        "(forecast_minor > 0) FROM bill.to_date WHERE agreement_id = 6",
        "empty 0 0 true");
    /* One issued bill was taken back: its month is open again. */
    tally_test_db_script (fixture->base, "UPDATE bill.bill SET state = 'cancelled' WHERE number = "
                                         "'" BILL_5 "'");
    refresh (fixture, OCTOBER_11, 1, 0);
    tally_test_bill_assert (fixture,
                            "SELECT string_agg (period_start || ' ' || is_current, ', ' ORDER BY "
                            "period_start) FROM bill.to_date WHERE agreement_id = 5",
                            "2026-09-01 false, 2026-10-01 true");
    tally_test_bill_assert (
        fixture,
        "SELECT (SELECT total_minor FROM bill.to_date WHERE agreement_id = 5 AND NOT "
        "is_current) = (SELECT total_minor FROM bill.bill WHERE number = '" BILL_5 "')",
        "t");
    /* A day on, every range is made anew; a month on, October waits as well. */
    refresh (fixture, OCTOBER_11 + 86400, 1, 0);
    refresh (fixture, OCTOBER_11 + 25 * 86400, 1, 0);
    tally_test_bill_assert (fixture,
                            "SELECT string_agg (period_start || ' ' || is_current, ', ' ORDER BY "
                            "period_start) FROM bill.to_date WHERE agreement_id = 5",
                            "2026-09-01 false, 2026-10-01 false, 2026-11-01 true");
}

/* Without any earlier day the rest of the month is as its own days were. */
static void
test_forecast (TallyTestBill *fixture, gconstpointer data)
{
    october (fixture);
    tally_test_db_script (fixture->base, "DELETE FROM validate.block WHERE day < '2026-10-01'");
    refresh (fixture, OCTOBER_11, 1, 0);
    tally_test_bill_assert (
        fixture,
        "SELECT forecast_wh || ' ' || (low_minor = high_minor) FROM bill.to_date WHERE "
        "agreement_id = 5",
        "297600 true"); /* 31 x 9,600 Wh */
}

/* The day that has not closed counts as far as it goes. */
static void
test_open_day (TallyTestBill *fixture, gconstpointer data)
{
    october (fixture);
    tally_test_db_script (fixture->base,
                          "INSERT INTO validate.hot SELECT district_id, point_id, channel, "
                          "'2026-10-11', n, interval_s, exponent, payload, flags, sum, now () FROM "
                          "validate.block WHERE point_id = 5 AND day = '2026-10-10'");
    refresh (fixture, OCTOBER_11 + 3600, 1, 0);
    tally_test_bill_assert (
        fixture,
        "SELECT known_end || ' ' || energy_wh FROM bill.to_date WHERE agreement_id = 5 "
        "AND is_current",
        "2026-10-12 105600");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test)                                                                           \
    g_test_add (path, TallyTestBill, GINT_TO_POINTER (N_CUSTOMERS), tally_test_bill_set_up, test, \
                tally_test_bill_tear_down)
    ADD ("/bill-correct/rebill", test_rebill);
    ADD ("/bill-correct/rebill-of-nothing", test_rebill_of_nothing);
    ADD ("/bill-correct/rebill-after-holiday", test_rebill_after_holiday);
    ADD ("/bill-correct/four-eyes", test_four_eyes);
    ADD ("/bill-correct/cancel", test_cancel);
    ADD ("/bill-correct/refuse", test_refuse);
    ADD ("/bill-correct/propose", test_propose);
    ADD ("/bill-correct/final", test_final);
    ADD ("/bill-to-date/refresh", test_to_date);
    ADD ("/bill-to-date/forecast", test_forecast);
    ADD ("/bill-to-date/open-day", test_open_day);
    return g_test_run ();
}
