// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_sim_meters_command:
 *
 * `gridtally-sim meters --utility FILE [--now ISO] [--port-base N] [--faults FILE] …`:
 * Modbus TCP servers of every gateway of the sample, replaying its loads.
 * Prints "ready: N gateways, M meters" when all listen; runs until SIGINT or SIGTERM.
 *
 * Returns: 0 after a signal
 */
int tally_sim_meters_command (int argc, char **argv);

G_END_DECLS
