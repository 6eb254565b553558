// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/api/tally-api.h"

G_BEGIN_DECLS

/**
 * TallyFeedState:
 * @TALLY_FEED_IDLE: nothing was asked yet
 * @TALLY_FEED_LOADING: asked for the first time, no answer yet
 * @TALLY_FEED_READY: shows what the server said last
 * @TALLY_FEED_STALE: shows an older answer, because the last question failed
 * @TALLY_FEED_FAILED: no answer at all
 */
typedef enum {
    TALLY_FEED_IDLE,
    TALLY_FEED_LOADING,
    TALLY_FEED_READY,
    TALLY_FEED_STALE,
    TALLY_FEED_FAILED,
} TallyFeedState;

/**
 * TallyFeed:
 *
 * One question that is asked again and again, its newest answer, and how fresh that
 * is. An answer to an earlier question never replaces that of a later one.
 *
 * Signal "changed": state, rows or message are new.
 */
#define TALLY_TYPE_FEED (tally_feed_get_type ())
G_DECLARE_FINAL_TYPE (TallyFeed, tally_feed, TALLY, FEED, GObject)

TallyFeed *tally_feed_new (TallyApi *api, TallyAsk ask);

/**
 * tally_feed_load:
 * @arguments: (nullable): words of the question
 *
 * Asks. With other words than before, what was shown is dropped at once, so that
 * nobody reads the figures of one day under the name of another.
 */
void tally_feed_load (TallyFeed *self, const char *const *arguments);

/** tally_feed_reload: asks the same again; does nothing while idle */
void tally_feed_reload (TallyFeed *self);

/** tally_feed_clear: back to idle */
void tally_feed_clear (TallyFeed *self);

TallyFeedState tally_feed_get_state (TallyFeed *self);

/** tally_feed_get_rows: Returns: (transfer none): a list of #TallyRowItem, same for ever */
GListModel *tally_feed_get_rows (TallyFeed *self);

/** tally_feed_get_total: Returns: how many rows there are; the feed may have the first only */
int64_t tally_feed_get_total (TallyFeed *self);

/** tally_feed_get_message: Returns: (transfer none) (nullable): until the next "changed" */
gconstpointer tally_feed_get_message (TallyFeed *self);

/** tally_feed_get_error: Returns: (nullable): why the last question failed */
const GError *tally_feed_get_error (TallyFeed *self);

/** tally_feed_get_loaded_at: Returns: Unix seconds of the answer shown, 0 none */
gint64 tally_feed_get_loaded_at (TallyFeed *self);

G_END_DECLS
