// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-pool.h"
#include "server/energy/tally-energy-versions-calc.h"
#include "server/publish/web/tally-account-calc.h"

G_BEGIN_DECLS

/* A customer's agreements, tariffs, intervals and bills over a time, from what the database gave
 * as that customer. Made and read in a worker thread. */

/** Where the results of the statements account-* stand; the customer's is the first. */
enum {
    TALLY_BOOK_CUSTOMER,
    TALLY_BOOK_TERMS,
    TALLY_BOOK_TARIFFS,
    TALLY_BOOK_HOLIDAYS,
    TALLY_BOOK_BLOCKS,
    TALLY_BOOK_BILLS,
    TALLY_BOOK_LINES,
    TALLY_BOOK_N
};

/** TallyBookLine: a line of a bill as it was issued */
typedef struct {
    TallyLineKind kind;
    const char *component;
    const char *band;
    int tier;
    int64_t minor;
} TallyBookLine;

/** TallyBookBill: @lines: (element-type TallyBookLine): none outside the days of the book */
typedef struct {
    const char *number;
    int64_t agreement_id;
    TallyDays days;
    int64_t total_minor;
    int64_t energy_wh;
    const char *carry;
    GArray *lines;
} TallyBookBill;

/**
 * TallyBookEntry: one agreement
 * @amounts: (array length=use->n) (nullable): minor units; tally_account_book_price()
 * @bills: (element-type TallyBookBill): in force, newest first
 */
typedef struct {
    TallyAccountTerms terms;
    const char *account;
    const char *point;
    const char *code;
    TallyAccountUse *use;
    int64_t *amounts;
    GArray *bills;
} TallyBookEntry;

/**
 * TallyAccountBook:
 * @days: whole months
 * @since: the first day with values; before it nothing is missing
 * @tariffs: code -> (element-type TallyAccountTariff)
 * @calendars: name -> TallyCalendar
 * @entries: (element-type TallyBookEntry)
 */
typedef struct {
    TallyDays days;
    TallyDay today;
    TallyDay since;
    const char *currency;
    const TallyZone *zone;
    GHashTable *tariffs;
    GHashTable *calendars;
    GPtrArray *entries;
} TallyAccountBook;

/**
 * tally_account_book_new:
 * @results: (element-type PGresult): by TALLY_BOOK_*; must outlive the book
 * @days: what was asked for
 * @versions: (nullable): of the days: no others are read; %NULL: as they come
 *
 * Returns: (transfer full): %NULL with %TALLY_ERROR_INVALID when something stored is broken
 */
TallyAccountBook *tally_account_book_new (GPtrArray *results,
                                          TallyDays days,
                                          const TallyEnergyVersions *versions,
                                          GError **error);
void tally_account_book_free (TallyAccountBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyAccountBook, tally_account_book_free)

/** tally_account_tariffs_new: Returns: (transfer full): an array that owns its tariffs */
GArray *tally_account_tariffs_new (void);

/** tally_account_book_month: the days of @entry in the month that begins on @first, up to today */
TallyDays tally_account_book_month (const TallyAccountBook *book,
                                    const TallyBookEntry *entry,
                                    TallyDay first);

/** tally_account_book_bill: Returns: (nullable): the bill in force of a month */
const TallyBookBill *tally_account_book_bill (const TallyBookEntry *entry, TallyDays days);

/**
 * TallyBookStart: what a month begins with, from the bills before it
 * @slot_peaks: (element-type TallyPriceSlotPeak): of @peaks by component and band
 * @texts: of @slot_peaks
 */
typedef struct {
    TallyPriceCarry carry;
    TallyPricePeak peaks[12];
    size_t n_peaks;
    GArray *slot_peaks;
    GStringChunk *texts;
} TallyBookStart;

void tally_book_start_clear (TallyBookStart *start);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyBookStart, tally_book_start_clear)

/** tally_account_book_start: Returns: %FALSE with %TALLY_ERROR_INVALID */
gboolean tally_account_book_start (const TallyBookEntry *entry,
                                   TallyDay first,
                                   TallyBookStart *start,
                                   GError **error);

/**
 * tally_account_book_price:
 *
 * Shares money among the intervals of every agreement: a billed month by the lines of its
 * bill, so that it adds up to it; a month not billed yet by its lines up to today. A month
 * that has no tariff bears nothing.
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW or %TALLY_ERROR_INVALID
 */
gboolean tally_account_book_price (TallyAccountBook *book, GError **error);

G_END_DECLS
