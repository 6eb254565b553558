// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/** tally_sim_bank_command: gridtally-sim bank; see --help */
int tally_sim_bank_command (int argc, char **argv);
