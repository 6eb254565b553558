// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-to-date-view.h"

#include "client-gtk/pages/billing/tally-bill-lists.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "client-gtk/widgets/tally-form.h"
#include "shared/time/tally-day.h"
#include "shared/wire/tally-wire-to-date-row.h"

#include <glib/gi18n.h>

struct _TallyToDateView {
    AdwBin parent_instance;

    TallyBillDesk *desk;
    TallyDataList *list;
    GtkLabel *title;
    TallyForm *form;
    int64_t district_id;
    int64_t agreement_id; /* in the form; 0: none */
    gboolean is_asking;
};

G_DEFINE_FINAL_TYPE (TallyToDateView, tally_to_date_view, ADW_TYPE_BIN)

static const TallyFormField fields[] = {
    { "last_day", N_ ("Last day"), NULL, 12 },
    { "reason", N_ ("Reason"), NULL, 30 },
};

static void
on_form_changed (TallyToDateView *self)
{
    g_autofree char *last_day = tally_form_get (self->form, "last_day");
    g_autofree char *reason = tally_form_get (self->form, "reason");
    gboolean is_day = tally_day_parse (last_day, &(TallyDay){ 0 }, NULL);

    if (*last_day != '\0' && !is_day)
        tally_form_say (self->form, _ ("Last day: a day such as 2026-11-30 is expected"), TRUE);
    else
        tally_form_say (self->form,
                        _ ("The agreement ends after that day. Its final bill is made at once and "
                           "held until it is released."),
                        FALSE);
    tally_form_allow (self->form,
                      self->agreement_id != 0 && is_day && *reason != '\0' && !self->is_asking);
}

/* Typed for one agreement, a day is not taken over to the next. */
static void
on_selected (TallyToDateView *self)
{
    const TallyWireToDateRow *row = tally_data_list_get_selected (self->list);
    g_autofree char *title = NULL;

    if (row == NULL
        || (row->district_id == self->district_id && row->agreement_id == self->agreement_id))
        return;
    self->district_id = row->district_id;
    self->agreement_id = row->agreement_id;
    /* translators: an account's number and a customer's name */
    title = g_strdup_printf (_ ("Close the agreement of %s · %s"), row->account_number,
                             row->customer_name);
    gtk_label_set_text (self->title, title);
    tally_form_set (self->form, "last_day", "");
    tally_form_set (self->form, "reason", "");
    on_form_changed (self);
}

static void
on_confirmed (TallyToDateView *self)
{
    g_autofree char *last_day = tally_form_get (self->form, "last_day");
    g_autofree char *reason = tally_form_get (self->form, "reason");

    if (self->is_asking || self->agreement_id == 0 || *reason == '\0'
        || !tally_day_parse (last_day, &(TallyDay){ 0 }, NULL))
        return;
    self->is_asking = TRUE;
    tally_form_allow (self->form, FALSE);
    tally_bill_desk_close (self->desk, self->district_id, self->agreement_id, last_day, reason);
}

static void
on_acted (TallyToDateView *self, gboolean is_done, const char *text)
{
    if (!self->is_asking)
        return;
    self->is_asking = FALSE;
    if (is_done) {
        tally_form_set (self->form, "last_day", "");
        tally_form_set (self->form, "reason", "");
    }
    on_form_changed (self);
    if (is_done)
        tally_form_say (self->form, _ ("Closed: the final bill is among the runs, held."), FALSE);
    else
        tally_form_say (self->form, text, TRUE);
}

static void
tally_to_date_view_dispose (GObject *object)
{
    g_clear_object (&TALLY_TO_DATE_VIEW (object)->desk);

    G_OBJECT_CLASS (tally_to_date_view_parent_class)->dispose (object);
}

static void
tally_to_date_view_class_init (TallyToDateViewClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = tally_to_date_view_dispose;
}

static void
tally_to_date_view_init (TallyToDateView *self)
{
    self->title = GTK_LABEL (gtk_label_new (NULL));
    self->form = g_object_new (TALLY_TYPE_FORM, NULL);
    gtk_label_set_xalign (self->title, 0);
    gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
    tally_form_set_up (self->form, fields, G_N_ELEMENTS (fields), _ ("Close and bill"));
    g_signal_connect_swapped (self->form, "changed", G_CALLBACK (on_form_changed), self);
    g_signal_connect_swapped (self->form, "confirmed", G_CALLBACK (on_confirmed), self);
}

GtkWidget *
tally_to_date_view_new (TallyBillDesk *desk)
{
    TallyToDateView *self = g_object_new (TALLY_TYPE_TO_DATE_VIEW, NULL);
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
    GtkWidget *list = tally_bill_lists_to_date (desk);
    gboolean may = tally_bill_desk_may (desk, "bill-rebill");

    self->desk = g_object_ref (desk);
    self->list = TALLY_DATA_LIST (list);
    gtk_widget_set_vexpand (list, TRUE);
    gtk_widget_set_visible (GTK_WIDGET (self->title), may);
    gtk_widget_set_visible (GTK_WIDGET (self->form), may);
    gtk_box_append (GTK_BOX (box), list);
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
    adw_bin_set_child (ADW_BIN (self), box);
    g_signal_connect_object (list, "selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (desk, "acted", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
    on_form_changed (self);
    return GTK_WIDGET (self);
}
