// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tariffs/tally-tariff-form.h"

#include "client-gtk/widgets/tally-accessible.h"

#include <glib/gi18n.h>
#include <string.h>

#define LABEL_WIDTH 150

/* A field on the screen. */
typedef struct {
    char *path;
    GtkWidget *control; /* (nullable): of groups */
    GtkLabel *fault;
} Row;

struct _TallyTariffForm {
    AdwBin parent_instance;

    TallyTariffDoc *doc;
    char *path;
    GtkBox *box;
    GPtrArray *rows; /* of Row */
    gboolean is_building;
    gulong handler;
};

G_DEFINE_FINAL_TYPE (TallyTariffForm, tally_tariff_form, ADW_TYPE_BIN)

static void build (TallyTariffForm *self);

static void
row_free (gpointer data)
{
    Row *row = data;

    g_free (row->path);
    g_free (row);
}

/* The row whose place is nearest above the fault's. */
static void
show_fault (TallyTariffForm *self)
{
    const char *path = tally_tariff_doc_get_fault_path (self->doc);
    const char *fault = tally_tariff_doc_get_fault (self->doc);
    Row *nearest = NULL;

    for (guint i = 0; i < self->rows->len; i++) {
        Row *row = g_ptr_array_index (self->rows, i);

        gtk_widget_set_visible (GTK_WIDGET (row->fault), FALSE);
        if (row->control != NULL)
            gtk_widget_remove_css_class (row->control, "error");
        if (path != NULL && g_str_has_prefix (path, row->path)
            && strchr (".[", path[strlen (row->path)]) != NULL
            && (nearest == NULL || strlen (row->path) > strlen (nearest->path)))
            nearest = row;
    }
    if (nearest == NULL)
        return;
    gtk_label_set_text (nearest->fault, fault);
    gtk_widget_set_visible (GTK_WIDGET (nearest->fault), TRUE);
    if (nearest->control != NULL)
        gtk_widget_add_css_class (nearest->control, "error");
}

static const char *
path_of (GtkWidget *widget)
{
    return g_object_get_data (G_OBJECT (widget), "path");
}

static void
on_entry_changed (TallyTariffForm *self, GtkEditable *entry)
{
    if (!self->is_building)
        tally_tariff_doc_set (self->doc, path_of (GTK_WIDGET (entry)),
                              gtk_editable_get_text (entry));
}

static void
on_flag_changed (TallyTariffForm *self, GParamSpec *property, GtkCheckButton *check)
{
    if (!self->is_building)
        tally_tariff_doc_set (self->doc, path_of (GTK_WIDGET (check)),
                              gtk_check_button_get_active (check) ? "true" : "false");
}

static void
on_choice_changed (TallyTariffForm *self, GParamSpec *property, GtkDropDown *choice)
{
    GtkStringObject *chosen = gtk_drop_down_get_selected_item (choice);

    if (!self->is_building && chosen != NULL)
        tally_tariff_doc_set (self->doc, path_of (GTK_WIDGET (choice)),
                              gtk_string_object_get_string (chosen));
}

/* The row goes with its button: what is asked for is done when the click is over. */
typedef struct {
    TallyTariffForm *self;
    char *path;
    char *member;
    int by; /* 0: remove */
    gboolean is_added;
} Wish;

static gboolean
on_idle (gpointer user_data)
{
    Wish *wish = user_data;

    if (wish->self->doc == NULL)
        return G_SOURCE_REMOVE;
    if (wish->is_added)
        tally_tariff_doc_add (wish->self->doc, wish->path, wish->member);
    else if (wish->by != 0)
        tally_tariff_doc_move (wish->self->doc, wish->path, wish->by);
    else
        tally_tariff_doc_remove (wish->self->doc, wish->path);
    return G_SOURCE_REMOVE;
}

static void
wish_free (gpointer data)
{
    Wish *wish = data;

    g_object_unref (wish->self);
    g_free (wish->path);
    g_free (wish->member);
    g_free (wish);
}

static void
do_soon (TallyTariffForm *self, GtkWidget *button, gboolean is_added)
{
    Wish *wish = g_new0 (Wish, 1);

    wish->self = g_object_ref (self);
    wish->path = g_strdup (path_of (button));
    wish->member = g_strdup (g_object_get_data (G_OBJECT (button), "member"));
    wish->is_added = is_added;
    g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, wish, wish_free);
}

static void
on_add_clicked (TallyTariffForm *self, GtkWidget *button)
{
    GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);

    if (popover != NULL)
        gtk_popover_popdown (GTK_POPOVER (popover));
    do_soon (self, button, TRUE);
}

static void
on_remove_clicked (TallyTariffForm *self, GtkWidget *button)
{
    do_soon (self, button, FALSE);
}

static void
set_path (GtkWidget *widget, const char *path)
{
    g_object_set_data_full (G_OBJECT (widget), "path", g_strdup (path), g_free);
}

static GtkWidget *
make_entry (TallyTariffForm *self, const TallyTariffField *field)
{
    GtkWidget *entry = gtk_entry_new ();

    gtk_editable_set_text (GTK_EDITABLE (entry), field->text);
    gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE); /* the document has its own */
    if (field->kind == TALLY_FIELD_DECIMAL || field->kind == TALLY_FIELD_WHOLE)
        gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
    tally_accessible_set_entry (entry, field->label);
    g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_entry_changed), self);
    return entry;
}

static GtkWidget *
make_choice (TallyTariffForm *self, const TallyTariffField *field)
{
    GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const *) field->choices);

    for (guint i = 0; field->choices[i] != NULL; i++) {
        if (g_str_equal (field->choices[i], field->text))
            gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), i);
    }
    tally_accessible_set (choice, field->label);
    g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (on_choice_changed), self);
    return choice;
}

static GtkWidget *
make_flag (TallyTariffForm *self, const TallyTariffField *field)
{
    GtkWidget *check = gtk_check_button_new ();

    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_str_equal (field->text, "true"));
    tally_accessible_set (check, field->label);
    g_signal_connect_swapped (check, "notify::active", G_CALLBACK (on_flag_changed), self);
    return check;
}

static GtkWidget *
make_button (TallyTariffForm *self,
             const char *icon,
             const char *name,
             const char *path,
             GCallback callback)
{
    GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon)
                                     : gtk_button_new_with_label (name);

    gtk_widget_add_css_class (button, "flat");
    gtk_widget_set_tooltip_text (button, name);
    tally_accessible_set (button, name);
    set_path (button, path);
    g_signal_connect_swapped (button, "clicked", callback, self);
    return button;
}

static void
add_row (TallyTariffForm *self, const TallyTariffField *field, GtkWidget *control, GtkBox *box)
{
    Row *row = g_new0 (Row, 1);
    GtkWidget *fault = gtk_label_new (NULL);

    gtk_label_set_wrap (GTK_LABEL (fault), TRUE);
    gtk_label_set_xalign (GTK_LABEL (fault), 0);
    gtk_widget_add_css_class (fault, "wrong");
    gtk_widget_set_visible (fault, FALSE);
    gtk_box_append (box, fault);
    row->path = g_strdup (field->path);
    row->control = control;
    row->fault = GTK_LABEL (fault);
    g_ptr_array_add (self->rows, row);
}

static GtkWidget *
remove_button (TallyTariffForm *self, const TallyTariffField *field)
{
    g_autofree char *name = g_strdup_printf (_ ("Remove %s"), field->label);

    return make_button (self, "list-remove-symbolic", name, field->path,
                        G_CALLBACK (on_remove_clicked));
}

static void
add_value (TallyTariffForm *self, const TallyTariffField *field, GtkBox *box)
{
    GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *label = gtk_label_new (field->label);
    GtkWidget *control = field->kind == TALLY_FIELD_CHOICE ? make_choice (self, field)
                         : field->kind == TALLY_FIELD_FLAG ? make_flag (self, field)
                                                           : make_entry (self, field);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_widget_set_size_request (label, LABEL_WIDTH, -1);
    gtk_widget_set_tooltip_text (label, field->help);
    gtk_widget_set_tooltip_text (control, field->help);
    gtk_widget_set_hexpand (control, TRUE);
    set_path (control, field->path);
    gtk_box_append (GTK_BOX (line), label);
    gtk_box_append (GTK_BOX (line), control);
    if (field->is_optional)
        gtk_box_append (GTK_BOX (line), remove_button (self, field));
    gtk_box_append (box, line);
    add_row (self, field, control, box);
}

/* "Add field": what the schema allows here and the document does not have yet. */
static void
add_menu (TallyTariffForm *self, const TallyTariffField *field, GtkBox *box)
{
    GtkWidget *menu = gtk_menu_button_new ();
    GtkWidget *popover = gtk_popover_new ();
    GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

    for (char **member = field->absent; *member != NULL; member++) {
        const char *label = tally_tariff_field_label (*member);
        GtkWidget *button = make_button (self, NULL, label, field->path,
                                         G_CALLBACK (on_add_clicked));

        g_object_set_data_full (G_OBJECT (button), "member", g_strdup (*member), g_free);
        gtk_box_append (GTK_BOX (list), button);
    }
    gtk_popover_set_child (GTK_POPOVER (popover), list);
    gtk_menu_button_set_popover (GTK_MENU_BUTTON (menu), popover);
    gtk_menu_button_set_label (GTK_MENU_BUTTON (menu), _ ("Add field"));
    tally_accessible_set (menu, _ ("Add field"));
    gtk_widget_set_halign (menu, GTK_ALIGN_START);
    gtk_widget_add_css_class (menu, "flat");
    gtk_box_append (box, menu);
}

static void add_field (TallyTariffForm *self, const TallyTariffField *field, GtkBox *box);

static GtkBox *
add_frame (TallyTariffForm *self, const TallyTariffField *field, GtkBox *box)
{
    GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *title = gtk_label_new (field->label);

    gtk_widget_add_css_class (frame, "form-group");
    gtk_widget_add_css_class (title, "heading");
    gtk_label_set_xalign (GTK_LABEL (title), 0);
    gtk_widget_set_hexpand (title, TRUE);
    gtk_widget_set_tooltip_text (title, field->help);
    gtk_box_append (GTK_BOX (head), title);
    if (field->is_optional)
        gtk_box_append (GTK_BOX (head), remove_button (self, field));
    gtk_box_append (GTK_BOX (frame), head);
    gtk_box_append (box, frame);
    add_row (self, field, NULL, GTK_BOX (frame));
    return GTK_BOX (frame);
}

static void
add_table (TallyTariffForm *self, const TallyTariffField *field, GtkBox *box)
{
    g_autofree char *name = g_strdup_printf (_ ("Add %s"), field->label);
    GtkBox *frame = add_frame (self, field, box);
    GtkWidget *more;

    for (guint i = 0; i < field->children->len; i++)
        add_field (self, g_ptr_array_index (field->children, i), frame);
    more = make_button (self, NULL, name, field->path, G_CALLBACK (on_add_clicked));
    gtk_widget_set_halign (more, GTK_ALIGN_START);
    gtk_box_append (frame, more);
}

static void
add_field (TallyTariffForm *self, const TallyTariffField *field, GtkBox *box)
{
    GtkBox *frame = box;

    if (field->kind == TALLY_FIELD_TABLE) {
        add_table (self, field, box);
        return;
    }
    if (field->kind != TALLY_FIELD_GROUP) {
        add_value (self, field, box);
        return;
    }
    if (!g_str_equal (field->path, self->path))
        frame = add_frame (self, field, box);
    for (guint i = 0; i < field->children->len; i++)
        add_field (self, g_ptr_array_index (field->children, i), frame);
    if (field->absent != NULL && field->absent[0] != NULL)
        add_menu (self, field, frame);
}

static void
build (TallyTariffForm *self)
{
    g_autoptr(TallyTariffField) field = NULL;
    GtkWidget *child;

    self->is_building = TRUE;
    while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
        gtk_box_remove (self->box, child);
    g_ptr_array_set_size (self->rows, 0);
    if (self->doc != NULL && self->path != NULL)
        field = tally_tariff_doc_get_fields (self->doc, self->path);
    if (field != NULL) {
        add_field (self, field, self->box);
        show_fault (self);
    }
    self->is_building = FALSE;
}

static void
on_doc_changed (TallyTariffForm *self, gboolean is_structure)
{
    if (is_structure)
        build (self);
    else if (self->path != NULL)
        show_fault (self);
}

void
tally_tariff_form_set (TallyTariffForm *self, TallyTariffDoc *doc, const char *path)
{
    g_autofree char *copy = g_strdup (path);

    if (self->doc != doc) {
        g_clear_signal_handler (&self->handler, self->doc);
        g_set_object (&self->doc, doc);
        self->handler = g_signal_connect_object (doc, "changed", G_CALLBACK (on_doc_changed), self,
                                                 G_CONNECT_SWAPPED);
    }
    g_free (self->path);
    self->path = g_steal_pointer (&copy);
    build (self);
}

static void
tally_tariff_form_dispose (GObject *object)
{
    TallyTariffForm *self = TALLY_TARIFF_FORM (object);

    if (self->doc != NULL)
        g_clear_signal_handler (&self->handler, self->doc);
    g_clear_object (&self->doc);

    G_OBJECT_CLASS (tally_tariff_form_parent_class)->dispose (object);
}

static void
tally_tariff_form_finalize (GObject *object)
{
    TallyTariffForm *self = TALLY_TARIFF_FORM (object);

    g_free (self->path);
    g_ptr_array_unref (self->rows);

    G_OBJECT_CLASS (tally_tariff_form_parent_class)->finalize (object);
}

static void
tally_tariff_form_class_init (TallyTariffFormClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = tally_tariff_form_dispose;
    G_OBJECT_CLASS (klass)->finalize = tally_tariff_form_finalize;
}

static void
tally_tariff_form_init (TallyTariffForm *self)
{
    self->rows = g_ptr_array_new_with_free_func (row_free);
    self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
    gtk_widget_add_css_class (GTK_WIDGET (self->box), "tariff-form");
    adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}
