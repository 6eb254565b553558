// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_sim_history_command:
 *
 * `gridtally-sim history --utility FILE --from DAY --to DAY --out DIR`: writes
 * what the sample's meters counted from DAY up to, not including, DAY as one
 * NEM12 file a district, with the gaps that the utility tells of left out.
 *
 * Returns: 0 when all files are complete
 */
int tally_sim_history_command (int argc, char **argv);

G_END_DECLS
