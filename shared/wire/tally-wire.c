// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire.h"

#include "shared/error/tally-error.h"

#define MEMBER(type, message, field) (G_STRUCT_MEMBER (type, message, (field)->offset))

static gboolean
refuse (GError **error, const char *why)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, why);
    return FALSE;
}

/* Counts nesting outside strings, so that the parser, which recurses, never meets a deep text.
 * What the parser takes beyond JSON, comments and texts in single quotes, could hide a quote from
 * the count and is refused. */
static gboolean
is_shallow (const char *text, size_t length)
{
    gboolean is_in_string = FALSE;
    int depth = 0;

    for (size_t i = 0; i < length; i++) {
        if (is_in_string) {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                is_in_string = FALSE;
        } else if (text[i] == '"') {
            is_in_string = TRUE;
        } else if (text[i] == '{' || text[i] == '[') {
            if (++depth > TALLY_WIRE_MAX_DEPTH)
                return FALSE;
        } else if (text[i] == '}' || text[i] == ']') {
            depth--;
        } else if (text[i] == '/' || text[i] == '\'') {
            return FALSE;
        }
    }
    return TRUE;
}

JsonNode *
tally_wire_parse (const char *text, size_t length, size_t max_length, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable ();
    g_autoptr(GError) reason = NULL;
    JsonNode *root;

    if (length > max_length || length > G_MAXSSIZE) {
        refuse (error, "the JSON text is too long");
        return NULL;
    }
    if (length == 0 || !g_utf8_validate (text, (gssize) length, NULL)) {
        refuse (error, "the JSON text is empty or not UTF-8");
        return NULL;
    }
    if (!is_shallow (text, length)) {
        refuse (error, "the JSON text is nested too deeply or has comments");
        return NULL;
    }
    if (!json_parser_load_from_data (parser, text, (gssize) length, &reason)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "not JSON: %s", reason->message);
        return NULL;
    }
    root = json_parser_get_root (parser);
    if (root == NULL) {
        refuse (error, "the JSON text is empty");
        return NULL;
    }
    return json_node_ref (root);
}

char *
tally_wire_to_text (JsonNode *node)
{
    return json_to_string (node, FALSE);
}

gpointer
tally_wire_new (const TallyWireType *type)
{
    return g_malloc0 (type->size);
}

static void
clear_field (const TallyWireField *field, gpointer message)
{
    gpointer *pointer = &MEMBER (gpointer, message, field);

    switch (field->kind) {
    case TALLY_WIRE_TEXT:
    case TALLY_WIRE_DAY:
        g_clear_pointer (pointer, g_free);
        break;
    case TALLY_WIRE_INTS:
    case TALLY_WIRE_BIGS:
        g_clear_pointer (pointer, g_array_unref);
        break;
    case TALLY_WIRE_TEXTS:
        g_clear_pointer ((char ***) pointer, g_strfreev);
        break;
    case TALLY_WIRE_ROW:
        tally_wire_free (field->of, *pointer);
        *pointer = NULL;
        break;
    case TALLY_WIRE_ROWS:
        g_clear_pointer (pointer, g_ptr_array_unref);
        break;
    case TALLY_WIRE_JSON:
        g_clear_pointer (pointer, json_node_unref);
        break;
    case TALLY_WIRE_INT:
    case TALLY_WIRE_BIG:
    case TALLY_WIRE_FLAG:
    case TALLY_WIRE_INSTANT:
    default:
        break;
    }
}

void
tally_wire_free (const TallyWireType *type, gpointer message)
{
    if (message == NULL)
        return;
    for (size_t i = 0; i < type->n_fields; i++)
        clear_field (&type->fields[i], message);
    g_free (message);
}

GPtrArray *
tally_wire_list_new (const TallyWireType *type)
{
    return g_ptr_array_new_with_free_func (type->free);
}

static JsonNode *
string_node (const char *text)
{
    JsonNode *node = json_node_new (text != NULL ? JSON_NODE_VALUE : JSON_NODE_NULL);

    if (text != NULL)
        json_node_set_string (node, text);
    return node;
}

static JsonNode *
int_node (int64_t value, gboolean is_text)
{
    g_autofree char *text = NULL;
    JsonNode *node;

    if (is_text) {
        text = g_strdup_printf ("%" G_GINT64_FORMAT, value);
        return string_node (text);
    }
    node = json_node_new (JSON_NODE_VALUE);
    json_node_set_int (node, value);
    return node;
}

static JsonNode *
instant_node (int64_t seconds)
{
    g_autoptr(GDateTime) time = NULL;
    g_autofree char *text = NULL;

    if (seconds == 0)
        return json_node_new (JSON_NODE_NULL);
    time = g_date_time_new_from_unix_utc (seconds);
    text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    return string_node (text);
}

static JsonNode *
array_node (JsonArray *array)
{
    JsonNode *node = json_node_new (JSON_NODE_ARRAY);

    json_node_take_array (node, array);
    return node;
}

static JsonNode *
ints_node (GArray *values, gboolean is_text)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; values != NULL && i < values->len; i++)
        json_array_add_element (array, int_node (g_array_index (values, int64_t, i), is_text));
    return array_node (array);
}

static JsonNode *
texts_node (char **texts)
{
    JsonArray *array = json_array_new ();

    for (size_t i = 0; texts != NULL && texts[i] != NULL; i++)
        json_array_add_string_element (array, texts[i]);
    return array_node (array);
}

static JsonNode *
rows_node (const TallyWireType *type, GPtrArray *rows)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; rows != NULL && i < rows->len; i++)
        json_array_add_element (array, tally_wire_to_json (type, g_ptr_array_index (rows, i)));
    return array_node (array);
}

static JsonNode *
flag_node (gboolean is_set)
{
    JsonNode *node = json_node_new (JSON_NODE_VALUE);

    json_node_set_boolean (node, is_set);
    return node;
}

static JsonNode *
field_node (const TallyWireField *field, gconstpointer message)
{
    gpointer pointer = MEMBER (gpointer, message, field);

    switch (field->kind) {
    case TALLY_WIRE_TEXT:
    case TALLY_WIRE_DAY:
        return string_node (pointer);
    case TALLY_WIRE_INT:
    case TALLY_WIRE_BIG:
        return int_node (MEMBER (int64_t, message, field), field->kind == TALLY_WIRE_BIG);
    case TALLY_WIRE_FLAG:
        return flag_node (MEMBER (gboolean, message, field));
    case TALLY_WIRE_INSTANT:
        return instant_node (MEMBER (int64_t, message, field));
    case TALLY_WIRE_INTS:
    case TALLY_WIRE_BIGS:
        return ints_node (pointer, field->kind == TALLY_WIRE_BIGS);
    case TALLY_WIRE_TEXTS:
        return texts_node (pointer);
    case TALLY_WIRE_ROW:
        return pointer != NULL ? tally_wire_to_json (field->of, pointer)
                               : json_node_new (JSON_NODE_NULL);
    case TALLY_WIRE_ROWS:
        return rows_node (field->of, pointer);
    case TALLY_WIRE_JSON:
        return pointer != NULL ? json_node_copy (pointer) : json_node_new (JSON_NODE_NULL);
    default:
        g_assert_not_reached ();
    }
}

JsonNode *
tally_wire_to_json (const TallyWireType *type, gconstpointer message)
{
    JsonObject *object = json_object_new ();
    JsonNode *node = json_node_new (JSON_NODE_OBJECT);

    for (size_t i = 0; i < type->n_fields; i++)
        json_object_set_member (object, type->fields[i].name,
                                field_node (&type->fields[i], message));
    json_node_take_object (node, object);
    return node;
}

JsonNode *
tally_wire_list_to_json (const TallyWireType *type, GPtrArray *rows, int64_t total)
{
    JsonObject *object = json_object_new ();
    JsonNode *node = json_node_new (JSON_NODE_OBJECT);

    json_object_set_member (object, "rows", rows_node (type, rows));
    json_object_set_int_member (object, "total", total);
    json_node_take_object (node, object);
    return node;
}
