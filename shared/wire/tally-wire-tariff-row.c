// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-tariff-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireTariffRow, key, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, tariff_code, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, version, INT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, valid_from, DAY),
    TALLY_WIRE_FIELD (TallyWireTariffRow, valid_to, DAY),
    TALLY_WIRE_FIELD (TallyWireTariffRow, n_agreements, INT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, drafted_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, proposed_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, signed_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, fault, TEXT),
    TALLY_WIRE_FIELD (TallyWireTariffRow, corrects, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireTariffRow, tally_wire_tariff_row);
