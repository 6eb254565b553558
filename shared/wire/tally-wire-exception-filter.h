// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireExceptionFilter: Which exceptions; what is not given does not matter. */
typedef struct {
    int64_t district_id;
    char *state;
    char *rule;
    char *severity;
    int64_t node; /* 0: all */
    char *from;
    char *to; /* the last day */
} TallyWireExceptionFilter;

TALLY_WIRE_DECLARE (TallyWireExceptionFilter, tally_wire_exception_filter);

G_END_DECLS
