// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillVersion: Another bill or credit note of the same agreement and period. */
typedef struct {
    char *number;
    int64_t version;
    char *kind;
    char *state;
    int64_t total_minor;
    char *issued_on;
    char *content_hash;
} TallyWireBillVersion;

TALLY_WIRE_DECLARE (TallyWireBillVersion, tally_wire_bill_version);

G_END_DECLS
