// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_verify_command:
 *
 * `gridtallyctl verify`: holds what is stored against what it was made from: raw frames against
 * their digests and chains, balances and bills against a recount, the journal against zero, the
 * audit trail against its chains. Names the first row of each that is not what it should be.
 *
 * Returns: 0 only when all is as it should be
 */
int tally_verify_command (int argc, char **argv);

G_END_DECLS
