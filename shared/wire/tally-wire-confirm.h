// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireConfirm: POST /api/v1/settlements/{id}/approve: the password again. */
typedef struct {
    char *password;
    char *code; /* TOTP, when enrolled */
} TallyWireConfirm;

TALLY_WIRE_DECLARE (TallyWireConfirm, tally_wire_confirm);

G_END_DECLS
