// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePricingHoliday: a holiday, or a weekend day that is worked */
typedef struct {
    char *calendar;
    char *day;
    char *name;
    gboolean is_worked;
} TallyWirePricingHoliday;

TALLY_WIRE_DECLARE (TallyWirePricingHoliday, tally_wire_pricing_holiday);

G_END_DECLS
