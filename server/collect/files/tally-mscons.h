// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file.h"

G_BEGIN_DECLS

/**
 * tally_mscons_read:
 *
 * Reads the load profiles of MSCONS (UN/EDIFACT D.04B as the German market uses it): LOC+172 the
 * metering point, PIA+5 the OBIS code, QTY the value of an interval from DTM+163 to DTM+164.
 * OBIS 1.29, 2.29, 3.29 and 4.29 are A+, A-, R+ and R-, in kWh and kvarh unless the QTY names a
 * unit; other codes are counted, but belong to no channel of ours. QTY's qualifier is the
 * quality: 220 measured, 67 substituted, 201 and Z18 provisional, 20 cannot be used. Registers
 * (DTM+9) are not taken, which is a doubt. The counts of UNT and UNZ must be right. Line
 * numbers are numbers of segments: an interchange is often one line. See tally_file_read().
 */
gboolean tally_mscons_read (const char *text,
                            size_t length,
                            gboolean is_lenient,
                            const TallyFileSink *sink,
                            GError **error);

G_END_DECLS
