// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-price-work.h"

#include <string.h>

static const TallyTariffComponent *
source_of (const TallyPriceWork *work)
{
    return &work->plan->tariff->components[work->plan->export];
}

static int
band_at (const TallyPriceWork *work, TallyDay day, int minute)
{
    const TallyTariff *tariff = work->plan->tariff;
    int schedule = source_of (work)->schedule;

    if (schedule < 0)
        return 0;
    return tally_tariff_band (&tariff->schedules[schedule], tally_tariff_season (tariff, day),
                              TALLY_DAY_MONDAY, minute);
}

/* Where last period's credit of a band goes: to its own band, or to the band
 * that now holds the time of a working day at which it held before. */
static int
target_band (const TallyPriceWork *work, int band)
{
    const TallyTariffExport *export = &source_of (work)->export;
    TallyDay first = work->plan->period.days.first;

    if (export->n_clocks == 0)
        return band;
    for (size_t i = 0; i < export->n_clocks; i++) {
        if (band_at (work, (TallyDay){ first.number - 1 }, export->clocks[i]) == band)
            return band_at (work, first, export->clocks[i]);
    }
    return -1;
}

static void
spend_credit (TallyPriceWork *work, const TallyPricePart *part)
{
    for (int band = 0; band < TALLY_PRICE_CREDITS; band++) {
        int target = work->carry.credit[band] == 0 ? -1 : target_band (work, band);
        size_t slot = 0;

        if (target < 0)
            continue;
        while (slot < part->n_slots && part->slots[slot].band != target)
            slot++;
        if (slot == part->n_slots)
            continue;
        work->net[slot] -= work->carry.credit[band];
        work->carry.credit[band] = 0;
    }
}

/* Net use of each slot; what is negative is surplus and becomes credit. */
void
tally_price_net (TallyPriceWork *work)
{
    const TallyPricePlan *plan = work->plan;
    const TallyTariffExport *export = &source_of (work)->export;
    const TallyPricePart *part = &plan->parts[export->energy];
    gboolean in_energy = export->method == TALLY_EXPORT_NET_METERING;

    memset (work->net, 0, sizeof work->net);
    for (size_t row = 0; row < work->n_segments * plan->n_cells; row++)
        work->net[part->slot_of[row % plan->n_cells]] += work->sums[row];
    for (size_t cell = 0; cell < plan->n_cells; cell++)
        work->net[part->slot_of[cell]] -= work->exports[cell];
    if (!in_energy)
        return;

    spend_credit (work, part);
    if (export->n_clocks > 0)
        memset (work->carry.credit, 0, sizeof work->carry.credit); /* what met no time lapses */
    for (size_t slot = 0; slot < part->n_slots; slot++) {
        if (work->net[slot] < 0)
            work->carry.credit[part->slots[slot].band] -= work->net[slot];
    }
    work->carry.net_excess = MAX (0, work->carry.net_excess + work->bill->export_units
                                         - work->bill->import_units);
}

/* The surplus of each slot of the export component. */
static void
find_surplus (const TallyPriceWork *work, size_t index, int64_t *surplus)
{
    const TallyPricePlan *plan = work->plan;
    const TallyTariffExport *export = &source_of (work)->export;
    const TallyPricePart *part = &plan->parts[index];
    int64_t net[TALLY_PRICE_MAX_CELLS] = { 0 };

    for (size_t cell = 0; cell < plan->n_cells; cell++) {
        net[part->slot_of[cell]] += work->exports[cell];
        for (size_t segment = 0;
             export->method == TALLY_EXPORT_NET_METERING_MONEY && segment < work->n_segments;
             segment++)
            net[part->slot_of[cell]] -= work->sums[segment * plan->n_cells + cell];
    }
    for (size_t slot = 0; slot < part->n_slots; slot++)
        surplus[slot] = MAX (0, net[slot]);
}

static gboolean
add_credit (TallyPriceWork *work, size_t index, TallyExact amount, GError **error)
{
    TallyPriceLine line = { .kind = TALLY_LINE_CREDIT,
                            .quantity = amount,
                            .unit = "credit",
                            .rate = { -1, 0 },
                            .exact = { -amount.atto },
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };

    return amount.atto == 0 || tally_price_add_line (work, index, line, error);
}

/* Sets off as much of @credit as there are charges; returns what is left in it. */
static gboolean
apply_credit (TallyPriceWork *work, size_t index, TallyExact *credit, GError **error)
{
    TallyExact charges, applied;

    if (!tally_price_base (work, source_of (work)->of, &charges, error))
        return FALSE;
    applied.atto = MAX (0, MIN (charges.atto, credit->atto));
    credit->atto -= applied.atto;
    return add_credit (work, index, applied, error);
}

gboolean
tally_price_export (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffExport *export = &source_of (work)->export;
    int64_t surplus[TALLY_PRICE_MAX_CELLS] = { 0 };
    TallyExact earned = { 0 };
    gboolean is_money = export->method == TALLY_EXPORT_NET_METERING_MONEY
                        || export->method == TALLY_EXPORT_CREDIT_BILLING;

    if (export->method == TALLY_EXPORT_NET_METERING)
        return apply_credit (work, index, &work->carry.money_credit, error);

    find_surplus (work, index, surplus);
    if (!tally_price_tiers (work, index, surplus, -1, is_money, &earned, error))
        return FALSE;
    if (!is_money)
        return TRUE;

    if (export->at_once || export->method == TALLY_EXPORT_NET_METERING_MONEY) {
        return tally_exact_add (work->carry.money_credit, earned, &work->carry.money_credit, error)
               && apply_credit (work, index, &work->carry.money_credit, error);
    }
    return apply_credit (work, index, &work->carry.money_credit, error)
           && tally_exact_add (work->carry.money_credit, earned, &work->carry.money_credit, error);
}

/* kWh left over are worth the true-up's rate. */
static gboolean
true_up_energy (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffExport *export = &source_of (work)->export;
    TallyPriceLine line = { .kind = TALLY_LINE_CREDIT,
                            .unit = "kWh",
                            .rate = { -export->true_up_rate.mantissa, export->true_up_rate.scale },
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };

    if (!tally_price_kwh (work, work->carry.net_excess, &line.quantity, error)
        || !tally_exact_times (line.quantity, line.rate, &line.exact, error))
        return FALSE;
    work->carry.net_excess = 0;
    memset (work->carry.credit, 0, sizeof work->carry.credit);
    if (line.exact.atto == 0)
        return TRUE;
    if (export->true_up_rolls)
        return tally_exact_add (work->carry.money_credit, (TallyExact){ -line.exact.atto },
                                &work->carry.money_credit, error);
    return tally_price_add_line (work, index, line, error);
}

/* Comes after every other line, so that a pay-out cannot lower a minimum. */
gboolean
tally_price_true_up (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffExport *export = &source_of (work)->export;
    TallyDay end = work->plan->period.days.end;
    int month, day_of_month;
    TallyExact left = work->carry.money_credit;

    tally_day_split ((TallyDay){ end.number - 1 }, NULL, &month, NULL);
    tally_day_split (end, NULL, NULL, &day_of_month);
    if (month != export->true_up_month || day_of_month != 1)
        return TRUE;
    if (export->method == TALLY_EXPORT_NET_METERING)
        return true_up_energy (work, index, error);
    if (export->true_up_rolls && !export->expires)
        return TRUE;
    work->carry.money_credit.atto = 0;
    return export->expires || add_credit (work, index, left, error);
}
