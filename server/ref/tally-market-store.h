// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyMarketFile: figures of the system or the market, as somebody brought them
 * @text: as tally_market_csv_parse() reads it
 * @set_by: who says so
 * @source: where it comes from, such as the file's name
 */
typedef struct {
    const char *text;
    const char *set_by;
    const char *source;
} TallyMarketFile;

/**
 * tally_market_store_add_peaks:
 * @db: a connection of the owner role
 * @district_id: whose system's peaks these are
 * @file: intervals of whole months: of each month it names it says all peaks
 * @n_new: (out): months that got a version; one that is stored like this gets none
 * @error: return location
 *
 * All of it in one transaction.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, naming line and field, %TALLY_ERROR_NOT_FOUND when
 *   there is no such district, or the database's error
 */
gboolean tally_market_store_add_peaks (TallyDb *db,
                                       int32_t district_id,
                                       const TallyMarketFile *file,
                                       size_t *n_new,
                                       GError **error);

/**
 * tally_market_store_list_peaks:
 * @district_id: below 0: all
 *
 * Returns: (transfer full): a line for each peak of each version: district, month, version, start,
 *   minutes, who, when and source, separated by tabs
 */
char *tally_market_store_list_peaks (TallyDb *db, int32_t district_id, GError **error);

/**
 * tally_market_store_add_prices:
 * @db: a connection of the owner role
 * @series: letters, digits, ".", "_" and "-"
 * @file: prices of a kWh
 * @n_new: (out): prices that are new or other ones; together they are a version
 *
 * Returns: %FALSE as tally_market_store_add_peaks()
 */
gboolean tally_market_store_add_prices (TallyDb *db,
                                        const char *series,
                                        const TallyMarketFile *file,
                                        size_t *n_new,
                                        GError **error);

/**
 * tally_market_store_list_prices:
 * @series: (nullable): all
 *
 * Returns: (transfer full): a line for each version: series, version, prices, first start, last
 *   end, who, when and source, separated by tabs
 */
char *tally_market_store_list_prices (TallyDb *db, const char *series, GError **error);

G_END_DECLS
