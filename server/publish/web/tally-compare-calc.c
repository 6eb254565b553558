// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-compare-calc.h"

#include "shared/error/tally-error.h"

#define DAY_US G_GINT64_CONSTANT (86400000000)

TallyDays
tally_compare_days (int64_t now_us)
{
    TallyDay today = { (int32_t) (now_us / DAY_US) };
    TallyDay first = tally_day_month_start ((TallyDay){ today.number - 1 });

    for (int i = 0; i < TALLY_COMPARE_MONTHS; i++)
        first = tally_day_month_start ((TallyDay){ first.number - 1 });
    return (TallyDays){ first, tally_day_next_month ((TallyDay){ today.number + 1 }) };
}

static void
option_clear (gpointer data)
{
    TallyCompareOption *option = data;

    tally_tariff_unref (option->tariff);
}

void
tally_compare_free (TallyCompare *compare)
{
    g_array_unref (compare->options);
    g_free (compare);
}

/* The days of a month that have values and belong to the agreement. */
static TallyDays
days_with_values (const TallyAccountTerms *terms, const TallyAccountUse *use, TallyDay first)
{
    TallyDays days = tally_days_of_month (first);
    int32_t origin = use->days.first.number;

    days.first.number = MAX (MAX (days.first.number, terms->valid.first.number), origin);
    days.end.number = MIN (MIN (days.end.number, terms->valid.end.number), use->days.end.number);
    while (days.first.number < days.end.number && use->versions[days.first.number - origin] < 0)
        days.first.number++;
    while (days.end.number > days.first.number && use->versions[days.end.number - 1 - origin] < 0)
        days.end.number--;
    return days;
}

/* A tariff in the making. */
typedef struct {
    TallyCompareOption *option;
    TallyPricePeak peaks[TALLY_COMPARE_MONTHS];
    size_t n_peaks;
    GArray *slot_peaks; /* TallyPriceSlotPeak; texts are the tariff's */
} Draft;

/* The sum of a year of months may leave 64 bits though each month is within them. */
static gboolean
add_to (int64_t *sum, int64_t value, GError **error)
{
    if (!__builtin_add_overflow (*sum, value, sum))
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "the sum is out of range");
    return FALSE;
}

static gboolean
add_part (const TallyAccountPart *part, gpointer user_data, GError **error)
{
    Draft *draft = user_data;

    for (size_t i = 0; i < part->bill->n_lines; i++) {
        const TallyPriceLine *line = &part->bill->lines[i];

        if (!add_to (&draft->option->kinds[line->kind], line->amount.minor, error)
            || !add_to (&draft->option->total, line->amount.minor, error))
            return FALSE;
    }
    g_assert (draft->n_peaks < G_N_ELEMENTS (draft->peaks)); /* one part a month */
    draft->peaks[draft->n_peaks++] = (TallyPricePeak){ tally_month_of (part->days.first),
                                                       part->bill->peak_demand };
    g_array_append_vals (draft->slot_peaks, part->bill->slot_peaks,
                         (guint) part->bill->n_slot_peaks);
    return TRUE;
}

static gboolean
price (const TallyAccountTerms *terms,
       const TallyAccountUse *use,
       TallyDays all,
       GHashTable *calendars,
       TallyCompareOption *option,
       GError **error)
{
    TallyAccountTerms chosen = *terms;
    TallyAccountTariff tariff = { tally_tariff_get_code (option->tariff), 1, all, option->tariff };
    g_autoptr(GArray) slot_peaks = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));
    Draft draft = { .option = option, .slot_peaks = slot_peaks };
    TallyPriceCarry carry = { 0 };

    chosen.choice = option->choice;
    for (TallyDay first = all.first; first.number < all.end.number;
         first = tally_day_next_month (first)) {
        TallyAccountOrder order = {
            .terms = &chosen,
            .use = use,
            .days = days_with_values (terms, use, first),
            .tariffs = &tariff,
            .n_tariffs = 1,
            .calendars = calendars,
            .carry = &carry,
            .peaks = draft.peaks,
            .n_peaks = draft.n_peaks,
            .slot_peaks = (const TallyPriceSlotPeak *) (void *) slot_peaks->data,
            .n_slot_peaks = slot_peaks->len,
        };

        if (tally_days_count (order.days) == 0)
            continue;
        if (tally_days_count (order.days) != tally_day_days_in_month (first))
            order.full_days = tally_day_days_in_month (first);
        if (!tally_account_price (&order, add_part, &draft, error))
            return FALSE;
    }
    return TRUE;
}

/* @tariff with both choices, or once where they come to the same, or where no capacity was ever
 * agreed on: that choice has no price, and to ask for it would refuse the other one too. */
static gboolean
add_tariff (TallyCompare *compare,
            const TallyAccountTerms *terms,
            const TallyAccountUse *use,
            const TallyCompareTariff *tariff,
            GHashTable *calendars,
            GError **error)
{
    TallyCompareOption demand = { .tariff = tariff->tariff, .choice = TALLY_CHOICE_DEMAND };
    TallyCompareOption capacity = { .tariff = tariff->tariff, .choice = TALLY_CHOICE_CAPACITY };
    gboolean is_own_capacity = tariff->is_own && terms->choice == TALLY_CHOICE_CAPACITY;
    gboolean has_capacity = terms->contracted_va > 0 || is_own_capacity;

    if (!price (terms, use, compare->days, calendars, &demand, error)
        || (has_capacity && !price (terms, use, compare->days, calendars, &capacity, error)))
        return FALSE;
    demand.has_choice = capacity.has_choice = has_capacity && demand.total != capacity.total;
    demand.is_own = tariff->is_own && !(demand.has_choice && is_own_capacity);
    capacity.is_own = is_own_capacity;
    tally_tariff_ref (demand.tariff);
    g_array_append_val (compare->options, demand);
    if (demand.has_choice) {
        tally_tariff_ref (capacity.tariff);
        g_array_append_val (compare->options, capacity);
    }
    return TRUE;
}

static int
by_cost (gconstpointer a, gconstpointer b)
{
    const TallyCompareOption *one = a;
    const TallyCompareOption *other = b;

    return (one->total > other->total) - (one->total < other->total);
}

static gboolean
count (TallyCompare *compare,
       const TallyAccountTerms *terms,
       const TallyAccountUse *use,
       GError **error)
{
    for (TallyDay first = compare->days.first; first.number < compare->days.end.number;
         first = tally_day_next_month (first)) {
        TallyDays days = days_with_values (terms, use, first);
        size_t at = tally_account_use_at (use, days.first);
        size_t end = tally_account_use_at (use, days.end);

        compare->n_months += tally_days_count (days) > 0 ? 1 : 0;
        for (size_t i = at; i < end; i++) {
            uint8_t quality = use->qualities[i];

            if (!add_to (&compare->wh, use->import[i], error))
                return FALSE;
            compare->n++;
            compare->n_missing += quality == TALLY_QUALITY_MISSING ? 1 : 0;
            compare->n_estimated += tally_quality_is_estimated (quality) ? 1 : 0;
        }
    }
    return TRUE;
}

/* From the first of the last months that has values to @before. */
static TallyDays
months_to_compare (const TallyAccountTerms *terms, const TallyAccountUse *use, TallyDay before)
{
    TallyDay first = tally_day_month_start (before);

    for (int i = 0; i < TALLY_COMPARE_MONTHS && first.number > use->days.first.number; i++)
        first = tally_day_month_start ((TallyDay){ first.number - 1 });
    while (first.number < before.number
           && tally_days_count (days_with_values (terms, use, first)) == 0)
        first = tally_day_next_month (first);
    return (TallyDays){ first, before };
}

TallyCompare *
tally_compare (const TallyAccountTerms *terms,
               const TallyAccountUse *use,
               TallyDay before,
               const TallyCompareTariff *tariffs,
               size_t n_tariffs,
               GHashTable *calendars,
               GError **error)
{
    g_autoptr(TallyCompare) compare = g_new0 (TallyCompare, 1);

    compare->options = g_array_new (FALSE, TRUE, sizeof (TallyCompareOption));
    g_array_set_clear_func (compare->options, option_clear);
    compare->days = months_to_compare (terms, use, before);
    if (!count (compare, terms, use, error))
        return NULL;
    for (size_t i = 0; compare->n_months > 0 && i < MIN (n_tariffs, TALLY_COMPARE_TARIFFS); i++) {
        g_autoptr(GError) fault = NULL;

        if (add_tariff (compare, terms, use, &tariffs[i], calendars, &fault))
            continue;
        if (!g_error_matches (fault, TALLY_ERROR, TALLY_ERROR_INVALID)) {
            g_propagate_error (error, g_steal_pointer (&fault));
            return NULL;
        }
        compare->n_refused++;
    }
    g_array_sort (compare->options, by_cost);
    return g_steal_pointer (&compare);
}
