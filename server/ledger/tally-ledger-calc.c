// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ledger/tally-ledger-calc.h"

#include "shared/error/tally-error.h"

#include <stdlib.h>
#include <string.h>

const char *
tally_ledger_code_of (TallyLineKind kind)
{
    static const char *const codes[TALLY_LINE_KINDS] = {
        [TALLY_LINE_ENERGY] = "revenue-energy",
        [TALLY_LINE_CREDIT] = "revenue-energy",
        [TALLY_LINE_DEMAND] = "revenue-demand",
        [TALLY_LINE_CAPACITY] = "revenue-demand",
        [TALLY_LINE_COINCIDENT] = "revenue-demand",
        [TALLY_LINE_FIXED] = "revenue-fixed",
        [TALLY_LINE_LEVY] = "levy",
        [TALLY_LINE_TAX] = "tax",
        [TALLY_LINE_EXPORT] = "feed-in",
        [TALLY_LINE_POWER_FACTOR] = "revenue-other",
        [TALLY_LINE_REACTIVE] = "revenue-other",
        [TALLY_LINE_MINIMUM] = "revenue-other",
        [TALLY_LINE_MAXIMUM] = "revenue-other",
        [TALLY_LINE_DISCOUNT] = "revenue-other",
    };

    g_return_val_if_fail (kind < TALLY_LINE_KINDS, NULL);

    return codes[kind];
}

static void
put (TallyLedgerJournal *journal, TallyLedgerEntry entry)
{
    g_assert (journal->n_entries < TALLY_LEDGER_MAX_ENTRIES);

    journal->entries[journal->n_entries++] = entry;
}

static gboolean
add (TallyLedgerJournal *journal, TallyLedgerEntry entry, GError **error)
{
    if (entry.amount.minor == 0)
        return TRUE;
    if (entry.amount.minor == INT64_MIN) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "amount out of range");
        return FALSE;
    }
    if (journal->n_entries == TALLY_LEDGER_MAX_ENTRIES) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "a journal has at most %d entries",
                     TALLY_LEDGER_MAX_ENTRIES);
        return FALSE;
    }
    put (journal, entry);
    return TRUE;
}

static TallyLedgerEntry
entry_of (const char *code, int64_t account_id, const char *number, int64_t minor)
{
    TallyLedgerEntry entry = { .code = code, .account_id = account_id, .amount = { minor } };

    g_strlcpy (entry.bill_number, number, sizeof entry.bill_number);
    return entry;
}

static void
assert_balanced (const TallyLedgerJournal *journal)
{
    __int128 sum = 0;

    for (size_t i = 0; i < journal->n_entries; i++)
        sum += journal->entries[i].amount.minor;
    g_assert (sum == 0);
    g_assert (journal->n_entries != 1);
}

gboolean
tally_ledger_calc_sum (const TallyLedgerJournal *journal, TallyMoney *sum, GError **error)
{
    *sum = (TallyMoney){ 0 };
    for (size_t i = 0; i < journal->n_entries; i++) {
        if (!tally_money_add (*sum, journal->entries[i].amount, sum, error))
            return FALSE;
    }
    return TRUE;
}

/* One credit for each account, in the order of the chart's first use on the bill. */
static gboolean
add_credit (TallyLedgerJournal *journal, const TallyLedgerCharge *charge, GError **error)
{
    const char *code = tally_ledger_code_of (charge->kind);
    TallyMoney credit = { 0 };

    if (charge->amount.minor == INT64_MIN) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "amount out of range");
        return FALSE;
    }
    credit.minor = -charge->amount.minor;
    for (size_t i = 1; i < journal->n_entries; i++) {
        TallyLedgerEntry *entry = &journal->entries[i];

        if (g_str_equal (entry->code, code))
            return tally_money_add (entry->amount, credit, &entry->amount, error);
    }
    return add (journal, entry_of (code, 0, "", credit.minor), error);
}

static void
drop_zeros (TallyLedgerJournal *journal)
{
    size_t kept = 0;

    for (size_t i = 0; i < journal->n_entries; i++) {
        if (journal->entries[i].amount.minor != 0)
            journal->entries[kept++] = journal->entries[i];
    }
    journal->n_entries = kept;
}

gboolean
tally_ledger_calc_bill (int64_t account_id,
                        const char *number,
                        TallyDay due_on,
                        const TallyLedgerCharge *charges,
                        size_t n_charges,
                        TallyLedgerJournal *journal,
                        GError **error)
{
    TallyMoney total = { 0 };

    /* The receivable keeps its place while the total is not known yet. */
    journal->n_entries = 0;
    put (journal, entry_of ("receivable", account_id, number, 0));
    for (size_t i = 0; i < n_charges; i++) {
        if (!tally_money_add (total, charges[i].amount, &total, error)
            || !add_credit (journal, &charges[i], error))
            return FALSE;
    }
    journal->entries[0].amount = total;
    journal->entries[0].due_on = due_on;
    if (total.minor < 0) /* the customer is owed: it waits for the next bill */
        journal->entries[0] = entry_of ("unallocated", account_id, number, total.minor);
    drop_zeros (journal);
    for (size_t i = 0; i < journal->n_entries; i++) {
        g_strlcpy (journal->entries[i].bill_number, number, TALLY_LEDGER_NUMBER_TEXT);
        journal->entries[i].account_id = account_id;
    }
    assert_balanced (journal);
    return TRUE;
}

static int
compare_open (const void *a, const void *b)
{
    const TallyLedgerOpenBill *left = *(const TallyLedgerOpenBill *const *) a;
    const TallyLedgerOpenBill *right = *(const TallyLedgerOpenBill *const *) b;

    if (left->due_on.number != right->due_on.number)
        return left->due_on.number < right->due_on.number ? -1 : 1;
    return strcmp (left->number, right->number);
}

static gboolean
is_named (const TallyLedgerOpenBill *bill, const char *const *named, size_t n_named)
{
    for (size_t i = 0; i < n_named; i++) {
        if (g_str_equal (bill->number, named[i]))
            return TRUE;
    }
    return FALSE;
}

/* Pays, of the bills in @order, those that are (or are not) named, while money is left. */
static gboolean
pay_in_order (const TallyLedgerOpenBill *const *order,
              size_t n_open,
              gboolean wants_named,
              const char *const *named,
              size_t n_named,
              int64_t account_id,
              TallyMoney *rest,
              TallyLedgerJournal *journal,
              GError **error)
{
    for (size_t i = 0; i < n_open && rest->minor > 0; i++) {
        const TallyLedgerOpenBill *bill = order[i];
        int64_t part = MIN (bill->owed.minor, rest->minor);

        g_assert (part > 0);
        if (is_named (bill, named, n_named) != wants_named)
            continue;
        if (!add (journal, entry_of ("receivable", account_id, bill->number, -part), error))
            return FALSE;
        rest->minor -= part;
    }
    return TRUE;
}

static gboolean
allocate (int64_t account_id,
          TallyMoney *rest,
          const char *const *named,
          size_t n_named,
          const TallyLedgerOpenBill *open,
          size_t n_open,
          TallyLedgerJournal *journal,
          GError **error)
{
    g_autofree const TallyLedgerOpenBill **order = g_new (const TallyLedgerOpenBill *, n_open + 1);

    for (size_t i = 0; i < n_open; i++)
        order[i] = &open[i];
    qsort (order, n_open, sizeof *order, compare_open);
    return pay_in_order (order, n_open, TRUE, named, n_named, account_id, rest, journal, error)
           && pay_in_order (order, n_open, FALSE, named, n_named, account_id, rest, journal, error);
}

static gboolean
check_positive (TallyMoney amount, GError **error)
{
    if (amount.minor > 0)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the amount is not above zero");
    return FALSE;
}

gboolean
tally_ledger_calc_payment (const char *into,
                           int64_t account_id,
                           TallyMoney amount,
                           const char *const *named,
                           size_t n_named,
                           const TallyLedgerOpenBill *open,
                           size_t n_open,
                           TallyLedgerJournal *journal,
                           GError **error)
{
    TallyMoney rest = amount;

    journal->n_entries = 0;
    if (!check_positive (amount, error))
        return FALSE;
    put (journal, entry_of (into, account_id, "", amount.minor));
    if (!allocate (account_id, &rest, named, n_named, open, n_open, journal, error)
        || !add (journal, entry_of ("unallocated", account_id, "", -rest.minor), error))
        return FALSE;
    assert_balanced (journal);
    return TRUE;
}

gboolean
tally_ledger_calc_allocation (int64_t account_id,
                              TallyMoney credit,
                              const TallyLedgerOpenBill *open,
                              size_t n_open,
                              TallyLedgerJournal *journal,
                              GError **error)
{
    TallyMoney rest = credit;

    if (!check_positive (credit, error))
        return FALSE;
    journal->n_entries = 0;
    put (journal, entry_of ("unallocated", account_id, "", 0));
    if (!allocate (account_id, &rest, NULL, 0, open, n_open, journal, error))
        return FALSE;
    journal->entries[0].amount.minor = credit.minor - rest.minor;
    drop_zeros (journal);
    assert_balanced (journal);
    return TRUE;
}

void
tally_ledger_calc_reverse (const TallyLedgerJournal *posted, TallyLedgerJournal *journal)
{
    journal->n_entries = posted->n_entries;
    for (size_t i = 0; i < posted->n_entries; i++) {
        journal->entries[i] = posted->entries[i];
        journal->entries[i].amount.minor = -posted->entries[i].amount.minor;
        journal->entries[i].due_on = (TallyDay){ 0 };
    }
    assert_balanced (journal);
}

gboolean
tally_ledger_calc_credit (const TallyLedgerJournal *posted,
                          TallyMoney owed,
                          TallyLedgerJournal *journal,
                          GError **error)
{
    TallyLedgerEntry *first = &journal->entries[0];
    TallyMoney paid = { 0 };

    tally_ledger_calc_reverse (posted, journal);
    if (journal->n_entries == 0 || !g_str_equal (first->code, "receivable"))
        return TRUE;
    paid.minor = -first->amount.minor - owed.minor;
    if (owed.minor < 0 || paid.minor < 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "bill %s: more is owed than billed",
                     first->bill_number);
        return FALSE;
    }
    first->amount.minor = -owed.minor;
    if (!add (journal, entry_of ("unallocated", first->account_id, "", -paid.minor), error))
        return FALSE;
    drop_zeros (journal);
    assert_balanced (journal);
    return TRUE;
}

gboolean
tally_ledger_calc_refund (const TallyLedgerJournal *posted,
                          TallyMoney returned,
                          TallyMoney amount,
                          TallyLedgerJournal *journal,
                          GError **error)
{
    TallyMoney rest = amount;
    TallyMoney gone = returned;

    g_return_val_if_fail (posted->n_entries > 1, FALSE);

    journal->n_entries = 0;
    if (!check_positive (amount, error))
        return FALSE;
    for (size_t i = posted->n_entries; i-- > 1 && rest.minor > 0;) {
        TallyLedgerEntry back = posted->entries[i];
        int64_t paid = -posted->entries[i].amount.minor;
        int64_t skipped = MIN (paid, gone.minor);

        gone.minor -= skipped;
        back.amount.minor = MIN (paid - skipped, rest.minor);
        rest.minor -= back.amount.minor;
        if (back.amount.minor > 0)
            put (journal, back); /* fewer than were posted */
    }
    if (rest.minor > 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "%" G_GINT64_FORMAT " more goes back than is left of what was paid",
                     rest.minor);
        return FALSE;
    }
    put (journal,
         entry_of (posted->entries[0].code, posted->entries[0].account_id, "", -amount.minor));
    assert_balanced (journal);
    return TRUE;
}

gboolean
tally_ledger_calc_clearing (TallyMoney amount, TallyLedgerJournal *journal, GError **error)
{
    journal->n_entries = 0;
    if (!add (journal, entry_of ("bank", 0, "", amount.minor), error))
        return FALSE;
    if (journal->n_entries > 0)
        put (journal, entry_of ("bank-clearing", 0, "", -amount.minor));
    assert_balanced (journal);
    return TRUE;
}

void
tally_ledger_calc_id (int32_t district_id,
                      const char *kind,
                      const char *reference,
                      char id[TALLY_LEDGER_UUID_TEXT])
{
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree char *text = g_strdup_printf ("%d\n%s\n%s", district_id, kind, reference);
    const char *hex;

    g_checksum_update (sum, (const guchar *) text, -1);
    hex = g_checksum_get_string (sum);
    /* Version 8 of RFC 9562: a UUID whose bits the maker defines. */
    g_snprintf (id, TALLY_LEDGER_UUID_TEXT, "%.8s-%.4s-8%.3s-a%.3s-%.12s", hex, hex + 8, hex + 12,
                hex + 15, hex + 18);
}
