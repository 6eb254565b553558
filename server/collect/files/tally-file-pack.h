// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** TALLY_FILE_PACKING: in collect.file; one frame of Zstandard (RFC 8878) that bears its size */
#define TALLY_FILE_PACKING "zstd"

/**
 * tally_file_pack:
 *
 * Returns: (transfer full) (nullable): the same bytes in fewer; %NULL when they would not be fewer
 */
GBytes *tally_file_pack (const uint8_t *content, size_t length);

/**
 * tally_file_unpack:
 * @packed: what tally_file_pack() gave
 * @error: return location
 *
 * Returns: (transfer full): all of the file; %NULL with %TALLY_ERROR_INVALID when @packed is not
 *   one whole frame of a file of at most %TALLY_FILE_MAX_BYTES
 */
GBytes *tally_file_unpack (const uint8_t *packed, size_t length, GError **error);

G_END_DECLS
