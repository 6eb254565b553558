// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-history-calc.h"

#include <string.h>

/* What counts of the past but for ratchets that look back further. */
#define MONTHS 12

/* The amounts of the last bills say what is usual, and those of the same month a year ago. */
static void
add_total (TallyBillAgreement *agreement, TallyDay month, const TallyBillBefore *before)
{
    TallyBillPast *recent = &agreement->recent;
    TallyBillPast *year_ago = &agreement->year_ago;
    TallyBillPast past = before->came_to;

    if (past.n_days > 0 && agreement->n_recent < TALLY_BILL_RECENT) {
        recent->total.minor += past.total.minor;
        recent->n_days += past.n_days;
        agreement->n_recent++;
    }
    if (tally_month_of (before->start).number != tally_month_of (month).number - 12)
        return;
    year_ago->total.minor += past.total.minor;
    year_ago->n_days += past.n_days;
}

/* One a month, newest first; the parts of a month count as their highest. */
static void
add_peak (TallyBillAgreement *agreement, TallyPricePeak peak)
{
    TallyPricePeak *peaks = agreement->peaks;
    size_t place = 0;

    while (place < agreement->n_peaks && peaks[place].month.number > peak.month.number)
        place++;
    if (place < agreement->n_peaks && peaks[place].month.number == peak.month.number) {
        if (peak.kw.atto > peaks[place].kw.atto)
            peaks[place].kw = peak.kw;
        return;
    }
    if (place == TALLY_BILL_MAX_PEAKS)
        return;
    agreement->n_peaks = MIN (agreement->n_peaks, TALLY_BILL_MAX_PEAKS - 1);
    memmove (peaks + place + 1, peaks + place, (agreement->n_peaks - place) * sizeof *peaks);
    peaks[place] = peak;
    agreement->n_peaks++;
}

/* What the bill's carry says of its components goes behind what is known. */
static void
add_slot_peaks (TallyBillAgreement *agreement, const TallyBillBefore *before, GStringChunk *texts)
{
    const char *word = tally_bill_carry_peaks (before->carry);
    g_autofree char *known = NULL;

    if (word == NULL)
        return;
    known = g_strdup_printf ("%s%s%d!%s",
                             agreement->past_peaks != NULL ? agreement->past_peaks : "",
                             agreement->past_peaks != NULL ? ";" : "",
                             tally_month_of (before->start).number, word);
    agreement->past_peaks = g_string_chunk_insert (texts, known);
}

static gboolean
comes_before (const TallyBillAgreement *agreement, TallyDay month, const TallyBillBefore *before)
{
    return before->point_id == agreement->point_id && before->account_id == agreement->account_id
           && before->start.number < MAX (month.number, agreement->valid.first.number)
           && before->start.number >= agreement->supplied.first.number;
}

/* The newest of them is what the period begins with. */
static void
hand_on (TallyBillAgreement *agreement,
         TallyDay month,
         const TallyBillBefore *before,
         const TallyBillCarry *past,
         GStringChunk *texts)
{
    add_total (agreement, month, before);
    if (agreement->has_previous && before->start.number < agreement->previous.number)
        return;
    agreement->has_previous = TRUE;
    agreement->previous = before->start;
    agreement->carry = *past;
    agreement->carry_text = g_string_chunk_insert (texts, before->carry);
}

int
tally_bill_history_look_back (const TallyBillRules *rules, const char *tariff_code)
{
    const GArray *versions = g_hash_table_lookup (rules->tariffs, tariff_code);
    int months = 0;

    for (guint i = 0; versions != NULL && i < versions->len; i++)
        months = MAX (months, tally_tariff_get_look_back (
                                  g_array_index (versions, TallyBillTariff, i).tariff));
    return months;
}

int
tally_bill_history_months (const TallyBillRules *rules)
{
    GHashTableIter iter;
    gpointer code;
    int months = MONTHS;

    g_hash_table_iter_init (&iter, rules->tariffs);
    while (g_hash_table_iter_next (&iter, &code, NULL))
        months = MAX (months, tally_bill_history_look_back (rules, code));
    return months;
}

gboolean
tally_bill_history_add (TallyBillAgreement *agreement,
                        TallyDay month,
                        const TallyBillBefore *before,
                        GStringChunk *texts,
                        GError **error)
{
    TallyBillCarry past;

    int32_t back = tally_month_of (month).number - tally_month_of (before->start).number;

    if (!comes_before (agreement, month, before) || back > MAX (MONTHS, agreement->look_back))
        return TRUE;
    if (!tally_bill_carry_parse (before->carry, &past, error))
        return FALSE;
    if (back <= MONTHS)
        hand_on (agreement, month, before, &past, texts);
    if (back == 0) /* no month looks back on itself */
        return TRUE;
    add_peak (agreement, (TallyPricePeak){ tally_month_of (before->start), past.peak_demand });
    if (back <= agreement->look_back)
        add_slot_peaks (agreement, before, texts);
    return TRUE;
}

gboolean
tally_bill_history_follow (TallyBillAgreement *next,
                           TallyDay month,
                           const TallyBill *bill,
                           GStringChunk *texts,
                           GError **error)
{
    TallyBillBefore before = { .point_id = bill->point_id,
                               .account_id = bill->account_id,
                               .start = bill->period.first,
                               .carry = bill->carry };

    return tally_bill_history_add (next, month, &before, texts, error);
}
