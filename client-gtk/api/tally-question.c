// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-question.h"

void
tally_question_free (TallyQuestion *question)
{
    const TallyWireType *type = tally_ask_answer_type (question->ask);

    g_clear_object (&question->message);
    g_free (question->path);
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

    if (type == NULL)
        return TRUE;
    node = tally_wire_parse (text, length, TALLY_WIRE_MAX_ANSWER, error);
    if (node == NULL)
        return FALSE;
    if (tally_ask_is_list (question->ask))
        question->rows = tally_wire_list_from_json (type, node, NULL, error);
    else
        question->row = tally_wire_from_json (type, node, TALLY_WIRE_ANSWER, error);
    return question->rows != NULL || question->row != NULL;
}
