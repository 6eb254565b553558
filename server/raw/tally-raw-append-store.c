// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-copy.h"
#include "server/raw/tally-raw-store.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define N_COLUMNS 17

/* The growing end of the chain of one district and day. */
typedef struct {
    int32_t district_id;
    int32_t day;
    int32_t seq; /* of the last frame; 0: the chain is empty */
    gboolean was_empty;
    uint8_t chain[TALLY_RAW_DIGEST_BYTES];
} Head;

typedef struct {
    GHashTable *heads; /* set of Head, found by district and day */
    GHashTable *known; /* set of GBytes: digests stored, or met in this batch */
    uint8_t *digests;  /* one per frame */
} Append;

static guint
hash_head (gconstpointer data)
{
    const Head *head = data;

    return (guint) head->day * 31u + (guint) head->district_id;
}

static gboolean
is_same_head (gconstpointer a, gconstpointer b)
{
    const Head *one = a;
    const Head *other = b;

    return one->day == other->day && one->district_id == other->district_id;
}

static void
append_clear (Append *self)
{
    g_clear_pointer (&self->heads, g_hash_table_unref);
    g_clear_pointer (&self->known, g_hash_table_unref);
    g_clear_pointer (&self->digests, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Append, append_clear)

static Head *
head_of (Append *self, int32_t district_id, int32_t day)
{
    Head key = { .district_id = district_id, .day = day };

    return g_hash_table_lookup (self->heads, &key);
}

static void
unhex (const char *text, uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t) (g_ascii_xdigit_value (text[2 * i]) << 4
                              | g_ascii_xdigit_value (text[2 * i + 1]));
}

static void
find_heads (Append *self, const TallyRawFrame *frames, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        Head *head = head_of (self, frames[i].district_id, frames[i].day);

        if (head != NULL)
            continue;
        head = g_new0 (Head, 1);
        head->district_id = frames[i].district_id;
        head->day = frames[i].day;
        head->was_empty = TRUE;
        g_hash_table_add (self->heads, head);
    }
}

static void
reset_heads (Append *self)
{
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init (&iter, self->heads);
    while (g_hash_table_iter_next (&iter, &key, NULL)) {
        Head *head = key;

        head->was_empty = TRUE;
        head->seq = 0;
    }
}

static gboolean
refuse_retired (int32_t number, GError **error)
{
    char day[TALLY_DAY_TEXT];

    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "frames of %s came after their month was retired",
                 tally_day_format ((TallyDay){ number }, day));
    return FALSE;
}

/* Locks the chains, then reads their ends; in two statements, because one
 * would look at the table before it waits. */
static gboolean
lock_heads (Append *self, TallyDb *db, GError **error)
{
    g_autoptr(GString) districts = g_string_new ("{");
    g_autoptr(GString) days = g_string_new ("{");
    g_autoptr(PGresult) locked = NULL;
    g_autoptr(PGresult) rows = NULL;
    const char *values[2];
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init (&iter, self->heads);
    while (g_hash_table_iter_next (&iter, &key, NULL)) {
        const Head *head = key;

        g_string_append_printf (districts, "%s%d", districts->len > 1 ? "," : "",
                                head->district_id);
        g_string_append_printf (days, "%s%d", days->len > 1 ? "," : "", head->day);
    }
    g_string_append_c (districts, '}');
    g_string_append_c (days, '}');
    values[0] = districts->str;
    values[1] = days->str;

    locked = tally_db_run (db, "raw/lock", 2, values, error);
    rows = locked != NULL ? tally_db_run (db, "raw/heads", 2, values, error) : NULL;
    if (rows == NULL)
        return FALSE;
    reset_heads (self);
    for (int i = 0; i < PQntuples (rows); i++) {
        Head *head = head_of (self, (int32_t) g_ascii_strtoll (PQgetvalue (rows, i, 0), NULL, 10),
                              (int32_t) g_ascii_strtoll (PQgetvalue (rows, i, 1), NULL, 10));
        size_t n_kept;

        head->was_empty = FALSE;
        head->seq = (int32_t) g_ascii_strtoll (PQgetvalue (rows, i, 2), NULL, 10);
        if (head->seq < 0)
            return refuse_retired (head->day, error);
        n_kept = MIN (strlen (PQgetvalue (rows, i, 3)) / 2, sizeof head->chain);
        unhex (PQgetvalue (rows, i, 3), head->chain, n_kept);
        tally_raw_chain_keep (head->chain, n_kept);
    }
    return TRUE;
}

/* Frames of a day that is empty need not be looked for: the usual case of bulk. */
static gboolean
find_known (Append *self, TallyDb *db, const TallyRawFrame *frames, size_t n, GError **error)
{
    g_autoptr(GString) districts = g_string_new ("{");
    g_autoptr(GString) days = g_string_new ("{");
    g_autoptr(GString) digests = g_string_new ("{");
    g_autoptr(GString) points = g_string_new ("{");
    g_autoptr(PGresult) rows = NULL;
    const char *values[4];

    for (size_t i = 0; i < n; i++) {
        const char *comma = districts->len > 1 ? "," : "";

        if (head_of (self, frames[i].district_id, frames[i].day)->was_empty)
            continue;
        g_string_append_printf (districts, "%s%d", comma, frames[i].district_id);
        g_string_append_printf (days, "%s%d", comma, frames[i].day);
        g_string_append_printf (points, "%s%" G_GINT64_FORMAT, comma, frames[i].point_id);
        g_string_append_printf (digests, "%s\"\\\\x", comma);
        for (size_t b = 0; b < TALLY_RAW_DIGEST_BYTES; b++)
            g_string_append_printf (digests, "%02x", self->digests[i * TALLY_RAW_DIGEST_BYTES + b]);
        g_string_append_c (digests, '"');
    }
    if (districts->len == 1)
        return TRUE;
    g_string_append_c (districts, '}');
    g_string_append_c (days, '}');
    g_string_append_c (digests, '}');
    g_string_append_c (points, '}');
    values[0] = districts->str;
    values[1] = days->str;
    values[2] = digests->str;
    values[3] = points->str;

    rows = tally_db_run (db, "raw/known", 4, values, error);
    if (rows == NULL)
        return FALSE;
    for (int i = 0; i < PQntuples (rows); i++) {
        uint8_t digest[TALLY_RAW_DIGEST_BYTES];

        unhex (PQgetvalue (rows, i, 0), digest, sizeof digest);
        g_hash_table_add (self->known, g_bytes_new (digest, sizeof digest));
    }
    return TRUE;
}

static void
copy_frame (TallyCopyIn *copy, const TallyRawFrame *frame, const Head *head, const uint8_t *digest)
{
    tally_copy_in_row (copy, N_COLUMNS);
    tally_copy_in_int32 (copy, frame->district_id);
    tally_copy_in_day (copy, frame->day);
    tally_copy_in_int32 (copy, head->seq);
    tally_copy_in_int64 (copy, frame->point_id);
    tally_copy_in_int64 (copy, frame->meter_id);
    tally_copy_in_int16 (copy, frame->channel);
    tally_copy_in_text (copy, tally_frame_kind_name (frame->kind));
    tally_copy_in_text (copy, tally_frame_source_name (frame->source));
    tally_copy_in_instant (copy, frame->first_at * G_USEC_PER_SEC);
    tally_copy_in_int32 (copy, frame->interval_s);
    tally_copy_in_int32 (copy, frame->n);
    tally_copy_in_int16 (copy, frame->exponent);
    tally_copy_in_bytes (copy, frame->payload, frame->payload_length);
    tally_copy_in_bytes (copy, frame->flags, frame->flags_length);
    tally_copy_in_bytes (copy, frame->origin, frame->origin_length);
    tally_copy_in_bytes (copy, digest, TALLY_RAW_DIGEST_BYTES);
    tally_copy_in_bytes (copy, head->chain, TALLY_RAW_LINK_BYTES);
}

static gboolean
copy_new (Append *self,
          TallyDb *db,
          const TallyRawFrame *frames,
          size_t n,
          size_t *n_new,
          GError **error)
{
    g_autoptr(TallyCopyIn) copy = NULL;

    *n_new = 0;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *digest = self->digests + i * TALLY_RAW_DIGEST_BYTES;
        Head *head = head_of (self, frames[i].district_id, frames[i].day);
        GBytes *content = g_bytes_new_static (digest, TALLY_RAW_DIGEST_BYTES);

        if (!g_hash_table_add (self->known, content))
            continue;
        if (copy == NULL)
            copy = tally_copy_in_new (db, "raw/append", error);
        if (copy == NULL)
            return FALSE;
        tally_raw_chain_next (head->seq > 0 ? head->chain : NULL, digest, frames[i].origin,
                              frames[i].origin_length, head->chain);
        tally_raw_chain_keep (head->chain, TALLY_RAW_LINK_BYTES);
        head->seq++;
        copy_frame (copy, &frames[i], head, digest);
        (*n_new)++;
    }
    return copy == NULL || tally_copy_in_finish (copy, NULL, error);
}

static gboolean
is_all_empty (Append *self)
{
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init (&iter, self->heads);
    while (g_hash_table_iter_next (&iter, &key, NULL)) {
        if (!((const Head *) key)->was_empty)
            return FALSE;
    }
    return TRUE;
}

/* Frames are hardly ever handed over twice, so they are stored unasked; only
 * when the table says that it has one is it asked which. */
static gboolean
append_new (Append *self,
            TallyDb *db,
            const TallyRawFrame *frames,
            size_t n,
            size_t *n_new,
            GError **error)
{
    g_autoptr(GError) met = NULL;

    if (is_all_empty (self))
        return copy_new (self, db, frames, n, n_new, error);
    if (!tally_db_script (db, "SAVEPOINT append", error))
        return FALSE;
    if (copy_new (self, db, frames, n, n_new, &met))
        return tally_db_script (db, "RELEASE append", error);
    if (!g_error_matches (met, TALLY_ERROR, TALLY_ERROR_EXISTS)) {
        g_propagate_error (error, g_steal_pointer (&met));
        return FALSE;
    }
    g_hash_table_remove_all (self->known);
    return tally_db_script (db, "ROLLBACK TO append", error) && lock_heads (self, db, error)
           && find_known (self, db, frames, n, error)
           && copy_new (self, db, frames, n, n_new, error);
}

gboolean
tally_raw_store_append_batch (TallyDb *db,
                              const TallyRawFrame *frames,
                              size_t n,
                              size_t *n_new,
                              GError **error)
{
    g_auto(Append) append = { 0 };

    *n_new = 0;
    if (n == 0)
        return TRUE;

    append.heads = g_hash_table_new_full (hash_head, is_same_head, g_free, NULL);
    append.known = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                          (GDestroyNotify) g_bytes_unref, NULL);
    append.digests = g_malloc (n * TALLY_RAW_DIGEST_BYTES);
    for (size_t i = 0; i < n; i++)
        tally_raw_chain_digest (&frames[i], append.digests + i * TALLY_RAW_DIGEST_BYTES);

    find_heads (&append, frames, n);
    return lock_heads (&append, db, error) && append_new (&append, db, frames, n, n_new, error);
}

gboolean
tally_raw_store_make_months (TallyDb *db, TallyDays days, GError **error)
{
    g_autofree char *first = g_strdup_printf ("%d", days.first.number);
    g_autofree char *last = g_strdup_printf ("%d", MAX (days.first.number, days.end.number - 1));
    const char *values[] = { first, last };
    g_autoptr(PGresult) made = tally_db_run (db, "raw/make-months", 2, values, error);

    return made != NULL;
}
