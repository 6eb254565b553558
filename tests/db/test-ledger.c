// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: debits equal credits at every committed instant, whoever writes and
 * however often; no role can write past ledger.post. */
#include "server/ledger/tally-ledger-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

#define ACCOUNT 10012

typedef struct {
    TallyTestDb *base;
    TallyDb *settle;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    fixture->settle = tally_test_db_open_as (fixture->base, "tally_settle");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->settle);
    tally_test_db_free (fixture->base);
}

static void
post_bill (TallyDb *db, const char *bill_number, int64_t minor, TallyDay due_on)
{
    TallyLedgerCharge charge = { TALLY_LINE_ENERGY, { minor } };
    TallyLedgerHead head = { 1, "bill", bill_number, { 20600 }, "test" };
    g_autofree TallyLedgerJournal *journal = g_new (TallyLedgerJournal, 1);
    g_autoptr(GError) error = NULL;
    gboolean is_new;

    tally_ledger_calc_bill (ACCOUNT, bill_number, due_on, &charge, 1, journal, &error);
    g_assert_no_error (error);
    tally_ledger_store_post (db, &head, journal, &is_new, &error);
    g_assert_no_error (error);
}

static TallyLedgerReceipt
receipt_of (const char *reference, int64_t minor)
{
    return (TallyLedgerReceipt){ .district_id = 1,
                                 .account_id = ACCOUNT,
                                 .reference = reference,
                                 .into = "bank-clearing",
                                 .amount = { minor },
                                 .booked_on = { 20620 },
                                 .made_by = "test" };
}

typedef struct {
    TallyLedgerReceipt receipt;
    gboolean is_new;
} PayWork;

static gboolean
pay_inside (TallyDb *db, gpointer user_data, GError **error)
{
    PayWork *work = user_data;

    return tally_ledger_step_pay (db, &work->receipt, &work->is_new, error);
}

static gboolean
pay (TallyDb *db, const char *reference, int64_t minor)
{
    PayWork work = { receipt_of (reference, minor), FALSE };
    g_autoptr(GError) error = NULL;

    tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, pay_inside, &work, &error);
    g_assert_no_error (error);
    return work.is_new;
}

static void
assert_sum_zero (TallyDb *db)
{
    g_auto(TallyLedgerCheck) check = { 0 };
    g_autoptr(GError) error = NULL;

    tally_ledger_store_check (db, &check, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (check.sum, ==, "0");
    g_assert_null (check.fault);
}

static void
test_pays_oldest_first (Fixture *fixture, gconstpointer data)
{
    TallyLedgerBalance balance;
    g_autoptr(GArray) open = NULL;
    g_autoptr(GError) error = NULL;

    post_bill (fixture->settle, "june", 300, (TallyDay){ 20640 });
    post_bill (fixture->settle, "may", 100, (TallyDay){ 20610 });
    g_assert_true (pay (fixture->settle, "p1", 150));
    open = tally_ledger_store_open_bills (fixture->settle, 1, ACCOUNT, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (open->len, ==, 1);
    g_assert_cmpstr (g_array_index (open, TallyLedgerOpenBill, 0).number, ==, "june");
    g_assert_cmpint (g_array_index (open, TallyLedgerOpenBill, 0).owed.minor, ==, 250);

    g_assert_true (pay (fixture->settle, "p2", 400));
    tally_ledger_store_balance (fixture->settle, 1, ACCOUNT, (TallyDay){ 20700 }, &balance, &error);
    g_assert_no_error (error);
    g_assert_cmpint (balance.receivable.minor, ==, 0);
    g_assert_cmpint (balance.overdue.minor, ==, 0);
    g_assert_cmpint (balance.unallocated.minor, ==, 150);
    assert_sum_zero (fixture->settle);
}

static void
test_overdue (Fixture *fixture, gconstpointer data)
{
    TallyLedgerBalance balance;
    g_autoptr(GError) error = NULL;

    post_bill (fixture->settle, "june", 300, (TallyDay){ 20640 });
    post_bill (fixture->settle, "may", 100, (TallyDay){ 20610 });
    tally_ledger_store_balance (fixture->settle, 1, ACCOUNT, (TallyDay){ 20611 }, &balance, &error);
    g_assert_no_error (error);
    g_assert_cmpint (balance.receivable.minor, ==, 400);
    g_assert_cmpint (balance.overdue.minor, ==, 100);
}

static void
test_same_payment_once (Fixture *fixture, gconstpointer data)
{
    g_autofree char *n = NULL;

    post_bill (fixture->settle, "june", 300, (TallyDay){ 20640 });
    g_assert_true (pay (fixture->settle, "p1", 100));
    g_assert_false (pay (fixture->settle, "p1", 100));
    n = tally_test_db_ask (fixture->base,
                           "SELECT count(*) FROM ledger.journal WHERE kind = 'payment'");
    g_assert_cmpstr (n, ==, "1");
}

typedef struct {
    TallyTestDb *base;
    int first;
} PayerData;

static gpointer
pay_twenty (gpointer user_data)
{
    const PayerData *payer = user_data;
    g_autoptr(TallyDb) db = tally_test_db_open_as (payer->base, "tally_settle");

    for (int i = 0; i < 20; i++) {
        g_autofree char *reference = g_strdup_printf ("p%d", payer->first + i);

        pay (db, reference, 7);
    }
    return NULL;
}

/* Eight tills at once, each payment from two of them: nothing is paid twice. */
static void
test_payers_at_once (Fixture *fixture, gconstpointer data)
{
    TallyLedgerBalance balance;
    g_autoptr(GError) error = NULL;
    PayerData payers[8];
    GThread *threads[8];

    post_bill (fixture->settle, "june", 300, (TallyDay){ 20640 });
    post_bill (fixture->settle, "may", 100, (TallyDay){ 20610 });
    for (int i = 0; i < 8; i++) {
        payers[i] = (PayerData){ fixture->base, i / 2 * 20 };
        threads[i] = g_thread_new ("payer", pay_twenty, &payers[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
    tally_ledger_store_balance (fixture->settle, 1, ACCOUNT, (TallyDay){ 20700 }, &balance, &error);
    g_assert_no_error (error);
    g_assert_cmpint (balance.receivable.minor, ==, 0);
    g_assert_cmpint (balance.unallocated.minor, ==, 80 * 7 - 400);
    assert_sum_zero (fixture->settle);
}

typedef struct {
    TallyLedgerReturn what;
    gboolean is_new;
} ReturnWork;

static gboolean
return_inside (TallyDb *db, gpointer user_data, GError **error)
{
    ReturnWork *work = user_data;

    return tally_ledger_step_return (db, &work->what, &work->is_new, error);
}

static void
test_refund_and_allocate (Fixture *fixture, gconstpointer data)
{
    ReturnWork work = { { 1, ACCOUNT, "refund", "r1", "p1", { 50 }, { 20630 }, "test" }, FALSE };
    ReturnWork lost = { { 1, ACCOUNT, "refund", "r2", "p9", { 50 }, { 20630 }, "test" }, FALSE };
    TallyLedgerBalance balance;
    g_autoptr(GError) error = NULL;

    g_assert_true (pay (fixture->settle, "p1", 120)); /* in advance */
    tally_db_transact (fixture->settle, TALLY_ISOLATION_EACH_STATEMENT, return_inside, &work,
                       &error);
    g_assert_no_error (error);
    g_assert_true (work.is_new);
    post_bill (fixture->settle, "june", 300, (TallyDay){ 20640 });
    tally_ledger_step_allocate (fixture->settle, 1, ACCOUNT, "june", (TallyDay){ 20640 }, "test",
                                &error);
    g_assert_no_error (error);
    tally_ledger_store_balance (fixture->settle, 1, ACCOUNT, (TallyDay){ 20640 }, &balance, &error);
    g_assert_no_error (error);
    g_assert_cmpint (balance.receivable.minor, ==, 230);
    g_assert_cmpint (balance.unallocated.minor, ==, 0);

    g_assert_false (tally_db_transact (fixture->settle, TALLY_ISOLATION_EACH_STATEMENT,
                                       return_inside, &lost, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    assert_sum_zero (fixture->settle);
}

static gboolean
give_back (const Fixture *fixture,
           const char *kind,
           const char *reference,
           int64_t amount,
           gboolean *is_new,
           GError **error)
{
    ReturnWork work = { { 1, ACCOUNT, kind, reference, "p1", { amount }, { 20630 }, "test" },
                        FALSE };
    gboolean is_done = tally_db_transact (fixture->settle, TALLY_ISOLATION_EACH_STATEMENT,
                                          return_inside, &work, error);

    *is_new = work.is_new;
    return is_done;
}

/* Returns of one payment add up: never more than was paid, and a repeated one counts once. */
static void
test_partial_refunds (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *kind;
        const char *reference;
        int64_t amount;
        gboolean is_new;
        int code; /* 0: booked, or booked before */
        int64_t unallocated;
    } steps[] = {
        { "refund", "r1", 50, TRUE, 0, 70 },
        { "refund", "r1", 50, FALSE, 0, 70 },
        { "refund", "r1", 51, FALSE, TALLY_ERROR_EXISTS, 70 },
        { "refund", "r2", 71, FALSE, TALLY_ERROR_INVALID, 70 },
        { "chargeback", "r1", 40, TRUE, 0, 30 },
        { "refund", "r3", 31, FALSE, TALLY_ERROR_INVALID, 30 },
        { "refund", "r3", 30, TRUE, 0, 0 },
        { "refund", "r1", 50, FALSE, 0, 0 },
        { "refund", "r4", 1, FALSE, TALLY_ERROR_INVALID, 0 },
    };

    g_assert_true (pay (fixture->settle, "p1", 120));
    for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
        TallyLedgerBalance balance;
        gboolean is_new;
        g_autoptr(GError) error = NULL;

        g_assert_true (
            give_back (fixture, steps[i].kind, steps[i].reference, steps[i].amount, &is_new, &error)
            == (steps[i].code == 0));
        if (steps[i].code != 0)
            g_assert_error (error, TALLY_ERROR, steps[i].code);
        g_assert_cmpint (is_new, ==, steps[i].is_new);
        g_clear_error (&error);
        tally_ledger_store_balance (fixture->settle, 1, ACCOUNT, (TallyDay){ 20640 }, &balance,
                                    &error);
        g_assert_no_error (error);
        g_assert_cmpint (balance.unallocated.minor, ==, steps[i].unallocated);
    }
    assert_sum_zero (fixture->settle);
}

typedef struct {
    const char *name;
    const char *sql;
    const char *state;
} Attack;

#define POST "SELECT ledger.post (1, gen_random_uuid (), 'manual', 'x', '2026-06-01', 'me', "

static const Attack attacks[] = {
    { "unbalanced", POST "'{cash,tax}', '{1,1}', '{NULL,NULL}', '{NULL,NULL}', '{5,-4}')",
      "23514" },
    { "one-sided", POST "'{cash}', '{1}', '{NULL}', '{NULL}', '{0}')", "22023" },
    { "missing-amount", POST "'{cash,tax}', '{1,1}', '{NULL,NULL}', '{NULL,NULL}', '{0,NULL}')",
      "23514" },
    { "empty", POST "'{}', '{}', '{}', '{}', '{}')", "22023" },
    { "no-array", POST "NULL, NULL, NULL, NULL, NULL)", "22023" },
    { "uneven", POST "'{cash,tax}', '{1}', '{NULL,NULL}', '{NULL,NULL}', '{5,-5}')", "22023" },
    { "unknown-account", POST "'{cash,gold}', '{1,1}', '{NULL,NULL}', '{NULL,NULL}', '{5,-5}')",
      "23503" },
    { "insert",
      "INSERT INTO ledger.entry VALUES (1, gen_random_uuid (), 1, 'cash', 1, '', NULL, 5)",
      "42501" },
    { "update", "UPDATE ledger.entry SET amount_minor = 0", "42501" },
    { "delete", "DELETE FROM ledger.journal", "42501" },
    { "truncate", "TRUNCATE ledger.entry", "42501" },
};

static void
test_attack (Fixture *fixture, gconstpointer data)
{
    const Attack *attack = data;
    g_autoptr(GError) error = NULL;

    post_bill (fixture->settle, "june", 300, (TallyDay){ 20640 });
    g_assert_false (tally_db_script (fixture->settle, attack->sql, &error));
    g_assert_nonnull (strstr (error->message, attack->state));
    assert_sum_zero (fixture->settle);
}

static void
test_other_entries_refused (Fixture *fixture, gconstpointer data)
{
    TallyLedgerCharge charge = { TALLY_LINE_ENERGY, { 301 } };
    TallyLedgerHead head = { 1, "bill", "june", { 20600 }, "test" };
    g_autofree TallyLedgerJournal *journal = g_new (TallyLedgerJournal, 1);
    g_autoptr(GError) error = NULL;
    gboolean is_new;

    post_bill (fixture->settle, "june", 300, (TallyDay){ 20640 });
    post_bill (fixture->settle, "june", 300, (TallyDay){ 20640 });
    tally_ledger_calc_bill (ACCOUNT, "june", (TallyDay){ 20640 }, &charge, 1, journal, &error);
    g_assert_no_error (error);
    g_assert_false (tally_ledger_store_post (fixture->settle, &head, journal, &is_new, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
}

/* The check must find what only the owner can do. */
static void
test_check_finds_tampering (Fixture *fixture, gconstpointer data)
{
    g_auto(TallyLedgerCheck) check = { 0 };
    g_autoptr(GError) error = NULL;

    post_bill (fixture->settle, "june", 300, (TallyDay){ 20640 });
    tally_test_db_script (fixture->base, "UPDATE ledger.entry SET amount_minor = amount_minor + 1 "
                                         "WHERE code = 'receivable'");
    tally_ledger_store_check (fixture->settle, &check, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (check.sum, ==, "1");
    g_assert_nonnull (check.fault);
    g_assert_nonnull (strstr (check.fault, "bill june"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
    ADD ("/ledger/pays-oldest-first", test_pays_oldest_first);
    ADD ("/ledger/overdue", test_overdue);
    ADD ("/ledger/same-payment-once", test_same_payment_once);
    ADD ("/ledger/payers-at-once", test_payers_at_once);
    ADD ("/ledger/refund-and-allocate", test_refund_and_allocate);
    ADD ("/ledger/partial-refunds", test_partial_refunds);
    ADD ("/ledger/other-entries-refused", test_other_entries_refused);
    ADD ("/ledger/check-finds-tampering", test_check_finds_tampering);
    for (size_t i = 0; i < G_N_ELEMENTS (attacks); i++) {
        g_autofree char *path = g_strconcat ("/ledger/attack/", attacks[i].name, NULL);

        g_test_add (path, Fixture, &attacks[i], set_up, test_attack, tear_down);
    }
    return g_test_run ();
}
