// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-account-book.h"

#include "server/bill/tally-bill-calc.h"
#include "shared/error/tally-error.h"

#define FAR_DAY G_MAXINT32

static int64_t
number_at (const PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

static TallyDay
day_at (const PGresult *rows, int row, int column)
{
    return (TallyDay){ (int32_t) number_at (rows, row, column) };
}

static void
tariff_clear (gpointer data)
{
    TallyAccountTariff *tariff = data;

    tally_tariff_unref (tariff->tariff);
}

GArray *
tally_account_tariffs_new (void)
{
    GArray *tariffs = g_array_new (FALSE, TRUE, sizeof (TallyAccountTariff));

    g_array_set_clear_func (tariffs, tariff_clear);
    return tariffs;
}

static void
bill_clear (gpointer data)
{
    TallyBookBill *bill = data;

    g_clear_pointer (&bill->lines, g_array_unref);
}

static void
entry_free (gpointer data)
{
    TallyBookEntry *entry = data;

    g_clear_pointer (&entry->use, tally_account_use_free);
    g_clear_pointer (&entry->bills, g_array_unref);
    g_free (entry->amounts);
    g_free (entry);
}

void
tally_account_book_free (TallyAccountBook *book)
{
    g_clear_pointer (&book->tariffs, g_hash_table_unref);
    g_clear_pointer (&book->calendars, g_hash_table_unref);
    g_clear_pointer (&book->entries, g_ptr_array_unref);
    g_free (book);
}

static gboolean
read_tariffs (TallyAccountBook *book, const PGresult *rows, GError **error)
{
    for (int row = 0; row < PQntuples (rows); row++) {
        const char *code = PQgetvalue (rows, row, 0);
        GArray *versions = g_hash_table_lookup (book->tariffs, code);
        TallyAccountTariff version = {
            .code = code,
            .version = (int32_t) number_at (rows, row, 1),
            .valid = { day_at (rows, row, 2), day_at (rows, row, 3) },
            .tariff = tally_tariff_parse (PQgetvalue (rows, row, 4), -1, error),
        };

        if (version.tariff == NULL)
            return FALSE;
        if (versions == NULL) {
            versions = tally_account_tariffs_new ();
            g_hash_table_insert (book->tariffs, (gpointer) code, versions);
        }
        g_array_append_val (versions, version);
    }
    return TRUE;
}

static gboolean
read_holidays (TallyAccountBook *book, const PGresult *rows, GError **error)
{
    for (int row = 0; row < PQntuples (rows); row++) {
        const char *name = PQgetvalue (rows, row, 0);
        TallyCalendar *calendar = g_hash_table_lookup (book->calendars, name);

        if (calendar == NULL) {
            calendar = tally_calendar_new ();
            g_hash_table_insert (book->calendars, (gpointer) name, calendar);
        }
        if (!tally_calendar_add (calendar, day_at (rows, row, 1), PQgetvalue (rows, row, 2),
                                 g_str_equal (PQgetvalue (rows, row, 3), "workday"), error))
            return FALSE;
    }
    return TRUE;
}

static TallyBookEntry *
find_entry (const TallyAccountBook *book, int64_t agreement_id)
{
    for (guint i = 0; i < book->entries->len; i++) {
        TallyBookEntry *entry = g_ptr_array_index (book->entries, i);

        if (entry->terms.agreement_id == agreement_id)
            return entry;
    }
    return NULL;
}

static void
read_terms (TallyAccountBook *book, const PGresult *rows)
{
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyBookEntry *entry = g_new0 (TallyBookEntry, 1);

        entry->terms = (TallyAccountTerms){
            .agreement_id = number_at (rows, row, 0),
            .account_id = number_at (rows, row, 1),
            .interval_s = (int32_t) number_at (rows, row, 2),
            .contracted_w = number_at (rows, row, 3),
            .contracted_va = number_at (rows, row, 4),
            .meters = (int32_t) number_at (rows, row, 13),
            .phases = (int32_t) number_at (rows, row, 5),
            .choice = g_str_equal (PQgetvalue (rows, row, 6), "capacity") ? TALLY_CHOICE_CAPACITY
                                                                          : TALLY_CHOICE_DEMAND,
            .valid = { day_at (rows, row, 7), day_at (rows, row, 8) },
            .supplied = { day_at (rows, row, 14), day_at (rows, row, 15) },
            .tariff_code = PQgetvalue (rows, row, 9),
        };
        entry->account = PQgetvalue (rows, row, 10);
        entry->point = PQgetvalue (rows, row, 11);
        entry->code = PQgetvalue (rows, row, 12);
        entry->use = tally_account_use_new (book->zone, book->days, entry->terms.interval_s);
        entry->bills = g_array_new (FALSE, TRUE, sizeof (TallyBookBill));
        g_array_set_clear_func (entry->bills, bill_clear);
        g_ptr_array_add (book->entries, entry);
    }
}

/* Of a bill only the versions it was made of; 0 is nothing. */
static gboolean
is_wanted (const TallyEnergyVersions *versions, const TallyAccountBlock *block)
{
    return versions == NULL
           || (block->version > 0
               && tally_energy_versions_get (versions, block->channel, block->day)
                      == block->version);
}

static gboolean
read_blocks (TallyAccountBook *book,
             const PGresult *rows,
             const TallyEnergyVersions *versions,
             GError **error)
{
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyBookEntry *entry = find_entry (book, number_at (rows, row, 0));
        TallyAccountBlock block = {
            .day = day_at (rows, row, 2),
            .channel = (int16_t) number_at (rows, row, 1),
            .version = (int32_t) number_at (rows, row, 3),
            .n = (int32_t) number_at (rows, row, 4),
            .interval_s = (int32_t) number_at (rows, row, 5),
        };
        uint8_t *payload;
        uint8_t *flags;
        gboolean is_good = TRUE;

        if (entry == NULL || !is_wanted (versions, &block))
            continue;
        payload = PQunescapeBytea ((const uint8_t *) PQgetvalue (rows, row, 6),
                                   &block.payload_length);
        flags = PQunescapeBytea ((const uint8_t *) PQgetvalue (rows, row, 7), &block.flags_length);
        block.payload = payload;
        block.flags = flags;
        if (payload != NULL && flags != NULL)
            is_good = tally_account_use_add (entry->use, &block, error);
        PQfreemem (payload);
        PQfreemem (flags);
        if (!is_good)
            return FALSE;
    }
    return TRUE;
}

static void
read_bills (TallyAccountBook *book, const PGresult *rows)
{
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyBookEntry *entry = find_entry (book, number_at (rows, row, 0));
        TallyBookBill bill = {
            .number = PQgetvalue (rows, row, 1),
            .days = { day_at (rows, row, 2), day_at (rows, row, 3) },
            .total_minor = number_at (rows, row, 4),
            .energy_wh = number_at (rows, row, 5),
            .carry = PQgetvalue (rows, row, 6),
        };

        if (entry == NULL)
            continue;
        bill.agreement_id = entry->terms.agreement_id;
        bill.lines = g_array_new (FALSE, TRUE, sizeof (TallyBookLine));
        g_array_append_val (entry->bills, bill);
    }
}

static TallyBookBill *
find_bill (const TallyAccountBook *book, const char *number)
{
    for (guint i = 0; i < book->entries->len; i++) {
        const TallyBookEntry *entry = g_ptr_array_index (book->entries, i);

        for (guint k = 0; k < entry->bills->len; k++) {
            TallyBookBill *bill = &g_array_index (entry->bills, TallyBookBill, k);

            if (g_str_equal (bill->number, number))
                return bill;
        }
    }
    return NULL;
}

static void
read_lines (TallyAccountBook *book, const PGresult *rows)
{
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyBookBill *bill = find_bill (book, PQgetvalue (rows, row, 0));
        TallyBookLine line = {
            .component = PQgetvalue (rows, row, 2),
            .band = PQgetvalue (rows, row, 3),
            .tier = (int) number_at (rows, row, 4),
            .minor = number_at (rows, row, 5),
        };

        if (bill != NULL && tally_line_kind_from_name (PQgetvalue (rows, row, 1), &line.kind))
            g_array_append_val (bill->lines, line);
    }
}

TallyAccountBook *
tally_account_book_new (GPtrArray *results,
                        TallyDays days,
                        const TallyEnergyVersions *versions,
                        GError **error)
{
    g_autoptr(TallyAccountBook) book = g_new0 (TallyAccountBook, 1);
    const PGresult *customer = g_ptr_array_index (results, TALLY_BOOK_CUSTOMER);

    book->days = days;
    book->tariffs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                           (GDestroyNotify) g_array_unref);
    book->calendars = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                             (GDestroyNotify) tally_calendar_free);
    book->entries = g_ptr_array_new_with_free_func (entry_free);
    if (PQntuples (customer) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no such customer");
        return NULL;
    }
    book->currency = PQgetvalue (customer, 0, 2);
    book->zone = tally_zone_get (PQgetvalue (customer, 0, 5), error);
    if (book->zone == NULL || !tally_day_parse (PQgetvalue (customer, 0, 4), &book->today, error))
        return NULL;
    read_terms (book, g_ptr_array_index (results, TALLY_BOOK_TERMS));
    if (!read_tariffs (book, g_ptr_array_index (results, TALLY_BOOK_TARIFFS), error)
        || !read_holidays (book, g_ptr_array_index (results, TALLY_BOOK_HOLIDAYS), error)
        || !read_blocks (book, g_ptr_array_index (results, TALLY_BOOK_BLOCKS), versions, error))
        return NULL;
    read_bills (book, g_ptr_array_index (results, TALLY_BOOK_BILLS));
    read_lines (book, g_ptr_array_index (results, TALLY_BOOK_LINES));
    return g_steal_pointer (&book);
}

TallyDays
tally_account_book_month (const TallyAccountBook *book, const TallyBookEntry *entry, TallyDay first)
{
    TallyDays days = tally_days_of_month (first);

    days.first.number = MAX (days.first.number, entry->terms.valid.first.number);
    days.end.number = MIN (days.end.number, entry->terms.valid.end.number);
    days.end.number = MIN (days.end.number, book->today.number + 1);
    return days;
}

const TallyBookBill *
tally_account_book_bill (const TallyBookEntry *entry, TallyDays days)
{
    for (guint i = 0; i < entry->bills->len; i++) {
        const TallyBookBill *bill = &g_array_index (entry->bills, TallyBookBill, i);

        if (bill->days.first.number <= days.first.number && days.end.number <= bill->days.end.number
            && tally_days_count (days) > 0)
            return bill;
    }
    return NULL;
}

void
tally_book_start_clear (TallyBookStart *start)
{
    g_clear_pointer (&start->slot_peaks, g_array_unref);
    g_clear_pointer (&start->texts, g_string_chunk_free);
}

static gboolean
add_slot_peaks (TallyBookStart *start, const TallyBookBill *bill, GError **error)
{
    const char *word = tally_bill_carry_peaks (bill->carry);

    if (word == NULL
        || tally_bill_peaks_parse (word, tally_month_of (bill->days.first), start->slot_peaks,
                                   start->texts))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "bill %s: “%s” is not a carry",
                 bill->number, bill->carry);
    return FALSE;
}

gboolean
tally_account_book_start (const TallyBookEntry *entry,
                          TallyDay first,
                          TallyBookStart *start,
                          GError **error)
{
    TallyDay next = first;

    *start = (TallyBookStart){ .slot_peaks = g_array_new (FALSE, FALSE,
                                                          sizeof (TallyPriceSlotPeak)),
                               .texts = g_string_chunk_new (256) };
    /* Bills stand newest first, so the first before the month is the one it follows. */
    for (guint i = 0; i < entry->bills->len; i++) {
        const TallyBookBill *bill = &g_array_index (entry->bills, TallyBookBill, i);
        TallyBillCarry past;

        if (bill->days.first.number >= next.number || start->n_peaks == G_N_ELEMENTS (start->peaks))
            continue;
        if (!tally_bill_carry_parse (bill->carry, &past, error)
            || !add_slot_peaks (start, bill, error))
            return FALSE;
        if (start->n_peaks == 0)
            start->carry = past.carry;
        start->peaks[start->n_peaks++] = (TallyPricePeak){ tally_month_of (bill->days.first),
                                                           past.peak_demand };
        next = bill->days.first;
    }
    return TRUE;
}
