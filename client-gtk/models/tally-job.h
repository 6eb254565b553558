// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/api/tally-api.h"
#include "shared/wire/tally-wire-event.h"

G_BEGIN_DECLS

/**
 * TallyJob:
 *
 * Something that takes a while on the server, from the moment it was asked for until
 * its events say it is over. One at a time.
 *
 * Signal "changed": it started, went on or ended.
 * Signal "finished" (error): it ended; the error is %NULL when all went well.
 */
#define TALLY_TYPE_JOB (tally_job_get_type ())
G_DECLARE_FINAL_TYPE (TallyJob, tally_job, TALLY, JOB, GObject)

TallyJob *tally_job_new (TallyApi *api);

/**
 * tally_job_start:
 * @title: what it does, for a person
 * @ask: a question that is answered by a job
 * @arguments: (nullable): words of the question
 * @request: (nullable): what is sent along
 * @id: the id its events will carry, which may come before the answer does
 */
void tally_job_start (TallyJob *self,
                      const char *title,
                      TallyAsk ask,
                      const char *const *arguments,
                      gconstpointer request,
                      const char *id);

/** tally_job_hear: takes an event; those of other jobs are ignored */
void tally_job_hear (TallyJob *self, const TallyWireEvent *event);

/**
 * tally_job_begin:
 * @title: what it does, for a person
 *
 * Something the client itself does, one question after the other.
 */
void tally_job_begin (TallyJob *self, const char *title, gint64 total);
void tally_job_advance (TallyJob *self, gint64 done, gint64 total);

/** tally_job_end: @error: (nullable): why not all went well */
void tally_job_end (TallyJob *self, const GError *error);

/** tally_job_let_go: stops waiting for events that may have been lost */
void tally_job_let_go (TallyJob *self);

gboolean tally_job_is_running (TallyJob *self);
const char *tally_job_get_title (TallyJob *self);
const char *tally_job_get_id (TallyJob *self);

/** tally_job_get_text: Returns: (nullable): what the server last said of it */
const char *tally_job_get_text (TallyJob *self);
gint64 tally_job_get_done (TallyJob *self);

/** tally_job_get_total: Returns: 0 while it is not known */
gint64 tally_job_get_total (TallyJob *self);

G_END_DECLS
