// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-edit.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireEdit, edit_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireEdit, channel, INT),
    TALLY_WIRE_NEEDED (TallyWireEdit, day, DAY),
    TALLY_WIRE_NEEDED (TallyWireEdit, from_index, INT),
    TALLY_WIRE_NEEDED (TallyWireEdit, to_index, INT),
    TALLY_WIRE_NEEDED (TallyWireEdit, method, TEXT),
    TALLY_WIRE_FIELD (TallyWireEdit, value, BIG),
    TALLY_WIRE_NEEDED (TallyWireEdit, base_version, INT),
    TALLY_WIRE_NEEDED (TallyWireEdit, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireEdit, tally_wire_edit);
