// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-csv-mapping.h"

G_BEGIN_DECLS

/**
 * tally_mapped_csv_read:
 * @mapping: what the columns mean
 *
 * Reads the CSV of another system line by line. Values of a channel that follow each other are one
 * series, whatever other channels stand between. See tally_file_read().
 */
gboolean tally_mapped_csv_read (const TallyCsvMapping *mapping,
                                const char *text,
                                size_t length,
                                gboolean is_lenient,
                                const TallyFileSink *sink,
                                GError **error);

G_END_DECLS
