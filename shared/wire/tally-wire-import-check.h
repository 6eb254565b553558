// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireImportCheck:
 *
 * PUT /api/v1/imports: what became of a file that was sent, or would become of it.
 */
typedef struct {
    char *name;
    char *format; /* nem12, nem13, espi, mscons or csv */
    char *sha256; /* of the file, hexadecimal */
    char *state;  /* checked (a dry run), imported, known or refused */
    int64_t readings;
    int64_t new_frames;
    int64_t refused;  /* faults that stop it */
    JsonNode *report; /* channels with counts and sums, and what was rejected, doubted, forgiven */
} TallyWireImportCheck;

TALLY_WIRE_DECLARE (TallyWireImportCheck, tally_wire_import_check);

G_END_DECLS
