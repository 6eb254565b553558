// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePointRef: Names a metering point. */
typedef struct {
    int64_t district_id;
    int64_t point_id;
} TallyWirePointRef;

TALLY_WIRE_DECLARE (TallyWirePointRef, tally_wire_point_ref);

G_END_DECLS
