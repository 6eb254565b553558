// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-account-calc.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-needs.h"

#include <string.h>

TallyAccountUse *
tally_account_use_new (const TallyZone *zone, TallyDays days, int32_t interval_s)
{
    TallyAccountUse *use = g_new0 (TallyAccountUse, 1);
    size_t n_days = (size_t) tally_days_count (days);

    g_assert (n_days <= TALLY_ACCOUNT_MAX_DAYS);

    use->zone = zone;
    use->days = days;
    use->interval_s = interval_s;
    use->n = (size_t) tally_days_intervals (zone, days, interval_s);
    use->import = g_new0 (int64_t, use->n);
    use->export = g_new0 (int64_t, use->n);
    use->qualities = g_malloc (use->n);
    memset (use->qualities, TALLY_QUALITY_MISSING, use->n);
    use->versions = g_new (int32_t, n_days);
    for (size_t i = 0; i < n_days; i++)
        use->versions[i] = -1;
    return use;
}

void
tally_account_use_free (TallyAccountUse *use)
{
    g_free (use->import);
    g_free (use->export);
    g_free (use->reactive);
    g_free (use->qualities);
    g_free (use->versions);
    g_free (use);
}

size_t
tally_account_use_at (const TallyAccountUse *use, TallyDay day)
{
    TallyDays before = { use->days.first, day };

    return (size_t) tally_days_intervals (use->zone, before, use->interval_s);
}

static int64_t *
series_of (TallyAccountUse *use, int16_t channel)
{
    if (channel == 1)
        return use->import;
    if (channel == 2) {
        use->has_export = TRUE;
        return use->export;
    }
    if (use->reactive == NULL)
        use->reactive = g_new0 (int64_t, use->n);
    return use->reactive;
}

/* What the meter counts beyond an open day's last value is not there yet. */
static void
clear_missing (int64_t *values, const uint8_t *qualities, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (qualities[i] == TALLY_QUALITY_MISSING || values[i] < 0)
            values[i] = 0;
    }
}

gboolean
tally_account_use_add (TallyAccountUse *use, const TallyAccountBlock *block, GError **error)
{
    int32_t day = block->day.number - use->days.first.number;
    size_t at;
    size_t room;
    int64_t *values;
    g_autofree uint8_t *qualities = NULL;

    if (day < 0 || block->day.number >= use->days.end.number || block->interval_s != use->interval_s
        || block->n < 1)
        return TRUE;
    at = tally_account_use_at (use, block->day);
    room = tally_account_use_at (use, (TallyDay){ block->day.number + 1 }) - at;
    if ((size_t) block->n > room)
        return TRUE;
    values = series_of (use, block->channel) + at;
    qualities = g_malloc ((size_t) block->n);
    if (!tally_block_get_values (block->payload, block->payload_length, values, (size_t) block->n,
                                 NULL, error)
        || !tally_block_get_flags (block->flags, block->flags_length, qualities, (size_t) block->n,
                                   error))
        return FALSE;
    clear_missing (values, qualities, (size_t) block->n);
    if (block->channel == 1) {
        memcpy (use->qualities + at, qualities, (size_t) block->n);
        use->versions[day] = block->version;
    }
    return TRUE;
}

static TallyDay
later_of (TallyDay a, TallyDay b)
{
    return a.number > b.number ? a : b;
}

static TallyDay
earlier_of (TallyDay a, TallyDay b)
{
    return a.number < b.number ? a : b;
}

/* What is ordered, of which a tariff's days are a part: a power factor is that of all of it. */
static int64_t
sum_of (const TallyAccountOrder *order, const int64_t *values)
{
    size_t end = tally_account_use_at (order->use, order->days.end);
    int64_t sum = 0;

    for (size_t i = tally_account_use_at (order->use, order->days.first); i < end; i++) {
        if (values != NULL && __builtin_add_overflow (sum, values[i], &sum))
            return INT64_MAX; /* more than is priced */
    }
    return sum;
}

static gboolean
price_part (const TallyAccountOrder *order,
            const TallyAccountTariff *tariff,
            TallyDays days,
            TallyPriceBill *bill,
            TallyAccountPartFunc func,
            gpointer user_data,
            GError **error)
{
    const TallyAccountUse *use = order->use;
    const TallyAccountTerms *terms = order->terms;
    const char *calendar = tally_tariff_get_calendar (tariff->tariff);
    size_t at = tally_account_use_at (use, days.first);
    gboolean is_all = days.first.number == order->days.first.number
                      && days.end.number == order->days.end.number;
    gboolean is_whole = order->full_days == 0 && is_all;
    TallyPricePeriod period = {
        .days = days,
        .full_days = is_whole               ? 0
                     : order->full_days > 0 ? order->full_days
                                            : tally_days_count (order->days),
        .zone = use->zone,
        .calendar = calendar != NULL && order->calendars != NULL
                        ? g_hash_table_lookup (order->calendars, calendar)
                        : NULL,
        .interval_seconds = use->interval_s,
        .units_per_kwh = 1000,
    };
    g_autoptr(TallyPricePlan) plan = tally_price_plan_new (tariff->tariff, &period, error);
    TallyPriceInput input = {
        .import = use->import + at,
        .export = use->has_export ? use->export + at : NULL,
        .reactive = use->reactive != NULL ? use->reactive + at : NULL,
        .month_import = is_all ? 0 : sum_of (order, use->import),
        .month_reactive = is_all ? 0 : sum_of (order, use->reactive),
        .contracted_kva = terms->contracted_va,
        .contracted_kw = terms->contracted_w,
        .meters = terms->meters,
        .phases = terms->phases,
        .choice = terms->choice,
        .peaks = order->peaks,
        .n_peaks = order->n_peaks,
        .slot_peaks = order->slot_peaks,
        .n_slot_peaks = order->n_slot_peaks,
        .carry = order->carry,
        .supplied = terms->supplied,
    };
    TallyAccountPart part = { days, at, tariff->version, plan, &input, bill };

    if (plan == NULL)
        return FALSE;
    if (tally_tariff_get_needs (tariff->tariff).peaks) {
        /* Only a bill knows them; a price without them would be too low. */
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "needs the system's peaks");
        return FALSE;
    }
    input.count = tally_price_plan_count (plan);
    if (!tally_price (plan, &input, bill, error) || !func (&part, user_data, error))
        return FALSE;
    if (order->carry != NULL)
        *order->carry = bill->carry;
    return TRUE;
}

gboolean
tally_account_price (const TallyAccountOrder *order,
                     TallyAccountPartFunc func,
                     gpointer user_data,
                     GError **error)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    TallyDay next = order->days.first;

    for (size_t i = 0; i < order->n_tariffs; i++) {
        TallyDays held = order->tariffs[i].valid;

        if (i + 1 < order->n_tariffs) /* a newer version takes over from its first day */
            held.end = earlier_of (held.end, order->tariffs[i + 1].valid.first);
        held.first = later_of (held.first, order->days.first);
        held.end = earlier_of (held.end, order->days.end);
        if (tally_days_count (held) == 0 || held.first.number != next.number)
            continue;
        if (!price_part (order, &order->tariffs[i], held, bill, func, user_data, error))
            return FALSE;
        next = held.end;
    }
    if (next.number == order->days.end.number)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                         "on some day no tariff is in force");
    return FALSE;
}

TallyAccountShare
tally_account_share_of (const TallyPriceLine *line)
{
    static const TallyAccountShare shares[TALLY_LINE_KINDS] = {
        [TALLY_LINE_FIXED] = TALLY_SHARE_BY_TIME,
        [TALLY_LINE_ENERGY] = TALLY_SHARE_BY_ENERGY,
        [TALLY_LINE_DEMAND] = TALLY_SHARE_BY_TIME,
        [TALLY_LINE_CAPACITY] = TALLY_SHARE_BY_TIME,
        [TALLY_LINE_REACTIVE] = TALLY_SHARE_BY_TIME,
        [TALLY_LINE_LEVY] = TALLY_SHARE_BY_CHARGE,
        [TALLY_LINE_TAX] = TALLY_SHARE_BY_CHARGE,
        [TALLY_LINE_MINIMUM] = TALLY_SHARE_BY_CHARGE,
        [TALLY_LINE_MAXIMUM] = TALLY_SHARE_BY_CHARGE,
        [TALLY_LINE_EXPORT] = TALLY_SHARE_BY_ENERGY,
        [TALLY_LINE_CREDIT] = TALLY_SHARE_BY_CHARGE,
        [TALLY_LINE_DISCOUNT] = TALLY_SHARE_BY_CHARGE,
        [TALLY_LINE_COINCIDENT] = TALLY_SHARE_BY_TIME,
        [TALLY_LINE_POWER_FACTOR] = TALLY_SHARE_BY_CHARGE,
    };

    if (line->kind == TALLY_LINE_LEVY && g_str_equal (line->unit, "kWh"))
        return TALLY_SHARE_BY_ENERGY;
    return shares[line->kind];
}

void
tally_account_spread (int64_t minor, const int64_t *weights, size_t n, int64_t *shares)
{
    __int128 all = 0;
    __int128 so_far = 0;
    int64_t given = 0;

    for (size_t i = 0; weights != NULL && i < n; i++)
        all += MAX (weights[i], 0);
    if (all == 0)
        weights = NULL;
    if (weights == NULL)
        all = (__int128) n;
    for (size_t i = 0; i < n; i++) {
        int64_t until;

        so_far += weights != NULL ? MAX (weights[i], 0) : 1;
        until = (int64_t) ((__int128) minor * so_far / all);
        shares[i] += until - given;
        given = until;
    }
}

void
tally_account_share_line (const TallyAccountPart *part,
                          const TallyPriceLine *line,
                          int64_t minor,
                          int64_t *amounts)
{
    size_t n = part->input->count;
    TallyAccountShare share = tally_account_share_of (line);
    const int64_t *side = line->kind == TALLY_LINE_EXPORT ? part->input->export
                                                          : part->input->import;
    g_autofree int64_t *weights = NULL;

    if (share == TALLY_SHARE_BY_TIME || (share == TALLY_SHARE_BY_ENERGY && side == NULL)) {
        tally_account_spread (minor, NULL, n, amounts);
        return;
    }
    weights = g_new0 (int64_t, n);
    for (size_t i = 0; i < n; i++) {
        if (share == TALLY_SHARE_BY_CHARGE)
            weights[i] = amounts[i];
        else if (tally_price_line_covers (part->plan, line, i))
            weights[i] = side[i];
    }
    tally_account_spread (minor, weights, n, amounts);
}
