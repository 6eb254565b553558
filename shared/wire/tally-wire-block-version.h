// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireBlockVersion:
 *
 * GET /api/v1/points/{district}/{point}/versions: one version of one day of a channel.
 */
typedef struct {
    int64_t version;
    int64_t at;
    char *by; /* validate or a login */
    char *reason;
    int64_t sum;
    int64_t n_measured;
    int64_t n_estimated;
    int64_t n_missing;
    char *hash;
} TallyWireBlockVersion;

TALLY_WIRE_DECLARE (TallyWireBlockVersion, tally_wire_block_version);

G_END_DECLS
