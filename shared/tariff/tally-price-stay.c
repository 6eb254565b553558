// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-price-work.h"

/* Whether the customer leaves with the period. */
gboolean
tally_price_is_final (const TallyPriceWork *work)
{
    return work->input->supplied.end.number != 0
           && work->input->supplied.end.number == work->plan->period.days.end.number;
}

/* The days of the billing year, and those the customer is supplied, as far as it is known. */
void
tally_price_stay (const TallyPriceWork *work, int64_t *days, int64_t *days_of_year)
{
    TallyDays supplied = work->input->supplied;
    TallyDays billing = tally_tariff_get_year (work->plan->tariff, work->plan->period.days.first);

    *days_of_year = tally_days_count (billing);
    if (supplied.end.number != 0)
        billing.first.number = MAX (billing.first.number, supplied.first.number);
    if (tally_price_is_final (work))
        billing.end = supplied.end;
    *days = tally_days_count (billing);
}

/* The customer's share of a limit or bound by the year. */
gboolean
tally_price_yearly (const TallyPriceWork *work, TallyExact whole, TallyExact *share, GError **error)
{
    int64_t days, days_of_year;

    tally_price_stay (work, &days, &days_of_year);
    return tally_exact_scale (whole, days, days_of_year, share, error);
}
