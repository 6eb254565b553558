// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-tariff-save.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireTariffSave, revision, INT),
    TALLY_WIRE_NEEDED (TallyWireTariffSave, document, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireTariffSave, tally_wire_tariff_save);
