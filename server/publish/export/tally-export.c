// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/export/tally-export.h"

#include "server/publish/export/tally-export-store.h"
#include "server/publish/files/tally-csv-out.h"
#include "server/publish/files/tally-green-button.h"
#include "server/publish/files/tally-nem12-out.h"
#include "server/validate/tally-validate-store.h"
#include "shared/error/tally-error.h"
#include "shared/sheet/tally-sheet-out.h"

#define FLUSH_BYTES (1 << 20)
#define LAST_CHANNEL 4
#define BASE "urn:gridtally:espi"

/* Of pg_type: what a number comes as. */
#define INT8_OID 20
#define INT2_OID 21
#define INT4_OID 23
#define NUMERIC_OID 1700

typedef struct {
    const TallyExportOrder *order;
    GOutputStream *stream;
    TallyExported *exported;
    GString *out;
    GChecksum *sum; /* of all that was flushed */
    TallyNem12Out *nem12;
    TallyGreenButton *green;
    TallySheetOut *sheet;
    GPtrArray *points;
    const TallyExportPoint *point; /* of the block before; NULL: none */
    guint next;                    /* where the next point is looked for */
    int16_t channel;
} Export;

static const char *const whats[] = {
    [TALLY_EXPORT_READINGS] = "readings",
    [TALLY_EXPORT_BALANCES] = "balances",
    [TALLY_EXPORT_BILLS] = "bills",
};

gboolean
tally_export_what_find (const char *name, TallyExportWhat *what)
{
    for (guint i = 0; i < G_N_ELEMENTS (whats); i++) {
        if (g_str_equal (whats[i], name)) {
            *what = i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
tally_export_format_find (const char *name, TallyExportFormat *format)
{
    static const char *const names[] = {
        [TALLY_EXPORT_CSV] = "csv",
        [TALLY_EXPORT_NEM12] = "nem12",
        [TALLY_EXPORT_GREEN_BUTTON] = "green-button",
        [TALLY_EXPORT_XLSX] = "xlsx",
    };

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        if (g_str_equal (names[i], name)) {
            *format = i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean
flush (Export *self, GError **error)
{
    gboolean is_written = g_output_stream_write_all (self->stream, self->out->str, self->out->len,
                                                     NULL, NULL, error);

    g_checksum_update (self->sum, (const guchar *) self->out->str, (gssize) self->out->len);
    g_string_truncate (self->out, 0);
    return is_written;
}

static const TallyExportPoint *
point_at (const Export *self, guint index)
{
    return g_ptr_array_index (self->points, index);
}

static gboolean
is_of (const TallyExportPoint *point, const TallyBlockHead *head)
{
    return point != NULL && point->district_id == head->district_id
           && point->point_id == head->point_id;
}

/* Points and blocks come in one order. */
static gboolean
go_to_point (Export *self, const TallyBlockHead *head, GError **error)
{
    while (!is_of (self->point, head) && self->next < self->points->len)
        self->point = point_at (self, self->next++);
    if (is_of (self->point, head))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                 "validate.block district %d point %" G_GINT64_FORMAT ": is no point",
                 head->district_id, head->point_id);
    return FALSE;
}

static gboolean
add_green (Export *self, const TallyIntervalOut *series, gboolean is_new_point, GError **error)
{
    TallyGreenButtonPoint place = { self->point->code, self->point->name, self->point->zone, 0 };
    TallyGreenButtonChannel about = { series->channel, series->interval_s, series->exponent, 0 };
    TallyGreenButtonDay day = { series->start, series->n, series->values, series->qualities, NULL };

    tally_day_split ((TallyDay){ self->order->days.end.number - 1 }, &place.year, NULL, NULL);
    if (is_new_point)
        tally_green_button_begin_point (self->green, &place);
    if (is_new_point || series->channel != self->channel)
        tally_green_button_begin_channel (self->green, &about);
    self->channel = series->channel;
    return tally_green_button_add_day (self->green, &day, error);
}

static gboolean
add_to_sheet (Export *self, const TallyIntervalOut *series, GError **error)
{
    g_autoptr(GString) start = g_string_new (NULL);
    g_autoptr(GString) value = g_string_new (NULL);
    g_autofree char *interval = g_strdup_printf ("%d", series->interval_s);

    for (size_t i = 0; i < series->n; i++) {
        const char *cells[] = { series->point, tally_csv_out_channel (series->channel),
                                NULL,          interval,
                                NULL,          tally_interval_out_code (series->qualities[i]) };

        g_string_truncate (start, 0);
        g_string_truncate (value, 0);
        tally_csv_out_instant (start, series->zone,
                               series->start + (int64_t) i * series->interval_s);
        tally_interval_out_number (value, series->values[i], series->exponent);
        cells[2] = start->str;
        cells[4] = value->str;
        if (!tally_sheet_out_add (self->sheet, cells, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
add (Export *self, const TallyIntervalOut *series, gboolean is_new_point, GError **error)
{
    switch (self->order->format) {
    case TALLY_EXPORT_NEM12:
        return tally_nem12_out_add (self->nem12, series, error);
    case TALLY_EXPORT_GREEN_BUTTON:
        return add_green (self, series, is_new_point, error);
    case TALLY_EXPORT_XLSX:
        return add_to_sheet (self, series, error);
    case TALLY_EXPORT_CSV:
        break;
    }
    tally_csv_out_add (self->out, series);
    return TRUE;
}

static gboolean
on_block (const TallyBlockHead *head,
          const int64_t *values,
          const uint8_t *qualities,
          const uint8_t *digest,
          gpointer user_data,
          GError **error)
{
    Export *self = user_data;
    const TallyExportPoint *before = self->point;
    TallyIntervalOut series = { .channel = head->channel,
                                .interval_s = head->interval_s,
                                .exponent = head->exponent,
                                .n = (size_t) head->n,
                                .values = values,
                                .qualities = qualities };

    if (head->channel < 1 || head->channel > LAST_CHANNEL)
        return TRUE;
    if (!go_to_point (self, head, error))
        return FALSE;
    series.point = self->point->code;
    series.zone = self->point->zone;
    series.start = tally_day_start (self->point->zone, (TallyDay){ head->day });
    self->exported->n_points += self->point != before;
    self->exported->n_intervals += head->n;
    return add (self, &series, self->point != before, error)
           && (self->out->len < FLUSH_BYTES || flush (self, error));
}

/* A code is of one point a district; without one, a district's points are one stream. */
static gboolean
export_points (Export *self, TallyDb *db, const char *code, GError **error)
{
    g_autoptr(GPtrArray)
                   points = tally_export_store_points (db, self->order->district_id, code, error);

    self->points = points;
    for (guint i = 0; points != NULL && i < points->len; i++) {
        const TallyExportPoint *point = point_at (self, i);
        TallyPointRange one = { point->point_id, point->point_id };

        if (i > 0 && point->district_id == point_at (self, i - 1)->district_id)
            continue;
        self->point = NULL;
        self->next = i;
        if (!tally_validate_store_read_blocks (db, point->district_id,
                                               code != NULL ? one : TALLY_POINTS_ALL,
                                               self->order->days, on_block, self, error))
            return FALSE;
    }
    return points != NULL;
}

static gboolean
begin (Export *self, int64_t until, GError **error)
{
    static const TallySheetColumn columns[] = { { "point", FALSE }, { "channel", FALSE },
                                                { "start", FALSE }, { "interval_s", TRUE },
                                                { "value", TRUE },  { "quality", FALSE } };
    const TallyExportOrder *order = self->order;

    if (order->format == TALLY_EXPORT_CSV)
        tally_csv_out_begin (self->out);
    else if (order->format == TALLY_EXPORT_XLSX)
        self->sheet = tally_sheet_out_new (order->sheet_path, whats[order->what], columns,
                                           G_N_ELEMENTS (columns), error);
    else if (order->format == TALLY_EXPORT_NEM12)
        self->nem12 = tally_nem12_out_new (self->out, until, order->from, order->to);
    else
        self->green = tally_green_button_new (self->out, BASE, "Gridtally", until);
    return order->format != TALLY_EXPORT_XLSX || self->sheet != NULL;
}

static void
end (Export *self)
{
    if (self->nem12 != NULL)
        tally_nem12_out_end (self->nem12);
    if (self->green != NULL)
        tally_green_button_end (self->green);
}

static gboolean
is_number (const PGresult *rows, int column)
{
    Oid type = PQftype (rows, column);

    return type == INT2_OID || type == INT4_OID || type == INT8_OID || type == NUMERIC_OID;
}

static gboolean
export_rows_to_sheet (Export *self, const PGresult *rows, GError **error)
{
    TallySheetColumn columns[TALLY_SHEET_MAX_COLUMNS];
    int n_columns = PQnfields (rows);

    g_return_val_if_fail (n_columns <= TALLY_SHEET_MAX_COLUMNS, FALSE);

    for (int column = 0; column < n_columns; column++)
        columns[column] = (TallySheetColumn){ PQfname (rows, column), is_number (rows, column) };
    self->sheet = tally_sheet_out_new (self->order->sheet_path, whats[self->order->what], columns,
                                       (size_t) n_columns, error);
    for (int row = 0; self->sheet != NULL && row < PQntuples (rows); row++) {
        const char *cells[TALLY_SHEET_MAX_COLUMNS];

        for (int column = 0; column < n_columns; column++)
            cells[column] = PQgetvalue (rows, row, column);
        if (!tally_sheet_out_add (self->sheet, cells, error))
            return FALSE;
        self->exported->n_rows++;
    }
    return self->sheet != NULL && tally_sheet_out_close (self->sheet, error);
}

/* A line of names, then a line a row. */
static gboolean
export_rows (Export *self, TallyDb *db, GError **error)
{
    g_autoptr(PGresult) rows = tally_export_store_rows (db, whats[self->order->what],
                                                         self->order->district_id,
                                                         self->order->days, error);

    if (rows != NULL && self->order->format == TALLY_EXPORT_XLSX)
        return export_rows_to_sheet (self, rows, error);
    for (int column = 0; rows != NULL && column < PQnfields (rows); column++)
        g_string_append_printf (self->out, "%s%s", column > 0 ? "," : "", PQfname (rows, column));
    for (int row = 0; rows != NULL && row < PQntuples (rows); row++) {
        for (int column = 0; column < PQnfields (rows); column++) {
            g_string_append_c (self->out, column > 0 ? ',' : '\n');
            tally_csv_out_field (self->out, PQgetvalue (rows, row, column));
        }
        self->exported->n_rows++;
    }
    g_string_append_c (self->out, '\n');
    return rows != NULL && flush (self, error);
}

static gboolean
export_all (Export *self, TallyDb *db, GError **error)
{
    const char *const *codes = self->order->codes;
    gboolean is_good;

    /* The end of what is asked for, not of the writing: the same question gives the same file. */
    is_good = begin (self, (int64_t) self->order->days.end.number * 86400, error);
    if (is_good && (codes == NULL || codes[0] == NULL))
        is_good = export_points (self, db, NULL, error);
    for (; is_good && codes != NULL && *codes != NULL; codes++)
        is_good = export_points (self, db, *codes, error);
    if (!is_good)
        return FALSE;
    if (self->sheet != NULL)
        return tally_sheet_out_close (self->sheet, error);
    end (self);
    return flush (self, error);
}

gboolean
tally_export (TallyDb *db,
              const TallyExportOrder *order,
              GOutputStream *stream,
              TallyExported *exported,
              GError **error)
{
    g_autoptr(GString) out = g_string_new (NULL);
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    Export self = { .order = order,
                    .stream = stream,
                    .exported = exported,
                    .out = out,
                    .sum = sum };
    gboolean is_good;

    *exported = (TallyExported){ 0 };
    is_good = order->what == TALLY_EXPORT_READINGS ? export_all (&self, db, error)
                                                   : export_rows (&self, db, error);
    g_clear_pointer (&self.nem12, tally_nem12_out_free);
    g_clear_pointer (&self.green, tally_green_button_free);
    g_clear_pointer (&self.sheet, tally_sheet_out_free);
    g_strlcpy (exported->sha256, g_checksum_get_string (sum), sizeof exported->sha256);
    return is_good;
}
