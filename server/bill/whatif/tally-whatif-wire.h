// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/whatif/tally-whatif-step.h"
#include "shared/wire/tally-wire-what-if.h"

G_BEGIN_DECLS

/** TALLY_WHATIF_MOVERS: of those who gain most and of those who lose most, how many are named */
#define TALLY_WHATIF_MOVERS 1000

/**
 * tally_whatif_to_wire:
 * @db: a connection of the settle role, to look up the names of who gains or loses most
 * @whatif: finished
 * @whatif_id: its identity, or ""
 * @month: "2026-09"
 *
 * Returns: (transfer full): the result as API and gridtallyctl say it
 */
TallyWireWhatIf *tally_whatif_to_wire (TallyDb *db,
                                       const TallyWhatif *whatif,
                                       const char *whatif_id,
                                       const char *month,
                                       GError **error);

G_END_DECLS
