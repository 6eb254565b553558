// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/** TallyWorkRun: a run that this worker holds the lease of */
typedef struct {
    char *job;
    char *step;
    int64_t due_at;
    int tries;
    int max_tries;
    char *worker;
} TallyWorkRun;

void tally_work_run_free (TallyWorkRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyWorkRun, tally_work_run_free)

/** tally_work_store_enter_due: enters each job's newest due time that is not entered yet */
gboolean tally_work_store_enter_due (TallyDb *db,
                                     const char *time_zone,
                                     int64_t now,
                                     GError **error);

/** tally_work_store_enter: enters a run of @job at @due_at: "run now" */
gboolean tally_work_store_enter (TallyDb *db, const char *job, int64_t due_at, GError **error);

/**
 * tally_work_store_lease:
 * @worker: a name no other worker has
 * @run: (out) (nullable): the run to do; %NULL when nothing is ready
 */
gboolean tally_work_store_lease (TallyDb *db,
                                 const char *worker,
                                 TallyWorkRun **run,
                                 GError **error);

/**
 * tally_work_store_renew:
 * @is_ours: (out): %FALSE when the run was cancelled or the lease was lost
 */
gboolean tally_work_store_renew (TallyDb *db,
                                 const TallyWorkRun *run,
                                 int64_t n_done,
                                 int64_t n_total,
                                 gboolean *is_ours,
                                 GError **error);

/** tally_work_store_finish: @failure: (nullable): what went wrong; kept with the run */
gboolean tally_work_store_finish (TallyDb *db,
                                  const TallyWorkRun *run,
                                  const GError *failure,
                                  GError **error);

gboolean tally_work_store_make_partitions (TallyDb *db, TallyDay today, GError **error);

G_END_DECLS
