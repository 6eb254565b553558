// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"

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

/** TallyTariffInput: what of #TallyPriceInput a component cannot be priced rightly without */
typedef enum {
    TALLY_INPUT_REACTIVE,      /* power factor, kvarh, demand in kVA or kvar */
    TALLY_INPUT_COINCIDENT,    /* the system's peaks */
    TALLY_INPUT_PRICES,        /* of energy bought, by interval */
    TALLY_INPUT_EXPORT_PRICES, /* of energy delivered, by interval */
    TALLY_INPUT_CAPACITY,      /* contracted kVA */
    TALLY_INPUT_CONTRACT,      /* contracted kW */
    TALLY_INPUTS
} TallyTariffInput;

/**
 * tally_tariff_who_needs:
 * @choice: components that the customer did not choose need nothing
 *
 * Returns: (nullable): id of the first component that needs @input; belongs to the tariff
 */
const char *tally_tariff_who_needs (const TallyTariff *tariff,
                                    TallyPriceChoice choice,
                                    TallyTariffInput input);

G_END_DECLS
