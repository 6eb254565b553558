// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireWhatIfGroup: agreements whose change lies in a range */
typedef struct {
    int64_t from_ppm; /* millionths of what was paid before; far below or above: open */
    int64_t to_ppm;
    int64_t n;
    int64_t before_minor;
    int64_t after_minor;
} TallyWireWhatIfGroup;

TALLY_WIRE_DECLARE (TallyWireWhatIfGroup, tally_wire_what_if_group);

G_END_DECLS
