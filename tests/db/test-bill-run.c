// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a bill run gives the same bytes however it is cut, repeated or resumed;
 * what should not be issued is held with its reason; issuing posts each bill
 * once and the ledger stays at zero; verification names what was changed. */
#include "server/bill/tally-bill-decide-step.h"
#include "server/bill/tally-bill-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-utility.h"

#include <string.h>

#define N_CUSTOMERS 60
#define RUN_1 "11111111-1111-4111-8111-111111111111"
#define RUN_2 "22222222-2222-4222-8222-222222222222"

typedef struct {
    TallyTestDb *base;
    TallyDb *owner;
    TallyDb *settle;
    TallyDays september;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    TallyTestUtility utility = { 1, N_CUSTOMERS, tally_days_of_month (tally_day_new (2026, 9, 1)) };

    fixture->base = tally_test_db_new ();
    fixture->owner = tally_test_db_open_as (fixture->base, "tally_owner");
    fixture->settle = tally_test_db_open_as (fixture->base, "tally_settle");
    fixture->september = utility.period;
    tally_test_utility_load (fixture->owner, fixture->settle, &utility);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->owner);
    g_assert_finalize_object (fixture->settle);
    tally_test_db_free (fixture->base);
}

static TallyBillOrder
order_of (const Fixture *fixture, const char *run_id, guint n_workers)
{
    return (TallyBillOrder){ .conninfo = tally_test_db_conninfo (fixture->base),
                             .run_id = run_id,
                             .period = fixture->september,
                             .started_by = "test",
                             .n_workers = n_workers };
}

static char *
run (const Fixture *fixture, const char *run_id, guint n_workers)
{
    TallyBillOrder order = order_of (fixture, run_id, n_workers);
    g_auto(TallyBillRun) result = { 0 };
    g_autoptr(GError) error = NULL;

    tally_bill_step_run (&order, &result, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (result.state, ==, "computed");
    g_assert_cmpint (result.n_done, ==, N_CUSTOMERS);
    return g_strdup (result.output_hash);
}

static void
assert_asked (const Fixture *fixture, const char *sql, const char *expected)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, expected);
}

#define CONTENT                                                                               \
    "SELECT md5 (string_agg (b::text, E'\\n' ORDER BY number)) FROM (SELECT number, state, "  \
    "hold_reasons, total_minor, made_from, content_hash, carry, (SELECT string_agg (l::text," \
    " ' ' ORDER BY line_no) FROM bill.line l WHERE l.number = x.number) FROM bill.bill x) b"

static void
test_same_bytes (Fixture *fixture, gconstpointer data)
{
    g_autofree char *one = run (fixture, RUN_1, 1);
    g_autofree char *content = tally_test_db_ask (fixture->base, CONTENT);
    g_autofree char *two = run (fixture, RUN_2, 3);

    g_assert_cmpuint (strlen (one), ==, 64);
    g_assert_cmpstr (one, ==, two);
    assert_asked (fixture, CONTENT, content);
    assert_asked (fixture, "SELECT count(*) FROM bill.bill WHERE state = 'ready'", "60");
    assert_asked (
        fixture,
        "SELECT count(*) FROM bill.bill b WHERE total_minor <> (SELECT sum (amount_minor) "
        "FROM bill.line l WHERE l.number = b.number)",
        "0");
    assert_asked (fixture, "SELECT count(DISTINCT kind) > 3 FROM bill.line", "t");
}

static void
issue (const Fixture *fixture, const char *run_id, int64_t expected)
{
    g_autoptr(GError) error = NULL;
    int64_t n_issued;

    tally_ledger_step_issue (fixture->settle, run_id, tally_day_new (2026, 10, 3), "test",
                             &n_issued, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n_issued, ==, expected);
}

#define OWED_IS_BILLED                                                                             \
    "SELECT (SELECT sum (amount_minor) FROM ledger.entry WHERE code = 'receivable') = (SELECT "    \
    "sum (total_minor) FROM bill.bill WHERE state = 'issued') AND (SELECT sum (amount_minor) = 0 " \
    "FROM ledger.entry)"

static void
test_issue (Fixture *fixture, gconstpointer data)
{
    g_autofree char *hash = run (fixture, RUN_1, 2);
    g_autofree char *again = NULL;

    issue (fixture, RUN_1, N_CUSTOMERS);
    issue (fixture, RUN_1, 0);
    assert_asked (fixture, OWED_IS_BILLED, "t");
    assert_asked (fixture, "SELECT count(*) FROM ledger.journal WHERE kind = 'bill'", "60");
    assert_asked (fixture, "SELECT state FROM bill.run", "issued");
    assert_asked (fixture, "SELECT DISTINCT due_on::text FROM bill.bill", "2026-10-23");

    /* A later run leaves issued bills as they are. */
    {
        TallyBillOrder order = order_of (fixture, RUN_2, 2);
        g_auto(TallyBillRun) result = { 0 };
        g_autoptr(GError) error = NULL;

        tally_bill_step_run (&order, &result, &error);
        g_assert_no_error (error);
        again = g_strdup (result.output_hash);
    }
    g_assert_cmpstr (hash, ==, again);
    assert_asked (fixture, "SELECT count(*) FROM bill.bill", "60");
}

static void
test_credit_and_rebill (Fixture *fixture, gconstpointer data)
{
    g_autofree char *hash = run (fixture, RUN_1, 2);
    char credit[TALLY_LEDGER_NUMBER_TEXT];
    g_autoptr(GError) error = NULL;
    TallyBillOrder order = order_of (fixture, RUN_2, 1);
    g_auto(TallyBillRun) result = { 0 };

    issue (fixture, RUN_1, N_CUSTOMERS);
    tally_ledger_step_credit (fixture->settle, "01-202609-000000005-1", tally_day_new (2026, 10, 9),
                              "test", credit, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (credit, ==, "01-202609-000000005-1C");
    g_assert_false (tally_ledger_step_credit (fixture->settle, "01-202609-000000005-1",
                                              tally_day_new (2026, 10, 9), "test", credit, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    g_clear_error (&error);
    assert_asked (fixture, "SELECT sum (total_minor) FROM bill.bill WHERE agreement_id = 5", "0");
    assert_asked (fixture, "SELECT sum (amount_minor) FROM ledger.entry WHERE account_id = 5", "0");

    /* Late data, then a new version. */
    tally_test_utility_add_block (fixture->settle, 1, 5, tally_day_new (2026, 9, 4), 2, 500, 0);
    tally_bill_step_run (&order, &result, &error);
    g_assert_no_error (error);
    issue (fixture, RUN_2, 1);
    assert_asked (fixture,
                  "SELECT string_agg (number || ' ' || kind || ' ' || state, ', ' ORDER BY number) "
                  "FROM bill.bill WHERE agreement_id = 5",
                  "01-202609-000000005-1 bill cancelled, 01-202609-000000005-1C credit issued, "
                  "01-202609-000000005-2 bill issued");
    assert_asked (fixture, "SELECT sum (amount_minor) FROM ledger.entry", "0");
}

typedef struct {
    const char *name;
    const char *change; /* run by the owner of the database before the bills are computed */
    const char *reasons;
} HoldCase;

static const HoldCase hold_cases[] = {
    { "gap", "DELETE FROM validate.block WHERE point_id = 5 AND day = '2026-09-03'",
      "{incomplete}" },
    { "never-measured", "DELETE FROM validate.block WHERE point_id = 5", "{incomplete}" },
    { "no-tariff", "UPDATE ref.agreement SET tariff_code = 'lost' WHERE point_id = 5",
      "{missing-tariff}" },
    { "tariff-ends", "UPDATE ref.tariff SET valid_to = '2026-09-20'", "{missing-tariff}" },
    { "first", "UPDATE ref.agreement SET valid_from = '2026-09-11' WHERE point_id = 5", "{first}" },
    { "first-of-a-month", "UPDATE ref.agreement SET valid_from = '2026-09-01' WHERE point_id = 5",
      "{first}" },
    { "last", "UPDATE ref.agreement SET valid_to = '2026-09-11' WHERE point_id = 5", "{last}" },
    { "over-capacity", "UPDATE ref.agreement SET contracted_w = 100 WHERE point_id = 5",
      "{over-capacity}" },
    { "over-transformer",
      "UPDATE ref.agreement SET contracted_w = NULL, contracted_va = 100 WHERE point_id = 5",
      "{over-capacity}" },
    { "nothing-wrong", "SELECT 1", "{}" },
};

static void
test_hold (Fixture *fixture, gconstpointer data)
{
    const HoldCase *c = data;
    g_autofree char *hash = NULL;

    tally_test_db_script (fixture->base, c->change);
    hash = run (fixture, RUN_1, 2);
    assert_asked (fixture, "SELECT hold_reasons::text FROM bill.bill WHERE agreement_id = 5",
                  c->reasons);
    assert_asked (fixture,
                  "SELECT count(*) FROM bill.bill WHERE (state = 'held') <> (hold_reasons <> '{}')",
                  "0");
}

static void
test_estimated_share (Fixture *fixture, gconstpointer data)
{
    g_autofree char *hash = NULL;

    for (int day = 1; day <= 8; day++)
        tally_test_utility_add_block (fixture->settle, 1, 5, tally_day_new (2026, 9, day), 2, 100,
                                      4);
    hash = run (fixture, RUN_1, 2);
    assert_asked (fixture, "SELECT hold_reasons::text FROM bill.bill WHERE agreement_id = 5",
                  "{estimated}");
    assert_asked (fixture,
                  "SELECT estimated_ppm BETWEEN 100001 AND 999999 FROM bill.bill "
                  "WHERE agreement_id = 5",
                  "t");
}

/* A change of tariff in the month: two parts, each with its own days. */
static void
test_tariff_change (Fixture *fixture, gconstpointer data)
{
    g_autofree char *hash = NULL;

    tally_test_db_script (
        fixture->base, "INSERT INTO ref.tariff SELECT tariff_code, 2, name, '2026-09-16', NULL, "
                       "document, sha256, drafted_by, signed_by FROM ref.tariff WHERE tariff_code"
                       " = 'large-industrial'");
    hash = run (fixture, RUN_1, 2);
    assert_asked (fixture, "SELECT state FROM bill.bill WHERE agreement_id = 10", "ready");
    assert_asked (fixture,
                  "SELECT string_agg ((explain ->> 'tariff_version') || ' ' || amount_minor, ', ' "
                  "ORDER BY line_no) FROM bill.line WHERE number = '01-202609-000000010-1' "
                  "AND component = 'service'",
                  "1 6000, 2 6000"); /* 120.00 a month, 15 of 30 days each */
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
    TallyBillOrder order = order_of (fixture, RUN_1, 2);
    g_autoptr(GCancellable) cancellable = g_cancellable_new ();
    g_auto(TallyBillRun) result = { 0 };
    g_autoptr(GError) error = NULL;
    g_autofree char *hash = NULL;

    g_cancellable_cancel (cancellable);
    order.cancellable = cancellable;
    g_assert_false (tally_bill_step_run (&order, &result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    assert_asked (fixture, "SELECT state FROM bill.run", "cancelled");
    assert_asked (fixture, "SELECT count(*) FROM bill.bill", "0");

    hash = run (fixture, RUN_1, 2); /* the same run goes on */
    assert_asked (fixture, "SELECT count(*) FROM bill.bill", "60");
}

static void
verify (const Fixture *fixture, int64_t n_newer, const char *fault)
{
    g_auto(TallyBillVerdict) verdict = { 0 };
    g_autoptr(GError) error = NULL;

    tally_bill_step_verify (fixture->settle, NULL, &verdict, &error);
    g_assert_no_error (error);
    if (fault == NULL) {
        g_assert_cmpstr (verdict.fault, ==, NULL);
        g_assert_cmpuint (verdict.rebills->len, ==, (guint) n_newer);
        g_assert_cmpint (verdict.n_bills, ==, N_CUSTOMERS);
        return;
    }
    g_assert_nonnull (verdict.fault);
    g_assert_nonnull (strstr (verdict.fault, fault));
}

/* One rebill is proposed, of that bill, with both totals; a proposal changes nothing. */
static void
assert_proposed (const Fixture *fixture, const char *number)
{
    g_auto(TallyBillVerdict) verdict = { 0 };
    const TallyBillRebill *rebill;
    g_autofree char *billed = NULL;
    g_autofree char *query = NULL;
    g_autoptr(GError) error = NULL;

    tally_bill_step_verify (fixture->settle, NULL, &verdict, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (verdict.rebills->len, ==, 1);
    rebill = &g_array_index (verdict.rebills, TallyBillRebill, 0);
    g_assert_cmpstr (rebill->number, ==, number);
    g_assert_cmpint (rebill->now.minor, !=, rebill->billed.minor);
    billed = g_strdup_printf ("%" G_GINT64_FORMAT, rebill->billed.minor);
    query = g_strdup_printf ("SELECT total_minor FROM bill.bill WHERE number = '%s'", number);
    assert_asked (fixture, query, billed);
    assert_asked (fixture, "SELECT count(*) FROM bill.bill WHERE state <> 'issued'", "0");
}

static void
test_verify (Fixture *fixture, gconstpointer data)
{
    g_autofree char *hash = run (fixture, RUN_1, 2);

    issue (fixture, RUN_1, N_CUSTOMERS);
    verify (fixture, 0, NULL);
    tally_test_utility_add_block (fixture->settle, 1, 9, tally_day_new (2026, 9, 4), 2, 500, 0);
    verify (fixture, 1, NULL);
    assert_proposed (fixture, "01-202609-000000009-1");
    tally_test_db_script (fixture->base,
                          "UPDATE bill.line SET amount_minor = amount_minor + 1 WHERE number = "
                          "'01-202609-000000007-1' AND line_no = 1");
    verify (fixture, 1, "01-202609-000000007-1");
}

/* What came after the bill: a version of a day, the first value of a day that was missing, a
 * tariff signed for the past, an agreement that ends, a holiday. */
#define LATER                                                                                   \
    "INSERT INTO ref.tariff SELECT tariff_code, 2, name, '2026-09-16', NULL, document, sha256," \
    " drafted_by, signed_by FROM ref.tariff WHERE tariff_code = 'large-industrial';"            \
    "UPDATE ref.agreement SET valid_to = '2026-09-29', contracted_w = 9 WHERE point_id = 11;"   \
    "UPDATE ref.agreement SET account_id = 3 WHERE point_id = 12;"                              \
    "INSERT INTO ref.holiday VALUES ('CN', '2026-09-07', 'late', 'holiday')"

/* Late data ask for rebills, and every bill still is what it was made from gives. */
static void
test_verify_after_late_data (Fixture *fixture, gconstpointer data)
{
    g_autofree char *hash = NULL;
    g_auto(TallyBillVerdict) verdict = { 0 };
    g_autoptr(GError) error = NULL;
    int64_t n;

    tally_test_db_script (fixture->base, "DELETE FROM validate.block WHERE point_id = 8 AND "
                                         "day = '2026-09-05'");
    hash = run (fixture, RUN_1, 2);
    assert_asked (fixture, "SELECT state FROM bill.bill WHERE agreement_id = 8", "held");
    tally_bill_step_decide (fixture->settle,
                            &(TallyBillDecision){ .decision_id = RUN_2,
                                                  .is_release = TRUE,
                                                  .number = "01-202609-000000008-1",
                                                  .n_expected = -1,
                                                  .person = "mei",
                                                  .address = "",
                                                  .reason = "known" },
                            &n, &error);
    g_assert_no_error (error);
    issue (fixture, RUN_1, N_CUSTOMERS);
    verify (fixture, 0, NULL);

    for (int point = 1; point <= 20; point++)
        tally_test_utility_add_block (fixture->settle, 1, point, tally_day_new (2026, 9, 4), 2, 500,
                                      0);
    tally_test_utility_add_block (fixture->settle, 1, 8, tally_day_new (2026, 9, 5), 1, 500, 0);
    tally_test_db_script (fixture->base, LATER);
    tally_bill_step_verify (fixture->settle, NULL, &verdict, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (verdict.fault, ==, NULL);
    g_assert_cmpuint (verdict.rebills->len, >=, 20);
}

typedef struct {
    const char *name;
    const char *change;
    const char *fault;
} Tampering;

/* With late data there is no excuse: what a bill was made from is held against it all the same. */
static const Tampering tamperings[] = {
    { "line",
      "UPDATE bill.line SET amount_minor = amount_minor + 1 WHERE number = "
      "'01-202609-000000009-1' AND line_no = 1",
      "01-202609-000000009-1" },
    { "total",
      "UPDATE bill.bill SET net_minor = net_minor + 1, total_minor = total_minor + 1 "
      "WHERE agreement_id = 9",
      "01-202609-000000009-1" },
    { "made-of",
      "UPDATE bill.bill SET made_of = replace (made_of, '|1|', '|3|') "
      "WHERE agreement_id = 9",
      "01-202609-000000009-1" },
    { "made-of-emptied", "UPDATE bill.bill SET made_of = '' WHERE agreement_id = 9",
      "01-202609-000000009-1" },
    { "made-of-taken", "UPDATE bill.bill SET made_of = NULL WHERE agreement_id = 9",
      "01-202609-000000009-1" },
    { "old-block-taken",
      "DELETE FROM validate.block WHERE point_id = 9 AND day = '2026-09-04' "
      "AND version = 1",
      "01-202609-000000009-1" },
    { "tariff",
      "UPDATE ref.tariff SET document = replace (document, '0.', '1.') "
      "WHERE tariff_code = (SELECT tariff_code FROM ref.agreement "
      "WHERE agreement_id = 1)",
      "01-202609-0000000" },
};

static void
test_tampering (Fixture *fixture, gconstpointer data)
{
    const Tampering *t = data;
    g_autofree char *hash = run (fixture, RUN_1, 2);

    issue (fixture, RUN_1, N_CUSTOMERS);
    tally_test_utility_add_block (fixture->settle, 1, 9, tally_day_new (2026, 9, 4), 2, 500, 0);
    verify (fixture, 1, NULL);
    tally_test_db_script (fixture->base, t->change);
    verify (fixture, 1, t->fault);
}

/* The block's own digest is the first to tell; the version that was billed, not the newest. */
static void
test_tampered_block (Fixture *fixture, gconstpointer data)
{
    g_autofree char *hash = run (fixture, RUN_1, 2);
    g_auto(TallyBillVerdict) verdict = { 0 };
    g_autoptr(GError) error = NULL;

    issue (fixture, RUN_1, N_CUSTOMERS);
    tally_test_utility_add_block (fixture->settle, 1, 9, tally_day_new (2026, 9, 4), 2, 500, 0);
    tally_test_db_script (fixture->base,
                          "UPDATE validate.block SET sum = sum + 1 WHERE point_id = 9 AND "
                          "day = '2026-09-04' AND version = 1");
    g_assert_false (tally_bill_step_verify (fixture->settle, NULL, &verdict, &error));
    g_assert_nonnull (strstr (error->message, "validate.block district 1 point 9 channel 1 day "
                                              "2026-09-04 version 1"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
    ADD ("/bill-run/same-bytes", test_same_bytes);
    ADD ("/bill-run/issue", test_issue);
    ADD ("/bill-run/credit-and-rebill", test_credit_and_rebill);
    ADD ("/bill-run/estimated-share", test_estimated_share);
    ADD ("/bill-run/tariff-change", test_tariff_change);
    ADD ("/bill-run/cancel", test_cancel);
    ADD ("/bill-run/verify", test_verify);
    ADD ("/bill-run/verify/late-data", test_verify_after_late_data);
    ADD ("/bill-run/verify/block", test_tampered_block);
    for (size_t i = 0; i < G_N_ELEMENTS (tamperings); i++) {
        g_autofree char *path = g_strconcat ("/bill-run/verify/", tamperings[i].name, NULL);

        g_test_add (path, Fixture, &tamperings[i], set_up, test_tampering, tear_down);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (hold_cases); i++) {
        g_autofree char *path = g_strconcat ("/bill-run/hold/", hold_cases[i].name, NULL);

        g_test_add (path, Fixture, &hold_cases[i], set_up, test_hold, tear_down);
    }
    return g_test_run ();
}
