// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file.h"

G_BEGIN_DECLS

/**
 * tally_espi_read:
 *
 * Reads a Green Button file (NAESB REQ.21 ESPI): the interval blocks of each meter reading, with
 * unit, power of ten and direction of its reading type. The point is the first of these that can
 * be a code (at most 40 characters, no blank): the name of the usage point's ServiceDeliveryPoint,
 * the title of its entry, the last part of its address.
 * Wh and varh, forward and reverse, become A+, A-, R+ and R-; other kinds (power, gas, cumulative
 * values) are counted, but belong to no channel of ours. Where a feed says the same
 * channel in two lengths of interval, the shorter one counts; intervals that are no part of a day,
 * such as the 23 hours of one, are counted only. See tally_file_read().
 */
gboolean tally_espi_read (const char *text,
                          size_t length,
                          gboolean is_lenient,
                          const TallyFileSink *sink,
                          GError **error);

/** tally_espi_quality: Returns: the #TallyQuality of a QualityOfReading, -1: none is said */
uint8_t tally_espi_quality (int quality_of_reading);

G_END_DECLS
