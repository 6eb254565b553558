// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-pricing-slot-peak.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePricingSlotPeak, month, DAY),
    TALLY_WIRE_FIELD (TallyWirePricingSlotPeak, component, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricingSlotPeak, band, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricingSlotPeak, unit, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricingSlotPeak, window_minutes, INT),
    TALLY_WIRE_FIELD (TallyWirePricingSlotPeak, is_sliding, FLAG),
    TALLY_WIRE_FIELD (TallyWirePricingSlotPeak, demand, TEXT),
};

TALLY_WIRE_DEFINE (TallyWirePricingSlotPeak, tally_wire_pricing_slot_peak);
