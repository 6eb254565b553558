// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-import-channel.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireImportChannel, point, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportChannel, channel, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportChannel, kept_as, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportChannel, count, INT),
    TALLY_WIRE_FIELD (TallyWireImportChannel, sum, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportChannel, unit, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportChannel, first, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportChannel, end, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireImportChannel, tally_wire_import_channel);
