// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-figures.h"

static void
add_member (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
    GString *text = user_data;
    g_autofree char *word = g_strdelimit (g_strdup (name), "_", ' ');
    g_autofree char *shown = NULL;

    if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
        shown = g_strdup (json_node_get_string (value));
    else
        shown = json_to_string (value, FALSE);
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", word, shown);
}

char *
tally_figures_text (JsonNode *figures)
{
    g_autoptr(GString) text = g_string_new (NULL);

    if (figures != NULL && JSON_NODE_HOLDS_OBJECT (figures))
        json_object_foreach_member (json_node_get_object (figures), add_member, text);
    return g_string_free (g_steal_pointer (&text), FALSE);
}
