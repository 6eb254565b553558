// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-edit-preview.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireEditPreview, channel, INT),
    TALLY_WIRE_NEEDED (TallyWireEditPreview, day, DAY),
    TALLY_WIRE_NEEDED (TallyWireEditPreview, from_index, INT),
    TALLY_WIRE_NEEDED (TallyWireEditPreview, to_index, INT),
    TALLY_WIRE_NEEDED (TallyWireEditPreview, method, TEXT),
    TALLY_WIRE_FIELD (TallyWireEditPreview, value, BIG),
};

TALLY_WIRE_DEFINE (TallyWireEditPreview, tally_wire_edit_preview);
