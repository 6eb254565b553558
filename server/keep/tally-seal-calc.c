// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/keep/tally-seal-calc.h"

#include <string.h>

static const uint8_t leaf_mark = 0x00;
static const uint8_t node_mark = 0x01;

/* @joined may be @left or @right. */
static void
join (const uint8_t left[TALLY_SHA256_BYTES],
      const uint8_t right[TALLY_SHA256_BYTES],
      uint8_t joined[TALLY_SHA256_BYTES])
{
    tally_sha256 (
        (TallyBytes[]){
            { &node_mark, 1 },
            { left, TALLY_SHA256_BYTES },
            { right, TALLY_SHA256_BYTES },
        },
        3, joined);
}

/* As in counting: each one that is carried joins two halves of a size. */
void
tally_seal_tree_add (TallySealTree *tree, const uint8_t *bytes, size_t length)
{
    uint8_t hash[TALLY_SHA256_BYTES];
    size_t level = 0;

    tally_sha256 ((TallyBytes[]){ { &leaf_mark, 1 }, { bytes, length } }, 2, hash);
    for (; (tree->n >> level & 1) != 0; level++)
        join (tree->nodes[level], hash, hash);
    memcpy (tree->nodes[level], hash, sizeof hash);
    tree->n++;
}

void
tally_seal_tree_root (const TallySealTree *tree, uint8_t root[TALLY_SHA256_BYTES])
{
    gboolean is_begun = FALSE;

    if (tree->n == 0)
        tally_sha256 (NULL, 0, root);
    for (size_t level = 0; level < TALLY_SEAL_LEVELS; level++) {
        if ((tree->n >> level & 1) == 0)
            continue;
        if (is_begun)
            join (tree->nodes[level], root, root);
        else
            memcpy (root, tree->nodes[level], TALLY_SHA256_BYTES);
        is_begun = TRUE;
    }
}

static void
put (GByteArray *bytes, uint64_t number, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++) {
        uint8_t byte = (uint8_t) (number >> (8 * (n_bytes - 1 - i)));

        g_byte_array_append (bytes, &byte, 1);
    }
}

void
tally_seal_leaf_encode (const TallySealLeaf *leaf, GByteArray *bytes)
{
    g_return_if_fail (leaf->name_length <= UINT16_MAX && leaf->chain_length <= UINT8_MAX);

    g_byte_array_set_size (bytes, 0);
    g_byte_array_append (bytes, (const uint8_t *) "GTL1", 4);
    put (bytes, leaf->kind, 1);
    put (bytes, (uint64_t) leaf->district_id, 4);
    put (bytes, leaf->name_length, 2);
    g_byte_array_append (bytes, leaf->name, (guint) leaf->name_length);
    put (bytes, (uint64_t) leaf->seq, 8);
    put (bytes, leaf->chain_length, 1);
    g_byte_array_append (bytes, leaf->chain, (guint) leaf->chain_length);
}
