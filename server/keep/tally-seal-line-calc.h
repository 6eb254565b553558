// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/block/tally-sha256.h"

G_BEGIN_DECLS

#define TALLY_SEAL_KEY_BYTES 32
#define TALLY_SEAL_SIGNATURE_BYTES 64
#define TALLY_SEAL_KEY_ID_BYTES 8

/** Room for "2026-10-04T05:00:00Z" and its end */
#define TALLY_SEAL_TIME_TEXT 21

/** Room for a line (19 + 20 + 64 + 64 + 19 + 128 characters, 5 spaces), signs, and its end */
#define TALLY_SEAL_TEXT 336

/**
 * TallySeal: one seal
 * @no: 1, 2, 3 … without a gap
 * @at: Unix seconds, from 1970 to the end of %TALLY_DAY_LAST_YEAR
 * @previous: of tally_seal_hash() of the seal before; zeros for the first
 * @root: of the tree of its leaves
 * @n_leaves: 0 when no chain grew
 */
typedef struct {
    int64_t no;
    int64_t at;
    uint8_t previous[TALLY_SHA256_BYTES];
    uint8_t root[TALLY_SHA256_BYTES];
    int64_t n_leaves;
    uint8_t signature[TALLY_SEAL_SIGNATURE_BYTES];
} TallySeal;

/** tally_seal_format_time: writes "2026-10-04T05:00:00Z"; Returns: @text */
const char *tally_seal_format_time (int64_t at, char text[TALLY_SEAL_TIME_TEXT]);

/**
 * tally_seal_format:
 *
 * Writes a seal's line, without an end: `NO TIME PREVIOUS ROOT N_LEAVES SIGNATURE`, one space
 * between them; numbers in decimal digits without leading zeros, time as "2026-10-04T05:00:00Z",
 * hashes and signature in lower hexadecimal digits.
 *
 * Returns: @text
 */
const char *tally_seal_format (const TallySeal *seal, char text[TALLY_SEAL_TEXT]);

/**
 * tally_seal_parse:
 * @text: a line without its end
 *
 * Reads exactly what tally_seal_format() writes.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, which names the field
 */
gboolean tally_seal_parse (const char *text, TallySeal *seal, GError **error);

/** tally_seal_is_same: whether two seals have the same line */
gboolean tally_seal_is_same (const TallySeal *one, const TallySeal *other);

/** tally_seal_hash: SHA-256 of the seal's line without its end, what the next one links to */
void tally_seal_hash (const TallySeal *seal, uint8_t hash[TALLY_SHA256_BYTES]);

/** tally_seal_public_key: @key: (out): of the secret @secret (the seed of Ed25519, RFC 8032) */
void tally_seal_public_key (const uint8_t secret[TALLY_SEAL_KEY_BYTES],
                            uint8_t key[TALLY_SEAL_KEY_BYTES]);

/** tally_seal_key_id: the first bytes of the SHA-256 of the public @key, which tell keys apart */
void tally_seal_key_id (const uint8_t key[TALLY_SEAL_KEY_BYTES],
                        uint8_t id[TALLY_SEAL_KEY_ID_BYTES]);

/**
 * tally_seal_sign:
 * @seal: all but its signature, which this sets
 *
 * Ed25519 over "gridtally seal " and the line up to the space before its signature.
 */
void tally_seal_sign (TallySeal *seal, const uint8_t secret[TALLY_SEAL_KEY_BYTES]);

/** tally_seal_is_signed: whether the owner of the public @key signed this */
gboolean tally_seal_is_signed (const TallySeal *seal, const uint8_t key[TALLY_SEAL_KEY_BYTES]);

/**
 * tally_seal_key_parse:
 * @text: 64 hexadecimal digits; white space around them does not matter
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID that does not repeat @text, which may be a secret
 */
gboolean tally_seal_key_parse (const char *text, uint8_t key[TALLY_SEAL_KEY_BYTES], GError **error);

G_END_DECLS
