// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-job.h"
#include "shared/wire/tally-wire-exchange.h"
#include "shared/wire/tally-wire-manual-reading.h"
#include "shared/wire/tally-wire-manual-row.h"
#include "shared/wire/tally-wire-point-row.h"
#include "shared/wire/tally-wire-point.h"
#include "shared/wire/tally-wire-rollover.h"

G_BEGIN_DECLS

/**
 * TallyPointsModel:
 *
 * Metering points, master data of one of them with its history, and what a clerk changes there.
 */
#define TALLY_TYPE_POINTS_MODEL (tally_points_model_get_type ())
G_DECLARE_FINAL_TYPE (TallyPointsModel, tally_points_model, TALLY, POINTS_MODEL, GObject)

TallyPointsModel *tally_points_model_new (TallyApi *api);
void tally_points_model_refresh (TallyPointsModel *self);

/** tally_points_model_search: @words: of a code, a name or a meter; "" for all */
void tally_points_model_search (TallyPointsModel *self, const char *words);

/** tally_points_model_get_points: rows of #TallyWirePointRow */
TallyFeed *tally_points_model_get_points (TallyPointsModel *self);

/** tally_points_model_get_point: one #TallyWirePoint */
TallyFeed *tally_points_model_get_point (TallyPointsModel *self);

/** tally_points_model_get_parameters: rows of #TallyWireParameter, as they hold today */
TallyFeed *tally_points_model_get_parameters (TallyPointsModel *self);
TallyJob *tally_points_model_get_job (TallyPointsModel *self);

/** tally_points_model_choose: @row: (nullable): whose master data are shown */
void tally_points_model_choose (TallyPointsModel *self, const TallyWirePointRow *row);

/** tally_points_model_may: Returns: whether the person may change points, and nothing runs */
gboolean tally_points_model_may (TallyPointsModel *self);

/** tally_points_model_exchange: another meter hangs at the chosen point; ids are made here */
void tally_points_model_exchange (TallyPointsModel *self, TallyWireExchange *request);

/** tally_points_model_rollover: whether a register of the chosen point passed its end */
void tally_points_model_rollover (TallyPointsModel *self, TallyWireRollover *request);

/** TALLY_PHOTO_MAX_BYTES: of a photo of a meter; the server takes no larger one */
#define TALLY_PHOTO_MAX_BYTES (5 * 1024 * 1024)

/** tally_points_model_get_manual: rows of #TallyWireManualRow: what people read at the point */
TallyFeed *tally_points_model_get_manual (TallyPointsModel *self);

/**
 * tally_points_model_read_by_hand:
 * @request: (transfer full): its id is made here
 * @photo: (nullable): a picture of what the meter showed
 *
 * A person read a register of the chosen point.
 */
void tally_points_model_read_by_hand (TallyPointsModel *self,
                                      TallyWireManualReading *request,
                                      GFile *photo);

/** tally_points_model_withdraw: @reading_id was wrong, and counts no more */
void tally_points_model_withdraw (TallyPointsModel *self,
                                  const char *reading_id,
                                  const char *reason);

/** tally_points_model_photo_async: gets a picture that a reading of the chosen point names */
void tally_points_model_photo_async (TallyPointsModel *self,
                                     const char *sha256,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/** tally_points_model_photo_finish: Returns: (transfer full) (nullable): the picture's bytes */
GBytes *tally_points_model_photo_finish (GAsyncResult *result, GError **error);

/** tally_points_model_instant: @text: "2026-11-25 14:30" of the point's clock; 0: it is none */
int64_t tally_points_model_instant (TallyPointsModel *self, const char *text);

G_END_DECLS
