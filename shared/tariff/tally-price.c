// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-work.h"

#include <string.h>

TallyPriceBill *
tally_price_bill_new (void)
{
    TallyPriceBill *bill = g_new0 (TallyPriceBill, 1);

    bill->work = g_new0 (TallyPriceWork, 1);
    return bill;
}

void
tally_price_bill_free (TallyPriceBill *bill)
{
    if (bill == NULL)
        return;
    g_free (bill->work->import.sums);
    g_free (bill->work->export.sums);
    g_free (bill->work->peaks);
    g_free (bill->work->peaks_at);
    g_free (bill->work);
    g_free (bill->lines);
    g_free (bill->slot_peaks);
    g_free (bill);
}

/* Grows once to the plan's size; then accounts are priced without allocating. */
static void
make_room (TallyPriceWork *work)
{
    size_t n_cells = work->plan->n_cells;

    if (n_cells <= work->capacity)
        return;
    work->capacity = n_cells;
    work->import.sums = g_renew (int64_t, work->import.sums, n_cells * TALLY_PRICE_MAX_SEGMENTS);
    work->export.sums = g_renew (int64_t, work->export.sums, n_cells * TALLY_PRICE_MAX_SEGMENTS);
    work->peaks = g_renew (__int128, work->peaks, n_cells *TALLY_PRICE_MAX_WINDOWS);
    work->peaks_at = g_renew (size_t, work->peaks_at, n_cells * TALLY_PRICE_MAX_WINDOWS);
}

static void
clear_side (const TallyPricePlan *plan, TallyPriceSide *side)
{
    memset (side->sums, 0, side->n_segments * plan->n_cells * sizeof *side->sums);
}

static void
clear_sums (TallyPriceWork *work)
{
    size_t n_peaks = work->plan->n_windows * work->plan->n_cells;

    clear_side (work->plan, &work->import);
    clear_side (work->plan, &work->export);
    memset (work->peaks, 0, n_peaks * sizeof *work->peaks);
    memset (work->peaks_at, 0, n_peaks * sizeof *work->peaks_at);
}

static void
begin (TallyPriceBill *bill, const TallyPricePlan *plan, const TallyPriceInput *input)
{
    TallyPriceWork *work = bill->work;

    work->plan = plan;
    work->input = input;
    work->bill = bill;
    work->import.values = input->import;
    work->export.values = input->export;
    work->import.n_segments = work->export.n_segments = 1;
    memset (work->exact, 0, sizeof work->exact);
    if (input->carry != NULL)
        work->carry = *input->carry;
    else
        work->carry = (TallyPriceCarry){ 0 };
    if (plan->begins_year) {
        work->carry.year_to_date = 0;
        work->carry.export_to_date = 0;
        work->carry.charged_to_date.atto = 0;
    }
    bill->n_lines = 0;
    bill->total.minor = 0;
    bill->total_exact.atto = 0;
    bill->power_factor = -1;
    make_room (work);
    clear_sums (work);
}

static gboolean
check_input (const TallyPricePlan *plan, const TallyPriceInput *input, GError **error)
{
    g_return_val_if_fail (input->import != NULL || input->count == 0, FALSE);
    if (input->count != plan->count) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%zu values where the period has %zu",
                     input->count, plan->count);
        return FALSE;
    }
    if (input->supplied.end.number != 0
        && (input->supplied.first.number > plan->period.days.first.number
            || input->supplied.end.number < plan->period.days.end.number)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "the period is not within the days of supply");
        return FALSE;
    }
    return TRUE;
}

static gboolean
find_all_peaks (TallyPriceWork *work, GError **error)
{
    for (size_t window = 1; window < work->plan->n_windows; window++) {
        if (!tally_price_find_peaks (work, window, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
sum_all (TallyPriceWork *work, GError **error)
{
    return tally_price_sum_import (work, error) && tally_price_sum_others (work, error)
           && find_all_peaks (work, error);
}

/* Tiers by demand need the peak before the energy can be cut into tiers. */
static gboolean
measure (TallyPriceWork *work, GError **error)
{
    if (work->plan->needs_peak && !sum_all (work, error))
        return FALSE;
    if (!tally_price_set_limits (work, error))
        return FALSE;
    clear_sums (work);
    if (!sum_all (work, error))
        return FALSE;
    work->bought = work->bill->import_units;
    work->sold = work->bill->export_units;
    return !work->plan->is_net || tally_price_net (work, error);
}

static gboolean
is_chosen (const TallyPriceWork *work, const TallyTariffComponent *component)
{
    if (component->choose == TALLY_CHOOSE_ALWAYS)
        return TRUE;
    return (component->choose == TALLY_CHOOSE_CAPACITY)
           == (work->input->choice == TALLY_CHOICE_CAPACITY);
}

static gboolean
charge_all (TallyPriceWork *work, GError **error)
{
    const TallyTariff *tariff = work->plan->tariff;

    for (size_t i = 0; i < tariff->n_components; i++) {
        if (is_chosen (work, &tariff->components[i]) && !tally_price_other (work, i, error)) {
            g_prefix_error (error, "component “%s”: ", tariff->components[i].word.id);
            return FALSE;
        }
    }
    return work->plan->export < 0 ? tally_price_settle_credit (work, error)
                                  : tally_price_true_up (work, (size_t) work->plan->export, error);
}

/* What a yearly bound counts on: its own lines, else everything. */
static uint64_t
yearly_base (const TallyTariff *tariff)
{
    for (size_t i = 0; i < tariff->n_components; i++) {
        if (tariff->components[i].per == TALLY_PER_YEAR
            && (tariff->components[i].kind == TALLY_LINE_MINIMUM
                || tariff->components[i].kind == TALLY_LINE_MAXIMUM))
            return tariff->components[i].of;
    }
    return UINT64_MAX;
}

size_t
tally_price_first_window (const TallyPricePlan *plan)
{
    for (size_t i = 0; i < plan->tariff->n_components; i++) {
        if (plan->tariff->components[i].kind == TALLY_LINE_DEMAND)
            return plan->parts[i].window;
    }
    return 0;
}

static gboolean
finish (TallyPriceWork *work, GError **error)
{
    TallyPriceBill *bill = work->bill;
    size_t window = tally_price_first_window (work->plan), kw_window = window;
    TallyExact charged;

    if (work->plan->windows[window].unit != TALLY_DEMAND_KW)
        kw_window = 0;
    if (!tally_price_peak_kw (work, kw_window, &bill->peak_kw, &bill->peak_interval, error)
        || !tally_price_peak_kw (work, window, &bill->peak_demand, NULL, error)
        || !tally_price_note_peaks (work, error)
        || !tally_price_base (work, yearly_base (work->plan->tariff), &charged, error))
        return FALSE;
    charged.atto = MAX (0, charged.atto);
    if (!tally_exact_add (work->carry.charged_to_date, charged, &work->carry.charged_to_date,
                          error))
        return FALSE;
    if (__builtin_add_overflow (work->carry.year_to_date, work->bought, &work->carry.year_to_date)
        || __builtin_add_overflow (work->carry.export_to_date, work->sold,
                                   &work->carry.export_to_date)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "energy out of range");
        return FALSE;
    }
    bill->carry = work->carry;
    return TRUE;
}

gboolean
tally_price (const TallyPricePlan *plan,
             const TallyPriceInput *input,
             TallyPriceBill *bill,
             GError **error)
{
    if (!check_input (plan, input, error))
        return FALSE;
    begin (bill, plan, input);
    if (measure (bill->work, error) && charge_all (bill->work, error) && finish (bill->work, error))
        return TRUE;
    bill->n_lines = 0;
    bill->total.minor = 0;
    bill->total_exact.atto = 0;
    return FALSE;
}
