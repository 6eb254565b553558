// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-audit-store.h"
#include "server/publish/api/tally-api-answer.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-collection-reason.h"
#include "shared/wire/tally-wire-collection-region.h"
#include "shared/wire/tally-wire-failing-row.h"
#include "shared/wire/tally-wire-heat-row.h"
#include "shared/wire/tally-wire-job.h"
#include "shared/wire/tally-wire-reread.h"
#include "shared/wire/tally-wire-summary.h"

#define REREAD_MAX_POINTS 1000
#define REREAD_MAX_OF_REGION 10000

static const TallyAccess reread_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_REREAD };

/* A day and, or not, a node. */
static gboolean
read_part (TallyRequest *request, const char *values[2])
{
    values[0] = tally_api_day (request, "day");
    values[1] = tally_request_get_query (request, "node");
    if (values[1] != NULL && *values[1] == '\0')
        values[1] = NULL;
    return values[0] != NULL && tally_api_number (request, "node", values[1], 1, G_MAXINT32);
}

static void
show_summary (TallyRequest *request, gpointer user_data)
{
    const char *values[2];

    if (read_part (request, values))
        tally_api_answer_one (user_data, request, "publish/api-summary", 2, values,
                              &tally_wire_summary_type);
}

static void
list_regions (TallyRequest *request, gpointer user_data)
{
    const char *values[2];

    if (read_part (request, values))
        tally_api_answer_list (user_data, request, "publish/api-collection-regions", 2, values,
                               &tally_wire_collection_region_type);
}

static void
list_reasons (TallyRequest *request, gpointer user_data)
{
    const char *values[2];

    if (read_part (request, values))
        tally_api_answer_list (user_data, request, "publish/api-collection-reasons", 2, values,
                               &tally_wire_collection_reason_type);
}

static void
list_heat (TallyRequest *request, gpointer user_data)
{
    const char *is_direct = tally_request_get_query (request, "direct");
    const char *values[3];

    if (!read_part (request, values) || !tally_api_number (request, "direct", is_direct, 0, 1))
        return;
    values[2] = is_direct != NULL ? is_direct : "0";
    tally_api_answer_list (user_data, request, "publish/api-heat", 3, values,
                           &tally_wire_heat_row_type);
}

static void
list_failing (TallyRequest *request, gpointer user_data)
{
    const char *values[2];

    if (read_part (request, values))
        tally_api_answer_list (user_data, request, "publish/api-failing", 2, values,
                               &tally_wire_failing_row_type);
}

typedef struct {
    TallyRequest *request;
    char *request_id;
    guint n_points;
    gboolean is_region;
} Order;

static void
free_order (Order *order)
{
    g_object_unref (order->request);
    g_free (order->request_id);
    g_free (order);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Order, free_order)

static int64_t
number_at (PGresult *rows, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, 0, column), NULL, 10);
}

/* Nodes known, most points of a district, points, orders. Returns: whether it was refused. */
static gboolean
refuse_region (Order *order, PGresult *rows)
{
    if (number_at (rows, 0) == 0)
        tally_request_reply_problem (order->request, 404, NULL, "the node is not known", "node_id");
    else if (number_at (rows, 1) > REREAD_MAX_OF_REGION)
        tally_request_reply_problem (
            order->request, 422, NULL,
            "more than 10000 points of a district: choose a smaller part of the region", "node_id");
    else if (number_at (rows, 2) == 0)
        tally_request_reply_problem (order->request, 422, NULL, "no meter hangs there", "node_id");
    else
        return FALSE;
    return TRUE;
}

static void
on_ordered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(Order) order = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    TallyWireJob job = { .job_id = order->request_id,
                         .kind = (char *) "collection",
                         .state = (char *) "waiting",
                         .n_total = order->n_points,
                         .message = (char *) "" };
    PGresult *rows = results != NULL ? g_ptr_array_index (results, 0) : NULL;

    if (rows == NULL) {
        tally_request_reply_error (order->request, error);
        return;
    }
    if (order->is_region) {
        if (refuse_region (order, rows))
            return;
        job.n_total = number_at (rows, 2);
    } else if (number_at (rows, 0) != 0) {
        tally_request_reply_problem (order->request, 404, NULL, "a point is not known", "points");
        return;
    }
    tally_request_reply_json (order->request, 202, tally_wire_job_to_json (&job));
}

/* Two parallel PostgreSQL arrays. */
static void
write_points (GPtrArray *points, char **districts, char **ids)
{
    GString *district_text = g_string_new ("{");
    GString *id_text = g_string_new ("{");

    for (guint i = 0; i < points->len; i++) {
        const TallyWirePointRef *point = g_ptr_array_index (points, i);

        g_string_append_printf (district_text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                                point->district_id);
        g_string_append_printf (id_text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", point->point_id);
    }
    g_string_append_c (district_text, '}');
    g_string_append_c (id_text, '}');
    *districts = g_string_free (district_text, FALSE);
    *ids = g_string_free (id_text, FALSE);
}

/* The order, its audit row and the collector's wake-up call: one transaction. */
static void
send_order (TallyApi *api, TallyRequest *request, const TallyWireReread *reread)
{
    const TallySession *session = tally_request_get_session (request);
    TallyScope scope = tally_session_scope (session);
    g_autofree char *districts = NULL;
    g_autofree char *ids = NULL;
    g_autofree char *district_id = NULL;
    g_autofree char *node = g_strdup_printf ("%" G_GINT64_FORMAT, reread->node_id);
    const char *by_point[4] = { reread->request_id, NULL, NULL, session->login };
    const char *by_node[3] = { reread->request_id, node, session->login };
    const char *woken[] = { "collect", reread->request_id };
    const char *recorded[TALLY_AUDIT_VALUES];
    TallyQuery queries[] = { { "publish/api-reread", 4, by_point },
                             { "guard/record", TALLY_AUDIT_VALUES, recorded },
                             { "publish/api-notify", 2, woken } };
    TallyAuditEntry entry = { .district_id = session->district_id,
                              .stream = "collect",
                              .person = session->login,
                              .address = tally_request_get_address (request),
                              .action = "reread",
                              .object = reread->request_id,
                              .reason = "" };
    Order *order = g_new0 (Order, 1);

    write_points (reread->points, &districts, &ids);
    by_point[1] = districts;
    by_point[2] = ids;
    if (reread->node_id > 0)
        queries[0] = (TallyQuery){ "publish/api-reread-node", 3, by_node };
    tally_audit_entry_values (&entry, &district_id, recorded);
    order->request = g_object_ref (request);
    order->request_id = g_strdup (reread->request_id);
    order->n_points = reread->points->len;
    order->is_region = reread->node_id > 0;
    tally_pool_query_async (api->pool, &scope, queries, G_N_ELEMENTS (queries), NULL, on_ordered,
                            order);
}

static void
order_reread (TallyRequest *request, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireReread)
                   reread = tally_request_read (request, &tally_wire_reread_type, &error);

    if (reread == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (!tally_api_uuid (request, "request_id", reread->request_id))
        return;
    if (reread->points == NULL)
        reread->points = tally_wire_list_new (&tally_wire_point_ref_type);
    if (reread->node_id < 0 || reread->node_id > G_MAXINT32) {
        tally_request_reply_problem (request, 422, NULL, "no node has that number", "node_id");
        return;
    }
    if (reread->node_id > 0 ? reread->points->len > 0
                            : reread->points->len == 0 || reread->points->len > REREAD_MAX_POINTS) {
        tally_request_reply_problem (request, 422, NULL, "1 to 1000 points or a node are expected",
                                     "points");
        return;
    }
    send_order (user_data, request, reread);
}

void
tally_collection_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/collection/summary", &tally_api_see, show_summary,
                          api);
    tally_http_add_route (http, "GET", "/api/v1/collection/regions", &tally_api_see, list_regions,
                          api);
    tally_http_add_route (http, "GET", "/api/v1/collection/reasons", &tally_api_see, list_reasons,
                          api);
    tally_http_add_route (http, "GET", "/api/v1/collection/heat", &tally_api_see, list_heat, api);
    tally_http_add_route (http, "GET", "/api/v1/collection/failing", &tally_api_see, list_failing,
                          api);
    tally_http_add_route (http, "POST", "/api/v1/collection/reread", &reread_access, order_reread,
                          api);
}
