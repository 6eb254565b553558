// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-pool.h"

G_BEGIN_DECLS

/* One connection of a pool. Only for tally-pool.c. */

/** TallyJob: one transaction: what is asked, then what came of it */
typedef struct {
    gboolean has_scope;
    char *scope[4]; /* the parameters of db/scope */
    size_t n_queries;
    struct {
        char *name;
        size_t n_values;
        char **values;
    } queries[TALLY_POOL_MAX_QUERIES];

    GPtrArray *results; /* of PGresult */
    GError *error;      /* the first thing that went wrong */
    gboolean met_conflict;

    guint n_tries;
    gpointer owner; /* of the pool */
} TallyJob;

TallyJob *tally_job_new (const TallyScope *scope, const TallyQuery *queries, size_t n_queries);
void tally_job_free (TallyJob *job);

/** tally_job_clear: forgets what came of it, so that it can be sent again */
void tally_job_clear (TallyJob *job);

typedef struct _TallyLink TallyLink;

/**
 * TallyLinkChanged:
 * @job: (nullable) (transfer full): a job that ended, well or not
 *
 * The link became idle, lost its connection, or ended a job. Called as the
 * last thing of a turn of the main loop, so it may do anything but free the link.
 */
typedef void (*TallyLinkChanged) (TallyLink *link, TallyJob *job, gpointer user_data);

/** tally_link_new: starts to connect, and keeps trying until it is freed */
TallyLink *tally_link_new (const char *conninfo,
                           const char *user,
                           GMainContext *context,
                           TallyLinkChanged changed,
                           gpointer user_data);

gboolean tally_link_is_online (const TallyLink *link);
gboolean tally_link_is_idle (const TallyLink *link);
guint64 tally_link_get_n_connects (const TallyLink *link);

/** tally_link_send: gives an idle link @job (transfer full); `changed` brings it back */
void tally_link_send (TallyLink *link, TallyJob *job);

/**
 * tally_link_close: ends the connection for good.
 *
 * Returns: (transfer full) (nullable): the job it had, without an answer
 */
TallyJob *tally_link_close (TallyLink *link);

void tally_link_free (TallyLink *link);

G_END_DECLS
