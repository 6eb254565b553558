// SPDX-License-Identifier: GPL-3.0-or-later
/* Which interval bears how much of the money of a book. */
#include "server/publish/web/tally-account-book.h"
#include "shared/error/tally-error.h"

/* What is shared while the parts of one month are priced. */
typedef struct {
    TallyBookEntry *entry;
    const TallyBookBill *bill; /* (nullable): not billed yet */
    guint n_lines;             /* of the bill that found their place */
    gboolean is_other;         /* the bill's lines are not those of the tariff */
    int64_t *amounts;
} Month;

static gboolean
is_line_of (const TallyBookLine *stored, const TallyPriceLine *line)
{
    return stored->kind == line->kind && stored->tier == line->tier
           && g_str_equal (stored->component, line->component)
           && g_str_equal (stored->band, line->band != NULL ? line->band : "");
}

/* The amount a line has: what the bill says, or what it was priced at. */
static int64_t
minor_of (Month *month, const TallyPriceLine *line, guint index)
{
    const TallyBookLine *stored;

    if (month->bill == NULL)
        return line->amount.minor;
    if (index >= month->bill->lines->len) {
        month->is_other = TRUE;
        return 0;
    }
    stored = &g_array_index (month->bill->lines, TallyBookLine, index);
    if (!is_line_of (stored, line))
        month->is_other = TRUE;
    return stored->minor;
}

static gboolean
share_part (const TallyAccountPart *part, gpointer user_data, GError **error)
{
    Month *month = user_data;
    const TallyPriceBill *priced = part->bill;

    /* What goes by the other charges comes after them. */
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < priced->n_lines; i++) {
            const TallyPriceLine *line = &priced->lines[i];
            gboolean is_late = tally_account_share_of (line) == TALLY_SHARE_BY_CHARGE;

            if (is_late == (pass == 1))
                tally_account_share_line (part, line,
                                          minor_of (month, line, month->n_lines + (guint) i),
                                          month->amounts + part->at);
        }
    }
    month->n_lines += (guint) priced->n_lines;
    return TRUE;
}

/* A bill whose lines are not what the tariff gives now, as after late readings: its total goes
 * by energy, so that it still adds up. */
static void
share_total (Month *month, TallyDays days)
{
    const TallyAccountUse *use = month->entry->use;
    size_t at = tally_account_use_at (use, days.first);
    size_t end = tally_account_use_at (use, days.end);

    for (size_t i = at; i < end; i++)
        month->amounts[i] = 0;
    tally_account_spread (month->bill->total_minor, use->import + at, end - at,
                          month->amounts + at);
}

static gboolean
price_month (const TallyAccountBook *book, TallyBookEntry *entry, TallyDay first, GError **error)
{
    TallyDays days = tally_account_book_month (book, entry, first);
    GArray *tariffs = g_hash_table_lookup (book->tariffs, entry->terms.tariff_code);
    Month month = { .entry = entry, .amounts = entry->amounts };
    g_auto(TallyBookStart) start = { 0 };
    TallyAccountOrder order = {
        .terms = &entry->terms,
        .use = entry->use,
        .days = days,
        .calendars = book->calendars,
        .carry = &start.carry,
        .peaks = start.peaks,
    };
    g_autoptr(GError) fault = NULL;

    if (tally_days_count (days) == 0)
        return TRUE;
    if (!tally_account_book_start (entry, first, &start, error))
        return FALSE;
    month.bill = tally_account_book_bill (entry, days);
    if (month.bill != NULL)
        order.days = month.bill->days;
    if (order.days.first.number < book->days.first.number
        || order.days.end.number > book->days.end.number)
        return TRUE; /* a bill that began before the book cannot be shared here */
    if (tally_days_count (order.days) != tally_day_days_in_month (first))
        order.full_days = tally_day_days_in_month (first);
    order.n_peaks = start.n_peaks;
    order.slot_peaks = (const TallyPriceSlotPeak *) (void *) start.slot_peaks->data;
    order.n_slot_peaks = start.slot_peaks->len;
    order.tariffs = tariffs != NULL ? (const TallyAccountTariff *) (gpointer) tariffs->data : NULL;
    order.n_tariffs = tariffs != NULL ? tariffs->len : 0;
    if (!tally_account_price (&order, share_part, &month, &fault)) {
        if (g_error_matches (fault, TALLY_ERROR, TALLY_ERROR_OVERFLOW)) {
            g_propagate_error (error, g_steal_pointer (&fault));
            return FALSE;
        }
        month.is_other = TRUE; /* no tariff: only a bill can say what it cost */
    }
    if (month.bill != NULL && (month.is_other || month.n_lines != month.bill->lines->len))
        share_total (&month, order.days);
    return TRUE;
}

gboolean
tally_account_book_price (TallyAccountBook *book, GError **error)
{
    for (guint i = 0; i < book->entries->len; i++) {
        TallyBookEntry *entry = g_ptr_array_index (book->entries, i);

        g_free (entry->amounts);
        entry->amounts = g_new0 (int64_t, entry->use->n);
        for (TallyDay first = book->days.first; first.number < book->days.end.number;
             first = tally_day_next_month (first)) {
            if (!price_month (book, entry, first, error))
                return FALSE;
        }
    }
    return TRUE;
}
