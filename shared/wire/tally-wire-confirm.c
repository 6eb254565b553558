// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-confirm.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireConfirm, password, TEXT),
    TALLY_WIRE_FIELD (TallyWireConfirm, code, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireConfirm, tally_wire_confirm);
