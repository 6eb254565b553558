// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-hold-bar.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-accessible.h"

#include <glib/gi18n.h>

struct _TallyHoldBar {
    AdwBin parent_instance;

    TallyBillDesk *desk;
    char *number;
    char *state;
    GtkWidget *box;
    GtkWidget *findings;
    GtkWidget *row;
    GtkWidget *reason;
    GtkWidget *act;
    GtkWidget *cancel; /* of an issued bill, by a credit note */
};

G_DEFINE_FINAL_TYPE (TallyHoldBar, tally_hold_bar, ADW_TYPE_BIN)

static char *
figure_of (const TallyWireBillFinding *finding, int64_t value)
{
    if (g_strcmp0 (finding->unit, "minor") == 0)
        return tally_figure_of (TALLY_FIGURE_MONEY, value);
    if (g_strcmp0 (finding->unit, "ppm") == 0)
        return tally_figure_of (TALLY_FIGURE_PERCENT, value);
    if (g_strcmp0 (finding->unit, "Wh") == 0)
        return tally_figure_of (TALLY_FIGURE_KWH, value);
    return tally_figure_of (TALLY_FIGURE_COUNT, value);
}

static char *
price_text (const char *name, int64_t instant)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc (instant);
    g_autofree char *text = at != NULL ? g_date_time_format (at, "%Y-%m-%d %H:%M") : NULL;

    return g_strdup_printf (_ ("%s: no price is known of the interval from %s UTC"), name,
                            text != NULL ? text : "");
}

static char *
text_of (const TallyWireBillFinding *finding)
{
    g_autofree char *found = figure_of (finding, finding->found);
    g_autofree char *bound = figure_of (finding, finding->bound);
    const char *name = tally_figure_word (finding->check_name);
    const char *currency = tally_market_money_name (tally_market_money_code ());

    if (g_strcmp0 (finding->unit, "minor") == 0)
        /* translators: a check's name, an amount, what is usual or allowed, with currencies */
        return g_strdup_printf (_ ("%s: %s %s against %s %s"), name, found, currency, bound,
                                currency);
    if (g_strcmp0 (finding->unit, "ppm") == 0)
        return g_strdup_printf (_ ("%s: %s %%, %s %% are allowed"), name, found, bound);
    if (g_strcmp0 (finding->unit, "intervals") == 0)
        return g_strdup_printf (_ ("%s: %s intervals, %s are allowed"), name, found, bound);
    if (g_strcmp0 (finding->unit, "W") == 0)
        return g_strdup_printf (_ ("%s: %s W, %s W are allowed"), name, found, bound);
    if (g_strcmp0 (finding->unit, "peaks") == 0)
        return g_strdup_printf (_ ("%s: the system's peaks of that month are not known"), name);
    if (g_strcmp0 (finding->unit, "prices") == 0)
        return price_text (name, finding->found);
    if (g_strcmp0 (finding->check_name, "missing-tariff") == 0)
        return g_strdup_printf (_ ("%s: on %s of %s days"), name, found, bound);
    return g_strdup (name);
}

static void
show_findings (TallyHoldBar *self, const TallyWireBill *bill)
{
    g_autoptr(GString) text = g_string_new (NULL);

    for (guint i = 0; bill->findings != NULL && i < bill->findings->len; i++) {
        g_autofree char *one = text_of (bill->findings->pdata[i]);

        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", one);
    }
    for (guint i = 0; bill->decisions != NULL && i < bill->decisions->len; i++) {
        const TallyWireBillDecisionRow *decision = bill->decisions->pdata[i];

        g_string_append_printf (text, "%s%s · %s: %s", text->len > 0 ? "\n" : "",
                                g_strcmp0 (decision->act, "hold") == 0 ? _ ("Held by a clerk")
                                                                       : _ ("Released"),
                                decision->person, decision->reason);
    }
    gtk_label_set_text (GTK_LABEL (self->findings), text->str);
    gtk_widget_set_visible (self->findings, text->len > 0);
}

/* What Enter does, by the bill's state; NULL: nothing. */
static const char *
name_act (TallyHoldBar *self)
{
    gboolean may_hold = tally_bill_desk_may (self->desk, "bill-hold");

    if (g_strcmp0 (self->state, "held") == 0 && may_hold)
        return _ ("Release");
    if (g_strcmp0 (self->state, "ready") == 0 && may_hold)
        return _ ("Hold");
    if (g_strcmp0 (self->state, "issued") == 0 && tally_bill_desk_may (self->desk, "bill-rebill"))
        return _ ("Bill again…");
    return NULL;
}

static void
update (TallyHoldBar *self)
{
    const char *reason = gtk_editable_get_text (GTK_EDITABLE (self->reason));

    gtk_widget_set_sensitive (self->act, self->number != NULL && *reason != '\0');
    gtk_widget_set_sensitive (self->cancel, self->number != NULL && *reason != '\0');
}

void
tally_hold_bar_show (TallyHoldBar *self, const TallyWireBill *bill)
{
    gboolean is_another = bill == NULL || g_strcmp0 (self->number, bill->summary->number) != 0;
    const char *act;

    g_clear_pointer (&self->number, g_free);
    g_clear_pointer (&self->state, g_free);
    gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
    gtk_widget_set_visible (self->box, bill != NULL);
    if (bill == NULL)
        return;
    self->number = g_strdup (bill->summary->number);
    self->state = g_strdup (bill->summary->state);
    if (g_strcmp0 (bill->summary->kind, "credit") == 0)
        g_clear_pointer (&self->state, g_free);
    show_findings (self, bill);
    act = name_act (self);
    gtk_widget_set_visible (self->row, act != NULL);
    gtk_widget_set_visible (self->cancel, act != NULL && g_strcmp0 (self->state, "issued") == 0);
    gtk_button_set_label (GTK_BUTTON (self->act), act != NULL ? act : "");
    gtk_widget_set_visible (self->box, act != NULL || gtk_widget_get_visible (self->findings));
    update (self);
    /* Whoever walks through held bills types the reason at once. */
    if (act != NULL && is_another && gtk_widget_get_mapped (GTK_WIDGET (self)))
        gtk_widget_grab_focus (self->reason);
}

static void
on_act (TallyHoldBar *self)
{
    g_autofree char *reason = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason)));

    if (self->number == NULL || *g_strstrip (reason) == '\0' || name_act (self) == NULL)
        return;
    if (g_strcmp0 (self->state, "issued") == 0)
        tally_bill_desk_order (self->desk, self->number, FALSE, reason);
    else
        tally_bill_desk_decide (self->desk, self->number, g_strcmp0 (self->state, "held") == 0,
                                reason);
}

/* Only a proposal: another person issues the credit note, in Corrections. */
static void
on_cancel (TallyHoldBar *self)
{
    g_autofree char *reason = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason)));

    if (self->number != NULL && *g_strstrip (reason) != '\0')
        tally_bill_desk_order (self->desk, self->number, TRUE, reason);
}

static gboolean
on_key (TallyHoldBar *self, guint key)
{
    if (key != GDK_KEY_Escape || *gtk_editable_get_text (GTK_EDITABLE (self->reason)) == '\0')
        return FALSE;
    gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
    return TRUE;
}

void
tally_hold_bar_set_desk (TallyHoldBar *self, TallyBillDesk *desk)
{
    g_return_if_fail (self->desk == NULL);

    self->desk = g_object_ref (desk);
}

static void
tally_hold_bar_dispose (GObject *object)
{
    TallyHoldBar *self = TALLY_HOLD_BAR (object);

    g_clear_object (&self->desk);
    g_clear_pointer (&self->number, g_free);
    g_clear_pointer (&self->state, g_free);

    G_OBJECT_CLASS (tally_hold_bar_parent_class)->dispose (object);
}

static void
tally_hold_bar_class_init (TallyHoldBarClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = tally_hold_bar_dispose;
}

static void
tally_hold_bar_init (TallyHoldBar *self)
{
    GtkEventController *keys = gtk_event_controller_key_new ();

    self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    self->findings = gtk_label_new (NULL);
    self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
    self->reason = gtk_entry_new ();
    self->act = gtk_button_new ();
    self->cancel = gtk_button_new_with_label (_ ("Take back…"));
    gtk_widget_set_tooltip_text (self->cancel, _ ("Order a credit note; another person issues it"));
    gtk_label_set_xalign (GTK_LABEL (self->findings), 0);
    gtk_label_set_wrap (GTK_LABEL (self->findings), TRUE);
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->reason), _ ("Reason"));
    tally_accessible_set_entry (self->reason, _ ("Reason"));
    gtk_widget_set_hexpand (self->reason, TRUE);
    gtk_widget_add_css_class (self->act, "suggested-action");
    gtk_box_append (GTK_BOX (self->row), self->reason);
    gtk_box_append (GTK_BOX (self->row), self->act);
    gtk_box_append (GTK_BOX (self->row), self->cancel);
    gtk_box_append (GTK_BOX (self->box), self->findings);
    gtk_box_append (GTK_BOX (self->box), self->row);
    gtk_widget_set_visible (self->box, FALSE);
    adw_bin_set_child (ADW_BIN (self), self->box);
    gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
    gtk_widget_add_controller (self->reason, keys);
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
    g_signal_connect_swapped (self->reason, "activate", G_CALLBACK (on_act), self);
    g_signal_connect_swapped (self->reason, "changed", G_CALLBACK (update), self);
    g_signal_connect_swapped (self->act, "clicked", G_CALLBACK (on_act), self);
    g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (on_cancel), self);
}
