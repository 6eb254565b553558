// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-like-day.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireLikeDay, day, DAY),
    TALLY_WIRE_FIELD (TallyWireLikeDay, values, BIGS),
};

TALLY_WIRE_DEFINE (TallyWireLikeDay, tally_wire_like_day);
