// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api.h"

#include "server/publish/api/tally-api-private.h"

/* Results of what-ifs: nothing of them is stored. */
#define WHAT_IFS_KEPT 16

const TallyAccess tally_api_see = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_SEE };

TallyApi *
tally_api_new (TallyHttp *http,
               TallyPool *pool,
               TallyGuard *guard,
               const TallyZone *zone,
               const char *conninfo,
               const char *version)
{
    TallyApi *api = g_new0 (TallyApi, 1);

    api->http = g_object_ref (http);
    api->pool = g_object_ref (pool);
    api->guard = g_object_ref (guard);
    api->conninfo = g_strdup (conninfo);
    api->version = g_strdup (version);
    api->began_us = g_get_monotonic_time ();
    api->zone = zone;
    api->running = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

    api->what_ifs = tally_shelf_new (WHAT_IFS_KEPT, (GDestroyNotify) json_node_unref);
    api->books = tally_book_shelf_new ();
    tally_session_handler_add (api);
    tally_collection_handler_add (api);
    tally_region_handler_add (api);
    tally_import_handler_add (api);
    tally_point_handler_add (api);
    tally_bill_handler_add (api);
    tally_bill_pdf_handler_add (api);
    tally_bill_book_handler_add (api);
    tally_bill_cycle_handler_add (api);
    tally_bill_decide_handler_add (api);
    tally_correction_handler_add (api);
    tally_bill_run_handler_add (api);
    tally_settlement_handler_add (api);
    tally_exception_handler_add (api);
    tally_edit_handler_add (api);
    tally_manual_handler_add (api);
    tally_plan_handler_add (api);
    tally_tariff_handler_add (api);
    tally_what_if_handler_add (api);
    tally_parameter_handler_add (api);
    tally_event_handler_add (api);
    tally_health_handler_add (api);
    return api;
}

gboolean
tally_api_set_book_folder (TallyApi *api, const char *folder, GError **error)
{
    return tally_book_shelf_set_folder (api->books, folder, error);
}

void
tally_api_free (TallyApi *api)
{
    GHashTableIter iter;
    gpointer cancellable;

    g_hash_table_iter_init (&iter, api->running);
    while (g_hash_table_iter_next (&iter, NULL, &cancellable))
        g_cancellable_cancel (cancellable);
    /* A job's thread knows the database only; its callback needs us. */
    while (api->n_jobs > 0)
        g_main_context_iteration (NULL, TRUE);
    tally_notice_close (api->notice);
    tally_event_stream_close (api->stream);
    g_clear_object (&api->notice);
    g_clear_object (&api->stream);
    g_hash_table_unref (api->running);
    g_clear_object (&api->guard);
    g_clear_object (&api->pool);
    g_clear_object (&api->http);
    tally_shelf_free (api->what_ifs);
    tally_book_shelf_free (api->books);
    g_free (api->conninfo);
    g_free (api->version);
    g_free (api);
}
