// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-tariff-doc.h"

#include "client-gtk/models/tally-tariff-field.h"
#include "client-gtk/models/tally-tariff-schema.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

#define MAX_UNDO 200

struct _TallyTariffDoc {
    GObject parent_instance;

    JsonNode *root;
    char *text;
    char *saved;
    GQueue undo; /* of texts, newest last */
    GQueue redo;
    char *last_path; /* the place that was changed last, while it goes on */
    char *fault;
    char *fault_path;
};

G_DEFINE_FINAL_TYPE (TallyTariffDoc, tally_tariff_doc, G_TYPE_OBJECT)

enum {
    CHANGED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
write_text (JsonNode *root)
{
    g_autofree char *pretty = json_to_string (root, TRUE);

    return g_strconcat (pretty, "\n", NULL);
}

/* "line 12, $.components[2].rate: why". A draft is new: it has to be what may be proposed. */
static void
check (TallyTariffDoc *self)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_check (self->text, -1, &error);
    const char *path;
    const char *why;

    g_clear_pointer (&self->fault, g_free);
    g_clear_pointer (&self->fault_path, g_free);
    if (tariff != NULL)
        return;
    path = strstr (error->message, ", $");
    why = path != NULL ? strstr (path, ": ") : NULL;
    self->fault = g_strdup (why != NULL ? why + 2 : error->message);
    self->fault_path = why != NULL ? g_strndup (path + 2, (gsize) (why - path - 2)) : NULL;
}

static void
take (TallyTariffDoc *self, JsonNode *root)
{
    g_clear_pointer (&self->root, json_node_unref);
    self->root = root;
    g_free (self->text);
    self->text = write_text (root);
    check (self);
}

static void
tell (TallyTariffDoc *self, gboolean is_structure)
{
    g_signal_emit (self, signals[CHANGED], 0, is_structure);
}

static void
remember (TallyTariffDoc *self, const char *path)
{
    gboolean goes_on = path != NULL && g_strcmp0 (path, self->last_path) == 0;
    g_autofree char *copy = g_strdup (path);

    g_free (self->last_path);
    self->last_path = g_steal_pointer (&copy);
    if (goes_on)
        return;
    g_queue_push_tail (&self->undo, g_strdup (self->text));
    if (g_queue_get_length (&self->undo) > MAX_UNDO)
        g_free (g_queue_pop_head (&self->undo));
    g_queue_clear_full (&self->redo, g_free);
}

static JsonNode *
read_text (const char *text, GError **error)
{
    g_autoptr(JsonNode) root = json_from_string (text, error);
    g_autofree char *native = NULL;

    if (root == NULL)
        return NULL;
    if (!JSON_NODE_HOLDS_OBJECT (root)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "$: an object is expected");
        return NULL;
    }
    if (json_object_has_member (json_node_get_object (root), "format")
        || json_object_has_member (json_node_get_object (root), "components"))
        return g_steal_pointer (&root);
    native = tally_tariff_from_urdb (text, -1, error);
    return native != NULL ? json_from_string (native, error) : NULL;
}

gboolean
tally_tariff_doc_load (TallyTariffDoc *self, const char *text, GError **error)
{
    JsonNode *root = read_text (text, error);

    if (root == NULL)
        return FALSE;
    g_queue_clear_full (&self->undo, g_free);
    g_queue_clear_full (&self->redo, g_free);
    g_clear_pointer (&self->last_path, g_free);
    take (self, root);
    tally_tariff_doc_set_saved (self);
    tell (self, TRUE);
    return TRUE;
}

gboolean
tally_tariff_doc_replace (TallyTariffDoc *self, const char *text, GError **error)
{
    JsonNode *root = read_text (text, error);

    if (root == NULL)
        return FALSE;
    remember (self, NULL);
    take (self, root);
    tell (self, TRUE);
    return TRUE;
}

const char *
tally_tariff_doc_get_text (TallyTariffDoc *self)
{
    return self->text;
}

const char *
tally_tariff_doc_get_fault (TallyTariffDoc *self)
{
    return self->fault;
}

const char *
tally_tariff_doc_get_fault_path (TallyTariffDoc *self)
{
    return self->fault_path;
}

char *
tally_tariff_doc_get (TallyTariffDoc *self, const char *path)
{
    JsonNode *node = tally_tariff_node_at (self->root, path);

    return node != NULL ? tally_tariff_node_text (node) : g_strdup ("");
}

guint
tally_tariff_doc_count (TallyTariffDoc *self, const char *path)
{
    JsonNode *node = tally_tariff_node_at (self->root, path);

    return node != NULL && JSON_NODE_HOLDS_ARRAY (node)
               ? json_array_get_length (json_node_get_array (node))
               : 0;
}

static void
finish (TallyTariffDoc *self, gboolean is_structure)
{
    take (self, json_node_ref (self->root));
    tell (self, is_structure);
}

void
tally_tariff_doc_set (TallyTariffDoc *self, const char *path, const char *text)
{
    JsonObject *schema = tally_tariff_schema_at (self->root, path);
    g_autofree char *now = tally_tariff_doc_get (self, path);
    gboolean is_kind = g_str_has_suffix (path, ".kind");

    if (schema == NULL || g_str_equal (now, text))
        return;
    remember (self, path);
    tally_tariff_node_put (self->root, path, tally_tariff_node_read (schema, text));
    finish (self, is_kind);
}

void
tally_tariff_doc_add (TallyTariffDoc *self, const char *path, const char *member)
{
    g_autofree char *place = member != NULL ? g_strconcat (path, ".", member, NULL)
                                            : g_strconcat (path, "[0]", NULL);
    JsonObject *schema = tally_tariff_schema_at (self->root, place);
    JsonNode *node = tally_tariff_node_at (self->root, path);

    if (schema == NULL || node == NULL)
        return;
    remember (self, NULL);
    if (member != NULL)
        json_object_set_member (json_node_get_object (node), member,
                                tally_tariff_schema_default (schema));
    else
        tally_tariff_node_append (node, schema);
    finish (self, TRUE);
}

void
tally_tariff_doc_remove (TallyTariffDoc *self, const char *path)
{
    remember (self, NULL);
    tally_tariff_node_remove (self->root, path);
    finish (self, TRUE);
}

void
tally_tariff_doc_move (TallyTariffDoc *self, const char *path, int by)
{
    remember (self, NULL);
    tally_tariff_node_move (self->root, path, by);
    finish (self, TRUE);
}

static gboolean
is_taken (TallyTariffDoc *self, const char *id)
{
    for (guint i = 0; i < tally_tariff_doc_count (self, "$.components"); i++) {
        g_autofree char *path = g_strdup_printf ("$.components[%u].id", i);
        g_autofree char *found = tally_tariff_doc_get (self, path);

        if (g_str_equal (found, id))
            return TRUE;
    }
    return FALSE;
}

int
tally_tariff_doc_add_component (TallyTariffDoc *self, const char *kind)
{
    g_autofree char *id = g_strdup (kind);
    JsonNode *list = tally_tariff_node_at (self->root, "$.components");

    if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
        return -1;
    for (int n = 2; is_taken (self, id); n++) {
        g_free (id);
        id = g_strdup_printf ("%s-%d", kind, n);
    }
    remember (self, NULL);
    json_array_add_element (json_node_get_array (list), tally_tariff_schema_component (kind, id));
    finish (self, TRUE);
    return (int) tally_tariff_doc_count (self, "$.components") - 1;
}

gboolean
tally_tariff_doc_can_undo (TallyTariffDoc *self)
{
    return !g_queue_is_empty (&self->undo);
}

gboolean
tally_tariff_doc_can_redo (TallyTariffDoc *self)
{
    return !g_queue_is_empty (&self->redo);
}

static void
travel (TallyTariffDoc *self, GQueue *from, GQueue *to)
{
    g_autofree char *text = g_queue_pop_tail (from);

    if (text == NULL)
        return;
    g_queue_push_tail (to, g_strdup (self->text));
    g_clear_pointer (&self->last_path, g_free);
    take (self, json_from_string (text, NULL));
    tell (self, TRUE);
}

void
tally_tariff_doc_undo (TallyTariffDoc *self)
{
    travel (self, &self->undo, &self->redo);
}

void
tally_tariff_doc_redo (TallyTariffDoc *self)
{
    travel (self, &self->redo, &self->undo);
}

gboolean
tally_tariff_doc_is_dirty (TallyTariffDoc *self)
{
    return g_strcmp0 (self->text, self->saved) != 0;
}

void
tally_tariff_doc_set_saved (TallyTariffDoc *self)
{
    g_free (self->saved);
    self->saved = g_strdup (self->text);
}

TallyTariffField *
tally_tariff_doc_get_fields (TallyTariffDoc *self, const char *path)
{
    return tally_tariff_field_new (self->root, path);
}

static void
tally_tariff_doc_finalize (GObject *object)
{
    TallyTariffDoc *self = TALLY_TARIFF_DOC (object);

    g_clear_pointer (&self->root, json_node_unref);
    g_queue_clear_full (&self->undo, g_free);
    g_queue_clear_full (&self->redo, g_free);
    g_free (self->text);
    g_free (self->saved);
    g_free (self->last_path);
    g_free (self->fault);
    g_free (self->fault_path);

    G_OBJECT_CLASS (tally_tariff_doc_parent_class)->finalize (object);
}

static void
tally_tariff_doc_class_init (TallyTariffDocClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_tariff_doc_finalize;
    signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
tally_tariff_doc_init (TallyTariffDoc *self)
{
    g_queue_init (&self->undo);
    g_queue_init (&self->redo);
    self->root = json_node_init_object (json_node_alloc (), json_object_new ());
    json_object_unref (json_node_get_object (self->root));
    self->text = write_text (self->root);
    self->saved = g_strdup (self->text);
}

TallyTariffDoc *
tally_tariff_doc_new (void)
{
    return g_object_new (TALLY_TYPE_TARIFF_DOC, NULL);
}
