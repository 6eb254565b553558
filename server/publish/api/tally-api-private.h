// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/api/tally-api.h"
#include "server/publish/api/tally-book-shelf.h"
#include "server/publish/api/tally-notice.h"
#include "server/publish/api/tally-shelf.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/* Between the files of this folder only. */

struct _TallyApi {
    TallyHttp *http;
    TallyPool *pool;
    TallyGuard *guard;
    TallyEventStream *stream;
    TallyNotice *notice;
    char *conninfo;
    char *version;
    gint64 began_us;
    const TallyZone *zone;
    guint n_jobs;
    GHashTable *running;  /* of long jobs: id -> GCancellable */
    TallyShelf *what_ifs; /* JsonNode: results, in memory only */
    TallyBookShelf *books;
};

extern const TallyAccess tally_api_see;

void tally_session_handler_add (TallyApi *api);
void tally_collection_handler_add (TallyApi *api);
void tally_region_handler_add (TallyApi *api);
void tally_bill_handler_add (TallyApi *api);
void tally_bill_pdf_handler_add (TallyApi *api);
void tally_bill_book_handler_add (TallyApi *api);
void tally_bill_run_handler_add (TallyApi *api);
void tally_bill_cycle_handler_add (TallyApi *api);
void tally_bill_decide_handler_add (TallyApi *api);
void tally_correction_handler_add (TallyApi *api);
void tally_settlement_handler_add (TallyApi *api);
void tally_import_handler_add (TallyApi *api);
void tally_point_handler_add (TallyApi *api);
void tally_exception_handler_add (TallyApi *api);
void tally_edit_handler_add (TallyApi *api);
void tally_manual_handler_add (TallyApi *api);
void tally_plan_handler_add (TallyApi *api);
void tally_tariff_handler_add (TallyApi *api);
void tally_what_if_handler_add (TallyApi *api);
void tally_parameter_handler_add (TallyApi *api);
void tally_event_handler_add (TallyApi *api);
void tally_health_handler_add (TallyApi *api);

G_END_DECLS
