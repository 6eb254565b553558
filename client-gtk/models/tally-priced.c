// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-priced.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-needs.h"
#include "shared/wire/tally-wire-pricing-holiday.h"
#include "shared/wire/tally-wire-pricing-peak.h"

#include <glib/gi18n.h>

#define PRICE_DECIMALS 6 /* of the message */

void
tally_priced_clear (TallyPriced *priced)
{
    g_clear_pointer (&priced->plan, tally_price_plan_free);
    g_clear_pointer (&priced->bill, tally_price_bill_free);
    g_clear_pointer (&priced->calendar, tally_calendar_free);
    g_clear_pointer (&priced->tariff, tally_tariff_unref);
    g_clear_pointer (&priced->coincident, g_free);
    g_clear_pointer (&priced->slot_peaks, g_array_unref);
}

static gboolean
read_exact (const char *text, TallyExact *exact, GError **error)
{
    *exact = (TallyExact){ 0 };
    return text == NULL || *text == '\0' || tally_exact_parse (text, exact, error);
}

static gboolean
read_carry (const TallyWirePricing *row, TallyPriceCarry *carry, GError **error)
{
    guint n = row->credits != NULL ? MIN (row->credits->len, TALLY_PRICE_CREDITS) : 0;

    *carry = (TallyPriceCarry){ .year_to_date = row->year_to_date,
                                .export_to_date = row->export_to_date,
                                .net_excess = row->net_excess };
    for (guint i = 0; i < n; i++)
        carry->credit[i] = g_array_index (row->credits, int64_t, i);
    return read_exact (row->charged_to_date, &carry->charged_to_date, error)
           && read_exact (row->money_credit, &carry->money_credit, error);
}

static gboolean
read_slot_peaks (const TallyWirePricing *row, TallyPriced *priced, GError **error)
{
    priced->slot_peaks = g_array_new (FALSE, TRUE, sizeof (TallyPriceSlotPeak));
    for (guint i = 0; row->slot_peaks != NULL && i < row->slot_peaks->len; i++) {
        const TallyWirePricingSlotPeak *peak = g_ptr_array_index (row->slot_peaks, i);
        TallyPriceSlotPeak read = { .component = peak->component,
                                    .band = peak->band,
                                    .unit = peak->unit,
                                    .window_minutes = (int) peak->window_minutes,
                                    .is_sliding = peak->is_sliding };
        TallyDay day;

        if (peak->component == NULL || peak->unit == NULL) {
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                                 _ ("a demand of an earlier month is of no component"));
            return FALSE;
        }
        if (!tally_day_parse (peak->month != NULL ? peak->month : "", &day, error)
            || !read_exact (peak->demand, &read.demand, error))
            return FALSE;
        read.month = tally_month_of (day);
        g_array_append_val (priced->slot_peaks, read);
    }
    priced->input.slot_peaks = (const TallyPriceSlotPeak *) (void *) priced->slot_peaks->data;
    priced->input.n_slot_peaks = priced->slot_peaks->len;
    return TRUE;
}

static gboolean
read_peaks (const TallyWirePricing *row, TallyPricePeak *peaks, size_t *n, GError **error)
{
    *n = 0;
    for (guint i = 0; row->peaks != NULL && i < row->peaks->len && *n < TALLY_PRICED_MAX_PEAKS;
         i++) {
        const TallyWirePricingPeak *peak = g_ptr_array_index (row->peaks, i);
        TallyDay day;

        if (!tally_day_parse (peak->month, &day, error)
            || !read_exact (peak->kw, &peaks[*n].kw, error))
            return FALSE;
        peaks[(*n)++].month = tally_month_of (day);
    }
    return TRUE;
}

static TallyCalendar *
read_holidays (const TallyWirePricing *row, const char *name, GError **error)
{
    g_autoptr(TallyCalendar) calendar = tally_calendar_new ();

    for (guint i = 0; row->holidays != NULL && i < row->holidays->len; i++) {
        const TallyWirePricingHoliday *holiday = g_ptr_array_index (row->holidays, i);
        TallyDay day;

        if (g_strcmp0 (holiday->calendar, name) != 0)
            continue;
        if (!tally_day_parse (holiday->day, &day, error)
            || !tally_calendar_add (calendar, day, holiday->name, holiday->is_worked, error))
            return NULL;
    }
    return g_steal_pointer (&calendar);
}

static const int64_t *
series (const GArray *values)
{
    return values != NULL && values->len > 0 ? (const int64_t *) (void *) values->data : NULL;
}

/* What the tariff needs of the system and the market; nothing it charges on is left out. */
static gboolean
read_market (const TallyWirePricing *row, TallyPriced *priced, GError **error)
{
    TallyTariffNeeds needs = tally_tariff_get_needs (priced->tariff);
    TallyPriceInput *input = &priced->input;
    guint n = row->system_peaks != NULL ? row->system_peaks->len : 0;

    if (needs.peaks && !row->has_system_peaks) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("the system's peaks of that month are not known"));
        return FALSE;
    }
    priced->coincident = g_new (size_t, n);
    for (guint i = 0; i < n; i++)
        priced->coincident[i] = (size_t) g_array_index (row->system_peaks, int64_t, i);
    input->coincident = priced->coincident;
    input->n_coincident = n;
    input->price_decimals = PRICE_DECIMALS;
    if (needs.import_prices != NULL && g_strcmp0 (needs.import_prices, row->price_series) == 0)
        input->prices = series (row->prices_micro);
    if (needs.export_prices != NULL
        && g_strcmp0 (needs.export_prices, row->export_price_series) == 0)
        input->export_prices = series (row->export_prices_micro);
    if ((needs.import_prices == NULL || input->prices != NULL)
        && (needs.export_prices == NULL || input->export_prices != NULL))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 _ ("not all prices of %s are known here for that month"),
                 needs.import_prices != NULL && input->prices == NULL ? needs.import_prices
                                                                      : needs.export_prices);
    return FALSE;
}

static gboolean
make_plan (const TallyWirePricing *row, TallyPriced *priced, GError **error)
{
    TallyPricePeriod period = { .full_days = (int32_t) row->days_full,
                                .interval_seconds = (int32_t) row->interval_s,
                                .units_per_kwh = 1000 };

    priced->calendar = read_holidays (row, tally_tariff_get_calendar (priced->tariff), error);
    period.calendar = priced->calendar;
    period.zone = priced->calendar != NULL ? tally_zone_get (row->time_zone, error) : NULL;
    if (period.zone == NULL || !tally_day_parse (row->period_start, &period.days.first, error)
        || !tally_day_parse (row->period_end, &period.days.end, error))
        return FALSE;
    priced->plan = tally_price_plan_new (priced->tariff, &period, error);
    return priced->plan != NULL;
}

gboolean
tally_priced_make (TallyPriced *priced,
                   const TallyWirePricing *row,
                   const char *document,
                   GError **error)
{
    priced->input = (TallyPriceInput){
        .import = series (row->import_wh),
        .export = series (row->export_wh),
        .reactive = series (row->reactive_varh),
        .count = row->import_wh != NULL ? row->import_wh->len : 0,
        .supplied = { { (int32_t) row->supplied_first }, { (int32_t) row->supplied_end } },
        .month_import = row->month_import_wh,
        .month_reactive = row->month_reactive_varh,
        .contracted_kw = row->contracted_w,
        .contracted_kva = row->contracted_va,
        .meters = (int32_t) row->meters,
        .phases = (int32_t) row->phases,
        .choice = g_strcmp0 (row->choice, "capacity") == 0 ? TALLY_CHOICE_CAPACITY
                                                           : TALLY_CHOICE_DEMAND,
        .peaks = priced->peaks,
        .carry = &priced->carry,
    };
    priced->tariff = tally_tariff_parse (document, -1, error);
    priced->bill = tally_price_bill_new ();
    return priced->tariff != NULL && make_plan (row, priced, error)
           && read_market (row, priced, error) && read_carry (row, &priced->carry, error)
           && read_peaks (row, priced->peaks, &priced->input.n_peaks, error)
           && read_slot_peaks (row, priced, error)
           && tally_price (priced->plan, &priced->input, priced->bill, error);
}
