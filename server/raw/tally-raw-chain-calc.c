// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-chain-calc.h"

#include "shared/block/tally-sha256.h"

#include <string.h>

#define HEAD_BYTES 54 /* everything before the payload */

static uint8_t *
put (uint8_t *end, uint64_t number, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++)
        *end++ = (uint8_t) (number >> (8 * (n_bytes - 1 - i)));
    return end;
}

void
tally_raw_chain_digest (const TallyRawFrame *frame, uint8_t digest[TALLY_RAW_DIGEST_BYTES])
{
    uint8_t head[HEAD_BYTES] = { 'G', 'T', 'F', '1' };
    uint8_t length[4];
    uint8_t *end = head + 4;

    end = put (end, (uint64_t) frame->district_id, 4);
    end = put (end, (uint64_t) frame->day, 4);
    end = put (end, (uint64_t) frame->point_id, 8);
    end = put (end, (uint64_t) frame->meter_id, 8);
    end = put (end, (uint64_t) frame->channel, 2);
    end = put (end, (uint64_t) frame->kind, 1);
    end = put (end, (uint64_t) frame->source, 1);
    end = put (end, (uint64_t) frame->first_at, 8);
    end = put (end, (uint64_t) frame->interval_s, 4);
    end = put (end, (uint64_t) frame->n, 4);
    end = put (end, (uint64_t) frame->exponent, 2);
    end = put (end, frame->payload_length, 4);
    g_assert (end == head + sizeof head);

    put (length, frame->flags_length, 4);
    tally_sha256 (
        (TallyBytes[]){
            { head, sizeof head },
            { frame->payload, frame->payload_length },
            { length, sizeof length },
            { frame->flags, frame->flags_length },
        },
        4, digest);
}

void
tally_raw_chain_next (const uint8_t *previous,
                      const uint8_t digest[TALLY_RAW_DIGEST_BYTES],
                      const uint8_t *origin,
                      size_t origin_length,
                      uint8_t chain[TALLY_RAW_DIGEST_BYTES])
{
    static const uint8_t nothing[TALLY_RAW_DIGEST_BYTES] = { 0 };

    tally_sha256 (
        (TallyBytes[]){
            { previous != NULL ? previous : nothing, TALLY_RAW_DIGEST_BYTES },
            { digest, TALLY_RAW_DIGEST_BYTES },
            { origin, origin_length },
        },
        3, chain);
}

void
tally_raw_chain_keep (uint8_t chain[TALLY_RAW_DIGEST_BYTES], size_t n_kept)
{
    g_return_if_fail (n_kept <= TALLY_RAW_DIGEST_BYTES);

    memset (chain + n_kept, 0, TALLY_RAW_DIGEST_BYTES - n_kept);
}
