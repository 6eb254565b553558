// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-price-work.h"

/* Peaks by component and band: those of this period, for later ones, and those of earlier months,
 * for ratchets. */

const char *
tally_price_unit_of (const TallyTariffDemand *rule)
{
    static const char *const units[] = { "kW", "kVA", "kvar", "kW" };

    return units[rule->unit];
}

/* NULL for the whole period, and for components that know no bands. */
static const char *
band_of (const TallyPriceWork *work, size_t index, size_t slot)
{
    const TallyTariff *tariff = work->plan->tariff;
    int schedule = tariff->components[index].schedule;

    if (slot == TALLY_PRICE_ALL_SLOTS || schedule < 0)
        return NULL;
    return tariff->schedules[schedule].bands[work->plan->parts[index].slots[slot].band].id;
}

static gboolean
has_window (const TallyPriceSlotPeak *peak, const TallyTariffDemand *rule)
{
    return g_str_equal (peak->unit, tally_price_unit_of (rule))
           && peak->window_minutes == rule->window_minutes && peak->is_sliding == rule->is_sliding;
}

/* Of months before peaks were kept by component there is one, of the tariff's first demand. */
static void
look_at_whole (const TallyPriceWork *work, size_t index, TallyMonth month, TallyExact *highest)
{
    const TallyPriceInput *input = work->input;

    if (!input->whole_peaks
        && work->plan->parts[index].window != tally_price_first_window (work->plan))
        return;
    for (size_t i = 0; i < input->n_peaks; i++) {
        if (input->peaks[i].month.number == month.number)
            highest->atto = MAX (highest->atto, input->peaks[i].kw.atto);
    }
}

/* The highest demand of an earlier month that a ratchet of the slot looks at; zero without. */
TallyExact
tally_price_past_peak (const TallyPriceWork *work, size_t index, size_t slot, TallyMonth month)
{
    const TallyTariffComponent *component = &work->plan->tariff->components[index];
    const char *band = band_of (work, index, slot);
    TallyExact own = { 0 }, other = { 0 };
    gboolean is_known = FALSE, is_own = FALSE;

    for (size_t i = 0; i < work->input->n_slot_peaks && !work->input->whole_peaks; i++) {
        const TallyPriceSlotPeak *peak = &work->input->slot_peaks[i];

        if (peak->month.number != month.number)
            continue;
        is_known = TRUE;
        if (g_str_equal (peak->component, component->word.id)
            && g_str_equal (peak->unit, tally_price_unit_of (&component->demand))) {
            is_own = TRUE;
            if (g_strcmp0 (peak->band, band) == 0)
                own.atto = MAX (own.atto, peak->demand.atto);
        } else if (peak->band == NULL && has_window (peak, &component->demand)) {
            other.atto = MAX (other.atto, peak->demand.atto);
        }
    }
    if (!is_known)
        look_at_whole (work, index, month, &other);
    return is_own ? own : other;
}

static TallyPriceSlotPeak *
add_peak (TallyPriceWork *work)
{
    TallyPriceBill *bill = work->bill;

    if (bill->n_slot_peaks == work->peak_room) {
        work->peak_room = MAX (8, work->peak_room * 2);
        bill->slot_peaks = g_renew (TallyPriceSlotPeak, bill->slot_peaks, work->peak_room);
    }
    return &bill->slot_peaks[bill->n_slot_peaks++];
}

/* Seasons of one band are one peak. */
static gboolean
note_slot (TallyPriceWork *work, size_t index, size_t slot, size_t first, GError **error)
{
    const TallyTariffComponent *component = &work->plan->tariff->components[index];
    TallyPriceSlotPeak peak = { .month = tally_month_of (work->plan->period.days.first),
                                .component = component->word.id,
                                .band = band_of (work, index, slot),
                                .unit = tally_price_unit_of (&component->demand),
                                .window_minutes = component->demand.window_minutes,
                                .is_sliding = component->demand.is_sliding };

    if (!tally_price_measured (work, index, slot, &peak.demand, error))
        return FALSE;
    for (size_t i = first; i < work->bill->n_slot_peaks; i++) {
        TallyPriceSlotPeak *known = &work->bill->slot_peaks[i];

        if (known->band != peak.band)
            continue;
        known->demand.atto = MAX (known->demand.atto, peak.demand.atto);
        return TRUE;
    }
    *add_peak (work) = peak;
    return TRUE;
}

gboolean
tally_price_note_peaks (TallyPriceWork *work, GError **error)
{
    const TallyTariff *tariff = work->plan->tariff;

    work->bill->n_slot_peaks = 0;
    for (size_t i = 0; i < tariff->n_components; i++) {
        const TallyTariffComponent *component = &tariff->components[i];
        size_t first = work->bill->n_slot_peaks;

        if (component->kind != TALLY_LINE_DEMAND && component->demand.ratchet_months == 0)
            continue;
        if (!note_slot (work, i, TALLY_PRICE_ALL_SLOTS, first, error))
            return FALSE;
        for (size_t slot = 0; component->schedule >= 0 && slot < work->plan->parts[i].n_slots;
             slot++) {
            if (!note_slot (work, i, slot, first, error))
                return FALSE;
        }
    }
    return TRUE;
}
