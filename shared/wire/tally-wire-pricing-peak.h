// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePricingPeak: the highest demand of an earlier month */
typedef struct {
    char *month; /* its first day */
    char *kw;    /* exact decimal */
} TallyWirePricingPeak;

TALLY_WIRE_DECLARE (TallyWirePricingPeak, tally_wire_pricing_peak);

G_END_DECLS
