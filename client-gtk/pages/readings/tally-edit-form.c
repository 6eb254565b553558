// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/readings/tally-edit-form.h"

#include "client-gtk/models/tally-amount.h"
#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-accessible.h"

#include <glib/gi18n.h>

#define END_OF_DAY "24:00"
#define WH_DECIMALS 3

struct _TallyEditForm {
    AdwBin parent_instance;

    gboolean has_effect; /* something was previewed that can be applied */
    gboolean is_filling; /* by us, so that nobody takes it for typing */

    /* Template children */
    GtkEditable *from;
    GtkEditable *to;
    GtkDropDown *method;
    GtkEditable *value;
    GtkWidget *value_row;
    GtkLabel *effect;
    GtkEditable *reason;
    GtkWidget *apply;
};

G_DEFINE_FINAL_TYPE (TallyEditForm, tally_edit_form, ADW_TYPE_BIN)

enum {
    SIGNAL_CHANGED,
    SIGNAL_APPLIED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

/* In the order of the form's list. */
static const char *const methods[] = { "auto",  "like-days", "linear", "register",
                                       "check", "profile",   "value" };

static const char *
method_of (TallyEditForm *self)
{
    guint chosen = gtk_drop_down_get_selected (self->method);

    return methods[MIN (chosen, G_N_ELEMENTS (methods) - 1)];
}

static void
on_edited (TallyEditForm *self)
{
    gtk_widget_set_visible (self->value_row, g_str_equal (method_of (self), "value"));
    if (!self->is_filling)
        g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_reason_edited (TallyEditForm *self)
{
    g_autofree char *reason = tally_edit_form_get_reason (self);

    gtk_widget_set_sensitive (self->apply, self->has_effect && *reason != '\0');
}

static void
on_apply_clicked (TallyEditForm *self)
{
    if (gtk_widget_get_sensitive (self->apply))
        g_signal_emit (self, signals[SIGNAL_APPLIED], 0);
}

void
tally_edit_form_set_range (TallyEditForm *self, const TallyCurve *curve, guint first, guint end)
{
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;

    g_return_if_fail (TALLY_IS_EDIT_FORM (self));

    if (curve != NULL && end > first) {
        from = tally_curve_time (curve, first);
        to = end < tally_curve_n (curve) ? tally_curve_time (curve, end) : g_strdup (END_OF_DAY);
    }
    self->is_filling = TRUE;
    gtk_editable_set_text (self->from, from != NULL ? from : "");
    gtk_editable_set_text (self->to, to != NULL ? to : "");
    self->is_filling = FALSE;
}

gboolean
tally_edit_form_read (TallyEditForm *self, const TallyCurve *curve, TallyWireEditPreview *range)
{
    const char *to = gtk_editable_get_text (self->to);

    *range = (TallyWireEditPreview){ .method = (char *) method_of (self) };
    if (curve == NULL)
        return FALSE;
    range->from_index = tally_curve_find (curve, gtk_editable_get_text (self->from));
    range->to_index = g_str_equal (to, END_OF_DAY) ? (int64_t) tally_curve_n (curve)
                                                   : tally_curve_find (curve, to);
    if (g_str_equal (range->method, "value")
        && !tally_amount_parse (gtk_editable_get_text (self->value), WH_DECIMALS, &range->value))
        return FALSE;
    return range->from_index >= 0 && range->to_index > range->from_index;
}

static void
add_bill_effect (GString *text, const TallyWireBillEffect *bill)
{
    g_autofree char *current = tally_figure_decimal (bill->current_minor, (int) bill->minor_digits,
                                                     (int) bill->minor_digits);
    g_autofree char *after = tally_figure_decimal (bill->after_minor, (int) bill->minor_digits,
                                                   (int) bill->minor_digits);

    /* translators: amounts before and after, and the currency */
    g_string_append_printf (text, _ (" · bill to date %s → %s %s"), current, after,
                            bill->currency != NULL ? bill->currency : "");
}

static char *
effect_text (const TallyWireEditEffect *effect)
{
    g_autofree char *before = tally_figure_of (TALLY_FIGURE_KWH, effect->sum_before);
    g_autofree char *after = tally_figure_of (TALLY_FIGURE_KWH, effect->sum_after);
    g_autofree char *more = tally_figure_of (TALLY_FIGURE_KWH,
                                             effect->sum_after - effect->sum_before);
    g_autoptr(GString) text = g_string_new (NULL);

    /* translators: the day's energy before and after, and the difference with its sign */
    g_string_printf (text, _ ("The day: %s → %s kWh (%s%s)"), before, after,
                     effect->sum_after > effect->sum_before ? "+" : "", more);
    if (effect->bill_effect != NULL)
        add_bill_effect (text, effect->bill_effect);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

void
tally_edit_form_show (TallyEditForm *self, const TallyWireEditEffect *effect, const char *problem)
{
    g_autofree char *text = effect != NULL ? effect_text (effect) : g_strdup (problem);

    g_return_if_fail (TALLY_IS_EDIT_FORM (self));

    gtk_label_set_text (self->effect, text != NULL ? text : "");
    gtk_widget_set_css_classes (GTK_WIDGET (self->effect),
                                (const char *[]){ "numeric", problem != NULL ? "wrong" : NULL,
                                                  NULL });
    self->has_effect = effect != NULL;
    on_reason_edited (self);
}

char *
tally_edit_form_get_reason (TallyEditForm *self)
{
    return g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
}

void
tally_edit_form_clear_reason (TallyEditForm *self)
{
    gtk_editable_set_text (self->reason, "");
}

static void
tally_edit_form_dispose (GObject *object)
{
    gtk_widget_dispose_template (GTK_WIDGET (object), TALLY_TYPE_EDIT_FORM);

    G_OBJECT_CLASS (tally_edit_form_parent_class)->dispose (object);
}

static void
tally_edit_form_class_init (TallyEditFormClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_edit_form_dispose;
    signals[SIGNAL_CHANGED] = g_signal_new ("changed", TALLY_TYPE_EDIT_FORM, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_APPLIED] = g_signal_new ("applied", TALLY_TYPE_EDIT_FORM, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);

    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-edit-form.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyEditForm, from);
    gtk_widget_class_bind_template_child (widget_class, TallyEditForm, to);
    gtk_widget_class_bind_template_child (widget_class, TallyEditForm, method);
    gtk_widget_class_bind_template_child (widget_class, TallyEditForm, value);
    gtk_widget_class_bind_template_child (widget_class, TallyEditForm, value_row);
    gtk_widget_class_bind_template_child (widget_class, TallyEditForm, effect);
    gtk_widget_class_bind_template_child (widget_class, TallyEditForm, reason);
    gtk_widget_class_bind_template_child (widget_class, TallyEditForm, apply);
    gtk_widget_class_bind_template_callback (widget_class, on_edited);
    gtk_widget_class_bind_template_callback (widget_class, on_reason_edited);
    gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked);
}

static void
tally_edit_form_init (TallyEditForm *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_set_entry (GTK_WIDGET (self->from), _ ("From"));
    tally_accessible_set_entry (GTK_WIDGET (self->to), _ ("To"));
    tally_accessible_set_entry (GTK_WIDGET (self->value), _ ("kWh an interval"));
    tally_accessible_set_entry (GTK_WIDGET (self->reason), _ ("Reason"));
    tally_accessible_set (GTK_WIDGET (self->method), _ ("Method"));
    tally_accessible_set (gtk_widget_get_first_child (GTK_WIDGET (self->method)), _ ("Method"));
    tally_edit_form_show (self, NULL, NULL);
    on_edited (self);
}
