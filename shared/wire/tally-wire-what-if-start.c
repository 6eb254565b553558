// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-what-if-start.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireWhatIfStart, whatif_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireWhatIfStart, month, TEXT),
    TALLY_WIRE_NEEDED (TallyWireWhatIfStart, document, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfStart, replaces, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfStart, account, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfStart, node_id, INT),
};

TALLY_WIRE_DEFINE (TallyWireWhatIfStart, tally_wire_what_if_start);
