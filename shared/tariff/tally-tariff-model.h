// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"

G_BEGIN_DECLS

/* The inside of a tariff: what the parser fills and pricing reads. Nobody
 * changes it once tally_tariff_parse() has returned it. */

#define TALLY_TARIFF_MAX_SEASONS 12
#define TALLY_TARIFF_MAX_SCHEDULES 6
#define TALLY_TARIFF_MAX_BANDS 48
#define TALLY_TARIFF_MAX_TIERS 16
#define TALLY_TARIFF_MAX_COMPONENTS 64
#define TALLY_TARIFF_MAX_SPANS 96
#define TALLY_TARIFF_MAX_STEPS 16
#define TALLY_TARIFF_MAX_CLOCKS 8
#define TALLY_TARIFF_MINUTES 1440
#define TALLY_TARIFF_DAYS 366

G_STATIC_ASSERT (TALLY_TARIFF_MAX_BANDS == TALLY_PRICE_CREDITS);

/** TallyTariffWord: @id: as the document calls it; @name, @name_zh: as people do */
typedef struct {
    const char *id;
    const char *name;
    const char *name_zh;
} TallyTariffWord;

/** TallyTariffSpan: @from up to, not including, @to, in minutes of the local day */
typedef struct {
    uint16_t from;
    uint16_t to;
    uint8_t band;
} TallyTariffSpan;

typedef struct {
    size_t n_spans;
    TallyTariffSpan spans[TALLY_TARIFF_MAX_SPANS];
} TallyTariffCourse;

/**
 * TallyTariffSchedule:
 * @courses: the rules' days, one each
 * @course_of: which of them holds in a season on a type of day
 * @occurs: bands that occur in a season, as bits
 */
typedef struct {
    const char *id;
    size_t n_bands;
    TallyTariffWord bands[TALLY_TARIFF_MAX_BANDS];
    GArray *courses;
    uint8_t course_of[TALLY_TARIFF_MAX_SEASONS][TALLY_DAY_TYPES];
    uint64_t occurs[TALLY_TARIFF_MAX_SEASONS];
} TallyTariffSchedule;

/**
 * TallyTariffRates: prices by season, band and tier
 * @n_tiers: in each season; 1 without tiers
 * @limits: end of each tier, cumulative, by season; where has_limit has its bit
 * @blocks: end of the block a tier is in, kWh per kW; where has_block has its bit
 * @rates: [(season * n_bands + band) * MAX_TIERS + tier]
 * @by_season: whether seasons differ, so that lines name them
 */
typedef struct {
    size_t n_bands;
    int n_tiers[TALLY_TARIFF_MAX_SEASONS];
    unsigned has_limit[TALLY_TARIFF_MAX_SEASONS];
    unsigned has_block[TALLY_TARIFF_MAX_SEASONS];
    TallyDecimal limits[TALLY_TARIFF_MAX_SEASONS][TALLY_TARIFF_MAX_TIERS];
    TallyDecimal blocks[TALLY_TARIFF_MAX_SEASONS][TALLY_TARIFF_MAX_TIERS];
    TallyDecimal *rates;
    gboolean by_season;
} TallyTariffRates;

typedef enum {
    TALLY_TIER_MONTH,
    TALLY_TIER_DAY,
    TALLY_TIER_YEAR,
    TALLY_TIER_KWH_PER_KW,
    TALLY_TIER_KWH_PER_KW_DAY,
} TallyTierBasis;

typedef enum {
    TALLY_TIER_IN_TIME_ORDER, /* the hours that came first fill the first tier */
    TALLY_TIER_PROPORTIONAL,  /* every band has the same share in each tier */
} TallyTierOrder;

typedef enum {
    TALLY_PER_MONTH,
    TALLY_PER_DAY,
    TALLY_PER_YEAR,
    TALLY_PER_METER_MONTH,
    TALLY_PER_PHASE_MONTH,
    TALLY_PER_BILL,
} TallyTariffPer;

typedef enum {
    TALLY_EXPORT_NET_METERING,       /* kWh credits, by band */
    TALLY_EXPORT_NET_METERING_MONEY, /* the month's surplus becomes money credit */
    TALLY_EXPORT_NET_BILLING,        /* each interval's surplus is paid at once */
    TALLY_EXPORT_CREDIT_BILLING,     /* each interval's surplus becomes money credit */
    TALLY_EXPORT_SELL_ALL,           /* all generation sold, all use bought */
} TallyExportMethod;

typedef enum {
    TALLY_DEMAND_KW,
    TALLY_DEMAND_KVA,
    TALLY_DEMAND_KVAR,
    TALLY_DEMAND_HP, /* mechanical horsepower: 0.74569987158227022 kW */
} TallyDemandUnit;

/**
 * TallyTariffDemand: of a demand component, or of energy whose tiers count hours of demand
 * @window_minutes: length of the average; data of longer intervals count as they are
 * @is_sliding: whether windows begin at every interval
 * @unit: what is measured; rates, tiers, floor and contract are in it
 * @ratchet_months: how far it looks back; 0 without ratchet
 * @ratchet_percents: of a month's demand, by calendar month looked at, January first
 * @measured_months: calendar months in which the measured demand itself counts, bit 0 January
 * @least_by_band: floor and contract hold for each band; otherwise for the band whose demand
 *   is highest, the others being charged what was measured, or nothing beside a contract
 * @floor: least demand charged
 * @floor_percent: of the contracted demand, least charged
 * @on_contract: charged on the contracted demand instead of the measured
 * @tolerance_percent: by which the measured may exceed the contracted
 * @excess_multiple: rate multiple for what exceeds that; 0 without
 */
typedef struct {
    int window_minutes;
    gboolean is_sliding;
    TallyDemandUnit unit;
    int ratchet_months;
    TallyDecimal ratchet_percents[12];
    unsigned measured_months;
    gboolean least_by_band;
    TallyDecimal floor;
    TallyDecimal floor_percent;
    gboolean on_contract;
    TallyDecimal tolerance_percent;
    TallyDecimal excess_multiple;
} TallyTariffDemand;

/** TallyTariffStep: down or up @to hundredths, @percent is added for each hundredth */
typedef struct {
    int to;
    TallyDecimal percent;
} TallyTariffStep;

/** TallyTariffFactor: the adjustment table of a measured power factor */
typedef struct {
    int standard;
    size_t n_below;
    TallyTariffStep below[TALLY_TARIFF_MAX_STEPS];
    size_t n_above;
    TallyTariffStep above[TALLY_TARIFF_MAX_STEPS];
} TallyTariffFactor;

/**
 * TallyTariffExport:
 * @method: what delivered energy is worth
 * @energy: the energy component it is set off against: the first. Net metering goes with one: it
 *   carries all credits, its bands share each tier, and tiers by the year count its net energy.
 *   tally_tariff_check() refuses others; a stored document may have them, and they are charged on
 *   what was bought, as levies are
 * @true_up_month: 1 to 12; 0 without. Where each interval's surplus is paid at once nothing is
 *   left over to settle, and tally_tariff_check() refuses it
 * @true_up_rate: per kWh left over then, of kWh credits
 * @true_up_rolls: credits the pay-out to later bills instead of paying it; money credits go on
 * @expires: money credits are lost at the true-up; otherwise, without @true_up_rolls, paid out
 * @at_once: this month's money credits are set off this month
 * @clocks: minutes of the working day by which credits move to next month's bands; none:
 *   credits stay with their band
 */
typedef struct {
    TallyExportMethod method;
    int energy;
    int true_up_month;
    TallyDecimal true_up_rate;
    gboolean true_up_rolls;
    gboolean expires;
    gboolean at_once;
    size_t n_clocks;
    int clocks[TALLY_TARIFF_MAX_CLOCKS];
} TallyTariffExport;

typedef enum {
    TALLY_CHOOSE_ALWAYS,
    TALLY_CHOOSE_DEMAND,
    TALLY_CHOOSE_CAPACITY,
} TallyTariffChoose;

/**
 * TallyTariffComponent:
 * @schedule: index of its schedule, or -1
 * @of: components a percentage, minimum or maximum counts on, as bits
 * @by_interval: energy whose price comes with the account's data, one an interval
 * @series: (nullable): name of those prices; %NULL: the tariff's own
 * @rate: of kinds that have one rate
 * @amount: least or most charged, or the cap of a discount
 * @has_amount: whether a discount has a cap
 */
typedef struct {
    TallyLineKind kind;
    TallyTariffWord word;
    TallyTariffChoose choose;
    int schedule;
    TallyTariffRates rates;
    TallyTierBasis basis;
    TallyTierOrder order;
    TallyTariffPer per;
    uint64_t of;
    gboolean is_percent;
    gboolean by_interval;
    const char *series;
    TallyDecimal rate;
    TallyDecimal amount;
    gboolean has_amount;
    TallyTariffDemand demand;
    TallyTariffFactor factor;
    TallyTariffExport export;
} TallyTariffComponent;

struct _TallyTariff {
    gatomicrefcount references;
    GStringChunk *strings;
    TallyTariffWord word;
    const char *currency;
    int digits;
    TallyRounding rounding;
    const char *time_zone;
    const char *calendar;
    TallyDays valid;
    int year_month; /* first month of the billing year, 1 to 12 */
    size_t n_seasons;
    TallyTariffWord seasons[TALLY_TARIFF_MAX_SEASONS];
    uint8_t season_of[TALLY_TARIFF_DAYS];
    size_t n_schedules;
    TallyTariffSchedule schedules[TALLY_TARIFF_MAX_SCHEDULES];
    size_t n_components;
    TallyTariffComponent components[TALLY_TARIFF_MAX_COMPONENTS];
};

/** tally_tariff_season: Returns: index of the season @day falls in */
int tally_tariff_season (const TallyTariff *tariff, TallyDay day);

/** tally_tariff_band: Returns: index of the band at @minute of a day */
int tally_tariff_band (const TallyTariffSchedule *schedule,
                       int season,
                       TallyDayType day_type,
                       int minute);

/** tally_tariff_rate: Returns: the rate of @tier, 0 first; @band is 0 without a schedule */
TallyDecimal tally_tariff_rate (const TallyTariffRates *rates, int season, int band, int tier);

G_END_DECLS
