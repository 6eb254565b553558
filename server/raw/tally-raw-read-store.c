// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-copy.h"
#include "server/raw/tally-raw-store.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

/* More than the longest name of a kind or source; a longer one is none of ours. */
#define NAME_BYTES 16

/* Bytes that the next row takes away are kept in these, grown as needed. */
typedef struct {
    TallyRawFrame frame;
    int32_t seq;
    const uint8_t *digest;
    size_t digest_length;
    const uint8_t *chain;
    size_t chain_length;
    GArray *values;
    GByteArray *qualities;
} Row;

static void
row_clear (Row *self)
{
    g_clear_pointer (&self->values, g_array_unref);
    g_clear_pointer (&self->qualities, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

/* A name, which no row of millions needs memory of its own for. */
static void
read_name (TallyCopyOut *rows, char name[NAME_BYTES])
{
    size_t length;
    const uint8_t *bytes = tally_copy_out_bytes (rows, &length);

    length = length < NAME_BYTES ? length : 0;
    if (length > 0)
        memcpy (name, bytes, length);
    name[length] = '\0';
}

static gboolean
read_names (Row *self, TallyCopyOut *rows)
{
    char kind[NAME_BYTES];
    char source[NAME_BYTES];

    read_name (rows, kind);
    read_name (rows, source);
    return tally_frame_kind_find (kind, &self->frame.kind)
           && tally_frame_source_find (source, &self->frame.source);
}

static gboolean
read_row (Row *self, TallyCopyOut *rows, gboolean has_chain)
{
    TallyRawFrame *frame = &self->frame;
    gboolean is_known;

    frame->district_id = tally_copy_out_int32 (rows);
    frame->day = tally_copy_out_day (rows);
    self->seq = tally_copy_out_int32 (rows);
    frame->point_id = tally_copy_out_int64 (rows);
    frame->meter_id = tally_copy_out_int64 (rows);
    frame->channel = tally_copy_out_int16 (rows);
    is_known = read_names (self, rows);
    frame->first_at = tally_copy_out_instant (rows) / G_USEC_PER_SEC;
    frame->interval_s = tally_copy_out_int32 (rows);
    frame->n = tally_copy_out_int32 (rows);
    frame->exponent = tally_copy_out_int16 (rows);
    frame->payload = tally_copy_out_bytes (rows, &frame->payload_length);
    frame->flags = tally_copy_out_bytes (rows, &frame->flags_length);
    frame->origin = tally_copy_out_bytes (rows, &frame->origin_length);
    frame->received_at = tally_copy_out_instant (rows) / G_USEC_PER_SEC;
    self->digest = tally_copy_out_bytes (rows, &self->digest_length);
    if (has_chain)
        self->chain = tally_copy_out_bytes (rows, &self->chain_length);
    return is_known;
}

/* Gives why a frame is not what it was when it was stored, or NULL. */
static const char *
find_fault (const Row *self)
{
    uint8_t digest[TALLY_RAW_DIGEST_BYTES];

    tally_raw_chain_digest (&self->frame, digest);
    if (self->digest_length != sizeof digest || memcmp (self->digest, digest, sizeof digest) != 0)
        return "its content does not match its digest";
    return NULL;
}

static void
name_row (GError **error, const Row *self, const char *reason)
{
    char day[TALLY_DAY_TEXT];

    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                 "raw.frame district %d day %s seq %d: %s", self->frame.district_id,
                 tally_day_format ((TallyDay){ self->frame.day }, day), self->seq, reason);
}

static gboolean
unpack (Row *self, GError **error)
{
    const TallyRawFrame *frame = &self->frame;

    if (frame->n < 1 || frame->n > TALLY_FRAME_MAX_N) {
        name_row (error, self, "it has an impossible number of values");
        return FALSE;
    }
    g_array_set_size (self->values, (guint) frame->n);
    g_byte_array_set_size (self->qualities, (guint) frame->n);
    if (tally_block_get_values (frame->payload, frame->payload_length,
                                (int64_t *) (gpointer) self->values->data, (size_t) frame->n, NULL,
                                error)
        && tally_block_get_flags (frame->flags, frame->flags_length, self->qualities->data,
                                  (size_t) frame->n, error))
        return TRUE;
    g_prefix_error (error, "raw.frame district %d seq %d: ", frame->district_id, self->seq);
    return FALSE;
}

static gboolean
hand_on (Row *self, TallyCopyOut *rows, TallyRawFrameFunc func, gpointer user_data, GError **error)
{
    const char *fault = NULL;

    if (!read_row (self, rows, FALSE))
        fault = "its kind or source is not known to this program";
    if (fault == NULL)
        fault = find_fault (self);
    if (fault != NULL) {
        name_row (error, self, fault);
        return FALSE;
    }
    self->frame.digest = self->digest;
    return unpack (self, error)
           && func (&self->frame, (const int64_t *) (gpointer) self->values->data,
                    self->qualities->data, user_data, error);
}

static gboolean
read_frames (TallyDb *db,
             const char *name,
             size_t n_values,
             const char *const *values,
             TallyRawFrameFunc func,
             gpointer user_data,
             GError **error)
{
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, name, n_values, values, error);
    g_auto(Row) row = { .values = g_array_new (FALSE, FALSE, sizeof (int64_t)),
                         .qualities = g_byte_array_new () };
    g_autoptr(GError) broken = NULL;

    if (rows == NULL)
        return FALSE;
    while (tally_copy_out_next (rows, &broken)) {
        if (!hand_on (&row, rows, func, user_data, error))
            return FALSE;
    }
    if (broken != NULL) {
        g_propagate_error (error, g_steal_pointer (&broken));
        return FALSE;
    }
    return TRUE;
}

gboolean
tally_raw_store_read_days (TallyDb *db,
                           int32_t district_id,
                           TallyDays days,
                           TallyRawFrameFunc func,
                           gpointer user_data,
                           GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    g_autofree char *first = g_strdup_printf ("%d", days.first.number);
    g_autofree char *end = g_strdup_printf ("%d", days.end.number);
    const char *values[] = { district, first, end };

    return read_frames (db, "raw/read-days", G_N_ELEMENTS (values), values, func, user_data, error);
}

gboolean
tally_raw_store_read_points (TallyDb *db,
                             int32_t district_id,
                             int64_t first,
                             int64_t last,
                             TallyDays days,
                             TallyRawFrameFunc func,
                             gpointer user_data,
                             GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    g_autofree char *since = g_strdup_printf ("%d", days.first.number);
    g_autofree char *end = g_strdup_printf ("%d", days.end.number);
    g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, first);
    g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, last);
    const char *values[] = { district, since, end, from, until };

    return read_frames (db, "raw/read-points", G_N_ELEMENTS (values), values, func, user_data,
                        error);
}

gboolean
tally_raw_store_read_point (TallyDb *db,
                            int32_t district_id,
                            int64_t point_id,
                            TallyDays days,
                            TallyRawFrameFunc func,
                            gpointer user_data,
                            GError **error)
{
    return tally_raw_store_read_points (db, district_id, point_id, point_id, days, func, user_data,
                                        error);
}

gboolean
tally_raw_store_read_refused (TallyDb *db,
                              TallyDays days,
                              TallyRawFrameFunc func,
                              gpointer user_data,
                              GError **error)
{
    g_autofree char *first = g_strdup_printf ("%d", days.first.number);
    g_autofree char *end = g_strdup_printf ("%d", days.end.number);
    const char *values[] = { first, end };

    return read_frames (db, "raw/read-refused", G_N_ELEMENTS (values), values, func, user_data,
                        error);
}

typedef struct {
    int32_t district_id;
    int32_t day;
    int32_t seq;
    uint8_t chain[TALLY_RAW_DIGEST_BYTES];
} Link;

/* Goes one link further. Gives why the chain does not hold, or NULL. */
static const char *
follow (Link *link, const Row *row, TallyRawVerdict *verdict)
{
    gboolean is_first = verdict->n_chains == 0 || link->district_id != row->frame.district_id
                        || link->day != row->frame.day;
    const char *fault = find_fault (row);

    if (is_first) {
        *link = (Link){ .district_id = row->frame.district_id, .day = row->frame.day };
        verdict->n_chains++;
    }
    if (fault != NULL)
        return fault;
    if (row->seq != link->seq + 1)
        return "a frame before it is missing";
    tally_raw_chain_next (link->seq > 0 ? link->chain : NULL, row->digest, row->frame.origin,
                          row->frame.origin_length, link->chain);
    link->seq = row->seq;
    if ((row->chain_length != TALLY_RAW_LINK_BYTES && row->chain_length != sizeof link->chain)
        || memcmp (row->chain, link->chain, row->chain_length) != 0)
        return "its chain does not follow from the frame before it";
    tally_raw_chain_keep (link->chain, row->chain_length);
    return NULL;
}

static const char *
verify_row (Link *link, Row *row, TallyCopyOut *rows, TallyDays days, TallyRawVerdict *verdict)
{
    if (!read_row (row, rows, TRUE))
        return "its kind or source is not known";
    if (row->frame.day < days.first.number || row->frame.day >= days.end.number)
        return "it is of another month";
    return follow (link, row, verdict);
}

gboolean
tally_raw_store_verify_rows (TallyCopyOut *rows,
                             TallyDays days,
                             TallyRawVerdict *verdict,
                             GError **error)
{
    g_autoptr(GError) broken = NULL;
    Row row = { 0 };
    Link link = { 0 };

    *verdict = (TallyRawVerdict){ .is_intact = TRUE };
    while (verdict->is_intact && tally_copy_out_next (rows, &broken)) {
        verdict->reason = verify_row (&link, &row, rows, days, verdict);
        verdict->is_intact = verdict->reason == NULL;
        verdict->n_frames++;
    }
    if (!verdict->is_intact) {
        verdict->district_id = row.frame.district_id;
        verdict->day = row.frame.day;
        verdict->seq = row.seq;
    }
    if (broken != NULL) {
        g_propagate_error (error, g_steal_pointer (&broken));
        return FALSE;
    }
    return TRUE;
}

gboolean
tally_raw_store_verify (TallyDb *db, TallyRawVerdict *verdict, GError **error)
{
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, "raw/read-chains", 0, NULL, error);
    TallyDays all = { { G_MININT32 }, { G_MAXINT32 } };

    *verdict = (TallyRawVerdict){ .is_intact = TRUE };
    return rows != NULL && tally_raw_store_verify_rows (rows, all, verdict, error);
}
