// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/points/tally-manual-view.h"

#include "client-gtk/api/tally-market-time.h"
#include "client-gtk/models/tally-amount.h"
#include "client-gtk/pages/points/tally-photo-window.h"
#include "client-gtk/pages/points/tally-point-columns.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-form.h"

#include <glib/gi18n.h>

#define KWH_DECIMALS 3

struct _TallyManualView {
    AdwBin parent_instance;

    TallyPointsModel *model;
    GFile *photo; /* (nullable): what goes with the reading */
    GtkNativeDialog *dialog;
    GtkWidget *show_photo;
    gboolean is_withdrawing; /* what was asked for last */

    /* Template children */
    TallyDataList *readings;
    GtkWidget *forms;
    TallyForm *withdrawal;
    GtkWidget *photo_row;
    GtkButton *choose_photo;
    GtkLabel *photo_name;
    GtkWidget *drop_photo;
    TallyForm *entry;
};

G_DEFINE_FINAL_TYPE (TallyManualView, tally_manual_view, ADW_TYPE_BIN)

static const char *const channels[] = { "A+", "A-", "R+", "R-", NULL };

static const TallyFormField entry_fields[] = {
    { "at", N_ ("Read at"), NULL, 16 },
    { "value", N_ ("What the register showed, kWh"), NULL, 14 },
    { "channel", N_ ("Channel"), channels, 0 },
    { "serial", N_ ("Meter, unless it is the main one"), NULL, 14 },
    { "note", N_ ("Note"), NULL, 24 },
};

static const TallyFormField withdrawal_fields[] = {
    { "reason", N_ ("Why the selected reading was wrong"), NULL, 24 },
};

static const TallyWireManualRow *
selected (TallyManualView *self)
{
    return tally_data_list_get_selected (self->readings);
}

/* Returns: (nullable) (transfer full): what is typed, when it can be sent */
static TallyWireManualReading *
read_entry (TallyManualView *self)
{
    g_autoptr(TallyWireManualReading) request = tally_wire_manual_reading_new ();
    g_autofree char *at = tally_form_get (self->entry, "at");
    g_autofree char *value = tally_form_get (self->entry, "value");
    g_autofree char *channel = tally_form_get (self->entry, "channel");

    request->at = tally_points_model_instant (self->model, at);
    request->serial = tally_form_get (self->entry, "serial");
    request->note = tally_form_get (self->entry, "note");
    for (int i = 0; channels[i] != NULL; i++)
        if (g_str_equal (channels[i], channel))
            request->channel = i + 1;
    if (request->at == 0 || !tally_amount_parse (value, KWH_DECIMALS, &request->value)
        || request->value < 0 || (*request->note == '\0' && self->photo == NULL))
        return NULL;
    return g_steal_pointer (&request);
}

static void
on_entry_changed (TallyManualView *self)
{
    g_autoptr(TallyWireManualReading) request = read_entry (self);

    tally_form_say (self->entry,
                    _ ("As the meter shows it, before CT and PT ratio; with a note or a photo."),
                    FALSE);
    tally_form_allow (self->entry, request != NULL && tally_points_model_may (self->model));
}

static void
on_entry_confirmed (TallyManualView *self)
{
    TallyWireManualReading *request = read_entry (self);

    if (request == NULL)
        return;
    self->is_withdrawing = FALSE;
    tally_points_model_read_by_hand (self->model, request, self->photo);
}

static void
on_withdrawal_changed (TallyManualView *self)
{
    g_autofree char *reason = tally_form_get (self->withdrawal, "reason");

    tally_form_allow (self->withdrawal, *reason != '\0' && tally_points_model_may (self->model));
}

static void
on_withdrawal_confirmed (TallyManualView *self)
{
    const TallyWireManualRow *row = selected (self);
    g_autofree char *reason = tally_form_get (self->withdrawal, "reason");

    if (row == NULL || *reason == '\0')
        return;
    self->is_withdrawing = TRUE;
    tally_points_model_withdraw (self->model, row->reading_id, reason);
}

static void
on_selected (TallyManualView *self)
{
    const TallyWireManualRow *row = selected (self);

    gtk_widget_set_sensitive (self->show_photo, row != NULL && row->photo != NULL);
    gtk_widget_set_visible (GTK_WIDGET (self->withdrawal),
                            row != NULL && row->withdrawn_by == NULL);
    tally_form_say (self->withdrawal, NULL, FALSE);
    on_withdrawal_changed (self);
}

static void
set_photo (TallyManualView *self, GFile *photo)
{
    g_autofree char *name = photo != NULL ? g_file_get_basename (photo) : NULL;

    g_set_object (&self->photo, photo);
    gtk_label_set_text (self->photo_name, name != NULL ? name : _ ("No photo"));
    gtk_widget_set_visible (self->drop_photo, photo != NULL);
    on_entry_changed (self);
}

static void
on_drop_photo (TallyManualView *self)
{
    set_photo (self, NULL);
}

static void
on_photo_chosen (GtkNativeDialog *dialog, int response, gpointer user_data)
{
    TallyManualView *self = user_data;
    g_autoptr(GFile) file = NULL;

    if (response == GTK_RESPONSE_ACCEPT)
        file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    if (file != NULL)
        set_photo (self, file);
    g_clear_object (&self->dialog);
}

static void
on_choose_photo (TallyManualView *self)
{
    GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
    GtkFileChooserNative *dialog;
    g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

    if (self->dialog != NULL)
        return;
    dialog = gtk_file_chooser_native_new (_ ("Photo of the meter"), window,
                                          GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"),
                                          _ ("_Cancel"));
    gtk_file_filter_set_name (filter, _ ("JPEG and PNG pictures"));
    gtk_file_filter_add_mime_type (filter, "image/jpeg");
    gtk_file_filter_add_mime_type (filter, "image/png");
    gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    self->dialog = GTK_NATIVE_DIALOG (dialog);
    g_signal_connect_object (dialog, "response", G_CALLBACK (on_photo_chosen), self, 0);
    gtk_native_dialog_show (self->dialog);
}

static void
on_show_photo (TallyManualView *self)
{
    const TallyWireManualRow *row = selected (self);

    if (row != NULL && row->photo != NULL)
        tally_photo_window_open (GTK_WIDGET (self), self->model, row);
}

void
tally_manual_view_fill (TallyManualView *self)
{
    g_autoptr(GDateTime) now = tally_market_time_now ();
    g_autofree char *at = g_date_time_format (now, "%Y-%m-%d %H:%M");

    g_return_if_fail (TALLY_IS_MANUAL_VIEW (self));

    tally_form_set (self->entry, "at", at);
    tally_form_set (self->entry, "value", "");
    tally_form_set (self->entry, "serial", "");
    tally_form_set (self->entry, "note", "");
    tally_form_set (self->withdrawal, "reason", "");
    set_photo (self, NULL);
    on_selected (self);
}

void
tally_manual_view_tell (TallyManualView *self, const GError *error)
{
    TallyForm *form;

    g_return_if_fail (TALLY_IS_MANUAL_VIEW (self));

    form = self->is_withdrawing ? self->withdrawal : self->entry;
    if (error == NULL)
        tally_manual_view_fill (self);
    tally_form_say (form, error != NULL ? error->message : _ ("It is kept."), error != NULL);
}

void
tally_manual_view_set_model (TallyManualView *self, TallyPointsModel *model)
{
    g_return_if_fail (TALLY_IS_MANUAL_VIEW (self));
    g_return_if_fail (self->model == NULL);

    self->model = g_object_ref (model);
    tally_data_list_set_feed (self->readings, tally_points_model_get_manual (model));
    /* The selected row may say something else now. */
    g_signal_connect_object (tally_points_model_get_manual (model), "changed",
                             G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    gtk_widget_set_visible (self->forms, tally_points_model_may (model));
    set_photo (self, NULL);
}

static void
tally_manual_view_dispose (GObject *object)
{
    TallyManualView *self = TALLY_MANUAL_VIEW (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_MANUAL_VIEW);
    g_clear_object (&self->dialog);
    g_clear_object (&self->photo);
    g_clear_object (&self->model);

    G_OBJECT_CLASS (tally_manual_view_parent_class)->dispose (object);
}

static void
tally_manual_view_class_init (TallyManualViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_manual_view_dispose;
    g_type_ensure (TALLY_TYPE_FORM);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-manual-view.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyManualView, readings);
    gtk_widget_class_bind_template_child (widget_class, TallyManualView, forms);
    gtk_widget_class_bind_template_child (widget_class, TallyManualView, withdrawal);
    gtk_widget_class_bind_template_child (widget_class, TallyManualView, photo_row);
    gtk_widget_class_bind_template_child (widget_class, TallyManualView, choose_photo);
    gtk_widget_class_bind_template_child (widget_class, TallyManualView, photo_name);
    gtk_widget_class_bind_template_child (widget_class, TallyManualView, drop_photo);
    gtk_widget_class_bind_template_child (widget_class, TallyManualView, entry);
    gtk_widget_class_bind_template_callback (widget_class, on_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_entry_confirmed);
    gtk_widget_class_bind_template_callback (widget_class, on_withdrawal_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_withdrawal_confirmed);
    gtk_widget_class_bind_template_callback (widget_class, on_choose_photo);
    gtk_widget_class_bind_template_callback (widget_class, on_drop_photo);
}

static void
tally_manual_view_init (TallyManualView *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    tally_accessible_name (GTK_WIDGET (self));
    tally_point_columns_manual (self->readings);
    tally_data_list_set_auto (self->readings, TRUE);
    self->show_photo = gtk_button_new_from_icon_name ("tally-photo-symbolic");
    gtk_widget_set_tooltip_text (self->show_photo, _ ("Show photo"));
    tally_accessible_set (self->show_photo, _ ("Show photo"));
    gtk_widget_set_sensitive (self->show_photo, FALSE);
    g_signal_connect_object (self->show_photo, "clicked", G_CALLBACK (on_show_photo), self,
                             G_CONNECT_SWAPPED);
    tally_data_list_add_button (self->readings, self->show_photo);
    tally_form_set_up (self->entry, entry_fields, G_N_ELEMENTS (entry_fields),
                       _ ("Keep the reading"));
    tally_form_set_up (self->withdrawal, withdrawal_fields, G_N_ELEMENTS (withdrawal_fields),
                       _ ("Withdraw"));
}
