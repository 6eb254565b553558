// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/block/tally-sha256.h"

G_BEGIN_DECLS

/** A node of a tree holds 2^63 leaves at the most. */
#define TALLY_SEAL_LEVELS 64

/**
 * TallySealTree: a Merkle tree hash of RFC 6962, section 2.1, that leaves are added to
 *
 * { 0 } is the tree without leaves. Of what was added only the root of each complete half is kept,
 * one a level, so a tree of any size takes the same room.
 */
typedef struct {
    uint64_t n; /* leaves added; its bits say which of @nodes hold something */
    uint8_t nodes[TALLY_SEAL_LEVELS][TALLY_SHA256_BYTES];
} TallySealTree;

/** tally_seal_tree_add: adds one leaf, whose hash is SHA-256 (0x00 || @bytes) */
void tally_seal_tree_add (TallySealTree *tree, const uint8_t *bytes, size_t length);

/**
 * tally_seal_tree_root:
 * @root: (out caller-allocates): receives the hash of all leaves so far
 *
 * Two halves are joined as SHA-256 (0x01 || left || right), the left one being the largest power of
 * two below the number of leaves; no leaves at all are SHA-256 of nothing. The tree may go on.
 */
void tally_seal_tree_root (const TallySealTree *tree, uint8_t root[TALLY_SHA256_BYTES]);

/** TallySealKind: whose chain it is; the number is in the leaf */
typedef enum {
    TALLY_SEAL_RAW,   /* raw.frame of a district and day */
    TALLY_SEAL_AUDIT, /* guard.audit of a district and stream */
} TallySealKind;

/**
 * TallySealLeaf: how far a chain went when it was sealed
 * @name: day ("2026-10-04") or stream ("guard"), UTF-8; not terminated, at most 65,535 bytes
 * @seq: number of its last row
 * @chain: what that row keeps of its chain, 16 or 32 bytes
 */
typedef struct {
    TallySealKind kind;
    int32_t district_id;
    const uint8_t *name;
    size_t name_length;
    int64_t seq;
    const uint8_t *chain;
    size_t chain_length;
} TallySealLeaf;

/**
 * tally_seal_leaf_encode:
 * @bytes: (inout): emptied, then receives the leaf
 *
 * Numbers big-endian: "GTL1", kind (1 byte: 0 raw, 1 audit), district_id (4), length of name (2),
 * name, seq (8), length of chain (1), chain.
 *
 * The leaves of a seal stand in this order: raw before audit, then by district, then by day or by
 * the bytes of the stream.
 */
void tally_seal_leaf_encode (const TallySealLeaf *leaf, GByteArray *bytes);

G_END_DECLS
