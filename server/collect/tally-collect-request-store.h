// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-round.h"
#include "server/db/tally-db.h"

G_BEGIN_DECLS

/** TallyCollectPart: what an order wants of one district */
typedef struct {
    int32_t district_id;
    size_t n_points;
    int64_t *point_ids;
} TallyCollectPart;

/** TallyCollectRequest: an order of a clerk to read points now */
typedef struct {
    char *request_id; /* uuid */
    GArray *parts;    /* TallyCollectPart */
} TallyCollectRequest;

void tally_collect_request_free (TallyCollectRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCollectRequest, tally_collect_request_free)

/** tally_collect_request_store_again: puts orders back that were begun and never ended */
gboolean tally_collect_request_store_again (TallyDb *db, GError **error);

/** tally_collect_request_store_take: @request: (out) (nullable): the order, now running */
gboolean tally_collect_request_store_take (TallyDb *db,
                                           TallyCollectRequest **request,
                                           GError **error);

/** tally_collect_request_store_finish: writes down what came of it */
gboolean tally_collect_request_store_finish (TallyDb *db,
                                             const char *request_id,
                                             gboolean is_done,
                                             const TallyCollectTotals *totals,
                                             GError **error);

/**
 * tally_collect_request_store_tell:
 * @id: of the order; "" for a scheduled round
 * @kind: "progress", "done" or "failed"
 * @text: for people
 *
 * NOTIFY collect with the JSON of an event (shared/wire/tally-wire-event.h).
 */
gboolean tally_collect_request_store_tell (TallyDb *db,
                                           const char *id,
                                           const char *kind,
                                           int64_t n_done,
                                           int64_t n_total,
                                           const char *text,
                                           GError **error);

G_END_DECLS
