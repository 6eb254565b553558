// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireTariffRow: GET /api/v1/tariffs: a version of a tariff, or a draft of one */
typedef struct {
    char *key; /* of GET /tariffs/{key}: code@version, or the draft's id */
    char *tariff_code;
    int64_t version; /* 0: a draft */
    char *name;
    char *state; /* in-force, signed (begins later), ended, draft, proposed or withdrawn */
    char *valid_from;
    char *valid_to;       /* the day after the last; null: open */
    int64_t n_agreements; /* agreements that have days under it */
    char *drafted_by;
    char *proposed_by;
    char *signed_by;
    char *fault;    /* of a draft: what the checker says; empty when it is sound */
    char *corrects; /* why it prices billed days anew; empty when it does not */
} TallyWireTariffRow;

TALLY_WIRE_DECLARE (TallyWireTariffRow, tally_wire_tariff_row);

G_END_DECLS
