// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-progress-store.h"

#include "shared/block/tally-block.h"

struct _TallyCollectMarks {
    GHashTable *marks; /* set of TallyCollectMark, found by meter and channel */
};

static guint
hash_mark (gconstpointer data)
{
    const TallyCollectMark *mark = data;

    return g_int64_hash (&mark->meter_id) * 31u + (guint) mark->channel;
}

static gboolean
is_same_mark (gconstpointer a, gconstpointer b)
{
    const TallyCollectMark *one = a;
    const TallyCollectMark *other = b;

    return one->meter_id == other->meter_id && one->channel == other->channel
           && one->district_id == other->district_id;
}

TallyCollectMarks *
tally_collect_marks_new (void)
{
    TallyCollectMarks *self = g_new0 (TallyCollectMarks, 1);

    self->marks = g_hash_table_new_full (hash_mark, is_same_mark, g_free, NULL);
    return self;
}

void
tally_collect_marks_free (TallyCollectMarks *self)
{
    if (self == NULL)
        return;
    g_hash_table_unref (self->marks);
    g_free (self);
}

void
tally_collect_marks_add (TallyCollectMarks *self, const TallyCollectMark *mark)
{
    TallyCollectMark *known = g_hash_table_lookup (self->marks, mark);

    if (known != NULL)
        known->next_start = MAX (known->next_start, mark->next_start);
    else
        g_hash_table_add (self->marks, g_memdup2 (mark, sizeof *mark));
}

void
tally_collect_marks_add_run (TallyCollectMarks *self, const TallyCollectMark *run)
{
    TallyCollectMark *known = g_hash_table_lookup (self->marks, run);

    if (known == NULL) {
        g_hash_table_add (self->marks, g_memdup2 (run, sizeof *run));
    } else if (run->next_start < known->starts_at) {
        *known = *run; /* a hole lies between */
    } else if (run->starts_at <= known->next_start) {
        known->starts_at = MIN (known->starts_at, run->starts_at);
        known->next_start = MAX (known->next_start, run->next_start);
    }
}

static gboolean
add_runs (TallyCollectMarks *self,
          const TallyCollectFrame *frame,
          GByteArray *qualities,
          GError **error)
{
    size_t n = (size_t) frame->n;

    g_byte_array_set_size (qualities, (guint) n);
    if (!tally_block_get_flags (frame->flags, frame->flags_length, qualities->data, n, error))
        return FALSE;
    for (size_t i = 0, end; i < n; i = end + 1) {
        TallyCollectMark run = { frame->district_id, frame->meter_id, frame->channel, 0, 0 };

        for (end = i; end < n && qualities->data[end] != TALLY_QUALITY_MISSING;)
            end++;
        run.starts_at = frame->first_at + (int64_t) i * frame->interval_s;
        run.next_start = frame->first_at + (int64_t) end * frame->interval_s;
        if (end > i)
            tally_collect_marks_add_run (self, &run);
    }
    return TRUE;
}

gboolean
tally_collect_marks_add_file (TallyCollectMarks *self,
                              const TallyCollectFrame *frames,
                              size_t n,
                              GError **error)
{
    g_autoptr(GByteArray) qualities = g_byte_array_new ();

    for (size_t i = 0; i < n; i++) {
        if (frames[i].kind == TALLY_FRAME_INTERVAL
            && !add_runs (self, &frames[i], qualities, error))
            return FALSE;
    }
    return TRUE;
}

int64_t
tally_collect_marks_find (TallyCollectMarks *self,
                          int32_t district_id,
                          int64_t meter_id,
                          int16_t channel)
{
    TallyCollectMark key = { district_id, meter_id, channel, 0, 0 };
    const TallyCollectMark *known = g_hash_table_lookup (self->marks, &key);

    return known != NULL ? known->next_start : 0;
}

void
tally_collect_marks_add_frames (TallyCollectMarks *self, const TallyCollectFrame *frames, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        TallyCollectMark mark = {
            .district_id = frames[i].district_id,
            .meter_id = frames[i].meter_id,
            .channel = frames[i].channel,
            .next_start = frames[i].first_at + (int64_t) frames[i].n * frames[i].interval_s,
        };

        if (frames[i].kind == TALLY_FRAME_INTERVAL)
            tally_collect_marks_add (self, &mark);
    }
}

GPtrArray *
tally_collect_marks_list (TallyCollectMarks *self)
{
    GPtrArray *list = g_ptr_array_new ();
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init (&iter, self->marks);
    while (g_hash_table_iter_next (&iter, &key, NULL))
        g_ptr_array_add (list, key);
    return list;
}

gboolean
tally_collect_progress_store_advance (TallyDb *db, TallyCollectMarks *marks, GError **error)
{
    g_autoptr(GPtrArray) list = tally_collect_marks_list (marks);
    GString *columns[5];
    const char *values[G_N_ELEMENTS (columns)];
    g_autoptr(PGresult) result = NULL;

    if (list->len == 0)
        return TRUE;
    for (size_t c = 0; c < G_N_ELEMENTS (columns); c++)
        columns[c] = g_string_new ("{");
    for (guint i = 0; i < list->len; i++) {
        const TallyCollectMark *mark = g_ptr_array_index (list, i);
        int64_t numbers[] = { mark->district_id, mark->meter_id, mark->channel, mark->next_start,
                              mark->starts_at };

        for (size_t c = 0; c < G_N_ELEMENTS (columns); c++)
            g_string_append_printf (columns[c], "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                                    numbers[c]);
    }
    for (size_t c = 0; c < G_N_ELEMENTS (columns); c++)
        values[c] = g_string_append_c (columns[c], '}')->str;

    result = tally_db_run (db, "collect/advance", G_N_ELEMENTS (values), values, error);
    for (size_t c = 0; c < G_N_ELEMENTS (columns); c++)
        g_string_free (columns[c], TRUE);
    return result != NULL;
}

gboolean
tally_collect_progress_store_load (TallyDb *db, TallyCollectMarks *marks, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/progress", 0, NULL, error);

    if (rows == NULL)
        return FALSE;
    for (int i = 0; i < PQntuples (rows); i++) {
        TallyCollectMark mark = {
            .district_id = (int32_t) g_ascii_strtoll (PQgetvalue (rows, i, 0), NULL, 10),
            .meter_id = g_ascii_strtoll (PQgetvalue (rows, i, 1), NULL, 10),
            .channel = (int16_t) g_ascii_strtoll (PQgetvalue (rows, i, 2), NULL, 10),
            .next_start = g_ascii_strtoll (PQgetvalue (rows, i, 3), NULL, 10),
        };

        tally_collect_marks_add (marks, &mark);
    }
    return TRUE;
}
