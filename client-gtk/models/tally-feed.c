// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-feed.h"

#include "client-gtk/models/tally-row-item.h"

struct _TallyFeed {
    GObject parent_instance;

    TallyApi *api;
    TallyAsk ask;
    char **arguments;
    GCancellable *cancellable; /* of the question on its way */

    TallyFeedState state;
    GListStore *rows;
    int64_t total; /* of rows, sent or not */
    gpointer message;
    GError *error;
    gint64 loaded_at;
};

G_DEFINE_FINAL_TYPE (TallyFeed, tally_feed, G_TYPE_OBJECT)

enum {
    SIGNAL_CHANGED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
drop_answer (TallyFeed *self)
{
    if (self->message != NULL)
        tally_wire_free (tally_ask_answer_type (self->ask), self->message);
    self->message = NULL;
    g_list_store_remove_all (self->rows);
    g_clear_error (&self->error);
    self->loaded_at = 0;
    self->total = 0;
}

static void
change (TallyFeed *self, TallyFeedState state)
{
    self->state = state;
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
fail (TallyFeed *self, GError *error)
{
    g_clear_error (&self->error);
    self->error = error;
    change (self, self->loaded_at != 0 ? TALLY_FEED_STALE : TALLY_FEED_FAILED);
}

static void
succeed (TallyFeed *self, GPtrArray *rows, int64_t total, gpointer message)
{
    if (self->message != NULL)
        tally_wire_free (tally_ask_answer_type (self->ask), self->message);
    self->message = message;
    self->total = total;
    g_clear_error (&self->error);
    self->loaded_at = g_get_real_time () / G_USEC_PER_SEC;
    self->state = TALLY_FEED_READY;
    tally_row_item_fill (self->rows, rows);
    change (self, TALLY_FEED_READY);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyFeed) self = user_data;
    g_autoptr(GPtrArray) rows = NULL;
    gpointer message = NULL;
    int64_t total = 0;
    GError *error = NULL;

    if (tally_ask_is_list (self->ask))
        rows = tally_api_ask_rows_finish (TALLY_API (source), result, &total, &error);
    else
        tally_api_ask_finish (TALLY_API (source), result, &message, &error);

    /* A cancelled question was replaced by a newer one, which owns the state. */
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_error_free (error);
        return;
    }
    g_clear_object (&self->cancellable);
    if (error != NULL)
        fail (self, error);
    else
        succeed (self, rows, total, message);
}

static void
stop (TallyFeed *self)
{
    if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
}

static gboolean
are_same (char **a, const char *const *b)
{
    if (a == NULL || b == NULL)
        return a == NULL && b == NULL;
    return g_strv_equal ((const char *const *) a, b);
}

void
tally_feed_load (TallyFeed *self, const char *const *arguments)
{
    g_return_if_fail (TALLY_IS_FEED (self));

    stop (self);
    if (!are_same (self->arguments, arguments)) {
        char **copy = g_strdupv ((char **) arguments);

        drop_answer (self);
        g_strfreev (self->arguments);
        self->arguments = copy;
    }
    self->cancellable = g_cancellable_new ();
    if (self->loaded_at == 0)
        change (self, TALLY_FEED_LOADING);
    tally_api_ask_async (self->api, self->ask, (const char *const *) self->arguments, NULL,
                         self->cancellable, on_answered, g_object_ref (self));
}

void
tally_feed_reload (TallyFeed *self)
{
    g_return_if_fail (TALLY_IS_FEED (self));

    if (self->state != TALLY_FEED_IDLE)
        tally_feed_load (self, (const char *const *) self->arguments);
}

void
tally_feed_clear (TallyFeed *self)
{
    g_return_if_fail (TALLY_IS_FEED (self));

    stop (self);
    drop_answer (self);
    g_clear_pointer (&self->arguments, g_strfreev);
    change (self, TALLY_FEED_IDLE);
}

TallyFeedState
tally_feed_get_state (TallyFeed *self)
{
    return self->state;
}

GListModel *
tally_feed_get_rows (TallyFeed *self)
{
    return G_LIST_MODEL (self->rows);
}

int64_t
tally_feed_get_total (TallyFeed *self)
{
    return self->total;
}

gconstpointer
tally_feed_get_message (TallyFeed *self)
{
    return self->message;
}

const GError *
tally_feed_get_error (TallyFeed *self)
{
    return self->error;
}

gint64
tally_feed_get_loaded_at (TallyFeed *self)
{
    return self->loaded_at;
}

static void
tally_feed_finalize (GObject *object)
{
    TallyFeed *self = TALLY_FEED (object);

    stop (self);
    drop_answer (self);
    g_clear_object (&self->rows);
    g_clear_object (&self->api);
    g_clear_pointer (&self->arguments, g_strfreev);

    G_OBJECT_CLASS (tally_feed_parent_class)->finalize (object);
}

static void
tally_feed_class_init (TallyFeedClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_feed_finalize;

    signals[SIGNAL_CHANGED] = g_signal_new ("changed", TALLY_TYPE_FEED, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
}

static void
tally_feed_init (TallyFeed *self)
{
    self->rows = g_list_store_new (TALLY_TYPE_ROW_ITEM);
}

TallyFeed *
tally_feed_new (TallyApi *api, TallyAsk ask)
{
    TallyFeed *self = g_object_new (TALLY_TYPE_FEED, NULL);

    self->api = g_object_ref (api);
    self->ask = ask;
    return self;
}
