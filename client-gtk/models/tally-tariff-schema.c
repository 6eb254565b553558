// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-tariff-schema.h"

#include <gio/gio.h>
#include <string.h>

#define SCHEMA "/org/gridtally/Gridtally/schemas/tariff-v1.schema.json"

/* Read once; lives as long as the program. */
static JsonObject *
schema_root (void)
{
    static JsonNode *root;

    if (root == NULL) {
        g_autoptr(GBytes)
                       bytes = g_resources_lookup_data (SCHEMA, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

        g_return_val_if_fail (bytes != NULL, NULL);
        root = json_from_string (g_bytes_get_data (bytes, NULL), NULL);
    }
    return json_node_get_object (root);
}

JsonObject *
tally_tariff_schema_follow (JsonObject *schema)
{
    const char *ref = schema != NULL
                          ? json_object_get_string_member_with_default (schema, "$ref", NULL)
                          : NULL;

    if (ref == NULL)
        return schema;
    return json_object_get_object_member (json_object_get_object_member (schema_root (), "$defs"),
                                          strrchr (ref, '/') + 1);
}

JsonObject *
tally_tariff_schema_members (JsonObject *schema)
{
    return schema != NULL && json_object_has_member (schema, "properties")
               ? json_object_get_object_member (schema, "properties")
               : NULL;
}

gboolean
tally_tariff_schema_requires (JsonObject *schema, const char *member)
{
    JsonArray *required = json_object_has_member (schema, "required")
                              ? json_object_get_array_member (schema, "required")
                              : NULL;

    for (guint i = 0; required != NULL && i < json_array_get_length (required); i++) {
        if (g_str_equal (json_array_get_string_element (required, i), member))
            return TRUE;
    }
    return FALSE;
}

const char *
tally_tariff_schema_type (JsonObject *schema)
{
    if (json_object_has_member (schema, "oneOf") && !json_object_has_member (schema, "type"))
        return "name"; /* text, or one in each language */
    if (json_object_has_member (schema, "type")
        && JSON_NODE_HOLDS_ARRAY (json_object_get_member (schema, "type")))
        return "string"; /* or null, which an absent member says too */
    return json_object_get_string_member_with_default (schema, "type", "string");
}

static gboolean
is_of_kind (JsonObject *definition, const char *kind)
{
    JsonObject *members = tally_tariff_schema_members (definition);
    JsonArray *kinds;

    if (members == NULL || !json_object_has_member (members, "kind"))
        return FALSE;
    kinds = json_object_get_array_member (json_object_get_object_member (members, "kind"), "enum");
    for (guint i = 0; i < json_array_get_length (kinds); i++) {
        if (g_str_equal (json_array_get_string_element (kinds, i), kind))
            return TRUE;
    }
    return FALSE;
}

/* A levy is by the kWh or a percentage: what it has tells. */
static JsonObject *
definition_of (const char *kind, JsonObject *component)
{
    JsonObject *definitions = json_object_get_object_member (schema_root (), "$defs");
    g_autoptr(GList) names = json_object_get_members (definitions);
    gboolean is_percent = component != NULL && json_object_has_member (component, "percent");
    JsonObject *found = NULL;

    for (GList *name = names; name != NULL; name = name->next) {
        JsonObject *definition = json_object_get_object_member (definitions, name->data);
        JsonObject *members = tally_tariff_schema_members (definition);

        if (!is_of_kind (definition, kind))
            continue;
        if (found == NULL || json_object_has_member (members, "percent") == is_percent)
            found = definition;
    }
    return found;
}

char *
tally_tariff_path_step (const char **rest, int *index)
{
    const char *at = *rest;
    const char *end;

    *index = -1;
    if (*at == '[') {
        *index = (int) g_ascii_strtoll (at + 1, (char **) &end, 10);
        *rest = *end == ']' ? end + 1 : end;
        return NULL;
    }
    at += *at == '.';
    end = at + strcspn (at, ".[");
    *rest = end;
    return g_strndup (at, (gsize) (end - at));
}

static JsonNode *
node_step (JsonNode *node, const char *name, int index)
{
    if (node == NULL)
        return NULL;
    if (name != NULL && JSON_NODE_HOLDS_OBJECT (node))
        return json_object_get_member (json_node_get_object (node), name);
    if (name == NULL && JSON_NODE_HOLDS_ARRAY (node)
        && (guint) index < json_array_get_length (json_node_get_array (node)))
        return json_array_get_element (json_node_get_array (node), (guint) index);
    return NULL;
}

JsonObject *
tally_tariff_schema_at (JsonNode *root, const char *path)
{
    JsonObject *schema = schema_root ();
    JsonNode *node = root;
    const char *rest = path + (*path == '$');

    while (schema != NULL && *rest != '\0') {
        int index;
        g_autofree char *name = tally_tariff_path_step (&rest, &index);
        JsonObject *members = tally_tariff_schema_members (schema);

        node = node_step (node, name, index);
        if (name != NULL && members != NULL && json_object_has_member (members, name))
            schema = json_object_get_object_member (members, name);
        else if (name == NULL && json_object_has_member (schema, "items"))
            schema = json_object_get_object_member (schema, "items");
        else
            return NULL;
        schema = tally_tariff_schema_follow (schema);
        if (node != NULL && JSON_NODE_HOLDS_OBJECT (node)
            && !json_object_has_member (schema, "type") && g_str_has_prefix (path, "$.components["))
            schema = definition_of (json_object_get_string_member_with_default (
                                        json_node_get_object (node), "kind", ""),
                                    json_node_get_object (node));
    }
    return schema;
}

static JsonNode *
text_node (const char *text)
{
    return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
default_object (JsonObject *schema)
{
    JsonObject *made = json_object_new ();
    JsonObject *members = tally_tariff_schema_members (schema);
    g_autoptr(GList) names = members != NULL ? json_object_get_members (members) : NULL;

    for (GList *name = names; name != NULL; name = name->next) {
        JsonObject *member = json_object_get_object_member (members, name->data);

        if (tally_tariff_schema_requires (schema, name->data))
            json_object_set_member (made, name->data, tally_tariff_schema_default (member));
    }
    return json_node_init_object (json_node_alloc (), made);
}

JsonNode *
tally_tariff_schema_default (JsonObject *reference)
{
    JsonObject *schema = tally_tariff_schema_follow (reference);
    const char *type = tally_tariff_schema_type (schema);
    const char *pattern = json_object_get_string_member_with_default (schema, "pattern", "");
    JsonNode *node;

    if (json_object_has_member (schema, "default"))
        return json_node_copy (json_object_get_member (schema, "default"));
    if (json_object_has_member (schema, "const"))
        return json_node_copy (json_object_get_member (schema, "const"));
    if (json_object_has_member (schema, "enum"))
        return json_node_copy (
            json_array_get_element (json_object_get_array_member (schema, "enum"), 0));
    if (g_str_equal (type, "object"))
        return default_object (schema);
    if (g_str_equal (type, "boolean"))
        return json_node_init_boolean (json_node_alloc (), TRUE);
    if (g_str_equal (type, "integer"))
        return json_node_init_int (json_node_alloc (),
                                   json_object_get_int_member_with_default (schema, "minimum", 1));
    if (!g_str_equal (type, "array"))
        return text_node (strstr (pattern, "[eE]") != NULL ? "0" : "");
    node = json_node_init_array (json_node_alloc (), json_array_new ());
    if (g_str_equal (tally_tariff_schema_type (tally_tariff_schema_follow (
                         json_object_get_object_member (schema, "items"))),
                     "object"))
        json_array_add_element (json_node_get_array (node),
                                tally_tariff_schema_default (
                                    json_object_get_object_member (schema, "items")));
    return node;
}

JsonNode *
tally_tariff_schema_component (const char *kind, const char *id)
{
    JsonObject *schema = definition_of (kind, NULL);
    JsonNode *node = default_object (schema);
    JsonObject *component = json_node_get_object (node);

    json_object_set_string_member (component, "id", id);
    json_object_set_string_member (component, "kind", kind);
    /* Where the schema leaves open how a price is said, one rate is the simplest. */
    if (json_object_has_member (tally_tariff_schema_members (schema), "rate")
        && !json_object_has_member (component, "rate"))
        json_object_set_string_member (component, "rate", "0");
    else if (json_object_has_member (tally_tariff_schema_members (schema), "percent")
             && !json_object_has_member (component, "percent"))
        json_object_set_string_member (component, "percent", "0");
    return node;
}

const char *const *
tally_tariff_schema_kinds (void)
{
    /* In the order a bill has them. */
    static const char *const kinds[] = {
        "fixed",  "energy",   "demand", "capacity", "reactive", "power-factor", "coincident",
        "export", "discount", "levy",   "minimum",  "maximum",  "tax",          NULL
    };

    return kinds;
}
