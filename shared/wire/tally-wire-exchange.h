// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireExchange:
 *
 * POST /api/v1/points/{district}/{point}/exchange:
 * another meter hangs now.
 * Repeating it with the same id is harmless.
 */
typedef struct {
    char *request_id;  /* a UUID made and kept by the client */
    int64_t at;        /* when it was exchanged */
    int64_t old_final; /* register of the old meter, Wh, secondary */
    char *new_serial;
    char *new_model;
    int64_t new_first; /* register of the new meter, Wh, secondary */
    int64_t digits;    /* 0: as the old one */
    char *ct;          /* such as 300/5 */
    char *pt;          /* such as 10000/100 */
    char *reason;
} TallyWireExchange;

TALLY_WIRE_DECLARE (TallyWireExchange, tally_wire_exchange);

G_END_DECLS
