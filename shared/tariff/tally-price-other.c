// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-work.h"

#define THOUSANDTHS 1000
#define MONTHS_PER_YEAR 12

typedef gboolean (*ChargeKind) (TallyPriceWork *, size_t, GError **);

static const TallyTariffComponent *
component_of (const TallyPriceWork *work, size_t index)
{
    return &work->plan->tariff->components[index];
}

static TallyExact
whole (int64_t n)
{
    return (TallyExact){ n * TALLY_EXACT_ONE };
}

static gboolean
charge_share (TallyPriceWork *work, size_t index, TallyPriceLine line, GError **error)
{
    return tally_exact_times (line.quantity, line.rate, &line.exact, error)
           && tally_exact_scale (line.exact, line.share_days, line.share_full, &line.exact, error)
           && tally_price_add_line (work, index, line, error);
}

/* Each calendar year by its own days: a line a year the period touches. */
static gboolean
charge_years (TallyPriceWork *work, size_t index, TallyPriceLine line, GError **error)
{
    TallyDays days = work->plan->period.days;

    while (days.first.number < days.end.number) {
        TallyDay next = days.end;
        int year;

        tally_day_split (days.first, &year, NULL, NULL);
        next.number = MIN (next.number, tally_day_new (year + 1, 1, 1).number);
        line.share_days = next.number - days.first.number;
        line.share_full = tally_day_days_in_year (days.first);
        if (!charge_share (work, index, line, error))
            return FALSE;
        days.first = next;
    }
    return TRUE;
}

/* The parts of one bill share its charge. */
static gboolean
charge_bill (TallyPriceWork *work, size_t index, TallyPriceLine line, GError **error)
{
    line.share_days = line.share_full = 1;
    if (work->plan->period.full_days > 0) {
        line.share_days = (int64_t) work->plan->n_days;
        line.share_full = work->plan->period.full_days;
    }
    return charge_share (work, index, line, error);
}

static gboolean
charge_fixed (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffComponent *component = component_of (work, index);
    TallyPriceLine line = { .kind = TALLY_LINE_FIXED,
                            .quantity = whole (1),
                            .unit = "month",
                            .rate = component->rate,
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };
    switch (component->per) {
    case TALLY_PER_DAY:
        line.quantity = whole ((int64_t) work->plan->n_days);
        line.unit = "day";
        return tally_exact_times (line.quantity, line.rate, &line.exact, error)
               && tally_price_add_line (work, index, line, error);
    case TALLY_PER_YEAR:
        line.unit = "year";
        return charge_years (work, index, line, error);
    case TALLY_PER_BILL:
        line.unit = "bill";
        return charge_bill (work, index, line, error);
    case TALLY_PER_METER_MONTH:
        line.quantity = whole (MAX (1, work->input->meters));
        line.unit = "meter";
        break;
    case TALLY_PER_PHASE_MONTH:
        line.quantity = whole (MAX (1, work->input->phases));
        line.unit = "phase";
        break;
    case TALLY_PER_MONTH:
        break;
    default:
        g_assert_not_reached ();
    }
    return tally_price_add_monthly (work, index, line, error);
}

static gboolean
charge_capacity (TallyPriceWork *work, size_t index, GError **error)
{
    TallyPriceLine line = { .kind = TALLY_LINE_CAPACITY,
                            .unit = "kVA",
                            .rate = component_of (work, index)->rate,
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };
    TallyTariffPer per = component_of (work, index)->per;

    if (work->input->contracted_kva <= 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "needs the contracted capacity");
        return FALSE;
    }
    if (!tally_exact_ratio (work->input->contracted_kva, THOUSANDTHS, &line.quantity, error))
        return FALSE;
    if (per == TALLY_PER_MONTH)
        return tally_price_add_monthly (work, index, line, error);
    line.share_days = per == TALLY_PER_DAY ? (int64_t) work->plan->n_days : work->plan->share_days;
    line.share_full = per == TALLY_PER_DAY ? 1 : MONTHS_PER_YEAR * work->plan->share_full;
    return charge_share (work, index, line, error);
}

/* TRUE when active / apparent is at least (2 * hundredths - 1) / 200, that is
 * when the factor rounds half up to @hundredths or more. Squares avoid the root. */
static gboolean
reaches (__int128 active, __int128 reactive, int hundredths)
{
    __int128 twice = 2 * hundredths - 1;

    return 40000 * active * active >= twice * twice * (active * active + reactive * reactive);
}

/* The month's factor, rounded half up to hundredths; without energy it is 1. */
static int
find_factor (int64_t active_units, int64_t reactive_units)
{
    __int128 active = active_units, reactive = reactive_units;
    int factor = 100;

    /* Squares times 40,000 fit up to 2^55; beyond, the last bits cannot matter. */
    while (active >> 54 != 0 || reactive >> 54 != 0) {
        active >>= 1;
        reactive >>= 1;
    }
    if (active == 0)
        return reactive == 0 ? 100 : 0;
    while (factor > 0 && !reaches (active, reactive, factor))
        factor--;
    return factor;
}

static gboolean
sum_steps (const TallyTariffStep *steps,
           size_t n,
           int standard,
           int factor,
           TallyDecimal *percent,
           GError **error)
{
    int direction = factor < standard ? -1 : 1, reached = standard;

    for (size_t i = 0; i < n && reached != factor; i++) {
        int end = direction < 0 ? MAX (steps[i].to, factor) : MIN (steps[i].to, factor);
        TallyDecimal part;

        if (!tally_decimal_multiply (steps[i].percent, (TallyDecimal){ ABS (end - reached), 0 },
                                     &part, error)
            || !tally_decimal_add (*percent, part, percent, error))
            return FALSE;
        reached = end;
    }
    return TRUE;
}

/* The month's energy, which a part of it is charged by. */
static gboolean
find_month (const TallyPriceWork *work, int64_t *active, int64_t *reactive, GError **error)
{
    const TallyPriceInput *input = work->input;

    *active = work->bill->import_units;
    *reactive = work->bill->reactive_units;
    if (input->month_import == 0 && input->month_reactive == 0)
        return TRUE;
    if (input->month_import < *active || input->month_reactive < *reactive) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "a month has no less energy than its part");
        return FALSE;
    }
    *active = input->month_import;
    *reactive = input->month_reactive;
    return TRUE;
}

static gboolean
charge_factor (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffFactor *table = &component_of (work, index)->factor;
    gboolean is_below;
    TallyDecimal percent = { 0, 0 };
    int64_t active, reactive;
    int factor;

    if (work->input->reactive == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "needs reactive energy");
        return FALSE;
    }
    if (!find_month (work, &active, &reactive, error))
        return FALSE;
    factor = find_factor (active, reactive);
    is_below = factor < table->standard;
    work->bill->power_factor = factor;
    return sum_steps (is_below ? table->below : table->above,
                      is_below ? table->n_below : table->n_above, table->standard, factor, &percent,
                      error)
           && tally_price_add_percent (work, index, percent, 1, error);
}

/* Reactive energy beyond its free share of the active; of the month's, a part has as much as it
 * has of the month's reactive energy. */
static gboolean
charge_reactive (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffComponent *component = component_of (work, index);
    TallyDecimal share = { component->amount.mantissa, (uint8_t) (component->amount.scale + 2) };
    TallyPriceLine line = { .kind = TALLY_LINE_REACTIVE,
                            .unit = "kvarh",
                            .rate = component->rate,
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };
    int64_t active_units, reactive_units;
    TallyExact active, free;

    if (!find_month (work, &active_units, &reactive_units, error)
        || !tally_price_kwh (work, active_units, &active, error)
        || !tally_price_kwh (work, reactive_units, &line.quantity, error)
        || !tally_exact_times (active, share, &free, error))
        return FALSE;
    line.quantity.atto -= free.atto;
    if (line.quantity.atto <= 0)
        return TRUE;
    return tally_exact_scale (line.quantity, work->bill->reactive_units, reactive_units,
                              &line.quantity, error)
           && tally_exact_times (line.quantity, line.rate, &line.exact, error)
           && tally_price_add_line (work, index, line, error);
}

static gboolean
charge_levy (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffComponent *component = component_of (work, index);

    if (component->is_percent)
        return tally_price_add_percent (work, index, component->rate, 1, error);
    return tally_price_per_kwh (work, index, 1, NULL, error);
}

static gboolean
cap_discount (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffComponent *component = component_of (work, index);
    TallyPriceLine line = { .kind = TALLY_LINE_DISCOUNT,
                            .unit = "cap",
                            .rate = { 1, 0 },
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };
    TallyExact cap;

    if (!component->has_amount)
        return TRUE;
    if (!tally_exact_from_decimal (component->amount, &cap, error)
        || !tally_price_share (work->plan, cap, &cap, error))
        return FALSE;
    line.exact.atto = -work->exact[index].atto - cap.atto;
    line.quantity = line.exact;
    return line.exact.atto <= 0 || tally_price_add_line (work, index, line, error);
}

static gboolean
charge_discount (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffComponent *component = component_of (work, index);
    gboolean is_charged = component->is_percent
                              ? tally_price_add_percent (work, index, component->rate, -1, error)
                              : tally_price_per_kwh (work, index, -1, NULL, error);

    return is_charged && cap_discount (work, index, error);
}

/* What the lines come to so far; a credit balance counts as nothing. */
static gboolean
find_charged (const TallyPriceWork *work,
              const TallyTariffComponent *component,
              TallyExact *charged,
              GError **error)
{
    if (!tally_price_base (work, component->of, charged, error))
        return FALSE;
    charged->atto = MAX (0, charged->atto);
    return component->per != TALLY_PER_YEAR
           || tally_exact_add (work->carry.charged_to_date, *charged, charged, error);
}

static gboolean
find_bound (const TallyPriceWork *work,
            const TallyTariffComponent *component,
            TallyExact *bound,
            GError **error)
{
    if (!tally_exact_from_decimal (component->amount, bound, error))
        return FALSE;
    if (component->per == TALLY_PER_DAY)
        return tally_exact_scale (*bound, (int64_t) work->plan->n_days, 1, bound, error);
    return component->per == TALLY_PER_YEAR ? tally_price_yearly (work, *bound, bound, error)
                                            : tally_price_share (work->plan, *bound, bound, error);
}

/* Tops up to the least, or takes off what is beyond the most. A bound by the
 * year is settled in the period that ends the year, or the customer's supply. */
static gboolean
charge_bound (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffComponent *component = component_of (work, index);
    gboolean is_minimum = component->kind == TALLY_LINE_MINIMUM;
    TallyPriceLine line = { .kind = component->kind,
                            .unit = component->per == TALLY_PER_YEAR  ? "year"
                                    : component->per == TALLY_PER_DAY ? "day"
                                                                      : "month",
                            .rate = component->amount,
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };
    TallyExact charged, bound;

    if (component->per == TALLY_PER_YEAR) {
        if (!work->plan->ends_year && !tally_price_is_final (work))
            return TRUE;
        tally_price_stay (work, &line.share_days, &line.share_full);
    }
    if (!find_charged (work, component, &charged, error)
        || !find_bound (work, component, &bound, error))
        return FALSE;
    line.quantity = whole (1);
    line.exact.atto = bound.atto - charged.atto;
    if (is_minimum ? line.exact.atto <= 0 : line.exact.atto >= 0)
        return TRUE;
    return tally_price_add_line (work, index, line, error);
}

gboolean
tally_price_other (TallyPriceWork *work, size_t index, GError **error)
{
    static const ChargeKind charges[TALLY_LINE_KINDS] = {
        [TALLY_LINE_FIXED] = charge_fixed,
        [TALLY_LINE_ENERGY] = tally_price_energy,
        [TALLY_LINE_DEMAND] = tally_price_demand,
        [TALLY_LINE_CAPACITY] = charge_capacity,
        [TALLY_LINE_POWER_FACTOR] = charge_factor,
        [TALLY_LINE_REACTIVE] = charge_reactive,
        [TALLY_LINE_LEVY] = charge_levy,
        [TALLY_LINE_TAX] = charge_levy,
        [TALLY_LINE_MINIMUM] = charge_bound,
        [TALLY_LINE_MAXIMUM] = charge_bound,
        [TALLY_LINE_EXPORT] = tally_price_export,
        [TALLY_LINE_DISCOUNT] = charge_discount,
        [TALLY_LINE_COINCIDENT] = tally_price_coincident,
    };
    TallyLineKind kind = component_of (work, index)->kind;

    g_assert (charges[kind] != NULL);
    return charges[kind](work, index, error);
}
