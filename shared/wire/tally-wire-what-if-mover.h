// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireWhatIfMover: an agreement that gains or loses much */
typedef struct {
    int64_t district_id;
    int64_t agreement_id;
    char *account_number;
    char *customer_name;
    char *point_kind;
    char *tariff_code;
    int64_t energy_wh;
    int64_t before_minor;
    int64_t after_minor;
    int64_t change_ppm; /* 9223372036854775807: nothing was paid before */
} TallyWireWhatIfMover;

TALLY_WIRE_DECLARE (TallyWireWhatIfMover, tally_wire_what_if_mover);

G_END_DECLS
