// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "shared/wire/tally-wire-edit-effect.h"
#include "shared/wire/tally-wire-edit-preview.h"

G_BEGIN_DECLS

/**
 * TallySeries:
 *
 * One day of one channel of a point: its curve, its versions, and changing it. A preview that
 * is no longer wanted never overtakes the newer one.
 *
 * Signal "previewed" (error): there is another effect, or none; the error says why.
 * Signal "edited" (error): the edit ended; the error is %NULL when it stands.
 */
#define TALLY_TYPE_SERIES (tally_series_get_type ())
G_DECLARE_FINAL_TYPE (TallySeries, tally_series, TALLY, SERIES, GObject)

TallySeries *tally_series_new (TallyApi *api);

/** tally_series_set: @day: (nullable): "YYYY-MM-DD"; %NULL shows nothing */
void tally_series_set (TallySeries *self,
                       gint64 district_id,
                       gint64 point_id,
                       gint64 channel,
                       const char *day);
void tally_series_refresh (TallySeries *self);

/** tally_series_get_curve: one #TallyWireIntervals with one day */
TallyFeed *tally_series_get_curve (TallySeries *self);

/** tally_series_get_versions: rows of #TallyWireBlockVersion */
TallyFeed *tally_series_get_versions (TallySeries *self);

/** tally_series_get_day: Returns: (nullable): the day of the curve, when it has come */
const TallyWireIntervalDay *tally_series_get_day (TallySeries *self);

/** tally_series_may_edit: Returns: whether this person may, and there is something to edit */
gboolean tally_series_may_edit (TallySeries *self);

/** tally_series_preview: @range: from_index, to_index, method and value of it count */
void tally_series_preview (TallySeries *self, const TallyWireEditPreview *range);

/** tally_series_forget_preview: as before any was asked for */
void tally_series_forget_preview (TallySeries *self);

/** tally_series_get_effect: Returns: (nullable): of the last preview */
const TallyWireEditEffect *tally_series_get_effect (TallySeries *self);

/** tally_series_edit: makes what was previewed last so; @reason: why; not empty */
void tally_series_edit (TallySeries *self, const char *reason);

G_END_DECLS
