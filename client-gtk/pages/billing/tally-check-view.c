// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-check-view.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/models/tally-amount.h"
#include "client-gtk/models/tally-figure.h"
#include "client-gtk/models/tally-row-item.h"
#include "client-gtk/pages/billing/tally-bill-lists.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "client-gtk/widgets/tally-form.h"
#include "client-gtk/widgets/tally-pair.h"
#include "shared/wire/tally-wire-bill-parameter.h"

#include <glib/gi18n.h>

#define MONEY_DECIMALS 2

struct _TallyCheckView {
    AdwBin parent_instance;

    TallyBillDesk *desk;
    TallyDataList *list;
    GtkLabel *title;
    TallyForm *form;
    GtkCustomFilter *filter;
    char *shown; /* name of the check in the form */
    gboolean is_asking;
};

G_DEFINE_FINAL_TYPE (TallyCheckView, tally_check_view, ADW_TYPE_BIN)

static const char *const severities[] = { "hold", "note", "off", NULL };

static const TallyFormField fields[] = {
    { "severity", N_ ("Finding"), severities, 0 },
    { "bound", N_ ("Allowed"), NULL, 12 },
    { "least", N_ ("Ignored up to, {currency}"), NULL, 12 },
    { "reason", N_ ("Reason"), NULL, 24 },
};

/* What a check's bound counts; see bill.parameter. */
typedef struct {
    const char *check;
    int decimals;
    const char *hint;
} Bound;

static const Bound bounds[] = {
    { "incomplete", 0, N_ ("Allowed: missing intervals.") },
    { "estimated", 4, N_ ("Allowed: percent of the energy.") },
    { "history", 0, N_ ("Allowed: percent of the usual amount; 100 is the usual amount itself.") },
    { "over-capacity", 0, N_ ("Allowed: percent of what is contracted.") },
    { "negative", MONEY_DECIMALS, N_ ("Allowed: {currency} that the customer may be owed.") },
};

static const Bound *
bound_of (const char *check)
{
    for (size_t i = 0; i < G_N_ELEMENTS (bounds); i++) {
        if (g_strcmp0 (bounds[i].check, check) == 0)
            return &bounds[i];
    }
    return NULL;
}

static const TallyWireBillParameter *
selected (TallyCheckView *self)
{
    return tally_data_list_get_selected (self->list);
}

/* Returns: (nullable): what is wrong, translated; "" when only the reason is missing */
static const char *
read_form (TallyCheckView *self, int64_t *bound, int64_t *least)
{
    const TallyWireBillParameter *check = selected (self);
    const Bound *kind = bound_of (check->check_name);
    g_autofree char *typed = tally_form_get (self->form, "bound");
    g_autofree char *small = tally_form_get (self->form, "least");
    g_autofree char *reason = tally_form_get (self->form, "reason");

    *bound = check->bound;
    *least = check->least;
    if (kind != NULL && !tally_amount_parse (typed, kind->decimals, bound))
        return _ ("Allowed: that is no such number");
    if (g_strcmp0 (check->check_name, "history") == 0
        && !tally_amount_parse (small, MONEY_DECIMALS, least))
        return _ ("Ignored up to: that is no amount");
    return *reason != '\0' ? NULL : "";
}

static void
show_hint (TallyCheckView *self)
{
    const Bound *kind = selected (self) != NULL ? bound_of (selected (self)->check_name) : NULL;

    tally_form_say (self->form, kind != NULL ? tally_market_money_say (kind->hint, NULL) : NULL,
                    FALSE);
}

static void
on_form_changed (TallyCheckView *self)
{
    int64_t bound, least;
    const char *fault;

    if (selected (self) == NULL) {
        tally_form_allow (self->form, FALSE);
        return;
    }
    fault = read_form (self, &bound, &least);
    if (fault != NULL && *fault != '\0')
        tally_form_say (self->form, fault, TRUE);
    else
        show_hint (self);
    tally_form_allow (self->form, fault == NULL && !self->is_asking);
}

static void
fill_form (TallyCheckView *self, const TallyWireBillParameter *check)
{
    const Bound *kind = bound_of (check->check_name);
    int decimals = kind != NULL ? kind->decimals : 0;
    g_autofree char *bound = tally_figure_decimal (check->bound, decimals, decimals);
    g_autofree char *least = tally_figure_decimal (check->least, MONEY_DECIMALS, MONEY_DECIMALS);

    gtk_label_set_text (self->title, tally_figure_word (check->check_name));
    tally_form_set (self->form, "severity", check->severity);
    tally_form_set (self->form, "bound", bound);
    tally_form_set (self->form, "least", least);
    tally_form_set (self->form, "reason", "");
    tally_form_show_field (self->form, "bound", kind != NULL);
    tally_form_show_field (self->form, "least", g_strcmp0 (check->check_name, "history") == 0);
    show_hint (self);
}

/* A refresh must not undo typing: the form is filled for another check only. */
static void
on_selected (TallyCheckView *self)
{
    const TallyWireBillParameter *check = selected (self);

    if (check != NULL && g_strcmp0 (check->check_name, self->shown) != 0) {
        g_free (self->shown);
        self->shown = g_strdup (check->check_name);
        fill_form (self, check);
        gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
        on_form_changed (self);
    }
}

static void
on_confirmed (TallyCheckView *self)
{
    const TallyWireBillParameter *check = selected (self);
    g_autofree char *severity = tally_form_get (self->form, "severity");
    g_autofree char *reason = tally_form_get (self->form, "reason");
    int64_t bound, least;

    if (check == NULL || self->is_asking || read_form (self, &bound, &least) != NULL)
        return;
    self->is_asking = TRUE;
    tally_form_allow (self->form, FALSE);
    tally_bill_desk_set_check (self->desk, check, severity, bound, least, reason);
}

static void
on_acted (TallyCheckView *self, gboolean is_done, const char *text)
{
    if (!self->is_asking)
        return;
    self->is_asking = FALSE;
    if (is_done)
        tally_form_set (self->form, "reason", "");
    on_form_changed (self);
    if (!is_done)
        tally_form_say (self->form, text, TRUE);
}

static gboolean
is_of_shown (gpointer item, gpointer user_data)
{
    const TallyWireBillParameter *check = tally_row_item_get (item);

    return g_strcmp0 (check->check_name, TALLY_CHECK_VIEW (user_data)->shown) == 0;
}

static void
tally_check_view_dispose (GObject *object)
{
    TallyCheckView *self = TALLY_CHECK_VIEW (object);

    if (self->filter != NULL)
        gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
    g_clear_object (&self->filter);
    g_clear_object (&self->desk);
    g_clear_pointer (&self->shown, g_free);

    G_OBJECT_CLASS (tally_check_view_parent_class)->dispose (object);
}

static void
tally_check_view_class_init (TallyCheckViewClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = tally_check_view_dispose;
}

static void
tally_check_view_init (TallyCheckView *self)
{
    self->filter = gtk_custom_filter_new (is_of_shown, self, NULL);
    self->title = GTK_LABEL (gtk_label_new (NULL));
    self->form = g_object_new (TALLY_TYPE_FORM, NULL);
    gtk_label_set_xalign (self->title, 0);
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
    tally_form_set_up (self->form, fields, G_N_ELEMENTS (fields), _ ("Set the check"));
    g_signal_connect_swapped (self->form, "changed", G_CALLBACK (on_form_changed), self);
    g_signal_connect_swapped (self->form, "confirmed", G_CALLBACK (on_confirmed), self);
}

GtkWidget *
tally_check_view_new (TallyBillDesk *desk)
{
    TallyCheckView *self = g_object_new (TALLY_TYPE_CHECK_VIEW, NULL);
    GListModel *rows = tally_feed_get_rows (tally_bill_desk_get_history (desk));
    g_autoptr(GtkFilterListModel) ours = NULL;
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
    GtkWidget *history;
    GtkWidget *list = tally_bill_lists_checks (desk);

    ours = gtk_filter_list_model_new (g_object_ref (rows),
                                      g_object_ref (GTK_FILTER (self->filter)));
    history = tally_bill_lists_history (G_LIST_MODEL (ours));
    self->desk = g_object_ref (desk);
    self->list = TALLY_DATA_LIST (list);
    gtk_widget_set_vexpand (history, TRUE);
    gtk_widget_set_visible (GTK_WIDGET (self->form), tally_bill_desk_may (desk, "bill-check"));
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
    gtk_box_append (GTK_BOX (box), history);
    adw_bin_set_child (ADW_BIN (self),
                       g_object_new (TALLY_TYPE_PAIR, "vexpand", TRUE, "start-width", 480,
                                     "start-title", _ ("Checks"), "end-title", _ ("Check"), "start",
                                     list, "end", box, NULL));
    g_signal_connect_object (list, "selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (desk, "acted", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
    on_form_changed (self);
    return GTK_WIDGET (self);
}
