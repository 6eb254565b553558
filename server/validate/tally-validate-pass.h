// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-cross-calc.h"
#include "server/validate/tally-validate-step.h"
#include "server/validate/tally-validate-store.h"

G_BEGIN_DECLS

/* Between the files of this folder only. */

#define TALLY_VALIDATE_LOGIN "tally_settle"

/**
 * TallyValidatePass: one way over the frames of a range of points
 * @order: what was asked for
 * @range: of which points
 * @conninfo: for another connection, where one point must be read once more
 * @reader: streams the frames
 * @closed: days to make versions of
 * @open: the day that runs, when @has_open
 * @cross: where what shows across points is gathered
 * @counts: (out): what was done
 */
typedef struct {
    const TallyValidateOrder *order;
    const TallyValidateMaster *master;
    const char *conninfo;
    TallyDb *reader;
    TallyDays closed;
    TallyDay open;
    gboolean has_open;
    TallyPointRange range;
    TallyCross *cross;
    TallyValidateResult counts;
} TallyValidatePass;

/**
 * tally_validate_pass_run: a #TallyDbWork
 * @db: writes, in its transaction
 * @pass: a #TallyValidatePass
 *
 * Validates the points of the range. What shows across points is gathered only.
 */
gboolean tally_validate_pass_run (TallyDb *db, gpointer pass, GError **error);

/** tally_validate_pass_end: the same for what was gathered across all points of the district */
gboolean tally_validate_pass_end (TallyDb *db, gpointer pass, GError **error);

/**
 * tally_validate_district_run:
 * @db: writes what is found across points; holds the lock of the district meanwhile
 * @pass: a #TallyValidatePass without a range
 *
 * Validates a district: a small one in the transaction of @db, a larger one in ranges of points,
 * each in a transaction of its own, by several workers with two connections each. A range that
 * another one's fault keeps from being validated is so by the next run; those that were are found
 * unchanged then.
 */
gboolean tally_validate_district_run (TallyDb *db, gpointer pass, GError **error);

/**
 * tally_validate_hangs_on_retired:
 * @retired: (element-type TallyRawRetired): months whose frames lie in archives
 *
 * Returns: whether @day is made from frames of one of them: its own, those of like days before it,
 *   or registers around a gap
 */
gboolean tally_validate_hangs_on_retired (const GPtrArray *retired, TallyDay day);

/**
 * tally_validate_check_retired:
 * @db: a connection that may read raw
 * @days: days that are to be made again
 * @field: what names them, such as "day"
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, naming the archive, when one hangs on a retired month
 */
gboolean tally_validate_check_retired (TallyDb *db,
                                       TallyDays days,
                                       const char *field,
                                       GError **error);

G_END_DECLS
