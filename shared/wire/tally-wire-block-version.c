// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-block-version.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBlockVersion, version, INT),
    TALLY_WIRE_FIELD (TallyWireBlockVersion, at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireBlockVersion, by, TEXT),
    TALLY_WIRE_FIELD (TallyWireBlockVersion, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireBlockVersion, sum, BIG),
    TALLY_WIRE_FIELD (TallyWireBlockVersion, n_measured, INT),
    TALLY_WIRE_FIELD (TallyWireBlockVersion, n_estimated, INT),
    TALLY_WIRE_FIELD (TallyWireBlockVersion, n_missing, INT),
    TALLY_WIRE_FIELD (TallyWireBlockVersion, hash, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBlockVersion, tally_wire_block_version);
