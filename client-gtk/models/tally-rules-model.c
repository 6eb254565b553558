// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-rules-model.h"

#include "client-gtk/api/tally-market-time.h"
#include "shared/wire/tally-wire-parameter-set.h"

#include <glib/gi18n.h>

struct _TallyRulesModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *parameters;
    TallyFeed *history;
    TallyJob *job;
    char *kind;
    char *rule;
    char *name;
};

G_DEFINE_FINAL_TYPE (TallyRulesModel, tally_rules_model, G_TYPE_OBJECT)

static void
load_history (TallyRulesModel *self)
{
    g_autofree char *day = tally_market_time_day (0);

    if (self->name == NULL)
        tally_feed_clear (self->history);
    else
        tally_feed_load (self->history,
                         (const char *[]){ self->kind, self->rule, self->name, day, NULL });
}

void
tally_rules_model_refresh (TallyRulesModel *self)
{
    g_autofree char *day = tally_market_time_day (0);

    g_return_if_fail (TALLY_IS_RULES_MODEL (self));

    tally_feed_load (self->parameters, (const char *[]){ day, NULL });
    load_history (self);
}

void
tally_rules_model_choose (TallyRulesModel *self, const TallyWireParameter *row)
{
    g_return_if_fail (TALLY_IS_RULES_MODEL (self));

    if (row != NULL && g_strcmp0 (row->point_kind, self->kind) == 0
        && g_strcmp0 (row->rule, self->rule) == 0 && g_strcmp0 (row->name, self->name) == 0)
        return;
    g_free (self->kind);
    g_free (self->rule);
    g_free (self->name);
    self->kind = g_strdup (row != NULL ? row->point_kind : NULL);
    self->rule = g_strdup (row != NULL ? row->rule : NULL);
    self->name = g_strdup (row != NULL ? row->name : NULL);
    load_history (self);
}

gboolean
tally_rules_model_may (TallyRulesModel *self)
{
    return tally_api_may (self->api, "rules") && !tally_job_is_running (self->job);
}

void
tally_rules_model_set (TallyRulesModel *self,
                       int64_t value,
                       const char *valid_from,
                       const char *reason)
{
    TallyWireParameterSet request = { .value = value,
                                      .valid_from = (char *) valid_from,
                                      .reason = (char *) reason };

    g_return_if_fail (TALLY_IS_RULES_MODEL (self));

    if (self->name == NULL || !tally_rules_model_may (self))
        return;
    request.point_kind = self->kind;
    request.rule = self->rule;
    request.name = self->name;
    tally_job_start (self->job, _ ("Setting the parameter"), TALLY_ASK_PARAMETER_SET, NULL,
                     &request, NULL);
}

void
tally_rules_model_hear (TallyRulesModel *self, const char *name)
{
    if (g_str_equal (name, "parameter"))
        tally_rules_model_refresh (self);
}

TallyFeed *
tally_rules_model_get_parameters (TallyRulesModel *self)
{
    return self->parameters;
}

TallyFeed *
tally_rules_model_get_history (TallyRulesModel *self)
{
    return self->history;
}

TallyJob *
tally_rules_model_get_job (TallyRulesModel *self)
{
    return self->job;
}

static void
tally_rules_model_finalize (GObject *object)
{
    TallyRulesModel *self = TALLY_RULES_MODEL (object);

    g_clear_object (&self->parameters);
    g_clear_object (&self->history);
    g_clear_object (&self->job);
    g_clear_object (&self->api);
    g_free (self->kind);
    g_free (self->rule);
    g_free (self->name);

    G_OBJECT_CLASS (tally_rules_model_parent_class)->finalize (object);
}

static void
tally_rules_model_class_init (TallyRulesModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_rules_model_finalize;
}

static void
tally_rules_model_init (TallyRulesModel *self)
{
}

TallyRulesModel *
tally_rules_model_new (TallyApi *api)
{
    TallyRulesModel *self = g_object_new (TALLY_TYPE_RULES_MODEL, NULL);

    self->api = g_object_ref (api);
    self->parameters = tally_feed_new (api, TALLY_ASK_PARAMETERS);
    self->history = tally_feed_new (api, TALLY_ASK_PARAMETER);
    self->job = tally_job_new (api);
    return self;
}
