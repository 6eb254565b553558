// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tariffs/tally-tariffs-page.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/api/tally-market-time.h"
#include "client-gtk/models/tally-tariffs-model.h"
#include "client-gtk/pages/tariffs/tally-tariff-editor.h"
#include "client-gtk/pages/tariffs/tally-tariff-view.h"
#include "client-gtk/pages/tariffs/tally-what-if-view.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-pair.h"
#include "shared/wire/tally-wire-tariff-row.h"
#include "shared/wire/tally-wire-tariff.h"

#include <glib/gi18n.h>

/* What a new tariff begins with: the least that is sound but for its code, and where districts
 * have several currencies, for that: the editor asks for it in its place. */
#define BLANK                                                                                      \
    "{\"format\":\"gridtally-tariff-v1\",\"id\":\"new-tariff\",\"name\":{\"en\":\"New tariff\","   \
    "\"zh_CN\":\"新电价\"},\"valid_from\":\"%s\",\"currency\":\"%s\",\"schedules\":[{\"id\":"   \
    "\"times\",\"bands\":[{\"id\":\"peak\",\"name\":{\"en\":\"Peak\",\"zh_CN\":\"峰\"}},{\"id\":" \
    "\"flat\",\"name\":{\"en\":\"Flat\",\"zh_CN\":\"平\"}},{\"id\":\"valley\",\"name\":{\"en\":"  \
    "\"Valley\",\"zh_CN\":\"谷\"}}],\"rules\":[{\"spans\":[{\"from\":\"00:00\",\"to\":\"08:00\"," \
    "\"band\":\"valley\"},{\"from\":\"08:00\",\"to\":\"22:00\",\"band\":\"peak\"},{\"from\":"      \
    "\"22:00\",\"to\":\"24:00\",\"band\":\"flat\"}]}]}],\"components\":[{\"id\":\"energy\","       \
    "\"kind\":\"energy\",\"schedule\":\"times\",\"rates\":[{\"bands\":[\"peak\"],\"rate\":\"0\"}," \
    "{\"bands\":[\"flat\"],\"rate\":\"0\"},{\"bands\":[\"valley\"],\"rate\":\"0\"}]}]}"

struct _TallyTariffsPage {
    TallyPage parent_instance;

    TallyTariffsModel *model;

    GtkStack *stack; /* the page's child, which a template that lets go would take from under it */

    /* Template children */
    GtkWidget *new_draft;
    TallyPair *pair;
    TallyDataList *list;
    TallyTariffView *view;
    TallyTariffEditor *editor;
    TallyWhatIfView *what_if;
};

G_DEFINE_FINAL_TYPE (TallyTariffsPage, tally_tariffs_page, TALLY_TYPE_PAGE)

static char *
version_of (gconstpointer row)
{
    const TallyWireTariffRow *tariff = row;

    return tariff->version > 0 ? g_strdup_printf ("%d", (int) tariff->version) : g_strdup ("–");
}

static const TallyColumn columns[] = {
    TALLY_COLUMN (TallyWireTariffRow,
                  tariff_code,
                  N_ ("Tariff"),
                  TEXT,
                  108,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_EXPAND),
    TALLY_COLUMN_FIGURE ("version", N_ ("Version"), version_of, 58, 0),
    TALLY_COLUMN (TallyWireTariffRow,
                  state,
                  N_ ("State"),
                  WORD,
                  82,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireTariffRow, valid_from, N_ ("From"), DAY, 98, 0),
    TALLY_COLUMN (TallyWireTariffRow, valid_to, N_ ("Until"), DAY, 98, 0),
    TALLY_COLUMN (TallyWireTariffRow, n_agreements, N_ ("Agreements"), COUNT, 92, 0),
    TALLY_COLUMN (TallyWireTariffRow, name, N_ ("Name"), TEXT, 180, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireTariffRow, drafted_by, N_ ("Written by"), TEXT, 90, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireTariffRow,
                  proposed_by,
                  N_ ("Proposed by"),
                  TEXT,
                  90,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireTariffRow, signed_by, N_ ("Signed by"), TEXT, 90, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireTariffRow, fault, N_ ("Fault"), TEXT, 200, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireTariffRow, corrects, N_ ("Corrects"), TEXT, 120, 0),
    TALLY_COLUMN (TallyWireTariffRow, key, N_ ("Key"), TEXT, 200, TALLY_COLUMN_HIDDEN),
};

static const TallyWireTariff *
tariff_of (TallyTariffsPage *self)
{
    return tally_feed_get_message (tally_tariffs_model_get_tariff (self->model));
}

static void
on_selected (TallyTariffsPage *self)
{
    const TallyWireTariffRow *row = tally_data_list_get_selected (self->list);

    tally_tariffs_model_set_tariff (self->model, row != NULL ? row->key : NULL);
}

static void
on_opened (TallyTariffsPage *self)
{
    tally_pair_show (self->pair, 1);
}

static void
show_list (TallyTariffsPage *self)
{
    gtk_stack_set_visible_child_name (self->stack, "list");
    tally_data_list_focus (self->list);
}

static void
on_edit (TallyTariffsPage *self, gboolean is_new)
{
    const TallyWireTariff *tariff = tariff_of (self);

    if (tariff == NULL || tariff->document == NULL)
        return;
    gtk_stack_set_visible_child_name (self->stack, "editor");
    tally_tariff_editor_open (self->editor, is_new ? NULL : tariff->key,
                              is_new ? 0 : tariff->revision, tariff->document);
}

static void
on_new_clicked (TallyTariffsPage *self)
{
    g_autoptr(GDateTime) now = tally_market_time_now ();
    g_autoptr(GDateTime) next = g_date_time_add_months (now, 1);
    g_autofree char *from = g_date_time_format (next, "%Y-%m-01");
    const char *currency = tally_market_money_code ();
    g_autofree char *text = g_strdup_printf (BLANK, from, currency != NULL ? currency : "");

    gtk_stack_set_visible_child_name (self->stack, "editor");
    tally_tariff_editor_open (self->editor, NULL, 0, text);
}

static void
on_try (TallyTariffsPage *self)
{
    const TallyWireTariff *tariff = tariff_of (self);
    g_autofree char *name = NULL;

    if (tariff == NULL || tariff->document == NULL)
        return;
    name = tariff->version > 0
               ? g_strdup_printf ("%s %d", tariff->tariff_code, (int) tariff->version)
               : g_strdup_printf ("%s (%s)", tariff->tariff_code,
                                  tally_figure_word (tariff->state));
    gtk_stack_set_visible_child_name (self->stack, "what-if");
    tally_what_if_view_open (self->what_if, name, tariff->tariff_code, tariff->document);
}

static void
on_said (TallyTariffsPage *self, const char *text)
{
    tally_page_say (TALLY_PAGE (self), text);
}

/* Work that is open here: what waits for a signature. */
static void
on_list_changed (TallyTariffsPage *self)
{
    GListModel *rows = tally_feed_get_rows (tally_tariffs_model_get_list (self->model));
    guint n = 0;

    for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireTariffRow *row = tally_row_item_get (item);

        n += g_strcmp0 (row->state, "proposed") == 0 ? 1 : 0;
    }
    tally_page_set_count (TALLY_PAGE (self), n);
}

static void
on_deed_done (TallyTariffsPage *self,
              const char *deed,
              const char *key,
              const GError *error,
              TallyTariffsModel *model)
{
    if (error != NULL)
        return;
    if (g_str_equal (deed, "save"))
        tally_data_list_select (self->list, key);
    else if (g_str_equal (deed, "sign"))
        tally_page_say (TALLY_PAGE (self), _ ("Signed. It holds from the day it names."));
}

static void
tally_tariffs_page_refresh (TallyPage *page)
{
    tally_tariffs_model_refresh (TALLY_TARIFFS_PAGE (page)->model);
}

static void
tally_tariffs_page_hear (TallyPage *page, const char *name, const TallyWireEvent *event)
{
    tally_tariffs_model_hear (TALLY_TARIFFS_PAGE (page)->model, name, event);
}

static TallyDataList *
tally_tariffs_page_get_list (TallyPage *page)
{
    return TALLY_TARIFFS_PAGE (page)->list;
}

static gboolean
tally_tariffs_page_back (TallyPage *page)
{
    TallyTariffsPage *self = TALLY_TARIFFS_PAGE (page);

    if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "list"))
        return tally_tariff_view_close (self->view);
    show_list (self);
    return TRUE;
}

static void
tally_tariffs_page_dispose (GObject *object)
{
    TallyTariffsPage *self = TALLY_TARIFFS_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_TARIFFS_PAGE);
    g_clear_object (&self->model);

    G_OBJECT_CLASS (tally_tariffs_page_parent_class)->dispose (object);
}

static void
tally_tariffs_page_class_init (TallyTariffsPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_tariffs_page_dispose;
    page_class->refresh = tally_tariffs_page_refresh;
    page_class->hear = tally_tariffs_page_hear;
    page_class->get_list = tally_tariffs_page_get_list;
    page_class->back = tally_tariffs_page_back;

    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    g_type_ensure (TALLY_TYPE_TARIFF_VIEW);
    g_type_ensure (TALLY_TYPE_TARIFF_EDITOR);
    g_type_ensure (TALLY_TYPE_WHAT_IF_VIEW);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-tariffs-page.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyTariffsPage, new_draft);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffsPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffsPage, list);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffsPage, view);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffsPage, editor);
    gtk_widget_class_bind_template_child (widget_class, TallyTariffsPage, what_if);
    gtk_widget_class_bind_template_callback (widget_class, on_new_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_edit);
    gtk_widget_class_bind_template_callback (widget_class, on_try);
    gtk_widget_class_bind_template_callback (widget_class, on_said);
    gtk_widget_class_bind_template_callback (widget_class, show_list);
}

static void
tally_tariffs_page_init (TallyTariffsPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    self->stack = GTK_STACK (adw_bin_get_child (ADW_BIN (self)));
    tally_accessible_follow_stack (self->stack);
    tally_data_list_set_up (self->list, _ ("Tariffs"), columns, G_N_ELEMENTS (columns), "key");
    tally_data_list_set_auto (self->list, TRUE);
    tally_data_list_set_empty (self->list, _ ("No tariff yet"),
                               _ ("Write one, or import an OpenEI record in the editor."));
}

GtkWidget *
tally_tariffs_page_new (TallyApi *api)
{
    TallyTariffsPage *self = g_object_new (TALLY_TYPE_TARIFFS_PAGE, NULL);
    TallyFeed *list;

    self->model = tally_tariffs_model_new (api);
    list = tally_tariffs_model_get_list (self->model);
    tally_data_list_set_feed (self->list, list);
    tally_tariff_view_set_model (self->view, self->model);
    tally_tariff_editor_set_model (self->editor, self->model);
    tally_what_if_view_set_model (self->what_if, self->model);
    g_signal_connect_object (list, "changed", G_CALLBACK (on_list_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->model, "done", G_CALLBACK (on_deed_done), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_visible (self->new_draft, tally_tariffs_model_may (self->model, "draft"));
    tally_tariffs_model_load (self->model);
    return GTK_WIDGET (self);
}
