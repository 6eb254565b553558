// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-history-calc.h"

#include <string.h>

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

static gboolean
comes_before (const TallyBillAgreement *agreement, TallyDay month, const TallyBillBefore *before)
{
    return before->point_id == agreement->point_id && before->account_id == agreement->account_id
           && before->start.number < MAX (month.number, agreement->valid.first.number)
           && before->start.number >= agreement->supplied.first.number;
}

gboolean
tally_bill_history_add (TallyBillAgreement *agreement,
                        TallyDay month,
                        const TallyBillBefore *before,
                        GStringChunk *texts,
                        GError **error)
{
    TallyBillCarry past;

    if (!comes_before (agreement, month, before))
        return TRUE;
    if (!tally_bill_carry_parse (before->carry, &past, error))
        return FALSE;
    add_total (agreement, month, before);
    if (!agreement->has_previous || before->start.number >= agreement->previous.number) {
        agreement->has_previous = TRUE;
        agreement->previous = before->start;
        agreement->carry = past;
        agreement->carry_text = g_string_chunk_insert (texts, before->carry);
    }
    if (before->start.number < month.number) /* no month looks back on itself */
        add_peak (agreement, (TallyPricePeak){ tally_month_of (before->start), past.peak_demand });
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
