// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-mustache.h"

#include "server/publish/web/tally-mustache-parse.h"

struct _TallyMustache {
    GPtrArray *parts; /* TallyMustachePart */
};

/* Sections that are open, from the inside out. */
typedef struct _Frame Frame;
struct _Frame {
    JsonNode *node;
    const Frame *outer;
};

typedef struct {
    GString *out;
    GHashTable *partials;
    guint depth;
} Writer;

TallyMustache *
tally_mustache_new (const char *name, const char *text, GError **error)
{
    GPtrArray *parts = tally_mustache_parse (name, text, error);
    TallyMustache *self;

    if (parts == NULL)
        return NULL;
    self = g_new0 (TallyMustache, 1);
    self->parts = parts;
    return self;
}

void
tally_mustache_free (TallyMustache *self)
{
    g_ptr_array_unref (self->parts);
    g_free (self);
}

static JsonNode *
member (JsonNode *node, const char *name)
{
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        return NULL;
    return json_object_get_member (json_node_get_object (node), name);
}

/* The first of dotted names is looked up from the inside out, the others within it. */
static JsonNode *
look_up (const Frame *frame, const char *name)
{
    g_auto(GStrv) names = NULL;
    JsonNode *found = NULL;

    if (g_str_equal (name, "."))
        return frame->node;
    names = g_strsplit (name, ".", -1);
    for (; frame != NULL && found == NULL; frame = frame->outer)
        found = member (frame->node, names[0]);
    for (guint i = 1; names[i] != NULL; i++)
        found = member (found, names[i]);
    return found;
}

static gboolean
is_true (JsonNode *node)
{
    if (node == NULL || JSON_NODE_HOLDS_NULL (node))
        return FALSE;
    if (JSON_NODE_HOLDS_ARRAY (node))
        return json_array_get_length (json_node_get_array (node)) > 0;
    if (JSON_NODE_HOLDS_OBJECT (node))
        return TRUE;
    if (json_node_get_value_type (node) == G_TYPE_STRING)
        return *json_node_get_string (node) != '\0';
    return json_node_get_value_type (node) != G_TYPE_BOOLEAN || json_node_get_boolean (node);
}

static char *
text_of (JsonNode *node)
{
    if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
        return g_strdup ("");
    if (json_node_get_value_type (node) == G_TYPE_STRING)
        return g_strdup (json_node_get_string (node));
    return json_to_string (node, FALSE);
}

static void
write_escaped (GString *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            g_string_append (out, "&amp;");
            break;
        case '<':
            g_string_append (out, "&lt;");
            break;
        case '>':
            g_string_append (out, "&gt;");
            break;
        case '"':
            g_string_append (out, "&quot;");
            break;
        case '\'':
            g_string_append (out, "&#39;");
            break;
        default:
            g_string_append_c (out, *text);
        }
    }
}

static void write_parts (Writer *writer, GPtrArray *parts, const Frame *frame);

static void
write_section (Writer *writer, const TallyMustachePart *part, const Frame *frame)
{
    JsonNode *node = look_up (frame, part->text);
    JsonArray *items;

    if (!is_true (node))
        return;
    if (!JSON_NODE_HOLDS_ARRAY (node)) {
        write_parts (writer, part->inner, &(Frame){ node, frame });
        return;
    }
    items = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (items); i++)
        write_parts (writer, part->inner, &(Frame){ json_array_get_element (items, i), frame });
}

static void
write_partial (Writer *writer, const char *name, const Frame *frame)
{
    const TallyMustache *partial = NULL;

    if (writer->partials != NULL)
        partial = g_hash_table_lookup (writer->partials, name);
    if (partial != NULL)
        write_parts (writer, partial->parts, frame);
}

static void
write_part (Writer *writer, const TallyMustachePart *part, const Frame *frame)
{
    g_autofree char *text = NULL;

    switch (part->kind) {
    case TALLY_MUSTACHE_TEXT:
        g_string_append (writer->out, part->text);
        break;
    case TALLY_MUSTACHE_VALUE:
        text = text_of (look_up (frame, part->text));
        write_escaped (writer->out, text);
        break;
    case TALLY_MUSTACHE_RAW:
        text = text_of (look_up (frame, part->text));
        g_string_append (writer->out, text);
        break;
    case TALLY_MUSTACHE_SECTION:
        write_section (writer, part, frame);
        break;
    case TALLY_MUSTACHE_INVERTED:
        if (!is_true (look_up (frame, part->text)))
            write_parts (writer, part->inner, frame);
        break;
    case TALLY_MUSTACHE_PARTIAL:
        write_partial (writer, part->text, frame);
        break;
    default:
        g_assert_not_reached ();
    }
}

static void
write_parts (Writer *writer, GPtrArray *parts, const Frame *frame)
{
    if (writer->depth >= TALLY_MUSTACHE_DEPTH_MAX)
        return;
    writer->depth++;
    for (guint i = 0; i < parts->len; i++)
        write_part (writer, g_ptr_array_index (parts, i), frame);
    writer->depth--;
}

char *
tally_mustache_render (const TallyMustache *self, JsonNode *data, GHashTable *partials)
{
    Writer writer = { .out = g_string_new (NULL), .partials = partials };

    write_parts (&writer, self->parts, &(Frame){ data, NULL });
    return g_string_free (writer.out, FALSE);
}
