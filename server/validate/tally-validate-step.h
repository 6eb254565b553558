// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/validate/tally-validate-calc.h"
#include "shared/time/tally-day.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** TallyProgress: @n_done of @n_total units; may be called from the thread of the step */
typedef void (*TallyProgress) (int64_t n_done, int64_t n_total, gpointer user_data);

/**
 * TallyValidateOrder: what to validate
 * @district_id: one, or -1 for all
 * @days: local days; those that are over by @now become versions, the one that runs replaces
 *   validate.hot, later ones are passed over
 * @now: Unix seconds
 * @cancellable: (nullable): looked at between points; what is not committed is then undone
 * @progress: (nullable): counts districts
 * @point_id: one point, or 0 for all; the open day is then left alone
 * @made_by: (nullable): login of who makes the versions; "validate" without
 * @reason: (nullable): why
 * @trial: (nullable): an edit of @trial_channel that is only tried
 * @on_day: (nullable): receives each closed day of each channel instead of the database
 * @n_workers: most threads that validate at once; 0: one per core
 * @n_points: points that are validated together; 0: about five hundred
 * @on_channel: (out) (nullable): the channel of the day that @on_day receives
 */
typedef struct {
    int32_t district_id;
    TallyDays days;
    int64_t now;
    GCancellable *cancellable;
    TallyProgress progress;
    gpointer progress_data;
    int64_t point_id;
    const char *made_by;
    const char *reason;
    const TallyEdit *trial;
    int16_t trial_channel;
    TallyValidatedFunc on_day;
    gpointer on_day_data;
    int16_t *on_channel;
    guint n_workers;
    guint n_points;
} TallyValidateOrder;

/** TallyValidateResult: counts of one call */
typedef struct {
    int64_t n_days;       /* days of a channel that were looked at */
    int64_t n_written;    /* new versions: those whose content changed */
    int64_t n_exceptions; /* found in those days */
    int64_t n_left;       /* days of a district that were left as they are: their frames, or frames
                           * they are seen with, are of a retired month */
} TallyValidateResult;

/**
 * tally_validate_step_run:
 * @conninfo: connection string; the step opens two connections of the settle role, and two more
 *   for each worker of a district of more than @n_points points
 * @order: what to do
 * @result: (out caller-allocates): counts
 * @error: return location
 *
 * Raw frames of the days, and of the four weeks before for like days, become checked and
 * estimated days. One transaction a range of points: when it fails or is cancelled, ranges that
 * were validated stay so. Safe to repeat: the same frames give the same bytes, and a day whose
 * bytes did not change gets no new version.
 *
 * Days that hang on frames of a retired month are left as they stand: without those frames they
 * would come out as gaps.
 */
gboolean tally_validate_step_run (const char *conninfo,
                                  const TallyValidateOrder *order,
                                  TallyValidateResult *result,
                                  GError **error);

G_END_DECLS
