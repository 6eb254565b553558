// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-store.h"

#include "shared/error/tally-error.h"

#include <string.h>

/* Half of the hash tells what a block was made from as surely. */
#define MADE_FROM_BYTES 16
#define FIELDS_OF_BLOCK 15
#define FIELDS_OF_HOT 11

static guint
hash_key (gconstpointer data)
{
    const TallyBlockKey *key = data;

    return (guint) key->point_id * 31 + (guint) key->day * 8 + (guint) key->channel;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
    const TallyBlockKey *left = a;
    const TallyBlockKey *right = b;

    return left->point_id == right->point_id && left->day == right->day
           && left->channel == right->channel;
}

GHashTable *
tally_validate_store_load_latest (TallyDb *db,
                                  int32_t district_id,
                                  TallyPointRange range,
                                  TallyDays days,
                                  GError **error)
{
    g_autoptr(GHashTable) latest = g_hash_table_new_full (hash_key, equal_keys, NULL, g_free);
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, range.first);
    g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, range.last);
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[] = { district, tally_day_format (days.first, first),
                             tally_day_format (days.end, end), from, last };
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, "validate/latest", 5, values, error);
    g_autoptr(GError) broken = NULL;

    if (rows == NULL)
        return NULL;
    while (tally_copy_out_next (rows, &broken)) {
        TallyBlockVersion *version = g_new0 (TallyBlockVersion, 1);
        const uint8_t *digest;
        size_t length;

        version->key.point_id = tally_copy_out_int64 (rows);
        version->key.channel = tally_copy_out_int16 (rows);
        version->key.day = tally_copy_out_day (rows);
        version->version = tally_copy_out_int32 (rows);
        digest = tally_copy_out_bytes (rows, &length);
        if (length == sizeof version->digest)
            memcpy (version->digest, digest, length);
        version->sum = tally_copy_out_int64 (rows);
        g_hash_table_replace (latest, &version->key, version);
    }
    if (broken != NULL) {
        g_propagate_error (error, g_steal_pointer (&broken));
        return NULL;
    }
    return g_steal_pointer (&latest);
}

TallyCopyOut *
tally_validate_store_list_versions (TallyDb *db,
                                    int32_t district_id,
                                    TallyDays days,
                                    GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[] = { district, tally_day_format (days.first, first),
                             tally_day_format (days.end, end) };

    return tally_copy_out_new (db, "validate/versions", 3, values, error);
}

void
tally_validate_store_put_block (TallyCopyIn *rows, const TallyPackedBlock *block)
{
    const TallyBlockHead *head = &block->head;

    tally_copy_in_row (rows, FIELDS_OF_BLOCK);
    tally_copy_in_int32 (rows, head->district_id);
    tally_copy_in_int64 (rows, head->point_id);
    tally_copy_in_int16 (rows, head->channel);
    tally_copy_in_day (rows, head->day);
    tally_copy_in_int32 (rows, head->version);
    tally_copy_in_int32 (rows, head->n);
    tally_copy_in_int32 (rows, head->interval_s);
    tally_copy_in_int16 (rows, head->exponent);
    tally_copy_in_bytes (rows, block->payload->data, block->payload->len);
    tally_copy_in_bytes (rows, block->flags->data, block->flags->len);
    tally_copy_in_int64 (rows, head->sum);
    tally_copy_in_bytes (rows, block->digest, sizeof block->digest);
    tally_copy_in_bytes (rows, block->made_from, MADE_FROM_BYTES);
    tally_copy_in_text (rows, block->made_by);
    tally_copy_in_text (rows, block->reason);
}

static void
put_hot (TallyCopyIn *rows, const TallyPackedBlock *block)
{
    const TallyBlockHead *head = &block->head;

    tally_copy_in_row (rows, FIELDS_OF_HOT);
    tally_copy_in_int32 (rows, head->district_id);
    tally_copy_in_int64 (rows, head->point_id);
    tally_copy_in_int16 (rows, head->channel);
    tally_copy_in_day (rows, head->day);
    tally_copy_in_int32 (rows, head->n);
    tally_copy_in_int32 (rows, head->interval_s);
    tally_copy_in_int16 (rows, head->exponent);
    tally_copy_in_bytes (rows, block->payload->data, block->payload->len);
    tally_copy_in_bytes (rows, block->flags->data, block->flags->len);
    tally_copy_in_int64 (rows, head->sum);
    if (block->newest_at > 0)
        tally_copy_in_instant (rows, block->newest_at * G_USEC_PER_SEC);
    else
        tally_copy_in_null (rows);
}

gboolean
tally_validate_store_replace_hot (TallyDb *db,
                                  int32_t district_id,
                                  TallyPointRange range,
                                  GPtrArray *blocks,
                                  GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, range.first);
    g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, range.last);
    const char *values[] = { district, from, last };
    g_autoptr(PGresult) cleared = tally_db_run (db, "validate/clear-hot", 3, values, error);
    g_autoptr(TallyCopyIn) rows = NULL;

    if (cleared == NULL)
        return FALSE;
    rows = tally_copy_in_new (db, "validate/add-hot", error);
    if (rows == NULL)
        return FALSE;
    for (guint i = 0; i < blocks->len; i++)
        put_hot (rows, g_ptr_array_index (blocks, i));
    return tally_copy_in_finish (rows, NULL, error);
}

/* The row before is handed on once it is known that no newer version follows it. */
typedef struct {
    TallyBlockHead head;
    uint8_t digest[TALLY_BLOCK_DIGEST_BYTES];
    gboolean has_digest;
    gboolean is_full;
    GArray *values;
    GByteArray *qualities;
    const TallyBlockWanted *wanted; /* NULL: the newest */
    TallyBlockFunc func;
    gpointer user_data;
} Pending;

static gboolean
complain (const TallyBlockHead *head, const char *why, GError **error)
{
    char day[TALLY_DAY_TEXT];

    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                 "validate.block district %d point %" G_GINT64_FORMAT
                 " channel %d day %s version %d: %s",
                 head->district_id, head->point_id, head->channel,
                 tally_day_format ((TallyDay){ head->day }, day), head->version, why);
    return FALSE;
}

static gboolean
hand_on (Pending *pending, GError **error)
{
    if (!pending->is_full)
        return TRUE;
    pending->is_full = FALSE;
    return pending->func (&pending->head, (const int64_t *) (gpointer) pending->values->data,
                          pending->qualities->data, pending->has_digest ? pending->digest : NULL,
                          pending->user_data, error);
}

/* What was changed since it was written does not pass. */
static gboolean
unpack (Pending *pending,
        const uint8_t *payload,
        size_t payload_length,
        const uint8_t *flags,
        size_t flags_length,
        GError **error)
{
    const TallyBlockHead *head = &pending->head;
    uint8_t expected[TALLY_BLOCK_DIGEST_BYTES];
    g_autoptr(GError) bad = NULL;

    if (head->n < 1 || head->n > TALLY_BLOCK_MAX_N)
        return complain (head, "the number of intervals is impossible", error);
    g_array_set_size (pending->values, (guint) head->n);
    g_byte_array_set_size (pending->qualities, (guint) head->n);
    if (!tally_block_get_values_of_sum (payload, payload_length,
                                        (int64_t *) (gpointer) pending->values->data,
                                        (size_t) head->n, head->sum, &bad)
        || !tally_block_get_flags (flags, flags_length, pending->qualities->data, (size_t) head->n,
                                   &bad))
        return complain (head, bad->message, error);
    if (pending->has_digest) {
        tally_block_digest (head, payload, payload_length, flags, flags_length, expected);
        if (memcmp (pending->digest, expected, sizeof expected) != 0)
            return complain (head, "it is not what its digest says", error);
    }
    pending->is_full = TRUE;
    return TRUE;
}

static gboolean
read_row (TallyCopyOut *rows, int32_t district_id, Pending *pending, GError **error)
{
    TallyBlockHead head = { .district_id = district_id };
    const uint8_t *payload;
    const uint8_t *flags;
    const uint8_t *digest;
    size_t payload_length;
    size_t flags_length;
    size_t digest_length;
    gboolean has_digest;

    head.point_id = tally_copy_out_int64 (rows);
    head.channel = tally_copy_out_int16 (rows);
    head.day = tally_copy_out_day (rows);
    head.version = tally_copy_out_int32 (rows);
    head.n = tally_copy_out_int32 (rows);
    head.interval_s = tally_copy_out_int32 (rows);
    head.exponent = tally_copy_out_int16 (rows);
    payload = tally_copy_out_bytes (rows, &payload_length);
    flags = tally_copy_out_bytes (rows, &flags_length);
    head.sum = tally_copy_out_int64 (rows);

    has_digest = !tally_copy_out_is_null (rows);
    digest = tally_copy_out_bytes (rows, &digest_length);
    if (pending->wanted != NULL && !pending->wanted->is_wanted (&head, pending->wanted->user_data))
        return TRUE;

    if ((head.point_id != pending->head.point_id || head.channel != pending->head.channel
         || head.day != pending->head.day)
        && !hand_on (pending, error))
        return FALSE;
    pending->head = head;
    pending->has_digest = has_digest;
    memset (pending->digest, 0, sizeof pending->digest);
    if (digest_length == sizeof pending->digest)
        memcpy (pending->digest, digest, digest_length);
    return unpack (pending, payload, payload_length, flags, flags_length, error);
}

static gboolean
read_all (TallyCopyOut *rows,
          int32_t district_id,
          const TallyBlockWanted *wanted,
          TallyBlockFunc func,
          gpointer user_data,
          GError **error)
{
    g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (int64_t));
    g_autoptr(GByteArray) qualities = g_byte_array_new ();
    Pending pending = { .values = values,
                        .qualities = qualities,
                        .wanted = wanted,
                        .func = func,
                        .user_data = user_data };
    g_autoptr(GError) broken = NULL;

    while (tally_copy_out_next (rows, &broken)) {
        if (!read_row (rows, district_id, &pending, error))
            return FALSE;
    }
    if (broken == NULL)
        return hand_on (&pending, error);
    g_propagate_error (error, g_steal_pointer (&broken));
    return FALSE;
}

gboolean
tally_validate_store_read_blocks (TallyDb *db,
                                  int32_t district_id,
                                  TallyPointRange range,
                                  TallyDays days,
                                  TallyBlockFunc func,
                                  gpointer user_data,
                                  GError **error)
{
    return tally_validate_store_read_chosen (db, district_id, range, days, NULL, func, user_data,
                                             error);
}

gboolean
tally_validate_store_read_chosen (TallyDb *db,
                                  int32_t district_id,
                                  TallyPointRange range,
                                  TallyDays days,
                                  const TallyBlockWanted *wanted,
                                  TallyBlockFunc func,
                                  gpointer user_data,
                                  GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, range.first);
    g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, range.last);
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[] = { district, tally_day_format (days.first, first),
                             tally_day_format (days.end, end), from, last };
    g_autoptr(TallyCopyOut)
                   rows = tally_copy_out_new (db, "validate/read-blocks", 5, values, error);

    return rows != NULL && read_all (rows, district_id, wanted, func, user_data, error);
}

gboolean
tally_validate_store_read_hot (TallyDb *db,
                               int32_t district_id,
                               TallyBlockFunc func,
                               gpointer user_data,
                               GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    const char *value = district;
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, "validate/read-hot", 1, &value, error);

    return rows != NULL && read_all (rows, district_id, NULL, func, user_data, error);
}
