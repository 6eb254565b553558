// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a customer's past reaches the bill: it goes on when an agreement is replaced, it begins
 * anew with another customer, and every bill can be made again from what it was made of. */
#include "server/bill/tally-bill-to-date-step.h"
#include "server/bill/whatif/tally-pricing-step.h"
#include "tests/db/bill-history.h"

static void
test_replaced (TallyTestBill *fixture, gconstpointer data)
{
    g_autofree char *hashes = NULL;

    use_tariff (fixture, "", BY_YEAR);
    bill_and_issue (fixture, RUN_8, tally_day_new (2026, 8, 1), 3);
    tally_test_db_script (fixture->base, REPLACED);
    bill (fixture, RUN_9, fixture->september.first);
    /* August: 31 x 96 = 2,976 kWh x 0.1. Then 1,024 kWh are left of the first tier. 1 to 15
     * September, 1,440 kWh: 1,024 x 0.1 + 416 x 0.2 = 185.60; the rest 1,440 x 0.2 = 288.00. */
    tally_test_bill_assert (fixture, BILLED (1), "29760 18560");
    tally_test_bill_assert (fixture, BILLED (101), "28800");
    /* Who came on the 16th has used nothing, though the account has another point, and has 107 of
     * 365 days of the tiers, 4,000 x 107 / 365 = 1,172.603 kWh: 117.26 + 267.397 x 0.2 = 170.74 */
    tally_test_bill_assert (fixture, BILLED (102), "17074");
    /* Who left on the 15th had 258 of 365 days, 2,827.397 kWh, which August took: 1,440 x 0.2 */
    tally_test_bill_assert (fixture, BILLED (2), "29760 28800");
    /* Without a change: 1,024 x 0.1 + 1,856 x 0.2 = 473.60 = 185.60 + 288.00 */
    tally_test_bill_assert (fixture, BILLED (3), "29760 47360");

    /* When only the first part is issued, the second is made again with the same bytes. */
    hashes = tally_test_db_ask (fixture->base,
                                "SELECT string_agg (encode (content_hash || made_from, 'hex'), ' ' "
                                "ORDER BY number) FROM bill.bill");
    tally_test_db_script (fixture->base, "UPDATE bill.bill SET state = 'held' WHERE agreement_id = "
                                         "101");
    tally_test_bill_issue (fixture, RUN_9, 4);
    bill_and_issue (fixture, RUN_9B, fixture->september.first, 1);
    tally_test_bill_assert (fixture,
                            "SELECT string_agg (encode (content_hash || made_from, 'hex'), ' ' "
                            "ORDER BY number) FROM bill.bill",
                            hashes);
    assert_verified (fixture, 2);
}

/* What a bill that was taken back handed on is forgotten; its successor's is what counts. */
static void
test_rebilled (TallyTestBill *fixture, gconstpointer data)
{
    char credit[TALLY_LEDGER_NUMBER_TEXT];
    g_autoptr(GError) error = NULL;

    use_tariff (fixture, "", BY_YEAR);
    bill_and_issue (fixture, RUN_8, tally_day_new (2026, 8, 1), 3);
    tally_ledger_step_credit (fixture->settle, "01-202608-000000001-1", tally_day_new (2026, 9, 2),
                              "test", credit, &error);
    g_assert_no_error (error);
    tally_test_utility_add_block (fixture->settle, 1, 1, tally_day_new (2026, 8, 4), 2, 2000, 0);
    bill_and_issue (fixture, RUN_8B, tally_day_new (2026, 8, 1), 1);
    tally_test_db_script (fixture->base, REPLACED);
    bill_and_issue (fixture, RUN_9, fixture->september.first, 5);
    /* August: 2,976 + 96 = 3,072 kWh x 0.1; 928 are left: 928 x 0.1 + 512 x 0.2 = 195.20 */
    tally_test_bill_assert (fixture, BILLED (1), "30720 19520");
    tally_test_bill_assert (fixture, BILLED (101), "28800");
    assert_verified (fixture, 2);
}

/* An account that left and came back begins anew, and so do its tiers. */
static void
test_came_back (TallyTestBill *fixture, gconstpointer data)
{
    use_tariff (fixture, "", BY_YEAR);
    bill_and_issue (fixture, RUN_8, tally_day_new (2026, 8, 1), 3);
    tally_test_db_script (fixture->base,
                          REPLACED ";UPDATE ref.agreement SET valid_from = '2026-09-17' WHERE "
                                   "agreement_id = 101");
    bill_and_issue (fixture, RUN_9, fixture->september.first, 5);
    tally_test_bill_assert (fixture, BILLED (1), "29760 28800");
    /* 4,000 x 106 / 365 = 1,161.644 kWh of 14 x 96 = 1,344: 116.16 + 182.356 x 0.2 = 152.63 */
    tally_test_bill_assert (fixture, BILLED (101), "15263");
    assert_verified (fixture, 2);
}

/* What is run up on the 25th follows the same way: of August, and of the part before. */
static void
test_to_date (TallyTestBill *fixture, gconstpointer data)
{
    TallyBillRefresh order = { .now = tally_day_new (2026, 9, 25).number * G_GINT64_CONSTANT (86400)
                                      + 43200 };
    TallyBillRefreshed result;
    g_autoptr(GError) error = NULL;

    use_tariff (fixture, "", BY_YEAR);
    bill (fixture, RUN_8, tally_day_new (2026, 8, 1));
    tally_test_db_script (fixture->base, REPLACED);
    tally_bill_step_to_date (fixture->settle, &order, &result, &error);
    g_assert_no_error (error);
    /* August 297.60 is not issued yet; 185.60 as above; ten days of 96 kWh at 0.2; of who came on
     * the 16th 960 x 0.1 */
    tally_test_bill_assert (fixture,
                            "SELECT string_agg (total_minor::text, ' ' ORDER BY period_start, "
                            "agreement_id) FROM bill.to_date WHERE point_id = 1 AND period_start "
                            "> '2026-07-31'",
                            "29760 18560 19200");
    tally_test_bill_assert (fixture,
                            "SELECT total_minor FROM bill.to_date WHERE agreement_id = 102",
                            "9600");
}

#define MINIMUM                                                                            \
    "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"0.1\"}, {\"id\": \"x\", \"kind\": " \
    "\"minimum\", \"per\": \"year\", \"amount\": \"3650\"}"

/* Bills that end on 20 September: by a clerk, in the run, and of an agreement that is replaced. */
static void
test_final (TallyTestBill *fixture, gconstpointer data)
{
    TallyBillClosing closing = { .run_id = RUN_9B,
                                 .district_id = 1,
                                 .account = "A1",
                                 .last_day = tally_day_new (2026, 9, 20),
                                 .person = "mei",
                                 .address = "",
                                 .reason = "moves out" };
    g_auto(TallyBillRun) run = { 0 };
    g_autoptr(GError) error = NULL;

    use_tariff (fixture, "", MINIMUM);
    bill_and_issue (fixture, RUN_8, tally_day_new (2026, 8, 1), 3);
    tally_test_db_script (
        fixture->base,
        "UPDATE ref.agreement SET valid_to = '2026-09-21' WHERE agreement_id IN (2, 3);"
        "INSERT INTO ref.agreement (district_id, agreement_id, account_id, point_id, tariff_code, "
        "valid_from) VALUES (1, 103, 3, 3, 'own', '2026-09-21')");
    tally_bill_step_final (fixture->settle, &closing, &run, &error);
    g_assert_no_error (error);
    /* August 297.60, then 20 x 96 kWh x 0.1 = 192.00. 1 January to 20 September are 263 days:
     * 3,650 x 263 / 365 = 2,630 are due, 2,140.40 more: 2,332.40. */
    tally_test_bill_assert (fixture, BILLED (1), "29760 233240");
    bill_and_issue (fixture, RUN_9, fixture->september.first, 4);
    tally_test_bill_assert (fixture, BILLED (1), "29760 233240");
    tally_test_bill_assert (fixture, BILLED (2), "29760 233240");
    tally_test_bill_assert (fixture, BILLED (3), "29760 19200");
    tally_test_bill_assert (fixture, BILLED (103), "9600");
    tally_test_bill_assert (fixture,
                            "SELECT count(*) FROM bill.bill WHERE made_of LIKE '2|%|supplied=%'",
                            "7");
    assert_verified (fixture, 3);
}

/* Nights to 6:00 in band n, the days in band d; half of a band's highest of 20 months counts. */
#define BANDS                                                                              \
    "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"n\"}, {\"id\": \"d / e\"}], "  \
    "\"rules\": "                                                                          \
    "[{\"spans\": [{\"from\": \"00:00\", \"to\": \"06:00\", \"band\": \"n\"}, {\"from\": " \
    "\"06:00\", \"to\": \"24:00\", \"band\": \"d / e\"}]}]}], "
#define RATCHET                                                                                 \
    "{\"id\": \"k\", \"kind\": \"demand\", \"schedule\": \"s\", \"rate\": \"1\", \"ratchet\": " \
    "{\"percent\": \"50\", \"look_back\": 20}}"

/* Another month's carry, as its bill wrote it. */
static void
set_carry (const TallyTestBill *fixture, const char *where, const char *peaks)
{
    g_autofree char *sql = g_strdup_printf (
        "UPDATE bill.bill SET carry = regexp_replace (carry, ' peaks=.*$', '%s') WHERE %s", peaks,
        where);

    tally_test_db_script (fixture->base, sql);
}

/* A preview of September is told the same of the months before as the bill was: two months with
 * three peaks each, 30 kW at night among them. */
static void
assert_previewed (const TallyTestBill *fixture)
{
    TallyWhatifScope scope = { .account = "A2" };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = tally_pricing_step_load (fixture->settle, &scope,
                                                          fixture->september, &error);
    guint n_highest = 0;
    guint n = 0;

    g_assert_no_error (error);
    for (guint i = 0; i < rows->len; i++) {
        const TallyWirePricing *row = g_ptr_array_index (rows, i);

        for (guint k = 0; row->agreement_id == 2 && k < row->slot_peaks->len; k++) {
            const TallyWirePricingSlotPeak *peak = g_ptr_array_index (row->slot_peaks, k);

            n++;
            n_highest += g_strcmp0 (peak->band, "n") == 0 && g_str_equal (peak->demand, "30")
                         && g_str_equal (peak->unit, "kW") && peak->window_minutes == 15;
        }
    }
    g_assert_cmpuint (n, ==, 6);
    g_assert_cmpuint (n_highest, ==, 1);
}

static void
test_ratchet (TallyTestBill *fixture, gconstpointer data)
{
    use_tariff (fixture, BANDS, RATCHET);
    bill_and_issue (fixture, RUN_8, tally_day_new (2026, 8, 1), 3);
    tally_test_bill_assert (fixture, BILLED (1), "800"); /* 4 kW in both bands */
    tally_test_bill_assert (fixture,
                            "SELECT DISTINCT substring (carry FROM 'peaks=.*$') FROM bill.bill",
                            "peaks=k@kW/15/:4,k@kW/15/n:4,k@kW/15/d%20%2F%20e:4");
    /* As if August had had 40 kW by day at point 1, and at point 2 19 months ago. Point 3's August
     * was billed before bands were told apart: its 40 kW count for both. */
    set_carry (fixture, "point_id = 1", " peaks=k@kW/15/:40,k@kW/15/n:10,k@kW/15/d%20%2F%20e:40");
    tally_test_db_script (
        fixture->base,
        "UPDATE ref.agreement SET valid_from = '2025-01-01';"
        "INSERT INTO bill.bill SELECT (jsonb_populate_record (b, jsonb_build_object ("
        "'period_start', '2025-02-01', 'period_end', '2025-03-01', 'number', "
        "'01-202502-000000002-1',"
        "'carry', replace (b.carry, 'n:4', 'n:30')))).* FROM bill.bill b WHERE b.point_id = 2");
    set_carry (fixture, "point_id = 3", "");
    tally_test_db_script (fixture->base,
                          "UPDATE bill.bill SET carry = replace (carry, 'peak=4', 'peak=40') "
                          "WHERE point_id = 3;" REPLACED);
    bill_and_issue (fixture, RUN_9, fixture->september.first, 5);
    /* n: 50 % of 10 = 5, d: 50 % of 40 = 20; 25 a month, half of it under either agreement */
    tally_test_bill_assert (fixture,
                            "SELECT string_agg (total_minor::text, ' ' ORDER BY number) "
                            "FROM bill.bill WHERE point_id = 1 AND period_start > "
                            "'2026-08-31'",
                            "1250 1250");
    /* n: 50 % of 30 = 15, d: its own 4; half a month */
    tally_test_bill_assert (fixture,
                            "SELECT total_minor FROM bill.bill WHERE agreement_id = 2 AND "
                            "period_start > '2026-08-31'",
                            "950");
    tally_test_bill_assert (fixture, BILLED (102), "400"); /* another customer: 8 for half */
    /* both bands 50 % of 40 */
    tally_test_bill_assert (fixture, BILLED (3), "800 4000");
    tally_test_bill_assert (fixture,
                            "SELECT substring (made_of FROM 'past=.*$') FROM bill.bill WHERE "
                            "agreement_id = 2 AND period_start = '2026-09-01'",
                            "past=24319!k@kW/15/:4,k@kW/15/n:4,k@kW/15/d%20%2F%20e:4;24301!"
                            "k@kW/15/:4,k@kW/15/n:30,k@kW/15/d%20%2F%20e:4");
    assert_previewed (fixture);
    assert_made_again (fixture);
}

/* A bill of the first format is made again as it was, without days of supply. */
static void
test_old (TallyTestBill *fixture, gconstpointer data)
{
    use_tariff (fixture, "", MINIMUM);
    bill_and_issue (fixture, RUN_8, tally_day_new (2026, 8, 1), 3);
    tally_test_db_script (fixture->base,
                          "UPDATE bill.bill SET made_of = regexp_replace (substr (made_of, 2), "
                          "'^(.*)[|]supplied=.*$', '1\\1')");
    tally_test_bill_assert (
        fixture,
        "SELECT count(*) FROM bill.bill WHERE made_of LIKE '1|%' AND made_of NOT LIKE "
        "'%supplied%'",
        "3");
    assert_verified (fixture, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test) \
    g_test_add (path, TallyTestBill, NULL, set_up, test, tally_test_bill_tear_down)
    ADD ("/bill-history/replaced", test_replaced);
    ADD ("/bill-history/rebilled", test_rebilled);
    ADD ("/bill-history/came-back", test_came_back);
    ADD ("/bill-history/to-date", test_to_date);
    ADD ("/bill-history/final", test_final);
    ADD ("/bill-history/ratchet", test_ratchet);
    ADD ("/bill-history/old", test_old);
    return g_test_run ();
}
