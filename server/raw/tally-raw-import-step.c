// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-import-step.h"

#include "server/collect/files/tally-file-text-calc.h"
#include "server/collect/tally-collect-batch.h"
#include "server/collect/tally-collect-progress-store.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#define FRAMES_PER_APPEND 4000
#define REFUSED_MARK "the file holds what is refused"

typedef struct {
    TallyDb *db;
    const TallyCollectFile *file;
    const TallyFileHow *how;
    TallyFileSummary *summary;
    TallyRawImported *imported;
    GHashTable *by_code; /* code -> GPtrArray of TallyCollectTarget, not owned */
    GHashTable *districts;
    GHashTable *registers; /* meter and channel -> id of the register the file tells of */
    TallyCollectBatch *batch;
    TallyCollectMarks *marks;
    gboolean has_refused;
} Import;

static void
refuse (Import *self, size_t line, const char *field, const char *message)
{
    self->has_refused = TRUE;
    tally_file_summary_add_issue (self->summary, TALLY_FILE_REFUSED, line, field, message);
}

static const TallyCollectTarget *
find_target (Import *self, const char *point, const char *serial, int64_t start, size_t line)
{
    const GPtrArray *targets = g_hash_table_lookup (self->by_code, point);
    const TallyCollectTarget *first = targets != NULL ? g_ptr_array_index (targets, 0) : NULL;

    if (first == NULL) {
        refuse (self, line, "point", "no metering point has this code");
        return NULL;
    }
    for (guint i = 0; i < targets->len; i++) {
        const TallyCollectTarget *target = g_ptr_array_index (targets, i);

        if (target->district_id != first->district_id) {
            refuse (self, line, "point", "more than one district has this code");
            return NULL;
        }
        if (serial[0] != '\0' ? g_str_equal (serial, target->serial)
                              : target->is_main && start < target->valid_to)
            return target;
    }
    refuse (self, line, "serial", "no meter of this point has this serial number");
    return NULL;
}

/* Local standard time is what clocks show in the half of the year without
 * summer time; the smaller of the two offsets, since summer time goes ahead. */
int64_t
tally_raw_import_instant (const TallyZone *zone, int64_t local)
{
    int year;

    tally_day_split ((TallyDay){ (int32_t) (local / 86400) }, &year, NULL, NULL);
    return local - tally_zone_standard_offset (zone, year);
}

static gboolean
append_batch (Import *self, GError **error)
{
    size_t n;
    size_t n_new;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (self->batch, &n);

    if (!tally_raw_store_append_batch (self->db, frames, n, &n_new, error)
        || !tally_collect_marks_add_file (self->marks, frames, n, error))
        return FALSE;
    self->imported->n_frames += (int64_t) n;
    self->imported->n_new += (int64_t) n_new;
    tally_collect_batch_clear (self->batch);
    return TRUE;
}

/* Brings values to 10^exponent of Wh or varh, exponent 0 or less, exactly. */
static gboolean
scale (const TallyFileSeries *series, int power, int64_t *values, int16_t *exponent)
{
    int64_t factor = 1;

    for (int i = series->decimals; i < power; i++)
        factor *= 10;
    for (size_t i = 0; i < series->n; i++) {
        gboolean is_missing = series->qualities[i] == TALLY_QUALITY_MISSING;

        if (__builtin_mul_overflow (is_missing ? 0 : series->values[i], factor, &values[i]))
            return FALSE;
    }
    *exponent = (int16_t) MIN (0, power - series->decimals);
    return TRUE;
}

static gboolean
add_frames (Import *self,
            const TallyFileSeries *series,
            const TallyCollectTarget *target,
            const TallyZone *zone,
            int64_t start,
            int power,
            GError **error)
{
    int64_t values[TALLY_FILE_MAX_INTERVALS];
    TallyCollectFrame head = {
        .district_id = target->district_id,
        .point_id = target->point_id,
        .meter_id = target->meter_id,
        .channel = series->channel,
        .source = tally_file_format_source (self->how->format),
        .first_at = start,
        .interval_s = series->interval_s,
    };

    if (!scale (series, power, values, &head.exponent)) {
        refuse (self, series->line, "value", "is too large");
        return TRUE;
    }
    return tally_collect_batch_add_intervals (self->batch, &head, zone, values, series->qualities,
                                              series->n, error);
}

static gboolean
on_series_read (const TallyFileSeries *series, gpointer user_data, GError **error)
{
    Import *self = user_data;
    int power = tally_file_unit_power (series->unit);
    const TallyCollectTarget *target;
    const TallyZone *zone;
    int64_t start = series->start;
    size_t n;

    if (series->channel == 0) {
        self->imported->n_unkept += (int64_t) series->n;
        return TRUE;
    }
    if (power < 0) {
        refuse (self, series->line, "unit", "is no unit of energy");
        return TRUE;
    }
    target = find_target (self, series->point, series->serial, start, series->line);
    if (target == NULL)
        return TRUE;
    zone = tally_zone_get (target->time_zone, error);
    if (zone == NULL)
        return FALSE;
    if (series->is_local)
        start = tally_raw_import_instant (zone, start);
    g_hash_table_add (self->districts, GINT_TO_POINTER (target->district_id));
    if (!add_frames (self, series, target, zone, start, power, error))
        return FALSE;
    tally_collect_batch_get_frames (self->batch, &n);
    return n < FRAMES_PER_APPEND || append_batch (self, error);
}

/* A total is made of all registers of a direction; one of several must not pass for it. */
static gboolean
is_only_register (Import *self, const TallyFileReads *reads, const TallyCollectTarget *target)
{
    g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT ":%d", target->meter_id,
                                            reads->channel);
    const char *known = g_hash_table_lookup (self->registers, key);

    if (known == NULL)
        g_hash_table_insert (self->registers, g_steal_pointer (&key),
                             g_strdup (reads->register_id));
    else if (!g_str_equal (known, reads->register_id)) {
        refuse (self, reads->line, "register",
                "the meter has several registers of this channel; Gridtally keeps their total");
        return FALSE;
    }
    return TRUE;
}

static gboolean
add_read (Import *self,
          const TallyFileReads *reads,
          const TallyFileRead *read,
          const TallyCollectTarget *target,
          const TallyZone *zone,
          GError **error)
{
    int power = tally_file_unit_power (reads->unit);
    int64_t value = read->quality == TALLY_QUALITY_MISSING ? 0 : read->value;
    TallyCollectFrame head = {
        .district_id = target->district_id,
        .point_id = target->point_id,
        .meter_id = target->meter_id,
        .channel = reads->channel,
        .kind = TALLY_FRAME_REGISTER,
        .source = tally_file_format_source (self->how->format),
        .first_at = reads->is_local ? tally_raw_import_instant (zone, read->at) : read->at,
        .exponent = (int16_t) MIN (0, power - read->decimals),
    };

    for (int i = read->decimals; i < power; i++) {
        if (__builtin_mul_overflow (value, 10, &value)) {
            refuse (self, reads->line, "value", "is too large");
            return TRUE;
        }
    }
    head.day = tally_day_of (zone, head.first_at).number;
    return tally_collect_batch_add_values (self->batch, &head, &value, &read->quality, 1, error);
}

static gboolean
on_reads_read (const TallyFileReads *reads, gpointer user_data, GError **error)
{
    Import *self = user_data;
    const TallyCollectTarget *target;
    const TallyZone *zone;
    size_t n;

    if (reads->channel == 0) {
        self->imported->n_unkept++;
        return TRUE;
    }
    target = find_target (self, reads->point, reads->serial, reads->previous.at, reads->line);
    if (target == NULL || !is_only_register (self, reads, target))
        return TRUE;
    zone = tally_zone_get (target->time_zone, error);
    if (zone == NULL)
        return FALSE;
    g_hash_table_add (self->districts, GINT_TO_POINTER (target->district_id));
    if (!add_read (self, reads, &reads->previous, target, zone, error)
        || !add_read (self, reads, &reads->current, target, zone, error))
        return FALSE;
    tally_collect_batch_get_frames (self->batch, &n);
    return n < FRAMES_PER_APPEND || append_batch (self, error);
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

static gboolean
add_file_to_districts (Import *self, GError **error)
{
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init (&iter, self->districts);
    while (g_hash_table_iter_next (&iter, &key, NULL)) {
        int32_t district_id = GPOINTER_TO_INT (key);
        gboolean has = FALSE;

        if (!tally_collect_file_store_has (self->db, district_id, self->file, &has, error))
            return FALSE;
        if (has) {
            self->imported->was_known = TRUE;
            continue;
        }
        if (!tally_collect_file_store_add (self->db, district_id, self->file, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
import_all (TallyDb *db, gpointer user_data, GError **error)
{
    Import *self = user_data;
    TallyFileSink sink = { on_series_read, on_reads_read, on_issue_met, self };

    *self->imported = (TallyRawImported){ 0 };
    tally_collect_batch_clear (self->batch);
    g_hash_table_remove_all (self->districts);
    g_hash_table_remove_all (self->registers);
    self->has_refused = FALSE;

    if (!tally_file_read (self->how, (const char *) self->file->content, self->file->length, &sink,
                          error))
        return FALSE;
    if (self->has_refused) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, REFUSED_MARK);
        return FALSE;
    }
    return append_batch (self, error) && add_file_to_districts (self, error)
           && tally_collect_progress_store_advance (db, self->marks, error);
}

static gboolean
load_targets (Import *self, GPtrArray **targets, GError **error)
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

static gboolean
make_months (Import *self, GError **error)
{
    TallyDays days = { { G_MAXINT32 }, { 0 } };

    for (guint i = 0; i < self->summary->channels->len; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (self->summary->channels, i);

        days.first.number = MIN (days.first.number, (int32_t) (channel->first / 86400) - 1);
        days.end.number = MAX (days.end.number, (int32_t) (channel->end / 86400) + 2);
    }
    return self->summary->channels->len == 0 || tally_raw_store_make_months (self->db, days, error);
}

static gboolean
run (Import *self, GError **error)
{
    g_autoptr(GPtrArray) targets = NULL;
    g_autoptr(GError) broken = NULL;

    if (!load_targets (self, &targets, error) || !make_months (self, error))
        return FALSE;
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

gboolean
tally_raw_import_step (TallyDb *db,
                       const TallyCollectFile *file,
                       const TallyFileHow *how,
                       TallyFileSummary *summary,
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
    Import self = {
        .db = db,
        .file = file,
        .how = how,
        .summary = summary,
        .imported = imported,
        .by_code = by_code,
        .districts = districts,
        .registers = registers,
        .batch = batch,
        .marks = marks,
    };

    *imported = (TallyRawImported){ 0 };
    if (summary->n_issues[TALLY_FILE_REFUSED] + summary->n_issues[TALLY_FILE_DOUBTED] > 0)
        return TRUE;
    return run (&self, error);
}
