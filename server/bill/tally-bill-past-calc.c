// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-make-private.h"
#include "shared/error/tally-error.h"

/* What a bill takes from the months before, beside its carry, and leaves to those that follow. */

/* The parts of a bill have one peak a component and band: the highest. */
void
tally_bill_note_peaks (GArray *peaks, const TallyPriceBill *priced)
{
    for (size_t i = 0; i < priced->n_slot_peaks; i++) {
        const TallyPriceSlotPeak *peak = &priced->slot_peaks[i];
        TallyPriceSlotPeak *known = NULL;

        for (guint k = 0; k < peaks->len && known == NULL; k++) {
            TallyPriceSlotPeak *other = &g_array_index (peaks, TallyPriceSlotPeak, k);

            if (g_str_equal (other->component, peak->component)
                && g_strcmp0 (other->band, peak->band) == 0 && g_str_equal (other->unit, peak->unit)
                && other->window_minutes == peak->window_minutes
                && other->is_sliding == peak->is_sliding)
                known = other;
        }
        if (known == NULL)
            g_array_append_vals (peaks, peak, 1);
        else
            known->demand.atto = MAX (known->demand.atto, peak->demand.atto);
    }
}

/* A last bill settles what earlier ones handed on, whatever its tariff. */
static gboolean
has_credit (const TallyPriceCarry *carry)
{
    gboolean has = carry->money_credit.atto != 0;

    for (size_t i = 0; i < TALLY_PRICE_CREDITS; i++)
        has = has || carry->credit[i] != 0;
    return has;
}

/* Only where it says something: bills of customers who stay are made from the same as ever. */
static void
hash_stay (GChecksum *sum, const TallyBillDraft *draft, const TallyBillPart *parts, size_t n_parts)
{
    TallyDays supplied = draft->agreement->supplied;
    TallyDays days = draft->bill.period;
    gboolean is_final = supplied.end.number == days.end.number;
    gboolean is_new = FALSE;
    gboolean counts = is_final && has_credit (&draft->agreement->carry.carry);
    char text[40];

    for (size_t i = 0; i < n_parts; i++) {
        const TallyTariff *tariff = parts[i].tariff->tariff;

        counts = counts || tally_tariff_counts_stay (tariff);
        is_new |= supplied.first.number
                  > tally_tariff_get_year (tariff, parts[i].days.first).first.number;
    }
    if (supplied.end.number == 0 || !counts || (!is_final && !is_new))
        return;
    g_snprintf (text, sizeof text, " %d %d", is_new ? supplied.first.number : 0,
                is_final ? supplied.end.number : 0);
    g_checksum_update (sum, (const guchar *) text, -1);
}

void
tally_bill_hash_past (GChecksum *sum,
                      const TallyBillDraft *draft,
                      const TallyBillPart *parts,
                      size_t n_parts)
{
    hash_stay (sum, draft, parts, n_parts);
    if (draft->agreement->past_peaks != NULL)
        g_checksum_update (sum, (const guchar *) draft->agreement->past_peaks, -1);
}

gboolean
tally_bill_look_back (TallyBillMaker *maker, const TallyBillAgreement *agreement, GError **error)
{
    g_array_set_size (maker->past, 0);
    g_array_set_size (maker->peaks, 0);
    g_string_chunk_clear (maker->texts);
    if (agreement->past_peaks == NULL
        || tally_bill_past_parse (agreement->past_peaks, maker->past, maker->texts))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                 "agreement %" G_GINT64_FORMAT ": “%.60s” are no peaks of earlier months",
                 agreement->agreement_id, agreement->past_peaks);
    return FALSE;
}

const char *
tally_bill_write_carry (TallyBillMaker *maker, const TallyBillDraft *draft)
{
    g_autofree char *carry = tally_bill_carry_format (&draft->carry);
    GString *text = g_string_assign (maker->json, carry);

    if (maker->peaks->len > 0 && !draft->agreement->is_old) {
        g_string_append (text, TALLY_BILL_CARRY_PEAKS);
        tally_bill_peaks_append (text, (const TallyPriceSlotPeak *) (void *) maker->peaks->data,
                                 maker->peaks->len);
    }
    return g_string_chunk_insert_len (draft->sheet->texts, text->str, (gssize) text->len);
}
