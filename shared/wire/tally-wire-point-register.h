// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePointRegister: A register as it was last read. */
typedef struct {
    int64_t channel;
    char *serial;
    int64_t at;
    int64_t count; /* the meter's own, in the channel's unit */
} TallyWirePointRegister;

TALLY_WIRE_DECLARE (TallyWirePointRegister, tally_wire_point_register);

G_END_DECLS
