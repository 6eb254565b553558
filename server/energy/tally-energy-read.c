// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-store.h"

#include <string.h>

/* The series of a point, in the order of its fields. */
static const int16_t channels[] = { 1, 2, 3, 1 + TALLY_CHECK_CHANNELS, 2 + TALLY_CHECK_CHANNELS };

#define N_CHANNELS G_N_ELEMENTS (channels)
#define IMPORT 0
#define CHECK_IMPORT 3

typedef struct {
    TallyBlockHead head;
    int64_t *values;
    uint8_t *qualities;
} OpenDay;

struct _TallyEnergyOpen {
    GHashTable *by_point; /* point_id -> GPtrArray of OpenDay */
};

static void
open_day_free (gpointer data)
{
    OpenDay *day = data;

    g_free (day->values);
    g_free (day->qualities);
    g_free (day);
}

static gboolean
on_open_day (const TallyBlockHead *head,
             const int64_t *values,
             const uint8_t *qualities,
             const uint8_t *digest,
             gpointer user_data,
             GError **error)
{
    TallyEnergyOpen *open = user_data;
    GPtrArray *days = g_hash_table_lookup (open->by_point, &head->point_id);
    OpenDay *day = g_new0 (OpenDay, 1);

    day->head = *head;
    day->values = g_memdup2 (values, (gsize) head->n * sizeof *values);
    day->qualities = g_memdup2 (qualities, (gsize) head->n);
    if (days == NULL) {
        days = g_ptr_array_new_with_free_func (open_day_free);
        g_hash_table_insert (open->by_point, g_memdup2 (&head->point_id, sizeof head->point_id),
                             days);
    }
    g_ptr_array_add (days, day);
    return TRUE;
}

TallyEnergyOpen *
tally_energy_store_load_open (TallyDb *db, int32_t district_id, GError **error)
{
    g_autoptr(TallyEnergyOpen) open = g_new0 (TallyEnergyOpen, 1);

    open->by_point = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                            (GDestroyNotify) g_ptr_array_unref);
    if (!tally_validate_store_read_hot (db, district_id, on_open_day, open, error))
        return NULL;
    return g_steal_pointer (&open);
}

void
tally_energy_open_free (TallyEnergyOpen *open)
{
    g_hash_table_unref (open->by_point);
    g_free (open);
}

typedef struct {
    const TallyEnergySpan *span;
    TallyEnergyPointFunc func;
    gpointer user_data;
    TallyEnergyPoint point;
    gboolean is_open;
    size_t size; /* intervals that the series have room for */
    int64_t *series[N_CHANNELS];
    gboolean has[N_CHANNELS];
    uint8_t *qualities;
    uint8_t *check_qualities;
    int64_t start;
    GChecksum *made_from;
    TallyEnergyVersions *versions;
    GString *versions_text;
} Reader;

static void
reader_clear (Reader *reader)
{
    for (size_t i = 0; i < N_CHANNELS; i++)
        g_free (reader->series[i]);
    g_free (reader->qualities);
    g_free (reader->check_qualities);
    g_clear_pointer (&reader->made_from, g_checksum_free);
    g_clear_pointer (&reader->versions, tally_energy_versions_free);
    g_string_free (reader->versions_text, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/* The series are used again from point to point; only a first or larger one allocates. */
static void
open_point (Reader *reader, const TallyBlockHead *head)
{
    const TallyEnergySpan *span = reader->span;
    size_t n = (size_t) tally_days_intervals (span->zone, span->days, head->interval_s);

    if (n > reader->size) {
        for (size_t i = 0; i < N_CHANNELS; i++)
            reader->series[i] = g_renew (int64_t, reader->series[i], n);
        reader->qualities = g_realloc (reader->qualities, n);
        reader->check_qualities = g_realloc (reader->check_qualities, n);
        reader->size = n;
    }
    memset (reader->series[IMPORT], 0, n * sizeof (int64_t));
    memset (reader->qualities, TALLY_QUALITY_MISSING, n);
    memset (reader->check_qualities, TALLY_QUALITY_MISSING, n);
    memset (reader->has, 0, sizeof reader->has);
    g_checksum_reset (reader->made_from);
    tally_energy_versions_clear (reader->versions);
    reader->is_open = TRUE;
    reader->point = (TallyEnergyPoint){
        .district_id = span->district_id,
        .point_id = head->point_id,
        .days = span->days,
        .interval_s = head->interval_s,
        .n = n,
        .import = reader->series[IMPORT],
        .qualities = reader->qualities,
        .check_qualities = reader->check_qualities,
    };
}

static void
count_qualities (TallyEnergyPoint *point)
{
    for (size_t i = 0; i < point->n; i++) {
        switch (point->qualities[i]) {
        case TALLY_QUALITY_MEASURED:
        case TALLY_QUALITY_EDITED:
            point->n_measured++;
            break;
        case TALLY_QUALITY_MISSING:
            point->n_missing++;
            break;
        default:
            point->n_estimated++;
        }
    }
}

/* A day's import, export or reactive so far, whatever the meter said of it. */
static void
lay_open_day (Reader *reader, const OpenDay *day)
{
    int64_t day_start = tally_day_start (reader->span->zone, (TallyDay){ day->head.day });
    size_t at;

    if (day_start < reader->start || day->head.interval_s != reader->point.interval_s)
        return;
    at = (size_t) ((day_start - reader->start) / day->head.interval_s);
    if (at + (size_t) day->head.n > reader->point.n)
        return;
    for (size_t channel = 0; channel < CHECK_IMPORT; channel++) {
        if (channels[channel] != day->head.channel)
            continue;
        if (!reader->has[channel] && channel != IMPORT)
            memset (reader->series[channel], 0, reader->point.n * sizeof (int64_t));
        if (channel == IMPORT && reader->qualities[at] != TALLY_QUALITY_MISSING)
            return; /* it has closed meanwhile */
        reader->has[channel] = TRUE;
        memcpy (reader->series[channel] + at, day->values, (size_t) day->head.n * sizeof (int64_t));
        if (channel == IMPORT)
            memcpy (reader->qualities + at, day->qualities, (size_t) day->head.n);
    }
}

static void
lay_open_days (Reader *reader)
{
    const TallyEnergyOpen *open = reader->span->open;
    GPtrArray *days = open != NULL ? g_hash_table_lookup (open->by_point, &reader->point.point_id)
                                   : NULL;

    for (guint i = 0; days != NULL && i < days->len; i++)
        lay_open_day (reader, g_ptr_array_index (days, i));
}

static gboolean
close_point (Reader *reader, GError **error)
{
    gsize length = sizeof reader->point.made_from;

    if (!reader->is_open)
        return TRUE;
    reader->is_open = FALSE;
    lay_open_days (reader);
    reader->point.export = reader->has[1] ? reader->series[1] : NULL;
    reader->point.reactive = reader->has[2] ? reader->series[2] : NULL;
    reader->point.check_import = reader->has[3] ? reader->series[3] : NULL;
    reader->point.check_export = reader->has[4] ? reader->series[4] : NULL;
    count_qualities (&reader->point);
    g_checksum_get_digest (reader->made_from, reader->point.made_from, &length);
    tally_energy_versions_format (reader->versions, reader->versions_text);
    reader->point.versions = reader->versions_text->str;
    return reader->func (&reader->point, reader->user_data, error);
}

static gboolean
on_block (const TallyBlockHead *head,
          const int64_t *values,
          const uint8_t *qualities,
          const uint8_t *digest,
          gpointer user_data,
          GError **error)
{
    Reader *reader = user_data;
    const TallyEnergySpan *span = reader->span;
    size_t channel = 0;
    int64_t day_start = tally_day_start (span->zone, (TallyDay){ head->day });
    size_t at = (size_t) ((day_start - reader->start) / head->interval_s);

    while (channel < N_CHANNELS && channels[channel] != head->channel)
        channel++;
    if (channel == N_CHANNELS)
        return TRUE;
    if (!reader->is_open || reader->point.point_id != head->point_id) {
        if (!close_point (reader, error))
            return FALSE;
        open_point (reader, head);
    }
    if (!reader->has[channel] && channel != IMPORT)
        memset (reader->series[channel], 0, reader->point.n * sizeof (int64_t));
    reader->has[channel] = TRUE;
    tally_energy_versions_note (reader->versions, head->channel, (TallyDay){ head->day },
                                head->version);
    if (at + (size_t) head->n > reader->point.n)
        return TRUE; /* an interval length that changed within the span: the day stays missing */

    memcpy (reader->series[channel] + at, values, (size_t) head->n * sizeof (int64_t));
    if (channel == IMPORT)
        memcpy (reader->qualities + at, qualities, (size_t) head->n);
    else if (channel == CHECK_IMPORT)
        memcpy (reader->check_qualities + at, qualities, (size_t) head->n);
    g_checksum_update (reader->made_from, digest, TALLY_BLOCK_DIGEST_BYTES);
    return TRUE;
}

gboolean
tally_energy_store_read_points (TallyDb *db,
                                const TallyEnergySpan *span,
                                TallyEnergyPointFunc func,
                                gpointer user_data,
                                GError **error)
{
    g_auto(Reader) reader = { .span = span, .func = func, .user_data = user_data };
    TallyBlockWanted wanted = { span->is_wanted, span->wanted_data };

    reader.start = tally_day_start (span->zone, span->days.first);
    reader.made_from = g_checksum_new (G_CHECKSUM_SHA256);
    reader.versions = tally_energy_versions_new (span->days);
    reader.versions_text = g_string_new (NULL);
    return tally_validate_store_read_chosen (db, span->district_id, span->range, span->days,
                                             span->is_wanted != NULL ? &wanted : NULL, on_block,
                                             &reader, error)
           && close_point (&reader, error);
}
