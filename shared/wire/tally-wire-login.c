// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-login.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireLogin, login, TEXT),
    TALLY_WIRE_NEEDED (TallyWireLogin, password, TEXT),
    TALLY_WIRE_FIELD (TallyWireLogin, code, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireLogin, tally_wire_login);
