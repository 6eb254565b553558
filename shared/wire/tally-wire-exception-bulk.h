// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-exception-filter.h"

G_BEGIN_DECLS

/**
 * TallyWireExceptionBulk:
 *
 * POST /api/v1/exceptions/bulk. Repeating it with the same id is harmless.
 */
typedef struct {
    char *request_id; /* a UUID made and kept by the client */
    TallyWireExceptionFilter *filter;
    char *action; /* accept, estimate or reopen */
    char *reason;
} TallyWireExceptionBulk;

TALLY_WIRE_DECLARE (TallyWireExceptionBulk, tally_wire_exception_bulk);

G_END_DECLS
