// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tariffs/tally-preview-view.h"

#include "client-gtk/models/tally-tariff-preview.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "client-gtk/widgets/tally-period-picker.h"
#include "client-gtk/widgets/tally-tiles.h"

#include <glib/gi18n.h>

#define WAIT_MS 200 /* after the last key */

struct _TallyPreviewView {
    AdwBin parent_instance;

    TallyTariffsModel *model;
    TallyTariffDoc *doc;
    GPtrArray *pricing; /* of TallyWirePricing; its rows belong to items */
    GPtrArray *items;   /* keeps the feed's rows alive while a thread reads them */
    GListStore *rows;
    GCancellable *cancellable;
    guint wait_id;

    /* Template children */
    GtkEditable *account;
    TallyPeriodPicker *month;
    TallyTiles *tiles;
    GtkLabel *fault;
    TallyDataList *lines;
};

G_DEFINE_FINAL_TYPE (TallyPreviewView, tally_preview_view, ADW_TYPE_BIN)

static const TallyColumn columns[] = {
    TALLY_COLUMN (TallyPreviewRow, name, N_ ("Line"), TEXT, 150, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyPreviewRow, before_minor, N_ ("Now"), MONEY, 84, 0),
    TALLY_COLUMN (TallyPreviewRow, after_minor, N_ ("New"), MONEY, 84, 0),
    TALLY_COLUMN (TallyPreviewRow, change_minor, N_ ("Change"), MONEY, 84, 0),
    TALLY_COLUMN (TallyPreviewRow, quantity, N_ ("Quantity"), TEXT, 110, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyPreviewRow, kind, N_ ("Kind"), WORD, 90, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyPreviewRow, key, N_ ("Key"), TEXT, 160, TALLY_COLUMN_HIDDEN),
};

static void
say (TallyPreviewView *self, const char *text)
{
    gtk_widget_set_visible (GTK_WIDGET (self->fault), text != NULL);
    gtk_label_set_text (self->fault, text != NULL ? text : "");
}

static void
show (TallyPreviewView *self, const TallyPreview *preview)
{
    int64_t change = preview->after_minor - preview->before_minor;
    gboolean is_whole = preview->before_fault == NULL && preview->after_fault == NULL;

    say (self, preview->after_fault != NULL ? preview->after_fault : preview->before_fault);
    tally_tiles_clear (self->tiles);
    tally_tiles_add (self->tiles, _ ("Now"),
                     preview->before_fault == NULL
                         ? tally_figure_of (TALLY_FIGURE_MONEY, preview->before_minor)
                         : g_strdup ("–"),
                     NULL);
    tally_tiles_add (self->tiles, _ ("New"),
                     preview->after_fault == NULL
                         ? tally_figure_of (TALLY_FIGURE_MONEY, preview->after_minor)
                         : g_strdup ("–"),
                     NULL);
    tally_tiles_add (self->tiles, _ ("Change"),
                     is_whole ? tally_figure_of (TALLY_FIGURE_MONEY, change) : g_strdup ("–"),
                     !is_whole || change == 0 ? NULL : (change < 0 ? "good" : "attention"));
    tally_row_item_fill (self->rows, is_whole ? preview->rows : NULL);
}

static void
on_priced (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyPreviewView) self = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyPreview) preview = tally_preview_finish (result, &error);

    /* Cancelled: a later question is on its way, or nobody looks any more. */
    if (preview != NULL && self->model != NULL)
        show (self, preview);
}

static gboolean
on_waited (gpointer user_data)
{
    TallyPreviewView *self = user_data;

    self->wait_id = 0;
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    if (self->pricing == NULL || self->pricing->len == 0)
        return G_SOURCE_REMOVE;
    self->cancellable = g_cancellable_new ();
    tally_preview_async (self->pricing, self->items, tally_tariff_doc_get_text (self->doc),
                         self->cancellable, on_priced, g_object_ref (self));
    return G_SOURCE_REMOVE;
}

static void
price_soon (TallyPreviewView *self)
{
    g_clear_handle_id (&self->wait_id, g_source_remove);
    self->wait_id = g_timeout_add (WAIT_MS, on_waited, self);
}

/* The thread reads the answer's own rows, so the list that it holds keeps their items alive. */
static void
take_pricing (TallyPreviewView *self, GListModel *rows)
{
    guint n = g_list_model_get_n_items (rows);
    GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

    g_clear_pointer (&self->pricing, g_ptr_array_unref);
    g_clear_pointer (&self->items, g_ptr_array_unref);
    self->items = items;
    self->pricing = g_ptr_array_new ();
    for (guint i = 0; i < n; i++) {
        TallyRowItem *item = g_list_model_get_item (rows, i);

        g_ptr_array_add (items, item);
        g_ptr_array_add (self->pricing, (gpointer) tally_row_item_get (item));
    }
}

static void
on_pricing_changed (TallyPreviewView *self)
{
    TallyFeed *feed = tally_tariffs_model_get_pricing (self->model);
    const GError *error = tally_feed_get_error (feed);

    take_pricing (self, tally_feed_get_rows (feed));
    if (error != NULL)
        say (self, error->message);
    else
        say (self, NULL);
    if (self->pricing->len == 0) {
        tally_row_item_fill (self->rows, NULL);
        tally_tiles_clear (self->tiles);
    } else {
        price_soon (self);
    }
}

static void
on_account_chosen (TallyPreviewView *self)
{
    g_autofree char *account = g_strstrip (g_strdup (gtk_editable_get_text (self->account)));

    if (self->model != NULL)
        tally_tariffs_model_set_account (self->model, account,
                                         tally_period_picker_get (self->month));
}

static void
on_doc_changed (TallyPreviewView *self)
{
    price_soon (self);
}

void
tally_preview_view_set (TallyPreviewView *self, TallyTariffsModel *model, TallyTariffDoc *doc)
{
    self->model = g_object_ref (model);
    self->doc = g_object_ref (doc);
    g_signal_connect_object (doc, "changed", G_CALLBACK (on_doc_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (tally_tariffs_model_get_pricing (model), "changed",
                             G_CALLBACK (on_pricing_changed), self, G_CONNECT_SWAPPED);
}

static void
tally_preview_view_dispose (GObject *object)
{
    TallyPreviewView *self = TALLY_PREVIEW_VIEW (object);

    g_clear_handle_id (&self->wait_id, g_source_remove);
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_PREVIEW_VIEW);
    g_clear_pointer (&self->pricing, g_ptr_array_unref);
    g_clear_pointer (&self->items, g_ptr_array_unref);
    g_clear_object (&self->rows);
    g_clear_object (&self->model);
    g_clear_object (&self->doc);

    G_OBJECT_CLASS (tally_preview_view_parent_class)->dispose (object);
}

static void
tally_preview_view_class_init (TallyPreviewViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_preview_view_dispose;
    g_type_ensure (TALLY_TYPE_PERIOD_PICKER);
    g_type_ensure (TALLY_TYPE_TILES);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-preview-view.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyPreviewView, account);
    gtk_widget_class_bind_template_child (widget_class, TallyPreviewView, month);
    gtk_widget_class_bind_template_child (widget_class, TallyPreviewView, tiles);
    gtk_widget_class_bind_template_child (widget_class, TallyPreviewView, fault);
    gtk_widget_class_bind_template_child (widget_class, TallyPreviewView, lines);
    gtk_widget_class_bind_template_callback (widget_class, on_account_chosen);
}

static void
tally_preview_view_init (TallyPreviewView *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    self->rows = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    tally_accessible_set_entry (GTK_WIDGET (self->account), _ ("Account of the preview"));
    tally_data_list_set_up (self->lines, _ ("Preview"), columns, G_N_ELEMENTS (columns), "key");
    tally_data_list_set_empty (self->lines, _ ("No account chosen"),
                               _ ("Name an account above: its month is priced as you type."));
    tally_data_list_set_rows (self->lines, G_LIST_MODEL (self->rows));
    tally_period_picker_step (self->month, -1);
}
