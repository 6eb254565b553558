// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-tariff-field.h"

#include "client-gtk/models/tally-tariff-schema.h"

#include <string.h>

void
tally_tariff_field_free (TallyTariffField *field)
{
    g_free (field->path);
    g_free (field->label);
    g_free (field->text);
    g_strfreev (field->choices);
    g_free (field->help);
    g_clear_pointer (&field->children, g_ptr_array_unref);
    g_strfreev (field->absent);
    g_free (field);
}

JsonNode *
tally_tariff_node_at (JsonNode *root, const char *path)
{
    JsonNode *node = root;
    const char *rest = path + (*path == '$');

    while (node != NULL && *rest != '\0') {
        int index;
        g_autofree char *name = tally_tariff_path_step (&rest, &index);

        if (name != NULL)
            node = JSON_NODE_HOLDS_OBJECT (node)
                       ? json_object_get_member (json_node_get_object (node), name)
                       : NULL;
        else
            node = JSON_NODE_HOLDS_ARRAY (node)
                           && (guint) index < json_array_get_length (json_node_get_array (node))
                       ? json_array_get_element (json_node_get_array (node), (guint) index)
                       : NULL;
    }
    return node;
}

/* "$.a[1].b" is "$.a[1]" and "b"; "$.a[1]" is "$.a" and 1. */
static JsonNode *
find_parent (JsonNode *root, const char *path, char **name, int *index)
{
    const char *dot = strrchr (path, '.');
    const char *bracket = strrchr (path, '[');
    const char *cut = bracket != NULL && bracket > dot ? bracket : dot;
    g_autofree char *above = cut != NULL ? g_strndup (path, (gsize) (cut - path)) : NULL;

    *name = NULL;
    *index = -1;
    if (cut == NULL)
        return NULL;
    if (*cut == '.')
        *name = g_strdup (cut + 1);
    else
        *index = (int) g_ascii_strtoll (cut + 1, NULL, 10);
    return tally_tariff_node_at (root, above);
}

char *
tally_tariff_node_text (JsonNode *node)
{
    GString *text = g_string_new (NULL);
    JsonArray *list;

    if (JSON_NODE_HOLDS_OBJECT (node))
        return g_string_free (text, FALSE);
    if (JSON_NODE_HOLDS_VALUE (node)) {
        if (json_node_get_value_type (node) == G_TYPE_STRING)
            g_string_append (text, json_node_get_string (node));
        else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
            g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
        else
            g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (node));
        return g_string_free (text, FALSE);
    }
    list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
    for (guint i = 0; list != NULL && i < json_array_get_length (list); i++) {
        g_autofree char *item = tally_tariff_node_text (json_array_get_element (list, i));

        g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", item);
    }
    return g_string_free (text, FALSE);
}

/* What is no number stays as text, so that the checker says so and nothing typed is lost. */
static JsonNode *
read_whole (const char *text)
{
    gint64 value;

    if (g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &value, NULL))
        return json_node_init_int (json_node_alloc (), value);
    return json_node_init_string (json_node_alloc (), text);
}

static gboolean
is_whole (JsonObject *schema)
{
    JsonArray *choices = json_object_has_member (schema, "enum")
                             ? json_object_get_array_member (schema, "enum")
                             : NULL;

    if (choices != NULL)
        return json_node_get_value_type (json_array_get_element (choices, 0)) == G_TYPE_INT64;
    return g_str_equal (tally_tariff_schema_type (schema), "integer");
}

JsonNode *
tally_tariff_node_read (JsonObject *schema, const char *text)
{
    const char *type = tally_tariff_schema_type (schema);
    g_auto(GStrv) words = NULL;
    JsonObject *item;
    JsonNode *node;

    if (is_whole (schema))
        return read_whole (text);
    if (g_str_equal (type, "boolean"))
        return json_node_init_boolean (json_node_alloc (), g_str_equal (text, "true"));
    if (!g_str_equal (type, "array"))
        return json_node_init_string (json_node_alloc (), text);
    item = tally_tariff_schema_follow (json_object_get_object_member (schema, "items"));
    words = g_strsplit (text, ",", -1);
    node = json_node_init_array (json_node_alloc (), json_array_new ());
    for (char **word = words; *word != NULL; word++) {
        const char *said = g_strstrip (*word);

        if (*said != '\0')
            json_array_add_element (json_node_get_array (node),
                                    is_whole (item)
                                        ? read_whole (said)
                                        : json_node_init_string (json_node_alloc (), said));
    }
    return node;
}

/* json-glib has no way to set an element: the list is made anew. */
static void
rebuild (JsonNode *list, guint skip, guint at, JsonNode *node)
{
    JsonArray *old = json_node_get_array (list);
    JsonArray *made = json_array_new ();
    guint n = json_array_get_length (old);

    for (guint i = 0; i <= n; i++) {
        if (i == at && node != NULL)
            json_array_add_element (made, node);
        if (i < n && i != skip)
            json_array_add_element (made, json_array_dup_element (old, i));
    }
    json_node_take_array (list, made);
}

void
tally_tariff_node_put (JsonNode *root, const char *path, JsonNode *node)
{
    g_autofree char *name = NULL;
    int index;
    JsonNode *parent = find_parent (root, path, &name, &index);

    if (parent != NULL && name != NULL && JSON_NODE_HOLDS_OBJECT (parent))
        json_object_set_member (json_node_get_object (parent), name, node);
    else if (parent != NULL && name == NULL && JSON_NODE_HOLDS_ARRAY (parent))
        rebuild (parent, (guint) index, (guint) index, node);
    else
        json_node_unref (node);
}

void
tally_tariff_node_append (JsonNode *list, JsonObject *schema)
{
    JsonArray *items = json_node_get_array (list);
    guint n = json_array_get_length (items);

    json_array_add_element (items, n > 0 ? json_node_copy (json_array_get_element (items, n - 1))
                                         : tally_tariff_schema_default (schema));
}

void
tally_tariff_node_remove (JsonNode *root, const char *path)
{
    g_autofree char *name = NULL;
    int index;
    JsonNode *parent = find_parent (root, path, &name, &index);

    if (parent != NULL && name != NULL && JSON_NODE_HOLDS_OBJECT (parent))
        json_object_remove_member (json_node_get_object (parent), name);
    else if (parent != NULL && name == NULL && JSON_NODE_HOLDS_ARRAY (parent))
        json_array_remove_element (json_node_get_array (parent), (guint) index);
}

void
tally_tariff_node_move (JsonNode *root, const char *path, int by)
{
    g_autofree char *name = NULL;
    int index;
    JsonNode *parent = find_parent (root, path, &name, &index);
    int to = index + by;

    if (parent == NULL || name != NULL || to < 0
        || to >= (int) json_array_get_length (json_node_get_array (parent)))
        return;
    rebuild (parent, (guint) index, (guint) (by > 0 ? to + 1 : to),
             json_array_dup_element (json_node_get_array (parent), (guint) index));
}

static char **
choices_of (JsonObject *schema)
{
    g_autoptr(GStrvBuilder) choices = g_strv_builder_new ();
    JsonArray *list;

    if (json_object_has_member (schema, "const"))
        g_strv_builder_add (choices, json_object_get_string_member (schema, "const"));
    list = json_object_has_member (schema, "enum") ? json_object_get_array_member (schema, "enum")
                                                   : NULL;
    for (guint i = 0; list != NULL && i < json_array_get_length (list); i++) {
        g_autofree char *text = tally_tariff_node_text (json_array_get_element (list, i));

        g_strv_builder_add (choices, text);
    }
    return g_strv_builder_end (choices);
}

static TallyTariffFieldKind
kind_of (JsonObject *schema, JsonNode *node)
{
    const char *type = tally_tariff_schema_type (schema);
    const char *pattern = json_object_get_string_member_with_default (schema, "pattern", "");

    if (json_object_has_member (schema, "enum") || json_object_has_member (schema, "const"))
        return TALLY_FIELD_CHOICE;
    if (JSON_NODE_HOLDS_OBJECT (node))
        return TALLY_FIELD_GROUP;
    if (g_str_equal (type, "array")) {
        JsonObject *item = tally_tariff_schema_follow (
            json_object_get_object_member (schema, "items"));

        return g_str_equal (tally_tariff_schema_type (item), "object") ? TALLY_FIELD_TABLE
                                                                       : TALLY_FIELD_LIST;
    }
    if (g_str_equal (type, "boolean"))
        return TALLY_FIELD_FLAG;
    if (g_str_equal (type, "integer"))
        return TALLY_FIELD_WHOLE;
    return strstr (pattern, "[eE]") != NULL ? TALLY_FIELD_DECIMAL : TALLY_FIELD_TEXT;
}

static TallyTariffField *make (JsonObject *schema,
                               JsonNode *node,
                               const char *path,
                               const char *member,
                               gboolean is_optional);

/* "name" is a text or an object of languages; the schema says either. */
static void
add_languages (TallyTariffField *field, JsonObject *names)
{
    static const char *const languages[] = { "en", "zh_CN" };

    for (size_t i = 0; i < G_N_ELEMENTS (languages); i++) {
        TallyTariffField *child = g_new0 (TallyTariffField, 1);

        child->path = g_strconcat (field->path, ".", languages[i], NULL);
        child->label = g_strdup (tally_tariff_field_label (languages[i]));
        child->text = g_strdup (
            json_object_get_string_member_with_default (names, languages[i], ""));
        g_ptr_array_add (field->children, child);
    }
}

static void
add_members (TallyTariffField *field, JsonObject *schema, JsonObject *object)
{
    JsonObject *members = tally_tariff_schema_members (schema);
    g_autoptr(GList) names = json_object_get_members (members);
    g_autoptr(GStrvBuilder) absent = g_strv_builder_new ();
    gboolean is_root = g_str_equal (field->path, "$");

    for (GList *link = names; link != NULL; link = link->next) {
        const char *name = link->data;
        gboolean is_elsewhere = is_root
                                && (g_str_equal (name, "components")
                                    || g_str_equal (name, "schedules")
                                    || g_str_equal (name, "format"));
        g_autofree char *path = g_strconcat (field->path, ".", name, NULL);
        JsonObject *member = tally_tariff_schema_follow (
            json_object_get_object_member (members, name));

        if (is_elsewhere || (g_str_equal (name, "kind") && !is_root))
            continue;
        if (json_object_has_member (object, name))
            g_ptr_array_add (field->children,
                             make (member, json_object_get_member (object, name), path, name,
                                   !tally_tariff_schema_requires (schema, name)));
        else
            g_strv_builder_add (absent, name);
    }
    field->absent = g_strv_builder_end (absent);
}

static void
add_items (TallyTariffField *field, JsonObject *schema, JsonArray *list)
{
    JsonObject *item = tally_tariff_schema_follow (json_object_get_object_member (schema, "items"));

    for (guint i = 0; i < json_array_get_length (list); i++) {
        g_autofree char *path = g_strdup_printf ("%s[%u]", field->path, i);
        TallyTariffField *child = make (item, json_array_get_element (list, i), path, "", TRUE);

        g_free (child->label);
        child->label = g_strdup_printf ("%s %u", field->label, i + 1);
        g_ptr_array_add (field->children, child);
    }
}

static TallyTariffField *
make (JsonObject *schema,
      JsonNode *node,
      const char *path,
      const char *member,
      gboolean is_optional)
{
    TallyTariffField *field = g_new0 (TallyTariffField, 1);
    const char *help = json_object_get_string_member_with_default (schema, "description", NULL);

    field->kind = kind_of (schema, node);
    field->path = g_strdup (path);
    field->label = g_strdup (tally_tariff_field_label (member));
    field->text = tally_tariff_node_text (node);
    /* The schema speaks English; whoever reads another language is not shown it. */
    field->help = g_str_has_prefix (g_get_language_names ()[0], "zh") ? NULL : g_strdup (help);
    field->is_optional = is_optional;
    field->children = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_tariff_field_free);
    if (field->kind == TALLY_FIELD_CHOICE)
        field->choices = choices_of (schema);
    else if (field->kind == TALLY_FIELD_GROUP && tally_tariff_schema_members (schema) == NULL)
        add_languages (field, json_node_get_object (node));
    else if (field->kind == TALLY_FIELD_GROUP)
        add_members (field, schema, json_node_get_object (node));
    else if (field->kind == TALLY_FIELD_TABLE && JSON_NODE_HOLDS_ARRAY (node))
        add_items (field, schema, json_node_get_array (node));
    return field;
}

TallyTariffField *
tally_tariff_field_new (JsonNode *root, const char *path)
{
    JsonObject *schema = tally_tariff_schema_at (root, path);
    JsonNode *node = tally_tariff_node_at (root, path);

    return schema != NULL && node != NULL ? make (schema, node, path, "", FALSE) : NULL;
}
