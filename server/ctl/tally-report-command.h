// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_report_command:
 *
 * `gridtallyctl report`: the figures of the whole way from meter to paid bill, each with the
 * table it comes from, and the balance of every node in the settled periods.
 */
int tally_report_command (int argc, char **argv);

G_END_DECLS
