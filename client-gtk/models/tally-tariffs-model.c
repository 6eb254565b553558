// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-tariffs-model.h"

#include "shared/wire/tally-wire-tariff-move.h"
#include "shared/wire/tally-wire-tariff-save.h"
#include "shared/wire/tally-wire-tariff-sign.h"
#include "shared/wire/tally-wire-tariff.h"
#include "shared/wire/tally-wire-what-if-start.h"

#include <glib/gi18n.h>

struct _TallyTariffsModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *list;
    TallyFeed *tariff;
    TallyFeed *other;
    TallyFeed *pricing;
    TallyFeed *nodes;
    TallyFeed *what_if;
    TallyJob *job;
};

G_DEFINE_FINAL_TYPE (TallyTariffsModel, tally_tariffs_model, G_TYPE_OBJECT)

enum {
    DONE,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

void
tally_tariffs_model_load (TallyTariffsModel *self)
{
    tally_feed_load (self->list, NULL);
    tally_feed_load (self->nodes, NULL);
}

void
tally_tariffs_model_refresh (TallyTariffsModel *self)
{
    tally_feed_reload (self->list);
    tally_feed_reload (self->tariff);
    tally_feed_reload (self->other);
}

static void
load_or_clear (TallyFeed *feed, const char *argument)
{
    const char *arguments[] = { argument, NULL };

    if (argument != NULL)
        tally_feed_load (feed, arguments);
    else
        tally_feed_clear (feed);
}

void
tally_tariffs_model_set_tariff (TallyTariffsModel *self, const char *key)
{
    load_or_clear (self->tariff, key);
}

void
tally_tariffs_model_set_other (TallyTariffsModel *self, const char *key)
{
    load_or_clear (self->other, key);
}

void
tally_tariffs_model_set_account (TallyTariffsModel *self, const char *account, const char *month)
{
    const char *arguments[] = { account, month, NULL };

    if (*account != '\0')
        tally_feed_load (self->pricing, arguments);
    else
        tally_feed_clear (self->pricing);
}

gboolean
tally_tariffs_model_may (TallyTariffsModel *self, const char *what)
{
    g_autofree char *name = g_strconcat ("tariff-", what, NULL);

    return tally_api_may (self->api, name);
}

gboolean
tally_tariffs_model_is_own (TallyTariffsModel *self, const char *login)
{
    const TallyWirePerson *person = tally_api_get_person (self->api);

    return person != NULL && g_strcmp0 (person->login, login) == 0;
}

typedef struct {
    TallyTariffsModel *self;
    char *deed;
    char *key;
} Deed;

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Deed *deed = user_data;
    g_autoptr(TallyTariffsModel) self = deed->self;
    g_autoptr(GError) error = NULL;
    gpointer message = NULL;

    if (tally_api_ask_finish (TALLY_API (source), result, &message, &error) && message != NULL)
        tally_wire_tariff_free (message);
    tally_feed_reload (self->list);
    tally_feed_reload (self->tariff);
    g_signal_emit (self, signals[DONE], 0, deed->deed, deed->key, error);
    g_free (deed->deed);
    g_free (deed->key);
    g_free (deed);
}

static void
act (TallyTariffsModel *self,
     const char *name,
     TallyAsk ask,
     const char *draft_id,
     gconstpointer request)
{
    const char *arguments[] = { draft_id, NULL };
    Deed *deed = g_new0 (Deed, 1);

    deed->self = g_object_ref (self);
    deed->deed = g_strdup (name);
    deed->key = g_strdup (draft_id);
    tally_api_ask_async (self->api, ask, arguments, request, NULL, on_done, deed);
}

void
tally_tariffs_model_save (TallyTariffsModel *self,
                          const char *draft_id,
                          gint64 revision,
                          const char *document)
{
    TallyWireTariffSave request = { .revision = revision, .document = (char *) document };

    act (self, "save", TALLY_ASK_SAVE_TARIFF, draft_id, &request);
}

void
tally_tariffs_model_move (TallyTariffsModel *self,
                          const char *deed,
                          const char *draft_id,
                          gint64 revision,
                          const char *reason)
{
    gboolean is_correction = g_str_equal (deed, "correct");
    TallyWireTariffMove request = { .revision = revision,
                                    .reason = is_correction ? NULL : (char *) reason,
                                    .corrects = is_correction ? (char *) reason : NULL };
    TallyAsk ask = g_str_equal (deed, "return")     ? TALLY_ASK_RETURN_TARIFF
                   : g_str_equal (deed, "withdraw") ? TALLY_ASK_WITHDRAW_TARIFF
                                                    : TALLY_ASK_PROPOSE_TARIFF;

    act (self, deed, ask, draft_id, &request);
}

void
tally_tariffs_model_sign (TallyTariffsModel *self,
                          const char *draft_id,
                          gint64 revision,
                          const char *password,
                          const char *code)
{
    TallyWireTariffSign request = { .revision = revision,
                                    .password = (char *) password,
                                    .code = *code != '\0' ? (char *) code : NULL };

    act (self, "sign", TALLY_ASK_SIGN_TARIFF, draft_id, &request);
}

void
tally_tariffs_model_try (TallyTariffsModel *self,
                         const char *document,
                         const char *replaces,
                         const char *month,
                         const char *account,
                         gint64 node_id)
{
    g_autofree char *id = g_uuid_string_random ();
    TallyWireWhatIfStart request = { .whatif_id = id,
                                     .month = (char *) month,
                                     .document = (char *) document,
                                     .replaces = (char *) replaces,
                                     .account = (char *) account,
                                     .node_id = node_id };

    if (tally_job_is_running (self->job))
        return;
    tally_feed_clear (self->what_if);
    tally_job_start (self->job, _ ("Pricing the month twice"), TALLY_ASK_START_WHAT_IF, NULL,
                     &request, id);
}

static void
on_cancelled (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    gpointer message = NULL;

    if (tally_api_ask_finish (TALLY_API (source), result, &message, &error) && message != NULL)
        tally_wire_free (tally_ask_answer_type (TALLY_ASK_CANCEL_WHAT_IF), message);
    else if (error != NULL)
        g_message ("a what-if could not be cancelled: %s", error->message);
}

void
tally_tariffs_model_cancel (TallyTariffsModel *self)
{
    const char *arguments[] = { tally_job_get_id (self->job), NULL };

    if (tally_job_is_running (self->job))
        tally_api_ask_async (self->api, TALLY_ASK_CANCEL_WHAT_IF, arguments, NULL, NULL,
                             on_cancelled, NULL);
}

static void
on_job_finished (TallyTariffsModel *self, const GError *error)
{
    if (error == NULL)
        load_or_clear (self->what_if, tally_job_get_id (self->job));
}

void
tally_tariffs_model_hear (TallyTariffsModel *self, const char *name, const TallyWireEvent *event)
{
    if (g_str_equal (name, "what-if"))
        tally_job_hear (self->job, event);
    else if (g_str_equal (name, "tariff"))
        tally_tariffs_model_refresh (self);
}

TallyFeed *
tally_tariffs_model_get_list (TallyTariffsModel *self)
{
    return self->list;
}

TallyFeed *
tally_tariffs_model_get_tariff (TallyTariffsModel *self)
{
    return self->tariff;
}

TallyFeed *
tally_tariffs_model_get_other (TallyTariffsModel *self)
{
    return self->other;
}

TallyFeed *
tally_tariffs_model_get_pricing (TallyTariffsModel *self)
{
    return self->pricing;
}

TallyFeed *
tally_tariffs_model_get_nodes (TallyTariffsModel *self)
{
    return self->nodes;
}

TallyFeed *
tally_tariffs_model_get_what_if (TallyTariffsModel *self)
{
    return self->what_if;
}

TallyJob *
tally_tariffs_model_get_job (TallyTariffsModel *self)
{
    return self->job;
}

static void
tally_tariffs_model_finalize (GObject *object)
{
    TallyTariffsModel *self = TALLY_TARIFFS_MODEL (object);

    g_clear_object (&self->list);
    g_clear_object (&self->tariff);
    g_clear_object (&self->other);
    g_clear_object (&self->pricing);
    g_clear_object (&self->nodes);
    g_clear_object (&self->what_if);
    g_clear_object (&self->job);
    g_clear_object (&self->api);

    G_OBJECT_CLASS (tally_tariffs_model_parent_class)->finalize (object);
}

static void
tally_tariffs_model_class_init (TallyTariffsModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_tariffs_model_finalize;
    signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING,
                                  G_TYPE_ERROR);
}

static void
tally_tariffs_model_init (TallyTariffsModel *self)
{
}

TallyTariffsModel *
tally_tariffs_model_new (TallyApi *api)
{
    TallyTariffsModel *self = g_object_new (TALLY_TYPE_TARIFFS_MODEL, NULL);

    self->api = g_object_ref (api);
    self->list = tally_feed_new (api, TALLY_ASK_TARIFFS);
    self->tariff = tally_feed_new (api, TALLY_ASK_TARIFF);
    self->other = tally_feed_new (api, TALLY_ASK_TARIFF);
    self->pricing = tally_feed_new (api, TALLY_ASK_PRICING);
    self->nodes = tally_feed_new (api, TALLY_ASK_NODES);
    self->what_if = tally_feed_new (api, TALLY_ASK_WHAT_IF);
    self->job = tally_job_new (api);
    g_signal_connect_object (self->job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    return self;
}
