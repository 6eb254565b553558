// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/work/tally-work-store.h"

G_BEGIN_DECLS

typedef struct _TallyWorkStep TallyWorkStep;

/**
 * TallyWorkContext:
 * @conninfo: where the database is; a step opens what connections it needs
 * @now: Unix seconds; a step asks no clock
 * @time_zone: the market's
 * @inbox: folder where other systems put interval files; "" for none
 * @outbox: folder where interface files for other systems are put; "" for none
 * @outbox_files: which ones, "readings.csv,bills.csv"
 * @seal_file: file that seals are written to; "" for none
 * @seal_key_file: file with the secret key that signs them
 * @cancellable: cancelled when the lease is lost or the server stops
 * @progress: tells how far the step is
 * @progress_data: for @progress
 * @lease_s: how long a worker that died keeps its run; 0: a minute
 */
typedef struct {
    const char *conninfo;
    int64_t now;
    const char *time_zone;
    const char *inbox;
    const char *outbox;
    const char *outbox_files;
    const char *seal_file;
    const char *seal_key_file;
    GCancellable *cancellable;
    void (*progress) (int64_t n_done, int64_t n_total, gpointer progress_data);
    gpointer progress_data;
    int lease_s;
} TallyWorkContext;

/** TallyWorkStep: what a job does; @name is that of work.job.step */
struct _TallyWorkStep {
    const char *name;
    gboolean (*run) (const TallyWorkContext *context, GError **error);
};

/**
 * tally_work_step_next:
 * @db: a connection of the settle role
 * @steps: ends with a %NULL name
 * @context: for the step; its cancellable and progress are this function's
 * @did_run: (out): %FALSE when nothing was ready
 * @error: return location: the plan itself could not be read or written
 *
 * Enters what is due, takes one ready run, does it and records the result. A
 * step that fails is recorded with its run and tried again later: that is not
 * an error of this function.
 */
gboolean tally_work_step_next (TallyDb *db,
                               const TallyWorkStep *steps,
                               const TallyWorkContext *context,
                               gboolean *did_run,
                               GError **error);

G_END_DECLS
