// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-batch.h"
#include "server/collect/tally-collect-progress-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** Largest spool by default: about 20 million intervals. */
#define TALLY_SPOOL_MAX_BYTES (INT64_C (1) << 30)

/**
 * TallyCollectSpool:
 *
 * What was read and is not yet in the database: a SQLite file that keeps every
 * batch from the moment tally_collect_spool_put() returns, through SIGKILL and
 * loss of power, until it is dropped. Also remembers how far each meter was
 * read. Any thread may use it.
 */
#define TALLY_TYPE_COLLECT_SPOOL (tally_collect_spool_get_type ())
G_DECLARE_FINAL_TYPE (TallyCollectSpool, tally_collect_spool, TALLY, COLLECT_SPOOL, GObject)

/**
 * tally_collect_spool_open:
 * @path: the file; made when missing
 * @max_bytes: most bytes of batches it may hold
 */
TallyCollectSpool *tally_collect_spool_open (const char *path, int64_t max_bytes, GError **error);

/** tally_collect_spool_path: Returns: (transfer full): where the spool lies when nobody says:
 * below the user's state folder, which is made when missing */
char *tally_collect_spool_path (void);

/**
 * tally_collect_spool_put:
 *
 * Keeps @batch. Putting a batch again changes nothing.
 *
 * Returns: %FALSE with %TALLY_ERROR_BUSY when the spool is full: read less,
 *   the meters remember
 */
gboolean tally_collect_spool_put (TallyCollectSpool *self,
                                  const TallyCollectBatch *batch,
                                  GError **error);

/** tally_collect_spool_put_all: the same for several (element-type TallyCollectBatch): all or
 * none, with one wait for the disk */
gboolean tally_collect_spool_put_all (TallyCollectSpool *self, GPtrArray *batches, GError **error);

/**
 * tally_collect_spool_peek:
 * @after: 0, or the place of a batch
 * @place: (out): of the batch given, for tally_collect_spool_drop()
 *
 * Gives the oldest batch behind @after. A batch whose bytes are damaged is set
 * aside with a critical message, never dropped.
 *
 * Returns: (transfer full) (nullable): %NULL without @error when there is none
 */
TallyCollectBatch *tally_collect_spool_peek (TallyCollectSpool *self,
                                             int64_t after,
                                             int64_t *place,
                                             GError **error);

/** tally_collect_spool_drop: forgets every batch up to and with @place */
gboolean tally_collect_spool_drop (TallyCollectSpool *self, int64_t place, GError **error);

/** tally_collect_spool_set_aside: keeps the batch at @place out of the way, for ever, because of
 * @fault: it will never be taken */
gboolean tally_collect_spool_set_aside (TallyCollectSpool *self,
                                        int64_t place,
                                        const GError *fault,
                                        GError **error);

/** TallySpoolState: figures for /metrics */
typedef struct {
    int64_t n_waiting;
    int64_t n_bytes;
    int64_t n_damaged;
} TallySpoolState;

gboolean tally_collect_spool_get_state (TallyCollectSpool *self,
                                        TallySpoolState *state,
                                        GError **error);

/** tally_collect_spool_add_marks: adds to @marks how far each meter was read */
gboolean tally_collect_spool_add_marks (TallyCollectSpool *self,
                                        TallyCollectMarks *marks,
                                        GError **error);

/**
 * tally_collect_spool_get_round:
 * @done_for: (out): the time for which @schedule was last read whole; 0: never
 */
gboolean tally_collect_spool_get_round (TallyCollectSpool *self,
                                        const char *schedule,
                                        int64_t *done_for,
                                        GError **error);

/** tally_collect_spool_set_round: remembers it, through SIGKILL too */
gboolean tally_collect_spool_set_round (TallyCollectSpool *self,
                                        const char *schedule,
                                        int64_t done_for,
                                        GError **error);

/** tally_collect_spool_get_note: @body: (out) (transfer full) (nullable): what was put there */
gboolean tally_collect_spool_get_note (TallyCollectSpool *self,
                                       const char *name,
                                       GBytes **body,
                                       GError **error);

/** tally_collect_spool_set_note: keeps @body under @name: what a workstation knows of its server */
gboolean tally_collect_spool_set_note (TallyCollectSpool *self,
                                       const char *name,
                                       GBytes *body,
                                       GError **error);

G_END_DECLS
