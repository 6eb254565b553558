// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-failures.h"

#define REST_FIRST_US (5 * G_USEC_PER_SEC)
#define REST_MOST_US (INT64_C (3600) * G_USEC_PER_SEC)

/* A meter, and when it is worth asking again. */
typedef struct {
    int32_t district_id;
    int64_t meter_id;
    int64_t rest_us;
    int64_t rests_until_us;
} Key;

struct _TallyCollectFailures {
    GHashTable *keys; /* Key -> itself */
};

static guint
hash_key (gconstpointer data)
{
    const Key *key = data;

    return g_int64_hash (&key->meter_id) * 31u + (guint) key->district_id;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
    const Key *one = a;
    const Key *other = b;

    return one->district_id == other->district_id && one->meter_id == other->meter_id;
}

TallyCollectFailures *
tally_collect_failures_new (void)
{
    TallyCollectFailures *self = g_new0 (TallyCollectFailures, 1);

    self->keys = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
    return self;
}

void
tally_collect_failures_free (TallyCollectFailures *self)
{
    g_hash_table_unref (self->keys);
    g_free (self);
}

void
tally_collect_failures_note (TallyCollectFailures *self, const TallyCollectAttempt *attempt)
{
    Key key = { attempt->district_id, attempt->meter_id, REST_FIRST_US, 0 };
    Key *known = g_hash_table_lookup (self->keys, &key);

    if (attempt->result == TALLY_ATTEMPT_OK || attempt->result == TALLY_ATTEMPT_CLOCK) {
        g_hash_table_remove (self->keys, &key);
        return;
    }
    if (known == NULL) {
        known = g_memdup2 (&key, sizeof key);
        g_hash_table_add (self->keys, known);
    }
    known->rests_until_us = g_get_monotonic_time () + known->rest_us;
    known->rest_us = MIN (2 * known->rest_us, REST_MOST_US);
}

void
tally_collect_failures_clear (TallyCollectFailures *self)
{
    g_hash_table_remove_all (self->keys);
}

guint
tally_collect_failures_get_n (const TallyCollectFailures *self)
{
    return g_hash_table_size (self->keys);
}

static TallyCollectGateway *
copy_gateway (const TallyCollectGateway *gateway)
{
    TallyCollectGateway *copy = g_new0 (TallyCollectGateway, 1);

    *copy = *gateway;
    copy->name = g_strdup (gateway->name);
    copy->host = g_strdup (gateway->host);
    copy->meters = g_ptr_array_new (); /* those of @gateway */
    return copy;
}

GPtrArray *
tally_collect_failures_plan (const TallyCollectFailures *self,
                             const GPtrArray *plan,
                             TallyCollectLines *lines,
                             int64_t now_us)
{
    GPtrArray *failed = tally_collect_plan_new ();

    for (guint i = 0; plan != NULL && i < plan->len; i++) {
        const TallyCollectGateway *gateway = g_ptr_array_index (plan, i);
        TallyCollectGateway *copy = copy_gateway (gateway);

        for (guint m = 0; m < gateway->meters->len; m++) {
            const TallyCollectMeter *meter = g_ptr_array_index (gateway->meters, m);
            Key key = { .district_id = meter->district_id, .meter_id = meter->meter_id };
            const Key *known = g_hash_table_lookup (self->keys, &key);

            if (known != NULL && known->rests_until_us <= now_us)
                g_ptr_array_add (copy->meters, (gpointer) meter);
        }
        if (copy->meters->len > 0
            && tally_collect_lines_get_breaker (lines, gateway).rests_until_us <= now_us)
            g_ptr_array_add (failed, copy);
        else
            tally_collect_gateway_free (copy);
    }
    return failed;
}
