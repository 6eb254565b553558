// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePricingSlotPeak: the highest demand a component met in a band of an earlier month */
typedef struct {
    char *month;     /* its first day */
    char *component; /* its id */
    char *band;      /* id; null: the whole month */
    char *unit;      /* kW, kVA or kvar */
    int64_t window_minutes;
    gboolean is_sliding;
    char *demand; /* exact decimal */
} TallyWirePricingSlotPeak;

TALLY_WIRE_DECLARE (TallyWirePricingSlotPeak, tally_wire_pricing_slot_peak);

G_END_DECLS
