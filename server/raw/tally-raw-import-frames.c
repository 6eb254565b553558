// SPDX-License-Identifier: GPL-3.0-or-later
/* What a file says, as frames of the meters it tells of. */
#include "server/collect/files/tally-file-text-calc.h"
#include "server/raw/tally-raw-import-private.h"
#include "server/raw/tally-raw-retired-store.h"
#include "shared/block/tally-block.h"

#define FRAMES_PER_APPEND 4000

static void
refuse (TallyRawImport *self, size_t line, const char *field, const char *message)
{
    self->has_refused = TRUE;
    tally_file_summary_add_issue (self->summary, TALLY_FILE_REFUSED, line, field, message);
}

static const TallyCollectTarget *
find_target (TallyRawImport *self,
             const char *point,
             const char *serial,
             int64_t start,
             size_t line)
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

/* Frames from the @first of the batch on came from @line. */
static void
refuse_late (TallyRawImport *self, size_t first, size_t line)
{
    size_t n;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (self->batch, &n);

    for (size_t i = first; i < n; i++) {
        const TallyRawRetired *month = tally_raw_retired_find (self->retired,
                                                               (TallyDay){ frames[i].day });
        g_autofree char *text = month != NULL ? tally_raw_retired_text (month) : NULL;
        g_autofree char *message = NULL;
        char day[TALLY_DAY_TEXT];

        if (month == NULL)
            continue;
        message = g_strdup_printf ("%s is too late: %s",
                                   tally_day_format ((TallyDay){ frames[i].day }, day), text);
        refuse (self, line, "day", message);
        self->has_late = TRUE;
    }
}

static size_t
count_frames (const TallyRawImport *self)
{
    size_t n;

    tally_collect_batch_get_frames (self->batch, &n);
    return n;
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
add_frames (TallyRawImport *self,
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

gboolean
tally_raw_import_take_series (const TallyFileSeries *series, gpointer user_data, GError **error)
{
    TallyRawImport *self = user_data;
    int power = tally_file_unit_power (series->unit);
    const TallyCollectTarget *target;
    const TallyZone *zone;
    int64_t start = series->start;
    size_t first = count_frames (self);

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
    refuse_late (self, first, series->line);
    return count_frames (self) < FRAMES_PER_APPEND || tally_raw_import_append (self, error);
}

/* A total is made of all registers of a direction; one of several must not pass for it. */
static gboolean
is_only_register (TallyRawImport *self,
                  const TallyFileReads *reads,
                  const TallyCollectTarget *target)
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
add_read (TallyRawImport *self,
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

gboolean
tally_raw_import_take_reads (const TallyFileReads *reads, gpointer user_data, GError **error)
{
    TallyRawImport *self = user_data;
    const TallyCollectTarget *target;
    const TallyZone *zone;
    size_t first = count_frames (self);

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
    refuse_late (self, first, reads->line);
    return count_frames (self) < FRAMES_PER_APPEND || tally_raw_import_append (self, error);
}
