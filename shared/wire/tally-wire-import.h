// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireImport:
 *
 * GET /api/v1/imports: a file that somebody or the inbox brought.
 */
typedef struct {
    char *import_id;
    char *name;
    char *format; /* nem12, nem13, espi, mscons or csv */

    char *state; /* imported, known or refused */
    int64_t at;
    char *by; /* a login, or inbox */
    int64_t readings;
    int64_t new_frames;
    int64_t refused; /* faults that stopped it */
    char *text;      /* the first thing that is wrong with it; "" when nothing is */
} TallyWireImport;

TALLY_WIRE_DECLARE (TallyWireImport, tally_wire_import);

G_END_DECLS
