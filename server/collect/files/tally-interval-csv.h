// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file.h"

G_BEGIN_DECLS

/**
 * tally_interval_csv_read:
 *
 * Reads the CSV of `data/formats/csv.md`: one interval a line, stamped by its
 * beginning. Neighbouring lines of one channel are handed on as one series.
 * See tally_file_read().
 */
gboolean tally_interval_csv_read (const char *text,
                                  size_t length,
                                  gboolean is_lenient,
                                  const TallyFileSink *sink,
                                  GError **error);

G_END_DECLS
