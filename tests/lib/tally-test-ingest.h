// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyTestIngest:
 * @conninfo: (owned): where the batches go
 * @n_acknowledged: batches that were said to be stored, from the first on; atomic
 *
 * A collector that stores one batch of frames after the other, and repeats the one whose answer
 * it did not get.
 */
typedef struct {
    char *conninfo;
    int n_acknowledged;
    TallyDb *db; /* NULL after a break */
} TallyTestIngest;

/** tally_test_ingest_init: @conninfo: as of tally_cluster_get_conninfo() */
void tally_test_ingest_init (TallyTestIngest *self, const char *conninfo);

/** tally_test_ingest_store: stores the next batch, or fails as the database did and may be tried
 * again */
gboolean tally_test_ingest_store (TallyTestIngest *self, GError **error);

/**
 * tally_test_ingest_check:
 *
 * Ends the test unless every acknowledged batch is there, whole and once, nothing is there
 * half, and the chain is intact.
 */
void tally_test_ingest_check (TallyTestIngest *self);

void tally_test_ingest_clear (TallyTestIngest *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyTestIngest, tally_test_ingest_clear)

G_END_DECLS
