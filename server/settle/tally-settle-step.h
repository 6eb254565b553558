// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A settlement goes draft -> audited -> submitted -> approved -> published, or is returned.
 * Every step takes a connection of its own that is not in a transaction, commits or leaves
 * nothing, and is recorded with person, time and reason. Who may take which step is for guard to
 * say; that the one who submits never decides is for the database: settlement_four_eyes.
 *
 * Steps fail with %TALLY_ERROR_NOT_FOUND (no such settlement), %TALLY_ERROR_EXISTS (it is in
 * another state by now: somebody was quicker), %TALLY_ERROR_FORBIDDEN ("four-eyes").
 */

/**
 * tally_settle_step_draft:
 * @db: settle role
 * @conninfo: for a second connection that streams the intervals of exchange points
 * @settlement_id: uuid made by the client; repeating the call is harmless
 * @period: local days of a closed period
 * @person: login of who drafts
 * @cancellable: (nullable): looked at between exchange points
 *
 * Draws up the statement of every node and of every exchange point.
 */
gboolean tally_settle_step_draft (TallyDb *db,
                                  const char *conninfo,
                                  const char *settlement_id,
                                  TallyDays period,
                                  const char *person,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * tally_settle_step_audit:
 * @db: settle role
 * @n_red: (out): rules that stop it; with none it is audited, otherwise it stays a draft
 */
gboolean tally_settle_step_audit (TallyDb *db,
                                  const char *settlement_id,
                                  const char *person,
                                  int *n_red,
                                  GError **error);

/** tally_settle_step_submit: by a clerk; from audited */
gboolean tally_settle_step_submit (TallyDb *db,
                                   const char *settlement_id,
                                   const char *person,
                                   GError **error);

/** tally_settle_step_approve: by another person than submitted it */
gboolean tally_settle_step_approve (TallyDb *db,
                                    const char *settlement_id,
                                    const char *person,
                                    GError **error);

/** tally_settle_step_return: @reason: what the clerk must mend; not empty */
gboolean tally_settle_step_return (TallyDb *db,
                                   const char *settlement_id,
                                   const char *person,
                                   const char *reason,
                                   GError **error);

/** tally_settle_step_publish: from approved */
gboolean tally_settle_step_publish (TallyDb *db,
                                    const char *settlement_id,
                                    const char *person,
                                    GError **error);

/**
 * tally_settle_step_verify:
 * @n_checked: (out): settlements looked at
 * @fault: (out) (nullable): the first statement or line that is not what it was made from gives
 *
 * Adds up the daily balances, and prices the exchanged energy, of every settlement again: from
 * the versions it was made from; and the hash of the content that people decided on.
 */
gboolean tally_settle_step_verify (const char *conninfo,
                                   GCancellable *cancellable,
                                   int64_t *n_checked,
                                   char **fault,
                                   GError **error);

G_END_DECLS
