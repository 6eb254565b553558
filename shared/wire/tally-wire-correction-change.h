// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireCorrectionChange: What changed since the bill was made. */
typedef struct {
    char *what; /* data, tariff, meter or agreement */
    char *day;
    int64_t channel;
    int64_t version; /* of the day */
    char *before;
    char *after;
} TallyWireCorrectionChange;

TALLY_WIRE_DECLARE (TallyWireCorrectionChange, tally_wire_correction_change);

G_END_DECLS
