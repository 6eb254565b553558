// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireTariffSign:
 *
 * POST /api/v1/tariff-drafts/{draft_id}/sign: by a second person, who says his password again
 */
typedef struct {
    int64_t revision; /* the draft as it was seen */
    char *password;
    char *code; /* of the TOTP device, when enrolled */
} TallyWireTariffSign;

TALLY_WIRE_DECLARE (TallyWireTariffSign, tally_wire_tariff_sign);

G_END_DECLS
