// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-version.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillVersion, number, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillVersion, version, INT),
    TALLY_WIRE_FIELD (TallyWireBillVersion, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillVersion, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillVersion, total_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireBillVersion, issued_on, DAY),
    TALLY_WIRE_FIELD (TallyWireBillVersion, content_hash, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillVersion, tally_wire_bill_version);
