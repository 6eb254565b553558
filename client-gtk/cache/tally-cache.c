// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/cache/tally-cache.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define RESOURCES "/org/gridtally/Gridtally/cache/"
#define BUSY_MS 2000
/* What is lost in a crash is asked again. */
#define SETTINGS "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA trusted_schema = OFF"

struct _TallyCache {
    GObject parent_instance;

    char *path;
    GThreadPool *worker; /* one thread */
    sqlite3 *db;         /* of that thread; NULL: not opened, or not to be opened */
    gboolean is_tried;
};

G_DEFINE_FINAL_TYPE (TallyCache, tally_cache, G_TYPE_OBJECT)

typedef enum {
    JOB_PUT,
    JOB_GET,
    JOB_FORGET,
} JobKind;

typedef struct {
    JobKind kind;
    char *owner;
    char *path;
    GBytes *body;
    int64_t stored_at;
    GTask *task; /* of a question */
} Job;

static void
job_free (Job *job)
{
    g_free (job->owner);
    g_free (job->path);
    g_clear_pointer (&job->body, g_bytes_unref);
    g_clear_object (&job->task);
    g_free (job);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static GBytes *
load_sql (const char *name)
{
    g_autofree char *path = g_strconcat (RESOURCES, name, ".sql", NULL);

    return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static sqlite3_stmt *
prepare (TallyCache *self, const char *name)
{
    g_autoptr(GBytes) sql = load_sql (name);
    sqlite3_stmt *statement = NULL;

    g_assert (sql != NULL);
    if (sqlite3_prepare_v2 (self->db, g_bytes_get_data (sql, NULL), -1, &statement, NULL)
        != SQLITE_OK)
        g_debug ("cache: %s: %s", name, sqlite3_errmsg (self->db));
    return statement;
}

static gboolean
make_tables (TallyCache *self)
{
    g_autoptr(GBytes) make = load_sql ("make");
    sqlite3_stmt *trim;

    sqlite3_busy_timeout (self->db, BUSY_MS);
    if (sqlite3_exec (self->db, SETTINGS, NULL, NULL, NULL) != SQLITE_OK
        || sqlite3_exec (self->db, g_bytes_get_data (make, NULL), NULL, NULL, NULL) != SQLITE_OK)
        return FALSE;
    trim = prepare (self, "trim");
    sqlite3_bind_int64 (trim, 1, g_get_real_time () / G_USEC_PER_SEC - TALLY_CACHE_MAX_AGE_S);
    sqlite3_bind_int64 (trim, 2, TALLY_CACHE_MAX_ANSWERS);
    sqlite3_step (trim);
    return sqlite3_finalize (trim) == SQLITE_OK;
}

static gboolean
open_file (TallyCache *self)
{
    g_autofree char *folder = g_path_get_dirname (self->path);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

    g_mkdir_with_parents (folder, 0700);
    if (sqlite3_open_v2 (self->path, &self->db, flags, NULL) != SQLITE_OK)
        return FALSE;
    g_chmod (self->path, 0600); /* the files beside it get the mode of this one */
    return make_tables (self);
}

/* A file that is damaged is begun anew. */
static void
ensure_open (TallyCache *self)
{
    if (self->is_tried)
        return;
    self->is_tried = TRUE;
    if (open_file (self))
        return;
    g_clear_pointer (&self->db, sqlite3_close);
    g_unlink (self->path);
    if (open_file (self))
        return;
    g_warning ("cache: %s cannot be used: nothing is kept for when the server is away", self->path);
    g_clear_pointer (&self->db, sqlite3_close);
}

static void
put (TallyCache *self, const Job *job)
{
    sqlite3_stmt *statement = prepare (self, "put");
    gsize length = 0;
    const void *body = g_bytes_get_data (job->body, &length);

    sqlite3_bind_text (statement, 1, job->owner, -1, SQLITE_STATIC);
    sqlite3_bind_text (statement, 2, job->path, -1, SQLITE_STATIC);
    sqlite3_bind_int64 (statement, 3, job->stored_at);
    sqlite3_bind_blob (statement, 4, body != NULL ? body : "", (int) length, SQLITE_STATIC);
    sqlite3_step (statement);
    sqlite3_finalize (statement);
}

static void
get (TallyCache *self, Job *job)
{
    sqlite3_stmt *statement = prepare (self, "get");

    sqlite3_bind_text (statement, 1, job->owner, -1, SQLITE_STATIC);
    sqlite3_bind_text (statement, 2, job->path, -1, SQLITE_STATIC);
    if (sqlite3_step (statement) == SQLITE_ROW) {
        const void *body = sqlite3_column_blob (statement, 1);

        job->stored_at = sqlite3_column_int64 (statement, 0);
        job->body = g_bytes_new (body, (gsize) sqlite3_column_bytes (statement, 1));
    }
    sqlite3_finalize (statement);
}

static void
forget (TallyCache *self, const Job *job)
{
    sqlite3_stmt *statement = prepare (self, "forget");

    sqlite3_bind_text (statement, 1, job->owner, -1, SQLITE_STATIC);
    sqlite3_step (statement);
    sqlite3_finalize (statement);
}

/* In the thread that asked: the worker must never hold the last reference to the cache. */
static gboolean
deliver (gpointer user_data)
{
    Job *job = user_data;
    g_autoptr(GTask) task = g_steal_pointer (&job->task);

    g_task_set_task_data (task, job, (GDestroyNotify) job_free);
    g_task_return_boolean (task, TRUE);
    return G_SOURCE_REMOVE;
}

static void
work (gpointer data, gpointer user_data)
{
    TallyCache *self = user_data;
    g_autoptr(Job) job = data;

    ensure_open (self);
    if (self->db != NULL && job->kind == JOB_PUT)
        put (self, job);
    else if (self->db != NULL && job->kind == JOB_GET)
        get (self, job);
    else if (self->db != NULL)
        forget (self, job);
    if (job->task != NULL) {
        g_autoptr(GMainContext) context = g_main_context_ref (g_task_get_context (job->task));
        g_autoptr(GSource) source = g_idle_source_new ();

        g_source_set_priority (source, G_PRIORITY_DEFAULT);
        g_source_set_callback (source, deliver, g_steal_pointer (&job), NULL);
        g_source_attach (source, context);
    }
}

static void
push (TallyCache *self, JobKind kind, const char *owner, const char *path, Job *job)
{
    job->kind = kind;
    job->owner = g_strdup (owner);
    job->path = g_strdup (path);
    g_thread_pool_push (self->worker, job, NULL);
}

void
tally_cache_put (TallyCache *self,
                 const char *owner,
                 const char *path,
                 GBytes *body,
                 int64_t stored_at)
{
    Job *job;

    g_return_if_fail (TALLY_IS_CACHE (self));

    if (g_bytes_get_size (body) > TALLY_CACHE_MAX_BYTES)
        return;
    job = g_new0 (Job, 1);
    job->body = g_bytes_ref (body);
    job->stored_at = stored_at;
    push (self, JOB_PUT, owner, path, job);
}

void
tally_cache_forget (TallyCache *self, const char *owner)
{
    g_return_if_fail (TALLY_IS_CACHE (self));

    push (self, JOB_FORGET, owner, "", g_new0 (Job, 1));
}

void
tally_cache_get_async (TallyCache *self,
                       const char *owner,
                       const char *path,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
    Job *job = g_new0 (Job, 1);

    job->task = g_task_new (self, NULL, callback, user_data);
    push (self, JOB_GET, owner, path, job);
}

GBytes *
tally_cache_get_finish (TallyCache *self, GAsyncResult *result, int64_t *stored_at)
{
    Job *job = g_task_get_task_data (G_TASK (result));

    g_task_propagate_boolean (G_TASK (result), NULL);
    *stored_at = job->stored_at;
    return g_steal_pointer (&job->body);
}

static void
tally_cache_finalize (GObject *object)
{
    TallyCache *self = TALLY_CACHE (object);

    g_thread_pool_free (self->worker, FALSE, TRUE);
    g_clear_pointer (&self->db, sqlite3_close);
    g_free (self->path);

    G_OBJECT_CLASS (tally_cache_parent_class)->finalize (object);
}

static void
tally_cache_class_init (TallyCacheClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_cache_finalize;
}

static void
tally_cache_init (TallyCache *self)
{
    self->worker = g_thread_pool_new (work, self, 1, FALSE, NULL);
}

TallyCache *
tally_cache_new (const char *path)
{
    TallyCache *self = g_object_new (TALLY_TYPE_CACHE, NULL);

    self->path = path != NULL
                     ? g_strdup (path)
                     : g_build_filename (g_get_user_cache_dir (), "gridtally", "answers.db", NULL);
    return self;
}
