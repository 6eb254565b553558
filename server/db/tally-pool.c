// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-pool.h"

#include "server/db/tally-link.h"
#include "server/db/tally-sql.h"
#include "shared/error/tally-error.h"

#define MAX_CONNECTIONS 64
#define MAX_TRIES 3
#define WAIT_MS 5000

struct _TallyPool {
    GObject parent_instance;

    GMainContext *context;
    GPtrArray *links; /* of TallyLink */
    GQueue waiting;   /* of Request */
    guint n_waiting_max;
    gboolean is_closed;
    guint64 n_done;
    guint64 n_failed;
};

G_DEFINE_FINAL_TYPE (TallyPool, tally_pool, G_TYPE_OBJECT)

/* A request from the call to its answer. */
typedef struct {
    TallyPool *pool; /* kept alive by @task */
    GTask *task;
    TallyJob *job;
    GSource *deadline; /* only while it waits */
    GSource *cancelled;
} Request;

static void
end_source (GSource **source)
{
    if (*source != NULL)
        g_source_destroy (*source);
    g_clear_pointer (source, g_source_unref);
}

static void
answer (Request *request)
{
    TallyPool *self = request->pool;
    g_autoptr(GTask) task = request->task;
    TallyJob *job = request->job;

    end_source (&request->deadline);
    end_source (&request->cancelled);
    g_free (request);

    if (job->error != NULL) {
        self->n_failed++;
        g_task_return_error (task, g_steal_pointer (&job->error));
    } else {
        g_assert (job->results->len == job->n_queries);
        self->n_done++;
        g_task_return_pointer (task, g_ptr_array_ref (job->results),
                               (GDestroyNotify) g_ptr_array_unref);
    }
    tally_job_free (job);
}

static gboolean
is_any_online (TallyPool *self)
{
    for (guint i = 0; i < self->links->len; i++) {
        if (tally_link_is_online (g_ptr_array_index (self->links, i)))
            return TRUE;
    }
    return FALSE;
}

static void
give_up (Request *request, TallyError code, const char *why)
{
    g_queue_remove (&request->pool->waiting, request);
    if (request->job->error == NULL)
        g_set_error_literal (&request->job->error, TALLY_ERROR, code, why);
    answer (request);
}

static gboolean
on_waited_too_long (gpointer user_data)
{
    Request *request = user_data;

    if (is_any_online (request->pool))
        give_up (request, TALLY_ERROR_BUSY, "waited too long for a database connection");
    else
        give_up (request, TALLY_ERROR_OFFLINE, "the database cannot be reached");
    return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
    Request *request = user_data;

    g_clear_error (&request->job->error);
    g_cancellable_set_error_if_cancelled (cancellable, &request->job->error);
    give_up (request, TALLY_ERROR_INTERNAL, "cancelled");
    return G_SOURCE_REMOVE;
}

static void
attach (Request *request, GSource **source, GSourceFunc callback)
{
    g_source_set_callback (*source, callback, request, NULL);
    g_source_attach (*source, request->pool->context);
}

static void
start_to_wait (Request *request)
{
    GCancellable *cancellable = g_task_get_cancellable (request->task);

    request->deadline = g_timeout_source_new (WAIT_MS);
    attach (request, &request->deadline, on_waited_too_long);
    if (cancellable != NULL) {
        request->cancelled = g_cancellable_source_new (cancellable);
        attach (request, &request->cancelled, G_SOURCE_FUNC (on_cancelled));
    }
}

static void
feed (TallyPool *self)
{
    for (guint i = 0; i < self->links->len; i++) {
        TallyLink *link = g_ptr_array_index (self->links, i);
        Request *request;

        if (!tally_link_is_idle (link))
            continue;
        request = g_queue_pop_head (&self->waiting);
        if (request == NULL)
            return;
        end_source (&request->deadline);
        end_source (&request->cancelled);
        request->job->n_tries++;
        request->job->owner = request;
        tally_link_send (link, request->job);
    }
}

static void
on_link_changed (TallyLink *link, TallyJob *job, gpointer user_data)
{
    g_autoptr(TallyPool) self = g_object_ref (TALLY_POOL (user_data));
    Request *request = job != NULL ? job->owner : NULL;

    if (job != NULL && job->met_conflict && job->n_tries < MAX_TRIES) {
        tally_job_clear (job);
        start_to_wait (request);
        g_queue_push_head (&self->waiting, request);
        request = NULL;
    }
    feed (self);
    if (request != NULL)
        answer (request);
}

static gboolean
check_names (const TallyQuery *queries, size_t n_queries, GError **error)
{
    for (size_t i = 0; i < n_queries; i++) {
        g_autoptr(GBytes) sql = tally_sql_load (queries[i].name, error);

        if (sql == NULL)
            return FALSE;
    }
    return TRUE;
}

void
tally_pool_query_async (TallyPool *self,
                        const TallyScope *scope,
                        const TallyQuery *queries,
                        size_t n_queries,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
    g_autoptr(GTask) task = NULL;
    g_autoptr(GError) error = NULL;
    Request *request;

    g_return_if_fail (TALLY_IS_POOL (self));
    g_return_if_fail (n_queries > 0 && n_queries <= TALLY_POOL_MAX_QUERIES);

    task = g_task_new (self, cancellable, callback, user_data);
    g_task_set_source_tag (task, tally_pool_query_async);
    if (self->is_closed)
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "the server is stopping");
    else if (g_queue_get_length (&self->waiting) >= self->n_waiting_max)
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_BUSY, "too many requests wait");
    else
        check_names (queries, n_queries, &error);
    if (error != NULL) {
        self->n_failed++;
        g_task_return_error (task, g_steal_pointer (&error));
        return;
    }

    request = g_new0 (Request, 1);
    request->pool = self;
    request->task = g_steal_pointer (&task);
    request->job = tally_job_new (scope, queries, n_queries);
    start_to_wait (request);
    g_queue_push_tail (&self->waiting, request);
    feed (self);
}

GPtrArray *
tally_pool_query_finish (TallyPool *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

TallyPoolState
tally_pool_get_state (TallyPool *self)
{
    TallyPoolState state = { 0 };

    g_return_val_if_fail (TALLY_IS_POOL (self), state);

    state.n_connections = self->links->len;
    state.n_waiting = g_queue_get_length (&self->waiting);
    state.n_done = self->n_done;
    state.n_failed = self->n_failed;
    for (guint i = 0; i < self->links->len; i++) {
        const TallyLink *link = g_ptr_array_index (self->links, i);

        state.n_connects += tally_link_get_n_connects (link);
        if (!tally_link_is_online (link))
            continue;
        state.n_online++;
        if (!tally_link_is_idle (link))
            state.n_busy++;
    }
    return state;
}

void
tally_pool_close (TallyPool *self)
{
    g_autoptr(TallyPool) alive = NULL;
    g_autoptr(GPtrArray) requests = g_ptr_array_new ();
    Request *request;

    g_return_if_fail (TALLY_IS_POOL (self));

    alive = g_object_ref (self);
    self->is_closed = TRUE;
    for (guint i = 0; i < self->links->len; i++) {
        TallyJob *job = tally_link_close (g_ptr_array_index (self->links, i));

        if (job != NULL)
            g_ptr_array_add (requests, job->owner);
    }
    while ((request = g_queue_pop_head (&self->waiting)) != NULL)
        g_ptr_array_add (requests, request);
    for (guint i = 0; i < requests->len; i++)
        give_up (g_ptr_array_index (requests, i), TALLY_ERROR_OFFLINE, "the server is stopping");
}

static void
tally_pool_dispose (GObject *object)
{
    TallyPool *self = TALLY_POOL (object);

    /* Requests hold the pool, so none is left. */
    g_assert (g_queue_is_empty (&self->waiting));
    g_clear_pointer (&self->links, g_ptr_array_unref);
    g_clear_pointer (&self->context, g_main_context_unref);

    G_OBJECT_CLASS (tally_pool_parent_class)->dispose (object);
}

static void
tally_pool_class_init (TallyPoolClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = tally_pool_dispose;
}

static void
tally_pool_init (TallyPool *self)
{
    self->context = g_main_context_ref_thread_default ();
    self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_link_free);
    g_queue_init (&self->waiting);
}

TallyPool *
tally_pool_new (const char *conninfo, const char *user, guint n_connections, guint n_waiting_max)
{
    TallyPool *self;

    g_return_val_if_fail (n_connections > 0 && n_connections <= MAX_CONNECTIONS, NULL);

    self = g_object_new (TALLY_TYPE_POOL, NULL);
    self->n_waiting_max = n_waiting_max;
    for (guint i = 0; i < n_connections; i++)
        g_ptr_array_add (self->links,
                         tally_link_new (conninfo, user, self->context, on_link_changed, self));
    return self;
}
