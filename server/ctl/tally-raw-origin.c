// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-raw-origin.h"

#include "server/collect/files/tally-csv-mapping.h"
#include "server/ctl/tally-raw-walk-store.h"
#include "server/raw/tally-raw-import-step.h"

#include <string.h>

#define BATCH_BYTES 16
#define TEXT_MAX 240

char *
tally_raw_hex (const uint8_t *bytes, size_t length)
{
    GString *text = g_string_sized_new (2 * length);

    for (size_t i = 0; i < length; i++)
        g_string_append_printf (text, "%02x", bytes[i]);
    return g_string_free (text, FALSE);
}

static void
add_columns (JsonObject *object, PGresult *rows)
{
    for (int column = 0; column < PQnfields (rows); column++) {
        if (!PQgetisnull (rows, 0, column) && !g_str_equal (PQfname (rows, column), "content"))
            json_object_set_string_member (object, PQfname (rows, column),
                                           PQgetvalue (rows, 0, column));
    }
}

static gboolean
add_attempt (TallyDb *db,
             JsonObject *object,
             const TallyRawFrame *frame,
             const char *district,
             const char *day,
             GError **error)
{
    g_autofree char *batch = tally_raw_hex (frame->origin, frame->origin_length);
    g_autoptr(PGresult) rows = tally_raw_walk_store_attempt (db, district, day, frame->meter_id,
                                                              batch, error);

    json_object_set_string_member (object, "kind", "attempt");
    json_object_set_string_member (object, "batch", batch);
    if (rows != NULL && PQntuples (rows) > 0)
        add_columns (object, rows);
    return rows != NULL;
}

static gboolean
add_reading (TallyDb *db,
             JsonObject *object,
             const TallyRawFrame *frame,
             int64_t value,
             const char *district,
             GError **error)
{
    g_autoptr(PGresult) rows = tally_raw_walk_store_reading (db, district, frame->meter_id,
                                                              frame->channel, frame->first_at,
                                                              value, error);

    json_object_set_string_member (object, "kind", "reading");
    if (rows != NULL && PQntuples (rows) > 0)
        add_columns (object, rows);
    return rows != NULL;
}

/* Looks for the line of a file that a frame was made of. */
typedef struct {
    const TallyRawFrame *frame;
    const char *code;
    const TallyZone *zone;
    size_t line;
} Search;

static gboolean
covers (const Search *self, int64_t start, gboolean is_local, int64_t length)
{
    if (is_local)
        start = tally_raw_import_instant (self->zone, start);
    return start <= self->frame->first_at && self->frame->first_at < start + MAX (length, 1);
}

static gboolean
on_series_read (const TallyFileSeries *series, gpointer user_data, GError **error)
{
    Search *self = user_data;

    if (self->line == 0 && series->channel == self->frame->channel
        && g_str_equal (series->point, self->code)
        && covers (self, series->start, series->is_local, (int64_t) series->n * series->interval_s))
        self->line = series->line;
    return TRUE;
}

static gboolean
on_reads_read (const TallyFileReads *reads, gpointer user_data, GError **error)
{
    Search *self = user_data;

    if (self->line == 0 && reads->channel == self->frame->channel
        && g_str_equal (reads->point, self->code)
        && (covers (self, reads->previous.at, reads->is_local, 0)
            || covers (self, reads->current.at, reads->is_local, 0)))
        self->line = reads->line;
    return TRUE;
}

static void
on_issue_met (TallyFileIssueKind kind,
              size_t line,
              const char *field,
              const char *message,
              gpointer user_data)
{
    /* The file is in: whatever was forgiven then is forgiven now. */
}

static void
add_line (JsonObject *object, const char *text, size_t length, size_t number)
{
    TallyFileLines lines = { .next = text, .n_left = length };
    TallyText line;

    json_object_set_int_member (object, "line", (int64_t) number);
    while (lines.number < number && tally_file_lines_next (&lines, &line)) {
        g_autofree char *shown = NULL;
        g_autofree char *valid = NULL;

        if (lines.number != number)
            continue;
        shown = g_strndup (line.text, MIN (line.length, TEXT_MAX));
        valid = g_utf8_make_valid (shown, -1);
        json_object_set_string_member (object, "text", valid);
    }
}

static void
find_line (JsonObject *object, Search *search, PGresult *rows, GBytes *file)
{
    gsize length;
    const char *text = g_bytes_get_data (file, &length);
    const char *format_name = PQgetvalue (rows, 0, PQfnumber (rows, "format"));
    TallyFileSink sink = { on_series_read, on_reads_read, on_issue_met, search };
    int mapping = PQfnumber (rows, "mapping");
    g_autoptr(TallyCsvMapping) mapped = NULL;
    TallyFileHow how = { .is_lenient = TRUE };

    if (!tally_file_format_find (format_name, &how.format) || how.format == TALLY_FILE_AUTO)
        return;
    if (!PQgetisnull (rows, 0, mapping)) {
        mapped = tally_csv_mapping_parse (PQgetvalue (rows, 0, mapping), -1, NULL);
        if (mapped == NULL)
            return;
        how.mapping = mapped;
    }
    tally_file_read (&how, text, length, &sink, NULL);
    if (search->line > 0)
        add_line (object, text, length, search->line);
}

static gboolean
add_file (TallyDb *db,
          JsonObject *object,
          const TallyRawFrame *frame,
          Search *search,
          const char *district,
          GError **error)
{
    g_autofree char *sha256 = tally_raw_hex (frame->origin, frame->origin_length);
    g_autofree char *found = NULL;
    g_autoptr(GBytes) file = NULL;
    g_autoptr(PGresult) rows = tally_raw_walk_store_file (db, district, sha256, error);

    if (rows == NULL)
        return FALSE;
    json_object_set_string_member (object, "kind", "file");
    if (PQntuples (rows) == 0) {
        json_object_set_string_member (object, "sha256", sha256);
        json_object_set_boolean_member (object, "is_intact", FALSE);
        return TRUE;
    }
    add_columns (object, rows);
    json_object_set_string_member (object, "sha256", sha256);
    file = tally_raw_walk_store_bytes (rows, &found, NULL);
    json_object_set_boolean_member (object, "is_intact", g_strcmp0 (found, sha256) == 0);
    if (file == NULL)
        return TRUE;
    json_object_set_int_member (object, "n_bytes", (int64_t) g_bytes_get_size (file));
    find_line (object, search, rows, file);
    return TRUE;
}

JsonObject *
tally_raw_origin (TallyDb *db,
                  const TallyRawFrame *frame,
                  int64_t first_value,
                  const char *code,
                  const TallyZone *zone,
                  const char *day,
                  GError **error)
{
    g_autoptr(JsonObject) object = json_object_new ();
    g_autofree char *district = g_strdup_printf ("%d", frame->district_id);
    Search search = { .frame = frame, .code = code, .zone = zone };
    gboolean is_good;

    if (frame->source == TALLY_FRAME_MANUAL)
        is_good = add_reading (db, object, frame, first_value, district, error);
    else if (frame->origin_length == BATCH_BYTES)
        is_good = add_attempt (db, object, frame, district, day, error);
    else
        is_good = add_file (db, object, frame, &search, district, error);

    return is_good ? g_steal_pointer (&object) : NULL;
}
