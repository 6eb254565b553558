// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/readings/tally-readings-page.h"

#include "client-gtk/models/tally-exception-text.h"
#include "client-gtk/pages/readings/tally-day-view.h"
#include "client-gtk/pages/readings/tally-decide-bar.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-job-bar.h"
#include "client-gtk/widgets/tally-pair.h"

#include <glib/gi18n.h>

struct _TallyReadingsPage {
    TallyPage parent_instance;

    TallyReadingsModel *model;
    char *shown_id; /* of the exception whose day is shown */

    /* Template children */
    GtkDropDown *span;
    TallyJobBar *job_bar;
    TallyPair *pair;
    TallyDataList *exceptions;
    TallyDecideBar *decide;
    TallyDayView *day;
};

G_DEFINE_FINAL_TYPE (TallyReadingsPage, tally_readings_page, TALLY_TYPE_PAGE)

/* In the order of the page's list. */
static const int spans_days[] = { 100, 31, 7, 366 };

static const TallyColumn columns[] = {
    TALLY_COLUMN (TallyWireExceptionRow, code, N_ ("Point"), TEXT, 92, 0),
    TALLY_COLUMN (TallyWireExceptionRow, day, N_ ("Day"), DAY, 92, 0),
    TALLY_COLUMN (TallyWireExceptionRow, rule, N_ ("Rule"), WORD, 120, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireExceptionRow,
                  severity,
                  N_ ("Severity"),
                  WORD,
                  100,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireExceptionRow, state, N_ ("State"), WORD, 84, TALLY_COLUMN_FACET),
    TALLY_COLUMN_TEXT ("text", N_ ("Finding"), tally_exception_text, 220, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireExceptionRow, name, N_ ("Name"), TEXT, 150, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireExceptionRow,
                  node_name,
                  N_ ("Region"),
                  TEXT,
                  140,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireExceptionRow,
                  assigned_to,
                  N_ ("Assigned to"),
                  TEXT,
                  110,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireExceptionRow,
                  decided_by,
                  N_ ("Decided by"),
                  TEXT,
                  110,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireExceptionRow, reason, N_ ("Reason"), TEXT, 160, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireExceptionRow,
                  found_at,
                  N_ ("Found at"),
                  INSTANT,
                  140,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireExceptionRow,
                  exception_id,
                  N_ ("Number"),
                  TEXT,
                  180,
                  TALLY_COLUMN_HIDDEN),
};

static void
update_decide (TallyReadingsPage *self)
{
    static const TallyAsk asks[] = { TALLY_ASK_ACCEPT, TALLY_ASK_ESTIMATE, TALLY_ASK_REOPEN };
    const TallyWireExceptionRow *row = tally_data_list_get_selected (self->exceptions);
    gboolean may = tally_readings_model_may_decide (self->model);
    g_autofree char *title = NULL;
    g_autofree char *text = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS (asks); i++)
        tally_decide_bar_allow (self->decide, asks[i],
                                may && row != NULL && tally_readings_model_can (row, asks[i]));
    if (row == NULL) {
        tally_decide_bar_show (self->decide, "", "");
        return;
    }
    text = tally_exception_text (row);
    title = g_strdup_printf ("%s · %s · %s", row->code, row->name, row->day);
    tally_decide_bar_show (self->decide, title, text);
}

/* The day is loaded anew only for another exception: a refresh must not undo typing. */
static void
on_selected (TallyReadingsPage *self)
{
    const TallyWireExceptionRow *row = tally_data_list_get_selected (self->exceptions);
    const char *id = row != NULL ? row->exception_id : NULL;

    update_decide (self);
    if (g_strcmp0 (id, self->shown_id) == 0)
        return;
    g_free (self->shown_id);
    self->shown_id = g_strdup (id);
    tally_decide_bar_cancel (self->decide);
    if (row == NULL) {
        tally_series_set (tally_readings_model_get_series (self->model), 0, 0, 0, NULL);
        return;
    }
    tally_day_view_choose (self->day, (guint) MAX (row->first_interval, 0),
                           (guint) MAX (row->n_intervals, 0));
    tally_series_set (tally_readings_model_get_series (self->model), row->district_id,
                      row->point_id, row->channel, row->day);
}

static void
on_opened (TallyReadingsPage *self)
{
    tally_pair_show (self->pair, 1);
    tally_day_view_focus (self->day);
}

static void
on_stepped (TallyReadingsPage *self, int direction)
{
    tally_data_list_step (self->exceptions, direction);
}

static void
decide_all (TallyReadingsPage *self, TallyAsk ask, const char *reason)
{
    GListModel *shown = tally_data_list_get_shown (self->exceptions);
    TallyDecisions *decisions = tally_readings_model_get_decisions (self->model);

    for (guint i = 0; i < g_list_model_get_n_items (shown); i++) {
        g_autoptr(GObject) item = g_list_model_get_item (shown, i);
        const TallyWireExceptionRow *row = tally_column_row (item);

        if (tally_readings_model_can (row, ask))
            tally_decisions_add (decisions, ask, row->exception_id, reason);
    }
}

/* The next one is at hand while this one is still on its way. */
static void
on_decided (TallyReadingsPage *self, int ask, const char *reason, gboolean is_all)
{
    const TallyWireExceptionRow *row = tally_data_list_get_selected (self->exceptions);

    if (is_all) {
        decide_all (self, (TallyAsk) ask, reason);
    } else if (row != NULL) {
        tally_decisions_add (tally_readings_model_get_decisions (self->model), (TallyAsk) ask,
                             row->exception_id, reason);
        tally_data_list_step (self->exceptions, 1);
    }
    tally_data_list_focus (self->exceptions);
}

static guint
count_for (TallyReadingsPage *self, TallyAsk ask)
{
    GListModel *shown = tally_data_list_get_shown (self->exceptions);
    guint n = 0;

    for (guint i = 0; i < g_list_model_get_n_items (shown); i++) {
        g_autoptr(GObject) item = g_list_model_get_item (shown, i);

        if (tally_readings_model_can (tally_column_row (item), ask))
            n++;
    }
    return n;
}

static void
on_all_asked (GtkWidget *widget, const char *name, GVariant *parameter)
{
    TallyReadingsPage *self = TALLY_READINGS_PAGE (widget);
    TallyAsk ask = (TallyAsk) g_variant_get_int32 (parameter);
    guint n = count_for (self, ask);

    if (!tally_readings_model_may_decide (self->model))
        return;
    if (n == 0) {
        tally_page_say (TALLY_PAGE (self), _ ("No exception of the list can be decided so."));
        return;
    }
    tally_pair_show (self->pair, 1);
    tally_decide_bar_begin (self->decide, ask, n);
}

static void
on_job_finished (TallyReadingsPage *self, const GError *error)
{
    tally_page_on_job_finished (TALLY_PAGE (self), error);
    tally_readings_model_refresh (self->model);
}

static void
on_cancelled (TallyReadingsPage *self)
{
    tally_decisions_cancel (tally_readings_model_get_decisions (self->model));
}

static void
on_edited (TallyReadingsPage *self)
{
    tally_page_say (TALLY_PAGE (self), _ ("A new version of the day stands."));
    tally_feed_reload (tally_readings_model_get_exceptions (self->model));
}

static void
on_exceptions_changed (TallyReadingsPage *self)
{
    tally_page_set_count (TALLY_PAGE (self), tally_readings_model_count_open (self->model));
    update_decide (self);
}

static void
on_span_changed (TallyReadingsPage *self)
{
    guint chosen = gtk_drop_down_get_selected (self->span);

    if (self->model != NULL)
        tally_readings_model_set_span (self->model,
                                       spans_days[MIN (chosen, G_N_ELEMENTS (spans_days) - 1)]);
}

static gboolean
on_decide_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
    return tally_decide_bar_begin (TALLY_READINGS_PAGE (widget)->decide,
                                   (TallyAsk) g_variant_get_int32 (arguments), 0);
}

static gboolean
on_step_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
    on_stepped (TALLY_READINGS_PAGE (widget), g_variant_get_int32 (arguments));
    return TRUE;
}

static void
tally_readings_page_refresh (TallyPage *page)
{
    tally_readings_model_refresh (TALLY_READINGS_PAGE (page)->model);
}

static void
tally_readings_page_hear (TallyPage *page, const char *name, const TallyWireEvent *event)
{
    tally_readings_model_hear (TALLY_READINGS_PAGE (page)->model, name, event);
}

static TallyDataList *
tally_readings_page_get_list (TallyPage *page)
{
    return TALLY_READINGS_PAGE (page)->exceptions;
}

static gboolean
tally_readings_page_back (TallyPage *page)
{
    TallyReadingsPage *self = TALLY_READINGS_PAGE (page);

    if (!tally_decide_bar_cancel (self->decide) && !tally_pair_is_narrow (self->pair))
        return FALSE;
    tally_pair_show (self->pair, 0);
    tally_data_list_focus (self->exceptions);
    return TRUE;
}

static void
tally_readings_page_dispose (GObject *object)
{
    TallyReadingsPage *self = TALLY_READINGS_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_READINGS_PAGE);
    g_clear_object (&self->model);
    g_clear_pointer (&self->shown_id, g_free);

    G_OBJECT_CLASS (tally_readings_page_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
    static const struct {
        guint key;
        TallyAsk ask;
    } keys[] = {
        { GDK_KEY_a, TALLY_ASK_ACCEPT },
        { GDK_KEY_e, TALLY_ASK_ESTIMATE },
        { GDK_KEY_r, TALLY_ASK_REOPEN },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (keys); i++)
        gtk_widget_class_add_binding (widget_class, keys[i].key, 0, on_decide_key, "i",
                                      (int) keys[i].ask);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_n, 0, on_step_key, "i", 1);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_p, 0, on_step_key, "i", -1);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Down, GDK_ALT_MASK, on_step_key, "i",
                                  1);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Up, GDK_ALT_MASK, on_step_key, "i",
                                  -1);
}

static void
tally_readings_page_class_init (TallyReadingsPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_readings_page_dispose;
    page_class->refresh = tally_readings_page_refresh;
    page_class->hear = tally_readings_page_hear;
    page_class->get_list = tally_readings_page_get_list;
    page_class->back = tally_readings_page_back;

    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_JOB_BAR);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    g_type_ensure (TALLY_TYPE_DECIDE_BAR);
    g_type_ensure (TALLY_TYPE_DAY_VIEW);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-readings-page.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyReadingsPage, span);
    gtk_widget_class_bind_template_child (widget_class, TallyReadingsPage, job_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyReadingsPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyReadingsPage, exceptions);
    gtk_widget_class_bind_template_child (widget_class, TallyReadingsPage, decide);
    gtk_widget_class_bind_template_child (widget_class, TallyReadingsPage, day);
    gtk_widget_class_bind_template_callback (widget_class, on_span_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_decided);
    gtk_widget_class_bind_template_callback (widget_class, on_stepped);
    gtk_widget_class_bind_template_callback (widget_class, on_edited);
    gtk_widget_class_bind_template_callback (widget_class, on_cancelled);
    gtk_widget_class_install_action (widget_class, "readings.all", "i", on_all_asked);
    add_keys (widget_class);
}

static void
add_all_item (GMenu *menu, const char *label, TallyAsk ask)
{
    g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

    g_menu_item_set_action_and_target (item, "readings.all", "i", (int) ask);
    g_menu_append_item (menu, item);
}

static void
add_all_button (TallyReadingsPage *self)
{
    GtkWidget *button = gtk_menu_button_new ();
    g_autoptr(GMenu) menu = g_menu_new ();

    add_all_item (menu, _ ("_Accept all that are shown…"), TALLY_ASK_ACCEPT);
    add_all_item (menu, _ ("_Estimate all that are shown…"), TALLY_ASK_ESTIMATE);
    add_all_item (menu, _ ("_Reopen all that are shown…"), TALLY_ASK_REOPEN);
    gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "object-select-symbolic");
    gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
    gtk_widget_set_tooltip_text (button, _ ("Decide all that are shown"));
    gtk_widget_add_css_class (button, "flat");
    tally_accessible_name (button);
    tally_data_list_add_button (self->exceptions, button);
}

static void
tally_readings_page_init (TallyReadingsPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    tally_data_list_set_up (self->exceptions, _ ("Exceptions"), columns, G_N_ELEMENTS (columns),
                            "exception_id");
    tally_data_list_set_empty (self->exceptions, _ ("No exception"),
                               _ ("Every reading passed the rules of validation."));
    tally_data_list_set_auto (self->exceptions, TRUE);
    tally_accessible_set (GTK_WIDGET (self->span), _ ("Period"));
    tally_accessible_set (gtk_widget_get_first_child (GTK_WIDGET (self->span)), _ ("Period"));
}

GtkWidget *
tally_readings_page_new (TallyApi *api)
{
    TallyReadingsPage *self = g_object_new (TALLY_TYPE_READINGS_PAGE, NULL);
    TallyFeed *exceptions;
    TallyJob *job;

    self->model = tally_readings_model_new (api);
    exceptions = tally_readings_model_get_exceptions (self->model);
    job = tally_decisions_get_job (tally_readings_model_get_decisions (self->model));
    tally_data_list_set_feed (self->exceptions, exceptions);
    tally_day_view_set_series (self->day, tally_readings_model_get_series (self->model));
    tally_job_bar_set_job (self->job_bar, job, TRUE);
    g_signal_connect_object (exceptions, "changed", G_CALLBACK (on_exceptions_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    if (tally_readings_model_may_decide (self->model))
        add_all_button (self);
    on_span_changed (self);
    update_decide (self);
    return GTK_WIDGET (self);
}
