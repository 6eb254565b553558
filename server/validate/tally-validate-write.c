// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-private.h"

#include <string.h>

void
tally_packed_block_free (gpointer data)
{
    TallyPackedBlock *block = data;

    g_byte_array_unref (block->payload);
    g_byte_array_unref (block->flags);
    g_free (block);
}

static TallyPackedBlock *
block_new (void)
{
    TallyPackedBlock *block = g_new0 (TallyPackedBlock, 1);

    block->payload = g_byte_array_new ();
    block->flags = g_byte_array_new ();
    return block;
}

static gboolean
pack (const TallyValidateWork *work,
      TallyPackedBlock *block,
      int16_t channel,
      TallyDay day,
      const int64_t *values,
      const uint8_t *qualities,
      int32_t n,
      GError **error)
{
    g_byte_array_set_size (block->payload, 0);
    g_byte_array_set_size (block->flags, 0);
    block->head = (TallyBlockHead){
        .district_id = work->pass->master->district_id,
        .point_id = work->point->point_id,
        .channel = channel,
        .day = day.number,
        .n = n,
        .interval_s = work->point->interval_s,
    };
    block->made_by = work->pass->order->made_by != NULL ? work->pass->order->made_by : "validate";
    block->reason = work->pass->order->reason != NULL ? work->pass->order->reason : "";
    tally_block_add_flags (block->flags, qualities, (size_t) n);
    tally_gather_made_from (work->gather, day, block->made_from);
    return tally_block_add_values (block->payload, values, (size_t) n, &block->head.sum, error);
}

static void
digest_as (TallyPackedBlock *block, int32_t version)
{
    block->head.version = version;
    tally_block_digest (&block->head, block->payload->data, block->payload->len, block->flags->data,
                        block->flags->len, block->digest);
}

void
tally_validate_note (TallyValidateWork *work,
                     int64_t point_id,
                     int16_t channel,
                     int32_t day,
                     const TallyFinding *finding)
{
    tally_found_add (work->found, point_id, channel, day, finding);
    work->pass->counts.n_exceptions++;
}

/* A closed day that got a newer version: where its energy changed, in sum or in shape, what was
 * billed of it may be wrong. The database keeps those, which holds both versions. */
static void
note_change (TallyValidateWork *work,
             const TallyBlockVersion *stored,
             const TallyPackedBlock *block)
{
    g_string_append_printf (work->rebills,
                            "%s{\"day\":%d,\"point\":%" G_GINT64_FORMAT
                            ",\"channel\":%d,\"version\":%d,\"before\":%" G_GINT64_FORMAT
                            ",\"after\":%" G_GINT64_FORMAT "}",
                            work->rebills->len > 1 ? "," : "", block->head.day,
                            block->head.point_id, block->head.channel, block->head.version,
                            stored->sum, block->head.sum);
}

/* Writes the day as the next version, unless the newest one says the same. Its bytes are kept in
 * one place, day after day. */
static gboolean
write_day (TallyValidateWork *work,
           int16_t channel,
           TallyDay day,
           const int64_t *values,
           const uint8_t *qualities,
           int32_t n,
           GError **error)
{
    TallyPackedBlock *block = work->packed;
    TallyBlockKey key = { work->point->point_id, day.number, channel };
    const TallyBlockVersion *stored = g_hash_table_lookup (work->latest, &key);
    gboolean is_same = FALSE;

    if (block == NULL)
        block = work->packed = block_new ();
    if (!pack (work, block, channel, day, values, qualities, n, error))
        return FALSE;
    if (stored != NULL) {
        digest_as (block, stored->version);
        is_same = memcmp (block->digest, stored->digest, sizeof block->digest) == 0;
    }
    if (!is_same) {
        digest_as (block, stored != NULL ? stored->version + 1 : 1);
        tally_validate_store_put_block (work->rows, block);
        if (stored != NULL && channel <= TALLY_ENERGY_CHANNELS)
            note_change (work, stored, block);
        work->pass->counts.n_written++;
    }
    work->pass->counts.n_days++;
    return TRUE;
}

gboolean
tally_validate_take_closed (TallyDay day,
                            const int64_t *values,
                            const uint8_t *qualities,
                            int32_t n,
                            GArray *findings,
                            gpointer user_data,
                            GError **error)
{
    TallyValidateWork *work = user_data;
    TallyCandidates *check = tally_gather_get_check (work->gather);
    int32_t first = check != NULL ? tally_span_first (&check->span, day) : 0;

    tally_cross_add_day (work->cross, &work->cross_point, work->channel, day.number, values, n);
    if (work->pass->order->on_channel != NULL)
        *work->pass->order->on_channel = work->channel;
    if (work->pass->order->on_day != NULL)
        return work->pass->order->on_day (day, values, qualities, n, findings,
                                          work->pass->order->on_day_data, error);
    for (guint i = 0; i < findings->len; i++)
        tally_validate_note (work, work->point->point_id, work->channel, day.number,
                             &g_array_index (findings, TallyFinding, i));
    if (!write_day (work, work->channel, day, values, qualities, n, error))
        return FALSE;
    /* What the check meter counted stands beside, as it came: settlement shows both. */
    return check == NULL
           || write_day (work, (int16_t) (work->channel + TALLY_CHECK_CHANNELS), day,
                         check->values + first, check->qualities + first, n, error);
}

/* The open day is shown as it arrived: nothing is estimated before it is over. */
gboolean
tally_validate_take_open (TallyValidateWork *work, GError **error)
{
    TallyCandidates *main = tally_gather_get_main (work->gather);
    int32_t first = tally_span_first (&main->span, work->pass->open);
    int32_t n = tally_span_count (&main->span, work->pass->open);
    TallyPackedBlock *block = block_new ();

    g_ptr_array_add (work->hot, block);
    if (!pack (work, block, work->channel, work->pass->open, main->values + first,
               main->qualities + first, n, error))
        return FALSE;
    for (int32_t i = 0; i < n; i++) {
        if (main->qualities[first + i] != TALLY_QUALITY_MISSING)
            block->newest_at = main->span.start + (int64_t) (first + i + 1) * main->span.interval_s;
    }
    return TRUE;
}
