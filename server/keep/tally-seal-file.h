// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/keep/tally-seal-line-calc.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallySealEnd: how far a file of seals goes
 * @last: the seal of its last whole line; its no is 0 when it has none
 * @torn: what stands after that line's end: a line that was not written to its end
 */
typedef struct {
    TallySeal last;
    char torn[TALLY_SEAL_TEXT];
} TallySealEnd;

/**
 * tally_seal_file_read_end:
 * @path: of a file; one that is not there is empty
 * @end: (out): how far it goes
 *
 * Returns: %FALSE with @path named when it cannot be read, or when no seal is at its end
 */
gboolean tally_seal_file_read_end (const char *path, TallySealEnd *end, GError **error);

/**
 * tally_seal_file_append:
 * @text: whole lines, or the rest of one and whole lines
 *
 * Writes @text at the end of @path, which it makes when it is not there, and waits for the disk.
 */
gboolean tally_seal_file_append (const char *path, const char *text, GError **error);

/**
 * tally_seal_file_read:
 * @path: of a file of seals
 * @seals: (out): of #TallySeal: one a line
 *
 * Returns: %FALSE with @path and the number of the first line that is no seal, or has no end
 */
gboolean tally_seal_file_read (const char *path, GArray **seals, GError **error);

/**
 * tally_seal_lines_parse:
 * @text: (array length=length): lines, each with its end
 * @seals: (inout): of #TallySeal: one a line is added
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, naming line and field
 */
gboolean tally_seal_lines_parse (const char *text, size_t length, GArray *seals, GError **error);

G_END_DECLS
