// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-health.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireHealth, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireHealth, database, FLAG),
    TALLY_WIRE_FIELD (TallyWireHealth, version, TEXT),
    TALLY_WIRE_FIELD (TallyWireHealth, uptime_s, INT),
    TALLY_WIRE_FIELD (TallyWireHealth, connections, INT),
};

TALLY_WIRE_DEFINE (TallyWireHealth, tally_wire_health);
