// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_user_command:
 *
 * `gridtallyctl user add|list|password|disable|enable|totp|no-totp`: people who may sign in.
 * A password is read from standard input, one line, so that no list of processes shows it.
 */
int tally_user_command (int argc, char **argv);

G_END_DECLS
