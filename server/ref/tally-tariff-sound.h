// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff.h"

G_BEGIN_DECLS

/**
 * tally_tariff_sound:
 * @text: a native document that is new
 * @error: return location
 *
 * As tally_tariff_check(), and refuses a time zone that this system does not know, with the line
 * and "$.time_zone". The zone's file is read for that, so it is no part of parsing.
 *
 * Returns: (transfer full): the tariff, or %NULL with %TALLY_ERROR_INVALID
 */
TallyTariff *tally_tariff_sound (const char *text, GError **error);

G_END_DECLS
