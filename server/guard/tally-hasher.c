// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-hasher.h"

#include "server/guard/tally-password.h"
#include "shared/error/tally-error.h"

#include <sodium.h>
#include <string.h>

struct _TallyHasher {
    GObject parent_instance;

    guint n_at_once;
    guint n_waiting_max;
    guint n_running;
    GQueue waiting; /* of GTask */
};

G_DEFINE_FINAL_TYPE (TallyHasher, tally_hasher, G_TYPE_OBJECT)

typedef struct {
    char *hash;
    char *password;
} Comparison;

static void
free_comparison (gpointer data)
{
    Comparison *comparison = data;

    sodium_memzero (comparison->password, strlen (comparison->password));
    g_free (comparison->password);
    g_free (comparison->hash);
    g_free (comparison);
}

static void
tally_hasher_class_init (TallyHasherClass *klass)
{
}

static void
tally_hasher_init (TallyHasher *self)
{
    g_queue_init (&self->waiting);
}

TallyHasher *
tally_hasher_new (guint n_at_once, guint n_waiting_max)
{
    TallyHasher *self = g_object_new (TALLY_TYPE_HASHER, NULL);

    self->n_at_once = n_at_once;
    self->n_waiting_max = n_waiting_max;
    return self;
}

static void
compare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    const Comparison *comparison = task_data;

    g_task_return_boolean (task, tally_password_verify (comparison->hash, comparison->password));
}

static void
start (TallyHasher *self, GTask *task)
{
    self->n_running++;
    g_task_run_in_thread (task, compare_in_thread);
}

/* Runs in the main loop before the caller's callback. */
static void
start_next (TallyHasher *self)
{
    g_autoptr(GTask) next = NULL;

    self->n_running--;
    next = g_queue_pop_head (&self->waiting);
    if (next != NULL)
        start (self, next);
}

void
tally_hasher_verify_async (TallyHasher *self,
                           const char *hash,
                           const char *password,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
    Comparison *comparison = g_new0 (Comparison, 1);

    comparison->hash = g_strdup (hash);
    comparison->password = g_strdup (password);
    g_task_set_task_data (task, comparison, free_comparison);
    if (self->n_running < self->n_at_once)
        start (self, task);
    else if (self->waiting.length < self->n_waiting_max)
        g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
    else
        g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_BUSY, "too many sign-ins at once");
}

gboolean
tally_hasher_verify_finish (TallyHasher *self,
                            GAsyncResult *result,
                            gboolean *is_right,
                            GError **error)
{
    g_autoptr(GError) reason = NULL;

    *is_right = g_task_propagate_boolean (G_TASK (result), &reason);
    if (reason != NULL) {
        g_propagate_error (error, g_steal_pointer (&reason));
        return FALSE;
    }
    start_next (self);
    return TRUE;
}

guint
tally_hasher_get_n_running (TallyHasher *self)
{
    return self->n_running;
}

guint
tally_hasher_get_n_waiting (TallyHasher *self)
{
    return self->waiting.length;
}
