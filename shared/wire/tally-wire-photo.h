// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePhoto: PUT /api/v1/points/{district}/{point}/photos: what a reading names it by. */
typedef struct {
    char *sha256; /* of its bytes, hexadecimal */
} TallyWirePhoto;

TALLY_WIRE_DECLARE (TallyWirePhoto, tally_wire_photo);

G_END_DECLS
