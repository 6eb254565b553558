// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-member.h"

/* The member when it is a value of @type. */
static JsonNode *
find (JsonObject *object, const char *name, GType type)
{
    JsonNode *node = json_object_get_member (object, name);

    return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type
               ? node
               : NULL;
}

const char *
tally_wire_member_text (JsonObject *object, const char *name)
{
    JsonNode *node = find (object, name, G_TYPE_STRING);

    return node != NULL ? json_node_get_string (node) : NULL;
}

int64_t
tally_wire_member_whole (JsonObject *object, const char *name)
{
    JsonNode *node = find (object, name, G_TYPE_INT64);

    return node != NULL ? json_node_get_int (node) : 0;
}

gboolean
tally_wire_member_flag (JsonObject *object, const char *name)
{
    JsonNode *node = find (object, name, G_TYPE_BOOLEAN);

    return node != NULL && json_node_get_boolean (node);
}
