// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-pricing-peak.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePricingPeak, month, DAY),
    TALLY_WIRE_FIELD (TallyWirePricingPeak, kw, TEXT),
};

TALLY_WIRE_DEFINE (TallyWirePricingPeak, tally_wire_pricing_peak);
