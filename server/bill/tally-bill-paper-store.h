// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * tally_bill_paper_store_numbers:
 * @district_id: 0: all
 * @period: (nullable): a month; %NULL: any
 * @run_id: (nullable): a run; %NULL: any
 *
 * Returns: (transfer full) (element-type utf8): numbers of issued bills, in order of district
 *   and number
 */
GPtrArray *tally_bill_paper_store_numbers (TallyDb *db,
                                           int32_t district_id,
                                           const TallyDays *period,
                                           const char *run_id,
                                           GError **error);

G_END_DECLS
