// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

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

/**
 * tally_verify_all:
 * @conninfo: connection string without a user
 * @wanted: (nullable): names of checks; %NULL or none: all
 * @builder: (nullable): an open array that gets an object for each check; %NULL prints lines
 *
 * Returns: how many checks found a fault or could not be made
 */
int tally_verify_all (const char *conninfo, const char *const *wanted, JsonBuilder *builder);

G_END_DECLS
