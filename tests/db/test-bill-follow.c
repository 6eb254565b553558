// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what changes under bills that were issued is proposed for a rebill, no more and no less:
 * an earlier month's rebill, a tariff's correction, other rules of pricing. */
#include "tests/db/bill-history.h"
#include "tests/lib/tally-test-ctl.h"

/* Looks what is to be corrected; @expected are the proposals that are open after it. */
static void
assert_proposed (const TallyTestBill *fixture, int64_t n_new, const char *expected)
{
    g_autoptr(GError) error = NULL;
    int64_t n;

    tally_bill_step_propose (fixture->settle, NULL, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, n_new);
    tally_test_bill_assert (fixture,
                            "SELECT coalesce (string_agg (concat_ws (' ', number, causes, "
                            "old_minor, new_minor), ', ' ORDER BY number), '') FROM "
                            "bill.correction WHERE state = 'proposed'",
                            expected);
}

/* Point 1 used @wh in each quarter-hour of 4 August, as was found late. */
static void
late_august (const TallyTestBill *fixture, int32_t version, int32_t wh)
{
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO validate.rebill (district_id, point_id, channel, day, version, sum_before, "
        "sum_after) VALUES (1, 1, 1, '2026-08-04', %d, 1, 2)",
        version);

    tally_test_utility_add_block (fixture->settle, 1, 1, tally_day_new (2026, 8, 4), version, wh,
                                  0);
    tally_test_db_script (fixture->base, sql);
}

#define AUGUST_1 "01-202608-000000001-1"
#define AUGUST_1_AGAIN "01-202608-000000001-2"
#define SEPTEMBER_1 "01-202609-000000001-1"
#define CORRECTION "00000000-0000-4000-8000-0000000000c1"

/* What a month hands on is another after its rebill: the next one is proposed, and waits as long as
 * another correction of the month before is open. */
static void
test_following (TallyTestBill *fixture, gconstpointer data)
{
    TallyBillCorrectionOrder order = { CORRECTION, AUGUST_1, FALSE, 0, "mei", "", "late data" };
    TallyLedgerCorrection issue = { CORRECTION, 0, tally_day_new (2026, 10, 9), "li", "", "seen" };
    char credit[TALLY_LEDGER_NUMBER_TEXT];
    g_autoptr(GError) error = NULL;
    g_autofree char *id = NULL;

    use_tariff (fixture, "", BY_YEAR);
    bill_and_issue (fixture, RUN_8, tally_day_new (2026, 8, 1), 3);
    bill_and_issue (fixture, RUN_9, fixture->september.first, 3);
    assert_proposed (fixture, 0, "");
    late_august (fixture, 2, 2000);
    /* August: 2,976 + 96 = 3,072 kWh x 0.1; nothing of September changed as yet. */
    assert_proposed (fixture, 1, AUGUST_1 " {data} 29760 30720");
    tally_bill_step_order (fixture->settle, &order, &error);
    g_assert_no_error (error);
    assert_proposed (fixture, 0, "");
    tally_ledger_step_correct (fixture->settle, &issue, credit, &error);
    g_assert_no_error (error);
    late_august (fixture, 3, 3000);
    /* 2,976 + 192 = 3,168 kWh x 0.1 */
    assert_proposed (fixture, 1, AUGUST_1_AGAIN " {data} 30720 31680");
    id = tally_test_db_ask (fixture->base,
                            "SELECT correction_id FROM bill.correction WHERE state = 'proposed'");
    tally_bill_step_refuse (fixture->settle, id, 0, "li", "", "no", &error);
    g_assert_no_error (error);
    /* 928 kWh were left of the first tier, not 1,024: 92.80 + 1,952 x 0.2 = 483.20 */
    assert_proposed (fixture, 1, SEPTEMBER_1 " {carry} 47360 48320");
    tally_test_bill_assert (fixture,
                            "SELECT (changes -> 0 ->> 'before') || ' ' || (changes -> 0 ->> "
                            "'after') FROM bill.correction WHERE state = 'proposed'",
                            AUGUST_1 " " AUGUST_1_AGAIN);
    assert_proposed (fixture, 0, SEPTEMBER_1 " {carry} 47360 48320");
}

/* Version 2, 0.2 in place of 0.1 from 16 September on, proposed by one and signed by another. */
#define CORRECTED                                                                               \
    "INSERT INTO ref.tariff_draft (draft_id, tariff_code, name, valid_from, document, sha256, " \
    "state, edited_by, proposed_by, proposed_at, corrects) SELECT '" CORRECTION "', 'own', "    \
    "'own', '2026-09-16', d, sha256 (convert_to (d, 'UTF8')), 'proposed', 'a', 'a', now (), "   \
    "'misprinted' FROM (SELECT replace (document, '0.1', '0.2') FROM ref.tariff WHERE "         \
    "tariff_code = 'own') x (d); SELECT ref.sign_tariff ('" CORRECTION "', 'b')"

/* A version that corrects billed days: bills keep the one they were made from, are verified by it,
 * and are proposed for a rebill; months it does not touch are not. */
static void
test_tariff_corrected (TallyTestBill *fixture, gconstpointer data)
{
    use_tariff (fixture, "", "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"0.1\"}");
    bill_and_issue (fixture, RUN_8, tally_day_new (2026, 8, 1), 3);
    bill_and_issue (fixture, RUN_9, fixture->september.first, 3);
    tally_test_db_script (fixture->base, CORRECTED);
    /* 2,880 kWh x 0.1 = 288.00; 15 x 96 = 1,440 kWh x 0.1 + 1,440 x 0.2 = 432.00 */
    assert_proposed (fixture, 3,
                     SEPTEMBER_1 " {tariff} 28800 43200, 01-202609-000000002-1 {tariff} 28800 "
                                 "43200, 01-202609-000000003-1 {tariff} 28800 43200");
    tally_test_bill_assert (fixture,
                            "SELECT DISTINCT concat_ws (' / ', changes -> 0 ->> 'before', changes "
                            "-> 0 ->> 'after', changes -> 0 ->> 'reason') FROM bill.correction",
                            "own 1 / own 1,2 / misprinted");
    tally_test_bill_assert (fixture, BILLED (1), "29760 28800");
    assert_verified (fixture, 3);
}

static void
change_total (const TallyTestBill *fixture, TallyBill *bill, const TallyBillLine *lines, size_t n)
{
    g_autoptr(GString) sql = g_string_new ("UPDATE bill.bill SET net_minor = net_minor + 1, "
                                            "total_minor = total_minor + 1, content_hash = '\\x");
    uint8_t hash[TALLY_BILL_HASH_BYTES];

    bill->net.minor++;
    bill->total.minor++;
    tally_bill_hash (bill, lines, n, hash);
    for (size_t i = 0; i < sizeof hash; i++)
        g_string_append_printf (sql, "%02x", hash[i]);
    g_string_append_printf (sql, "' WHERE number = '%s'", bill->number);
    tally_test_db_script (fixture->base, sql->str);
}

/* What an operator reads: each bill, and how many there are; the command fails. */
static void
assert_command (const TallyTestBill *fixture, const char *option, const char *wanted)
{
    g_autofree char *words = g_strconcat ("bill verify ", option, NULL);
    g_autofree char *said = NULL;
    g_autofree char *fault = NULL;

    g_assert_false (tally_test_ctl_run (fixture->base, words, &said, &fault));
    g_assert_nonnull (strstr (said, wanted));
    g_assert_nonnull (strstr (said, "000000001-1): the same inputs"));
    g_assert_nonnull (strstr (said, "000000002-1): the same inputs"));
    g_assert_nonnull (
        strstr (fault, "2 bills were priced by older rules and can not be recomputed"));
}

/* A bill with another total and the hash of just that: the inputs give something else. Only another
 * number of its rules, or none, can excuse it: it is named, and the others are looked at all the
 * same. */
static void
test_rules (TallyTestBill *fixture, gconstpointer data)
{
    static const struct {
        const char *rules[2]; /* of the first bill and of the second, which both are changed */
        guint n_older;
        const char *older;
        const char *fault; /* NULL: none */
    } cases[] = {
        { { "2", "7" }, 0, NULL, "000000001-1): the same inputs give another bill" },
        { { "7", "7" }, 2, "(2); it was priced by rules 7", NULL },
        { { "NULL", "7" }, 2, "priced before rules were numbered", NULL },
        { { "7", "2" }, 1, "by rules 7", "000000002-1): the same inputs give another bill" },
    };
    g_autoptr(TallyBillSheet) sheet = NULL;
    g_autoptr(GError) error = NULL;
    const TallyBillLine *lines;

    use_tariff (fixture, "", BY_YEAR);
    bill_and_issue (fixture, RUN_9, fixture->september.first, 3);
    tally_test_bill_assert (fixture, "SELECT DISTINCT rules FROM bill.bill", "2");
    sheet = tally_bill_store_load_issued (fixture->settle, 1, fixture->september, &error);
    g_assert_no_error (error);
    lines = (const TallyBillLine *) (void *) sheet->lines->data;
    for (guint i = 0; i < 2; i++) {
        size_t n = g_array_index (sheet->n_lines, size_t, i);

        change_total (fixture, &g_array_index (sheet->bills, TallyBill, i), lines, n);
        lines += n;
    }
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_auto(TallyBillVerdict) verdict = { 0 };
        g_autofree char *set = g_strdup_printf (
            "UPDATE bill.bill SET rules = CASE number WHEN '01-202609-000000001-1' THEN %s "
            "WHEN '01-202609-000000002-1' THEN %s ELSE 2 END",
            cases[i].rules[0], cases[i].rules[1]);

        tally_test_db_script (fixture->base, set);
        tally_bill_step_verify (fixture->settle, NULL, &verdict, &error);
        g_assert_no_error (error);
        g_assert_cmpint (verdict.n_bills, ==, 3);
        g_assert_cmpuint (verdict.older->len, ==, cases[i].n_older);
        if (cases[i].n_older > 0)
            g_assert_true (g_str_has_suffix (g_ptr_array_index (verdict.older, 0), cases[i].older));
        if (cases[i].fault != NULL)
            g_assert_true (g_str_has_suffix (verdict.fault, cases[i].fault));
        else
            g_assert_cmpstr (verdict.fault, ==, NULL);
        if (i != 1)
            continue;
        assert_command (fixture, "", "1 issued bills are what their inputs give; 0 have newer");
        assert_command (fixture, "--json",
                        "\"n_bills\":3,\"n_newer\":0,\"rebills\":[],\"older\":[\"");
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test) \
    g_test_add (path, TallyTestBill, NULL, set_up, test, tally_test_bill_tear_down)
    ADD ("/bill-follow/following", test_following);
    ADD ("/bill-follow/tariff-corrected", test_tariff_corrected);
    ADD ("/bill-follow/rules", test_rules);
    return g_test_run ();
}
