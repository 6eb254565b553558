// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-data-list.h"

#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-list-body.h"
#include "client-gtk/widgets/tally-list-cell.h"
#include "client-gtk/widgets/tally-list-menus.h"
#include "client-gtk/widgets/tally-row-pipe.h"
#include "client-gtk/widgets/tally-table-file.h"

#include <glib/gi18n.h>

struct _TallyDataList {
    AdwBin parent_instance;

    const TallyColumn *columns;
    size_t n_columns;
    TallyFeed *feed;
    TallyRowPipe *pipe;

    /* Template children */
    GtkBox *bar;
    GtkLabel *title;
    GtkLabel *count;
    GtkWidget *export_button;
    GtkSearchBar *search_bar;
    GtkEditable *search;
    GtkMenuButton *filter_button;
    GtkMenuButton *columns_button;
    GtkBox *facets;
    GtkBox *column_menu;
    GtkFlowBox *chips;
    GtkInfoBar *stale_bar;
    GtkLabel *stale_text;
    GtkStack *stack;
    GtkSpinner *spinner;
    AdwStatusPage *empty;
    AdwStatusPage *failure;
    TallyListBody *body;
    GtkColumnView *view; /* the body's table */
};

G_DEFINE_FINAL_TYPE (TallyDataList, tally_data_list, ADW_TYPE_BIN)

enum {
    SIGNAL_SELECTED,
    SIGNAL_OPENED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
n_shown (TallyDataList *self)
{
    return g_list_model_get_n_items (tally_row_pipe_get_shown (self->pipe));
}

static guint
n_rows (TallyDataList *self)
{
    GListModel *rows = tally_row_pipe_get_rows (self->pipe);

    return rows != NULL ? g_list_model_get_n_items (rows) : 0;
}

static const char *
state_name (TallyDataList *self)
{
    TallyFeedState state = self->feed != NULL ? tally_feed_get_state (self->feed)
                                              : TALLY_FEED_READY;

    if (state == TALLY_FEED_LOADING)
        return "loading";
    if (state == TALLY_FEED_FAILED)
        return "error";
    if (state == TALLY_FEED_IDLE)
        return "idle";
    if (n_rows (self) == 0)
        return "empty";
    return n_shown (self) > 0 ? "list" : "no-match";
}

static void
show_stale (TallyDataList *self)
{
    gboolean is_stale = self->feed != NULL && tally_feed_get_state (self->feed) == TALLY_FEED_STALE;
    g_autofree char *since = NULL;
    g_autofree char *text = NULL;

    gtk_info_bar_set_revealed (self->stale_bar, is_stale);
    gtk_widget_set_visible (GTK_WIDGET (self->stale_bar), is_stale);
    if (!is_stale)
        return;
    since = tally_figure_of (TALLY_FIGURE_INSTANT, tally_feed_get_loaded_at (self->feed));
    text = g_strdup_printf (_ ("As of %s. %s"), since, tally_feed_get_error (self->feed)->message);
    gtk_label_set_text (self->stale_text, text);
}

/* Whoever was in the list goes on in what is shown: keys sent to a hidden widget are lost. */
static void
keep_focus (TallyDataList *self)
{
    GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
    GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

    if (focus != NULL && !gtk_widget_get_mapped (focus)
        && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack)))
        tally_data_list_focus (self);
}

static void
show_state (TallyDataList *self)
{
    const char *name = state_name (self);
    gboolean has_rows = g_str_equal (name, "list") || g_str_equal (name, "no-match");
    gint64 total = self->feed != NULL ? tally_feed_get_total (self->feed) : 0;
    g_autofree char *count = tally_figure_shown (n_shown (self), n_rows (self), total);
    gboolean is_other = !g_str_equal (gtk_stack_get_visible_child_name (self->stack), name);

    gtk_stack_set_visible_child_name (self->stack, name);
    if (is_other)
        keep_focus (self);
    gtk_spinner_set_spinning (self->spinner, g_str_equal (name, "loading"));
    gtk_label_set_text (self->count, has_rows ? count : "");
    gtk_widget_set_sensitive (self->export_button, g_str_equal (name, "list"));
    if (g_str_equal (name, "error"))
        adw_status_page_set_description (self->failure, tally_feed_get_error (self->feed)->message);
    show_stale (self);
}

static void
on_settled (TallyDataList *self)
{
    tally_list_menus_fill_chips (self->chips, tally_row_pipe_get_filter (self->pipe), self->columns,
                                 self->n_columns, gtk_editable_get_text (self->search));
    show_state (self);
}

static void
on_selected (TallyDataList *self)
{
    g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

static void
on_search_changed (TallyDataList *self)
{
    tally_row_filter_set_search (tally_row_pipe_get_filter (self->pipe),
                                 gtk_editable_get_text (self->search));
}

static void
on_search_stopped (TallyDataList *self)
{
    tally_data_list_clear (self);
    tally_data_list_focus (self);
}

/* Filled before they open, so that the focus finds something to go to. */
static void
on_facets_needed (GtkMenuButton *button, gpointer user_data)
{
    TallyDataList *self = user_data;
    GListModel *rows = tally_row_pipe_get_rows (self->pipe);

    if (rows != NULL)
        tally_list_menus_fill_facets (self->facets, tally_row_pipe_get_filter (self->pipe),
                                      self->columns, self->n_columns, rows);
}

static void
on_column_menu_needed (GtkMenuButton *button, gpointer user_data)
{
    TallyDataList *self = user_data;

    tally_list_menus_fill_columns (self->column_menu, self->view);
}

static void
on_export_clicked (TallyDataList *self)
{
    tally_data_list_export (self);
}

static void
on_retry_clicked (TallyDataList *self)
{
    tally_feed_reload (self->feed);
}

static void
on_clear_clicked (TallyDataList *self)
{
    tally_data_list_clear (self);
}

static void
on_row_activated (TallyDataList *self)
{
    g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

void
tally_data_list_set_up (TallyDataList *self,
                        const char *title,
                        const TallyColumn *columns,
                        size_t n_columns,
                        const char *key)
{
    const TallyColumn *key_column = NULL;

    g_return_if_fail (TALLY_IS_DATA_LIST (self));
    g_return_if_fail (self->columns == NULL);

    self->columns = columns;
    self->n_columns = n_columns;
    gtk_label_set_text (self->title, title);
    tally_accessible_set_entry (GTK_WIDGET (self->search), _ ("Words in any column"));
    tally_list_body_set_name (self->body, title);
    for (size_t i = 0; i < n_columns; i++) {
        if (g_str_equal (columns[i].id, key))
            key_column = &columns[i];
        tally_list_cell_add_column (self->view, &columns[i], i == 0);
    }
    g_assert (key_column != NULL);

    self->pipe = tally_row_pipe_new (columns, n_columns, key_column,
                                     gtk_column_view_get_sorter (self->view));
    g_signal_connect_object (self->pipe, "settled", G_CALLBACK (on_settled), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->pipe, "selected", G_CALLBACK (on_selected), self,
                             G_CONNECT_SWAPPED);
    tally_list_body_set_model (self->body,
                               GTK_SELECTION_MODEL (tally_row_pipe_get_selection (self->pipe)));
    show_state (self);
}

void
tally_data_list_set_empty (TallyDataList *self, const char *title, const char *description)
{
    adw_status_page_set_title (self->empty, title);
    adw_status_page_set_description (self->empty, description);
}

void
tally_data_list_set_tree (TallyDataList *self, size_t id_offset, size_t parent_offset)
{
    tally_row_pipe_set_tree (self->pipe, id_offset, parent_offset);
}

void
tally_data_list_set_auto (TallyDataList *self, gboolean is_auto)
{
    tally_row_pipe_set_auto (self->pipe, is_auto);
}

void
tally_data_list_set_feed (TallyDataList *self, TallyFeed *feed)
{
    g_return_if_fail (TALLY_IS_DATA_LIST (self));
    g_return_if_fail (self->feed == NULL);

    self->feed = g_object_ref (feed);
    tally_row_pipe_set_rows (self->pipe, tally_feed_get_rows (feed), TRUE);
    g_signal_connect_object (feed, "changed", G_CALLBACK (tally_row_pipe_settle), self->pipe,
                             G_CONNECT_SWAPPED);
}

void
tally_data_list_set_rows (TallyDataList *self, GListModel *rows)
{
    g_return_if_fail (TALLY_IS_DATA_LIST (self));

    tally_row_pipe_set_rows (self->pipe, rows, FALSE);
}

gconstpointer
tally_data_list_get_selected (TallyDataList *self)
{
    GtkSingleSelection *selection = tally_row_pipe_get_selection (self->pipe);
    gpointer item = gtk_single_selection_get_selected_item (selection);

    return item != NULL ? tally_column_row (item) : NULL;
}

GListModel *
tally_data_list_get_shown (TallyDataList *self)
{
    return tally_row_pipe_get_shown (self->pipe);
}

static void
reveal_selected (TallyDataList *self)
{
    guint position = gtk_single_selection_get_selected (tally_row_pipe_get_selection (self->pipe));

    if (position != GTK_INVALID_LIST_POSITION)
        gtk_widget_activate_action (tally_list_body_get_rows (self->body), "list.scroll-to-item",
                                    "u", position);
}

void
tally_data_list_select (TallyDataList *self, const char *key)
{
    if (tally_row_pipe_select (self->pipe, key))
        reveal_selected (self);
}

void
tally_data_list_step (TallyDataList *self, int direction)
{
    GtkSingleSelection *selection = tally_row_pipe_get_selection (self->pipe);
    guint n = g_list_model_get_n_items (G_LIST_MODEL (selection));
    guint position = gtk_single_selection_get_selected (selection);

    if (position == GTK_INVALID_LIST_POSITION)
        position = direction > 0 ? (guint) -1 : n;
    if ((direction < 0 && position > 0) || (direction > 0 && position + 1 < n))
        gtk_single_selection_set_selected (selection, position + (guint) direction);
    reveal_selected (self);
}

gboolean
tally_data_list_focus (TallyDataList *self)
{
    GtkWidget *shown = gtk_stack_get_visible_child (self->stack);

    if (shown == GTK_WIDGET (self->body))
        return gtk_widget_grab_focus (tally_list_body_get_rows (self->body));
    return gtk_widget_get_focusable (shown) && gtk_widget_grab_focus (shown);
}

void
tally_data_list_search (TallyDataList *self)
{
    gtk_search_bar_set_search_mode (self->search_bar, TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

gboolean
tally_data_list_clear (TallyDataList *self)
{
    TallyRowFilter *filter = tally_row_pipe_get_filter (self->pipe);
    gboolean was_active = tally_row_filter_is_active (filter)
                          || gtk_search_bar_get_search_mode (self->search_bar);

    gtk_editable_set_text (self->search, "");
    gtk_search_bar_set_search_mode (self->search_bar, FALSE);
    tally_row_filter_clear (filter);
    return was_active;
}

TallyTable *
tally_data_list_to_table (TallyDataList *self)
{
    return tally_list_cell_table (self->view, gtk_label_get_text (self->title),
                                  tally_row_pipe_get_shown (self->pipe));
}

void
tally_data_list_export (TallyDataList *self)
{
    tally_table_file_save (GTK_WIDGET (self), tally_data_list_to_table (self));
}

void
tally_data_list_add_button (TallyDataList *self, GtkWidget *button)
{
    gtk_box_insert_child_after (self->bar, button, GTK_WIDGET (self->count));
}

static void
on_search_asked (GtkWidget *widget, const char *name, GVariant *parameter)
{
    tally_data_list_search (TALLY_DATA_LIST (widget));
}

static void
on_export_asked (GtkWidget *widget, const char *name, GVariant *parameter)
{
    tally_data_list_export (TALLY_DATA_LIST (widget));
}

static void
on_clear_asked (GtkWidget *widget, const char *name, GVariant *parameter)
{
    tally_data_list_clear (TALLY_DATA_LIST (widget));
}

static void
on_unsearch_asked (GtkWidget *widget, const char *name, GVariant *parameter)
{
    gtk_editable_set_text (TALLY_DATA_LIST (widget)->search, "");
}

/* Escape goes on to the page when there is nothing to clear. */
static gboolean
on_escape_pressed (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
    return tally_data_list_clear (TALLY_DATA_LIST (widget));
}

static void
tally_data_list_dispose (GObject *object)
{
    TallyDataList *self = TALLY_DATA_LIST (object);

    if (self->body != NULL)
        tally_list_body_set_model (self->body, NULL);
    g_clear_object (&self->feed);
    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_DATA_LIST);

    G_OBJECT_CLASS (tally_data_list_parent_class)->dispose (object);
}

static void
tally_data_list_finalize (GObject *object)
{
    TallyDataList *self = TALLY_DATA_LIST (object);

    g_clear_object (&self->pipe);

    G_OBJECT_CLASS (tally_data_list_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, bar);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, title);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, count);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, export_button);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, search_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, search);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, filter_button);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, columns_button);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, facets);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, column_menu);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, chips);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, stale_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, stale_text);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, stack);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, spinner);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, empty);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, failure);
    gtk_widget_class_bind_template_child (widget_class, TallyDataList, body);
}

static void
tally_data_list_class_init (TallyDataListClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    g_type_ensure (TALLY_TYPE_LIST_BODY);
    object_class->dispose = tally_data_list_dispose;
    object_class->finalize = tally_data_list_finalize;

    signals[SIGNAL_SELECTED] = g_signal_new ("selected", TALLY_TYPE_DATA_LIST, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_OPENED] = g_signal_new ("opened", TALLY_TYPE_DATA_LIST, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);

    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-data-list.ui");
    bind_children (widget_class);
    gtk_widget_class_bind_template_callback (widget_class, on_export_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
    gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_clear_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_row_activated);

    gtk_widget_class_install_action (widget_class, "list.search", NULL, on_search_asked);
    gtk_widget_class_install_action (widget_class, "list.export", NULL, on_export_asked);
    gtk_widget_class_install_action (widget_class, "list.clear", NULL, on_clear_asked);
    gtk_widget_class_install_action (widget_class, "list.unsearch", NULL, on_unsearch_asked);
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "list.search",
                                         NULL);
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "list.export",
                                         NULL);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape_pressed, NULL);
}

static void
tally_data_list_init (TallyDataList *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    self->view = tally_list_body_get_table (self->body);
    tally_accessible_name (GTK_WIDGET (self));
    tally_accessible_follow_stack (self->stack);
    gtk_menu_button_set_create_popup_func (self->filter_button, on_facets_needed, self, NULL);
    gtk_menu_button_set_create_popup_func (self->columns_button, on_column_menu_needed, self, NULL);
}
