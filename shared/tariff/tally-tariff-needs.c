// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-tariff-needs.h"

#include "shared/tariff/tally-tariff-model.h"

TallyTariffNeeds
tally_tariff_get_needs (const TallyTariff *tariff)
{
    TallyTariffNeeds needs = { 0 };

    for (size_t i = 0; i < tariff->n_components; i++) {
        const TallyTariffComponent *component = &tariff->components[i];

        needs.meters |= component->kind == TALLY_LINE_FIXED
                        && component->per == TALLY_PER_METER_MONTH;
        needs.peaks |= component->kind == TALLY_LINE_COINCIDENT;
    }
    return needs;
}
