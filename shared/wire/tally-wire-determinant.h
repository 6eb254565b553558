// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireDeterminant: A billing determinant behind a bill. */
typedef struct {
    char *name;
    int64_t value;
    char *unit;
    int64_t version;
} TallyWireDeterminant;

TALLY_WIRE_DECLARE (TallyWireDeterminant, tally_wire_determinant);

G_END_DECLS
