// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file.h"

G_BEGIN_DECLS

/** TALLY_FILE_TAPE_BYTES: what a tape keeps at most; a file that says more is read again */
#define TALLY_FILE_TAPE_BYTES (64 * 1024 * 1024)

/**
 * TallyFileTape:
 *
 * What a file said, packed as interval blocks are, so that it can be said again without another
 * reading of the text: a value takes one to three bytes of it.
 */
typedef struct _TallyFileTape TallyFileTape;

/** tally_file_tape_new: @max_bytes: %TALLY_FILE_TAPE_BYTES, but for a test */
TallyFileTape *tally_file_tape_new (size_t max_bytes);
void tally_file_tape_free (TallyFileTape *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyFileTape, tally_file_tape_free)

/* Does nothing once the tape is full. */
void tally_file_tape_add_series (TallyFileTape *self, const TallyFileSeries *series);
void tally_file_tape_add_reads (TallyFileTape *self, const TallyFileReads *reads);

/** tally_file_tape_is_whole: whether all that was added is on it */
gboolean tally_file_tape_is_whole (const TallyFileTape *self);

/**
 * tally_file_tape_play:
 * @self: is whole
 * @sink: takes what was added, in that order; issues are not kept
 * @error: return location
 *
 * Returns: %FALSE when the sink stopped
 */
gboolean tally_file_tape_play (const TallyFileTape *self,
                               const TallyFileSink *sink,
                               GError **error);

G_END_DECLS
