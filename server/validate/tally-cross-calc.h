// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-types.h"

G_BEGIN_DECLS

/** TallyCrossFinding: what only shows when series are held against each other */
typedef struct {
    int64_t point_id;
    int16_t channel;
    int32_t day;
    TallyFinding finding;
} TallyCrossFinding;

/**
 * TallyCross: rules over the channels of a point and the points of a transformer area
 */
typedef struct _TallyCross TallyCross;

/**
 * TallyCrossPoint:
 * @is_area: the meter of a transformer area's inflow
 * @is_customer: what it takes flows through the area's meter
 */
typedef struct {
    int64_t point_id;
    int32_t node_id;
    int64_t capacity_w;
    int32_t interval_s;
    gboolean is_area;
    gboolean is_customer;
} TallyCrossPoint;

/** tally_cross_new: @first_day, @n_days: what is looked at */
TallyCross *tally_cross_new (int32_t first_day, int32_t n_days);
void tally_cross_free (TallyCross *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCross, tally_cross_free)

/** tally_cross_add_day: a validated day of channel 1 to 4; others are passed over */
void tally_cross_add_day (TallyCross *self,
                          const TallyCrossPoint *point,
                          int16_t channel,
                          int32_t day,
                          const int64_t *values,
                          int32_t n);

/** tally_cross_end_point: @rules: of each day from the first: the channels of a point are all in */
void tally_cross_end_point (TallyCross *self,
                            const TallyCrossPoint *point,
                            const TallyRules *const *rules);

/** tally_cross_add_status: bits of a status word at interval @first of @day */
void tally_cross_add_status (TallyCross *self,
                             int64_t point_id,
                             int32_t day,
                             int32_t first,
                             int64_t bits);

/** tally_cross_add_export: energy that flowed out at a point without an export channel */
void tally_cross_add_export (TallyCross *self, int64_t point_id, int32_t day, int64_t energy);

/** tally_cross_has_events: Returns: whether there is anything to judge of the point */
gboolean tally_cross_has_events (const TallyCross *self, int64_t point_id);

/** tally_cross_end_events: judges status and export of a point; @rules as above */
void tally_cross_end_events (TallyCross *self,
                             int64_t point_id,
                             int32_t n,
                             const TallyRules *const *rules);

/** tally_cross_move_areas: adds what @self gathered of areas to @to, which has the same days */
void tally_cross_move_areas (TallyCross *self, TallyCross *to);

/** tally_cross_end_areas: holds areas against their children; @rules of boundary points */
void tally_cross_end_areas (TallyCross *self, int32_t n, const TallyRules *const *rules);

/** tally_cross_get_findings: Returns: (transfer none) (element-type TallyCrossFinding) */
const GArray *tally_cross_get_findings (const TallyCross *self);

G_END_DECLS
