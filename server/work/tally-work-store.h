// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-zone.h"

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

/** A clock that goes back by no more than this was put right: no due time comes again. */
#define TALLY_WORK_SMALL_STEP_S 300

/**
 * tally_work_store_enter_due:
 * @now: Unix seconds: the clock of the server alone says what is due. That of the database says
 *   how long leases and waits last, and when somebody asked for a run
 *
 * Enters each job's newest due time that is not entered yet. A job that waits or runs is not due
 * again; a calendar that cannot be read is an error that names the job.
 *
 * A clock that jumps ahead makes a job due once, for the newest time it jumped over. When it goes
 * back by more than %TALLY_WORK_SMALL_STEP_S, what ran for times that are still to come is dated
 * back, with a message, and those times come anew: the steps do all there is to do, and much may
 * have come by then.
 */
gboolean tally_work_store_enter_due (TallyDb *db,
                                     const char *time_zone,
                                     int64_t now,
                                     GError **error);

/** tally_work_store_enter: enters a run of @job at @due_at, once */
gboolean tally_work_store_enter (TallyDb *db, const char *job, int64_t due_at, GError **error);

/**
 * tally_work_store_ask:
 * @asked_by: login of who wants it to run now
 *
 * A run that waits becomes ready at once; one that runs already is left alone. Repeating it is
 * harmless.
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND when there is no such job
 */
gboolean tally_work_store_ask (TallyDb *db, const char *job, const char *asked_by, GError **error);

/**
 * tally_work_store_switch:
 * @is_on: whether it is due by its calendar; a job that is off runs when somebody asks
 * @is_changed: (out): %FALSE when it was so already
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND when there is no such job
 */
gboolean tally_work_store_switch (TallyDb *db,
                                  const char *job,
                                  gboolean is_on,
                                  gboolean *is_changed,
                                  GError **error);

/** tally_work_store_cancel: @n: (out): 1 when a run waited or ran, else 0 */
gboolean tally_work_store_cancel (TallyDb *db,
                                  const char *job,
                                  const char *asked_by,
                                  int *n,
                                  GError **error);

/** TallyWorkJob: a job and its newest run */
typedef struct {
    char *job;
    char *title;
    char *calendar;
    char *after_jobs; /* names, a space between */
    char *state;      /* idle when it never ran */
    char *message;
    int64_t last_due; /* Unix seconds; 0: never */
    int64_t next_due; /* Unix seconds; 0: only when somebody asks */
    int64_t n_done;
    int64_t n_total;
    int tries;
    int max_tries;
    gboolean is_enabled;
} TallyWorkJob;

/** tally_work_store_list: Returns: (element-type TallyWorkJob): by name; @zone: the market's */
GPtrArray *tally_work_store_list (TallyDb *db, const TallyZone *zone, int64_t now, GError **error);

/** TallyWorkPast: a run of a job; times are Unix seconds, 0 for not yet */
typedef struct {
    int64_t due_at;
    int64_t started_at;
    int64_t finished_at;
    char *state;
    int tries;
    int64_t n_done;
    int64_t n_total;
    char *worker;
    char *asked_by;
    char *message;
} TallyWorkPast;

/** tally_work_store_history: Returns: (element-type TallyWorkPast): newest first */
GPtrArray *tally_work_store_history (TallyDb *db, const char *job, int limit, GError **error);

/**
 * tally_work_store_lease:
 * @worker: a name no other worker has
 * @lease_s: for how long; another worker may take the run after that
 * @run: (out) (nullable): the run to do; %NULL when nothing is ready
 */
gboolean tally_work_store_lease (TallyDb *db,
                                 const char *worker,
                                 int lease_s,
                                 TallyWorkRun **run,
                                 GError **error);

/**
 * tally_work_store_renew:
 * @is_ours: (out): %FALSE when the run was cancelled or the lease was lost
 */
gboolean tally_work_store_renew (TallyDb *db,
                                 const TallyWorkRun *run,
                                 int lease_s,
                                 int64_t n_done,
                                 int64_t n_total,
                                 gboolean *is_ours,
                                 GError **error);

/**
 * tally_work_store_finish:
 * @failure: (nullable): what went wrong; kept with the run
 *
 * A step that failed is tried again after a while, until it was tried often enough. One that says
 * %TALLY_ERROR_BUSY was only too early: it waits, and that was no try.
 */
gboolean tally_work_store_finish (TallyDb *db,
                                  const TallyWorkRun *run,
                                  const GError *failure,
                                  GError **error);

gboolean tally_work_store_make_partitions (TallyDb *db, TallyDay today, GError **error);

G_END_DECLS
