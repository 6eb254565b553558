// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-import-step.h"

#include "server/raw/tally-raw-import-private.h"
#include "server/raw/tally-raw-retired-store.h"
#include "shared/error/tally-error.h"

#define REFUSED_MARK "the file holds what is refused"

/* Waits until the database has the file. */
static gboolean
end_keeping (TallyRawImport *self, GError **error)
{
    g_autoptr(TallyCopyIn) keeping = g_steal_pointer (&self->keeping);

    return keeping == NULL || tally_copy_in_finish (keeping, NULL, error);
}

gboolean
tally_raw_import_append (TallyRawImport *self, GError **error)
{
    size_t n;
    size_t n_new;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (self->batch, &n);

    /* Nothing will be stored; the rest of the file is looked at all the same. */
    if (self->has_late || self->only_checks) {
        self->imported->n_frames += (int64_t) n;
        tally_collect_batch_clear (self->batch);
        return TRUE;
    }
    if (!end_keeping (self, error)
        || !tally_raw_store_append_batch (self->db, frames, n, &n_new, error)
        || !tally_collect_marks_add_file (self->marks, frames, n, error))
        return FALSE;
    self->imported->n_frames += (int64_t) n;
    self->imported->n_new += (int64_t) n_new;
    tally_collect_batch_clear (self->batch);
    return TRUE;
}

static void
on_issue_met (TallyFileIssueKind kind,
              size_t line,
              const char *field,
              const char *message,
              gpointer user_data)
{
    /* The summary has it from the first reading. */
}

/* Districts that will have frames of the file; NULL: a point is none of ours, all is refused. */
static GHashTable *
find_keepers (TallyRawImport *self)
{
    g_autoptr(GHashTable) keepers = g_hash_table_new (NULL, NULL);

    for (guint i = 0; i < self->summary->channels->len; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (self->summary->channels, i);
        const GPtrArray *targets = g_hash_table_lookup (self->by_code, channel->point);
        const TallyCollectTarget *first = targets != NULL ? g_ptr_array_index (targets, 0) : NULL;

        if (channel->channel == 0)
            continue;
        if (first == NULL)
            return NULL;
        g_hash_table_add (keepers, GINT_TO_POINTER (first->district_id));
    }
    return g_steal_pointer (&keepers);
}

/* Whether all districts of the file have it. */
static gboolean
find_file (TallyRawImport *self, GError **error)
{
    g_autoptr(GHashTable) keepers = find_keepers (self);
    GHashTableIter iter;
    gpointer key;
    gboolean has = keepers != NULL && g_hash_table_size (keepers) > 0;

    if (keepers != NULL)
        g_hash_table_iter_init (&iter, keepers);
    while (has && g_hash_table_iter_next (&iter, &key, NULL)) {
        if (!tally_collect_file_store_has (self->db, GPOINTER_TO_INT (key), self->file, &has,
                                           error))
            return FALSE;
    }
    self->imported->was_known = has;
    return TRUE;
}

/* The file goes first: the database packs it while its frames are made. */
static gboolean
keep_file (TallyRawImport *self, GError **error)
{
    g_autoptr(GHashTable) keepers = find_keepers (self);
    GHashTableIter iter;
    gpointer key;

    if (keepers == NULL)
        return TRUE;
    if (!tally_collect_file_store_lock (self->db, self->file, error))
        return FALSE;
    g_hash_table_iter_init (&iter, keepers);
    while (g_hash_table_iter_next (&iter, &key, NULL)) {
        int32_t district_id = GPOINTER_TO_INT (key);
        gboolean has = FALSE;

        if (!end_keeping (self, error)
            || !tally_collect_file_store_has (self->db, district_id, self->file, &has, error))
            return FALSE;
        if (has) {
            self->imported->was_known = TRUE;
            continue;
        }
        self->keeping = tally_collect_file_store_add (self->db, district_id, self->file, error);
        if (self->keeping == NULL)
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_frames (TallyRawImport *self, GError **error)
{
    TallyFileSink sink = { tally_raw_import_take_series, tally_raw_import_take_reads, on_issue_met,
                           self };

    if (self->tape != NULL ? !tally_file_tape_play (self->tape, &sink, error)
                           : !tally_file_read (self->how, (const char *) self->file->content,
                                               self->file->length, &sink, error))
        return FALSE;
    if (self->has_refused) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, REFUSED_MARK);
        return FALSE;
    }
    return tally_raw_import_append (self, error);
}

static gboolean
import_all (TallyDb *db, gpointer user_data, GError **error)
{
    TallyRawImport *self = user_data;
    gboolean is_good;

    *self->imported = (TallyRawImported){ 0 };
    tally_collect_batch_clear (self->batch);
    g_hash_table_remove_all (self->districts);
    g_hash_table_remove_all (self->registers);
    self->has_refused = FALSE;
    self->has_late = FALSE;

    is_good = keep_file (self, error) && read_frames (self, error);
    g_clear_pointer (&self->keeping, tally_copy_in_free);
    return is_good && tally_collect_progress_store_advance (db, self->marks, error);
}

static gboolean
load_targets (TallyRawImport *self, GPtrArray **targets, GError **error)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new ();
    g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

    for (guint i = 0; i < self->summary->channels->len; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (self->summary->channels, i);

        if (g_hash_table_add (seen, channel->point))
            g_ptr_array_add (codes, channel->point);
    }
    *targets = tally_collect_file_store_targets (self->db, (const char *const *) codes->pdata,
                                                 codes->len, error);
    if (*targets == NULL)
        return FALSE;
    for (guint i = 0; i < (*targets)->len; i++) {
        TallyCollectTarget *target = g_ptr_array_index (*targets, i);
        GPtrArray *own = g_hash_table_lookup (self->by_code, target->code);

        if (own == NULL) {
            own = g_ptr_array_new ();
            g_hash_table_insert (self->by_code, target->code, own);
        }
        g_ptr_array_add (own, target);
    }
    return TRUE;
}

/* Days of the file, and those that its frames may lie in. */
static TallyDays
days_of (const TallyRawImport *self)
{
    TallyDays days = { { G_MAXINT32 }, { 0 } };

    for (guint i = 0; i < self->summary->channels->len; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (self->summary->channels, i);

        days.first.number = MIN (days.first.number, (int32_t) (channel->first / 86400) - 1);
        days.end.number = MAX (days.end.number, (int32_t) (channel->end / 86400) + 2);
    }
    return days;
}

/* In points and days that are known. */
static gboolean
prepare (TallyRawImport *self, GPtrArray **targets, GError **error)
{
    TallyDays days = days_of (self);

    if (!load_targets (self, targets, error))
        return FALSE;
    self->retired = tally_raw_retired_store_list (self->db, days, error);
    return self->retired != NULL
           && (self->only_checks || self->summary->channels->len == 0
               || tally_raw_store_make_months (self->db, days, error));
}

static gboolean
check_all (TallyRawImport *self, GError **error)
{
    return find_file (self, error) && read_frames (self, error);
}

static gboolean
run (TallyRawImport *self, GError **error)
{
    g_autoptr(GPtrArray) targets = NULL;
    g_autoptr(GError) broken = NULL;

    if (!prepare (self, &targets, error))
        return FALSE;
    if (self->only_checks)
        check_all (self, &broken);
    else
        self->imported->is_stored = tally_db_transact (self->db, TALLY_ISOLATION_EACH_STATEMENT,
                                                       import_all, self, &broken);
    if (g_hash_table_size (self->districts) == 1) {
        GHashTableIter iter;
        gpointer district = NULL;

        g_hash_table_iter_init (&iter, self->districts);
        g_hash_table_iter_next (&iter, &district, NULL);
        self->imported->district_id = GPOINTER_TO_INT (district);
    }
    g_hash_table_remove_all (self->by_code);
    if (broken == NULL || self->has_refused)
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&broken));
    return FALSE;
}

static gboolean
import (TallyDb *db,
        const TallyCollectFile *file,
        const TallyFileHow *how,
        gboolean only_checks,
        TallyFileSummary *summary,
        const TallyFileTape *tape,
        TallyRawImported *imported,
        GError **error)
{
    g_autoptr(GHashTable) by_code = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                            (GDestroyNotify) g_ptr_array_unref);
    g_autoptr(GHashTable) districts = g_hash_table_new (NULL, NULL);
    g_autoptr(GHashTable)
                   registers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new_of_file (file->sha256);
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    TallyRawImport self = {
        .db = db,
        .file = file,
        .how = how,
        .summary = summary,
        .tape = tape != NULL && tally_file_tape_is_whole (tape) ? tape : NULL,
        .imported = imported,
        .by_code = by_code,
        .districts = districts,
        .registers = registers,
        .batch = batch,
        .marks = marks,
        .only_checks = only_checks,
    };
    gboolean is_good;

    *imported = (TallyRawImported){ 0 };
    if (summary->n_issues[TALLY_FILE_REFUSED] + summary->n_issues[TALLY_FILE_DOUBTED] > 0)
        return TRUE;
    is_good = run (&self, error);
    g_clear_pointer (&self.retired, g_ptr_array_unref);
    return is_good;
}

gboolean
tally_raw_import_step (TallyDb *db,
                       const TallyCollectFile *file,
                       const TallyFileHow *how,
                       TallyFileSummary *summary,
                       const TallyFileTape *tape,
                       TallyRawImported *imported,
                       GError **error)
{
    return import (db, file, how, FALSE, summary, tape, imported, error);
}

gboolean
tally_raw_import_check (TallyDb *db,
                        const TallyCollectFile *file,
                        const TallyFileHow *how,
                        TallyFileSummary *summary,
                        const TallyFileTape *tape,
                        TallyRawImported *imported,
                        GError **error)
{
    return import (db, file, how, TRUE, summary, tape, imported, error);
}
