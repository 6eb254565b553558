// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-inputs-calc.h"
#include "server/bill/tally-bill-make-private.h"

/* What a bill was made from: as a hash, which tells whether it would be made anew the same, and as
 * a text, from which it can be. */

static void
hash_inputs (TallyBillDraft *draft, const TallyBillPart *parts, size_t n_parts, const char *extras)
{
    const TallyBillAgreement *a = draft->agreement;
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree char *text = g_strdup_printf (
        "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
        " %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %d %d %d [%s]",
        a->agreement_id, a->account_id, a->customer_id, a->point_id, a->tariff_code,
        a->contracted_w, a->contracted_va, a->phases, (int) a->choice, a->valid.first.number,
        a->valid.end.number, a->carry_text);
    size_t length = TALLY_BILL_HASH_BYTES;

    g_checksum_update (sum, (const guchar *) text, -1);
    for (size_t i = 0; i < a->n_peaks; i++) {
        char peak[TALLY_EXACT_TEXT];

        tally_exact_format (a->peaks[i].kw, peak);
        g_checksum_update (sum, (const guchar *) peak, -1);
    }
    for (size_t i = 0; i < n_parts; i++)
        g_checksum_update (sum, parts[i].tariff->sha256, TALLY_BILL_HASH_BYTES);
    if (extras != NULL)
        g_checksum_update (sum, (const guchar *) extras, -1);
    tally_bill_hash_past (sum, draft, parts, n_parts);
    if (draft->measured->made_from != NULL)
        g_checksum_update (sum, draft->measured->made_from, TALLY_BILL_HASH_BYTES);
    g_checksum_get_digest (sum, draft->bill.made_from, &length);
}

void
tally_bill_note_inputs (const TallyBillMaker *maker,
                        TallyBillDraft *draft,
                        const TallyBillPart *parts,
                        size_t n_parts)
{
    const char *versions = draft->measured->versions;
    const TallyBillTariff *tariffs[TALLY_BILL_MAX_PARTS];
    g_autofree char *made_of = NULL;
    g_autofree char *extras = tally_bill_extras (maker->rules, draft->agreement, parts, n_parts);

    hash_inputs (draft, parts, n_parts, extras);
    for (size_t i = 0; i < n_parts; i++)
        tariffs[i] = parts[i].tariff;
    made_of = tally_bill_inputs_format (maker->rules, draft->agreement, tariffs, n_parts,
                                        versions != NULL ? versions : "", extras);
    draft->bill.made_of = g_string_chunk_insert (draft->sheet->texts, made_of);
}
