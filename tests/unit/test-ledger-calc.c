// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: every journal the ledger makes adds up to zero, pays in the promised
 * order, and can be taken back to the last minor unit. */
#include "server/ledger/tally-ledger-calc.h"
#include "shared/error/tally-error.h"

#define ACCOUNT 10012

static char *
text_of (const TallyLedgerJournal *journal)
{
    GString *text = g_string_new ("");

    for (size_t i = 0; i < journal->n_entries; i++) {
        const TallyLedgerEntry *entry = &journal->entries[i];

        g_string_append_printf (text, "%s%s%s%s %" G_GINT64_FORMAT, i > 0 ? "; " : "", entry->code,
                                entry->bill_number[0] != '\0' ? " " : "", entry->bill_number,
                                entry->amount.minor);
    }
    return g_string_free (text, FALSE);
}

static TallyLedgerJournal *
journal_new (void)
{
    return g_new0 (TallyLedgerJournal, 1);
}

/* Each kind of a bill's line has its account of the chart (DOMAIN 7): revenue by component, what is
 * passed on, and what is paid for energy delivered. */
static const struct {
    TallyLineKind kind;
    const char *code;
} codes[] = {
    { TALLY_LINE_FIXED, "revenue-fixed" },
    { TALLY_LINE_ENERGY, "revenue-energy" },
    { TALLY_LINE_CREDIT, "revenue-energy" },
    { TALLY_LINE_DEMAND, "revenue-demand" },
    { TALLY_LINE_CAPACITY, "revenue-demand" },
    { TALLY_LINE_COINCIDENT, "revenue-demand" },
    { TALLY_LINE_POWER_FACTOR, "revenue-other" },
    { TALLY_LINE_REACTIVE, "revenue-other" },
    { TALLY_LINE_MINIMUM, "revenue-other" },
    { TALLY_LINE_MAXIMUM, "revenue-other" },
    { TALLY_LINE_DISCOUNT, "revenue-other" },
    { TALLY_LINE_LEVY, "levy" },
    { TALLY_LINE_TAX, "tax" },
    { TALLY_LINE_EXPORT, "feed-in" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (codes) == TALLY_LINE_KINDS);

static void
test_codes (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (codes); i++)
        g_assert_cmpstr (tally_ledger_code_of (codes[i].kind), ==, codes[i].code);
}

typedef struct {
    const char *name;
    TallyLedgerCharge charges[6];
    size_t n_charges;
    const char *journal;
} BillCase;

static const BillCase bill_cases[] = {
    { "nothing", { { 0 } }, 0, "" },
    { "plain",
      { { TALLY_LINE_FIXED, { 500 } },
        { TALLY_LINE_ENERGY, { 1000 } },
        { TALLY_LINE_ENERGY, { 250 } },
        { TALLY_LINE_TAX, { 228 } } },
      4,
      "receivable A 1978; revenue-fixed A -500; revenue-energy A -1250; tax A -228" },
    { "all-accounts",
      { { TALLY_LINE_DEMAND, { 100 } },
        { TALLY_LINE_CAPACITY, { 20 } },
        { TALLY_LINE_POWER_FACTOR, { -7 } },
        { TALLY_LINE_LEVY, { 9 } },
        { TALLY_LINE_EXPORT, { -40 } } },
      5,
      "receivable A 82; revenue-demand A -120; revenue-other A 7; levy A -9; feed-in A 40" },
    { "cancels-out",
      { { TALLY_LINE_ENERGY, { 40 } }, { TALLY_LINE_EXPORT, { -40 } } },
      2,
      "revenue-energy A -40; feed-in A 40" },
    { "customer-is-owed",
      { { TALLY_LINE_ENERGY, { 40 } }, { TALLY_LINE_EXPORT, { -100 } } },
      2,
      "unallocated A -60; revenue-energy A -40; feed-in A 100" },
};

static void
test_bill (gconstpointer data)
{
    const BillCase *c = data;
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    tally_ledger_calc_bill (ACCOUNT, "A", tally_day_new (2026, 7, 20), c->charges, c->n_charges,
                            journal, &error);
    g_assert_no_error (error);
    text = text_of (journal);
    g_assert_cmpstr (text, ==, c->journal);
}

static void
test_bill_overflow (void)
{
    TallyLedgerCharge charges[] = { { TALLY_LINE_ENERGY, { INT64_MAX } },
                                    { TALLY_LINE_FIXED, { 1 } } };
    TallyLedgerCharge lowest = { TALLY_LINE_ENERGY, { INT64_MIN } };
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_ledger_calc_bill (1, "A", (TallyDay){ 1 }, charges, 2, journal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_clear_error (&error);
    g_assert_false (tally_ledger_calc_bill (1, "A", (TallyDay){ 1 }, &lowest, 1, journal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
}

/* May is due before June; two of June have one due day. */
static const TallyLedgerOpenBill open_bills[] = {
    { "june-2", { 20640 }, { 300 } },
    { "may", { 20610 }, { 100 } },
    { "june-1", { 20640 }, { 200 } },
};

typedef struct {
    const char *name;
    int64_t minor;
    const char *named[2];
    size_t n_named;
    const char *journal;
    int code; /* -1, or a TallyError */
} PayCase;

static const PayCase pay_cases[] = {
    { "oldest-in-part", 60, {}, 0, "bank-clearing 60; receivable may -60", -1 },
    { "oldest-first",
      350,
      {},
      0,
      "bank-clearing 350; receivable may -100; receivable june-1 -200; receivable june-2 -50",
      -1 },
    { "named-first",
      350,
      { "june-2" },
      1,
      "bank-clearing 350; receivable june-2 -300; receivable may -50",
      -1 },
    { "too-much",
      1000,
      {},
      0,
      "bank-clearing 1000; receivable may -100; receivable june-1 -200; receivable june-2 -300; "
      "unallocated -400",
      -1 },
    { "named-is-paid-already", 100, { "april" }, 1, "bank-clearing 100; receivable may -100", -1 },
    { "nothing", 0, {}, 0, "", TALLY_ERROR_INVALID },
    { "negative", -5, {}, 0, "", TALLY_ERROR_INVALID },
};

static void
test_pay (gconstpointer data)
{
    const PayCase *c = data;
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    tally_ledger_calc_payment ("bank-clearing", ACCOUNT, (TallyMoney){ c->minor }, c->named,
                               c->n_named, open_bills, G_N_ELEMENTS (open_bills), journal, &error);
    if (c->code != -1) {
        g_assert_error (error, TALLY_ERROR, c->code);
        return;
    }
    g_assert_no_error (error);
    text = text_of (journal);
    g_assert_cmpstr (text, ==, c->journal);
}

typedef struct {
    const char *name;
    int64_t paid;
    int64_t back;
    const char *journal; /* NULL: refused */
    int64_t before;
} RefundCase;

static const RefundCase refund_cases[] = {
    { "advance-first", 700, 100, "unallocated 100; bank-clearing -100" },
    { "then-youngest", 700, 150, "unallocated 100; receivable june-2 50; bank-clearing -150" },
    { "all", 300, 300, "receivable june-1 200; receivable may 100; bank-clearing -300" },
    { "more-than-paid", 300, 301, NULL },
    { "nothing", 300, 0, NULL },
    { "second", 700, 50, "unallocated 50; bank-clearing -50", 50 },
    { "second-crosses", 700, 100, "unallocated 50; receivable june-2 50; bank-clearing -100", 50 },
    { "third-of-all", 300, 100, "receivable may 100; bank-clearing -100", 200 },
    { "second-too-much", 300, 101, NULL, 200 },
    { "all-gone", 300, 1, NULL, 300 },
};

static void
test_refund (gconstpointer data)
{
    const RefundCase *c = data;
    g_autofree TallyLedgerJournal *payment = journal_new ();
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    tally_ledger_calc_payment ("bank-clearing", ACCOUNT, (TallyMoney){ c->paid }, NULL, 0,
                               open_bills, G_N_ELEMENTS (open_bills), payment, &error);
    g_assert_no_error (error);
    tally_ledger_calc_refund (payment, (TallyMoney){ c->before }, (TallyMoney){ c->back }, journal,
                              &error);
    if (c->journal == NULL) {
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        return;
    }
    g_assert_no_error (error);
    text = text_of (journal);
    g_assert_cmpstr (text, ==, c->journal);
}

static void
test_credit (void)
{
    TallyLedgerCharge charges[] = { { TALLY_LINE_ENERGY, { 900 } }, { TALLY_LINE_TAX, { 100 } } };
    static const struct {
        int64_t owed;
        const char *journal;
    } cases[] = {
        { 1000, "receivable A -1000; revenue-energy A 900; tax A 100" },
        { 400, "receivable A -400; revenue-energy A 900; tax A 100; unallocated -600" },
        { 0, "revenue-energy A 900; tax A 100; unallocated -1000" },
    };
    g_autofree TallyLedgerJournal *bill = journal_new ();
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autoptr(GError) error = NULL;

    tally_ledger_calc_bill (ACCOUNT, "A", (TallyDay){ 20000 }, charges, 2, bill, &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = NULL;

        tally_ledger_calc_credit (bill, (TallyMoney){ cases[i].owed }, journal, &error);
        g_assert_no_error (error);
        text = text_of (journal);
        g_assert_cmpstr (text, ==, cases[i].journal);
    }
    g_assert_false (tally_ledger_calc_credit (bill, (TallyMoney){ 1001 }, journal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* What no receivable opened is taken back as it was posted: a bill that owes the customer, and
 * nothing. More owed than billed, or less than nothing, is no bill of ours. */
static void
test_credit_of_others (void)
{
    TallyLedgerCharge charges[] = { { TALLY_LINE_EXPORT, { -60 } } };
    g_autofree TallyLedgerJournal *bill = journal_new ();
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    tally_ledger_calc_bill (ACCOUNT, "A", (TallyDay){ 20000 }, charges, 1, bill, &error);
    g_assert_no_error (error);
    tally_ledger_calc_credit (bill, (TallyMoney){ 0 }, journal, &error);
    g_assert_no_error (error);
    text = text_of (journal);
    g_assert_cmpstr (text, ==, "unallocated A 60; feed-in A -60");
    bill->n_entries = 0;
    tally_ledger_calc_credit (bill, (TallyMoney){ 0 }, journal, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (journal->n_entries, ==, 0);
    charges[0] = (TallyLedgerCharge){ TALLY_LINE_ENERGY, { 60 } };
    tally_ledger_calc_bill (ACCOUNT, "A", (TallyDay){ 20000 }, charges, 1, bill, &error);
    g_assert_no_error (error);
    g_assert_false (tally_ledger_calc_credit (bill, (TallyMoney){ -1 }, journal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* The statement shows the money: what waited in clearing is in the bank; nothing moves nothing. */
static void
test_clearing (void)
{
    static const struct {
        int64_t minor;
        const char *journal;
    } cases[] = {
        { 350, "bank 350; bank-clearing -350" },
        { -20, "bank -20; bank-clearing 20" }, /* a refund left it */
        { 0, "" },
    };
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = NULL;

        tally_ledger_calc_clearing ((TallyMoney){ cases[i].minor }, journal, &error);
        g_assert_no_error (error);
        text = text_of (journal);
        g_assert_cmpstr (text, ==, cases[i].journal);
    }
    /* Its other side would leave 64 bits. */
    g_assert_false (tally_ledger_calc_clearing ((TallyMoney){ INT64_MIN }, journal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
}

static void
test_allocation (void)
{
    g_autofree TallyLedgerJournal *journal = journal_new ();
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    tally_ledger_calc_allocation (ACCOUNT, (TallyMoney){ 250 }, open_bills, 3, journal, &error);
    g_assert_no_error (error);
    text = text_of (journal);
    g_assert_cmpstr (text, ==, "unallocated 250; receivable may -100; receivable june-1 -150");
    tally_ledger_calc_allocation (ACCOUNT, (TallyMoney){ 250 }, NULL, 0, journal, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (journal->n_entries, ==, 0);
    g_assert_false (
        tally_ledger_calc_allocation (ACCOUNT, (TallyMoney){ 0 }, open_bills, 3, journal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* Property: what is paid and wholly refunded leaves each bill as it was. */
static void
test_refund_undoes (void)
{
    g_autofree TallyLedgerJournal *payment = journal_new ();
    g_autofree TallyLedgerJournal *back = journal_new ();

    for (int run = 0; run < 500; run++) {
        TallyLedgerOpenBill open[8];
        size_t n_open = (size_t) g_test_rand_int_range (0, 8);
        TallyMoney amount = { g_test_rand_int_range (1, 5000) };
        TallyMoney sum;
        g_autoptr(GError) error = NULL;

        for (size_t i = 0; i < n_open; i++) {
            open[i] = (TallyLedgerOpenBill){ .due_on = { g_test_rand_int_range (20000, 20004) },
                                             .owed = { g_test_rand_int_range (1, 900) } };
            g_snprintf (open[i].number, sizeof open[i].number, "%zu", i);
        }
        tally_ledger_calc_payment ("cash", 1, amount, NULL, 0, open, n_open, payment, &error);
        g_assert_no_error (error);
        tally_ledger_calc_refund (payment, (TallyMoney){ 0 }, amount, back, &error);
        g_assert_no_error (error);
        g_assert_true (tally_ledger_calc_sum (back, &sum, &error));
        g_assert_cmpint (sum.minor, ==, 0);
        g_assert_cmpuint (back->n_entries, ==, payment->n_entries);
        for (size_t i = 0; i < back->n_entries; i++)
            g_assert_cmpint (back->entries[i].amount.minor, ==,
                             -payment->entries[payment->n_entries - 1 - i].amount.minor);
    }
}

static void
test_id (void)
{
    char first[TALLY_LEDGER_UUID_TEXT];
    char again[TALLY_LEDGER_UUID_TEXT];
    char other[TALLY_LEDGER_UUID_TEXT];

    tally_ledger_calc_id (1, "bill", "A", first);
    tally_ledger_calc_id (1, "bill", "A", again);
    tally_ledger_calc_id (1, "credit", "A", other);
    g_assert_true (g_uuid_string_is_valid (first));
    g_assert_cmpstr (first, ==, again);
    g_assert_cmpstr (first, !=, other);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (bill_cases); i++) {
        g_autofree char *path = g_strconcat ("/ledger/bill/", bill_cases[i].name, NULL);

        g_test_add_data_func (path, &bill_cases[i], test_bill);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (pay_cases); i++) {
        g_autofree char *path = g_strconcat ("/ledger/pay/", pay_cases[i].name, NULL);

        g_test_add_data_func (path, &pay_cases[i], test_pay);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (refund_cases); i++) {
        g_autofree char *path = g_strconcat ("/ledger/refund/", refund_cases[i].name, NULL);

        g_test_add_data_func (path, &refund_cases[i], test_refund);
    }
    g_test_add_func ("/ledger/codes", test_codes);
    g_test_add_func ("/ledger/bill-overflow", test_bill_overflow);
    g_test_add_func ("/ledger/credit-of-others", test_credit_of_others);
    g_test_add_func ("/ledger/clearing", test_clearing);
    g_test_add_func ("/ledger/credit", test_credit);
    g_test_add_func ("/ledger/allocation", test_allocation);
    g_test_add_func ("/ledger/refund-undoes", test_refund_undoes);
    g_test_add_func ("/ledger/id", test_id);

    return g_test_run ();
}
