// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/rules/tally-rules-page.h"

#include "client-gtk/api/tally-market-time.h"
#include "client-gtk/models/tally-parameter-text.h"
#include "client-gtk/widgets/tally-form.h"
#include "client-gtk/widgets/tally-pair.h"
#include "shared/time/tally-day.h"

#include <glib/gi18n.h>

struct _TallyRulesPage {
    TallyPage parent_instance;

    TallyRulesModel *model;
    char *shown; /* key of the parameter that the form is filled for */

    /* Template children */
    TallyPair *pair;
    TallyDataList *parameters;
    GtkLabel *title;
    GtkWidget *form_window;
    TallyForm *form;
    TallyDataList *history;
};

G_DEFINE_FINAL_TYPE (TallyRulesPage, tally_rules_page, TALLY_TYPE_PAGE)

static char *
key_of (gconstpointer data)
{
    const TallyWireParameter *row = data;

    return g_strjoin (" ", row->point_kind, row->rule, row->name, NULL);
}

static const TallyColumn parameter_columns[] = {
    TALLY_COLUMN (TallyWireParameter,
                  rule,
                  N_ ("Rule"),
                  WORD,
                  130,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireParameter, name, N_ ("Parameter"), WORD, 130, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireParameter, point_kind, N_ ("Points"), WORD, 120, TALLY_COLUMN_FACET),
    TALLY_COLUMN_FIGURE ("value", N_ ("Value"), tally_parameter_text, 120, 0),
    TALLY_COLUMN (TallyWireParameter, valid_from, N_ ("From"), DAY, 92, 0),
    TALLY_COLUMN (TallyWireParameter, next_from, N_ ("Changes on"), DAY, 92, 0),
    TALLY_COLUMN (TallyWireParameter,
                  set_by,
                  N_ ("Set by"),
                  TEXT,
                  100,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireParameter,
                  n_changes,
                  N_ ("Values said"),
                  COUNT,
                  90,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN_TEXT ("key", N_ ("Name"), key_of, 200, TALLY_COLUMN_HIDDEN),
};

static char *
said_key (gconstpointer data)
{
    const TallyWireParameter *row = data;

    return g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, row->valid_from,
                            row->state, row->set_at, row->value);
}

static const TallyColumn history_columns[] = {
    TALLY_COLUMN (TallyWireParameter, valid_from, N_ ("From"), DAY, 92, 0),
    TALLY_COLUMN_FIGURE ("value", N_ ("Value"), tally_parameter_text, 110, 0),
    TALLY_COLUMN (TallyWireParameter, state, N_ ("State"), WORD, 90, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireParameter, set_by, N_ ("Set by"), TEXT, 100, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireParameter, set_at, N_ ("Set at"), INSTANT, 132, 0),
    TALLY_COLUMN (TallyWireParameter, reason, N_ ("Reason"), TEXT, 160, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN_TEXT ("key", N_ ("Number"), said_key, 200, TALLY_COLUMN_HIDDEN),
};

static const char *const severities[] = { "own", "info", "warn", "fail", "off", NULL };

static const TallyFormField fields[] = {
    { "value", N_ ("New value"), NULL, 12 },
    { "severity", N_ ("New severity"), severities, 0 },
    { "from", N_ ("From the day"), NULL, 12 },
    { "reason", N_ ("Reason"), NULL, 24 },
};

/* Returns: whether what is typed can be sent */
static gboolean
read_form (TallyRulesPage *self, const TallyWireParameter *row, int64_t *value)
{
    g_autofree char *typed = tally_form_get (self->form, "value");
    g_autofree char *severity = tally_form_get (self->form, "severity");
    g_autofree char *from = tally_form_get (self->form, "from");
    g_autofree char *reason = tally_form_get (self->form, "reason");
    TallyDay day;

    if (tally_parameter_is_severity (row->name))
        *value = tally_parameter_severity_value (severity);
    else if (!tally_parameter_parse (row->name, typed, value))
        return FALSE;
    return tally_day_parse (from, &day, NULL) && *reason != '\0';
}

static void
on_form_changed (TallyRulesPage *self)
{
    const TallyWireParameter *row = tally_data_list_get_selected (self->parameters);
    gboolean may = row != NULL && tally_rules_model_may (self->model);
    int64_t value;

    tally_form_allow (self->form, may && read_form (self, row, &value));
}

static void
fill_form (TallyRulesPage *self, const TallyWireParameter *row)
{
    g_autofree char *from = tally_market_time_day (1);
    g_autofree char *typed = tally_parameter_input (row);
    const char *unit = tally_parameter_unit (row->name);
    gboolean is_severity = tally_parameter_is_severity (row->name);
    g_autofree char *hint = NULL;

    tally_form_set (self->form, "value", is_severity ? "" : typed);
    tally_form_set (self->form, "severity", tally_parameter_severity_code (row->value));
    tally_form_set (self->form, "from", from);
    tally_form_set (self->form, "reason", "");
    tally_form_show_field (self->form, "value", !is_severity);
    tally_form_show_field (self->form, "severity", is_severity);
    if (unit != NULL)
        /* translators: %s is a unit such as seconds or % */
        hint = g_strdup_printf (_ ("In %s; 0 switches the rule off. Days since then are checked "
                                   "again by the nightly validation."),
                                unit);
    else
        hint = g_strdup (_ ("Days since then are checked again by the nightly validation."));
    tally_form_say (self->form, hint, FALSE);
}

/* A refresh must not undo typing: the form is filled for another parameter only. */
static void
on_selected (TallyRulesPage *self)
{
    const TallyWireParameter *row = tally_data_list_get_selected (self->parameters);
    g_autofree char *key = row != NULL ? key_of (row) : NULL;
    g_autofree char *title = NULL;

    tally_rules_model_choose (self->model, row);
    if (row != NULL && g_strcmp0 (key, self->shown) != 0) {
        title = g_strdup_printf ("%s · %s · %s", tally_figure_word (row->rule),
                                 tally_figure_word (row->name),
                                 tally_figure_word (row->point_kind));
        gtk_label_set_text (self->title, title);
        fill_form (self, row);
        g_free (self->shown);
        self->shown = g_steal_pointer (&key);
    }
    on_form_changed (self);
}

static void
on_opened (TallyRulesPage *self)
{
    tally_pair_show (self->pair, 1);
    tally_form_focus (self->form);
}

static void
on_confirmed (TallyRulesPage *self)
{
    const TallyWireParameter *row = tally_data_list_get_selected (self->parameters);
    g_autofree char *from = tally_form_get (self->form, "from");
    g_autofree char *reason = tally_form_get (self->form, "reason");
    int64_t value;

    if (row != NULL && read_form (self, row, &value))
        tally_rules_model_set (self->model, value, from, reason);
}

static void
on_job_finished (TallyRulesPage *self, const GError *error)
{
    if (error != NULL) {
        tally_form_say (self->form, error->message, TRUE);
        return;
    }
    tally_page_say (TALLY_PAGE (self), _ ("The parameter is set."));
    tally_form_set (self->form, "reason", "");
    on_form_changed (self);
    tally_rules_model_refresh (self->model);
}

static void
tally_rules_page_refresh (TallyPage *page)
{
    tally_rules_model_refresh (TALLY_RULES_PAGE (page)->model);
}

static void
tally_rules_page_hear (TallyPage *page, const char *name, const TallyWireEvent *event)
{
    tally_rules_model_hear (TALLY_RULES_PAGE (page)->model, name);
}

static TallyDataList *
tally_rules_page_get_list (TallyPage *page)
{
    return TALLY_RULES_PAGE (page)->parameters;
}

static gboolean
tally_rules_page_back (TallyPage *page)
{
    TallyRulesPage *self = TALLY_RULES_PAGE (page);

    if (!tally_pair_is_narrow (self->pair))
        return FALSE;
    tally_pair_show (self->pair, 0);
    return TRUE;
}

static void
tally_rules_page_dispose (GObject *object)
{
    TallyRulesPage *self = TALLY_RULES_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_RULES_PAGE);
    g_clear_object (&self->model);
    g_clear_pointer (&self->shown, g_free);

    G_OBJECT_CLASS (tally_rules_page_parent_class)->dispose (object);
}

static void
tally_rules_page_class_init (TallyRulesPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_rules_page_dispose;
    page_class->refresh = tally_rules_page_refresh;
    page_class->hear = tally_rules_page_hear;
    page_class->get_list = tally_rules_page_get_list;
    page_class->back = tally_rules_page_back;

    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_FORM);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-rules-page.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyRulesPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyRulesPage, parameters);
    gtk_widget_class_bind_template_child (widget_class, TallyRulesPage, title);
    gtk_widget_class_bind_template_child (widget_class, TallyRulesPage, form_window);
    gtk_widget_class_bind_template_child (widget_class, TallyRulesPage, form);
    gtk_widget_class_bind_template_child (widget_class, TallyRulesPage, history);
    gtk_widget_class_bind_template_callback (widget_class, on_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_confirmed);
}

static void
tally_rules_page_init (TallyRulesPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    tally_form_set_up (self->form, fields, G_N_ELEMENTS (fields), _ ("Set the value"));
    tally_data_list_set_up (self->parameters, _ ("Parameters"), parameter_columns,
                            G_N_ELEMENTS (parameter_columns), "key");
    tally_data_list_set_auto (self->parameters, TRUE);
    tally_data_list_set_empty (self->parameters, _ ("No parameter"),
                               _ ("The rules of validation hold nothing against anything."));
    tally_data_list_set_up (self->history, _ ("What was said"), history_columns,
                            G_N_ELEMENTS (history_columns), "key");
    tally_data_list_set_empty (self->history, _ ("Nothing was said yet"),
                               _ ("Every value of the chosen parameter appears here."));
}

GtkWidget *
tally_rules_page_new (TallyApi *api)
{
    TallyRulesPage *self = g_object_new (TALLY_TYPE_RULES_PAGE, NULL);
    TallyJob *job;

    self->model = tally_rules_model_new (api);
    job = tally_rules_model_get_job (self->model);
    tally_data_list_set_feed (self->parameters, tally_rules_model_get_parameters (self->model));
    tally_data_list_set_feed (self->history, tally_rules_model_get_history (self->model));
    g_signal_connect_object (job, "changed", G_CALLBACK (on_form_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_visible (self->form_window, tally_rules_model_may (self->model));
    tally_rules_model_refresh (self->model);
    return GTK_WIDGET (self);
}
