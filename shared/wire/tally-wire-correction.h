// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-correction-change.h"
#include "shared/wire/tally-wire-correction-line.h"
#include "shared/wire/tally-wire-correction-row.h"

G_BEGIN_DECLS

/**
 * TallyWireCorrection: GET /api/v1/corrections/{correction_id}: a correction with all lines
 * compared.
 */
typedef struct {
    TallyWireCorrectionRow *summary;
    GPtrArray *changes;
    GPtrArray *lines;
} TallyWireCorrection;

TALLY_WIRE_DECLARE (TallyWireCorrection, tally_wire_correction);

G_END_DECLS
