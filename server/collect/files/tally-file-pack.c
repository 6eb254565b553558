// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-file-pack.h"

#include "server/collect/files/tally-file.h"
#include "shared/error/tally-error.h"

#include <zstd.h>

/* Readings repeat themselves so much that it takes little effort to see it. */
#define LEVEL 1

GBytes *
tally_file_pack (const uint8_t *content, size_t length)
{
    size_t room = ZSTD_compressBound (length);
    g_autofree uint8_t *packed = g_malloc (room);
    size_t size = ZSTD_compress (packed, room, content, length, LEVEL);

    if (ZSTD_isError (size) || size >= length)
        return NULL;
    return g_bytes_new_take (g_realloc (g_steal_pointer (&packed), size), size);
}

GBytes *
tally_file_unpack (const uint8_t *packed, size_t length, GError **error)
{
    unsigned long long size = ZSTD_getFrameContentSize (packed, length);
    gboolean is_whole = size <= TALLY_FILE_MAX_BYTES
                        && ZSTD_findFrameCompressedSize (packed, length) == length;
    g_autofree uint8_t *content = is_whole ? g_malloc (MAX (size, 1)) : NULL;

    if (!is_whole || ZSTD_decompress (content, size, packed, length) != size) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "what is kept of the file is damaged");
        return NULL;
    }
    return g_bytes_new_take (g_steal_pointer (&content), size);
}
