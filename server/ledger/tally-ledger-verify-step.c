// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-store.h"
#include "server/ledger/tally-ledger-step.h"

/* Bills whose journals are held in memory at once. */
#define BILLS_AT_ONCE 1000

typedef struct {
    TallyLedgerJournal *expected;
    GHashTable *posted; /* "KIND REFERENCE" -> TallyLedgerJournal */
    int64_t n_bills;    /* that have a journal */
    char *fault;
} Check;

static gboolean
is_same_entry (const TallyLedgerEntry *a, const TallyLedgerEntry *b)
{
    return g_str_equal (a->code, b->code) && a->account_id == b->account_id
           && g_str_equal (a->bill_number, b->bill_number) && a->due_on.number == b->due_on.number
           && a->amount.minor == b->amount.minor;
}

/* Gives the number of the first entry that differs, from 1; 0 when none does. */
static size_t
first_difference (const TallyLedgerJournal *expected, const TallyLedgerJournal *posted)
{
    size_t n = MAX (expected->n_entries, posted->n_entries);

    for (size_t i = 0; i < n; i++) {
        if (i >= expected->n_entries || i >= posted->n_entries
            || !is_same_entry (&expected->entries[i], &posted->entries[i]))
            return i + 1;
    }
    return 0;
}

static const TallyLedgerJournal *
find (const Check *check, const char *kind, const char *reference)
{
    static const TallyLedgerJournal none;
    g_autofree char *key = g_strconcat (kind, " ", reference, NULL);
    const TallyLedgerJournal *posted = g_hash_table_lookup (check->posted, key);

    return posted != NULL ? posted : &none;
}

static void
hold (Check *check, int32_t district_id, const char *kind, const char *reference)
{
    size_t entry = first_difference (check->expected, find (check, kind, reference));

    if (entry > 0)
        check->fault = g_strdup_printf ("district %d, %s %s: entry %zu is not what the bill gives",
                                        district_id, kind, reference, entry);
}

/* What was owed of the bill when the credit note came: its journal says how much it took back. */
static TallyMoney
owed_then (const TallyLedgerJournal *credit)
{
    for (size_t i = 0; i < credit->n_entries; i++) {
        if (g_str_equal (credit->entries[i].code, "receivable"))
            return (TallyMoney){ -credit->entries[i].amount.minor };
    }
    return (TallyMoney){ 0 };
}

static gboolean
check_credit (Check *check, const TallyBillIssued *bill, GError **error)
{
    g_autofree TallyLedgerJournal *made = g_memdup2 (check->expected, sizeof *made);
    g_autofree char *number = g_strconcat (bill->number, "C", NULL);
    const TallyLedgerJournal *posted = find (check, "credit", number);

    if (!tally_ledger_calc_credit (made, owed_then (posted), check->expected, error))
        return FALSE;
    hold (check, bill->district_id, "credit", number);
    return TRUE;
}

static gboolean
check_bill (Check *check, const TallyBillIssued *bill, GError **error)
{
    TallyLedgerCharge charges[TALLY_LINE_KINDS];

    for (size_t i = 0; i < bill->n_charges; i++)
        charges[i] = (TallyLedgerCharge){ bill->charges[i].kind, bill->charges[i].amount };
    if (!tally_ledger_calc_bill (bill->account_id, bill->number, bill->due_on, charges,
                                 bill->n_charges, check->expected, error))
        return FALSE;
    hold (check, bill->district_id, "bill", bill->number);
    check->n_bills += check->expected->n_entries > 0;
    if (check->fault != NULL || !bill->is_cancelled || check->expected->n_entries == 0)
        return TRUE;
    return check_credit (check, bill, error);
}

static GPtrArray *
references_of (const GArray *bills, guint from, guint end)
{
    GPtrArray *references = g_ptr_array_new_with_free_func (g_free);

    for (guint i = from; i < end; i++) {
        const TallyBillIssued *bill = &g_array_index (bills, TallyBillIssued, i);

        g_ptr_array_add (references, g_strdup (bill->number));
        if (bill->is_cancelled)
            g_ptr_array_add (references, g_strconcat (bill->number, "C", NULL));
    }
    return references;
}

static gboolean
check_some (TallyDb *db, Check *check, const GArray *bills, guint from, guint end, GError **error)
{
    g_autoptr(GPtrArray) references = references_of (bills, from, end);
    int32_t district_id = g_array_index (bills, TallyBillIssued, from).district_id;
    g_autoptr(GHashTable)
                   posted = tally_ledger_store_of_bills (db, district_id, references, error);

    if (posted == NULL)
        return FALSE;
    check->posted = posted;
    for (guint i = from; i < end && check->fault == NULL; i++) {
        if (!check_bill (check, &g_array_index (bills, TallyBillIssued, i), error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
check_period (TallyDb *db, Check *check, const TallyBillPeriod *period, GError **error)
{
    g_autoptr(GArray) bills = tally_bill_store_charges (db, period->district_id, period->period,
                                                         error);

    if (bills == NULL)
        return FALSE;
    for (guint from = 0; from < bills->len && check->fault == NULL; from += BILLS_AT_ONCE) {
        if (!check_some (db, check, bills, from, MIN (from + BILLS_AT_ONCE, bills->len), error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
forget_bills (TallyDb *db, const TallyBillPeriod *period, GHashTable *journals, GError **error)
{
    g_autoptr(GArray) bills = tally_bill_store_charges (db, period->district_id, period->period,
                                                         error);

    for (guint i = 0; bills != NULL && i < bills->len; i++)
        g_hash_table_remove (journals, g_array_index (bills, TallyBillIssued, i).number);
    return bills != NULL;
}

/* Names a journal whose bill is not there any more. Only asked when the numbers differ. */
static gboolean
find_orphan (TallyDb *db, Check *check, const GArray *periods, GError **error)
{
    g_autoptr(GPtrArray) references = tally_ledger_store_bill_references (db, error);
    g_autoptr(GHashTable) journals = g_hash_table_new (g_str_hash, g_str_equal);
    const char *first = NULL;

    if (references == NULL)
        return FALSE;
    for (guint i = 0; i < references->len; i++)
        g_hash_table_add (journals, g_ptr_array_index (references, i));
    for (guint i = 0; i < periods->len; i++) {
        if (!forget_bills (db, &g_array_index (periods, TallyBillPeriod, i), journals, error))
            return FALSE;
    }
    for (guint i = 0; i < references->len && first == NULL; i++) {
        if (g_hash_table_contains (journals, g_ptr_array_index (references, i)))
            first = g_ptr_array_index (references, i);
    }
    if (first != NULL)
        check->fault = g_strdup_printf ("bill %s is posted, but the bill is not there", first);
    return TRUE;
}

static gboolean
check_orphans (TallyDb *db, Check *check, const GArray *periods, GError **error)
{
    int64_t n_journals;

    if (!tally_ledger_store_count_bills (db, &n_journals, error))
        return FALSE;
    return n_journals == check->n_bills || find_orphan (db, check, periods, error);
}

gboolean
tally_ledger_step_verify (TallyDb *db, GCancellable *cancellable, char **fault, GError **error)
{
    g_autofree TallyLedgerJournal *expected = g_new (TallyLedgerJournal, 1);
    g_autoptr(GArray) periods = tally_bill_store_periods (db, error);
    Check check = { .expected = expected };

    *fault = NULL;
    for (guint i = 0; periods != NULL && i < periods->len && check.fault == NULL; i++) {
        if (g_cancellable_set_error_if_cancelled (cancellable, error)
            || !check_period (db, &check, &g_array_index (periods, TallyBillPeriod, i), error))
            return FALSE;
    }
    if (periods == NULL || (check.fault == NULL && !check_orphans (db, &check, periods, error)))
        return FALSE;
    *fault = check.fault;
    return TRUE;
}
