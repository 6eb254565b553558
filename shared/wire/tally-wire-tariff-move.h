// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireTariffMove: POST /api/v1/tariff-drafts/{draft_id}/propose, return or withdraw */
typedef struct {
    int64_t revision; /* the draft as it was seen */
    char *reason;     /* needed to return or withdraw */
    char *corrects;   /* to propose: why days that are billed already are priced anew */
} TallyWireTariffMove;

TALLY_WIRE_DECLARE (TallyWireTariffMove, tally_wire_tariff_move);

G_END_DECLS
