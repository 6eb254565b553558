// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file.h"

G_BEGIN_DECLS

/**
 * tally_nem12_read:
 *
 * Reads NEM12 (Meter Data File Format Specification NEM12 & NEM13, AEMO):
 * records 100 header, 200 data stream, 300 a day, 400 qualities of parts of
 * that day, 500 service orders (passed over), 900 end. Days are local standard
 * time; intervals are stamped by their end in the standard, by their beginning
 * here. Several files behind one another are one file. See tally_file_read().
 */
gboolean tally_nem12_read (const char *text,
                           size_t length,
                           gboolean is_lenient,
                           const TallyFileSink *sink,
                           GError **error);

G_END_DECLS
