// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"

G_BEGIN_DECLS

/* Why a line of a bill is what it is: as data for machines and pictures, and
 * as sentences for people. Pure, and nothing is stored: a bill is priced again
 * from its inputs and then explained. */

#define TALLY_EXPLAIN_MAX_SENTENCES 12

/**
 * TallyExplainBand: a band of the schedule the line's component has
 * @id, @name, @name_zh: "all" without a schedule
 * @n_intervals: intervals of the period in it
 * @kwh: energy of the line's side (bought, or delivered for an export line) in it
 * @is_line: whether the line is of this band
 */
typedef struct {
    const char *id;
    const char *name;
    const char *name_zh;
    size_t n_intervals;
    TallyExact kwh;
    gboolean is_line;
} TallyExplainBand;

/**
 * TallyExplainTier: a tier of the line's component as it held in this period
 * @tier: 1 for the first
 * @from, @to: its ends in the line's unit, prorated as the period is; by the billing
 *   year: counted from the year's beginning
 * @has_to: %FALSE for the last
 * @quantity, @rate, @amount: what the bill has in it, in this line's band and season
 * @crossed_in: interval in which the tier before it was full; %TALLY_LINE_NO_INTERVAL
 *   for the first tier, one never reached, and tiers that have no order in time
 * @crossed_at: the beginning of that interval, seconds since 1970 UTC
 * @is_line: whether it is the line's own
 */
typedef struct {
    int tier;
    TallyExact from;
    TallyExact to;
    gboolean has_to;
    TallyExact quantity;
    TallyDecimal rate;
    TallyMoney amount;
    size_t crossed_in;
    int64_t crossed_at;
    gboolean is_line;
} TallyExplainTier;

typedef enum {
    TALLY_EXPLAIN_MEASURED,
    TALLY_EXPLAIN_RATCHET,
    TALLY_EXPLAIN_FLOOR,
    TALLY_EXPLAIN_CONTRACTED,
    TALLY_EXPLAIN_EXCESS,
} TallyExplainRule;

/**
 * TallyExplainDemand: how billed demand came about
 * @measured: highest average of a window, in the line's unit
 * @peak_in: first interval of that window; %TALLY_LINE_NO_INTERVAL without use
 * @n_intervals: how many the window has
 * @peak_at: its beginning, seconds since 1970 UTC
 * @ratchet: least demand by the months looked back on; zero without
 * @ratchet_month: month whose demand it was taken from
 * @ratchet_peak: that month's demand
 * @floor: least demand by the tariff or the contract; zero without
 * @contracted: kW; zero without
 * @billed: what is charged, over all tiers
 * @rule: which of them decided
 */
typedef struct {
    TallyExact measured;
    size_t peak_in;
    size_t n_intervals;
    int64_t peak_at;
    TallyExact ratchet;
    TallyMonth ratchet_month;
    TallyExact ratchet_peak;
    TallyExact floor;
    TallyExact contracted;
    TallyExact billed;
    TallyExplainRule rule;
} TallyExplainDemand;

/** TallyExplainBase: a component a percentage, minimum or maximum counts on, and its amount */
typedef struct {
    const char *component;
    const char *name;
    const char *name_zh;
    TallyExact exact;
} TallyExplainBase;

/** TallyExplainInstant: an interval of the system's peak: @at: seconds since 1970 UTC; @kw: the
 *   account's average in it */
typedef struct {
    int64_t at;
    TallyExact kw;
} TallyExplainInstant;

/**
 * TallyExplain:
 * @line: (transfer none): what is explained
 * @name, @name_zh: of its component; where the tariff has no Chinese name, @name_zh is @name
 * @season_name, @season_name_zh: (nullable): of the line's season
 * @bands, @n_bands: none for lines that do not come from intervals
 * @tiers, @n_tiers: none for lines without tiers
 * @demand: of demand lines; all zero otherwise
 * @bases, @n_bases: of percentages, minima and maxima
 * @instants, @n_instants: of lines on the system's peaks, those in the line's band and season
 * @n_priced: of energy priced by interval: intervals with energy of the line; 0 for other lines
 * @least_price, @greatest_price: of those intervals, with the sign of the line's rate
 * @power_factor, @standard: hundredths, of power-factor lines; -1 otherwise
 * @sentences, @n_sentences: the rule, as messages marked with N_(), with places such as
 *   "{quantity}" that tally_explain_text() fills
 */
typedef struct {
    const TallyPriceLine *line;
    const char *name;
    const char *name_zh;
    const char *season_name;
    const char *season_name_zh;
    size_t n_bands;
    TallyExplainBand *bands;
    size_t n_tiers;
    TallyExplainTier *tiers;
    TallyExplainDemand demand;
    size_t n_bases;
    TallyExplainBase *bases;
    size_t n_instants;
    TallyExplainInstant *instants;
    size_t n_priced;
    TallyExact least_price;
    TallyExact greatest_price;
    int power_factor;
    int standard;
    size_t n_sentences;
    const char *sentences[TALLY_EXPLAIN_MAX_SENTENCES];

    /*< private >*/
    const TallyPricePlan *plan;
    const TallyPriceBill *bill;
} TallyExplain;

/**
 * tally_price_explain:
 * @plan: what it was priced with
 * @input: the account
 * @bill: as tally_price() with just these left it; it and @plan must outlive the answer
 * @index: which of its lines
 * @error: return location
 *
 * Returns: (transfer full): %NULL with %TALLY_ERROR_OVERFLOW
 */
TallyExplain *tally_price_explain (const TallyPricePlan *plan,
                                   const TallyPriceInput *input,
                                   const TallyPriceBill *bill,
                                   size_t index,
                                   GError **error);

void tally_explain_free (TallyExplain *explain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyExplain, tally_explain_free)

/** tally_explain_band: Returns: index in @bands of the band @interval is in; 0 without bands */
size_t tally_explain_band (const TallyExplain *explain, size_t interval);

/**
 * TallyExplainSay: Returns: (transfer none): @message in a language
 *
 * Where one process speaks several languages (server), it looks @message up in
 * that language's catalogue; in the client gettext() does.
 */
typedef const char *(*TallyExplainSay) (const char *message, gpointer user_data);

/**
 * tally_explain_text:
 * @say: (nullable): %NULL for English
 * @is_chinese: whether names of components, bands and seasons are taken in Chinese,
 *   where the tariff has them
 * @user_data: for @say
 *
 * Returns: (transfer full): the rule in sentences, for example "Energy in the band
 *   “peak”: 1,500 kWh at 0.98. Tier 2 …"
 */
char *tally_explain_text (const TallyExplain *explain,
                          TallyExplainSay say,
                          gboolean is_chinese,
                          gpointer user_data);

/**
 * tally_explain_append_json:
 *
 * Appends the members "rule", "bands", "tiers", "peak", "ratchet", "system_peaks", "prices", "base"
 * of an object (no braces): every figure a decimal string, instants RFC 3339 UTC. "rule" is the
 * line's kind, or for demand the word of #TallyExplainRule.
 */
void tally_explain_append_json (GString *json, const TallyExplain *explain);

/** tally_price_plan_instant: Returns: the beginning of @interval, seconds since 1970 UTC */
int64_t tally_price_plan_instant (const TallyPricePlan *plan, size_t interval);

G_END_DECLS
