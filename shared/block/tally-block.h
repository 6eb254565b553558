// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * An interval block is the day of one channel in a few hundred bytes.
 *
 * Payload, for n values v[0] … v[n-1], with v[-1] = 0:
 *   for each i in order, the difference d = v[i] - v[i-1]
 *   folded to an unsigned number    z = 2d for d >= 0, -2d - 1 for d < 0
 *   in groups of 7 bits, lowest first, one group a byte; bit 7 of a byte is
 *   set when another group follows. 1 to 10 bytes; the last group of a number
 *   longer than one byte is not zero.
 *   Example: 5, 5, 3 is 0a 00 03; 1000 is d0 0f; -1 is 01.
 *
 * Flags, for n qualities: runs in order, each of
 *   one byte, the quality
 *   the number of intervals that have it, at least 1, in groups of 7 bits
 *   Neighbouring runs differ. Example: 96 measured is 00 60;
 *   94 measured, 2 missing is 00 5e ff 02.
 *
 * Nothing precedes, separates or follows. The same values have exactly one
 * form, so equal bytes and equal values are the same thing, and a digest of
 * the bytes is a digest of the values. n, length of an interval and unit stand
 * beside the block. The value of a missing interval is written as 0.
 */

/** Longest block: the seconds of a day that has 25 hours. */
#define TALLY_BLOCK_MAX_N 90000
/** Longest form of one value, in bytes. */
#define TALLY_BLOCK_MAX_VALUE_BYTES 10
/** Size of a digest, in bytes. */
#define TALLY_BLOCK_DIGEST_BYTES 32

/**
 * TallyQuality:
 *
 * How an interval came by its value.
 */
typedef enum {
    TALLY_QUALITY_MEASURED = 0,
    TALLY_QUALITY_CHECK_METER = 1,
    TALLY_QUALITY_REGISTER_DIFFERENCE = 2,
    TALLY_QUALITY_LINEAR = 3,
    TALLY_QUALITY_LIKE_DAYS = 4,
    TALLY_QUALITY_PROFILE = 5,
    TALLY_QUALITY_EDITED = 6,
    TALLY_QUALITY_SUSPECT = 7,     /* came, but is not believed yet */
    TALLY_QUALITY_PROVISIONAL = 8, /* estimated, and may still be measured */
    TALLY_QUALITY_MISSING = 255,
} TallyQuality;

/** tally_quality_is_estimated: whether nobody measured or set the interval, but it has a value */
static inline gboolean
tally_quality_is_estimated (uint8_t quality)
{
    return (quality >= TALLY_QUALITY_CHECK_METER && quality <= TALLY_QUALITY_PROFILE)
           || quality == TALLY_QUALITY_PROVISIONAL;
}

/**
 * tally_block_add_values:
 * @payload: bytes to append to
 * @values: (array length=n): any int64
 * @n: number of @values, 1 to %TALLY_BLOCK_MAX_N
 * @sum: (out) (optional): sum of @values
 * @error: return location
 *
 * Appends the payload of @values.
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW when the sum or the difference of
 *   two neighbours leaves int64; @payload is then as it was
 */
gboolean tally_block_add_values (GByteArray *payload,
                                 const int64_t *values,
                                 size_t n,
                                 int64_t *sum,
                                 GError **error);

/**
 * tally_block_add_flags:
 * @flags: bytes to append to
 * @qualities: (array length=n): a #TallyQuality each
 * @n: number of @qualities, 1 to %TALLY_BLOCK_MAX_N
 */
void tally_block_add_flags (GByteArray *flags, const uint8_t *qualities, size_t n);

/**
 * tally_block_get_values:
 * @payload: (array length=length): bytes made by tally_block_add_values()
 * @length: number of bytes in @payload
 * @values: (out caller-allocates) (array length=n): receives the values
 * @n: number of values that @payload must hold
 * @sum: (out) (optional): sum of @values
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when @payload is not the one form
 *   of exactly @n values whose sum fits; @values then hold anything
 */
gboolean tally_block_get_values (const uint8_t *payload,
                                 size_t length,
                                 int64_t *values,
                                 size_t n,
                                 int64_t *sum,
                                 GError **error);

/**
 * tally_block_get_values_of_sum:
 * @sum: what the values must add up to, as it is stored beside the block
 *
 * The same, for blocks that stand beside their sum. A block of another sum is
 * %TALLY_ERROR_INVALID: one of the two was changed.
 */
gboolean tally_block_get_values_of_sum (const uint8_t *payload,
                                        size_t length,
                                        int64_t *values,
                                        size_t n,
                                        int64_t sum,
                                        GError **error);

/**
 * tally_block_get_flags:
 * @flags: (array length=length): bytes made by tally_block_add_flags()
 * @length: number of bytes in @flags
 * @qualities: (out caller-allocates) (array length=n): receives the qualities
 * @n: number of intervals that @flags must cover
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when @flags are not the one form
 *   of exactly @n qualities
 */
gboolean tally_block_get_flags (const uint8_t *flags,
                                size_t length,
                                uint8_t *qualities,
                                size_t n,
                                GError **error);

/**
 * TallyBlockHead:
 *
 * What a validated block says beside its bytes.
 */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    int16_t channel;
    int32_t day; /* local day, counted from 1970-01-01 */
    int32_t version;
    int32_t n;
    int32_t interval_s;
    int16_t exponent; /* a value counts 10^exponent of the channel's unit */
    int64_t sum;
} TallyBlockHead;

/**
 * tally_block_digest:
 * @head: what stands beside the block
 * @payload: (array length=payload_length): the values
 * @payload_length: bytes of @payload
 * @flags: (array length=flags_length): the qualities
 * @flags_length: bytes of @flags
 * @digest: (out caller-allocates): receives the SHA-256
 *
 * SHA-256 over, in this order, numbers big-endian: "GTB1", district_id (4
 * bytes), point_id (8), channel (2), day (4), version (4), n (4), interval_s
 * (4), exponent (2), sum (8), length of payload (4), payload, length of flags
 * (4), flags.
 */
void tally_block_digest (const TallyBlockHead *head,
                         const uint8_t *payload,
                         size_t payload_length,
                         const uint8_t *flags,
                         size_t flags_length,
                         uint8_t digest[TALLY_BLOCK_DIGEST_BYTES]);

G_END_DECLS
