// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_collect_probe_command: `gridtallyctl collect probe`: one meter, no database */
int tally_collect_probe_command (int argc, char **argv);

/** tally_collect_reading_command: `gridtallyctl collect reading`: registers that people read */
int tally_collect_reading_command (int argc, char **argv);

/** tally_collect_schedule_command: `gridtallyctl collect schedule`: how often groups are read */
int tally_collect_schedule_command (int argc, char **argv);

/** tally_collect_station_command: `gridtallyctl collect station`: workstations and their tokens */
int tally_collect_station_command (int argc, char **argv);

G_END_DECLS
