// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-tariff-deed.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireTariffDeed, at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireTariffDeed, person, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffDeed, action, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffDeed, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireTariffDeed, tally_wire_tariff_deed);
