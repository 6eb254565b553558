// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-inputs-calc.h"
#include "server/bill/tally-bill-pass.h"
#include "server/bill/tally-bill-step.h"
#include "server/bill/tally-bill-unit-step.h"

#include <string.h>

void
tally_bill_verdict_clear (TallyBillVerdict *verdict)
{
    g_clear_pointer (&verdict->fault, g_free);
    g_clear_pointer (&verdict->rebills, g_array_unref);
    g_clear_pointer (&verdict->older, g_ptr_array_unref);
}

/* Names the first bill whose stored rows are not what its hash says. */
static char *
find_changed_row (const TallyBillSheet *stored)
{
    const TallyBillLine *lines = (const TallyBillLine *) (void *) stored->lines->data;

    for (guint i = 0; i < stored->bills->len; i++) {
        const TallyBill *bill = &g_array_index (stored->bills, TallyBill, i);
        size_t n = g_array_index (stored->n_lines, size_t, i);
        uint8_t hash[TALLY_BILL_HASH_BYTES];

        tally_bill_hash (bill, lines, n, hash);
        if (memcmp (hash, bill->content_hash, sizeof hash) != 0)
            return g_strdup_printf ("bill.bill (%d, %s): the row or its lines were changed",
                                    bill->district_id, bill->number);
        lines += n;
    }
    return NULL;
}

/* One agreement for each stored bill, with that bill's version. */
static GArray *
as_billed (GArray *agreements, const TallyBillSheet *stored)
{
    g_autoptr(GHashTable) by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                                          (GDestroyNotify) g_ptr_array_unref);
    GArray *billed = g_array_new (FALSE, FALSE, sizeof (TallyBillAgreement));

    for (guint i = 0; i < stored->bills->len; i++) {
        TallyBill *bill = &g_array_index (stored->bills, TallyBill, i);

        if (!g_hash_table_contains (by_id, &bill->agreement_id))
            g_hash_table_insert (by_id, &bill->agreement_id, g_ptr_array_new ());
        g_ptr_array_add (g_hash_table_lookup (by_id, &bill->agreement_id), bill);
    }
    for (guint i = 0; i < agreements->len; i++) {
        TallyBillAgreement agreement = g_array_index (agreements, TallyBillAgreement, i);
        GPtrArray *bills = g_hash_table_lookup (by_id, &agreement.agreement_id);

        for (guint b = 0; bills != NULL && b < bills->len; b++) {
            const TallyBill *bill = g_ptr_array_index (bills, b);

            agreement.version = bill->version;
            tally_bill_inputs_forget (bill->made_of, &agreement);
            g_array_append_val (billed, agreement);
        }
    }
    return billed;
}

static GHashTable *
index_by_number (const TallyBillSheet *sheet)
{
    GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

    for (guint i = 0; i < sheet->bills->len; i++) {
        TallyBill *bill = &g_array_index (sheet->bills, TallyBill, i);

        g_hash_table_insert (index, bill->number, bill);
    }
    return index;
}

/* A bill whose agreement has gone would come to nothing today. */
static void
propose (TallyBillVerdict *verdict, const TallyBill *bill, const TallyBill *now)
{
    TallyBillRebill rebill = { .billed = bill->total };

    if (now != NULL)
        rebill.now = now->total;
    g_strlcpy (rebill.number, bill->number, sizeof rebill.number);
    g_array_append_val (verdict->rebills, rebill);
}

static char *
complain (const TallyBill *bill, const char *why)
{
    return g_strdup_printf ("bill.bill (%d, %s): %s", bill->district_id, bill->number, why);
}

/* The stored row is what its hash says, and still not what its inputs give: that the rules of
 * pricing were changed since explains it, and nothing else does. Returns the fault of a bill that
 * today's rules made; others are named in the verdict. */
static char *
complain_of_content (const TallyBill *bill, TallyBillVerdict *verdict)
{
    g_autofree char *why = NULL;

    if (bill->rules == TALLY_BILL_RULES)
        return complain (bill, "the same inputs give another bill");
    if (bill->rules == 0)
        why = g_strdup_printf (
            "the same inputs give another bill by the rules of today (%d); it was "
            "priced before rules were numbered",
            TALLY_BILL_RULES);
    else
        why = g_strdup_printf (
            "the same inputs give another bill by the rules of today (%d); it was "
            "priced by rules %d",
            TALLY_BILL_RULES, bill->rules);
    g_ptr_array_add (verdict->older, complain (bill, why));
    return NULL;
}

/* Rules also say which inputs count: the end of a supply with credit does since rules 2. */
static void
note_hash (const TallyBill *bill, TallyBillVerdict *verdict)
{
    g_autofree char *why = g_strdup_printf (
        "what it was made from was changed, or counts otherwise by the rules of today (%d); it was "
        "priced by rules %d",
        TALLY_BILL_RULES, bill->rules);

    g_ptr_array_add (verdict->older, complain (bill, why));
}

/* Holds the bills made again against those that are stored: byte for byte. */
static char *
compare_again (const TallyBillSheet *stored, const TallyBillSheet *again, TallyBillVerdict *verdict)
{
    g_autoptr(GHashTable) by_number = index_by_number (again);

    for (guint i = 0; i < stored->bills->len; i++) {
        const TallyBill *bill = &g_array_index (stored->bills, TallyBill, i);
        const TallyBill *same = g_hash_table_lookup (by_number, bill->number);

        if (bill->made_of == NULL)
            continue;
        if (same == NULL)
            return complain (bill, "it cannot be made again");
        if (memcmp (same->made_from, bill->made_from, TALLY_BILL_HASH_BYTES) != 0
            && bill->rules == TALLY_BILL_RULES)
            return complain (bill, "what it was made from was changed");
        if (memcmp (same->made_from, bill->made_from, TALLY_BILL_HASH_BYTES) != 0) {
            note_hash (bill, verdict);
            continue;
        }
        if (memcmp (same->content_hash, bill->content_hash, TALLY_BILL_HASH_BYTES) != 0
            || !g_str_equal (same->made_of, bill->made_of)) {
            char *fault = complain_of_content (bill, verdict);

            if (fault != NULL)
                return fault;
        }
    }
    return NULL;
}

/* Holds what today's inputs give against what is stored. */
static char *
compare_now (const TallyBillSheet *stored, const TallyBillSheet *made, TallyBillVerdict *verdict)
{
    g_autoptr(GHashTable) by_number = index_by_number (made);

    for (guint i = 0; i < stored->bills->len; i++) {
        const TallyBill *bill = &g_array_index (stored->bills, TallyBill, i);
        const TallyBill *now = g_hash_table_lookup (by_number, bill->number);
        gboolean is_same = now != NULL
                           && memcmp (now->made_from, bill->made_from, TALLY_BILL_HASH_BYTES) == 0
                           && tally_bill_inputs_same_holidays (bill->made_of, now->made_of);

        if (!is_same && bill->made_of == NULL)
            return complain (bill, "today's inputs are other ones, and what it was made of was "
                                   "not kept when it was issued");
        if (!is_same) {
            if (g_str_equal (bill->state, "issued")) /* or it was taken back for just that */
                propose (verdict, bill, now);
        } else if (bill->made_of == NULL
                   && memcmp (now->content_hash, bill->content_hash, TALLY_BILL_HASH_BYTES) != 0) {
            char *fault = complain_of_content (bill, verdict);

            if (fault != NULL)
                return fault;
        }
    }
    return NULL;
}

/* Every bill from the versions it was made from: what came later does not matter. */
static gboolean
verify_again (TallyDb *db,
              const TallyBillSheet *stored,
              const TallyBillRules *rules,
              GCancellable *cancellable,
              TallyBillVerdict *verdict,
              GError **error)
{
    g_autoptr(TallyBillSheet) again = tally_bill_sheet_new ();
    g_autoptr(GPtrArray) passes = tally_bill_passes_of (stored, &verdict->fault);

    for (guint i = 0; i < passes->len && verdict->fault == NULL; i++) {
        if (!tally_bill_pass_make (g_ptr_array_index (passes, i), db, rules, again, cancellable,
                                   error))
            return FALSE;
    }
    if (verdict->fault == NULL)
        verdict->fault = compare_again (stored, again, verdict);
    return TRUE;
}

static gboolean
verify_now (TallyDb *db,
            const TallyBillSheet *stored,
            const TallyBillUnit *unit,
            const TallyBillRules *rules,
            GCancellable *cancellable,
            TallyBillVerdict *verdict,
            GError **error)
{
    g_autoptr(TallyBillSheet) made = tally_bill_sheet_new ();
    g_autoptr(TallyBillMaker) maker = tally_bill_maker_new (rules);
    g_autoptr(GArray) agreements = NULL;
    g_autoptr(GArray) billed = NULL;
    TallyBillStreamed what = { .db = db,
                               .rules = rules,
                               .maker = maker,
                               .sheet = made,
                               .cancellable = cancellable };

    agreements = tally_bill_store_load_all_agreements (db, unit, rules, made->texts, error);
    if (agreements == NULL)
        return FALSE;
    billed = as_billed (agreements, stored);
    what.agreements = billed;
    if (!tally_bill_unit_stream (&what, unit, error))
        return FALSE;
    verdict->fault = compare_now (stored, made, verdict);
    return TRUE;
}

static gboolean
verify_period (TallyDb *db,
               const TallyBillPeriod *period,
               GCancellable *cancellable,
               TallyBillVerdict *verdict,
               GError **error)
{
    TallyBillUnit unit = { period->district_id, 0, period->first_point, period->last_point };
    g_autoptr(TallyBillSheet) stored = NULL;
    g_autoptr(TallyBillRules) rules = NULL;

    stored = tally_bill_store_load_issued (db, period->district_id, period->period, error);
    if (stored == NULL)
        return FALSE;
    verdict->n_bills += stored->bills->len;
    verdict->fault = find_changed_row (stored);
    if (verdict->fault != NULL)
        return TRUE;
    rules = tally_bill_store_load_rules (db, period->district_id, period->period, error);
    return rules != NULL && verify_again (db, stored, rules, cancellable, verdict, error)
           && (verdict->fault != NULL
               || verify_now (db, stored, &unit, rules, cancellable, verdict, error));
}

gboolean
tally_bill_step_verify (TallyDb *db,
                        GCancellable *cancellable,
                        TallyBillVerdict *verdict,
                        GError **error)
{
    g_autoptr(GArray) periods = tally_bill_store_periods (db, error);

    *verdict = (TallyBillVerdict){ 0 };
    if (periods == NULL)
        return FALSE;
    verdict->rebills = g_array_new (FALSE, FALSE, sizeof (TallyBillRebill));
    verdict->older = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; i < periods->len && verdict->fault == NULL; i++) {
        if (g_cancellable_set_error_if_cancelled (cancellable, error)
            || !verify_period (db, &g_array_index (periods, TallyBillPeriod, i), cancellable,
                               verdict, error))
            return FALSE;
    }
    return TRUE;
}
