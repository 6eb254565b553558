// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-tariff-needs.h"

#include "shared/tariff/tally-tariff-model.h"

static const char *
series_of (const TallyTariff *tariff, const TallyTariffComponent *component)
{
    return component->series != NULL ? component->series : tally_tariff_get_code (tariff);
}

TallyTariffNeeds
tally_tariff_get_needs (const TallyTariff *tariff)
{
    TallyTariffNeeds needs = { 0 };

    for (size_t i = 0; i < tariff->n_components; i++) {
        const TallyTariffComponent *component = &tariff->components[i];

        needs.meters |= component->kind == TALLY_LINE_FIXED
                        && component->per == TALLY_PER_METER_MONTH;
        needs.peaks |= component->kind == TALLY_LINE_COINCIDENT;
        if (component->by_interval && component->kind == TALLY_LINE_EXPORT)
            needs.export_prices = series_of (tariff, component);
        else if (component->by_interval)
            needs.import_prices = series_of (tariff, component);
    }
    return needs;
}
