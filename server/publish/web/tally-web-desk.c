// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-web-desk.h"

#include "shared/error/tally-error.h"

#define THREADS 2

struct _TallyWebDesk {
    GThreadPool *threads;
    GMutex lock;      /* of what follows */
    GHashTable *kept; /* key -> JSON text */
    GQueue keys;      /* oldest first */
};

/* @request goes back to the main loop, which alone may let go of it. */
typedef struct {
    TallyWebTask task;
    TallyRequest *request;
    TallyWebMake make;
    TallyWebShow show;
    gpointer order;
    char *key; /* (nullable): not to be kept */
} Job;

static void
job_free (gpointer data)
{
    Job *job = data;

    g_ptr_array_unref (job->task.results);
    g_free (job->order);
    g_free (job->key);
    g_free (job);
}

/* What the rows say decides what is made of them, so the same rows need no second look. */
static char *
make_key (const TallyWebTask *task, const char *order_text)
{
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

    g_checksum_update (sum, (const guchar *) order_text, -1);
    g_checksum_update (sum, (const guchar *) tally_web_text_language (task->text), -1);
    for (guint i = 0; i < task->results->len; i++) {
        const PGresult *rows = g_ptr_array_index (task->results, i);

        for (int row = 0; row < PQntuples (rows); row++) {
            for (int column = 0; column < PQnfields (rows); column++)
                g_checksum_update (sum, (const guchar *) PQgetvalue (rows, row, column),
                                   PQgetlength (rows, row, column) + 1);
        }
        g_checksum_update (sum, (const guchar *) "\n", 1);
    }
    return g_strdup (g_checksum_get_string (sum));
}

static JsonObject *
find_kept (TallyWebDesk *desk, const char *key)
{
    g_autoptr(JsonNode) node = NULL;
    g_autofree char *text = NULL;

    g_mutex_lock (&desk->lock);
    text = g_strdup (g_hash_table_lookup (desk->kept, key));
    g_mutex_unlock (&desk->lock);
    node = text != NULL ? json_from_string (text, NULL) : NULL;
    return node != NULL ? json_node_dup_object (node) : NULL;
}

static void
keep (TallyWebDesk *desk, const char *key, JsonObject *data)
{
    g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), data);
    char *text = json_to_string (node, FALSE);

    g_mutex_lock (&desk->lock);
    if (!g_hash_table_contains (desk->kept, key)) {
        char *kept_key = g_strdup (key);

        g_hash_table_insert (desk->kept, kept_key, g_steal_pointer (&text));
        g_queue_push_tail (&desk->keys, kept_key);
    }
    if (g_queue_get_length (&desk->keys) > TALLY_WEB_DESK_KEPT)
        g_hash_table_remove (desk->kept, g_queue_pop_head (&desk->keys));
    g_mutex_unlock (&desk->lock);
    g_free (text);
}

static void
run (gpointer data, gpointer user_data)
{
    g_autoptr(GTask) task = data;
    TallyWebDesk *desk = user_data;
    Job *job = g_task_get_task_data (task);
    g_autoptr(GError) error = NULL;
    JsonObject *made = NULL;

    if (job->key == NULL) {
        made = job->make (&job->task, &error);
    } else {
        g_autofree char *key = make_key (&job->task, job->key);

        made = find_kept (desk, key);
        if (made == NULL && (made = job->make (&job->task, &error)) != NULL)
            keep (desk, key, made);
    }
    if (made != NULL)
        g_task_return_pointer (task, made, (GDestroyNotify) json_object_unref);
    else
        g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Job *job = g_task_get_task_data (G_TASK (result));
    g_autoptr(TallyRequest) request = g_steal_pointer (&job->request);
    g_autoptr(GError) error = NULL;
    JsonObject *data = g_task_propagate_pointer (G_TASK (result), &error);

    if (data == NULL)
        tally_request_reply_error (request, error);
    else
        job->show (job->task.web, request, job->task.text, data, job->order);
}

void
tally_web_desk_do (TallyWeb *web,
                   TallyRequest *request,
                   GPtrArray *results,
                   gpointer order,
                   const char *order_text,
                   TallyWebMake make,
                   TallyWebShow show)
{
    TallyWebDesk *desk = web->desk;
    GTask *task = g_task_new (NULL, NULL, on_made, NULL);
    Job *job = g_new0 (Job, 1);

    job->task = (TallyWebTask){ web, tally_web_text_of (web, request), g_ptr_array_ref (results),
                                order };
    job->request = g_object_ref (request);
    job->order = order;
    job->make = make;
    job->show = show;
    job->key = g_strdup (order_text);
    g_task_set_task_data (task, job, job_free);
    if (g_thread_pool_unprocessed (desk->threads) < TALLY_WEB_DESK_WAITING
        && g_thread_pool_push (desk->threads, task, NULL))
        return;
    g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_BUSY, "too many pages are being made");
    g_object_unref (task);
}

void
tally_web_desk_open (TallyWeb *web)
{
    TallyWebDesk *desk = g_new0 (TallyWebDesk, 1);

    desk->threads = g_thread_pool_new (run, desk, THREADS, FALSE, NULL);
    g_mutex_init (&desk->lock);
    g_queue_init (&desk->keys);
    desk->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    web->desk = desk;
}

void
tally_web_desk_close (TallyWeb *web)
{
    TallyWebDesk *desk = g_steal_pointer (&web->desk);

    if (desk == NULL)
        return;
    g_thread_pool_free (desk->threads, FALSE, TRUE);
    g_hash_table_unref (desk->kept);
    g_queue_clear (&desk->keys);
    g_mutex_clear (&desk->lock);
    g_free (desk);
}
