// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-price-explain.h"
#include "shared/tariff/tally-tariff-model.h"

G_BEGIN_DECLS

/* The inside of pricing; only shared/tariff includes this.
 *
 * A cell is what an interval is to every schedule at once: its season and its
 * band in each. One pass adds each interval's energy to its cell; components
 * then take their sums from the cells and never see an interval. Tier limits
 * in time order cut the pass into segments: a segment ends where the running
 * total reaches the next limit of any component. */

#define TALLY_PRICE_MAX_CELLS 255
#define TALLY_PRICE_MAX_SEGMENTS 64
#define TALLY_PRICE_MAX_WINDOWS 8
#define TALLY_PRICE_ALL_SLOTS SIZE_MAX

typedef struct {
    uint8_t season;
    uint8_t band[TALLY_TARIFF_MAX_SCHEDULES];
} TallyPriceCell;

/** TallyPriceSlot: a season and band a component has a rate for in this period */
typedef struct {
    uint8_t season;
    uint8_t band;
} TallyPriceSlot;

/**
 * TallyPricePart: a component in a period
 * @slot_of: which slot a cell belongs to
 * @n_tiers: in this period
 * @limit_kwh, @block_kwh: ends of tiers, and of their blocks by kW, for the period
 * @has_limit, @has_block: which tiers have them, as bits
 * @limits: @limit_kwh in units
 * @window: which demand window it uses
 */
typedef struct {
    size_t n_slots;
    TallyPriceSlot slots[TALLY_PRICE_MAX_CELLS];
    uint8_t slot_of[TALLY_PRICE_MAX_CELLS];
    int n_tiers;
    unsigned has_limit;
    unsigned has_block;
    TallyExact limit_kwh[TALLY_TARIFF_MAX_TIERS];
    TallyExact block_kwh[TALLY_TARIFF_MAX_TIERS];
    int64_t limits[TALLY_TARIFF_MAX_TIERS];
    size_t window;
} TallyPricePart;

/** TallyPriceWindow: @intervals averaged, at least 1; @unit: never hp, which is kW */
typedef struct {
    size_t intervals;
    gboolean is_sliding;
    TallyDemandUnit unit;
} TallyPriceWindow;

/**
 * TallyPricePlan:
 * @cell_of: one an interval
 * @day_first: first interval of each day, and the count at the end
 * @share_days, @share_full: the period's share of a month
 * @begins_year, @ends_year: whether a billing year begins or ends with it
 * @needs_peak: whether tiers depend on demand
 */
struct _TallyPricePlan {
    TallyTariff *tariff;
    TallyPricePeriod period;
    size_t count;
    uint8_t *cell_of;
    size_t n_cells;
    TallyPriceCell cells[TALLY_PRICE_MAX_CELLS];
    size_t n_days;
    size_t *day_first;
    int64_t share_days;
    int64_t share_full;
    int32_t season_days[TALLY_TARIFF_MAX_SEASONS]; /* of the period's days, those in each */
    gboolean begins_year;
    gboolean ends_year;
    gboolean needs_peak;
    gboolean is_net; /* the energy component of net metering is charged on net energy */
    int export;      /* index of the export component, or -1 */
    size_t n_windows;
    TallyPriceWindow windows[TALLY_PRICE_MAX_WINDOWS];
    TallyPricePart parts[TALLY_TARIFF_MAX_COMPONENTS];
};

/**
 * TallyPriceSide: energy bought, or delivered, as one pass adds it up
 * @values: (nullable): one an interval
 * @limits: running totals where segments end, ascending
 * @entered: interval in which each segment began
 * @sums: energy [segment * n_cells + cell]
 * @total: of all
 */
typedef struct {
    const int64_t *values;
    size_t n_segments;
    int64_t limits[TALLY_PRICE_MAX_SEGMENTS];
    size_t entered[TALLY_PRICE_MAX_SEGMENTS];
    int64_t *sums;
    int64_t total;
} TallyPriceSide;

/**
 * TallyPriceWork: one account being priced
 * @tier_limits: [component] ends of tiers in units, as they hold for this account
 * @peaks, @peaks_at: highest window [window * n_cells + cell]; kVA squared if apparent
 * @net: [slot] net use of the energy component under net metering; negative: surplus
 * @bought, @sold: what the period adds to the year's energy that tiers count; under net metering,
 *   where tiers are by the year, what was charged and what was paid of the net
 * @exact: [component] amount before rounding
 */
struct _TallyPriceWork {
    const TallyPricePlan *plan;
    const TallyPriceInput *input;
    TallyPriceBill *bill;
    size_t capacity;
    TallyPriceSide import;
    TallyPriceSide export;
    int64_t tier_limits[TALLY_TARIFF_MAX_COMPONENTS][TALLY_TARIFF_MAX_TIERS];
    __int128 *peaks;
    size_t *peaks_at;
    int64_t net[TALLY_PRICE_MAX_CELLS];
    __int128 bought;
    __int128 sold;
    TallyExact exact[TALLY_TARIFF_MAX_COMPONENTS];
    TallyPriceCarry carry;
    size_t room;
    size_t peak_room;
};
typedef struct _TallyPriceWork TallyPriceWork;

/* tally-price-sum.c: the pass over the intervals */
gboolean tally_price_sum_import (TallyPriceWork *work, GError **error);
gboolean tally_price_sum_others (TallyPriceWork *work, GError **error);
gboolean tally_price_find_peaks (TallyPriceWork *work, size_t window, GError **error);
void tally_price_slot_sums (const TallyPricePlan *plan,
                            const TallyPriceSide *side,
                            const TallyPricePart *part,
                            int64_t *sums);

/* tally-price-line.c: lines */
gboolean tally_price_add_line (TallyPriceWork *work,
                               size_t component,
                               TallyPriceLine line,
                               GError **error);
gboolean tally_price_add_monthly (TallyPriceWork *work,
                                  size_t component,
                                  TallyPriceLine line,
                                  GError **error);
gboolean tally_price_add_percent (TallyPriceWork *work,
                                  size_t component,
                                  TallyDecimal percent,
                                  int sign,
                                  GError **error);
gboolean tally_price_base (const TallyPriceWork *work,
                           uint64_t of,
                           TallyExact *base,
                           GError **error);
gboolean tally_price_kwh (const TallyPriceWork *work,
                          __int128 units,
                          TallyExact *kwh,
                          GError **error);
gboolean tally_price_units (const TallyPricePlan *plan,
                            TallyExact kwh,
                            int64_t *units,
                            GError **error);
gboolean tally_price_share (const TallyPricePlan *plan,
                            TallyExact whole,
                            TallyExact *share,
                            GError **error);

/* tally-price-past.c: peaks by component and band */
TallyExact tally_price_past_peak (const TallyPriceWork *work,
                                  size_t component,
                                  size_t slot,
                                  TallyMonth month);
const char *tally_price_unit_of (const TallyTariffDemand *rule);
gboolean tally_price_note_peaks (TallyPriceWork *work, GError **error);

/* tally-price.c: the window of the first demand component; without one, single intervals */
size_t tally_price_first_window (const TallyPricePlan *plan);

/* tally-price-stay.c: how long the customer is supplied in the billing year */
gboolean tally_price_is_final (const TallyPriceWork *work);
void tally_price_stay (const TallyPriceWork *work, int64_t *days, int64_t *days_of_year);
gboolean tally_price_yearly (const TallyPriceWork *work,
                             TallyExact whole,
                             TallyExact *share,
                             GError **error);

/* tally-price-energy.c */
gboolean tally_price_set_limits (TallyPriceWork *work, GError **error);
gboolean tally_price_energy (TallyPriceWork *work, size_t component, GError **error);
gboolean tally_price_per_kwh (TallyPriceWork *work,
                              size_t component,
                              int sign,
                              TallyExact *earned,
                              GError **error);
gboolean tally_price_tiers (TallyPriceWork *work,
                            size_t component,
                            const int64_t *quantities,
                            int sign,
                            TallyExact *earned,
                            GError **error);

/* tally-price-demand.c */
gboolean tally_price_demand (TallyPriceWork *work, size_t component, GError **error);
gboolean tally_price_coincident (TallyPriceWork *work, size_t component, GError **error);

/* How a slot's demand, or that of the whole period, comes to be billed. */
gboolean tally_price_demanded (const TallyPriceWork *work,
                               size_t component,
                               size_t slot,
                               TallyExplainDemand *demand,
                               GError **error);
gboolean tally_price_excess (const TallyTariffDemand *rule,
                             const TallyExplainDemand *demand,
                             TallyExact *excess,
                             GError **error);
gboolean tally_price_measured (const TallyPriceWork *work,
                               size_t component,
                               size_t slot,
                               TallyExact *demand,
                               GError **error);
gboolean tally_price_peak_kw (const TallyPriceWork *work,
                              size_t window,
                              TallyExact *kw,
                              size_t *interval,
                              GError **error);

/* tally-price-export.c */
gboolean tally_price_net (TallyPriceWork *work, GError **error);
gboolean tally_price_export (TallyPriceWork *work, size_t component, GError **error);
gboolean tally_price_settle_credit (TallyPriceWork *work, GError **error);
gboolean tally_price_true_up (TallyPriceWork *work, size_t component, GError **error);

/* tally-price-other.c: every other kind */
gboolean tally_price_other (TallyPriceWork *work, size_t component, GError **error);

G_END_DECLS
