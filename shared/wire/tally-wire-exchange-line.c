// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-exchange-line.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireExchangeLine, point_district_id, INT),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, point_id, INT),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, code, TEXT),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, from_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, to_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, direction, TEXT),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, band, TEXT),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, main_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, check_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, settled_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, used, TEXT),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, rate_micro_per_kwh, BIG),
    TALLY_WIRE_FIELD (TallyWireExchangeLine, amount_minor, BIG),
};

TALLY_WIRE_DEFINE (TallyWireExchangeLine, tally_wire_exchange_line);
