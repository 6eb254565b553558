// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-photo.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePhoto, sha256, TEXT),
};

TALLY_WIRE_DEFINE (TallyWirePhoto, tally_wire_photo);
