// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-run-form.h"

#include "client-gtk/models/tally-row-item.h"
#include "client-gtk/widgets/tally-choice.h"
#include "client-gtk/widgets/tally-period-picker.h"
#include "shared/wire/tally-wire-bill-cycle.h"
#include "shared/wire/tally-wire-node.h"

#include <glib/gi18n.h>

struct _TallyRunForm {
    AdwBin parent_instance;

    TallyBillingModel *model;
    GArray *district_ids; /* (element-type int64_t): of the choice, without the first */
    GPtrArray *codes;     /* (element-type utf8): of the cycles to choose, without the first */

    /* Template children */
    GtkLabel *title;
    TallyPeriodPicker *month;
    GtkDropDown *district;
    GtkDropDown *cycle;
};

G_DEFINE_FINAL_TYPE (TallyRunForm, tally_run_form, ADW_TYPE_BIN)

enum {
    SIGNAL_STARTED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static int64_t
chosen_district (TallyRunForm *self)
{
    guint position = gtk_drop_down_get_selected (self->district);

    if (position == 0 || position > self->district_ids->len)
        return 0;
    return g_array_index (self->district_ids, int64_t, position - 1);
}

static const char *
chosen_cycle (TallyRunForm *self)
{
    guint position = gtk_drop_down_get_selected (self->cycle);

    if (position == 0 || position > self->codes->len)
        return "";
    return g_ptr_array_index (self->codes, position - 1);
}

/* The first entry of the choice is: all. */
static void
list_districts (TallyRunForm *self)
{
    GListModel *rows = tally_feed_get_rows (tally_billing_model_get_nodes (self->model));
    g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
    int64_t chosen = chosen_district (self);
    guint selected = 0;

    gtk_string_list_append (names, _ ("All districts"));
    g_array_set_size (self->district_ids, 0);
    for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireNode *node = tally_row_item_get (item);

        if (g_strcmp0 (node->kind, "district") != 0 || node->district_id == 0)
            continue;
        gtk_string_list_append (names, node->name);
        g_array_append_val (self->district_ids, node->district_id);
        if (node->district_id == chosen)
            selected = self->district_ids->len;
    }
    tally_choice_show (self->district, names, selected);
}

/* Of the district that is chosen; with all of them, those in no cycle are billed. Where no district
 * has cycles, nobody is asked. */
static void
list_cycles (TallyRunForm *self)
{
    GListModel *rows = tally_feed_get_rows (tally_billing_model_get_cycles (self->model));
    int64_t district_id = tally_billing_model_district_of (self->model, chosen_district (self));
    gboolean is_chinese = g_str_has_prefix (g_get_language_names ()[0], "zh");
    g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
    g_autofree char *chosen = g_strdup (chosen_cycle (self));
    guint n = g_list_model_get_n_items (rows);
    guint selected = 0;

    gtk_string_list_append (names, _ ("Accounts in no cycle"));
    g_ptr_array_set_size (self->codes, 0);
    for (guint i = 0; i < n; i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireBillCycle *cycle = tally_row_item_get (item);
        g_autofree char *text = NULL;

        if (cycle->district_id != district_id)
            continue;
        text = g_strdup_printf ("%s · %s", cycle->code, is_chinese ? cycle->name_zh : cycle->name);
        gtk_string_list_append (names, text);
        g_ptr_array_add (self->codes, g_strdup (cycle->code));
        if (strcmp (cycle->code, chosen) == 0)
            selected = self->codes->len;
    }
    tally_choice_show (self->cycle, names, selected);
    gtk_widget_set_visible (GTK_WIDGET (self->cycle), n > 0);
    gtk_label_set_label (self->title, n > 0 ? _ ("Bill the accounts of a cycle for the month")
                                            : _ ("Bill all accounts for the month"));
}

static void
on_start_clicked (TallyRunForm *self)
{
    g_autofree char *run_id = tally_billing_model_start_run (self->model,
                                                             tally_period_picker_get (self->month),
                                                             chosen_district (self),
                                                             chosen_cycle (self));

    g_signal_emit (self, signals[SIGNAL_STARTED], 0, run_id);
}

void
tally_run_form_set_model (TallyRunForm *self, TallyBillingModel *model)
{
    g_return_if_fail (TALLY_IS_RUN_FORM (self) && self->model == NULL);

    self->model = g_object_ref (model);
    g_signal_connect_object (tally_billing_model_get_nodes (model), "changed",
                             G_CALLBACK (list_districts), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (tally_billing_model_get_cycles (model), "changed",
                             G_CALLBACK (list_cycles), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->district, "notify::selected", G_CALLBACK (list_cycles), self,
                             G_CONNECT_SWAPPED);
    list_districts (self);
    list_cycles (self);
    gtk_widget_set_visible (GTK_WIDGET (self->district),
                            tally_billing_model_chooses_district (model));
}

static void
tally_run_form_dispose (GObject *object)
{
    TallyRunForm *self = TALLY_RUN_FORM (object);

    g_clear_object (&self->model);
    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_RUN_FORM);

    G_OBJECT_CLASS (tally_run_form_parent_class)->dispose (object);
}

static void
tally_run_form_finalize (GObject *object)
{
    TallyRunForm *self = TALLY_RUN_FORM (object);

    g_array_unref (self->district_ids);
    g_ptr_array_unref (self->codes);

    G_OBJECT_CLASS (tally_run_form_parent_class)->finalize (object);
}

static void
tally_run_form_class_init (TallyRunFormClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_run_form_dispose;
    G_OBJECT_CLASS (klass)->finalize = tally_run_form_finalize;

    signals[SIGNAL_STARTED] = g_signal_new ("started", TALLY_TYPE_RUN_FORM, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

    g_type_ensure (TALLY_TYPE_PERIOD_PICKER);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-run-form.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyRunForm, title);
    gtk_widget_class_bind_template_child (widget_class, TallyRunForm, month);
    gtk_widget_class_bind_template_child (widget_class, TallyRunForm, district);
    gtk_widget_class_bind_template_child (widget_class, TallyRunForm, cycle);
    gtk_widget_class_bind_template_callback (widget_class, on_start_clicked);
}

static void
tally_run_form_init (TallyRunForm *self)
{
    self->district_ids = g_array_new (FALSE, FALSE, sizeof (int64_t));
    self->codes = g_ptr_array_new_with_free_func (g_free);
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_period_picker_step (self->month, -1); /* the last month that is closed */
}
