// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-job.h"

G_BEGIN_DECLS

/**
 * TallyDecisions:
 *
 * Decisions on exceptions, sent one after the other, so that the person can go on with the
 * next while the last is on its way, and a mass action is exactly the rows it was asked for.
 *
 * Its job's "finished" comes when none is left; the error counts those refused.
 */
#define TALLY_TYPE_DECISIONS (tally_decisions_get_type ())
G_DECLARE_FINAL_TYPE (TallyDecisions, tally_decisions, TALLY, DECISIONS, GObject)

TallyDecisions *tally_decisions_new (TallyApi *api);

/**
 * tally_decisions_add:
 * @ask: %TALLY_ASK_ACCEPT, %TALLY_ASK_ESTIMATE or %TALLY_ASK_REOPEN
 * @exception_id: which
 * @reason: why; not empty
 */
void tally_decisions_add (TallyDecisions *self,
                          TallyAsk ask,
                          const char *exception_id,
                          const char *reason);

/** tally_decisions_cancel: drops those not yet sent */
void tally_decisions_cancel (TallyDecisions *self);

/** tally_decisions_get_job: Returns: (transfer none): how they go on */
TallyJob *tally_decisions_get_job (TallyDecisions *self);

G_END_DECLS
