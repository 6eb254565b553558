// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-pricing-fill.h"

#include "shared/wire/tally-wire-pricing-holiday.h"
#include "shared/wire/tally-wire-pricing-peak.h"

GArray *
tally_pricing_fill_series (const int64_t *values, size_t n)
{
    GArray *series = g_array_new (FALSE, FALSE, sizeof (int64_t));

    if (values != NULL)
        g_array_append_vals (series, values, (guint) n);
    return series;
}

void
tally_pricing_fill_carry (TallyWirePricing *row, const TallyPriceCarry *carry)
{
    char text[TALLY_EXACT_TEXT];

    row->year_to_date = carry->year_to_date;
    row->export_to_date = carry->export_to_date;
    row->net_excess = carry->net_excess;
    row->charged_to_date = g_strdup (tally_exact_format (carry->charged_to_date, text));
    row->money_credit = g_strdup (tally_exact_format (carry->money_credit, text));
    row->credits = tally_pricing_fill_series (carry->credit, TALLY_PRICE_CREDITS);
}

void
tally_pricing_fill_peaks (TallyWirePricing *row, const TallyPricePeak *peaks, size_t n)
{
    row->peaks = tally_wire_list_new (&tally_wire_pricing_peak_type);
    for (size_t i = 0; i < n; i++) {
        TallyWirePricingPeak *peak = tally_wire_pricing_peak_new ();
        char text[TALLY_EXACT_TEXT];
        char day[TALLY_DAY_TEXT];

        peak->month = g_strdup (tally_day_format (tally_month_start (peaks[i].month), day));
        peak->kw = g_strdup (tally_exact_format (peaks[i].kw, text));
        g_ptr_array_add (row->peaks, peak);
    }
}

void
tally_pricing_fill_slot_peaks (TallyWirePricing *row, const TallyPriceSlotPeak *peaks, size_t n)
{
    row->slot_peaks = tally_wire_list_new (&tally_wire_pricing_slot_peak_type);
    for (size_t i = 0; i < n; i++) {
        TallyWirePricingSlotPeak *peak = tally_wire_pricing_slot_peak_new ();
        char text[TALLY_EXACT_TEXT];
        char day[TALLY_DAY_TEXT];

        peak->month = g_strdup (tally_day_format (tally_month_start (peaks[i].month), day));
        peak->component = g_strdup (peaks[i].component);
        peak->band = g_strdup (peaks[i].band);
        peak->unit = g_strdup (peaks[i].unit);
        peak->window_minutes = peaks[i].window_minutes;
        peak->is_sliding = peaks[i].is_sliding;
        peak->demand = g_strdup (tally_exact_format (peaks[i].demand, text));
        g_ptr_array_add (row->slot_peaks, peak);
    }
}

void
tally_pricing_fill_holidays (TallyWirePricing *row,
                             const char *name,
                             const TallyCalendar *calendar,
                             TallyDays days)
{
    if (row->holidays == NULL)
        row->holidays = tally_wire_list_new (&tally_wire_pricing_holiday_type);
    for (size_t i = 0; calendar != NULL && i < tally_calendar_count (calendar); i++) {
        TallyWirePricingHoliday *holiday;
        const char *title;
        gboolean is_worked;
        char text[TALLY_DAY_TEXT];
        TallyDay day;

        tally_calendar_get (calendar, i, &day, &title, &is_worked);
        if (day.number < days.first.number || day.number >= days.end.number)
            continue;
        holiday = tally_wire_pricing_holiday_new ();
        holiday->calendar = g_strdup (name);
        holiday->day = g_strdup (tally_day_format (day, text));
        holiday->name = g_strdup (title);
        holiday->is_worked = is_worked;
        g_ptr_array_add (row->holidays, holiday);
    }
}

void
tally_pricing_fill_market (TallyWirePricing *row,
                           TallyTariffNeeds needs,
                           const TallyPriceInput *input)
{
    row->has_system_peaks = needs.peaks;
    row->system_peaks = g_array_new (FALSE, FALSE, sizeof (int64_t));
    for (size_t i = 0; i < input->n_coincident; i++) {
        int64_t interval = (int64_t) input->coincident[i];

        g_array_append_val (row->system_peaks, interval);
    }
    row->price_series = g_strdup (needs.import_prices);
    row->prices_micro = tally_pricing_fill_series (input->prices, input->count);
    row->export_price_series = g_strdup (needs.export_prices);
    row->export_prices_micro = tally_pricing_fill_series (input->export_prices, input->count);
}

void
tally_pricing_fill_input (TallyWirePricing *row,
                          const TallyPricePlan *plan,
                          const TallyPriceInput *input)
{
    const TallyPricePeriod *period = tally_price_plan_get_period (plan);
    const char *calendar = tally_tariff_get_calendar (tally_price_plan_get_tariff (plan));
    static const TallyPriceCarry nothing = { 0 };
    char day[TALLY_DAY_TEXT];

    row->period_start = g_strdup (tally_day_format (period->days.first, day));
    row->period_end = g_strdup (tally_day_format (period->days.end, day));
    row->days_full = period->full_days;
    row->time_zone = g_strdup (tally_zone_get_name (period->zone));
    row->interval_s = period->interval_seconds;
    row->contracted_w = input->contracted_kw;
    row->contracted_va = input->contracted_kva;
    row->meters = input->meters;
    row->phases = input->phases;
    row->choice = g_strdup (input->choice == TALLY_CHOICE_CAPACITY ? "capacity" : "demand");
    row->supplied_first = input->supplied.first.number;
    row->supplied_end = input->supplied.end.number;
    row->import_wh = tally_pricing_fill_series (input->import, input->count);
    row->export_wh = tally_pricing_fill_series (input->export, input->count);
    row->reactive_varh = tally_pricing_fill_series (input->reactive, input->count);
    row->month_import_wh = input->month_import;
    row->month_reactive_varh = input->month_reactive;
    tally_pricing_fill_carry (row, input->carry != NULL ? input->carry : &nothing);
    tally_pricing_fill_peaks (row, input->peaks, input->n_peaks);
    tally_pricing_fill_slot_peaks (row, input->slot_peaks, input->n_slot_peaks);
    tally_pricing_fill_market (row, tally_tariff_get_needs (tally_price_plan_get_tariff (plan)),
                               input);
    tally_pricing_fill_holidays (row, calendar != NULL ? calendar : "", period->calendar,
                                 period->days);
}
