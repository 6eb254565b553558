// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireTariffDeed: one thing that was done to a draft, from the audit trail */
typedef struct {
    int64_t at;
    char *person;
    char *action; /* tariff-save, -propose, -return, -sign or -withdraw */
    char *reason;
} TallyWireTariffDeed;

TALLY_WIRE_DECLARE (TallyWireTariffDeed, tally_wire_tariff_deed);

G_END_DECLS
