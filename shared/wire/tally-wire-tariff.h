// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-tariff-deed.h"

G_BEGIN_DECLS

/** TallyWireTariff: GET /api/v1/tariffs/{key}: a version or draft with its text and history */
typedef struct {
    char *key;
    char *tariff_code;
    int64_t version;
    int64_t revision; /* of a draft: counts its changes */
    char *name;
    char *state;
    char *valid_from;
    char *valid_to;
    char *fault;
    char *document; /* the text, byte for byte */
    char *drafted_by;
    char *proposed_by;
    char *signed_by;
    char *reason;       /* why it was sent back or withdrawn */
    char *corrects;     /* why it prices billed days anew; empty when it does not */
    GPtrArray *history; /* of TallyWireTariffDeed, oldest first */
} TallyWireTariff;

TALLY_WIRE_DECLARE (TallyWireTariff, tally_wire_tariff);

G_END_DECLS
