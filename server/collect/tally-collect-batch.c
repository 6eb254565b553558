// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-batch.h"

#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#define MAGIC "GTS1"
#define TEXT_BYTES_MAX 1000

/* Frames and reasons point into @chunk, whose pieces never move. */
struct _TallyCollectBatch {
    uint8_t origin[TALLY_BATCH_FILE_BYTES];
    size_t origin_length; /* TALLY_BATCH_ID_BYTES, or that of a file */
    GArray *attempts;     /* TallyCollectAttempt */
    GArray *frames;       /* TallyCollectFrame */
    GStringChunk *chunk;
    GByteArray *scratch;
};

static const char *const result_names[] = {
    [TALLY_ATTEMPT_OK] = "ok",
    [TALLY_ATTEMPT_TIMEOUT] = "timeout",
    [TALLY_ATTEMPT_REFUSED] = "refused",
    [TALLY_ATTEMPT_EXCEPTION] = "exception",
    [TALLY_ATTEMPT_GARBAGE] = "garbage",
    [TALLY_ATTEMPT_CLOCK] = "clock",
    [TALLY_ATTEMPT_CANCELLED] = "cancelled",
};
G_STATIC_ASSERT (G_N_ELEMENTS (result_names) == TALLY_ATTEMPT_N_RESULTS);

const char *
tally_attempt_result_name (TallyAttemptResult result)
{
    g_return_val_if_fail (result < TALLY_ATTEMPT_N_RESULTS, NULL);

    return result_names[result];
}

static TallyCollectBatch *
make_empty (void)
{
    TallyCollectBatch *self = g_new0 (TallyCollectBatch, 1);

    self->attempts = g_array_new (FALSE, TRUE, sizeof (TallyCollectAttempt));
    self->frames = g_array_new (FALSE, TRUE, sizeof (TallyCollectFrame));
    self->chunk = g_string_chunk_new (4096);
    self->scratch = g_byte_array_new ();
    self->origin_length = TALLY_BATCH_ID_BYTES;
    return self;
}

TallyCollectBatch *
tally_collect_batch_new (void)
{
    g_autofree char *uuid = g_uuid_string_random ();

    return tally_collect_batch_new_named (uuid);
}

TallyCollectBatch *
tally_collect_batch_new_named (const char *uuid)
{
    TallyCollectBatch *self = make_empty ();
    size_t i = 0;

    for (const char *digit = uuid; *digit != '\0'; digit++) {
        if (*digit == '-')
            continue;
        self->origin[i / 2] = (uint8_t) (self->origin[i / 2] << 4 | g_ascii_xdigit_value (*digit));
        i++;
    }
    g_assert (i == 2 * TALLY_BATCH_ID_BYTES);
    return self;
}

TallyCollectBatch *
tally_collect_batch_new_of_file (const uint8_t sha256[TALLY_BATCH_FILE_BYTES])
{
    TallyCollectBatch *self = make_empty ();

    memcpy (self->origin, sha256, TALLY_BATCH_FILE_BYTES);
    self->origin_length = TALLY_BATCH_FILE_BYTES;
    return self;
}

void
tally_collect_batch_clear (TallyCollectBatch *self)
{
    g_array_set_size (self->attempts, 0);
    g_array_set_size (self->frames, 0);
    g_string_chunk_clear (self->chunk);
}

void
tally_collect_batch_free (TallyCollectBatch *self)
{
    if (self == NULL)
        return;
    g_array_unref (self->attempts);
    g_array_unref (self->frames);
    g_string_chunk_free (self->chunk);
    g_byte_array_unref (self->scratch);
    g_free (self);
}

const uint8_t *
tally_collect_batch_get_id (const TallyCollectBatch *self)
{
    return self->origin;
}

static const uint8_t *
keep (TallyCollectBatch *self, const uint8_t *bytes, size_t length)
{
    return (const uint8_t *) g_string_chunk_insert_len (self->chunk, (const char *) bytes,
                                                        (gssize) length);
}

void
tally_collect_batch_add_attempt (TallyCollectBatch *self, const TallyCollectAttempt *attempt)
{
    TallyCollectAttempt own = *attempt;
    const char *reason = attempt->reason != NULL ? attempt->reason : "";

    g_return_if_fail (self->attempts->len < TALLY_BATCH_MAX_ITEMS);

    own.reason = (const char *) keep (self, (const uint8_t *) reason,
                                      MIN (strlen (reason), TEXT_BYTES_MAX));
    g_array_append_val (self->attempts, own);
}

gboolean
tally_collect_batch_add_values (TallyCollectBatch *self,
                                const TallyCollectFrame *head,
                                const int64_t *values,
                                const uint8_t *qualities,
                                size_t n,
                                GError **error)
{
    TallyCollectFrame frame = *head;
    g_autofree uint8_t *measured = qualities == NULL ? g_malloc0 (MAX (n, 1)) : NULL;

    g_return_val_if_fail (n > 0 && n <= TALLY_FRAME_MAX_N, FALSE);
    g_return_val_if_fail (self->frames->len < TALLY_BATCH_MAX_ITEMS, FALSE);

    g_byte_array_set_size (self->scratch, 0);
    if (!tally_block_add_values (self->scratch, values, n, NULL, error))
        return FALSE;
    frame.payload_length = self->scratch->len;
    frame.payload = keep (self, self->scratch->data, self->scratch->len);

    g_byte_array_set_size (self->scratch, 0);
    tally_block_add_flags (self->scratch, qualities != NULL ? qualities : measured, n);
    frame.flags_length = self->scratch->len;
    frame.flags = keep (self, self->scratch->data, self->scratch->len);

    frame.n = (int32_t) n;
    frame.origin = self->origin;
    frame.origin_length = self->origin_length;
    g_array_append_val (self->frames, frame);
    return TRUE;
}

gboolean
tally_collect_batch_add_intervals (TallyCollectBatch *self,
                                   const TallyCollectFrame *head,
                                   const TallyZone *zone,
                                   const int64_t *values,
                                   const uint8_t *qualities,
                                   size_t n,
                                   GError **error)
{
    TallyCollectFrame frame = *head;
    size_t n_here;

    frame.kind = TALLY_FRAME_INTERVAL;
    for (size_t i = 0; i < n; i += n_here) {
        int64_t end;

        frame.first_at = head->first_at + (int64_t) i * head->interval_s;
        frame.day = tally_day_of (zone, frame.first_at).number;
        end = tally_day_start (zone, (TallyDay){ frame.day + 1 });
        n_here = MIN (n - i,
                      (size_t) ((end - frame.first_at + head->interval_s - 1) / head->interval_s));
        if (!tally_collect_batch_add_values (self, &frame, values + i,
                                             qualities != NULL ? qualities + i : NULL, n_here,
                                             error))
            return FALSE;
    }
    return TRUE;
}

const TallyCollectAttempt *
tally_collect_batch_get_attempts (const TallyCollectBatch *self, size_t *n)
{
    *n = self->attempts->len;
    return (const TallyCollectAttempt *) (gpointer) self->attempts->data;
}

const TallyCollectFrame *
tally_collect_batch_get_frames (const TallyCollectBatch *self, size_t *n)
{
    *n = self->frames->len;
    return (const TallyCollectFrame *) (gpointer) self->frames->data;
}

static void
put (GByteArray *bytes, int64_t number, size_t n_bytes)
{
    uint8_t wire[8];

    for (size_t i = 0; i < n_bytes; i++)
        wire[i] = (uint8_t) ((uint64_t) number >> (8 * (n_bytes - 1 - i)));
    g_byte_array_append (bytes, wire, (guint) n_bytes);
}

static void
put_bytes (GByteArray *bytes, const void *data, size_t length)
{
    put (bytes, (int64_t) length, 4);
    if (length > 0)
        g_byte_array_append (bytes, data, (guint) length);
}

static void
put_attempt (GByteArray *bytes, const TallyCollectAttempt *attempt)
{
    put (bytes, attempt->district_id, 4);
    put (bytes, attempt->day, 4);
    put (bytes, attempt->point_id, 8);
    put (bytes, attempt->meter_id, 8);
    put (bytes, attempt->gateway_id, 4);
    put (bytes, attempt->asked_at_us, 8);
    put (bytes, attempt->answered_at_us, 8);
    put (bytes, attempt->tries, 2);
    put (bytes, attempt->result, 1);
    put (bytes, attempt->has_clock ? 1 : 0, 1);
    put (bytes, attempt->clock_offset_ms, 8);
    put (bytes, attempt->n_values, 4);
    put_bytes (bytes, attempt->reason, strlen (attempt->reason));
}

static void
put_frame (GByteArray *bytes, const TallyCollectFrame *frame)
{
    put (bytes, frame->district_id, 4);
    put (bytes, frame->day, 4);
    put (bytes, frame->point_id, 8);
    put (bytes, frame->meter_id, 8);
    put (bytes, frame->channel, 2);
    put (bytes, frame->kind, 1);
    put (bytes, frame->source, 1);
    put (bytes, frame->first_at, 8);
    put (bytes, frame->interval_s, 4);
    put (bytes, frame->n, 4);
    put (bytes, frame->exponent, 2);
    put_bytes (bytes, frame->payload, frame->payload_length);
    put_bytes (bytes, frame->flags, frame->flags_length);
}

GBytes *
tally_collect_batch_to_bytes (const TallyCollectBatch *self)
{
    GByteArray *bytes = g_byte_array_new ();

    g_assert (self->origin_length == TALLY_BATCH_ID_BYTES);
    g_byte_array_append (bytes, (const uint8_t *) MAGIC, 4);
    g_byte_array_append (bytes, self->origin, TALLY_BATCH_ID_BYTES);
    put (bytes, self->attempts->len, 4);
    put (bytes, self->frames->len, 4);
    for (guint i = 0; i < self->attempts->len; i++)
        put_attempt (bytes, &g_array_index (self->attempts, TallyCollectAttempt, i));
    for (guint i = 0; i < self->frames->len; i++)
        put_frame (bytes, &g_array_index (self->frames, TallyCollectFrame, i));
    return g_byte_array_free_to_bytes (bytes);
}

/* What is left to read; once it ran short everything reads as 0. */
typedef struct {
    const uint8_t *next;
    size_t n_left;
    gboolean is_short;
} Reader;

static const uint8_t *
take (Reader *reader, size_t n)
{
    const uint8_t *taken = reader->next;

    if (reader->is_short || reader->n_left < n) {
        reader->is_short = TRUE;
        return NULL;
    }
    reader->next += n;
    reader->n_left -= n;
    return taken;
}

static int64_t
get (Reader *reader, size_t n_bytes)
{
    const uint8_t *bytes = take (reader, n_bytes);
    uint64_t number = 0;
    guint unused = (guint) (64 - 8 * n_bytes);

    if (bytes == NULL)
        return 0;
    for (size_t i = 0; i < n_bytes; i++)
        number = number << 8 | bytes[i];
    return (int64_t) (number << unused) >> unused;
}

static const uint8_t *
get_bytes (Reader *reader, TallyCollectBatch *self, size_t *length)
{
    size_t n = (size_t) (uint32_t) get (reader, 4);
    const uint8_t *bytes = take (reader, n);

    *length = bytes != NULL ? n : 0;
    return keep (self, bytes != NULL ? bytes : (const uint8_t *) "", *length);
}

static gboolean
get_attempt (Reader *reader, TallyCollectBatch *self)
{
    TallyCollectAttempt attempt = { 0 };
    size_t length;

    attempt.district_id = (int32_t) get (reader, 4);
    attempt.day = (int32_t) get (reader, 4);
    attempt.point_id = get (reader, 8);
    attempt.meter_id = get (reader, 8);
    attempt.gateway_id = (int32_t) get (reader, 4);
    attempt.asked_at_us = get (reader, 8);
    attempt.answered_at_us = get (reader, 8);
    attempt.tries = (int16_t) get (reader, 2);
    attempt.result = (TallyAttemptResult) (uint8_t) get (reader, 1);
    attempt.has_clock = get (reader, 1) != 0;
    attempt.clock_offset_ms = get (reader, 8);
    attempt.n_values = (int32_t) get (reader, 4);
    attempt.reason = (const char *) get_bytes (reader, self, &length);
    g_array_append_val (self->attempts, attempt);
    return !reader->is_short && attempt.result < TALLY_ATTEMPT_N_RESULTS;
}

static gboolean
get_frame (Reader *reader, TallyCollectBatch *self)
{
    TallyCollectFrame frame = { 0 };

    frame.district_id = (int32_t) get (reader, 4);
    frame.day = (int32_t) get (reader, 4);
    frame.point_id = get (reader, 8);
    frame.meter_id = get (reader, 8);
    frame.channel = (int16_t) get (reader, 2);
    frame.kind = (TallyFrameKind) (uint8_t) get (reader, 1);
    frame.source = (TallyFrameSource) (uint8_t) get (reader, 1);
    frame.first_at = get (reader, 8);
    frame.interval_s = (int32_t) get (reader, 4);
    frame.n = (int32_t) get (reader, 4);
    frame.exponent = (int16_t) get (reader, 2);
    frame.payload = get_bytes (reader, self, &frame.payload_length);
    frame.flags = get_bytes (reader, self, &frame.flags_length);
    frame.origin = self->origin;
    frame.origin_length = self->origin_length;
    g_array_append_val (self->frames, frame);
    return !reader->is_short && frame.kind < TALLY_FRAME_N_KINDS
           && frame.source < TALLY_FRAME_N_SOURCES && frame.n > 0 && frame.n <= TALLY_FRAME_MAX_N;
}

TallyCollectBatch *
tally_collect_batch_from_bytes (const uint8_t *bytes, size_t length, GError **error)
{
    g_autoptr(TallyCollectBatch) self = make_empty ();
    Reader reader = { .next = bytes, .n_left = length };
    const uint8_t *magic = take (&reader, 4);
    const uint8_t *id = take (&reader, TALLY_BATCH_ID_BYTES);
    int64_t n_attempts = get (&reader, 4);
    int64_t n_frames = get (&reader, 4);
    gboolean is_good = id != NULL && memcmp (magic, MAGIC, 4) == 0 && n_attempts >= 0
                       && n_attempts <= TALLY_BATCH_MAX_ITEMS && n_frames >= 0
                       && n_frames <= TALLY_BATCH_MAX_ITEMS;

    if (is_good)
        memcpy (self->origin, id, TALLY_BATCH_ID_BYTES);
    for (int64_t i = 0; is_good && i < n_attempts; i++)
        is_good = get_attempt (&reader, self);
    for (int64_t i = 0; is_good && i < n_frames; i++)
        is_good = get_frame (&reader, self);
    if (!is_good || reader.is_short || reader.n_left > 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "a batch of the spool is damaged");
        return NULL;
    }
    return g_steal_pointer (&self);
}
