// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-tariff-compare.h"

#include "client-gtk/models/tally-tariff-field.h"

/* A document as places and what stands there; a place within a list is named by its code, so that
 * one more component does not make all that follow differ. */
typedef struct {
    GPtrArray *order; /* of places; owned by values */
    GHashTable *values;
} Flat;

static void
row_free (gpointer data)
{
    TallyCompareRow *row = data;

    g_free (row->where);
    g_free (row->what);
    g_free (row->before);
    g_free (row->after);
    g_free (row);
}

static void
flatten (Flat *flat, JsonNode *node, const char *where)
{
    if (JSON_NODE_HOLDS_OBJECT (node)) {
        JsonObject *object = json_node_get_object (node);
        g_autoptr(GList) names = json_object_get_members (object);

        for (GList *name = names; name != NULL; name = name->next) {
            const char *label = tally_tariff_field_label (name->data);
            gboolean is_plain = *where == '\0' && g_str_equal (name->data, "components");
            g_autofree char *path = is_plain         ? g_strdup ("")
                                    : *where == '\0' ? g_strdup (label)
                                                     : g_strconcat (where, " › ", label, NULL);

            flatten (flat, json_object_get_member (object, name->data), path);
        }
        return;
    }
    if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0
        && !JSON_NODE_HOLDS_VALUE (json_array_get_element (json_node_get_array (node), 0))) {
        JsonArray *list = json_node_get_array (node);

        for (guint i = 0; i < json_array_get_length (list); i++) {
            JsonNode *item = json_array_get_element (list, i);
            const char *id = JSON_NODE_HOLDS_OBJECT (item)
                                 ? json_object_get_string_member_with_default (
                                     json_node_get_object (item), "id", NULL)
                                 : NULL;
            g_autofree char *path = id != NULL ? g_strdup_printf ("%s%s%s", where,
                                                                  *where != '\0' ? " › " : "", id)
                                               : g_strdup_printf ("%s › %u", where, i + 1);

            flatten (flat, item, path);
        }
        return;
    }
    if (!g_hash_table_contains (flat->values, where)) {
        char *key = g_strdup (where);

        g_ptr_array_add (flat->order, key);
        g_hash_table_insert (flat->values, key, tally_tariff_node_text (node));
    }
}

static Flat
flat_of (const char *text)
{
    Flat flat = { g_ptr_array_new (),
                  g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
    g_autoptr(JsonNode) root = json_from_string (text, NULL);

    if (root != NULL)
        flatten (&flat, root, "");
    return flat;
}

static void
flat_clear (Flat *flat)
{
    g_ptr_array_unref (flat->order);
    g_hash_table_unref (flat->values);
}

static void
add (GPtrArray *rows, const char *where, const char *what, const char *before, const char *after)
{
    TallyCompareRow *row = g_new0 (TallyCompareRow, 1);

    row->where = g_strdup (where);
    row->what = g_strdup (what);
    row->before = g_strdup (before);
    row->after = g_strdup (after);
    g_ptr_array_add (rows, row);
}

GPtrArray *
tally_tariff_compare (const char *before, const char *after)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
    Flat old = flat_of (before);
    Flat new = flat_of (after);

    for (guint i = 0; i < new.order->len; i++) {
        const char *where = g_ptr_array_index (new.order, i);
        const char *was = g_hash_table_lookup (old.values, where);
        const char *is = g_hash_table_lookup (new.values, where);

        if (was == NULL)
            add (rows, where, "added", "", is);
        else if (!g_str_equal (was, is))
            add (rows, where, "changed", was, is);
    }
    for (guint i = 0; i < old.order->len; i++) {
        const char *where = g_ptr_array_index (old.order, i);

        if (!g_hash_table_contains (new.values, where))
            add (rows, where, "removed", g_hash_table_lookup (old.values, where), "");
    }
    flat_clear (&old);
    flat_clear (&new);
    return rows;
}
