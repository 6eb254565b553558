// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"

G_BEGIN_DECLS

/** TALLY_BILL_NUMBER_TEXT: bytes for a bill number and its end */
#define TALLY_BILL_NUMBER_TEXT 56

#define TALLY_BILL_HASH_BYTES 32

/** TALLY_BILL_MAX_PEAKS: months a demand ratchet may look back */
#define TALLY_BILL_MAX_PEAKS 36

/** TallyBillReason: why a bill waits for a clerk; bits */
typedef enum {
    TALLY_BILL_HOLD_INCOMPLETE = 1 << 0,     /* intervals are missing */
    TALLY_BILL_HOLD_ESTIMATED = 1 << 1,      /* too much of it is estimated */
    TALLY_BILL_HOLD_HISTORY = 1 << 2,        /* far from the bill before */
    TALLY_BILL_HOLD_ZERO = 1 << 3,           /* no energy at all, either way */
    TALLY_BILL_HOLD_NEGATIVE = 1 << 4,       /* the customer is owed */
    TALLY_BILL_HOLD_FIRST = 1 << 5,          /* the agreement begins in the period */
    TALLY_BILL_HOLD_LAST = 1 << 6,           /* it ends in the period */
    TALLY_BILL_HOLD_MISSING_TARIFF = 1 << 7, /* no tariff is in force on some day */
    TALLY_BILL_HOLD_CAPACITY = 1 << 8,       /* peak over what was contracted */
    TALLY_BILL_HOLD_UNPRICED = 1 << 9,       /* the tariff cannot be applied to these intervals */
} TallyBillReason;

#define TALLY_BILL_N_REASONS 10

/** tally_bill_reason_name: @index: of the bit; Returns: such as "incomplete" */
const char *tally_bill_reason_name (size_t index);

/** tally_bill_reason_find: Returns: %FALSE when no check has that name */
gboolean tally_bill_reason_find (const char *name, size_t *index);

/** TallyBillSeverity: what a finding of a check does: nothing, it is noted, or the bill is held */
typedef enum {
    TALLY_BILL_OFF,
    TALLY_BILL_NOTE,
    TALLY_BILL_HOLD,
} TallyBillSeverity;

/** tally_bill_severity_find: "off", "note" or "hold"; Returns: %FALSE for any other text */
gboolean tally_bill_severity_find (const char *name, TallyBillSeverity *severity);
const char *tally_bill_severity_name (TallyBillSeverity severity);

/**
 * TallyBillLimit: the parameters of one check, as bill.parameter has them
 * @bound: missing intervals, ppm, percent or minor units, as the check counts
 * @least: of "history": differences up to so many minor units are never found
 */
typedef struct {
    TallyBillSeverity severity;
    int64_t bound;
    int64_t least;
} TallyBillLimit;

/** TallyBillLimits: of all checks, by the index of their bit */
typedef struct {
    TallyBillLimit of[TALLY_BILL_N_REASONS];
} TallyBillLimits;

/** tally_bill_standard_limits: what holds as long as nobody sets another value */
extern const TallyBillLimits tally_bill_standard_limits;

/**
 * TallyBillFinding: what one check found in one bill
 * @check: index of its bit
 * @found, @bound: in @unit: "intervals", "ppm", "minor", "Wh", "W", "day" (since 1970) or "days";
 *   of a bill that cannot be priced as a #TallyBillLack has them
 */
typedef struct {
    size_t check;
    TallyBillSeverity severity;
    int64_t found;
    int64_t bound;
    const char *unit;
} TallyBillFinding;

/** TallyBillFindings: in the order of the checks */
typedef struct {
    TallyBillFinding found[TALLY_BILL_N_REASONS];
    size_t n;
} TallyBillFindings;

/**
 * TallyBillLine: one line as it is stored
 * @quantity: times 10^@quantity_exponent of @unit
 * @amount_exact: before rounding, as text
 * @explain: JSON
 */
typedef struct {
    int16_t line_no;
    TallyLineKind kind;
    const char *component;
    const char *band;
    int16_t tier;
    int64_t quantity;
    int16_t quantity_exponent;
    const char *unit;
    int64_t rate_micro;
    int64_t amount_minor;
    const char *amount_exact;
    const char *explain;
} TallyBillLine;

/** Number of the rules of pricing, which every bill keeps. Raise it with each change, here or in
 * shared/tariff, after which the same inputs can give another bill. */
#define TALLY_BILL_RULES 2

/**
 * TallyBill: one bill as it is stored; texts belong to whoever made it
 * @made_of: what it was made from, so that it can be made again; see tally-bill-inputs-calc.h
 * @rules: as it is stored, 0: made before they were numbered; not of a bill in the making
 */
typedef struct {
    int32_t district_id;
    char number[TALLY_BILL_NUMBER_TEXT];
    int64_t account_id;
    int64_t agreement_id;
    int64_t customer_id;
    int64_t point_id;
    TallyDays period;
    int32_t version;
    int32_t rules;
    const char *kind;  /* "bill", "final" */
    const char *state; /* as it is stored; not of a bill in the making */
    guint reasons;     /* TallyBillReason; 0: ready */
    const char *tariff_code;
    int32_t tariff_version;
    const char *currency;
    int64_t energy_wh;
    TallyMoney net;
    TallyMoney tax;
    TallyMoney total;
    int32_t estimated_ppm;
    const char *carry;
    const char *made_of;      /* NULL: not known */
    const char *determinants; /* JSON */
    uint8_t made_from[TALLY_BILL_HASH_BYTES];
    uint8_t content_hash[TALLY_BILL_HASH_BYTES];
} TallyBill;

/** tally_bill_is_month: %FALSE with %TALLY_ERROR_INVALID when @period is not one calendar month:
 * days that two runs have in common would be billed twice */
gboolean tally_bill_is_month (TallyDays period, GError **error);

/** tally_bill_number: the number of natural keys: "01-202609-000100012-1" */
void tally_bill_number (int32_t district_id,
                        TallyDay period_start,
                        int64_t agreement_id,
                        int32_t version,
                        char number[TALLY_BILL_NUMBER_TEXT]);

/**
 * tally_bill_hash:
 * @hash: (out): SHA-256 of the canonical text of @bill and @lines: each field in
 *   the order of the table, separated by tabs; a line of text a row. State,
 *   reasons and dates of issue are not part of it.
 */
void tally_bill_hash (const TallyBill *bill,
                      const TallyBillLine *lines,
                      size_t n_lines,
                      uint8_t hash[TALLY_BILL_HASH_BYTES]);

/** tally_bill_rate_micro: @rate in millionths, half away from zero */
int64_t tally_bill_rate_micro (TallyDecimal rate);

/**
 * tally_bill_quantity:
 * @quantity: any
 * @exponent: (out): 0 to -18: the shortest that keeps it exact, as far as 64 bits do
 *
 * Returns: @quantity as a whole number of 10^@exponent
 */
int64_t tally_bill_quantity (TallyExact quantity, int16_t *exponent);

/**
 * TallyBillLack: what has to be known for a price and is not
 * @unit: "peaks": the system's peaks of the month that begins on day @found; "prices": the price
 *   of the interval that begins at @found, in Unix seconds; %NULL: nothing
 */
typedef struct {
    const char *unit;
    int64_t found;
} TallyBillLack;

/**
 * TallyBillFacts: what the checks before release look at
 * @previous: what as many days of the bills before came to
 * @last_year: likewise of the same month a year before: a season is not out of the ordinary
 * @first, @last: the days the agreement begins and ends in the period, where it does
 * @n_days, @n_tariff_days: days of the bill, and those some tariff holds for
 * @is_unpriced: the tariff cannot be applied to these intervals
 * @lack: why it is unpriced, where something is not known
 * @is_unmeasured: there are no intervals at all
 */
typedef struct {
    int64_t n_missing;
    int32_t estimated_ppm;
    int64_t energy_wh;
    int64_t export_wh;
    TallyMoney total;
    gboolean has_previous;
    TallyMoney previous;
    gboolean has_last_year;
    TallyMoney last_year;
    TallyExact peak_kw;
    int64_t contracted_w;  /* 0: none agreed */
    int64_t contracted_va; /* 0: none agreed */
    gboolean is_first;
    gboolean is_last;
    TallyDay first;
    TallyDay last;
    int32_t n_days;
    int32_t n_tariff_days;
    gboolean is_unpriced;
    TallyBillLack lack;
    gboolean is_unmeasured;
} TallyBillFacts;

/**
 * tally_bill_check:
 * @facts: of a bill
 * @limits: of the checks
 * @findings: (out) (nullable): what was found, with its figures
 *
 * A bill that has no price at all, or too few days of tariff, is judged by that alone.
 *
 * Returns: the reasons to hold it back; 0 for none
 */
guint tally_bill_check (const TallyBillFacts *facts,
                        const TallyBillLimits *limits,
                        TallyBillFindings *findings);

/** tally_bill_estimated_ppm: share of energy that was not measured, or of intervals if it is 0 */
int32_t tally_bill_estimated_ppm (const int64_t *values, const uint8_t *qualities, size_t n);

/**
 * TallyBillCarry:
 * @carry: to the next period
 * @peak_kw: highest demand of the period
 * @peak_demand: the same in the unit of the tariff's first demand: what a ratchet looks back on
 */
typedef struct {
    TallyPriceCarry carry;
    TallyExact peak_kw;
    TallyExact peak_demand;
} TallyBillCarry;

/** tally_bill_carry_format: Returns: (transfer full): one line of text; always the same */
char *tally_bill_carry_format (const TallyBillCarry *carry);

/**
 * tally_bill_peaks_append:
 *
 * Appends what a month's ratchets leave to later ones, as one word: for each peak
 * "component@unit/minutes/band:demand" (minutes end with "s" when windows slide; no band: the
 * whole month), separated by commas. Ids are written as in URIs.
 */
void tally_bill_peaks_append (GString *text, const TallyPriceSlotPeak *peaks, size_t n);

/**
 * tally_bill_peaks_parse:
 * @word: of one month
 * @peaks: (element-type TallyPriceSlotPeak): added to
 * @texts: keeps the ids
 *
 * Returns: %FALSE when @word is not what tally_bill_peaks_append() writes
 */
gboolean tally_bill_peaks_parse (const char *word,
                                 TallyMonth month,
                                 GArray *peaks,
                                 GStringChunk *texts);

/**
 * tally_bill_past_parse:
 * @text: peaks of months: "681!peaks;680!peaks"; "" for none
 *
 * Returns: %FALSE when it is not that
 */
gboolean tally_bill_past_parse (const char *text, GArray *peaks, GStringChunk *texts);

/** Begins the last word of a carry, where the tariff has a demand: the peaks of its components. */
#define TALLY_BILL_CARRY_PEAKS " peaks="

/** tally_bill_carry_peaks: Returns: (nullable): what follows it, for tally_bill_peaks_parse() */
const char *tally_bill_carry_peaks (const char *carry);

/**
 * tally_bill_carry_parse: a last word "peaks=" is for tally_bill_peaks_parse()
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID; "" is all zero
 */
gboolean tally_bill_carry_parse (const char *text, TallyBillCarry *carry, GError **error);

G_END_DECLS
