// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireHealth: GET /healthz: 200 when state is ok, else 503. */
typedef struct {
    char *state; /* ok or failing */
    gboolean database;
    char *version;
    int64_t uptime_s;
    int64_t connections;
} TallyWireHealth;

TALLY_WIRE_DECLARE (TallyWireHealth, tally_wire_health);

G_END_DECLS
