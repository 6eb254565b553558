// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** TALLY_SIGNATURE_TOLERANCE_S: how old, or how far ahead, a signed message may be */
#define TALLY_SIGNATURE_TOLERANCE_S 300

/** TALLY_SIGNATURE_MAX: most signatures of one header that are looked at */
#define TALLY_SIGNATURE_MAX 16

/**
 * tally_signature_check_timed:
 * @secret: (array zero-terminated=1): the shared secret, all of it the key
 * @header: (nullable): `Stripe-Signature`: "t=1700000000,v1=hex,v1=hex …"
 * @body: (array length=length): the raw bytes as they arrived
 * @length: number of bytes
 * @now: Unix seconds
 * @error: return location
 *
 * HMAC-SHA256 over "t.body"; any v1 may match, schemes other than v1 are
 * passed over. Every signature is compared in constant time.
 *
 * Returns: %FALSE with %TALLY_ERROR_FORBIDDEN
 */
gboolean tally_signature_check_timed (const char *secret,
                                      const char *header,
                                      const uint8_t *body,
                                      size_t length,
                                      int64_t now,
                                      GError **error);

/**
 * tally_signature_check_standard:
 * @secret: "whsec_" and the key in base64; the prefix may be missing
 * @id: (nullable): `webhook-id`
 * @timestamp: (nullable): `webhook-timestamp`, Unix seconds
 * @header: (nullable): `webhook-signature`: "v1,base64 v1,base64 …"
 *
 * The same by the Standard Webhooks: HMAC-SHA256 over "id.timestamp.body".
 */
gboolean tally_signature_check_standard (const char *secret,
                                         const char *id,
                                         const char *timestamp,
                                         const char *header,
                                         const uint8_t *body,
                                         size_t length,
                                         int64_t now,
                                         GError **error);

/** tally_signature_make_timed: Returns: (transfer full): a `Stripe-Signature` header */
char *tally_signature_make_timed (const char *secret,
                                  const uint8_t *body,
                                  size_t length,
                                  int64_t now);

/** tally_signature_make_standard: Returns: (transfer full) (nullable): a `webhook-signature` */
char *tally_signature_make_standard (const char *secret,
                                     const char *id,
                                     int64_t timestamp,
                                     const uint8_t *body,
                                     size_t length);

G_END_DECLS
