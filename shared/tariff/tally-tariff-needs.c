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
    TallyTariffNeeds found = { 0 };

    for (size_t i = 0; i < tariff->n_components; i++) {
        const TallyTariffComponent *component = &tariff->components[i];

        found.meters |= component->kind == TALLY_LINE_FIXED
                        && component->per == TALLY_PER_METER_MONTH;
        found.peaks |= component->kind == TALLY_LINE_COINCIDENT;
        if (component->by_interval && component->kind == TALLY_LINE_EXPORT)
            found.export_prices = series_of (tariff, component);
        else if (component->by_interval)
            found.import_prices = series_of (tariff, component);
    }
    return found;
}

typedef gboolean (*Needs) (const TallyTariffComponent *component);

static gboolean
needs_reactive (const TallyTariffComponent *component)
{
    return component->kind == TALLY_LINE_POWER_FACTOR || component->kind == TALLY_LINE_REACTIVE
           || component->demand.unit == TALLY_DEMAND_KVA
           || component->demand.unit == TALLY_DEMAND_KVAR;
}

static gboolean
needs_coincident (const TallyTariffComponent *component)
{
    return component->kind == TALLY_LINE_COINCIDENT;
}

static gboolean
needs_prices (const TallyTariffComponent *component)
{
    return component->by_interval && component->kind != TALLY_LINE_EXPORT;
}

static gboolean
needs_export_prices (const TallyTariffComponent *component)
{
    return component->by_interval && component->kind == TALLY_LINE_EXPORT;
}

static gboolean
needs_capacity (const TallyTariffComponent *component)
{
    return component->kind == TALLY_LINE_CAPACITY;
}

/* A demand's rule; tiers by hours of demand may have one too. */
static gboolean
needs_contract (const TallyTariffComponent *component)
{
    return component->demand.on_contract || component->demand.floor_percent.mantissa > 0;
}

static const Needs needs[TALLY_INPUTS] = {
    [TALLY_INPUT_REACTIVE] = needs_reactive, [TALLY_INPUT_COINCIDENT] = needs_coincident,
    [TALLY_INPUT_PRICES] = needs_prices,     [TALLY_INPUT_EXPORT_PRICES] = needs_export_prices,
    [TALLY_INPUT_CAPACITY] = needs_capacity, [TALLY_INPUT_CONTRACT] = needs_contract,
};

const char *
tally_tariff_who_needs (const TallyTariff *tariff, TallyPriceChoice choice, TallyTariffInput input)
{
    TallyTariffChoose others = choice == TALLY_CHOICE_CAPACITY ? TALLY_CHOOSE_DEMAND
                                                               : TALLY_CHOOSE_CAPACITY;

    for (size_t i = 0; i < tariff->n_components; i++) {
        const TallyTariffComponent *component = &tariff->components[i];

        if (component->choose != others && needs[input](component))
            return component->word.id;
    }
    return NULL;
}
