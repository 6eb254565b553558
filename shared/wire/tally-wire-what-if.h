// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-what-if-class.h"
#include "shared/wire/tally-wire-what-if-component.h"
#include "shared/wire/tally-wire-what-if-group.h"
#include "shared/wire/tally-wire-what-if-mover.h"

G_BEGIN_DECLS

/**
 * TallyWireWhatIf:
 *
 * GET /api/v1/what-ifs/{whatif_id}: a month priced twice; nothing of it is stored
 */
typedef struct {
    char *whatif_id;
    char *month;
    char *currency;
    int64_t n_scope;
    int64_t n_unpriced; /* could not be priced on both sides; in no other figure */
    char **reasons;     /* such as before: incomplete 3 */
    int64_t before_minor;
    int64_t after_minor;
    int64_t n_winners;
    int64_t saved_minor;
    int64_t n_losers;
    int64_t lost_minor;
    int64_t n_same;
    int64_t n_no_base;     /* paid nothing before: no percentage */
    GPtrArray *classes;    /* of TallyWireWhatIfClass */
    GPtrArray *components; /* of TallyWireWhatIfComponent */
    GPtrArray *bins;       /* of TallyWireWhatIfGroup, fixed steps of change */
    GPtrArray *deciles;    /* of TallyWireWhatIfGroup, tenths, from who saves most */
    GPtrArray *movers;     /* of TallyWireWhatIfMover, who saves most, then who pays most more */
} TallyWireWhatIf;

TALLY_WIRE_DECLARE (TallyWireWhatIf, tally_wire_what_if);

G_END_DECLS
