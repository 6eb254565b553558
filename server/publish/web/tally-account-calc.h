// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/block/tally-block.h"
#include "shared/tariff/tally-tariff-price.h"

G_BEGIN_DECLS

/* What the pages work out of a customer's intervals: the price of a stretch of days under a tariff,
 * and which interval bears how much of a bill. Sums over intervals, hours, days and months are sums
 * of the same whole cents, so that every graph adds up to its bill. */

/** Most days of one question: a year and the rest of the months at its ends. */
#define TALLY_ACCOUNT_MAX_DAYS 430

/**
 * TallyAccountTerms: an agreement, as pricing needs it
 * @contracted_w, @contracted_va: 0: none agreed
 * @meters: main meters that hang there today
 * @valid, @supplied: days of the agreement, and of the stay of its account at the point, over
 *   agreements that follow each other; an end far in the future is none
 */
typedef struct {
    int64_t agreement_id;
    int64_t account_id;
    int32_t interval_s;
    int64_t contracted_w;
    int64_t contracted_va;
    int32_t meters;
    int32_t phases;
    TallyPriceChoice choice;
    TallyDays valid;
    TallyDays supplied;
    const char *tariff_code;
} TallyAccountTerms;

/**
 * TallyAccountUse: the intervals of @days
 * @import, @export, @reactive: Wh and varh; @reactive: %NULL without such a channel
 * @qualities: TallyQuality of the import
 * @versions: of each day; -1: none, 0: the open day
 * @n: intervals
 */
typedef struct {
    const TallyZone *zone;
    TallyDays days;
    int32_t interval_s;
    size_t n;
    int64_t *import;
    int64_t *export;
    int64_t *reactive;
    gboolean has_export;
    uint8_t *qualities;
    int32_t *versions;
} TallyAccountUse;

/** tally_account_use_new: Returns: (transfer full): all zero and missing; at most
 *   %TALLY_ACCOUNT_MAX_DAYS days */
TallyAccountUse *tally_account_use_new (const TallyZone *zone, TallyDays days, int32_t interval_s);
void tally_account_use_free (TallyAccountUse *use);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyAccountUse, tally_account_use_free)

/** tally_account_use_at: Returns: first interval of @day, which may be the day after the last */
size_t tally_account_use_at (const TallyAccountUse *use, TallyDay day);

/**
 * TallyAccountBlock: one stored day of one channel
 */
typedef struct {
    TallyDay day;
    int16_t channel;
    int32_t version;
    int32_t n;
    int32_t interval_s;
    const uint8_t *payload;
    size_t payload_length;
    const uint8_t *flags;
    size_t flags_length;
} TallyAccountBlock;

/** tally_account_use_add: Returns: %FALSE with %TALLY_ERROR_INVALID when the block is broken;
 *   a block of another interval length or outside the days is passed over */
gboolean tally_account_use_add (TallyAccountUse *use,
                                const TallyAccountBlock *block,
                                GError **error);

/** TallyAccountTariff: a version of a tariff, in force on @valid; in order of their first day */
typedef struct {
    const char *code;
    int32_t version;
    TallyDays valid;
    TallyTariff *tariff;
} TallyAccountTariff;

/**
 * TallyAccountPart: what was priced at a stretch
 * @at: its first interval within the use
 * All is only good inside the call it is handed to.
 */
typedef struct {
    TallyDays days;
    size_t at;
    int32_t version;
    const TallyPricePlan *plan;
    const TallyPriceInput *input;
    const TallyPriceBill *bill;
} TallyAccountPart;

typedef gboolean (*TallyAccountPartFunc) (const TallyAccountPart *part,
                                          gpointer user_data,
                                          GError **error);

/**
 * TallyAccountOrder: what to price
 * @days: inside @use, of one month
 * @full_days: days of the month when @days is a part of it; 0: @days is all of it
 * @tariffs: (array length=n_tariffs): versions of one tariff
 * @calendars: (nullable): name -> TallyCalendar
 * @carry: (nullable): of the month before; on success what this one hands on
 * @peaks, @slot_peaks: of months before, for ratchets
 */
typedef struct {
    const TallyAccountTerms *terms;
    const TallyAccountUse *use;
    TallyDays days;
    int32_t full_days;
    const TallyAccountTariff *tariffs;
    size_t n_tariffs;
    GHashTable *calendars;
    TallyPriceCarry *carry;
    const TallyPricePeak *peaks;
    size_t n_peaks;
    const TallyPriceSlotPeak *slot_peaks;
    size_t n_slot_peaks;
} TallyAccountOrder;

/**
 * tally_account_price:
 * @func: receives each part, cut where the tariff's version changes
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND when a day has no tariff, or as tally_price()
 */
gboolean tally_account_price (const TallyAccountOrder *order,
                              TallyAccountPartFunc func,
                              gpointer user_data,
                              GError **error);

/** TALLY_ACCOUNT_EVEN: how a line that no interval explains is shared: */
typedef enum {
    TALLY_SHARE_BY_ENERGY, /* by the energy that is in the line */
    TALLY_SHARE_BY_TIME,   /* evenly: fixed charges, demand */
    TALLY_SHARE_BY_CHARGE, /* as the other charges: taxes, minimum, discount */
} TallyAccountShare;

/** tally_account_share_of: how @line is shared among intervals */
TallyAccountShare tally_account_share_of (const TallyPriceLine *line);

/**
 * tally_account_share_line:
 * @amounts: minor units of each interval of the part; added to
 *
 * Shares @minor, what the bill says of @line, among the intervals of @part.
 * Lines that go by charge must come last.
 */
void tally_account_share_line (const TallyAccountPart *part,
                               const TallyPriceLine *line,
                               int64_t minor,
                               int64_t *amounts);

/**
 * tally_account_spread:
 * @weights: (nullable) (array length=n): zero or above; %NULL: all the same
 * @shares: (inout): added to; their sum grows by exactly @minor
 *
 * Each share is off its exact value by less than one. All weights zero: evenly.
 */
void tally_account_spread (int64_t minor, const int64_t *weights, size_t n, int64_t *shares);

G_END_DECLS
