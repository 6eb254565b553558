// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http-rate-calc.h"

#define MINUTE_US (60 * G_USEC_PER_SEC)

typedef struct {
    char *key;
    int64_t left_us;
    int64_t used_at_us;
    GList *place; /* in the order of use */
} Bucket;

struct _TallyHttpRates {
    GHashTable *buckets;
    GQueue order; /* the longest unused first */
};

static void
free_bucket (gpointer data)
{
    Bucket *bucket = data;

    g_free (bucket->key);
    g_free (bucket);
}

TallyHttpRates *
tally_http_rates_new (void)
{
    TallyHttpRates *rates = g_new0 (TallyHttpRates, 1);

    rates->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_bucket);
    g_queue_init (&rates->order);
    return rates;
}

void
tally_http_rates_free (TallyHttpRates *rates)
{
    g_queue_clear (&rates->order);
    g_hash_table_unref (rates->buckets);
    g_free (rates);
}

static void
forget_oldest (TallyHttpRates *rates)
{
    Bucket *oldest = g_queue_pop_head (&rates->order);

    g_hash_table_remove (rates->buckets, oldest->key);
}

static Bucket *
get_bucket (TallyHttpRates *rates, const char *key, int64_t now_us)
{
    Bucket *bucket = g_hash_table_lookup (rates->buckets, key);

    if (bucket != NULL) {
        g_queue_unlink (&rates->order, bucket->place);
        g_queue_push_tail_link (&rates->order, bucket->place);
        return bucket;
    }
    if (g_hash_table_size (rates->buckets) == TALLY_HTTP_RATE_MAX_KEYS)
        forget_oldest (rates);
    bucket = g_new0 (Bucket, 1);
    bucket->key = g_strdup (key);
    bucket->left_us = MINUTE_US;
    bucket->used_at_us = now_us;
    g_queue_push_tail (&rates->order, bucket);
    bucket->place = rates->order.tail;
    g_hash_table_insert (rates->buckets, bucket->key, bucket);
    return bucket;
}

gboolean
tally_http_rates_take (TallyHttpRates *rates,
                       const char *key,
                       int64_t per_minute,
                       int64_t now_us,
                       int64_t *retry_after_s)
{
    Bucket *bucket = get_bucket (rates, key, now_us);
    int64_t cost_us = MINUTE_US / per_minute;

    bucket->left_us = MIN (MINUTE_US, bucket->left_us + MAX (0, now_us - bucket->used_at_us));
    bucket->used_at_us = now_us;
    if (bucket->left_us >= cost_us) {
        bucket->left_us -= cost_us;
        *retry_after_s = 0;
        return TRUE;
    }
    *retry_after_s = (cost_us - bucket->left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
    return FALSE;
}
