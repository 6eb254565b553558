// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file.h"

G_BEGIN_DECLS

/**
 * tally_nem13_read:
 *
 * Reads NEM13 (Meter Data File Format Specification NEM12 & NEM13, AEMO): records 100 header, 250
 * two readings of a register and the quantity between them, 550 service orders (passed over), 900
 * end. Stamps are local standard time. Direction E is drawn from the grid, I fed into it. The
 * quantity is only counted: whether it fits the readings is for validation to say, which knows
 * the meter's constant and digits. See tally_file_read().
 */
gboolean tally_nem13_read (const char *text,
                           size_t length,
                           gboolean is_lenient,
                           const TallyFileSink *sink,
                           GError **error);

G_END_DECLS
