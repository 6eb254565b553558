// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/http/tally-http.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/**
 * TallyApi:
 *
 * The staff API of data/openapi/staff.yaml on a listener.
 */
typedef struct _TallyApi TallyApi;

/**
 * tally_api_new:
 * @http: listener to serve on
 * @pool: of login tally_api; each request runs as the person's office
 * @guard: of staff
 * @zone: the market's, for the day on which bills are issued
 * @conninfo: for steps in worker threads (login tally_settle) and for listening
 * @version: of the program, for /healthz
 *
 * Adds every route to @http.
 */
TallyApi *tally_api_new (TallyHttp *http,
                         TallyPool *pool,
                         TallyGuard *guard,
                         const TallyZone *zone,
                         const char *conninfo,
                         const char *version);

/** Most bills of one book: who asked for it holds the file in memory. */
#define TALLY_API_BOOK_MAX 2000

/**
 * tally_api_set_book_folder:
 * @folder: where books of bills are kept for those who asked; nobody else may enter it
 * @error: return location
 *
 * Before the first request. Without it there is a folder of its own among temporary files. What
 * an earlier server left in @folder is removed.
 *
 * Returns: %FALSE with %G_FILE_ERROR
 */
gboolean tally_api_set_book_folder (TallyApi *api, const char *folder, GError **error);

/** tally_api_free: ends event streams; long jobs are cancelled, steps that run finish first */
void tally_api_free (TallyApi *api);

G_END_DECLS
