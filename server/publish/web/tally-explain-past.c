// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-explain-past.h"

#include "server/bill/tally-bill-again.h"

TallyAccountBook *
tally_explain_past_book (const TallyExplainPast *past, GPtrArray *results, GError **error)
{
    g_autoptr(TallyEnergyVersions) versions = NULL;
    g_auto(TallyBillInputs) inputs = { 0 };

    if (past->made_of == NULL)
        return tally_account_book_new (results, past->month, NULL, error);
    versions = tally_energy_versions_new (past->month);
    if (!tally_bill_inputs_parse (past->made_of, &inputs, error)
        || !tally_energy_versions_parse (versions, inputs.blocks, error))
        return NULL;
    return tally_account_book_new (results, past->month, versions, error);
}

const TallyBookEntry *
tally_explain_past_entry (const TallyExplainPast *past, const TallyAccountBook *book)
{
    for (guint i = 0; i < book->entries->len; i++) {
        const TallyBookEntry *entry = g_ptr_array_index (book->entries, i);

        if (entry->terms.agreement_id == past->agreement_id)
            return entry;
    }
    return NULL;
}

static GArray *
tariffs_of (const TallyAccountBook *book, const char *code)
{
    const GArray *all = g_hash_table_lookup (book->tariffs, code);
    GArray *versions = tally_bill_tariffs_new ();

    for (guint i = 0; all != NULL && i < all->len; i++) {
        const TallyAccountTariff *tariff = &g_array_index (all, TallyAccountTariff, i);
        TallyBillTariff version = { tariff->version, tariff->valid, tariff->tariff, { 0 } };

        tally_tariff_ref (version.tariff);
        g_array_append_val (versions, version);
    }
    return versions;
}

/* What the agreement is today, for a bill that did not keep what it was. */
static gboolean
read_agreement (const TallyBookEntry *entry,
                const TallyExplainPast *past,
                TallyBillAgreement *agreement,
                GError **error)
{
    const TallyAccountTerms *terms = &entry->terms;
    g_auto(TallyBookStart) start = { 0 };

    if (!tally_account_book_start (entry, past->days.first, &start, error))
        return FALSE;
    *agreement = (TallyBillAgreement){
        .contracted_w = terms->contracted_w,
        .contracted_va = terms->contracted_va,
        .phases = terms->phases,
        .choice = terms->choice,
        .valid = terms->valid,
        .is_old = TRUE,
        .carry_text = "",
        .carry = { .carry = start.carry },
        .meters = { { past->month.first, terms->meters } },
        .n_meters = 1,
        .n_peaks = MIN (start.n_peaks, TALLY_BILL_MAX_PEAKS),
    };
    for (size_t i = 0; i < agreement->n_peaks; i++)
        agreement->peaks[i] = start.peaks[i];
    return TRUE;
}

gboolean
tally_explain_past_price (const TallyExplainPast *past,
                          const TallyAccountBook *book,
                          TallyBillLook look,
                          gpointer user_data,
                          GError **error)
{
    const TallyBookEntry *entry = tally_explain_past_entry (past, book);
    g_auto(TallyBillInputs) inputs = { 0 };
    g_autoptr(GArray) tariffs = NULL;
    TallyBillAgreement agreement;
    TallyBillAgain again;

    if (entry == NULL)
        return TRUE;
    if (past->made_of != NULL ? !tally_bill_inputs_parse (past->made_of, &inputs, error)
                              : !read_agreement (entry, past, &agreement, error))
        return FALSE;
    tariffs = tariffs_of (book, past->tariff_code);
    again = (TallyBillAgain){
        .month = past->month,
        .zone = book->zone,
        .currency = book->currency,
        .agreement_id = past->agreement_id,
        .version = past->version,
        .tariff_code = past->tariff_code,
        .tariffs = tariffs,
        .inputs = past->made_of != NULL ? &inputs : NULL,
        .agreement = past->made_of != NULL ? NULL : &agreement,
        .calendars = book->calendars,
        .market = past->market,
        .measured = { .import = entry->use->import,
                      .export = entry->use->has_export ? entry->use->export : NULL,
                      .reactive = entry->use->reactive,
                      .qualities = entry->use->qualities,
                      .n = entry->use->n,
                      .interval_s = entry->use->interval_s },
    };
    return tally_bill_again_price (&again, look, user_data, error);
}
