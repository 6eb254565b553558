// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_seal_command:
 *
 * `gridtallyctl seal`: makes the key that seals are signed with and prints its public half, prints
 * the seals of the database, and holds chains and seals against the file that an auditor has.
 */
int tally_seal_command (int argc, char **argv);

G_END_DECLS
