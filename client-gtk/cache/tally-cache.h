// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Most answers that are kept, and the largest of them. */
#define TALLY_CACHE_MAX_ANSWERS 2000
#define TALLY_CACHE_MAX_BYTES (8 * 1024 * 1024)

/** Answers that nobody asked for again in so long go when the cache is opened. */
#define TALLY_CACHE_MAX_AGE_S (7 * 24 * 3600)

/**
 * TallyCache:
 *
 * The last answer of the server to each question, in a SQLite file. All work on the file is done
 * by one thread of its own, in the order of the calls, so that no call waits. A file that cannot
 * be opened or read is as good as an empty one: the cache is a help, never a condition.
 */
#define TALLY_TYPE_CACHE (tally_cache_get_type ())
G_DECLARE_FINAL_TYPE (TallyCache, tally_cache, TALLY, CACHE, GObject)

/** tally_cache_new: @path: (nullable): of the file; %NULL: in the user's cache folder */
TallyCache *tally_cache_new (const char *path);

/**
 * tally_cache_put:
 * @owner: whose answers these are: server and login
 * @path: the question
 * @body: the answer; larger than %TALLY_CACHE_MAX_BYTES is not kept
 * @stored_at: Unix seconds
 */
void tally_cache_put (TallyCache *self,
                      const char *owner,
                      const char *path,
                      GBytes *body,
                      int64_t stored_at);

/** tally_cache_forget: takes all of @owner away */
void tally_cache_forget (TallyCache *self, const char *owner);

/** tally_cache_get_async: asks for the last answer */
void tally_cache_get_async (TallyCache *self,
                            const char *owner,
                            const char *path,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/**
 * tally_cache_get_finish:
 * @stored_at: (out): when the answer came
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when there is none
 */
GBytes *tally_cache_get_finish (TallyCache *self, GAsyncResult *result, int64_t *stored_at);

G_END_DECLS
