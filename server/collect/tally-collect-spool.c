// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-spool.h"

#include "shared/error/tally-error.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define RESOURCES "/org/gridtally/Gridtally/sql/collect/"
#define BUSY_MS 10000
/* FULL: a batch is on the disk, not only with the kernel, when put returns. */
#define SETTINGS "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF"

enum {
    STATEMENT_PUT,
    STATEMENT_ADVANCE,
    STATEMENT_PEEK,
    STATEMENT_DROP,
    STATEMENT_SET_ASIDE,
    STATEMENT_STATE,
    STATEMENT_PROGRESS,
    STATEMENT_ROUND_GET,
    STATEMENT_ROUND_PUT,
    STATEMENT_NOTE_GET,
    STATEMENT_NOTE_PUT,
    N_STATEMENTS
};

static const char *const statement_names[] = {
    [STATEMENT_PUT] = "spool-put",
    [STATEMENT_ADVANCE] = "spool-advance",
    [STATEMENT_PEEK] = "spool-peek",
    [STATEMENT_DROP] = "spool-drop",
    [STATEMENT_SET_ASIDE] = "spool-set-aside",
    [STATEMENT_STATE] = "spool-state",
    [STATEMENT_PROGRESS] = "spool-progress",
    [STATEMENT_ROUND_GET] = "spool-round-get",
    [STATEMENT_ROUND_PUT] = "spool-round-put",
    [STATEMENT_NOTE_GET] = "spool-note-get",
    [STATEMENT_NOTE_PUT] = "spool-note-put",
};

struct _TallyCollectSpool {
    GObject parent_instance;

    sqlite3 *db;
    sqlite3_stmt *statements[N_STATEMENTS];
    int64_t max_bytes;
    int64_t n_bytes; /* of batches, as far as this process knows */
    GMutex mutex;    /* guards all of it */
};

G_DEFINE_FINAL_TYPE (TallyCollectSpool, tally_collect_spool, G_TYPE_OBJECT)

static gboolean
fail (TallyCollectSpool *self, const char *doing, GError **error)
{
    int code = sqlite3_errcode (self->db);

    g_set_error (error, TALLY_ERROR,
                 code == SQLITE_BUSY || code == SQLITE_FULL ? TALLY_ERROR_BUSY
                                                            : TALLY_ERROR_INTERNAL,
                 "spool: %s: %s", doing, sqlite3_errmsg (self->db));
    return FALSE;
}

static gboolean
run_script (TallyCollectSpool *self, const char *sql, GError **error)
{
    return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, sql, error);
}

static GBytes *
load_sql (const char *name, GError **error)
{
    g_autofree char *path = g_strconcat (RESOURCES, name, ".sql", NULL);

    return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}

static gboolean
prepare_all (TallyCollectSpool *self, GError **error)
{
    g_autoptr(GBytes) make = load_sql ("spool-make", error);

    if (make == NULL || !run_script (self, SETTINGS, error)
        || !run_script (self, g_bytes_get_data (make, NULL), error))
        return FALSE;
    for (size_t i = 0; i < N_STATEMENTS; i++) {
        g_autoptr(GBytes) sql = load_sql (statement_names[i], error);

        if (sql == NULL)
            return FALSE;
        if (sqlite3_prepare_v3 (self->db, g_bytes_get_data (sql, NULL), -1,
                                SQLITE_PREPARE_PERSISTENT, &self->statements[i], NULL)
            != SQLITE_OK)
            return fail (self, statement_names[i], error);
    }
    return TRUE;
}

static gboolean
read_state (TallyCollectSpool *self, TallySpoolState *state, GError **error)
{
    sqlite3_stmt *statement = self->statements[STATEMENT_STATE];
    gboolean is_read = sqlite3_step (statement) == SQLITE_ROW;

    if (is_read) {
        state->n_waiting = sqlite3_column_int64 (statement, 0);
        state->n_bytes = sqlite3_column_int64 (statement, 1);
        state->n_damaged = sqlite3_column_int64 (statement, 2);
        state->n_waiting -= state->n_damaged;
    } else {
        fail (self, "state", error);
    }
    sqlite3_reset (statement);
    return is_read;
}

TallyCollectSpool *
tally_collect_spool_open (const char *path, int64_t max_bytes, GError **error)
{
    g_autoptr(TallyCollectSpool) self = g_object_new (TALLY_TYPE_COLLECT_SPOOL, NULL);
    TallySpoolState state = { 0 };

    self->max_bytes = max_bytes;
    if (sqlite3_open_v2 (path, &self->db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL)
        != SQLITE_OK) {
        fail (self, path, error);
        return NULL;
    }
    sqlite3_busy_timeout (self->db, BUSY_MS);
    if (!prepare_all (self, error) || !read_state (self, &state, error))
        return NULL;
    self->n_bytes = state.n_bytes;
    return g_steal_pointer (&self);
}

char *
tally_collect_spool_path (void)
{
    g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "gridtally", NULL);

    g_mkdir_with_parents (folder, 0700);
    return g_build_filename (folder, "spool.db", NULL);
}

/* Runs a statement that gives no rows, and makes it ready for the next time. */
static gboolean
run (TallyCollectSpool *self, int index, GError **error)
{
    sqlite3_stmt *statement = self->statements[index];
    gboolean is_done = sqlite3_step (statement) == SQLITE_DONE;

    if (!is_done)
        fail (self, statement_names[index], error);
    sqlite3_reset (statement);
    sqlite3_clear_bindings (statement);
    return is_done;
}

static gboolean
advance (TallyCollectSpool *self, const TallyCollectBatch *batch, GError **error)
{
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    g_autoptr(GPtrArray) list = NULL;
    sqlite3_stmt *statement = self->statements[STATEMENT_ADVANCE];
    size_t n;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (batch, &n);

    tally_collect_marks_add_frames (marks, frames, n);
    list = tally_collect_marks_list (marks);
    for (guint i = 0; i < list->len; i++) {
        const TallyCollectMark *mark = g_ptr_array_index (list, i);

        sqlite3_bind_int (statement, 1, mark->district_id);
        sqlite3_bind_int64 (statement, 2, mark->meter_id);
        sqlite3_bind_int (statement, 3, mark->channel);
        sqlite3_bind_int64 (statement, 4, mark->next_start);
        if (!run (self, STATEMENT_ADVANCE, error))
            return FALSE;
    }
    return TRUE;
}

/* Gives whether the batch was not there yet. */
static gboolean
insert (TallyCollectSpool *self,
        const TallyCollectBatch *batch,
        GBytes *payload,
        gboolean *is_new,
        GError **error)
{
    sqlite3_stmt *statement = self->statements[STATEMENT_PUT];
    gsize length;
    const void *data = g_bytes_get_data (payload, &length);

    sqlite3_bind_blob (statement, 1, tally_collect_batch_get_id (batch), TALLY_BATCH_ID_BYTES,
                       SQLITE_STATIC);
    sqlite3_bind_int64 (statement, 2, g_get_real_time () / G_USEC_PER_SEC);
    sqlite3_bind_blob64 (statement, 3, data, length, SQLITE_STATIC);
    if (!run (self, STATEMENT_PUT, error))
        return FALSE;
    *is_new = sqlite3_changes (self->db) > 0;
    return TRUE;
}

static gboolean
put_one (TallyCollectSpool *self, const TallyCollectBatch *batch, int64_t *n_bytes, GError **error)
{
    g_autoptr(GBytes) payload = tally_collect_batch_to_bytes (batch);
    int64_t length = (int64_t) g_bytes_get_size (payload);
    gboolean is_new = FALSE;

    if (*n_bytes + length > self->max_bytes) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_BUSY,
                     "spool: full, %" G_GINT64_FORMAT " bytes wait for the database", *n_bytes);
        return FALSE;
    }
    if (!insert (self, batch, payload, &is_new, error) || !advance (self, batch, error))
        return FALSE;
    *n_bytes += is_new ? length : 0;
    return TRUE;
}

gboolean
tally_collect_spool_put_all (TallyCollectSpool *self, GPtrArray *batches, GError **error)
{
    g_autoptr(GMutexLocker) locker = NULL;
    gboolean is_put = TRUE;
    int64_t n_bytes;

    g_return_val_if_fail (TALLY_IS_COLLECT_SPOOL (self), FALSE);

    locker = g_mutex_locker_new (&self->mutex);
    n_bytes = self->n_bytes;
    if (!run_script (self, "BEGIN IMMEDIATE", error))
        return FALSE;
    for (guint i = 0; is_put && i < batches->len; i++)
        is_put = put_one (self, g_ptr_array_index (batches, i), &n_bytes, error);
    if (is_put && run_script (self, "COMMIT", error)) {
        self->n_bytes = n_bytes;
        return TRUE;
    }
    run_script (self, "ROLLBACK", NULL);
    return FALSE;
}

gboolean
tally_collect_spool_put (TallyCollectSpool *self, const TallyCollectBatch *batch, GError **error)
{
    g_autoptr(GPtrArray) batches = g_ptr_array_new ();

    g_ptr_array_add (batches, (gpointer) batch);
    return tally_collect_spool_put_all (self, batches, error);
}

/* With the lock held. */
static gboolean
set_aside (TallyCollectSpool *self, int64_t place, const GError *fault, GError **error)
{
    g_critical ("spool: batch %" G_GINT64_FORMAT " is set aside: %s", place, fault->message);
    sqlite3_bind_int64 (self->statements[STATEMENT_SET_ASIDE], 1, place);
    return run (self, STATEMENT_SET_ASIDE, error);
}

gboolean
tally_collect_spool_set_aside (TallyCollectSpool *self,
                               int64_t place,
                               const GError *fault,
                               GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    return set_aside (self, place, fault, error);
}

/* Gives FALSE when the end was reached or something went wrong; TRUE with or
 * without a batch. */
static gboolean
peek_once (TallyCollectSpool *self,
           int64_t after,
           int64_t *place,
           TallyCollectBatch **batch,
           GError **error)
{
    sqlite3_stmt *statement = self->statements[STATEMENT_PEEK];
    g_autoptr(GError) fault = NULL;
    int code;

    sqlite3_bind_int64 (statement, 1, after);
    code = sqlite3_step (statement);
    if (code == SQLITE_ROW) {
        *place = sqlite3_column_int64 (statement, 0);
        *batch = tally_collect_batch_from_bytes (sqlite3_column_blob (statement, 1),
                                                 (size_t) sqlite3_column_bytes (statement, 1),
                                                 &fault);
    } else if (code != SQLITE_DONE) {
        fail (self, "peek", error);
    }
    sqlite3_reset (statement);
    if (fault != NULL && !set_aside (self, *place, fault, error))
        return FALSE;
    return code == SQLITE_ROW;
}

TallyCollectBatch *
tally_collect_spool_peek (TallyCollectSpool *self, int64_t after, int64_t *place, GError **error)
{
    g_autoptr(GMutexLocker) locker = NULL;
    TallyCollectBatch *batch = NULL;

    g_return_val_if_fail (TALLY_IS_COLLECT_SPOOL (self), NULL);

    locker = g_mutex_locker_new (&self->mutex);
    while (batch == NULL && peek_once (self, after, place, &batch, error))
        ;
    return batch;
}

gboolean
tally_collect_spool_drop (TallyCollectSpool *self, int64_t place, GError **error)
{
    g_autoptr(GMutexLocker) locker = NULL;
    sqlite3_stmt *statement;
    int64_t n_bytes = 0;
    int code;

    g_return_val_if_fail (TALLY_IS_COLLECT_SPOOL (self), FALSE);

    locker = g_mutex_locker_new (&self->mutex);
    statement = self->statements[STATEMENT_DROP];
    sqlite3_bind_int64 (statement, 1, place);
    while ((code = sqlite3_step (statement)) == SQLITE_ROW)
        n_bytes += sqlite3_column_int64 (statement, 0);
    if (code != SQLITE_DONE)
        fail (self, "drop", error);
    else
        self->n_bytes = MAX (0, self->n_bytes - n_bytes);
    sqlite3_reset (statement);
    return code == SQLITE_DONE;
}

gboolean
tally_collect_spool_get_state (TallyCollectSpool *self, TallySpoolState *state, GError **error)
{
    g_autoptr(GMutexLocker) locker = NULL;

    g_return_val_if_fail (TALLY_IS_COLLECT_SPOOL (self), FALSE);

    locker = g_mutex_locker_new (&self->mutex);
    return read_state (self, state, error);
}

gboolean
tally_collect_spool_add_marks (TallyCollectSpool *self, TallyCollectMarks *marks, GError **error)
{
    g_autoptr(GMutexLocker) locker = NULL;
    sqlite3_stmt *statement;
    int code;

    g_return_val_if_fail (TALLY_IS_COLLECT_SPOOL (self), FALSE);

    locker = g_mutex_locker_new (&self->mutex);
    statement = self->statements[STATEMENT_PROGRESS];
    while ((code = sqlite3_step (statement)) == SQLITE_ROW) {
        TallyCollectMark mark = {
            .district_id = sqlite3_column_int (statement, 0),
            .meter_id = sqlite3_column_int64 (statement, 1),
            .channel = (int16_t) sqlite3_column_int (statement, 2),
            .next_start = sqlite3_column_int64 (statement, 3),
        };

        tally_collect_marks_add (marks, &mark);
    }
    if (code != SQLITE_DONE)
        fail (self, "progress", error);
    sqlite3_reset (statement);
    return code == SQLITE_DONE;
}

gboolean
tally_collect_spool_get_round (TallyCollectSpool *self,
                               const char *schedule,
                               int64_t *done_for,
                               GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    sqlite3_stmt *statement = self->statements[STATEMENT_ROUND_GET];
    int code;

    sqlite3_bind_text (statement, 1, schedule, -1, SQLITE_STATIC);
    code = sqlite3_step (statement);
    *done_for = code == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        fail (self, "round", error);
    sqlite3_reset (statement);
    return code == SQLITE_ROW || code == SQLITE_DONE;
}

gboolean
tally_collect_spool_set_round (TallyCollectSpool *self,
                               const char *schedule,
                               int64_t done_for,
                               GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    sqlite3_bind_text (self->statements[STATEMENT_ROUND_PUT], 1, schedule, -1, SQLITE_STATIC);
    sqlite3_bind_int64 (self->statements[STATEMENT_ROUND_PUT], 2, done_for);
    return run (self, STATEMENT_ROUND_PUT, error);
}

gboolean
tally_collect_spool_get_note (TallyCollectSpool *self,
                              const char *name,
                              GBytes **body,
                              GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    sqlite3_stmt *statement = self->statements[STATEMENT_NOTE_GET];
    int code;

    *body = NULL;
    sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
    code = sqlite3_step (statement);
    if (code == SQLITE_ROW)
        *body = g_bytes_new (sqlite3_column_blob (statement, 0),
                             (gsize) sqlite3_column_bytes (statement, 0));
    else if (code != SQLITE_DONE)
        fail (self, "note", error);
    sqlite3_reset (statement);
    return code == SQLITE_ROW || code == SQLITE_DONE;
}

gboolean
tally_collect_spool_set_note (TallyCollectSpool *self,
                              const char *name,
                              GBytes *body,
                              GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    gsize length;
    const void *data = g_bytes_get_data (body, &length);

    sqlite3_bind_text (self->statements[STATEMENT_NOTE_PUT], 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_blob64 (self->statements[STATEMENT_NOTE_PUT], 2, data, length, SQLITE_STATIC);
    return run (self, STATEMENT_NOTE_PUT, error);
}

static void
tally_collect_spool_finalize (GObject *object)
{
    TallyCollectSpool *self = TALLY_COLLECT_SPOOL (object);

    for (size_t i = 0; i < N_STATEMENTS; i++)
        sqlite3_finalize (self->statements[i]);
    sqlite3_close (self->db);
    g_mutex_clear (&self->mutex);

    G_OBJECT_CLASS (tally_collect_spool_parent_class)->finalize (object);
}

static void
tally_collect_spool_class_init (TallyCollectSpoolClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_collect_spool_finalize;
}

static void
tally_collect_spool_init (TallyCollectSpool *self)
{
    g_mutex_init (&self->mutex);
}
