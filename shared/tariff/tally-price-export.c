// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
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

static gboolean
refuse_range (GError **error)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "energy out of range");
    return FALSE;
}

static gboolean
spend_credit (TallyPriceWork *work, const TallyPricePart *part, GError **error)
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
        if (__builtin_sub_overflow (work->net[slot], work->carry.credit[band], &work->net[slot]))
            return refuse_range (error);
        work->carry.credit[band] = 0;
    }
    return TRUE;
}

/* What each slot bought beyond what it delivered. */
static void
find_net (TallyPriceWork *work, const TallyPricePart *part)
{
    int64_t delivered[TALLY_PRICE_MAX_CELLS] = { 0 };

    memset (work->net, 0, sizeof work->net);
    tally_price_slot_sums (work->plan, &work->import, part, work->net);
    tally_price_slot_sums (work->plan, &work->export, part, delivered);
    for (size_t slot = 0; slot < part->n_slots; slot++)
        work->net[slot] -= delivered[slot];
}

/* Tiers by the year count what they charge: the net energy beyond credits. */
static void
count_year (TallyPriceWork *work)
{
    int energy = source_of (work)->export.energy;
    const TallyPricePart *part = &work->plan->parts[energy];

    if (work->plan->tariff->components[energy].basis != TALLY_TIER_YEAR)
        return;
    work->bought = 0;
    for (size_t slot = 0; slot < part->n_slots; slot++)
        work->bought += MAX (0, work->net[slot]);
}

/* Net use of each slot; what is negative is surplus and becomes credit. */
gboolean
tally_price_net (TallyPriceWork *work, GError **error)
{
    const TallyTariffExport *export = &source_of (work)->export;
    const TallyPricePart *part = &work->plan->parts[export->energy];
    int64_t surplus = work->bill->export_units - work->bill->import_units;

    find_net (work, part);
    if (export->method != TALLY_EXPORT_NET_METERING) {
        count_year (work);
        return TRUE;
    }
    if (!spend_credit (work, part, error))
        return FALSE;
    count_year (work);
    if (export->n_clocks > 0)
        memset (work->carry.credit, 0, sizeof work->carry.credit); /* what met no time lapses */
    for (size_t slot = 0; slot < part->n_slots; slot++) {
        int64_t *credit = &work->carry.credit[part->slots[slot].band];

        if (work->net[slot] < 0 && __builtin_sub_overflow (*credit, work->net[slot], credit))
            return refuse_range (error);
    }
    if (__builtin_add_overflow (work->carry.net_excess, surplus, &work->carry.net_excess))
        return refuse_range (error);
    work->carry.net_excess = MAX (0, work->carry.net_excess);
    return TRUE;
}

/* The month's surplus of each slot, at the export's rates. */
static gboolean
earn_surplus (TallyPriceWork *work, size_t index, TallyExact *earned, GError **error)
{
    const TallyPricePart *part = &work->plan->parts[index];
    int64_t surplus[TALLY_PRICE_MAX_CELLS] = { 0 };
    gboolean counts_year = source_of (work)->basis == TALLY_TIER_YEAR;

    find_net (work, part);
    work->sold = counts_year ? 0 : work->sold;
    for (size_t slot = 0; slot < part->n_slots; slot++) {
        surplus[slot] = MAX (0, -work->net[slot]);
        work->sold += counts_year ? surplus[slot] : 0;
    }
    return tally_price_tiers (work, index, surplus, -1, earned, error);
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

/* Money credits, set off this month or the next. */
static gboolean
credit_money (TallyPriceWork *work, size_t index, gboolean is_at_once, GError **error)
{
    const TallyTariffExport *export = &source_of (work)->export;
    TallyExact *credit = &work->carry.money_credit;
    TallyExact earned = { 0 };

    if (!(export->method == TALLY_EXPORT_NET_METERING_MONEY
              ? earn_surplus (work, index, &earned, error)
              : tally_price_per_kwh (work, index, -1, &earned, error)))
        return FALSE;
    if (is_at_once)
        return tally_exact_add (*credit, earned, credit, error)
               && apply_credit (work, index, credit, error);
    return apply_credit (work, index, credit, error)
           && tally_exact_add (*credit, earned, credit, error);
}

gboolean
tally_price_export (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffExport *export = &source_of (work)->export;

    switch (export->method) {
    case TALLY_EXPORT_NET_METERING:
        return apply_credit (work, index, &work->carry.money_credit, error);
    case TALLY_EXPORT_NET_METERING_MONEY:
        return credit_money (work, index, TRUE, error);
    case TALLY_EXPORT_CREDIT_BILLING:
        return credit_money (work, index, export->at_once, error);
    case TALLY_EXPORT_NET_BILLING:
    case TALLY_EXPORT_SELL_ALL:
        return tally_price_per_kwh (work, index, -1, NULL, error);
    default:
        g_assert_not_reached ();
    }
}

/* kWh that no later bill can set off and that nothing is paid for are said on the last bill. */
static gboolean
say_lapsed (TallyPriceWork *work, size_t index, int64_t paid, GError **error)
{
    TallyPriceLine line = { .kind = TALLY_LINE_CREDIT,
                            .unit = "kWh",
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };
    __int128 left = -(__int128) paid;

    for (size_t i = 0; i < TALLY_PRICE_CREDITS; i++)
        left += work->carry.credit[i];
    memset (work->carry.credit, 0, sizeof work->carry.credit);
    work->carry.net_excess = 0;
    if (left <= 0)
        return TRUE;
    return tally_price_kwh (work, left, &line.quantity, error)
           && tally_price_add_line (work, index, line, error);
}

/* kWh left over are worth the true-up's rate; who leaves has no later bill to set them off. */
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
        || !tally_exact_times (line.quantity, line.rate, &line.exact, error)
        || (tally_price_is_final (work)
            && !say_lapsed (work, index, line.exact.atto != 0 ? work->carry.net_excess : 0, error)))
        return FALSE;
    work->carry.net_excess = 0;
    memset (work->carry.credit, 0, sizeof work->carry.credit);
    if (line.exact.atto == 0)
        return TRUE;
    if (export->true_up_rolls && !tally_price_is_final (work))
        return tally_exact_add (work->carry.money_credit, (TallyExact){ -line.exact.atto },
                                &work->carry.money_credit, error);
    return tally_price_add_line (work, index, line, error);
}

static gboolean
ends_true_up (const TallyPriceWork *work)
{
    TallyDay end = work->plan->period.days.end;
    int month, day_of_month;

    tally_day_split ((TallyDay){ end.number - 1 }, NULL, &month, NULL);
    tally_day_split (end, NULL, NULL, &day_of_month);
    return month == source_of (work)->export.true_up_month && day_of_month == 1;
}

/* Credit of an earlier tariff, where this one knows no delivered energy: whoever leaves is paid
 * money all the same, and told of kWh. The line is the energy's, or the first component's without
 * any. */
gboolean
tally_price_settle_credit (TallyPriceWork *work, GError **error)
{
    const TallyTariff *tariff = work->plan->tariff;
    TallyExact left = work->carry.money_credit;
    size_t index = 0;

    if (!tally_price_is_final (work))
        return TRUE;
    while (index + 1 < tariff->n_components && tariff->components[index].kind != TALLY_LINE_ENERGY)
        index++;
    if (tariff->components[index].kind != TALLY_LINE_ENERGY)
        index = 0;
    work->carry.money_credit.atto = 0;
    return add_credit (work, index, left, error) && say_lapsed (work, index, 0, error);
}

/* Comes after every other line, so that a pay-out cannot lower a minimum. Who leaves is paid all
 * that is left. */
gboolean
tally_price_true_up (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffExport *export = &source_of (work)->export;
    gboolean is_final = tally_price_is_final (work);
    TallyExact left = work->carry.money_credit;

    if (!is_final && !ends_true_up (work))
        return TRUE;
    if (export->method == TALLY_EXPORT_NET_METERING && !true_up_energy (work, index, error))
        return FALSE;
    if (!is_final
        && (export->method == TALLY_EXPORT_NET_METERING
            || (export->true_up_rolls && !export->expires)))
        return TRUE;
    work->carry.money_credit.atto = 0;
    return export->expires || add_credit (work, index, left, error);
}
