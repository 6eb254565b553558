// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-pricing-holiday.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePricingHoliday, calendar, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricingHoliday, day, DAY),
    TALLY_WIRE_FIELD (TallyWirePricingHoliday, name, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricingHoliday, is_worked, FLAG),
};

TALLY_WIRE_DEFINE (TallyWirePricingHoliday, tally_wire_pricing_holiday);
