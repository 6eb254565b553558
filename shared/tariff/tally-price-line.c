// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-price-work.h"

#define HUNDRED_DECIMALS 2 /* a percentage is hundredths */

gboolean
tally_price_kwh (const TallyPriceWork *work, __int128 units, TallyExact *kwh, GError **error)
{
    return tally_exact_ratio (units, work->plan->period.units_per_kwh, kwh, error);
}

/* The nearest whole unit. */
gboolean
tally_price_units (const TallyPricePlan *plan, TallyExact kwh, int64_t *units, GError **error)
{
    TallyMoney rounded;

    if (!tally_exact_scale (kwh, plan->period.units_per_kwh, 1, &kwh, error)
        || !tally_exact_to_money (kwh, 0, TALLY_ROUND_HALF_UP, &rounded, error))
        return FALSE;
    *units = rounded.minor;
    return TRUE;
}

gboolean
tally_price_share (const TallyPricePlan *plan, TallyExact whole, TallyExact *share, GError **error)
{
    return tally_exact_scale (whole, plan->share_days, plan->share_full, share, error);
}

gboolean
tally_price_base (const TallyPriceWork *work, uint64_t of, TallyExact *base, GError **error)
{
    base->atto = 0;
    for (size_t i = 0; i < work->plan->tariff->n_components; i++) {
        if ((of >> i & 1) != 0 && !tally_exact_add (*base, work->exact[i], base, error))
            return FALSE;
    }
    return TRUE;
}

/* Completes @line with the component's names and the rounded amount. */
gboolean
tally_price_add_line (TallyPriceWork *work, size_t component, TallyPriceLine line, GError **error)
{
    const TallyTariff *tariff = work->plan->tariff;
    TallyPriceBill *bill = work->bill;

    line.component = tariff->components[component].word.id;
    line.name = tariff->components[component].word.name;
    if (line.share_full == 0)
        line.share_days = line.share_full = 1;
    if (!tally_exact_to_money (line.exact, tariff->digits, tariff->rounding, &line.amount, error)
        || !tally_money_add (bill->total, line.amount, &bill->total, error)
        || !tally_exact_add (bill->total_exact, line.exact, &bill->total_exact, error)
        || !tally_exact_add (work->exact[component], line.exact, &work->exact[component], error))
        return FALSE;
    if (bill->n_lines == work->room) {
        work->room = MAX (16, work->room * 2);
        bill->lines = g_renew (TallyPriceLine, bill->lines, work->room);
    }
    bill->lines[bill->n_lines++] = line;
    return TRUE;
}

/* A charge by the month: bears the period's share of it, or of that the part the line is for
 * already: share_days of share_full, where it says so. */
gboolean
tally_price_add_monthly (TallyPriceWork *work,
                         size_t component,
                         TallyPriceLine line,
                         GError **error)
{
    const TallyPricePlan *plan = work->plan;
    int64_t part = line.share_days, whole = line.share_full;

    line.share_days = plan->share_days;
    line.share_full = plan->share_full;
    if (part != whole && whole == plan->share_days) { /* days of the days of the period */
        line.share_days = part;
    } else if (part != whole) {
        line.share_days *= part;
        line.share_full *= whole;
    }
    return tally_exact_times (line.quantity, line.rate, &line.exact, error)
           && tally_exact_scale (line.exact, line.share_days, line.share_full, &line.exact, error)
           && tally_price_add_line (work, component, line, error);
}

/* A percentage of the lines the component counts on. */
gboolean
tally_price_add_percent (TallyPriceWork *work,
                         size_t component,
                         TallyDecimal percent,
                         int sign,
                         GError **error)
{
    const TallyTariffComponent *source = &work->plan->tariff->components[component];
    TallyDecimal share = { sign * percent.mantissa, (uint8_t) (percent.scale + HUNDRED_DECIMALS) };
    TallyPriceLine line = { .kind = source->kind,
                            .unit = "%",
                            .rate = { sign * percent.mantissa, percent.scale },
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };

    if (!tally_price_base (work, source->of, &line.quantity, error)
        || !tally_exact_times (line.quantity, share, &line.exact, error))
        return FALSE;
    if (line.exact.atto == 0)
        return TRUE;
    return tally_price_add_line (work, component, line, error);
}
