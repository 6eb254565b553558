// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-settlement-model.h"

#include "client-gtk/models/tally-row-item.h"
#include "shared/time/tally-day.h"
#include "shared/wire/tally-wire-confirm.h"
#include "shared/wire/tally-wire-reason.h"
#include "shared/wire/tally-wire-settlement-start.h"

#include <glib/gi18n.h>

struct _TallySettlementModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *list;
    TallyFeed *settlement;
    GListStore *statements;
    GListStore *exchange;
    GListStore *audit;
    GListStore *decisions;
    TallyJob *job;
    char *id;
};

G_DEFINE_FINAL_TYPE (TallySettlementModel, tally_settlement_model, G_TYPE_OBJECT)

void
tally_settlement_model_load (TallySettlementModel *self)
{
    g_return_if_fail (TALLY_IS_SETTLEMENT_MODEL (self));

    tally_feed_load (self->list, NULL);
}

void
tally_settlement_model_refresh (TallySettlementModel *self)
{
    g_return_if_fail (TALLY_IS_SETTLEMENT_MODEL (self));

    tally_feed_reload (self->list);
    tally_feed_reload (self->settlement);
}

void
tally_settlement_model_set_settlement (TallySettlementModel *self, const char *id)
{
    g_autofree char *copy = g_strdup (id);
    const char *arguments[] = { copy, NULL };

    g_return_if_fail (TALLY_IS_SETTLEMENT_MODEL (self));

    if (copy != NULL)
        tally_feed_load (self->settlement, arguments);
    else
        tally_feed_clear (self->settlement);
    g_free (self->id);
    self->id = g_steal_pointer (&copy);
}

static void
on_settlement_changed (TallySettlementModel *self)
{
    const TallyWireSettlement *settlement = tally_feed_get_message (self->settlement);

    tally_row_item_fill (self->statements, settlement != NULL ? settlement->statements : NULL);
    tally_row_item_fill (self->exchange, settlement != NULL ? settlement->exchange_lines : NULL);
    tally_row_item_fill (self->audit, settlement != NULL ? settlement->audit : NULL);
    tally_row_item_fill (self->decisions, settlement != NULL ? settlement->decisions : NULL);
}

gboolean
tally_settlement_model_allows (TallySettlementModel *self, const char *what)
{
    const TallyWireSettlement *settlement = tally_feed_get_message (self->settlement);

    return settlement != NULL && settlement->allowed != NULL
           && g_strv_contains ((const char *const *) settlement->allowed, what)
           && !tally_job_is_running (self->job);
}

gboolean
tally_settlement_model_may (TallySettlementModel *self, const char *what)
{
    g_autofree char *name = g_strconcat ("settlement-", what, NULL);

    return tally_api_may (self->api, name);
}

gboolean
tally_settlement_model_is_own (TallySettlementModel *self)
{
    const TallyWireSettlement *settlement = tally_feed_get_message (self->settlement);
    const TallyWirePerson *person = tally_api_get_person (self->api);
    const char *submitter = settlement != NULL && settlement->summary != NULL
                                ? settlement->summary->submitted_by
                                : NULL;

    return person != NULL && submitter != NULL
           && (g_strcmp0 (submitter, person->login) == 0
               || g_strcmp0 (submitter, person->name) == 0);
}

static void
act (TallySettlementModel *self, const char *title, TallyAsk ask, gconstpointer request)
{
    const char *arguments[] = { self->id, NULL };

    if (self->id != NULL && !tally_job_is_running (self->job))
        tally_job_start (self->job, title, ask, arguments, request, self->id);
}

char *
tally_settlement_model_draft (TallySettlementModel *self, const char *month)
{
    g_autoptr(TallyWireSettlementStart) request = tally_wire_settlement_start_new ();
    char end[TALLY_DAY_TEXT];
    TallyDay first;

    g_return_val_if_fail (TALLY_IS_SETTLEMENT_MODEL (self), NULL);

    request->period_start = g_strconcat (month, "-01", NULL);
    if (tally_job_is_running (self->job) || !tally_day_parse (request->period_start, &first, NULL))
        return NULL;
    request->settlement_id = g_uuid_string_random ();
    request->period_end = g_strdup (tally_day_format (tally_day_next_month (first), end));
    tally_job_start (self->job, _ ("Drafting the settlement"), TALLY_ASK_DRAFT, NULL, request,
                     request->settlement_id);
    return g_strdup (request->settlement_id);
}

void
tally_settlement_model_audit (TallySettlementModel *self)
{
    act (self, _ ("Checking the settlement"), TALLY_ASK_AUDIT, NULL);
}

void
tally_settlement_model_submit (TallySettlementModel *self)
{
    act (self, _ ("Submitting the settlement"), TALLY_ASK_SUBMIT, NULL);
}

void
tally_settlement_model_publish (TallySettlementModel *self)
{
    act (self, _ ("Publishing the settlement"), TALLY_ASK_PUBLISH, NULL);
}

void
tally_settlement_model_approve (TallySettlementModel *self, const char *password, const char *code)
{
    g_autoptr(TallyWireConfirm) request = tally_wire_confirm_new ();

    request->password = g_strdup (password);
    request->code = *code != '\0' ? g_strdup (code) : NULL;
    act (self, _ ("Approving the settlement"), TALLY_ASK_APPROVE, request);
}

void
tally_settlement_model_return (TallySettlementModel *self, const char *reason)
{
    g_autoptr(TallyWireReason) request = tally_wire_reason_new ();

    request->reason = g_strdup (reason);
    act (self, _ ("Returning the settlement"), TALLY_ASK_RETURN, request);
}

void
tally_settlement_model_hear (TallySettlementModel *self,
                             const char *name,
                             const TallyWireEvent *event)
{
    if (!g_str_equal (name, "settlement"))
        return;
    tally_job_hear (self->job, event);
    if (g_strcmp0 (event->kind, "progress") != 0)
        tally_settlement_model_refresh (self);
}

TallyFeed *
tally_settlement_model_get_list (TallySettlementModel *self)
{
    return self->list;
}

TallyFeed *
tally_settlement_model_get_settlement (TallySettlementModel *self)
{
    return self->settlement;
}

GListModel *
tally_settlement_model_get_statements (TallySettlementModel *self)
{
    return G_LIST_MODEL (self->statements);
}

GListModel *
tally_settlement_model_get_exchange (TallySettlementModel *self)
{
    return G_LIST_MODEL (self->exchange);
}

GListModel *
tally_settlement_model_get_audit (TallySettlementModel *self)
{
    return G_LIST_MODEL (self->audit);
}

GListModel *
tally_settlement_model_get_decisions (TallySettlementModel *self)
{
    return G_LIST_MODEL (self->decisions);
}

TallyJob *
tally_settlement_model_get_job (TallySettlementModel *self)
{
    return self->job;
}

static void
tally_settlement_model_finalize (GObject *object)
{
    TallySettlementModel *self = TALLY_SETTLEMENT_MODEL (object);

    g_clear_object (&self->list);
    g_clear_object (&self->settlement);
    g_clear_object (&self->statements);
    g_clear_object (&self->exchange);
    g_clear_object (&self->audit);
    g_clear_object (&self->decisions);
    g_clear_object (&self->job);
    g_clear_object (&self->api);
    g_clear_pointer (&self->id, g_free);

    G_OBJECT_CLASS (tally_settlement_model_parent_class)->finalize (object);
}

static void
tally_settlement_model_class_init (TallySettlementModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_settlement_model_finalize;
}

static void
tally_settlement_model_init (TallySettlementModel *self)
{
    self->statements = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->exchange = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->audit = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->decisions = g_list_store_new (TALLY_TYPE_ROW_ITEM);
}

TallySettlementModel *
tally_settlement_model_new (TallyApi *api)
{
    TallySettlementModel *self = g_object_new (TALLY_TYPE_SETTLEMENT_MODEL, NULL);

    self->api = g_object_ref (api);
    self->list = tally_feed_new (api, TALLY_ASK_SETTLEMENTS);
    self->settlement = tally_feed_new (api, TALLY_ASK_SETTLEMENT);
    self->job = tally_job_new (api);
    g_signal_connect_object (self->settlement, "changed", G_CALLBACK (on_settlement_changed), self,
                             G_CONNECT_SWAPPED);
    return self;
}
