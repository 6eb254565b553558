// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-person.h"

G_BEGIN_DECLS

/** TallyWireSession: An open session. The token is shown once, to the one who signed in. */
typedef struct {
    char *token;        /* null in the answer of GET */
    char *csrf;         /* sent as X-CSRF-Token with a cookie session */
    int64_t expires_at; /* when it ends if nothing is asked */
    char *time_zone;    /* of the market: its days and months are those of every list */
    char *currency;     /* of the person's districts; null where they differ */
    TallyWirePerson *person;
} TallyWireSession;

TALLY_WIRE_DECLARE (TallyWireSession, tally_wire_session);

G_END_DECLS
