// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireImportReport:
 *
 * GET /api/v1/imports/{import_id}/report: what became of one file.
 */
typedef struct {
    char *import_id;
    char *name;
    char *format; /* nem12, nem13, espi, mscons or csv */
    char *sha256; /* of the file, hexadecimal */
    char *state;  /* imported, known or refused */
    int64_t at;
    char *by; /* a login, or inbox */
    int64_t readings;
    int64_t new_frames;
    int64_t refused;  /* faults that stopped it */
    JsonNode *report; /* channels with counts and sums, and what was rejected, doubted, forgiven */
} TallyWireImportReport;

TALLY_WIRE_DECLARE (TallyWireImportReport, tally_wire_import_report);

G_END_DECLS
