// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"

#include "shared/error/tally-error.h"
#include "shared/time/tally-day.h"

#include <string.h>

typedef struct {
    TallyRequest *request;
    const TallyWireType *type;
    gboolean is_list;
} Answer;

static void
free_answer (Answer *answer)
{
    g_object_unref (answer->request);
    g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, free_answer)

static const char *
text_at (PGresult *rows, int row, int column)
{
    return PQgetisnull (rows, row, column) ? NULL : PQgetvalue (rows, row, column);
}

gpointer
tally_api_read_row (PGresult *rows, int row, const TallyWireType *type, GError **error)
{
    gpointer message = tally_wire_new (type);

    for (int column = 0; column < PQnfields (rows); column++) {
        const char *name = PQfname (rows, column);

        if (g_str_equal (name, "total"))
            continue;
        if (!tally_wire_set_text (type, message, name, text_at (rows, row, column), error)) {
            tally_wire_free (type, message);
            return NULL;
        }
    }
    return message;
}

static JsonNode *
list_node (PGresult *rows, const TallyWireType *type, GError **error)
{
    g_autoptr(GPtrArray) list = tally_wire_list_new (type);
    int total_column = PQfnumber (rows, "total");
    int64_t total = PQntuples (rows);

    for (int row = 0; row < PQntuples (rows); row++) {
        gpointer message = tally_api_read_row (rows, row, type, error);

        if (message == NULL)
            return NULL;
        g_ptr_array_add (list, message);
    }
    if (total_column >= 0 && PQntuples (rows) > 0)
        total = g_ascii_strtoll (PQgetvalue (rows, 0, total_column), NULL, 10);
    return tally_wire_list_to_json (type, list, total);
}

static JsonNode *
one_node (PGresult *rows, const TallyWireType *type, GError **error)
{
    gpointer message;
    JsonNode *node;

    if (PQntuples (rows) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "nothing has that name");
        return NULL;
    }
    message = tally_api_read_row (rows, 0, type, error);
    if (message == NULL)
        return NULL;
    node = tally_wire_to_json (type, message);
    tally_wire_free (type, message);
    return node;
}

static void
on_rows (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(Answer) answer = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    JsonNode *node = NULL;

    if (results != NULL && answer->is_list)
        node = list_node (g_ptr_array_index (results, 0), answer->type, &error);
    else if (results != NULL)
        node = one_node (g_ptr_array_index (results, 0), answer->type, &error);
    if (node != NULL)
        tally_request_reply_json (answer->request, 200, node);
    else
        tally_request_reply_error (answer->request, error);
}

static void
ask (TallyApi *api,
     Answer *answer,
     const char *statement,
     size_t n_values,
     const char *const *values)
{
    TallyScope scope = tally_session_scope (tally_request_get_session (answer->request));
    TallyQuery query = { statement, n_values, values };

    tally_pool_query_async (api->pool, &scope, &query, 1, NULL, on_rows, answer);
}

static Answer *
new_answer (TallyRequest *request, const TallyWireType *type, gboolean is_list)
{
    Answer *answer = g_new0 (Answer, 1);

    answer->request = g_object_ref (request);
    answer->type = type;
    answer->is_list = is_list;
    return answer;
}

void
tally_api_answer_list (TallyApi *api,
                       TallyRequest *request,
                       const char *statement,
                       size_t n_values,
                       const char *const *values,
                       const TallyWireType *type)
{
    ask (api, new_answer (request, type, TRUE), statement, n_values, values);
}

void
tally_api_answer_one (TallyApi *api,
                      TallyRequest *request,
                      const char *statement,
                      size_t n_values,
                      const char *const *values,
                      const TallyWireType *type)
{
    ask (api, new_answer (request, type, FALSE), statement, n_values, values);
}

const char *
tally_api_day (TallyRequest *request, const char *name)
{
    const char *text = tally_request_get_query (request, name);
    TallyDay day;

    if (text != NULL && tally_day_parse (text, &day, NULL))
        return text;
    tally_request_reply_problem (request, 422, "invalid", "a day such as 2026-01-31 is expected",
                                 name);
    return NULL;
}

gboolean
tally_api_number (TallyRequest *request,
                  const char *name,
                  const char *text,
                  int64_t min,
                  int64_t max)
{
    if (text == NULL || g_ascii_string_to_signed (text, 10, min, max, NULL, NULL))
        return TRUE;
    tally_request_reply_problem (request, 422, "invalid", "a number in range is expected", name);
    return FALSE;
}

gboolean
tally_api_uuid (TallyRequest *request, const char *name, const char *text)
{
    if (text != NULL && g_uuid_string_is_valid (text))
        return TRUE;
    tally_request_reply_problem (request, 422, "invalid", "a UUID is expected", name);
    return FALSE;
}

gboolean
tally_api_bill_number (TallyRequest *request, const char *number)
{
    if (g_regex_match_simple ("^[0-9]{1,9}-[A-Za-z0-9-]{1,40}$", number, 0, 0))
        return TRUE;
    tally_request_reply_problem (request, 404, NULL, "no such bill", NULL);
    return FALSE;
}
