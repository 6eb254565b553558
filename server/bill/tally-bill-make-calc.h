// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-calc.h"

G_BEGIN_DECLS

/** TallyBillTariff: one version of a tariff, in force [valid_from, valid_to) */
typedef struct {
    int32_t version;
    TallyDays valid;
    TallyTariff *tariff;
    uint8_t sha256[TALLY_BILL_HASH_BYTES];
} TallyBillTariff;

/** tally_bill_tariffs_new: Returns: (transfer full): an array of TallyBillTariff that owns them */
GArray *tally_bill_tariffs_new (void);

/** TallyBillSpan: @start: Unix seconds */
typedef struct {
    int64_t start;
    int32_t seconds;
} TallyBillSpan;

/** TallyBillPrice: @micro: of a kWh, in millionths */
typedef struct {
    int64_t start;
    int32_t seconds;
    int64_t micro;
} TallyBillPrice;

/** TallyBillPrices: of one series over the period: @rows: in order; @version: 0: there are none */
typedef struct {
    int32_t version;
    GArray *rows;
} TallyBillPrices;

/** tally_bill_prices_new: Returns: (transfer full): series -> TallyBillPrices */
GHashTable *tally_bill_prices_new (void);

/**
 * TallyBillRules: all that bills of one district and period share
 * @tariffs: code -> GArray of TallyBillTariff, in order of valid_from
 * @calendars: name -> TallyCalendar
 * @limits: of the checks before release
 * @peaks: TallyBillSpan in order: the system's peaks of the month
 * @peaks_version: 0: not known
 * @prices: series -> TallyBillPrices: those that the tariffs need
 *
 * Not changed once a run has begun; any thread may read it.
 */
typedef struct {
    int32_t district_id;
    TallyDays period;
    const TallyZone *zone;
    char *currency;
    GHashTable *tariffs;
    GHashTable *calendars;
    TallyBillLimits limits;
    GArray *peaks;
    int32_t peaks_version;
    GHashTable *prices;
} TallyBillRules;

void tally_bill_rules_free (TallyBillRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillRules, tally_bill_rules_free)

/** TALLY_BILL_RECENT: bills before that say what is usual */
#define TALLY_BILL_RECENT 3

/** TallyBillPast: what some earlier bills came to, over how many days; no days: there are none */
typedef struct {
    TallyMoney total;
    int32_t n_days;
} TallyBillPast;

/** TALLY_BILL_MAX_METERS: changes in a month, one a day */
#define TALLY_BILL_MAX_METERS 31

/** TallyBillMeters: from @first on @n main meters hang at the point */
typedef struct {
    TallyDay first;
    int32_t n;
} TallyBillMeters;

/**
 * TallyBillAgreement: what is billed, and what the past hands on
 * @valid: days of the agreement; an end far in the future is none
 * @version: of the bill to be made
 * @supplied: days the customer is supplied at the point, over agreements that follow each other;
 *   an end far in the future is none; all zero: not known
 * @is_old: of a bill made before it was kept how long the customer is supplied; it is made again
 *   as it was made
 * @carry_text: of the period before; ""
 * @look_back: most months a ratchet of its tariff looks back
 * @past_peaks: (nullable): peaks of those months by component, as tally_bill_past_parse() reads
 *   them
 * @has_previous: whether there is a bill before, of the same account at the same point
 * @previous: the day that bill begins
 * @meters: in order; before the first of them, and without any, one meter hangs there
 * @recent: the last @n_recent bills, at most %TALLY_BILL_RECENT
 * @year_ago: the bill of the same month a year before
 */
typedef struct {
    int64_t agreement_id;
    int64_t account_id;
    int64_t customer_id;
    int64_t point_id;
    const char *tariff_code;
    int64_t contracted_w;
    int64_t contracted_va;
    int32_t phases;
    TallyPriceChoice choice;
    TallyDays valid;
    int32_t version;
    TallyDays supplied;
    gboolean is_old;
    const char *carry_text;
    TallyBillCarry carry;
    TallyPricePeak peaks[TALLY_BILL_MAX_PEAKS];
    size_t n_peaks;
    TallyBillMeters meters[TALLY_BILL_MAX_METERS];
    size_t n_meters;
    int look_back;
    const char *past_peaks;
    gboolean has_previous;
    TallyDay previous;
    size_t n_recent;
    TallyBillPast recent;
    TallyBillPast year_ago;
} TallyBillAgreement;

/** tally_bill_meters_on: Returns: how many main meters hang on @day, at least one */
int32_t tally_bill_meters_on (const TallyBillAgreement *agreement, TallyDay day);

/**
 * TallyBillMeasured: the intervals of a point over the whole period
 * @n: how many; 0: nothing was ever measured, and the series are %NULL
 * @made_from: hash of the blocks they came from
 * @versions: (nullable): of those blocks, as #TallyEnergyVersions has them
 */
typedef struct {
    const int64_t *import;
    const int64_t *export;
    const int64_t *reactive;
    const uint8_t *qualities;
    size_t n;
    int32_t interval_s;
    const uint8_t *made_from;
    const char *versions;
} TallyBillMeasured;

/**
 * TallyBillSheet:
 * @bills: TallyBill
 * @lines: TallyBillLine, in the order of their bills
 * @n_lines: size_t, of each bill
 * @findings: TallyBillFindings, of each bill
 *
 * Bills in the making, and the texts they point to.
 */
typedef struct {
    GArray *bills;
    GArray *lines;
    GArray *n_lines;
    GArray *findings;
    GStringChunk *texts;
} TallyBillSheet;

TallyBillSheet *tally_bill_sheet_new (void);
void tally_bill_sheet_clear (TallyBillSheet *sheet);
void tally_bill_sheet_free (TallyBillSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillSheet, tally_bill_sheet_free)

/** TallyBillMaker: prices bill after bill; each thread has its own */
typedef struct _TallyBillMaker TallyBillMaker;

/** tally_bill_maker_new: @rules: must outlive it */
TallyBillMaker *tally_bill_maker_new (const TallyBillRules *rules);
void tally_bill_maker_free (TallyBillMaker *maker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillMaker, tally_bill_maker_free)

/**
 * tally_bill_maker_make:
 * @maker: with the rules
 * @agreement: what to bill
 * @measured: the intervals of its point
 * @sheet: the bill is added to it
 * @error: return location
 *
 * A change of tariff inside the period makes parts, priced by days and shown
 * one after the other. What cannot be priced becomes a bill without lines
 * that is held with its reason.
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW or %TALLY_ERROR_INTERNAL; bad
 *   input is no error but a reason
 */
gboolean tally_bill_maker_make (TallyBillMaker *maker,
                                const TallyBillAgreement *agreement,
                                const TallyBillMeasured *measured,
                                TallyBillSheet *sheet,
                                GError **error);

/**
 * TallyBillLook: sees each line of a bill right after it was priced
 * @plan: tariff and part of the period
 * @input: the account
 * @priced: the part's lines, just priced
 * @index: which of them
 * @line_no: of the bill
 */
typedef gboolean (*TallyBillLook) (const TallyPricePlan *plan,
                                   const TallyPriceInput *input,
                                   const TallyPriceBill *priced,
                                   size_t index,
                                   int16_t line_no,
                                   gpointer user_data,
                                   GError **error);

/** tally_bill_maker_set_look: @look: (nullable): a fault of it ends the bill */
void tally_bill_maker_set_look (TallyBillMaker *maker, TallyBillLook look, gpointer user_data);

/**
 * tally_bill_maker_month_plan:
 *
 * Returns: (transfer none) (nullable): the whole period under the tariff that holds on its
 *   last day; %NULL when none does, or it cannot be applied
 */
const TallyPricePlan *tally_bill_maker_month_plan (TallyBillMaker *maker,
                                                   const char *tariff_code,
                                                   int32_t interval_s);

G_END_DECLS
