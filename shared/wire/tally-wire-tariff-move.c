// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-tariff-move.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireTariffMove, revision, INT),
    TALLY_WIRE_FIELD (TallyWireTariffMove, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffMove, corrects, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireTariffMove, tally_wire_tariff_move);
