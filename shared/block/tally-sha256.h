// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define TALLY_SHA256_BYTES 32

/** TallyBytes: lent bytes; @bytes may be %NULL when @length is 0 */
typedef struct {
    const uint8_t *bytes;
    size_t length;
} TallyBytes;

/**
 * tally_sha256:
 * @parts: (array length=n): one after the other
 * @digest: (out caller-allocates): SHA-256 over all of them; may be one of @parts
 *
 * By libcrypto, which uses the processor's own instructions: a month of 20,000 meters is digested
 * millions of times. May be called from any thread.
 */
void tally_sha256 (const TallyBytes *parts, size_t n, uint8_t digest[TALLY_SHA256_BYTES]);

G_END_DECLS
