// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/api/tally-api-private.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/** Most jobs at once; beyond, 503. */
#define TALLY_API_MAX_JOBS 8

/** How long a request waits for its job before it is told that the job goes on. */
#define TALLY_API_JOB_WAIT_MS 1500

typedef struct _TallyApiJob TallyApiJob;

/**
 * TallyApiWork:
 * @db: a connection of tally_settle, not in a transaction
 * @job: what is done
 * @cancellable: when somebody cancels the job, or the server stops
 * @error: return location
 *
 * Does the job, usually one step of a stage. Called in a thread of its own.
 */
typedef gboolean (*TallyApiWork) (TallyDb *db,
                                  TallyApiJob *job,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * TallyApiJob:
 * @kind: event name, such as "bill-run" or "settlement"
 * @action: in the audit trail, such as "settlement-approve"
 * @id: of the run, settlement or book
 * @person: login of who asked
 * @conninfo: of the database
 * @cycle: (nullable): of a bill run
 * @period_start: (nullable): "2026-01-01"
 * @period_end: (nullable): the day after the last
 * @reason: (nullable): why
 */
struct _TallyApiJob {
    const char *kind;
    const char *action;
    char *id;
    char *person;
    char *conninfo;
    char *cycle;
    char *period_start;
    char *period_end;
    char *reason;
    int32_t district_id;
    TallyDay day;   /* of the market, when the job was asked for */
    gpointer order; /* (nullable): what else the work needs */
    GDestroyNotify free_order;
    TallyApiWork work;

    /* of tally-api-job.c */
    TallyApi *api;
    TallyRequest *request; /* until it is answered */
    char *address;
    guint wait_id;
    GCancellable *cancellable;
};

/** tally_api_job_new: @kind and @action are static texts; the rest is filled by the caller */
TallyApiJob *tally_api_job_new (TallyApi *api,
                                TallyRequest *request,
                                const char *kind,
                                const char *action,
                                const char *id,
                                TallyApiWork work);

/**
 * tally_api_job_start:
 * @job: (transfer full): what to do
 *
 * Runs it and answers the request: with the step's error, or 202. What it did, or that it
 * was refused, is in the audit trail and on the event stream.
 *
 * Returns: %FALSE when too much is going on; the request was answered 503 then
 */
gboolean tally_api_job_start (TallyApiJob *job);

/** tally_api_job_cancel: Returns: %FALSE when no job of that id runs */
gboolean tally_api_job_cancel (TallyApi *api, const char *id);

/** tally_api_job_reply: answers 202 with the state of the job @id, of any kind */
void tally_api_job_reply (TallyRequest *request,
                          const char *kind,
                          const char *id,
                          const char *state);

/** tally_api_job_progress: tells the listeners; from the job's thread */
void tally_api_job_progress (int64_t n_done, int64_t n_total, gpointer job);

G_END_DECLS
