// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a journal that would be longer than it may be, or a sum beyond 64 bits, is refused and
 * said; at its limit all is posted. */
#include "server/ledger/tally-ledger-calc.h"
#include "shared/error/tally-error.h"

static TallyLedgerJournal *
journal_new (void)
{
    return g_new0 (TallyLedgerJournal, 1);
}

#define MANY TALLY_LEDGER_MAX_ENTRIES

static TallyLedgerOpenBill *
many_bills (void)
{
    TallyLedgerOpenBill *open = g_new0 (TallyLedgerOpenBill, MANY);

    for (int i = 0; i < MANY; i++) {
        open[i] = (TallyLedgerOpenBill){ .due_on = { 20000 + i }, .owed = { 1 } };
        g_snprintf (open[i].number, sizeof open[i].number, "%d", i);
    }
    return open;
}

/* A journal has 400 entries: one for the money, and 399 bills or 398 and a rest. One more is
 * refused, and said. */
static void
test_longest (void)
{
    g_autofree TallyLedgerOpenBill *open = many_bills ();
    g_autofree TallyLedgerJournal *journal = journal_new ();
    static const struct {
        int64_t minor;
        size_t n_open;
        size_t n_entries; /* 0: refused */
    } cases[] = {
        { MANY - 1, MANY, MANY },
        { MANY - 1, MANY - 2, MANY },
        { MANY, MANY, 0 },
        { MANY, MANY - 1, 0 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(GError) error = NULL;

        tally_ledger_calc_payment ("cash", 1, (TallyMoney){ cases[i].minor }, NULL, 0, open,
                                   cases[i].n_open, journal, &error);
        if (cases[i].n_entries == 0) {
            g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        } else {
            g_assert_no_error (error);
            g_assert_cmpuint (journal->n_entries, ==, cases[i].n_entries);
        }
    }
}

/* The same of bills that the payer names. */
static void
test_longest_named (void)
{
    g_autofree TallyLedgerOpenBill *open = many_bills ();
    g_autofree const char **named = g_new0 (const char *, MANY);
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < MANY; i++)
        named[i] = open[i].number;
    g_assert_false (tally_ledger_calc_payment ("cash", 1, (TallyMoney){ MANY }, named, MANY, open,
                                               MANY, journal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_false (
        tally_ledger_calc_allocation (1, (TallyMoney){ MANY }, open, MANY, journal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* Of the longest journal the receivable can be taken back, but there is no place for what was paid
 * on it. */
static void
test_longest_credit (void)
{
    g_autofree TallyLedgerJournal *bill = journal_new ();
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autoptr(GError) error = NULL;

    bill->n_entries = MANY;
    bill->entries[0] = (TallyLedgerEntry){ .code = "receivable", .amount = { MANY - 1 } };
    for (int i = 1; i < MANY; i++)
        bill->entries[i] = (TallyLedgerEntry){ .code = "tax", .amount = { -1 } };
    tally_ledger_calc_credit (bill, (TallyMoney){ MANY - 1 }, journal, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (journal->n_entries, ==, MANY);
    g_assert_false (tally_ledger_calc_credit (bill, (TallyMoney){ 1 }, journal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* A journal's sum is what its entries come to, or more than 64 bits hold. */
static void
test_sum (void)
{
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autoptr(GError) error = NULL;
    TallyMoney sum;

    journal->n_entries = 2;
    journal->entries[0].amount.minor = INT64_MAX;
    journal->entries[1].amount.minor = -7;
    g_assert_true (tally_ledger_calc_sum (journal, &sum, &error));
    g_assert_cmpint (sum.minor, ==, INT64_MAX - 7);
    journal->entries[1].amount.minor = 1;
    g_assert_false (tally_ledger_calc_sum (journal, &sum, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/ledger/longest", test_longest);
    g_test_add_func ("/ledger/longest-named", test_longest_named);
    g_test_add_func ("/ledger/longest-credit", test_longest_credit);
    g_test_add_func ("/ledger/sum", test_sum);
    return g_test_run ();
}
