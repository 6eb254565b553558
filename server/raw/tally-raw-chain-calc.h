// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-frame.h"

G_BEGIN_DECLS

/** TallyRawFrame: a frame as it is kept: what collect handed over, unchanged */
typedef TallyCollectFrame TallyRawFrame;

#define TALLY_RAW_DIGEST_BYTES 32

/** What a frame keeps of its chain: half of it cannot be met by chance or by intent either. Frames
 * of older installations keep all of it. */
#define TALLY_RAW_LINK_BYTES 16

/**
 * tally_raw_chain_digest:
 * @frame: any frame
 * @digest: (out caller-allocates): receives the SHA-256
 *
 * The identity of what @frame says: SHA-256 over, in this order, numbers
 * big-endian: "GTF1", district_id (4 bytes), day (4), point_id (8), meter_id
 * (8), channel (2), kind (1), source (1), first_at (8), interval_s (4), n (4),
 * exponent (2), length of payload (4), payload, length of flags (4), flags.
 * Neither origin nor the time of arrival are in it: the same content handed
 * over again is the same content.
 */
void tally_raw_chain_digest (const TallyRawFrame *frame, uint8_t digest[TALLY_RAW_DIGEST_BYTES]);

/**
 * tally_raw_chain_next:
 * @previous: (nullable): chain of the frame before; %NULL for the first of a district and day
 * @digest: of this frame
 * @origin: where this frame came from
 * @chain: (out caller-allocates): may be @previous
 *
 * chain = SHA-256 (chain of the frame before || digest || origin); before the
 * first frame stand 32 zero bytes. A frame keeps the first %TALLY_RAW_LINK_BYTES of it; to the next
 * one its chain is what it keeps, filled up with zeros.
 */
void tally_raw_chain_next (const uint8_t *previous,
                           const uint8_t digest[TALLY_RAW_DIGEST_BYTES],
                           const uint8_t *origin,
                           size_t origin_length,
                           uint8_t chain[TALLY_RAW_DIGEST_BYTES]);

/** tally_raw_chain_keep: fills @chain up with zeros behind the first @n_kept bytes */
void tally_raw_chain_keep (uint8_t chain[TALLY_RAW_DIGEST_BYTES], size_t n_kept);

G_END_DECLS
