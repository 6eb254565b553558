// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-file-tape.h"

#include "shared/block/tally-block.h"

/* Names are the tape's own, values and qualities lie in its bytes. */
typedef struct {
    TallyFileSeries series;
    size_t values_at;
    size_t flags_at;
    size_t codes_at;
    size_t end_at;
} Heard;

/* Of readings only that they come now: they are small, and kept as they are. */
#define IS_READS(HEARD) ((HEARD)->series.n == 0)

struct _TallyFileTape {
    GArray *heard; /* Heard */
    GArray *reads; /* TallyFileReads */
    GByteArray *bytes;
    GStringChunk *names;
    size_t max_bytes;
    gboolean is_full;
};

/* A run of a quality as the file writes it. */
typedef struct {
    TallyFileCode code;
    guint32 n;
} Run;

TallyFileTape *
tally_file_tape_new (size_t max_bytes)
{
    TallyFileTape *self = g_new0 (TallyFileTape, 1);

    self->heard = g_array_new (FALSE, FALSE, sizeof (Heard));
    self->reads = g_array_new (FALSE, FALSE, sizeof (TallyFileReads));
    self->bytes = g_byte_array_new ();
    self->names = g_string_chunk_new (4096);
    self->max_bytes = max_bytes;
    return self;
}

void
tally_file_tape_free (TallyFileTape *self)
{
    if (self == NULL)
        return;
    g_array_unref (self->heard);
    g_array_unref (self->reads);
    g_byte_array_unref (self->bytes);
    g_string_chunk_free (self->names);
    g_free (self);
}

static const char *
keep_name (TallyFileTape *self, const char *name)
{
    return name != NULL ? g_string_chunk_insert_const (self->names, name) : NULL;
}

static void
add_codes (GByteArray *bytes, const TallyFileCode *codes, size_t n)
{
    for (size_t i = 0; i < n;) {
        Run run = { codes[i], 0 };

        for (; i < n && memcmp (&codes[i], &run.code, sizeof run.code) == 0; i++)
            run.n++;
        g_byte_array_append (bytes, (const uint8_t *) &run, sizeof run);
    }
}

static void
get_codes (const uint8_t *bytes, TallyFileCode *codes, size_t n)
{
    for (size_t i = 0; i < n; bytes += sizeof (Run)) {
        Run run;

        memcpy (&run, bytes, sizeof run);
        for (guint32 k = 0; k < run.n; k++)
            codes[i++] = run.code;
    }
}

/* A tape that cannot keep something keeps nothing: it is not to be heard in part. */
static void
fill (TallyFileTape *self)
{
    self->is_full = TRUE;
    g_array_set_size (self->heard, 0);
    g_array_set_size (self->reads, 0);
    g_byte_array_set_size (self->bytes, 0);
    g_string_chunk_clear (self->names);
}

static size_t
size_of (const TallyFileTape *self)
{
    return self->bytes->len + self->heard->len * sizeof (Heard)
           + self->reads->len * sizeof (TallyFileReads);
}

void
tally_file_tape_add_series (TallyFileTape *self, const TallyFileSeries *series)
{
    Heard heard = { .series = *series, .values_at = self->bytes->len };

    g_return_if_fail (series->n > 0 && series->n <= TALLY_FILE_MAX_INTERVALS);

    if (self->is_full)
        return;
    /* Values whose differences leave 64 bits are for another reading to refuse. */
    if (size_of (self) + sizeof heard > self->max_bytes
        || !tally_block_add_values (self->bytes, series->values, series->n, NULL, NULL)) {
        fill (self);
        return;
    }
    heard.flags_at = self->bytes->len;
    tally_block_add_flags (self->bytes, series->qualities, series->n);
    heard.codes_at = self->bytes->len;
    add_codes (self->bytes, series->codes, series->n);
    heard.end_at = self->bytes->len;
    heard.series.point = keep_name (self, series->point);
    heard.series.stream = keep_name (self, series->stream);
    heard.series.serial = keep_name (self, series->serial);
    heard.series.unit = keep_name (self, series->unit);
    g_array_append_val (self->heard, heard);
}

void
tally_file_tape_add_reads (TallyFileTape *self, const TallyFileReads *reads)
{
    Heard heard = { 0 };
    TallyFileReads own = *reads;

    if (self->is_full)
        return;
    if (size_of (self) + sizeof heard + sizeof own > self->max_bytes) {
        fill (self);
        return;
    }
    own.point = keep_name (self, reads->point);
    own.stream = keep_name (self, reads->stream);
    own.serial = keep_name (self, reads->serial);
    own.register_id = keep_name (self, reads->register_id);
    own.unit = keep_name (self, reads->unit);
    g_array_append_val (self->heard, heard);
    g_array_append_val (self->reads, own);
}

gboolean
tally_file_tape_is_whole (const TallyFileTape *self)
{
    return !self->is_full;
}

static gboolean
play_series (const TallyFileTape *self,
             const Heard *heard,
             const TallyFileSink *sink,
             GError **error)
{
    int64_t values[TALLY_FILE_MAX_INTERVALS];
    uint8_t qualities[TALLY_FILE_MAX_INTERVALS];
    TallyFileCode codes[TALLY_FILE_MAX_INTERVALS];
    TallyFileSeries series = heard->series;
    const uint8_t *bytes = self->bytes->data;

    if (!tally_block_get_values (bytes + heard->values_at, heard->flags_at - heard->values_at,
                                 values, series.n, NULL, error)
        || !tally_block_get_flags (bytes + heard->flags_at, heard->codes_at - heard->flags_at,
                                   qualities, series.n, error))
        return FALSE;
    get_codes (bytes + heard->codes_at, codes, series.n);
    series.values = values;
    series.qualities = qualities;
    series.codes = codes;
    return sink->series (&series, sink->user_data, error);
}

gboolean
tally_file_tape_play (const TallyFileTape *self, const TallyFileSink *sink, GError **error)
{
    guint next_reads = 0;

    g_return_val_if_fail (!self->is_full, FALSE);

    for (guint i = 0; i < self->heard->len; i++) {
        const Heard *heard = &g_array_index (self->heard, Heard, i);
        gboolean is_good = IS_READS (heard)
                               ? sink->reads (&g_array_index (self->reads, TallyFileReads,
                                                              next_reads++),
                                              sink->user_data, error)
                               : play_series (self, heard, sink, error);

        if (!is_good)
            return FALSE;
    }
    return TRUE;
}
