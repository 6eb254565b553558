// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * The file that a month of frames is archived in. Numbers are big-endian.
 *
 *     offset  bytes
 *          0      8  89 "GTRAW" 0D 0A
 *          8      4  version of the format: 1
 *         12      4  the month, such as 201403
 *         16      8  frames
 *         24      8  chains: districts and days
 *         32      …  all frames, as COPY … TO STDOUT (FORMAT binary) of PostgreSQL gives them, with
 *                    its own header and end: the columns of server/raw/sql/read-month.sql, in
 *                    order of district, day and place in the chain
 *        -32     32  SHA-256 of everything before it
 */
#define TALLY_RAW_ARCHIVE_HEAD_BYTES 32
#define TALLY_RAW_ARCHIVE_TAIL_BYTES 32

/** How a binary COPY begins: its signature, no flags, no extension. */
#define TALLY_RAW_ARCHIVE_COPY_BYTES 19
extern const uint8_t tally_raw_archive_copy_head[TALLY_RAW_ARCHIVE_COPY_BYTES];

/** TallyRawArchiveHead: what an archive says it holds */
typedef struct {
    TallyMonth month;
    int64_t n_frames;
    int64_t n_chains;
} TallyRawArchiveHead;

void tally_raw_archive_head_put (const TallyRawArchiveHead *head,
                                 uint8_t bytes[TALLY_RAW_ARCHIVE_HEAD_BYTES]);

/** tally_raw_archive_head_get: Returns: %FALSE with %TALLY_ERROR_INVALID when it is none of ours */
gboolean tally_raw_archive_head_get (const uint8_t bytes[TALLY_RAW_ARCHIVE_HEAD_BYTES],
                                     TallyRawArchiveHead *head,
                                     GError **error);

/** tally_raw_archive_name: Returns: (transfer full): "raw-2014-03.gtraw" */
char *tally_raw_archive_name (TallyMonth month);

G_END_DECLS
