// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-request-store.h"

#include <json-glib/json-glib.h>

static void
clear_part (gpointer data)
{
    g_free (((TallyCollectPart *) data)->point_ids);
}

void
tally_collect_request_free (TallyCollectRequest *self)
{
    if (self == NULL)
        return;
    g_free (self->request_id);
    g_array_unref (self->parts);
    g_free (self);
}

gboolean
tally_collect_request_store_again (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) done = tally_db_run (db, "collect/request-again", 0, NULL, error);

    return done != NULL;
}

static void
add_part (TallyCollectRequest *request, const PGresult *rows, int row)
{
    g_auto(GStrv) ids = g_strsplit (PQgetvalue (rows, row, 2), " ", -1);
    TallyCollectPart part = {
        .district_id = (int32_t) g_ascii_strtoll (PQgetvalue (rows, row, 0), NULL, 10),
        .n_points = g_strv_length (ids),
    };

    part.point_ids = g_new (int64_t, part.n_points);
    for (size_t i = 0; i < part.n_points; i++)
        part.point_ids[i] = g_ascii_strtoll (ids[i], NULL, 10);
    g_array_append_val (request->parts, part);
}

gboolean
tally_collect_request_store_take (TallyDb *db, TallyCollectRequest **request, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/request-take", 0, NULL, error);

    *request = NULL;
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0)
        return TRUE;
    *request = g_new0 (TallyCollectRequest, 1);
    (*request)->request_id = g_strdup (PQgetvalue (rows, 0, 1));
    (*request)->parts = g_array_new (FALSE, FALSE, sizeof (TallyCollectPart));
    g_array_set_clear_func ((*request)->parts, clear_part);
    for (int i = 0; i < PQntuples (rows); i++)
        add_part (*request, rows, i);
    return TRUE;
}

gboolean
tally_collect_request_store_finish (TallyDb *db,
                                    const char *request_id,
                                    gboolean is_done,
                                    const TallyCollectTotals *totals,
                                    GError **error)
{
    g_autofree char *n_done = g_strdup_printf ("%" G_GINT64_FORMAT, totals->n_answered);
    g_autofree char *n_failed = g_strdup_printf ("%" G_GINT64_FORMAT,
                                                 totals->n_asked - totals->n_answered);
    const char *values[] = { request_id, is_done ? "done" : "failed", n_done, n_failed };
    g_autoptr(PGresult) done = tally_db_run (db, "collect/request-finish", G_N_ELEMENTS (values),
                                              values, error);

    return done != NULL;
}

gboolean
tally_collect_request_store_tell (TallyDb *db,
                                  const char *id,
                                  const char *kind,
                                  int64_t n_done,
                                  int64_t n_total,
                                  const char *text,
                                  GError **error)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *payload = NULL;
    g_autoptr(PGresult) told = NULL;

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "id");
    json_builder_add_string_value (builder, id);
    json_builder_set_member_name (builder, "kind");
    json_builder_add_string_value (builder, kind);
    json_builder_set_member_name (builder, "done");
    json_builder_add_int_value (builder, n_done);
    json_builder_set_member_name (builder, "total");
    json_builder_add_int_value (builder, n_total);
    json_builder_set_member_name (builder, "text");
    json_builder_add_string_value (builder, text);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    payload = json_to_string (root, FALSE);
    told = tally_db_run (db, "collect/notify", 1, (const char *const *) &payload, error);
    return told != NULL;
}
