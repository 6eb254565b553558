// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_export_command:
 *
 * `gridtallyctl export FILE`: writes validated readings (CSV, NEM12 or Green Button), balances or
 * issued bills (CSV) for other systems. The file is there when it is whole: one that could not be
 * finished leaves what was there.
 *
 * Returns: 0 only when the file is whole
 */
int tally_export_command (int argc, char **argv);

G_END_DECLS
