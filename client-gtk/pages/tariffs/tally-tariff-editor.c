// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tariffs/tally-tariff-editor.h"

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/models/tally-tariff-doc.h"
#include "client-gtk/models/tally-tariff-schema.h"
#include "client-gtk/pages/tariffs/tally-preview-view.h"
#include "client-gtk/pages/tariffs/tally-tariff-form.h"
#include "client-gtk/pages/tariffs/tally-times-view.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-pair.h"
#include "shared/wire/tally-wire-tariff.h"

#include <glib/gi18n.h>

struct _TallyTariffEditor {
    AdwBin parent_instance;

    TallyTariffsModel *model;
    TallyTariffDoc *doc;
    char *draft_id;
    gint64 revision;
    gboolean is_filling;
    GtkFileChooserNative *chooser;

    /* Template children */
    GtkLabel *title;
    GtkWidget *undo;
    GtkWidget *redo;
    GtkWidget *save;
    GtkLabel *fault;
    GtkStack *stack;
    TallyTimesView *times;
    GtkListBox *components;
    GtkMenuButton *add;
    GtkBox *kinds;
    TallyTariffForm *component;
    TallyTariffForm *head;
    GtkTextView *text;
    TallyPreviewView *preview;
};

G_DEFINE_FINAL_TYPE (TallyTariffEditor, tally_tariff_editor, ADW_TYPE_BIN)

enum {
    CLOSED,
    SAY,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_state (TallyTariffEditor *self)
{
    const char *fault = tally_tariff_doc_get_fault (self->doc);
    const char *path = tally_tariff_doc_get_fault_path (self->doc);
    g_autofree char *code = tally_tariff_doc_get (self->doc, "$.id");
    g_autofree char *from = tally_tariff_doc_get (self->doc, "$.valid_from");
    g_autofree char *title = g_strdup_printf ("%s · %s%s", *code != '\0' ? code : _ ("New tariff"),
                                              from,
                                              tally_tariff_doc_is_dirty (self->doc)
                                                  ? _ (" · not saved")
                                                  : "");
    g_autofree char *line = path != NULL ? g_strdup_printf ("%s: %s", path, fault)
                                         : g_strdup (fault);

    gtk_label_set_text (self->title, title);
    gtk_widget_set_sensitive (self->undo, tally_tariff_doc_can_undo (self->doc));
    gtk_widget_set_sensitive (self->redo, tally_tariff_doc_can_redo (self->doc));
    gtk_widget_set_sensitive (self->save, tally_tariff_doc_is_dirty (self->doc));
    gtk_label_set_text (self->fault, fault != NULL ? line : _ ("The document is sound."));
    gtk_widget_remove_css_class (GTK_WIDGET (self->fault), fault != NULL ? "good" : "wrong");
    gtk_widget_add_css_class (GTK_WIDGET (self->fault), fault != NULL ? "wrong" : "good");
}

static void
fill_text (TallyTariffEditor *self)
{
    GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);

    self->is_filling = TRUE;
    if (!gtk_widget_has_focus (GTK_WIDGET (self->text)))
        gtk_text_buffer_set_text (buffer, tally_tariff_doc_get_text (self->doc), -1);
    self->is_filling = FALSE;
}

static GtkWidget *
make_component_row (TallyTariffEditor *self, guint index)
{
    g_autofree char *id_path = g_strdup_printf ("$.components[%u].id", index);
    g_autofree char *kind_path = g_strdup_printf ("$.components[%u].kind", index);
    g_autofree char *id = tally_tariff_doc_get (self->doc, id_path);
    g_autofree char *kind = tally_tariff_doc_get (self->doc, kind_path);
    GtkWidget *row = gtk_list_box_row_new ();
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *name = gtk_label_new (id);
    GtkWidget *what = gtk_label_new (tally_figure_word (kind));
    g_autofree char *accessible = g_strdup_printf ("%s, %s", id, tally_figure_word (kind));

    gtk_label_set_xalign (GTK_LABEL (name), 0);
    gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
    gtk_label_set_xalign (GTK_LABEL (what), 0);
    gtk_widget_add_css_class (what, "dim-label");
    gtk_widget_add_css_class (what, "card-rest");
    gtk_box_append (GTK_BOX (box), name);
    gtk_box_append (GTK_BOX (box), what);
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
    tally_accessible_set (row, accessible);
    return row;
}

static void
list_components (TallyTariffEditor *self)
{
    GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->components);
    int index = selected != NULL ? gtk_list_box_row_get_index (selected) : 0;
    guint n = tally_tariff_doc_count (self->doc, "$.components");
    GtkWidget *child;

    self->is_filling = TRUE;
    while ((child = GTK_WIDGET (gtk_list_box_get_row_at_index (self->components, 0))) != NULL)
        gtk_list_box_remove (self->components, child);
    for (guint i = 0; i < n; i++)
        gtk_list_box_append (self->components, make_component_row (self, i));
    self->is_filling = FALSE;
    gtk_list_box_select_row (self->components,
                             gtk_list_box_get_row_at_index (self->components,
                                                            MIN (index, (int) n - 1)));
}

static void
on_component_selected (TallyTariffEditor *self, GtkListBoxRow *row)
{
    g_autofree char *path = NULL;

    if (self->is_filling)
        return;
    if (row != NULL)
        path = g_strdup_printf ("$.components[%d]", gtk_list_box_row_get_index (row));
    tally_tariff_form_set (self->component, self->doc, path);
}

static void
on_doc_changed (TallyTariffEditor *self, gboolean is_structure)
{
    show_state (self);
    fill_text (self);
    if (is_structure)
        list_components (self);
}

static void
on_text_changed (TallyTariffEditor *self)
{
    GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    GtkTextIter start;
    GtkTextIter end;

    if (self->is_filling)
        return;
    gtk_text_buffer_get_bounds (buffer, &start, &end);
    text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
    if (tally_tariff_doc_replace (self->doc, text, &error))
        return;
    gtk_label_set_text (self->fault, error->message);
    gtk_widget_remove_css_class (GTK_WIDGET (self->fault), "good");
    gtk_widget_add_css_class (GTK_WIDGET (self->fault), "wrong");
}

static void
on_undo_clicked (TallyTariffEditor *self)
{
    tally_tariff_doc_undo (self->doc);
}

static void
on_redo_clicked (TallyTariffEditor *self)
{
    tally_tariff_doc_redo (self->doc);
}

static void
on_save_clicked (TallyTariffEditor *self)
{
    if (tally_tariff_doc_is_dirty (self->doc))
        tally_tariffs_model_save (self->model, self->draft_id, self->revision,
                                  tally_tariff_doc_get_text (self->doc));
}

static void
on_close_clicked (TallyTariffEditor *self)
{
    g_signal_emit (self, signals[CLOSED], 0);
}

static void
on_file_chosen (TallyTariffEditor *self, int response)
{
    g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (response == GTK_RESPONSE_ACCEPT && file != NULL
        && (!g_file_load_contents (file, NULL, &text, NULL, NULL, &error)
            || !tally_tariff_doc_replace (self->doc, text, &error)))
        g_signal_emit (self, signals[SAY], 0, error->message);
    g_clear_object (&self->chooser);
}

static void
on_import_clicked (TallyTariffEditor *self)
{
    GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

    g_set_object (&self->chooser, NULL);
    self->chooser = gtk_file_chooser_native_new (_ ("Import a tariff or OpenEI record"),
                                                 GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_OPEN,
                                                 _ ("Import"), _ ("Cancel"));
    g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self,
                             G_CONNECT_SWAPPED);
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_kind_clicked (TallyTariffEditor *self, GtkWidget *button)
{
    const char *kind = g_object_get_data (G_OBJECT (button), "kind");
    int index;

    gtk_menu_button_popdown (self->add);
    index = tally_tariff_doc_add_component (self->doc, kind);
    gtk_list_box_select_row (self->components,
                             gtk_list_box_get_row_at_index (self->components, index));
}

/* The selected component, up or down the bill; what counts on others must stand after them. */
static void
move_component (TallyTariffEditor *self, int by)
{
    GtkListBoxRow *row = gtk_list_box_get_selected_row (self->components);
    int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;
    g_autofree char *path = g_strdup_printf ("$.components[%d]", index);

    if (index < 0)
        return;
    if (by == 0)
        tally_tariff_doc_remove (self->doc, path);
    else
        tally_tariff_doc_move (self->doc, path, by);
    row = gtk_list_box_get_row_at_index (self->components, MAX (index + by, 0));
    if (row != NULL)
        gtk_list_box_select_row (self->components, row);
}

static void
on_up_clicked (TallyTariffEditor *self)
{
    move_component (self, -1);
}

static void
on_down_clicked (TallyTariffEditor *self)
{
    move_component (self, 1);
}

static void
on_remove_clicked (TallyTariffEditor *self)
{
    move_component (self, 0);
}

/* Saved: what follows is told from the draft as the server has it now. */
static void
on_deed_done (TallyTariffEditor *self,
              const char *deed,
              const char *key,
              const GError *error,
              TallyTariffsModel *model)
{
    if (!g_str_equal (deed, "save") || g_strcmp0 (key, self->draft_id) != 0)
        return;
    if (error != NULL) {
        g_signal_emit (self, signals[SAY], 0, error->message);
        return;
    }
    self->revision++;
    tally_tariff_doc_set_saved (self->doc);
    show_state (self);
    g_signal_emit (self, signals[SAY], 0, _ ("The draft is saved."));
}

void
tally_tariff_editor_set_model (TallyTariffEditor *self, TallyTariffsModel *model)
{
    self->model = g_object_ref (model);
    tally_preview_view_set (self->preview, model, self->doc);
    g_signal_connect_object (model, "done", G_CALLBACK (on_deed_done), self, G_CONNECT_SWAPPED);
}

void
tally_tariff_editor_open (TallyTariffEditor *self,
                          const char *draft_id,
                          gint64 revision,
                          const char *document)
{
    g_autoptr(GError) error = NULL;

    g_free (self->draft_id);
    self->draft_id = draft_id != NULL ? g_strdup (draft_id) : g_uuid_string_random ();
    self->revision = revision;
    if (!tally_tariff_doc_load (self->doc, document, &error))
        g_signal_emit (self, signals[SAY], 0, error->message);
    gtk_stack_set_visible_child_name (self->stack, "times");
    tally_tariff_form_set (self->head, self->doc, "$");
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
add_kinds (TallyTariffEditor *self)
{
    for (const char *const *kind = tally_tariff_schema_kinds (); *kind != NULL; kind++) {
        GtkWidget *button = gtk_button_new_with_label (tally_figure_word (*kind));

        gtk_widget_add_css_class (button, "flat");
        g_object_set_data (G_OBJECT (button), "kind", (gpointer) *kind);
        g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_kind_clicked), self);
        gtk_box_append (self->kinds, button);
    }
}

static gboolean
on_key (GtkWidget *widget, GVariant *which, gpointer user_data)
{
    TallyTariffEditor *self = TALLY_TARIFF_EDITOR (widget);

    switch (g_variant_get_int32 (which)) {
    case 0:
        on_undo_clicked (self);
        break;
    case 1:
        on_redo_clicked (self);
        break;
    default:
        on_save_clicked (self);
    }
    return TRUE;
}

static void
tally_tariff_editor_dispose (GObject *object)
{
    TallyTariffEditor *self = TALLY_TARIFF_EDITOR (object);

    g_clear_object (&self->chooser);
    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_TARIFF_EDITOR);
    g_clear_object (&self->model);
    g_clear_object (&self->doc);
    g_clear_pointer (&self->draft_id, g_free);

    G_OBJECT_CLASS (tally_tariff_editor_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, title);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, undo);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, redo);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, save);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, fault);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, stack);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, times);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, components);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, add);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, kinds);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, component);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, head);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, text);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffEditor, preview);
    gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_undo_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_redo_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_import_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_component_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_up_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_down_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
tally_tariff_editor_class_init (TallyTariffEditorClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    GType type = G_TYPE_FROM_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_tariff_editor_dispose;
    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_TIMES_VIEW);
    g_type_ensure (TALLY_TYPE_TARIFF_FORM);
    g_type_ensure (TALLY_TYPE_PREVIEW_VIEW);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-tariff-editor.ui");
    bind_children (widget_class);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, on_key, "i", 0);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                  on_key, "i", 1);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_y, GDK_CONTROL_MASK, on_key, "i", 1);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, on_key, "i", 2);
    signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
    signals[SAY] = g_signal_new ("say", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);
}

static void
tally_tariff_editor_init (TallyTariffEditor *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_name (GTK_WIDGET (self));
    tally_accessible_follow_stack (self->stack);
    tally_accessible_set (GTK_WIDGET (self->components), _ ("Components"));
    tally_accessible_set (GTK_WIDGET (self->text), _ ("Text of the document"));
    self->doc = tally_tariff_doc_new ();
    tally_times_view_set_doc (self->times, self->doc);
    g_signal_connect_object (self->doc, "changed", G_CALLBACK (on_doc_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (gtk_text_view_get_buffer (self->text), "changed",
                             G_CALLBACK (on_text_changed), self, G_CONNECT_SWAPPED);
    add_kinds (self);
}
