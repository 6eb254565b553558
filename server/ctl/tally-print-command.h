// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * TallyPrintOrder:
 * @district_id: 0: all
 * @period: (nullable): a month
 * @run_id: (nullable): a run
 * @language: (nullable): each customer's own without
 * @target: a folder that is there, or a path that ends with a slash: a file a bill; anything
 *   else: one file with a bookmark a bill
 */
typedef struct {
    int32_t district_id;
    const TallyDays *period;
    const char *run_id;
    const char *language;
    const char *target;
    gboolean as_json;
} TallyPrintOrder;

/** tally_print_bills: prints the issued bills of a run or a period; what one file holds appears
 *   whole or not at all, and files of a folder are replaced one by one */
gboolean tally_print_bills (TallyDb *db, const TallyPrintOrder *order, GError **error);

G_END_DECLS
