// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-form.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-accessible.h"

#include <glib/gi18n.h>

struct _TallyForm {
    GtkWidget parent_instance;

    const TallyFormField *fields;
    size_t n;
    GtkWidget *rows[TALLY_FORM_MAX_FIELDS];   /* with the label */
    GtkWidget *inputs[TALLY_FORM_MAX_FIELDS]; /* GtkEntry or GtkDropDown */
    GtkWidget *flow;
    GtkLabel *text;
    GtkWidget *confirm;
    gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (TallyForm, tally_form, GTK_TYPE_WIDGET)

enum {
    SIGNAL_CHANGED,
    SIGNAL_CONFIRMED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_edited (TallyForm *self)
{
    if (!self->is_filling)
        g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_confirmed (TallyForm *self)
{
    if (gtk_widget_get_sensitive (self->confirm))
        g_signal_emit (self, signals[SIGNAL_CONFIRMED], 0);
}

static GtkWidget *
choice_new (TallyForm *self, const TallyFormField *field)
{
    GtkStringList *words = gtk_string_list_new (NULL);
    GtkWidget *choice;

    for (const char *const *code = field->choices; *code != NULL; code++)
        gtk_string_list_append (words, tally_figure_word (*code));
    choice = gtk_drop_down_new (G_LIST_MODEL (words), NULL);
    g_signal_connect_object (choice, "notify::selected", G_CALLBACK (on_edited), self,
                             G_CONNECT_SWAPPED);
    tally_accessible_set (choice, tally_market_money_say (field->label, NULL));
    tally_accessible_set (gtk_widget_get_first_child (choice),
                          tally_market_money_say (field->label, NULL));
    return choice;
}

static GtkWidget *
entry_new (TallyForm *self, const TallyFormField *field)
{
    GtkWidget *entry = gtk_entry_new ();

    if (field->width > 0) {
        gtk_editable_set_width_chars (GTK_EDITABLE (entry), field->width);
        gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), field->width);
    } else {
        gtk_widget_set_hexpand (entry, TRUE);
    }
    g_signal_connect_object (entry, "changed", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (entry, "activate", G_CALLBACK (on_confirmed), self, G_CONNECT_SWAPPED);
    tally_accessible_set_entry (entry, tally_market_money_say (field->label, NULL));
    return entry;
}

static void
add_field (TallyForm *self, size_t index)
{
    const TallyFormField *field = &self->fields[index];
    GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
    GtkWidget *label = gtk_label_new (tally_market_money_say (field->label, NULL));
    GtkWidget *child = gtk_flow_box_child_new ();
    GtkWidget *input = field->choices != NULL ? choice_new (self, field) : entry_new (self, field);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_widget_add_css_class (label, "dim-label");
    gtk_box_append (GTK_BOX (row), label);
    gtk_box_append (GTK_BOX (row), input);
    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), row);
    gtk_widget_set_focusable (child, FALSE);
    gtk_flow_box_append (GTK_FLOW_BOX (self->flow), child);
    self->rows[index] = child;
    self->inputs[index] = input;
}

void
tally_form_set_up (TallyForm *self, const TallyFormField *fields, size_t n, const char *confirm)
{
    g_return_if_fail (TALLY_IS_FORM (self));
    g_return_if_fail (self->fields == NULL && n <= TALLY_FORM_MAX_FIELDS);

    self->fields = fields;
    self->n = n;
    for (size_t i = 0; i < n; i++)
        add_field (self, i);
    gtk_button_set_label (GTK_BUTTON (self->confirm), confirm);
}

static size_t
find (TallyForm *self, const char *id)
{
    for (size_t i = 0; i < self->n; i++)
        if (g_str_equal (self->fields[i].id, id))
            return i;
    g_assert_not_reached ();
}

char *
tally_form_get (TallyForm *self, const char *id)
{
    size_t i = find (self, id);
    guint chosen;

    if (self->fields[i].choices == NULL)
        return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->inputs[i]))));
    chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->inputs[i]));
    return g_strdup (chosen != GTK_INVALID_LIST_POSITION ? self->fields[i].choices[chosen] : "");
}

void
tally_form_set (TallyForm *self, const char *id, const char *text)
{
    size_t i = find (self, id);
    const char *const *choices = self->fields[i].choices;

    self->is_filling = TRUE;
    if (choices == NULL)
        gtk_editable_set_text (GTK_EDITABLE (self->inputs[i]), text);
    for (guint k = 0; choices != NULL && choices[k] != NULL; k++)
        if (g_str_equal (choices[k], text))
            gtk_drop_down_set_selected (GTK_DROP_DOWN (self->inputs[i]), k);
    self->is_filling = FALSE;
}

void
tally_form_show_field (TallyForm *self, const char *id, gboolean is_shown)
{
    gtk_widget_set_visible (self->rows[find (self, id)], is_shown);
}

void
tally_form_say (TallyForm *self, const char *text, gboolean is_wrong)
{
    gtk_label_set_text (self->text, text != NULL ? text : "");
    gtk_widget_set_visible (GTK_WIDGET (self->text), text != NULL && *text != '\0');
    gtk_widget_set_css_classes (GTK_WIDGET (self->text),
                                (const char *[]){ "numeric", is_wrong ? "wrong" : NULL, NULL });
}

void
tally_form_allow (TallyForm *self, gboolean may)
{
    gtk_widget_set_sensitive (self->confirm, may);
}

void
tally_form_focus (TallyForm *self)
{
    if (self->n > 0)
        gtk_widget_grab_focus (self->inputs[0]);
}

static void
tally_form_dispose (GObject *object)
{
    GtkWidget *child;

    while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
        gtk_widget_unparent (child);

    G_OBJECT_CLASS (tally_form_parent_class)->dispose (object);
}

static void
tally_form_class_init (TallyFormClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_form_dispose;
    signals[SIGNAL_CHANGED] = g_signal_new ("changed", TALLY_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_CONFIRMED] = g_signal_new ("confirmed", TALLY_TYPE_FORM, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
    gtk_widget_class_set_css_name (widget_class, "form");
}

static void
tally_form_init (TallyForm *self)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

    gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
    gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 8);
    self->flow = gtk_flow_box_new ();
    gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->flow), GTK_SELECTION_NONE);
    gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->flow), 4);
    gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->flow), 8);
    gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->flow), 6);
    gtk_widget_add_css_class (self->flow, "plain-flow");
    self->text = GTK_LABEL (gtk_label_new (NULL));
    gtk_label_set_wrap (self->text, TRUE);
    gtk_label_set_xalign (self->text, 0);
    self->confirm = gtk_button_new ();
    gtk_widget_set_halign (self->confirm, GTK_ALIGN_END);
    gtk_widget_add_css_class (self->confirm, "suggested-action");
    g_signal_connect_object (self->confirm, "clicked", G_CALLBACK (on_confirmed), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_parent (self->flow, GTK_WIDGET (self));
    gtk_widget_set_parent (GTK_WIDGET (self->text), GTK_WIDGET (self));
    gtk_widget_set_parent (self->confirm, GTK_WIDGET (self));
    gtk_widget_add_css_class (GTK_WIDGET (self), "decision-form");
    tally_form_say (self, NULL, FALSE);
    tally_form_allow (self, FALSE);
}
