// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireLikeDay: A day of the same type before another, to hold it against. */
typedef struct {
    char *day;
    GArray *values;
} TallyWireLikeDay;

TALLY_WIRE_DECLARE (TallyWireLikeDay, tally_wire_like_day);

G_END_DECLS
