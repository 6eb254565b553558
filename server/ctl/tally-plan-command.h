// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_plan_command: gridtallyctl plan list|run JOB|cancel JOB|history JOB */
int tally_plan_command (int argc, char **argv);

G_END_DECLS
