// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff.h"

G_BEGIN_DECLS

/**
 * TallyTariffNeeds: what has to be known to price it, beside the account's own intervals
 * @meters: how many meters the account has: some charge is by meter
 * @peaks: when the system had its peaks: some charge is on the demand then
 * @import_prices: (nullable): series whose price of each interval energy bought has
 * @export_prices: (nullable): likewise of energy delivered
 *
 * Texts belong to the tariff. Prices without a name are the series of the tariff's own code.
 */
typedef struct {
    gboolean meters;
    gboolean peaks;
    const char *import_prices;
    const char *export_prices;
} TallyTariffNeeds;

TallyTariffNeeds tally_tariff_get_needs (const TallyTariff *tariff);

G_END_DECLS
