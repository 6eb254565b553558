// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_work_wire_jobs:
 * @jobs: (element-type TallyWorkJob): as of tally_work_store_list()
 *
 * Returns: (transfer full) (element-type TallyWirePlanJob): the same for the staff API and for
 *   `gridtallyctl plan --json`, which say the same
 */
GPtrArray *tally_work_wire_jobs (GPtrArray *jobs);

/**
 * tally_work_wire_runs:
 * @runs: (element-type TallyWorkPast): as of tally_work_store_history()
 *
 * Returns: (transfer full) (element-type TallyWirePlanRun): see tally_work_wire_jobs()
 */
GPtrArray *tally_work_wire_runs (GPtrArray *runs);

G_END_DECLS
