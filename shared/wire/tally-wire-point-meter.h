// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePointMeter: A meter at a point over a time. */
typedef struct {
    int64_t meter_id;
    char *serial;
    char *model;
    char *role; /* main or check */
    int64_t digits;
    char *ct; /* such as 300/5 */
    char *pt; /* such as 10000/100 */
    int64_t from;
    int64_t to;             /* null while it hangs */
    int64_t first_register; /* Wh, secondary */
    char *last_register;    /* Wh, secondary, decimal; null while it hangs */
    int64_t accuracy_ppm;
    char *gateway;
} TallyWirePointMeter;

TALLY_WIRE_DECLARE (TallyWirePointMeter, tally_wire_point_meter);

G_END_DECLS
