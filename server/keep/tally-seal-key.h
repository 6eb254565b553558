// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/keep/tally-seal-line-calc.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * tally_seal_key_make:
 * @path: a file that is not there yet
 * @key: (out caller-allocates): the public key
 *
 * Draws a secret key and writes it to @path, which nobody but its owner may read (0600): 64
 * hexadecimal digits and a line's end.
 */
gboolean tally_seal_key_make (const char *path, uint8_t key[TALLY_SEAL_KEY_BYTES], GError **error);

/**
 * tally_seal_key_load:
 * @path: of tally_seal_key_make()
 * @secret: (out caller-allocates): to be wiped after use
 *
 * Returns: %FALSE with @path named: also when others than its owner may read it
 */
gboolean tally_seal_key_load (const char *path,
                              uint8_t secret[TALLY_SEAL_KEY_BYTES],
                              GError **error);

G_END_DECLS
