// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-person.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePerson, person_id, TEXT),
    TALLY_WIRE_FIELD (TallyWirePerson, login, TEXT),
    TALLY_WIRE_FIELD (TallyWirePerson, name, TEXT),
    TALLY_WIRE_FIELD (TallyWirePerson, role, TEXT),
    TALLY_WIRE_FIELD (TallyWirePerson, district_id, INT),
    TALLY_WIRE_FIELD (TallyWirePerson, language, TEXT),
    TALLY_WIRE_FIELD (TallyWirePerson, may, TEXTS),
};

TALLY_WIRE_DEFINE (TallyWirePerson, tally_wire_person);
