// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
#include "shared/time/tally-day.h"
#include "shared/wire/tally-wire.h"

#define MEMBER(type, message, field) (G_STRUCT_MEMBER (type, message, (field)->offset))

/* How a value is read: from outside, from a server, or from a JSON column of
 * our own database, which prints instants and energy as numbers. */
typedef enum {
    FROM_REQUEST = TALLY_WIRE_REQUEST,
    FROM_ANSWER = TALLY_WIRE_ANSWER,
    FROM_DATABASE,
} Source;

static gpointer read_message (const TallyWireType *type,
                              JsonNode *node,
                              Source source,
                              GError **error);

static gboolean
refuse (GError **error, const char *why)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, why);
    return FALSE;
}

static gboolean
is_string (JsonNode *node)
{
    return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_int (JsonNode *node)
{
    return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
}

static gboolean
read_digits (const char *text, int64_t *value, GError **error)
{
    gint64 parsed;

    if (!g_ascii_isdigit (text[text[0] == '-' ? 1 : 0])
        || !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &parsed, NULL))
        return refuse (error, "a whole number as text is expected");
    *value = parsed;
    return TRUE;
}

static gboolean
read_int (JsonNode *node, TallyWireKind kind, Source source, int64_t *value, GError **error)
{
    gboolean is_text = kind == TALLY_WIRE_BIG || kind == TALLY_WIRE_BIGS;

    if (is_int (node) && (!is_text || source == FROM_DATABASE)) {
        *value = json_node_get_int (node);
        return TRUE;
    }
    if (is_string (node) && is_text)
        return read_digits (json_node_get_string (node), value, error);
    if (JSON_NODE_HOLDS_NULL (node) && source != FROM_REQUEST)
        return TRUE;
    return refuse (error,
                   is_text ? "a whole number as text is expected" : "a whole number is expected");
}

static gboolean
read_text (JsonNode *node, TallyWireKind kind, char **text, GError **error)
{
    const char *string;
    TallyDay day;

    if (JSON_NODE_HOLDS_NULL (node))
        return TRUE;
    if (!is_string (node))
        return refuse (error, "a text is expected");
    string = json_node_get_string (node);
    if (kind == TALLY_WIRE_DAY && !tally_day_parse (string, &day, error))
        return FALSE;
    *text = g_strdup (string);
    return TRUE;
}

static gboolean
read_instant (JsonNode *node, Source source, int64_t *seconds, GError **error)
{
    g_autoptr(GDateTime) time = NULL;

    if (JSON_NODE_HOLDS_NULL (node))
        return TRUE;
    if (is_int (node) && source == FROM_DATABASE) {
        *seconds = json_node_get_int (node);
        return TRUE;
    }
    if (is_string (node))
        time = g_date_time_new_from_iso8601 (json_node_get_string (node), NULL);
    if (time == NULL)
        return refuse (error, "an instant such as 2026-01-31T16:00:00Z is expected");
    *seconds = g_date_time_to_unix (time);
    return TRUE;
}

static gboolean
read_ints (JsonNode *node, TallyWireKind kind, Source source, GArray **values, GError **error)
{
    g_autoptr(GArray) read = g_array_new (FALSE, TRUE, sizeof (int64_t));
    JsonArray *array;

    if (!JSON_NODE_HOLDS_ARRAY (node))
        return refuse (error, "a list is expected");
    array = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (array); i++) {
        int64_t value = 0;

        if (!read_int (json_array_get_element (array, i), kind, source, &value, error)) {
            g_prefix_error (error, "[%u]: ", i);
            return FALSE;
        }
        g_array_append_val (read, value);
    }
    *values = g_steal_pointer (&read);
    return TRUE;
}

static gboolean
read_texts (JsonNode *node, char ***texts, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
    JsonArray *array;

    if (!JSON_NODE_HOLDS_ARRAY (node))
        return refuse (error, "a list is expected");
    array = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (array); i++) {
        if (!is_string (json_array_get_element (array, i)))
            return refuse (error, "a list of texts is expected");
        g_strv_builder_add (builder, json_array_get_string_element (array, i));
    }
    *texts = g_strv_builder_end (builder);
    return TRUE;
}

static gboolean
read_rows (const TallyWireType *type,
           JsonNode *node,
           Source source,
           GPtrArray **rows,
           GError **error)
{
    g_autoptr(GPtrArray) read = tally_wire_list_new (type);
    JsonArray *array;

    if (!JSON_NODE_HOLDS_ARRAY (node))
        return refuse (error, "a list is expected");
    array = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (array); i++) {
        gpointer row = read_message (type, json_array_get_element (array, i), source, error);

        if (row == NULL) {
            g_prefix_error (error, "[%u].", i);
            return FALSE;
        }
        g_ptr_array_add (read, row);
    }
    *rows = g_steal_pointer (&read);
    return TRUE;
}

static gboolean
read_row (const TallyWireType *type, JsonNode *node, Source source, gpointer *row, GError **error)
{
    if (JSON_NODE_HOLDS_NULL (node) && source != FROM_REQUEST)
        return TRUE;
    *row = read_message (type, node, source, error);
    if (*row == NULL)
        g_prefix_error_literal (error, ".");
    return *row != NULL;
}

static gboolean
read_flag (JsonNode *node, gboolean *is_set, GError **error)
{
    if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return refuse (error, "true or false is expected");
    *is_set = json_node_get_boolean (node);
    return TRUE;
}

static gboolean
read_field (const TallyWireField *field,
            JsonNode *node,
            Source source,
            gpointer message,
            GError **error)
{
    gpointer member = (char *) message + field->offset;

    switch (field->kind) {
    case TALLY_WIRE_TEXT:
    case TALLY_WIRE_DAY:
        return read_text (node, field->kind, member, error);
    case TALLY_WIRE_INT:
    case TALLY_WIRE_BIG:
        return read_int (node, field->kind, source, member, error);
    case TALLY_WIRE_FLAG:
        return read_flag (node, member, error);
    case TALLY_WIRE_INSTANT:
        return read_instant (node, source, member, error);
    case TALLY_WIRE_INTS:
    case TALLY_WIRE_BIGS:
        return read_ints (node, field->kind, source, member, error);
    case TALLY_WIRE_TEXTS:
        return read_texts (node, member, error);
    case TALLY_WIRE_ROW:
        return read_row (field->of, node, source, member, error);
    case TALLY_WIRE_ROWS:
        return read_rows (field->of, node, source, member, error);
    case TALLY_WIRE_JSON:
        MEMBER (JsonNode *, message, field) = json_node_copy (node);
        return TRUE;
    default:
        g_assert_not_reached ();
    }
}

/* "path: reason" when the reason is of this field, "path[3].x: reason" when of a part of it */
static void
prefix_path (GError **error, const char *name)
{
    gboolean is_part = error != NULL
                       && ((*error)->message[0] == '[' || (*error)->message[0] == '.');

    g_prefix_error (error, "%s%s", name, is_part ? "" : ": ");
}

static gboolean
read_fields (const TallyWireType *type,
             JsonObject *object,
             Source source,
             gpointer message,
             GError **error)
{
    for (size_t i = 0; i < type->n_fields; i++) {
        const TallyWireField *field = &type->fields[i];
        JsonNode *node = json_object_get_member (object, field->name);

        if (node == NULL && (!field->is_required || source != FROM_REQUEST))
            continue;
        if (node == NULL
            || (JSON_NODE_HOLDS_NULL (node) && field->is_required && source == FROM_REQUEST)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: is missing", field->name);
            return FALSE;
        }
        if (!read_field (field, node, source, message, error)) {
            prefix_path (error, field->name);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
knows (const TallyWireType *type, const char *name)
{
    for (size_t i = 0; i < type->n_fields; i++) {
        if (g_str_equal (type->fields[i].name, name))
            return TRUE;
    }
    return FALSE;
}

static gboolean
refuse_unknown (const TallyWireType *type, JsonObject *object, GError **error)
{
    JsonObjectIter iter;
    const char *name;

    json_object_iter_init (&iter, object);
    while (json_object_iter_next (&iter, &name, NULL)) {
        if (!knows (type, name)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%.64s: is not known", name);
            return FALSE;
        }
    }
    return TRUE;
}

static gpointer
read_message (const TallyWireType *type, JsonNode *node, Source source, GError **error)
{
    gpointer message;
    JsonObject *object;

    if (!JSON_NODE_HOLDS_OBJECT (node)) {
        refuse (error, "an object is expected");
        return NULL;
    }
    object = json_node_get_object (node);
    if (source == FROM_REQUEST && !refuse_unknown (type, object, error))
        return NULL;
    message = tally_wire_new (type);
    if (read_fields (type, object, source, message, error))
        return message;
    tally_wire_free (type, message);
    return NULL;
}

gpointer
tally_wire_from_json (const TallyWireType *type,
                      JsonNode *node,
                      TallyWireReading reading,
                      GError **error)
{
    return read_message (type, node, (Source) reading, error);
}

GPtrArray *
tally_wire_list_from_json (const TallyWireType *type,
                           JsonNode *node,
                           int64_t *total,
                           GError **error)
{
    JsonNode *rows_node = NULL;
    JsonNode *total_node = NULL;
    GPtrArray *rows = NULL;

    if (JSON_NODE_HOLDS_OBJECT (node)) {
        rows_node = json_object_get_member (json_node_get_object (node), "rows");
        total_node = json_object_get_member (json_node_get_object (node), "total");
    }
    if (rows_node == NULL) {
        refuse (error, "rows: is missing");
        return NULL;
    }
    if (!read_rows (type, rows_node, FROM_ANSWER, &rows, error)) {
        prefix_path (error, "rows");
        return NULL;
    }
    if (total != NULL)
        *total = total_node != NULL && is_int (total_node) ? json_node_get_int (total_node)
                                                           : rows->len;
    return rows;
}

/* {1,2,3} of PostgreSQL is [1,2,3] of JSON. */
static char *
array_as_json (const char *text)
{
    char *json = g_strdup (text);

    g_strdelimit (json, "{", '[');
    g_strdelimit (json, "}", ']');
    return json;
}

static JsonNode *
node_of_column (const TallyWireField *field, const char *text, GError **error)
{
    g_autofree char *json = NULL;
    JsonNode *node = json_node_new (JSON_NODE_VALUE);

    switch (field->kind) {
    case TALLY_WIRE_TEXT:
    case TALLY_WIRE_DAY:
    case TALLY_WIRE_BIG:
        json_node_set_string (node, text);
        return node;
    case TALLY_WIRE_FLAG:
        json_node_set_boolean (node, text[0] == 't');
        return node;
    case TALLY_WIRE_INT:
    case TALLY_WIRE_INSTANT:
    case TALLY_WIRE_INTS:
    case TALLY_WIRE_BIGS:
    case TALLY_WIRE_TEXTS:
    case TALLY_WIRE_ROW:
    case TALLY_WIRE_ROWS:
    case TALLY_WIRE_JSON:
    default:
        json_node_unref (node);
        json = text[0] == '{' && (field->kind == TALLY_WIRE_INTS || field->kind == TALLY_WIRE_BIGS)
                   ? array_as_json (text)
                   : g_strdup (text);
        return tally_wire_parse (json, strlen (json), TALLY_WIRE_MAX_ANSWER, error);
    }
}

gboolean
tally_wire_set_text (const TallyWireType *type,
                     gpointer message,
                     const char *name,
                     const char *text,
                     GError **error)
{
    for (size_t i = 0; i < type->n_fields; i++) {
        const TallyWireField *field = &type->fields[i];
        g_autoptr(JsonNode) node = NULL;

        if (!g_str_equal (field->name, name))
            continue;
        if (text == NULL)
            return TRUE;
        node = node_of_column (field, text, error);
        if (node != NULL && read_field (field, node, FROM_DATABASE, message, error))
            return TRUE;
        g_prefix_error (error, "%s.%s: ", type->name, name);
        return FALSE;
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s has no field %s", type->name, name);
    return FALSE;
}
