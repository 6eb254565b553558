// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireWhatIfClass: customers of one kind of point under one tariff */
typedef struct {
    char *kind;
    char *tariff_code;
    int64_t n;
    int64_t energy_wh;
    int64_t before_minor;
    int64_t after_minor;
} TallyWireWhatIfClass;

TALLY_WIRE_DECLARE (TallyWireWhatIfClass, tally_wire_what_if_class);

G_END_DECLS
