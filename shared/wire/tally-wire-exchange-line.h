// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireExchangeLine: What one company owes another at an exchange point. */
typedef struct {
    int64_t point_district_id;
    int64_t point_id;
    char *code;
    char *name;
    char *from_name;
    char *to_name;
    char *direction; /* in or out */
    char *band;
    int64_t main_wh;
    int64_t check_wh;
    int64_t settled_wh;
    char *used; /* main, check or mixed */
    int64_t rate_micro_per_kwh;
    int64_t amount_minor;
} TallyWireExchangeLine;

TALLY_WIRE_DECLARE (TallyWireExchangeLine, tally_wire_exchange_line);

G_END_DECLS
