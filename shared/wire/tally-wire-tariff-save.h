// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireTariffSave: PUT /api/v1/tariff-drafts/{draft_id}: a draft's text */
typedef struct {
    int64_t revision; /* the draft as it was loaded; 0 for a new one */
    char *document;   /* JSON with an id, sound or not */
} TallyWireTariffSave;

TALLY_WIRE_DECLARE (TallyWireTariffSave, tally_wire_tariff_save);

G_END_DECLS
