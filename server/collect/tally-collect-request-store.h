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

/** tally_collect_request_list_new: Returns: (transfer full) (element-type TallyCollectRequest) */
GPtrArray *tally_collect_request_list_new (void);

/** tally_collect_request_add: adds a part to the last order of @list, or a new one: @points has
 * numbers with blanks between them */
void tally_collect_request_add (GPtrArray *list,
                                const char *id,
                                const char *district,
                                const char *points);

/** tally_collect_request_list: Returns: (transfer full) (element-type TallyCollectRequest): of rows
 * with id, district and points */
GPtrArray *tally_collect_request_list (const PGresult *rows);

/** tally_collect_request_store_again: puts orders back that were begun and never ended */
gboolean tally_collect_request_store_again (TallyDb *db, GError **error);

/** tally_collect_request_store_take: @request: (out) (nullable): the order, now running */
gboolean tally_collect_request_store_take (TallyDb *db,
                                           TallyCollectRequest **request,
                                           GError **error);

/**
 * tally_collect_request_store_finish:
 * @station: whose part of the order is over; "": the server's own
 *
 * Writes down what came of it.
 */
gboolean tally_collect_request_store_finish (TallyDb *db,
                                             const char *request_id,
                                             const char *station,
                                             gboolean is_done,
                                             int64_t n_answered,
                                             int64_t n_failed,
                                             GError **error);

/** tally_collect_request_store_close: ends, and tells, orders whose parts are all over */
gboolean tally_collect_request_store_close (TallyDb *db, GError **error);

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
