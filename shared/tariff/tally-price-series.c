// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-price-series.h"

#include "shared/error/tally-error.h"
#include "shared/money/tally-decimal.h"
#include "shared/tariff/tally-tariff-model.h"

#include <string.h>

#define MONTHS_PER_YEAR 12
#define SECONDS_PER_MINUTE 60
/* Milliwatt-hours, so that limits of tiers fall where they are said, however coarse the load. */
#define LEAST_SCALE 6
#define MAX_PRICE_DECIMALS 9

typedef struct {
    TallyTariff *tariff;
    const TallyPriceSeries *series;
    int interval_minutes;
    int64_t units_per_kwh;
    size_t count;
    int64_t *import;
    int64_t *export;
    int64_t *reactive; /* or NULL */
    int64_t *prices;   /* or NULL */
    int64_t *export_prices;
    int price_decimals;
    size_t *coincident;
    size_t n_coincident;
    size_t *of_month; /* those of one month, counted from its first interval */
    size_t next_coincident;
    GArray *peaks;
    GArray *slot_peaks;
    TallyPriceMonth month;
    gpointer user_data;
} Run;

static TallyLoad *
copy_load (const TallyLoad *load)
{
    TallyLoad *copy = g_new (TallyLoad, 1);

    *copy = *load;
    copy->values = g_memdup2 (load->values, load->count * sizeof *load->values);
    return copy;
}

/* Brings load and generation to the same intervals and the same fineness. */
static gboolean
align (TallyLoad *load, TallyLoad *generation, size_t *parts, GError **error)
{
    int scale = MAX (LEAST_SCALE, MAX (load->scale, generation->scale));

    if (load->is_power != generation->is_power || generation->count < load->count
        || generation->count % load->count != 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "generation does not fit the load: give the same column and the "
                             "same or finer intervals over the same time");
        return FALSE;
    }
    *parts = generation->count / load->count;
    return tally_load_refine (load, scale, *parts, error)
           && tally_load_refine (generation, scale, 1, error);
}

/* With one meter the difference counts; with two, all is bought and all sold,
 * and what the generator itself uses is bought. */
static gboolean
split (Run *run,
       const TallyLoad *load,
       const TallyLoad *generation,
       gboolean sells_all,
       GError **error)
{
    int64_t factor;

    if (!tally_load_units (load, run->interval_minutes, &factor, &run->units_per_kwh, error))
        return FALSE;
    run->count = load->count;
    run->import = g_new (int64_t, run->count);
    run->export = g_new (int64_t, run->count);
    for (size_t i = 0; i < run->count; i++) {
        __int128 made = generation == NULL ? 0 : generation->values[i];
        __int128 used = load->values[i];
        __int128 bought = sells_all ? used + MAX (0, -made) : MAX (0, used - made);
        __int128 sold = sells_all ? MAX (0, made) : MAX (0, made - used);

        bought *= factor;
        sold *= factor;
        if (bought > INT64_MAX || sold > INT64_MAX || bought < 0) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "interval %zu: the load is out of range", i);
            return FALSE;
        }
        run->import[i] = (int64_t) bought;
        run->export[i] = (int64_t) sold;
    }
    return TRUE;
}

static gboolean
measures_reactive (const TallyTariff *tariff)
{
    for (size_t i = 0; i < tariff->n_components; i++) {
        if (tariff->components[i].demand.unit == TALLY_DEMAND_KVA
            || tariff->components[i].demand.unit == TALLY_DEMAND_KVAR)
            return TRUE;
    }
    return FALSE;
}

/* Reactive energy in the units the active energy was brought to. */
static gboolean
read_reactive (Run *run, GError **error)
{
    const TallyLoad *said = run->series->reactive;
    int64_t factor, units_per_kvarh, times;

    if (said == NULL) {
        if (measures_reactive (run->tariff))
            run->reactive = g_new0 (int64_t, run->count);
        return TRUE;
    }
    if (!tally_load_units (said, run->series->interval_minutes, &factor, &units_per_kvarh, error))
        return FALSE;
    if (said->count != run->count || run->units_per_kwh % units_per_kvarh != 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "reactive energy does not fit the load: give as many intervals and "
                             "no more decimals");
        return FALSE;
    }
    times = factor * (run->units_per_kwh / units_per_kvarh);
    run->reactive = g_new (int64_t, run->count);
    for (size_t i = 0; i < run->count; i++) {
        if (__builtin_mul_overflow (said->values[i], times, &run->reactive[i])) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW,
                         "interval %zu: reactive energy is out of range", i);
            return FALSE;
        }
    }
    return TRUE;
}

/* A price of each interval as it is priced; a finer interval has that of the whole. */
static gboolean
spread_prices (const Run *run, const TallyLoad *said, int64_t **prices, GError **error)
{
    size_t parts = run->count / run->series->load->count;
    int64_t factor;

    if (said == NULL)
        return TRUE;
    if (said->count != run->series->load->count || run->price_decimals > MAX_PRICE_DECIMALS) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "prices do not fit the load: give as many, with up to %d decimals",
                     MAX_PRICE_DECIMALS);
        return FALSE;
    }
    factor = (int64_t) tally_decimal_power (run->price_decimals - said->scale);
    *prices = g_new (int64_t, run->count);
    for (size_t i = 0; i < run->count; i++) {
        if (__builtin_mul_overflow (said->values[i / parts], factor, &(*prices)[i])) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW,
                         "interval %zu: the price is out of range", i);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
read_prices (Run *run, GError **error)
{
    const TallyPriceSeries *series = run->series;

    if (series->prices != NULL)
        run->price_decimals = series->prices->scale;
    if (series->export_prices != NULL)
        run->price_decimals = MAX (run->price_decimals, series->export_prices->scale);
    return spread_prices (run, series->prices, &run->prices, error)
           && spread_prices (run, series->export_prices, &run->export_prices, error);
}

/* A finer interval is of a peak as the whole. */
static gboolean
read_coincident (Run *run, GError **error)
{
    const TallyPriceSeries *series = run->series;
    size_t parts = run->count / series->load->count;

    run->coincident = g_new (size_t, series->n_coincident * parts);
    run->of_month = g_new (size_t, series->n_coincident * parts);
    for (size_t i = 0; i < series->n_coincident; i++) {
        if (series->coincident[i] >= series->load->count
            || (i > 0 && series->coincident[i] <= series->coincident[i - 1])) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "the system's peaks do not fit the load: interval %zu",
                         series->coincident[i]);
            return FALSE;
        }
        for (size_t part = 0; part < parts; part++)
            run->coincident[run->n_coincident++] = series->coincident[i] * parts + part;
    }
    return TRUE;
}

/* The system's peaks of the month, counted from its first interval. */
static void
take_coincident (Run *run, size_t first, TallyPriceInput *input)
{
    input->coincident = run->of_month;
    while (run->next_coincident < run->n_coincident
           && run->coincident[run->next_coincident] < first + input->count)
        run->of_month[input->n_coincident++] = run->coincident[run->next_coincident++] - first;
}

static TallyPriceInput
input_of (const Run *run, size_t first, const TallyPriceCarry *carry)
{
    const TallyPriceSeries *series = run->series;

    return (TallyPriceInput){
        .import = run->import + first,
        .export = run->export + first,
        .reactive = run->reactive == NULL ? NULL : run->reactive + first,
        .prices = run->prices == NULL ? NULL : run->prices + first,
        .export_prices = run->export_prices == NULL ? NULL : run->export_prices + first,
        .price_decimals = run->price_decimals,
        .contracted_kva = series->contracted_kva,
        .contracted_kw = series->contracted_kw,
        .meters = series->meters,
        .phases = series->phases,
        .choice = series->choice,
        .peaks = (const TallyPricePeak *) (gpointer) run->peaks->data,
        .n_peaks = run->peaks->len,
        .slot_peaks = (const TallyPriceSlotPeak *) (gpointer) run->slot_peaks->data,
        .n_slot_peaks = run->slot_peaks->len,
        .carry = carry,
    };
}

static gboolean
price_month (Run *run, TallyDays days, size_t first, TallyPriceBill *bill, GError **error)
{
    g_autoptr(TallyPricePlan) plan = tally_price_plan_new (
        run->tariff,
        &(TallyPricePeriod){ .days = days,
                             .zone = run->series->zone,
                             .calendar = run->series->calendar,
                             .interval_seconds = run->interval_minutes * SECONDS_PER_MINUTE,
                             .units_per_kwh = run->units_per_kwh },
        error);
    TallyPriceCarry carry = bill->carry;
    TallyPriceInput input = input_of (run, first, &carry);

    if (plan == NULL)
        return FALSE;
    input.count = tally_price_plan_count (plan);
    take_coincident (run, first, &input);
    if (!tally_price (plan, &input, bill, error))
        return FALSE;
    if (run->month != NULL)
        run->month (days, plan, &input, bill, run->user_data);
    return TRUE;
}

/* What the month met, for ratchets of later ones; @back months before it was. */
static void
note_peaks (Run *run, TallyMonth month, int32_t back, const TallyPriceBill *bill)
{
    TallyPricePeak peak = { { month.number - back }, bill->peak_demand };

    g_array_append_val (run->peaks, peak);
    for (size_t i = 0; i < bill->n_slot_peaks; i++) {
        TallyPriceSlotPeak slot = bill->slot_peaks[i];

        slot.month = peak.month;
        g_array_append_val (run->slot_peaks, slot);
    }
}

/* Goes through the series month by month; @back shifts where peaks are noted. */
static gboolean
price_months (Run *run, int32_t back, const TallyPriceCarry *carry, GError **error)
{
    const TallyPriceSeries *series = run->series;
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int32_t seconds = run->interval_minutes * SECONDS_PER_MINUTE;
    TallyDays days = { series->start, series->start };
    size_t first = 0;

    bill->carry = *carry;
    run->next_coincident = 0;
    while (first < run->count) {
        TallyDay month_end = tally_day_next_month (days.first);
        size_t n = 0;

        while (days.end.number < month_end.number && first + n < run->count) {
            n += (size_t) tally_day_intervals (series->zone, days.end, seconds);
            days.end.number++;
        }
        if (first + n > run->count) {
            char text[TALLY_DAY_TEXT];

            days.end.number--;
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the load ends inside %s",
                         tally_day_format (days.end, text));
            return FALSE;
        }
        if (!price_month (run, days, first, bill, error))
            return FALSE;
        note_peaks (run, tally_month_of (days.first), back, bill);
        first += n;
        days.first = days.end;
    }
    return TRUE;
}

static void
add_past_peaks (Run *run)
{
    const TallyPriceSeries *series = run->series;

    g_array_append_vals (run->peaks, series->peaks, (guint) series->n_peaks);
    if (series->brought == NULL)
        return;
    g_array_append_vals (run->peaks, series->brought->peaks->data, series->brought->peaks->len);
    g_array_append_vals (run->slot_peaks, series->brought->slot_peaks->data,
                         series->brought->slot_peaks->len);
}

static gboolean
price_all (Run *run, GError **error)
{
    TallyPriceMonth month = run->month;
    TallyPriceCarry none = { 0 }, carry = { 0 };

    if (run->series->brought != NULL
        && !tally_price_brought_carry (run->series->brought, run->tariff, run->series->start,
                                       run->units_per_kwh, &carry, error))
        return FALSE;
    add_past_peaks (run);
    if (run->series->year_repeats) {
        run->month = NULL;
        if (!price_months (run, MONTHS_PER_YEAR, &none, error))
            return FALSE;
        run->month = month;
    }
    return price_months (run, 0, &carry, error);
}

static gboolean
sells_all (const TallyTariff *tariff)
{
    for (size_t i = 0; i < tariff->n_components; i++) {
        if (tariff->components[i].kind == TALLY_LINE_EXPORT)
            return tariff->components[i].export.method == TALLY_EXPORT_SELL_ALL;
    }
    return FALSE;
}

gboolean
tally_price_series (TallyTariff *tariff,
                    const TallyPriceSeries *series,
                    TallyPriceMonth month,
                    gpointer user_data,
                    GError **error)
{
    g_autoptr(TallyLoad) load = copy_load (series->load);
    g_autoptr(TallyLoad) generation = series->generation == NULL ? NULL
                                                                  : copy_load (series->generation);
    g_autoptr(GArray) peaks = g_array_new (FALSE, FALSE, sizeof (TallyPricePeak));
    g_autoptr(GArray) slot_peaks = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));
    Run run = { .tariff = tariff,
                .series = series,
                .interval_minutes = series->interval_minutes,
                .peaks = peaks,
                .slot_peaks = slot_peaks,
                .month = month,
                .user_data = user_data };
    size_t parts = 1;
    gboolean is_priced;

    if (!(generation != NULL ? align (load, generation, &parts, error)
                             : tally_load_refine (load, MAX (LEAST_SCALE, load->scale), 1, error)))
        return FALSE;
    if (series->interval_minutes % (int) parts != 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "generation has intervals of no whole minutes");
        return FALSE;
    }
    run.interval_minutes = series->interval_minutes / (int) parts;
    is_priced = split (&run, load, generation, sells_all (tariff), error)
                && read_reactive (&run, error) && read_prices (&run, error)
                && read_coincident (&run, error) && price_all (&run, error);
    g_free (run.import);
    g_free (run.export);
    g_free (run.reactive);
    g_free (run.prices);
    g_free (run.export_prices);
    g_free (run.coincident);
    g_free (run.of_month);
    return is_priced;
}
