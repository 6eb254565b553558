// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tariffs/tally-what-if-view.h"

#include "client-gtk/models/tally-row-item.h"
#include "client-gtk/pages/tariffs/tally-what-if-columns.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-choice.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "client-gtk/widgets/tally-job-bar.h"
#include "client-gtk/widgets/tally-period-picker.h"
#include "client-gtk/widgets/tally-plot-view.h"
#include "client-gtk/widgets/tally-tiles.h"
#include "shared/wire/tally-wire-node.h"
#include "shared/wire/tally-wire-tariff-row.h"
#include "shared/wire/tally-wire-what-if-group.h"
#include "shared/wire/tally-wire-what-if.h"

#include <glib/gi18n.h>

typedef enum {
    SCOPE_UTILITY,
    SCOPE_REGION,
    SCOPE_ACCOUNT,
} Scope;

struct _TallyWhatIfView {
    AdwBin parent_instance;

    TallyTariffsModel *model;
    char *document;
    GListStore *classes;
    GListStore *components;
    GListStore *deciles;
    GListStore *movers;

    /* Template children */
    GtkLabel *title;
    GtkDropDown *scope;
    GtkDropDown *node;
    GtkEditable *account;
    GtkDropDown *replaces;
    TallyPeriodPicker *month;
    GtkWidget *run;
    TallyJobBar *job_bar;
    GtkLabel *fault;
    TallyTiles *tiles;
    GtkStack *stack;
    TallyDataList *class_list;
    TallyDataList *component_list;
    TallyPlotView *plot;
    TallyDataList *decile_list;
    TallyDataList *mover_list;
};

G_DEFINE_FINAL_TYPE (TallyWhatIfView, tally_what_if_view, ADW_TYPE_BIN)

enum {
    CLOSED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_close_clicked (TallyWhatIfView *self)
{
    g_signal_emit (self, signals[CLOSED], 0);
}

static void
on_scope_chosen (TallyWhatIfView *self)
{
    guint scope = gtk_drop_down_get_selected (self->scope);

    gtk_widget_set_visible (GTK_WIDGET (self->node), scope == SCOPE_REGION);
    gtk_widget_set_visible (GTK_WIDGET (self->account), scope == SCOPE_ACCOUNT);
}

static void
say (TallyWhatIfView *self, const char *text)
{
    gtk_widget_set_visible (GTK_WIDGET (self->fault), text != NULL);
    gtk_label_set_text (self->fault, text != NULL ? text : "");
}

static gint64
chosen_node (TallyWhatIfView *self)
{
    GListModel *rows = tally_feed_get_rows (tally_tariffs_model_get_nodes (self->model));
    g_autoptr(TallyRowItem)
                   item = g_list_model_get_item (rows, gtk_drop_down_get_selected (self->node));

    return item != NULL ? ((const TallyWireNode *) tally_row_item_get (item))->node_id : 0;
}

static void
on_run_clicked (TallyWhatIfView *self)
{
    GtkStringObject *code = gtk_drop_down_get_selected_item (self->replaces);
    guint scope = gtk_drop_down_get_selected (self->scope);
    g_autofree char *account = g_strstrip (g_strdup (gtk_editable_get_text (self->account)));

    if (code == NULL || self->document == NULL)
        return;
    if (scope == SCOPE_ACCOUNT && *account == '\0') {
        say (self, _ ("Name an account."));
        gtk_widget_grab_focus (GTK_WIDGET (self->account));
        return;
    }
    say (self, NULL);
    tally_tariffs_model_try (self->model, self->document, gtk_string_object_get_string (code),
                             tally_period_picker_get (self->month),
                             scope == SCOPE_ACCOUNT ? account : NULL,
                             scope == SCOPE_REGION ? chosen_node (self) : 0);
}

static void
on_cancelled (TallyWhatIfView *self)
{
    tally_tariffs_model_cancel (self->model);
}

static void
show_tiles (TallyWhatIfView *self, const TallyWireWhatIf *found)
{
    int64_t change = found->after_minor - found->before_minor;

    tally_tiles_clear (self->tiles);
    tally_tiles_add (self->tiles, _ ("Revenue now"),
                     tally_figure_of (TALLY_FIGURE_MONEY, found->before_minor), NULL);
    tally_tiles_add (self->tiles, _ ("Revenue new"),
                     tally_figure_of (TALLY_FIGURE_MONEY, found->after_minor), NULL);
    tally_tiles_add (self->tiles, _ ("Change"), tally_figure_of (TALLY_FIGURE_MONEY, change), NULL);
    tally_tiles_add (self->tiles, _ ("Pay less"),
                     tally_figure_of (TALLY_FIGURE_COUNT, found->n_winners), "good");
    tally_tiles_add (self->tiles, _ ("Pay more"),
                     tally_figure_of (TALLY_FIGURE_COUNT, found->n_losers), "attention");
    tally_tiles_add (self->tiles, _ ("The same"),
                     tally_figure_of (TALLY_FIGURE_COUNT, found->n_same), NULL);
    if (found->n_unpriced > 0)
        tally_tiles_add (self->tiles, _ ("Not priced"),
                         tally_figure_of (TALLY_FIGURE_COUNT, found->n_unpriced), "wrong");
}

static void
show_bins (TallyWhatIfView *self, const TallyWireWhatIf *found)
{
    TallyPlot *plot = tally_plot_new (TALLY_PLOT_STACKED, TALLY_FIGURE_COUNT, _ ("agreements"));

    tally_plot_add_series (plot, _ ("Pay less"), TALLY_TINT_SOLD);
    tally_plot_add_series (plot, _ ("The same"), TALLY_TINT_LIKE);
    tally_plot_add_series (plot, _ ("Pay more"), TALLY_TINT_LOSS);
    for (guint i = 0; i < found->bins->len; i++) {
        const TallyWireWhatIfGroup *bin = g_ptr_array_index (found->bins, i);
        g_autofree char *label = tally_what_if_group_short (bin);
        int64_t values[3] = { 0 };

        values[bin->to_ppm <= 0 && bin->from_ppm < 0 ? 0 : (bin->to_ppm == 0 ? 1 : 2)] = bin->n;
        tally_plot_add_point (plot, label, values, FALSE);
    }
    tally_plot_view_set (self->plot, _ ("Agreements by change of their bill"), plot);
}

static void
on_found (TallyWhatIfView *self)
{
    TallyFeed *feed = tally_tariffs_model_get_what_if (self->model);
    const TallyWireWhatIf *found = tally_feed_get_message (feed);
    const GError *error = tally_feed_get_error (feed);

    gtk_widget_set_visible (GTK_WIDGET (self->stack), found != NULL);
    gtk_widget_set_visible (GTK_WIDGET (self->tiles), found != NULL);
    tally_row_item_fill (self->classes, found != NULL ? found->classes : NULL);
    tally_row_item_fill (self->components, found != NULL ? found->components : NULL);
    tally_row_item_fill (self->deciles, found != NULL ? found->deciles : NULL);
    tally_row_item_fill (self->movers, found != NULL ? found->movers : NULL);
    if (found != NULL) {
        g_autofree char *reasons = found->reasons != NULL ? g_strjoinv (", ", found->reasons)
                                                          : g_strdup ("");

        show_tiles (self, found);
        show_bins (self, found);
        say (self, *reasons != '\0' ? reasons : NULL);
    } else if (error != NULL) {
        say (self, error->message);
    }
}

static void
on_job_changed (TallyWhatIfView *self)
{
    gtk_widget_set_sensitive (self->run,
                              !tally_job_is_running (tally_tariffs_model_get_job (self->model)));
}

static void
on_job_finished (TallyWhatIfView *self, const GError *error)
{
    if (error != NULL)
        say (self, error->message);
}

static void
list_nodes (TallyWhatIfView *self)
{
    GListModel *rows = tally_feed_get_rows (tally_tariffs_model_get_nodes (self->model));
    g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
    const char *chosen = tally_choice_get_name (self->node);
    guint selected = 0;

    for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const char *name = ((const TallyWireNode *) tally_row_item_get (item))->name;

        gtk_string_list_append (names, name);
        if (g_strcmp0 (name, chosen) == 0)
            selected = i;
    }
    tally_choice_show (self->node, names, selected);
}

static void
list_codes (TallyWhatIfView *self, const char *code)
{
    GListModel *rows = tally_feed_get_rows (tally_tariffs_model_get_list (self->model));
    g_autoptr(GtkStringList) codes = gtk_string_list_new (NULL);
    g_autofree char *last = NULL;
    guint chosen = 0;

    for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireTariffRow *row = tally_row_item_get (item);

        if (row->version == 0 || g_strcmp0 (last, row->tariff_code) == 0)
            continue;
        if (g_strcmp0 (row->tariff_code, code) == 0)
            chosen = g_list_model_get_n_items (G_LIST_MODEL (codes));
        gtk_string_list_append (codes, row->tariff_code);
        g_free (last);
        last = g_strdup (row->tariff_code);
    }
    tally_choice_show (self->replaces, codes, chosen);
}

void
tally_what_if_view_open (TallyWhatIfView *self,
                         const char *name,
                         const char *code,
                         const char *document)
{
    /* translators: a tariff */
    g_autofree char *title = g_strdup_printf (_ ("What if · %s"), name);

    g_free (self->document);
    self->document = g_strdup (document);
    gtk_label_set_text (self->title, title);
    list_codes (self, code);
    gtk_widget_grab_focus (self->run);
}

void
tally_what_if_view_set_model (TallyWhatIfView *self, TallyTariffsModel *model)
{
    TallyJob *job = tally_tariffs_model_get_job (model);

    self->model = g_object_ref (model);
    tally_job_bar_set_job (self->job_bar, job, TRUE);
    g_signal_connect_object (tally_tariffs_model_get_nodes (model), "changed",
                             G_CALLBACK (list_nodes), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (tally_tariffs_model_get_what_if (model), "changed",
                             G_CALLBACK (on_found), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "changed", G_CALLBACK (on_job_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    on_found (self);
}

static void
tally_what_if_view_dispose (GObject *object)
{
    TallyWhatIfView *self = TALLY_WHAT_IF_VIEW (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_WHAT_IF_VIEW);
    g_clear_object (&self->classes);
    g_clear_object (&self->components);
    g_clear_object (&self->deciles);
    g_clear_object (&self->movers);
    g_clear_object (&self->model);
    g_clear_pointer (&self->document, g_free);

    G_OBJECT_CLASS (tally_what_if_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, TallyWhatIfView, name)
    CHILD (title);
    CHILD (scope);
    CHILD (node);
    CHILD (account);
    CHILD (replaces);
    CHILD (month);
    CHILD (run);
    CHILD (job_bar);
    CHILD (fault);
    CHILD (tiles);
    CHILD (stack);
    CHILD (class_list);
    CHILD (component_list);
    CHILD (plot);
    CHILD (decile_list);
    CHILD (mover_list);
#undef CHILD
    gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_scope_chosen);
    gtk_widget_class_bind_template_callback (widget_class, on_run_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_cancelled);
}

static void
tally_what_if_view_class_init (TallyWhatIfViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_what_if_view_dispose;
    g_type_ensure (TALLY_TYPE_PERIOD_PICKER);
    g_type_ensure (TALLY_TYPE_JOB_BAR);
    g_type_ensure (TALLY_TYPE_TILES);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    g_type_ensure (TALLY_TYPE_PLOT_VIEW);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-what-if-view.ui");
    bind_children (widget_class);
    signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
tally_what_if_view_init (TallyWhatIfView *self)
{
    const char *scopes[] = { _ ("Whole utility"), _ ("A region"), _ ("One account"), NULL };
    g_autoptr(GtkStringList) names = gtk_string_list_new (scopes);

    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_name (GTK_WIDGET (self));
    tally_accessible_follow_stack (self->stack);
    gtk_drop_down_set_model (self->scope, G_LIST_MODEL (names));
    tally_accessible_set (GTK_WIDGET (self->scope), _ ("Scope"));
    tally_accessible_set (GTK_WIDGET (self->node), _ ("Region"));
    tally_accessible_set (GTK_WIDGET (self->replaces), _ ("Replaces tariff"));
    tally_accessible_set_entry (GTK_WIDGET (self->account), _ ("Account"));
    self->classes = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->components = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->deciles = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->movers = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    tally_what_if_columns_classes (self->class_list, self->classes);
    tally_what_if_columns_components (self->component_list, self->components);
    tally_what_if_columns_deciles (self->decile_list, self->deciles);
    tally_what_if_columns_movers (self->mover_list, self->movers);
    tally_period_picker_step (self->month, -1);
    on_scope_chosen (self);
}
