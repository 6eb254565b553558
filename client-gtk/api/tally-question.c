// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-question.h"

#include "client-gtk/api/tally-api.h"

void
tally_question_free (TallyQuestion *question)
{
    const TallyWireType *type = tally_ask_answer_type (question->ask);

    g_clear_object (&question->message);
    g_free (question->path);
    g_clear_pointer (&question->bytes, g_bytes_unref);
    g_clear_pointer (&question->rows, g_ptr_array_unref);
    if (question->row != NULL)
        tally_wire_free (type, question->row);
    g_free (question);
}

gboolean
tally_question_take (TallyQuestion *question, GBytes *body, GError **error)
{
    const TallyWireType *type = tally_ask_answer_type (question->ask);
    size_t length = 0;
    const char *text = g_bytes_get_data (body, &length);
    g_autoptr(JsonNode) node = NULL;

    if (type == NULL) {
        question->bytes = g_bytes_ref (body);
        return TRUE;
    }
    node = tally_wire_parse (text, length, TALLY_WIRE_MAX_ANSWER, error);
    if (node == NULL)
        return FALSE;
    if (tally_ask_is_list (question->ask))
        question->rows = tally_wire_list_from_json (type, node, &question->total, error);
    else
        question->row = tally_wire_from_json (type, node, TALLY_WIRE_ANSWER, error);
    return question->rows != NULL || question->row != NULL;
}

GPtrArray *
tally_api_ask_rows_finish (TallyApi *self, GAsyncResult *result, int64_t *total, GError **error)
{
    TallyQuestion *question = g_task_get_task_data (G_TASK (result));

    if (!g_task_propagate_boolean (G_TASK (result), error))
        return NULL;
    *total = question->total;
    return g_steal_pointer (&question->rows);
}

GBytes *
tally_api_bytes_finish (GAsyncResult *result, GError **error)
{
    TallyQuestion *question = g_task_get_task_data (G_TASK (result));

    if (!g_task_propagate_boolean (G_TASK (result), error))
        return NULL;
    return g_steal_pointer (&question->bytes);
}
