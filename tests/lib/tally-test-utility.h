// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * TallyTestUtility: a utility as small or large as a test wants it
 * @n_customers: one point, account and agreement each, ids 1 to n; every tenth
 *   is a business with reactive energy under "large-industrial", the others
 *   "residential-tou"
 * @period: closed days that have validated blocks of quarter-hours
 */
typedef struct {
    int32_t district_id;
    int64_t n_customers;
    TallyDays period;
} TallyTestUtility;

/**
 * tally_test_utility_load:
 * @owner: a connection that acts as tally_owner
 * @settle: a connection of the settle role
 *
 * Loads master data, tariffs, holidays and the blocks; the same figures at
 * every call. A fault ends the test.
 */
void tally_test_utility_load (TallyDb *owner, TallyDb *settle, const TallyTestUtility *utility);

/** tally_test_utility_add_block: another version of one point's day, all intervals @wh */
void tally_test_utility_add_block (TallyDb *settle,
                                   int32_t district_id,
                                   int64_t point_id,
                                   TallyDay day,
                                   int32_t version,
                                   int64_t wh,
                                   uint8_t quality);

G_END_DECLS
