// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/** TallyExportPoint: a point whose readings go out */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    char *code;
    char *name;
    const TallyZone *zone;
} TallyExportPoint;

/**
 * tally_export_store_points:
 * @district_id: (nullable): number of the only district, as text
 * @code: (nullable): of the only point
 *
 * Returns: (transfer full) (element-type TallyExportPoint): by district and number; %NULL with
 *   %TALLY_ERROR_NOT_FOUND when there is no such point
 */
GPtrArray *tally_export_store_points (TallyDb *db,
                                      const char *district_id,
                                      const char *code,
                                      GError **error);

/**
 * tally_export_store_rows:
 * @what: "bills" (by the day of issue) or "balances"
 * @district_id: (nullable): number of the only district, as text
 *
 * Returns: (transfer full): named columns, in an order that stays
 */
PGresult *tally_export_store_rows (TallyDb *db,
                                   const char *what,
                                   const char *district_id,
                                   TallyDays days,
                                   GError **error);

G_END_DECLS
