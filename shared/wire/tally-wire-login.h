// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireLogin:
 *
 * POST /api/v1/session: who signs in. Also asked again before an approval.
 */
typedef struct {
    char *login;
    char *password;
    char *code; /* six digits of the person's TOTP device, when enrolled */
} TallyWireLogin;

TALLY_WIRE_DECLARE (TallyWireLogin, tally_wire_login);

G_END_DECLS
