// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_file_is_zip: whether @text begins as a zip archive does */
gboolean tally_file_is_zip (const char *text, size_t length);

/**
 * tally_file_unzip:
 * @text: an archive; market systems send each file in one of its own
 * @name: (out) (optional): name of the file in it
 * @error: return location
 *
 * Returns: (transfer full): the one file in it, at most %TALLY_FILE_MAX_BYTES, its sum checked;
 *   %NULL with %TALLY_ERROR_INVALID when it holds none or several, is encrypted or damaged
 */
GBytes *tally_file_unzip (const char *text, size_t length, char **name, GError **error);

G_END_DECLS
