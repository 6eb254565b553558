// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-job.h"
#include "shared/wire/tally-wire-plan-job.h"

G_BEGIN_DECLS

/** TallyPlanModel: the jobs of the work plan, the runs of one of them, and running it now. */
#define TALLY_TYPE_PLAN_MODEL (tally_plan_model_get_type ())
G_DECLARE_FINAL_TYPE (TallyPlanModel, tally_plan_model, TALLY, PLAN_MODEL, GObject)

TallyPlanModel *tally_plan_model_new (TallyApi *api);
void tally_plan_model_refresh (TallyPlanModel *self);

/** tally_plan_model_get_jobs: rows of #TallyWirePlanJob */
TallyFeed *tally_plan_model_get_jobs (TallyPlanModel *self);

/** tally_plan_model_get_runs: rows of #TallyWirePlanRun, of the job that is looked at */
TallyFeed *tally_plan_model_get_runs (TallyPlanModel *self);

/** tally_plan_model_get_job: the run or cancel that was asked for */
TallyJob *tally_plan_model_get_job (TallyPlanModel *self);

/** tally_plan_model_set_name: (nullable): the job that is looked at */
void tally_plan_model_set_name (TallyPlanModel *self, const char *name);

/** tally_plan_model_may: Returns: whether this person may run and cancel, and nothing is asked */
gboolean tally_plan_model_may (TallyPlanModel *self);

/** tally_plan_model_run: asks for a run of the job that is looked at */
void tally_plan_model_run (TallyPlanModel *self);

/** tally_plan_model_cancel: stops the run of the job that is looked at */
void tally_plan_model_cancel (TallyPlanModel *self);

/** tally_plan_model_switch: whether the chosen job is due by its calendar */
void tally_plan_model_switch (TallyPlanModel *self, gboolean is_on);

/** tally_plan_model_count_failed: Returns: jobs whose last run failed */
guint tally_plan_model_count_failed (TallyPlanModel *self);

/** tally_plan_model_hear: takes an event of the server */
void tally_plan_model_hear (TallyPlanModel *self, const char *name, const TallyWireEvent *event);

G_END_DECLS
