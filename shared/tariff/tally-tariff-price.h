// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/* Pricing in two steps: a plan is worked out once for a tariff and a period;
 * then any number of accounts are priced with it. Pure: arguments in, lines
 * out; integers only; nothing is allocated for an account once its bill has
 * grown to the plan's size. A plan may be shared by threads, a bill not. */

/**
 * TallyPricePeriod:
 * @days: the local days to price
 * @full_days: days of the whole billing period when @days is a part of it
 *   (change of tariff, customer or capacity); 0 when @days is the whole. A part
 *   bears its share of monthly charges and limits by days; without @full_days a
 *   part of one calendar month is a share of that month
 * @zone: market zone
 * @calendar: (nullable): holidays
 * @interval_seconds: 900 is usual
 * @units_per_kwh: how finely values count energy: 1000 for Wh
 */
typedef struct {
    TallyDays days;
    int32_t full_days;
    const TallyZone *zone;
    const TallyCalendar *calendar;
    int32_t interval_seconds;
    int64_t units_per_kwh;
} TallyPricePeriod;

typedef struct _TallyPricePlan TallyPricePlan;

/**
 * tally_price_plan_new:
 * @tariff: kept by reference
 * @period: copied; its calendar must outlive the plan
 * @error: return location
 *
 * Returns: (transfer full): the plan, or %NULL with %TALLY_ERROR_INVALID
 */
TallyPricePlan *tally_price_plan_new (TallyTariff *tariff,
                                      const TallyPricePeriod *period,
                                      GError **error);

void tally_price_plan_free (TallyPricePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPricePlan, tally_price_plan_free)

/** tally_price_plan_count: Returns: number of intervals each series must have */
size_t tally_price_plan_count (const TallyPricePlan *plan);

const TallyTariff *tally_price_plan_get_tariff (const TallyPricePlan *plan);
const TallyZone *tally_price_plan_get_zone (const TallyPricePlan *plan);
const TallyPricePeriod *tally_price_plan_get_period (const TallyPricePlan *plan);

/**
 * tally_price_plan_band: which band an interval falls into
 * @schedule: name of a schedule, or %NULL for the first
 *
 * Returns: (nullable): the band's id; %NULL when there is no such schedule, or none at all
 */
const char *tally_price_plan_band (const TallyPricePlan *plan,
                                   const char *schedule,
                                   size_t interval);

/** TallyPricePeak: @month: a month before the period; @kw: its highest demand, kVA or kvar where
 * the tariff's demand is in those: what #TallyPriceBill calls peak_demand */
typedef struct {
    TallyMonth month;
    TallyExact kw;
} TallyPricePeak;

/**
 * TallyPriceSlotPeak: the highest demand that a component met in one band of a month
 * @component: its id
 * @band: (nullable): id of the band; %NULL for the whole month
 * @unit: "kW", "kVA" or "kvar" (horsepower are kW)
 * @window_minutes, @is_sliding: as the component says them
 *
 * Seasons are not told apart: a summer's peak of a band is what winter looks back on.
 */
typedef struct {
    TallyMonth month;
    const char *component;
    const char *band;
    const char *unit;
    int window_minutes;
    gboolean is_sliding;
    TallyExact demand;
} TallyPriceSlotPeak;

typedef enum {
    TALLY_CHOICE_DEMAND,   /* components with choice "demand" are charged */
    TALLY_CHOICE_CAPACITY, /* components with choice "capacity" are charged */
} TallyPriceChoice;

/** TALLY_PRICE_CREDITS: kinds of kWh credit an account can carry: one a band */
#define TALLY_PRICE_CREDITS 48

/**
 * TallyPriceCarry:
 * @year_to_date: energy bought since the billing year began, in the plan's units; of net metering
 *   by tiers of the year, the net energy that was charged, beyond credits
 * @export_to_date: energy delivered since then; of a month's surplus credited by tiers of the
 *   year, that surplus
 * @charged_to_date: money charged since then, before yearly minimum or maximum
 * @credit: energy credit by band of the export component's schedule, in units
 * @net_excess: energy delivered beyond what was bought since the last true-up, in units
 * @money_credit: money credit, zero or above
 *
 * What one period hands to the next. Start with all zero.
 */
typedef struct {
    int64_t year_to_date;
    int64_t export_to_date;
    TallyExact charged_to_date;
    int64_t credit[TALLY_PRICE_CREDITS];
    int64_t net_excess;
    TallyExact money_credit;
} TallyPriceCarry;

/**
 * TallyPriceInput:
 * @import: active energy bought, one value an interval, none negative
 * @export: (nullable): active energy delivered
 * @reactive: (nullable): reactive energy taken, varh in the plan's units
 * @count: values in each; tally_price_plan_count()
 * @month_import, @month_reactive: where the series are a part of a month that changed within, the
 *   energy of the whole of it, in units: the power factor and the free share of reactive energy
 *   are the month's. Both 0: the series are the whole
 * @contracted_kva: transformer capacity, thousandths of a kVA
 * @contracted_kw: contracted demand, thousandths of a kW
 * @meters: meters of the account, for charges by meter; 0 counts as 1
 * @phases: phases, for charges by phase; 0 counts as 1
 * @choice: which of capacity and demand the customer chose
 * @peaks: (nullable): earlier months' demand for ratchets, in any order
 * @n_peaks: how many
 * @prices: (nullable): price of a kWh bought in each interval, in 10^-@price_decimals of
 *   the major unit, for energy priced by interval
 * @export_prices: (nullable): of a kWh delivered, likewise
 * @price_decimals: of both, 0 to 9
 * @coincident: (nullable): intervals of the system's peaks, for coincident demand
 * @n_coincident: how many; without any, coincident demand is not charged
 * @carry: (nullable): what the period before handed on
 * @supplied: days the customer is supplied at the point, as far as they are known; all zero: whole
 *   billing years. Limits and bounds by the year count the days from @supplied.first on. Its end
 *   counts in the last period only, the one that ends with it (a final bill): bounds by the year,
 *   and credits, are settled there, and limits by the year are those of the days supplied; energy
 *   that was charged before keeps its tier.
 * @slot_peaks: (nullable): @peaks by component and band, in any order. A ratchet looks at its
 *   own component's and band's; in a month its component was not charged in, at the whole month's
 *   of another component with its unit and window. Only in months without any it looks at @peaks,
 *   and only if it has the unit and window of the tariff's first demand
 * @n_slot_peaks: how many
 * @whole_peaks: every ratchet looks at @peaks, whatever its unit, window and band, as it did
 *   before peaks were kept by component: to make an old bill again
 */
typedef struct {
    const int64_t *import;
    const int64_t *export;
    const int64_t *reactive;
    size_t count;
    int64_t month_import;
    int64_t month_reactive;
    int64_t contracted_kva;
    int64_t contracted_kw;
    int32_t meters;
    int32_t phases;
    TallyPriceChoice choice;
    const TallyPricePeak *peaks;
    size_t n_peaks;
    const int64_t *prices;
    const int64_t *export_prices;
    int price_decimals;
    const size_t *coincident;
    size_t n_coincident;
    const TallyPriceCarry *carry;
    TallyDays supplied;
    const TallyPriceSlotPeak *slot_peaks;
    size_t n_slot_peaks;
    gboolean whole_peaks;
} TallyPriceInput;

typedef enum {
    TALLY_LINE_FIXED,
    TALLY_LINE_ENERGY,
    TALLY_LINE_DEMAND,
    TALLY_LINE_CAPACITY,
    TALLY_LINE_POWER_FACTOR,
    TALLY_LINE_REACTIVE,
    TALLY_LINE_LEVY,
    TALLY_LINE_TAX,
    TALLY_LINE_MINIMUM,
    TALLY_LINE_MAXIMUM,
    TALLY_LINE_EXPORT,
    TALLY_LINE_CREDIT,
    TALLY_LINE_DISCOUNT,
    TALLY_LINE_COINCIDENT,
    TALLY_LINE_KINDS
} TallyLineKind;

/** tally_line_kind_name: Returns: "energy", "demand" ...: as JSON and the database say it */
const char *tally_line_kind_name (TallyLineKind kind);

/** tally_line_kind_from_name: Returns: %FALSE when there is no such kind */
gboolean tally_line_kind_from_name (const char *name, TallyLineKind *kind);

#define TALLY_LINE_NO_INTERVAL SIZE_MAX

/**
 * TallyPriceLine:
 * @kind: what is charged for
 * @component: id of the tariff's component
 * @name: the component's name in English
 * @band: (nullable): id of the band, of the component's schedule
 * @season: (nullable): id of the season, where the rate depends on it
 * @tier: 1 for the first tier, 0 where there are none
 * @quantity: what was counted
 * @unit: "kWh", "kW", "kVA", "kvarh", "month", "day" or "%"
 * @rate: price of one unit, or percentage
 * @share_days, @share_full: the part of the month charged; 1 and 1 for a whole month,
 *   2 and 1 for two, 10 and 30 for the season that has 10 of the month's 30 days
 * @exact: amount before rounding, in major units
 * @amount: @exact rounded once, in minor units; this is printed and summed
 * @interval: the interval of a demand's peak, or where a tier was entered;
 *   %TALLY_LINE_NO_INTERVAL otherwise
 * @until: the interval in which a tier was left for the next; %TALLY_LINE_NO_INTERVAL otherwise
 *
 * Texts belong to the tariff: keep it, or the plan, as long as the lines.
 */
typedef struct {
    TallyLineKind kind;
    const char *component;
    const char *name;
    const char *band;
    const char *season;
    int tier;
    TallyExact quantity;
    const char *unit;
    TallyDecimal rate;
    int64_t share_days;
    int64_t share_full;
    TallyExact exact;
    TallyMoney amount;
    size_t interval;
    size_t until;
} TallyPriceLine;

/**
 * TallyPriceBill:
 * @lines: in the order of the tariff's components
 * @n_lines: how many
 * @total: sum of the lines' rounded amounts
 * @total_exact: sum of the lines' exact amounts
 * @import_units: energy bought, in the plan's units
 * @export_units: energy delivered
 * @reactive_units: reactive energy taken
 * @peak_kw: highest demand of the period over the tariff's first demand window
 * @peak_demand: the same in kVA or kvar where the tariff's first demand is in those: what a
 *   ratchet of a later month looks back on
 * @slot_peaks: by demand component and band, for ratchets of later months; texts as of lines
 * @n_slot_peaks: how many
 * @peak_interval: where @peak_kw was; %TALLY_LINE_NO_INTERVAL without use
 * @power_factor: hundredths, 0 to 100, of the whole month; -1 when not worked out
 * @carry: for the next period
 */
typedef struct {
    TallyPriceLine *lines;
    size_t n_lines;
    TallyMoney total;
    TallyExact total_exact;
    int64_t import_units;
    int64_t export_units;
    int64_t reactive_units;
    TallyExact peak_kw;
    TallyExact peak_demand;
    TallyPriceSlotPeak *slot_peaks;
    size_t n_slot_peaks;
    size_t peak_interval;
    int power_factor;
    TallyPriceCarry carry;

    /*< private >*/
    struct _TallyPriceWork *work;
} TallyPriceBill;

/** tally_price_bill_new: Returns: (transfer full): to be used for account after account */
TallyPriceBill *tally_price_bill_new (void);

void tally_price_bill_free (TallyPriceBill *bill);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPriceBill, tally_price_bill_free)

/**
 * tally_price:
 * @plan: tariff and period
 * @input: one account
 * @bill: (inout): overwritten
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID (a series is missing, too short or
 *   negative) or %TALLY_ERROR_OVERFLOW; @bill then has no lines
 */
gboolean tally_price (const TallyPricePlan *plan,
                      const TallyPriceInput *input,
                      TallyPriceBill *bill,
                      GError **error);

/**
 * tally_price_line_covers: why a line is what it is
 * @plan: what it was priced with
 * @line: a line of a bill
 * @interval: an interval of the period
 *
 * Returns: %TRUE when the interval's energy is in @line: it is in the line's
 *   band and season and was reached inside its tier, or it is in the window of
 *   a demand's peak. An interval in which a tier was entered is in both tiers.
 */
gboolean tally_price_line_covers (const TallyPricePlan *plan,
                                  const TallyPriceLine *line,
                                  size_t interval);

G_END_DECLS
