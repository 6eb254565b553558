// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** Most lines of one file: a year of minutes. */
#define TALLY_MARKET_MAX_LINES 530000

/** TallyMarketInterval: @start: Unix seconds; @micro: price of a kWh in millionths, 0 without */
typedef struct {
    int64_t start;
    int32_t seconds;
    int64_t micro;
} TallyMarketInterval;

/**
 * tally_market_csv_parse:
 * @text: CSV with the header "start,minutes", or "start,minutes,price" when @has_price
 * @length: bytes of @text, or -1
 * @has_price: whether a price of up to 6 decimals stands with each interval
 * @error: return location
 *
 * A start is written with its offset ("2026-09-01T18:00+08:00" or "…Z") and stands on a minute;
 * intervals stand in order and none begins before the one before it ends. Messages begin with
 * "line N: FIELD: ".
 *
 * Returns: (transfer full): TallyMarketInterval, at least one; %NULL with %TALLY_ERROR_INVALID
 */
GArray *tally_market_csv_parse (const char *text,
                                gssize length,
                                gboolean has_price,
                                GError **error);

G_END_DECLS
