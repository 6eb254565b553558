// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-tariff-sign.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireTariffSign, revision, INT),
    TALLY_WIRE_FIELD (TallyWireTariffSign, password, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffSign, code, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireTariffSign, tally_wire_tariff_sign);
