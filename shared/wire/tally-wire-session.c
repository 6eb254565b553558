// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-session.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireSession, token, TEXT),
    TALLY_WIRE_FIELD (TallyWireSession, csrf, TEXT),
    TALLY_WIRE_FIELD (TallyWireSession, expires_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireSession, time_zone, TEXT),
    TALLY_WIRE_FIELD (TallyWireSession, currency, TEXT),
    TALLY_WIRE_NESTED (TallyWireSession, person, ROW, tally_wire_person_type),
};

TALLY_WIRE_DEFINE (TallyWireSession, tally_wire_session);
