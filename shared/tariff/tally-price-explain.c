// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-price-work.h"

static int
find_component (const TallyTariff *tariff, const char *id)
{
    for (size_t i = 0; i < tariff->n_components; i++) {
        if (g_str_equal (tariff->components[i].word.id, id))
            return (int) i;
    }
    return -1;
}

static gboolean
is_in_place (const TallyPricePlan *plan, int index, const TallyPriceLine *line, size_t interval)
{
    const TallyTariff *tariff = plan->tariff;
    const TallyTariffComponent *component = &tariff->components[index];
    const TallyPriceCell *cell = &plan->cells[plan->cell_of[interval]];

    if (line->band != NULL
        && !g_str_equal (
            tariff->schedules[component->schedule].bands[cell->band[component->schedule]].id,
            line->band))
        return FALSE;
    return line->season == NULL || g_str_equal (tariff->seasons[cell->season].id, line->season);
}

gboolean
tally_price_line_covers (const TallyPricePlan *plan, const TallyPriceLine *line, size_t interval)
{
    int index = find_component (plan->tariff, line->component);
    gboolean is_energy = line->kind == TALLY_LINE_ENERGY || line->kind == TALLY_LINE_EXPORT
                         || g_str_equal (line->unit, "kWh");

    g_return_val_if_fail (interval < plan->count, FALSE);
    if (index < 0)
        return FALSE;
    if (line->kind == TALLY_LINE_DEMAND && line->interval != TALLY_LINE_NO_INTERVAL) {
        size_t length = plan->windows[plan->parts[index].window].intervals;

        return interval >= line->interval && interval < line->interval + length;
    }
    if (!is_energy || !is_in_place (plan, index, line, interval))
        return FALSE;
    return (line->interval == TALLY_LINE_NO_INTERVAL || interval >= line->interval)
           && (line->until == TALLY_LINE_NO_INTERVAL || interval <= line->until);
}
