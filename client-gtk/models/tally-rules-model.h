// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-job.h"
#include "shared/wire/tally-wire-parameter.h"

G_BEGIN_DECLS

/** TallyRulesModel: what validation's rules are held against, and what was said of one of them. */
#define TALLY_TYPE_RULES_MODEL (tally_rules_model_get_type ())
G_DECLARE_FINAL_TYPE (TallyRulesModel, tally_rules_model, TALLY, RULES_MODEL, GObject)

TallyRulesModel *tally_rules_model_new (TallyApi *api);
void tally_rules_model_refresh (TallyRulesModel *self);

/** tally_rules_model_get_parameters: rows of #TallyWireParameter, as they hold today */
TallyFeed *tally_rules_model_get_parameters (TallyRulesModel *self);

/** tally_rules_model_get_history: rows of #TallyWireParameter of the chosen one */
TallyFeed *tally_rules_model_get_history (TallyRulesModel *self);
TallyJob *tally_rules_model_get_job (TallyRulesModel *self);

/** tally_rules_model_choose: @row: (nullable): whose history is shown */
void tally_rules_model_choose (TallyRulesModel *self, const TallyWireParameter *row);

/** tally_rules_model_may: Returns: whether the person may set parameters, and nothing runs */
gboolean tally_rules_model_may (TallyRulesModel *self);

/** tally_rules_model_set: sets the chosen one from a day on; the job says how it ended */
void tally_rules_model_set (TallyRulesModel *self,
                            int64_t value,
                            const char *valid_from,
                            const char *reason);

/** tally_rules_model_hear: takes an event of the server */
void tally_rules_model_hear (TallyRulesModel *self, const char *name);

G_END_DECLS
