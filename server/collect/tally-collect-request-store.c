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
add_part (TallyCollectRequest *request, const char *district, const char *points)
{
    g_auto(GStrv) ids = g_strsplit (points, " ", -1);
    TallyCollectPart part = {
        .district_id = (int32_t) g_ascii_strtoll (district, NULL, 10),
        .n_points = g_strv_length (ids),
    };

    part.point_ids = g_new (int64_t, part.n_points);
    for (size_t i = 0; i < part.n_points; i++)
        part.point_ids[i] = g_ascii_strtoll (ids[i], NULL, 10);
    g_array_append_val (request->parts, part);
}

static TallyCollectRequest *
new_request (const char *id)
{
    TallyCollectRequest *request = g_new0 (TallyCollectRequest, 1);

    request->request_id = g_strdup (id);
    request->parts = g_array_new (FALSE, FALSE, sizeof (TallyCollectPart));
    g_array_set_clear_func (request->parts, clear_part);
    return request;
}

void
tally_collect_request_add (GPtrArray *list,
                           const char *id,
                           const char *district,
                           const char *points)
{
    TallyCollectRequest *last = list->len > 0 ? g_ptr_array_index (list, list->len - 1) : NULL;

    if (last == NULL || !g_str_equal (last->request_id, id)) {
        last = new_request (id);
        g_ptr_array_add (list, last);
    }
    add_part (last, district, points);
}

GPtrArray *
tally_collect_request_list_new (void)
{
    return g_ptr_array_new_with_free_func ((GDestroyNotify) tally_collect_request_free);
}

GPtrArray *
tally_collect_request_list (const PGresult *rows)
{
    GPtrArray *list = tally_collect_request_list_new ();

    for (int i = 0; i < PQntuples (rows); i++)
        tally_collect_request_add (list, PQgetvalue (rows, i, 0), PQgetvalue (rows, i, 1),
                                   PQgetvalue (rows, i, 2));
    return list;
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
    *request = new_request (PQgetvalue (rows, 0, 1));
    for (int i = 0; i < PQntuples (rows); i++)
        add_part (*request, PQgetvalue (rows, i, 0), PQgetvalue (rows, i, 2));
    return TRUE;
}

gboolean
tally_collect_request_store_finish (TallyDb *db,
                                    const char *request_id,
                                    const char *station,
                                    gboolean is_done,
                                    int64_t n_answered,
                                    int64_t n_failed,
                                    GError **error)
{
    g_autofree char *done = g_strdup_printf ("%" G_GINT64_FORMAT, n_answered);
    g_autofree char *failed = g_strdup_printf ("%" G_GINT64_FORMAT, n_failed);
    const char *state = is_done ? "done" : "failed";
    const char *values[] = { request_id, state, done, failed, station };
    const char *rest[] = { request_id, state, station };
    g_autoptr(PGresult) counted = tally_db_run (db, "collect/request-finish",
                                                 G_N_ELEMENTS (values), values, error);
    g_autoptr(PGresult) finished = counted != NULL
                                        ? tally_db_run (db, "collect/request-rest",
                                                        G_N_ELEMENTS (rest), rest, error)
                                        : NULL;

    return finished != NULL;
}

/* An order over several districts has a row in each: it is told once. */
gboolean
tally_collect_request_store_close (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) closed = tally_db_run (db, "collect/request-close", 0, NULL, error);

    for (int i = 0; closed != NULL && i < PQntuples (closed); i++) {
        const char *id = PQgetvalue (closed, i, 0);
        int64_t n_done = g_ascii_strtoll (PQgetvalue (closed, i, 2), NULL, 10);
        int64_t n_failed = g_ascii_strtoll (PQgetvalue (closed, i, 3), NULL, 10);
        g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                                                 " meters answered",
                                                 n_done, n_done + n_failed);

        if (i > 0 && g_str_equal (id, PQgetvalue (closed, i - 1, 0)))
            continue;
        if (!tally_collect_request_store_tell (db, id, PQgetvalue (closed, i, 1), n_done + n_failed,
                                               n_done + n_failed, text, error))
            return FALSE;
    }
    return closed != NULL;
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
