// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/settlement/tally-settlement-page.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/pages/settlement/tally-decision-bar.h"
#include "client-gtk/pages/settlement/tally-settlement-columns.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-job-bar.h"
#include "client-gtk/widgets/tally-pair.h"
#include "client-gtk/widgets/tally-period-picker.h"
#include "client-gtk/widgets/tally-tiles.h"

#include <glib/gi18n.h>

struct _TallySettlementPage {
    TallyPage parent_instance;

    TallySettlementModel *model;

    /* Template children */
    GtkWidget *draft;
    GtkPopover *draft_popover;
    TallyPeriodPicker *month;
    TallyJobBar *job_bar;
    TallyPair *pair;
    TallyDataList *list;
    TallyDecisionBar *decision;
    TallyTiles *tiles;
    GtkLabel *closes;
    GtkStack *stack;
    TallyDataList *statements;
    TallyDataList *exchange;
    TallyDataList *audit;
    TallyDataList *decisions;
};

G_DEFINE_FINAL_TYPE (TallySettlementPage, tally_settlement_page, TALLY_TYPE_PAGE)

static void
on_settlement_selected (TallySettlementPage *self)
{
    const TallyWireSettlementRow *row = tally_data_list_get_selected (self->list);

    tally_settlement_model_set_settlement (self->model, row != NULL ? row->settlement_id : NULL);
}

static void
on_settlement_opened (TallySettlementPage *self)
{
    tally_pair_show (self->pair, 1);
}

static void
on_draft_clicked (TallySettlementPage *self)
{
    g_autofree char *id = NULL;

    gtk_popover_popdown (self->draft_popover);
    id = tally_settlement_model_draft (self->model, tally_period_picker_get (self->month));
    if (id != NULL)
        tally_data_list_select (self->list, id);
}

/* The sums of the top of the tree, which is what the rest has to add up to. */
static const TallyWireStatement *
top_of (const TallyWireSettlement *settlement)
{
    for (guint i = 0; settlement->statements != NULL && i < settlement->statements->len; i++) {
        const TallyWireStatement *statement = settlement->statements->pdata[i];

        if (statement->parent_id == 0)
            return statement;
    }
    return NULL;
}

static void
add_energy (TallySettlementPage *self, const char *name, int64_t wh)
{
    tally_tiles_add (self->tiles, name, tally_figure_of (TALLY_FIGURE_MWH, wh), NULL);
}

static void
show_top (TallySettlementPage *self, const TallyWireStatement *top)
{
    gboolean is_closed = top->in_wh + top->generation_wh - top->out_wh - top->sold_wh
                         == top->loss_wh;

    add_energy (self, _ ("In, MWh"), top->in_wh);
    add_energy (self, _ ("Generated, MWh"), top->generation_wh);
    add_energy (self, _ ("Out, MWh"), top->out_wh);
    add_energy (self, _ ("Sold, MWh"), top->sold_wh);
    add_energy (self, _ ("Loss, MWh"), top->loss_wh);
    tally_tiles_add (self->tiles, _ ("Loss, %"),
                     tally_figure_of (TALLY_FIGURE_PERCENT, top->loss_ppm), NULL);
    gtk_label_set_text (self->closes,
                        is_closed ? _ ("The balance closes") : _ ("The balance does not close"));
    gtk_widget_set_css_classes (GTK_WIDGET (self->closes),
                                (const char *[]){ is_closed ? "good" : "wrong", NULL });
}

static void
on_settlement_changed (TallySettlementPage *self)
{
    TallyFeed *feed = tally_settlement_model_get_settlement (self->model);
    const TallyWireSettlement *settlement = tally_feed_get_message (feed);

    tally_tiles_clear (self->tiles);
    gtk_label_set_text (self->closes, "");
    if (settlement == NULL || settlement->summary == NULL)
        return;
    if (top_of (settlement) != NULL)
        show_top (self, top_of (settlement));
    tally_tiles_add (self->tiles, tally_market_money_say (N_ ("Exchange, {currency}"), NULL),
                     tally_figure_of (TALLY_FIGURE_MONEY, settlement->summary->amount_minor), NULL);
}

static void
on_list_changed (TallySettlementPage *self)
{
    GListModel *rows = tally_feed_get_rows (tally_settlement_model_get_list (self->model));
    guint n = g_list_model_get_n_items (rows);
    guint open = 0;

    for (guint i = 0; i < n; i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireSettlementRow *row = tally_row_item_get (item);

        if (g_strcmp0 (row->state, "submitted") == 0 || g_strcmp0 (row->state, "returned") == 0)
            open++;
    }
    tally_page_set_count (TALLY_PAGE (self), open);
}

static void
on_job_finished (TallySettlementPage *self, const GError *error)
{
    const char *id = tally_job_get_id (tally_settlement_model_get_job (self->model));

    /* The four-eyes refusal is explained where it happened. */
    if (error == NULL || strstr (error->message, "four-eyes") == NULL)
        tally_page_on_job_finished (TALLY_PAGE (self), error);
    tally_settlement_model_refresh (self->model);
    tally_data_list_select (self->list, id);
}

static void
on_job_changed (TallySettlementPage *self)
{
    gtk_widget_set_sensitive (self->draft,
                              !tally_job_is_running (tally_settlement_model_get_job (self->model)));
}

static void
tally_settlement_page_refresh (TallyPage *page)
{
    tally_settlement_model_refresh (TALLY_SETTLEMENT_PAGE (page)->model);
}

static void
tally_settlement_page_hear (TallyPage *page, const char *name, const TallyWireEvent *event)
{
    tally_settlement_model_hear (TALLY_SETTLEMENT_PAGE (page)->model, name, event);
}

static TallyDataList *
tally_settlement_page_get_list (TallyPage *page)
{
    return TALLY_DATA_LIST (gtk_stack_get_visible_child (TALLY_SETTLEMENT_PAGE (page)->stack));
}

static gboolean
tally_settlement_page_back (TallyPage *page)
{
    return tally_decision_bar_close (TALLY_SETTLEMENT_PAGE (page)->decision);
}

static void
tally_settlement_page_dispose (GObject *object)
{
    TallySettlementPage *self = TALLY_SETTLEMENT_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_SETTLEMENT_PAGE);
    g_clear_object (&self->model);

    G_OBJECT_CLASS (tally_settlement_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, draft);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, draft_popover);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, month);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, job_bar);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, list);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, decision);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, tiles);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, closes);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, stack);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, statements);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, exchange);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, audit);
    gtk_widget_class_bind_template_child (widget_class, TallySettlementPage, decisions);
}

static void
tally_settlement_page_class_init (TallySettlementPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_settlement_page_dispose;
    page_class->refresh = tally_settlement_page_refresh;
    page_class->hear = tally_settlement_page_hear;
    page_class->get_list = tally_settlement_page_get_list;
    page_class->back = tally_settlement_page_back;

    g_type_ensure (TALLY_TYPE_PERIOD_PICKER);
    g_type_ensure (TALLY_TYPE_JOB_BAR);
    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_TILES);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    g_type_ensure (TALLY_TYPE_DECISION_BAR);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-settlement-page.ui");
    bind_children (widget_class);
    gtk_widget_class_bind_template_callback (widget_class, on_settlement_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_settlement_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_draft_clicked);
}

static void
tally_settlement_page_init (TallySettlementPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_follow_stack (self->stack);

    tally_settlement_columns_of_list (self->list);
    tally_settlement_columns_of_statements (self->statements);
    tally_settlement_columns_of_exchange (self->exchange);
    tally_settlement_columns_of_audit (self->audit);
    tally_settlement_columns_of_decisions (self->decisions);
    tally_period_picker_step (self->month, -1); /* the last month that is closed */
}

static void
connect_model (TallySettlementPage *self)
{
    TallyFeed *list = tally_settlement_model_get_list (self->model);
    TallyJob *job = tally_settlement_model_get_job (self->model);

    tally_data_list_set_feed (self->list, list);
    tally_data_list_set_rows (self->statements,
                              tally_settlement_model_get_statements (self->model));
    tally_data_list_set_rows (self->exchange, tally_settlement_model_get_exchange (self->model));
    tally_data_list_set_rows (self->audit, tally_settlement_model_get_audit (self->model));
    tally_data_list_set_rows (self->decisions, tally_settlement_model_get_decisions (self->model));
    tally_decision_bar_set_model (self->decision, self->model);
    tally_job_bar_set_job (self->job_bar, job, FALSE);
    g_signal_connect_object (list, "changed", G_CALLBACK (on_list_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (tally_settlement_model_get_settlement (self->model), "changed",
                             G_CALLBACK (on_settlement_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "changed", G_CALLBACK (on_job_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_visible (self->draft, tally_settlement_model_may (self->model, "draft"));
}

GtkWidget *
tally_settlement_page_new (TallyApi *api)
{
    TallySettlementPage *self = g_object_new (TALLY_TYPE_SETTLEMENT_PAGE, NULL);

    self->model = tally_settlement_model_new (api);
    connect_model (self);
    tally_settlement_model_load (self->model);
    return GTK_WIDGET (self);
}
