// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-tariff.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireTariff, key, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, tariff_code, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, version, INT),
    TALLY_WIRE_FIELD (TallyWireTariff, revision, INT),
    TALLY_WIRE_FIELD (TallyWireTariff, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, valid_from, DAY),
    TALLY_WIRE_FIELD (TallyWireTariff, valid_to, DAY),
    TALLY_WIRE_FIELD (TallyWireTariff, fault, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, document, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, drafted_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, proposed_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, signed_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariff, corrects, TEXT),
    TALLY_WIRE_NESTED (TallyWireTariff, history, ROWS, tally_wire_tariff_deed_type),
};

TALLY_WIRE_DEFINE (TallyWireTariff, tally_wire_tariff);
