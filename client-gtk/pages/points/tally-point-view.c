// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/points/tally-point-view.h"

#include "client-gtk/api/tally-market-time.h"
#include "client-gtk/models/tally-amount.h"
#include "client-gtk/models/tally-row-item.h"
#include "client-gtk/pages/points/tally-manual-view.h"
#include "client-gtk/pages/points/tally-point-columns.h"
#include "client-gtk/widgets/tally-form.h"
#include "client-gtk/widgets/tally-tiles.h"
#include "shared/time/tally-day.h"
#include "shared/wire/tally-wire-parameter.h"

#include <glib/gi18n.h>

#define KWH_DECIMALS 3

struct _TallyPointView {
    AdwBin parent_instance;

    TallyPointsModel *model;
    GListStore *meters;
    GListStore *agreements;
    GListStore *registers;
    char *shown; /* code of the point that the forms are filled for */

    /* Template children */
    GtkLabel *title;
    TallyTiles *tiles;
    GtkStack *tabs;
    TallyDataList *meter_list;
    TallyDataList *agreement_list;
    TallyDataList *register_list;
    TallyDataList *parameter_list;
    TallyManualView *manual;
    TallyForm *exchange;
    TallyForm *rollover;
};

G_DEFINE_FINAL_TYPE (TallyPointView, tally_point_view, ADW_TYPE_BIN)

static const TallyFormField exchange_fields[] = {
    { "at", N_ ("Exchanged at"), NULL, 16 },
    { "old_final", N_ ("Last register of the old meter, kWh"), NULL, 14 },
    { "serial", N_ ("Number of the new meter"), NULL, 14 },
    { "model", N_ ("Model"), NULL, 12 },
    { "new_first", N_ ("First register of the new meter, kWh"), NULL, 14 },
    { "digits", N_ ("Digits"), NULL, 6 },
    { "ct", N_ ("CT ratio"), NULL, 10 },
    { "pt", N_ ("PT ratio"), NULL, 10 },
    { "reason", N_ ("Reason"), NULL, 24 },
};

static const char *const channels[] = { "A+", "A-", "R+", "R-", NULL };
static const char *const verdicts[] = { "passed-end", "wrong-reading", NULL };

static const TallyFormField rollover_fields[] = {
    { "day", N_ ("Day"), NULL, 12 },
    { "channel", N_ ("Channel"), channels, 0 },
    { "verdict", N_ ("The register that went back"), verdicts, 0 },
    { "reason", N_ ("Reason"), NULL, 24 },
};

static const TallyWirePoint *
point_of (TallyPointView *self)
{
    return tally_feed_get_message (tally_points_model_get_point (self->model));
}

/* The main meter that hangs now. */
static const TallyWirePointMeter *
meter_of (const TallyWirePoint *point)
{
    for (guint i = 0; point != NULL && point->meters != NULL && i < point->meters->len; i++) {
        const TallyWirePointMeter *meter = point->meters->pdata[i];

        if (meter->to == 0 && g_strcmp0 (meter->role, "main") == 0)
            return meter;
    }
    return NULL;
}

/* "300/5". Returns: FALSE when it is no ratio */
static gboolean
parse_ratio (const char *text, int64_t *numerator, int64_t *denominator)
{
    g_auto(GStrv) parts = g_strsplit (text, "/", -1);

    return g_strv_length (parts) == 2
           && g_ascii_string_to_signed (parts[0], 10, 1, G_MAXINT32, numerator, NULL)
           && g_ascii_string_to_signed (parts[1], 10, 1, G_MAXINT32, denominator, NULL);
}

/* Returns: (nullable) (transfer full): what is typed, when it can be sent */
static TallyWireExchange *
read_exchange (TallyPointView *self)
{
    g_autoptr(TallyWireExchange) request = tally_wire_exchange_new ();
    g_autofree char *at = tally_form_get (self->exchange, "at");
    g_autofree char *old_final = tally_form_get (self->exchange, "old_final");
    g_autofree char *new_first = tally_form_get (self->exchange, "new_first");
    g_autofree char *digits = tally_form_get (self->exchange, "digits");
    int64_t unused;

    request->new_serial = tally_form_get (self->exchange, "serial");
    request->new_model = tally_form_get (self->exchange, "model");
    request->ct = tally_form_get (self->exchange, "ct");
    request->pt = tally_form_get (self->exchange, "pt");
    request->reason = tally_form_get (self->exchange, "reason");
    request->at = tally_points_model_instant (self->model, at);
    if (request->at == 0 || *request->new_serial == '\0' || *request->new_model == '\0'
        || *request->reason == '\0'
        || !tally_amount_parse (old_final, KWH_DECIMALS, &request->old_final)
        || !tally_amount_parse (new_first, KWH_DECIMALS, &request->new_first)
        || (*digits != '\0'
            && !g_ascii_string_to_signed (digits, 10, 4, 18, &request->digits, NULL))
        || !parse_ratio (request->ct, &unused, &unused)
        || !parse_ratio (request->pt, &unused, &unused))
        return NULL;
    return g_steal_pointer (&request);
}

/* What the exchange would mean, before it is made. */
static void
preview_exchange (TallyPointView *self)
{
    const TallyWirePointMeter *meter = meter_of (point_of (self));
    g_autofree char *old_final = tally_form_get (self->exchange, "old_final");
    g_autofree char *ct = tally_form_get (self->exchange, "ct");
    g_autofree char *pt = tally_form_get (self->exchange, "pt");
    g_autofree char *counted = NULL;
    g_autofree char *ratio = NULL;
    g_autofree char *text = NULL;
    int64_t wh;
    int64_t n[2];
    int64_t d[2];

    if (meter == NULL || !tally_amount_parse (old_final, KWH_DECIMALS, &wh)
        || !parse_ratio (ct, &n[0], &d[0]) || !parse_ratio (pt, &n[1], &d[1])) {
        tally_form_say (self->exchange, NULL, FALSE);
        return;
    }
    if (wh < meter->first_register) {
        tally_form_say (self->exchange,
                        _ ("The last register is below the first: did it pass its end?"), FALSE);
        return;
    }
    counted = tally_figure_decimal (wh - meter->first_register, KWH_DECIMALS, KWH_DECIMALS);
    ratio = tally_figure_decimal (n[0] * n[1] * 1000 / (d[0] * d[1]), KWH_DECIMALS, KWH_DECIMALS);
    /* translators: a meter's number, kWh of its register, a factor */
    text = g_strdup_printf (
        _ ("Meter %s counted %s kWh while it hung here; what the new one counts "
           "is multiplied by %s."),
        meter->serial, counted, ratio);
    tally_form_say (self->exchange, text, FALSE);
}

static void
on_exchange_changed (TallyPointView *self)
{
    g_autoptr(TallyWireExchange) request = read_exchange (self);

    preview_exchange (self);
    tally_form_allow (self->exchange, request != NULL && tally_points_model_may (self->model));
}

static void
on_exchange_confirmed (TallyPointView *self)
{
    g_autoptr(TallyWireExchange) request = read_exchange (self);

    if (request != NULL)
        tally_points_model_exchange (self->model, request);
}

static TallyWireRollover *
read_rollover (TallyPointView *self)
{
    g_autoptr(TallyWireRollover) request = tally_wire_rollover_new ();
    g_autofree char *channel = tally_form_get (self->rollover, "channel");
    g_autofree char *verdict = tally_form_get (self->rollover, "verdict");
    TallyDay day;

    request->day = tally_form_get (self->rollover, "day");
    request->reason = tally_form_get (self->rollover, "reason");
    request->accept = g_str_equal (verdict, verdicts[0]);
    for (int i = 0; channels[i] != NULL; i++)
        if (g_str_equal (channels[i], channel))
            request->channel = i + 1;
    if (!tally_day_parse (request->day, &day, NULL) || *request->reason == '\0')
        return NULL;
    return g_steal_pointer (&request);
}

static void
on_rollover_changed (TallyPointView *self)
{
    g_autoptr(TallyWireRollover) request = read_rollover (self);

    tally_form_allow (self->rollover, request != NULL && tally_points_model_may (self->model));
}

static void
on_rollover_confirmed (TallyPointView *self)
{
    g_autoptr(TallyWireRollover) request = read_rollover (self);

    if (request != NULL)
        tally_points_model_rollover (self->model, request);
}

void
tally_point_view_tell (TallyPointView *self, const GError *error)
{
    const char *tab = gtk_stack_get_visible_child_name (self->tabs);
    gboolean is_exchange = g_strcmp0 (tab, "exchange") == 0;
    TallyForm *form = is_exchange ? self->exchange : self->rollover;

    g_return_if_fail (TALLY_IS_POINT_VIEW (self));

    if (g_strcmp0 (tab, "manual") == 0) {
        tally_manual_view_tell (self->manual, error);
        return;
    }
    if (error != NULL) {
        tally_form_say (form, error->message, TRUE);
        return;
    }
    tally_form_set (form, "reason", "");
    tally_form_allow (form, FALSE);
    tally_form_say (form, is_exchange ? _ ("The new meter hangs.") : _ ("It is decided."), FALSE);
}

static void
show_tiles (TallyPointView *self, const TallyWirePoint *point)
{
    g_autofree char *minutes = g_strdup_printf ("%" G_GINT64_FORMAT, point->interval_s / 60);

    tally_tiles_clear (self->tiles);
    tally_tiles_add (self->tiles, _ ("Kind"), g_strdup (tally_figure_word (point->kind)), NULL);
    tally_tiles_add (self->tiles, _ ("Region"), g_strdup (point->node_name), NULL);
    tally_tiles_add (self->tiles, _ ("Capacity, kW"),
                     tally_figure_decimal (point->capacity_w, 3, 1), NULL);
    tally_tiles_add (self->tiles, _ ("Interval, min"), g_steal_pointer (&minutes), NULL);
    tally_tiles_add (self->tiles, _ ("Since"), g_strdup (point->valid_from), NULL);
    tally_tiles_add (self->tiles, _ ("Newest value"),
                     tally_figure_of (TALLY_FIGURE_INSTANT, point->newest_at), NULL);
    tally_tiles_add (self->tiles, _ ("Open exceptions"),
                     tally_figure_of (TALLY_FIGURE_COUNT, point->exceptions_open),
                     point->exceptions_open > 0 ? "attention" : NULL);
}

static void
fill_forms (TallyPointView *self, const TallyWirePoint *point)
{
    const TallyWirePointMeter *meter = meter_of (point);
    g_autoptr(GDateTime) now = tally_market_time_now ();
    g_autofree char *at = g_date_time_format (now, "%Y-%m-%d %H:00");
    g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");

    tally_form_set (self->exchange, "at", at);
    tally_form_set (self->exchange, "old_final", "");
    tally_form_set (self->exchange, "serial", "");
    tally_form_set (self->exchange, "new_first", "0");
    tally_form_set (self->exchange, "digits", "");
    tally_form_set (self->exchange, "reason", "");
    tally_form_set (self->exchange, "model", meter != NULL ? meter->model : "");
    tally_form_set (self->exchange, "ct", meter != NULL ? meter->ct : "1/1");
    tally_form_set (self->exchange, "pt", meter != NULL ? meter->pt : "1/1");
    tally_form_set (self->rollover, "day", day);
    tally_form_set (self->rollover, "reason", "");
    tally_form_say (self->rollover,
                    _ ("The day is validated anew, and its exception decided with it."), FALSE);
    on_exchange_changed (self);
    on_rollover_changed (self);
    tally_manual_view_fill (self->manual);
}

static gboolean
is_of_kind (gpointer item, gpointer user_data)
{
    const TallyWirePoint *point = point_of (user_data);
    const TallyWireParameter *row = tally_row_item_get (item);

    return point != NULL && g_strcmp0 (row->point_kind, point->kind) == 0;
}

/* Only what holds for points of this kind. */
static void
refilter (TallyPointView *self)
{
    TallyFeed *feed = tally_points_model_get_parameters (self->model);
    GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (is_of_kind, self, NULL));
    g_autoptr(GtkFilterListModel)
                   own = gtk_filter_list_model_new (g_object_ref (tally_feed_get_rows (feed)),
                                                    filter);

    tally_data_list_set_rows (self->parameter_list, G_LIST_MODEL (own));
}

/* A refresh must not undo typing: the forms are filled for another point only. */
static void
on_point_changed (TallyPointView *self)
{
    const TallyWirePoint *point = point_of (self);
    g_autofree char *title = NULL;

    tally_row_item_fill (self->meters, point != NULL ? point->meters : NULL);
    tally_row_item_fill (self->agreements, point != NULL ? point->agreements : NULL);
    tally_row_item_fill (self->registers, point != NULL ? point->registers : NULL);
    if (point == NULL)
        return;
    title = g_strdup_printf ("%s · %s", point->code, point->name);
    gtk_label_set_text (self->title, title);
    show_tiles (self, point);
    refilter (self);
    if (g_strcmp0 (self->shown, point->code) == 0)
        return;
    g_free (self->shown);
    self->shown = g_strdup (point->code);
    fill_forms (self, point);
}

void
tally_point_view_set_model (TallyPointView *self, TallyPointsModel *model)
{
    gboolean may;

    g_return_if_fail (TALLY_IS_POINT_VIEW (self));
    g_return_if_fail (self->model == NULL);

    self->model = g_object_ref (model);
    may = tally_points_model_may (model);
    tally_data_list_set_rows (self->meter_list, G_LIST_MODEL (self->meters));
    tally_data_list_set_rows (self->agreement_list, G_LIST_MODEL (self->agreements));
    tally_data_list_set_rows (self->register_list, G_LIST_MODEL (self->registers));
    tally_manual_view_set_model (self->manual, model);
    refilter (self);
    if (!may) {
        gtk_stack_remove (self->tabs, gtk_stack_get_child_by_name (self->tabs, "exchange"));
        gtk_stack_remove (self->tabs, gtk_stack_get_child_by_name (self->tabs, "rollover"));
    }
    g_signal_connect_object (tally_points_model_get_point (model), "changed",
                             G_CALLBACK (on_point_changed), self, G_CONNECT_SWAPPED);
}

static void
tally_point_view_dispose (GObject *object)
{
    TallyPointView *self = TALLY_POINT_VIEW (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_POINT_VIEW);
    g_clear_object (&self->model);
    g_clear_object (&self->meters);
    g_clear_object (&self->agreements);
    g_clear_object (&self->registers);
    g_clear_pointer (&self->shown, g_free);

    G_OBJECT_CLASS (tally_point_view_parent_class)->dispose (object);
}

static void
tally_point_view_class_init (TallyPointViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_point_view_dispose;
    g_type_ensure (TALLY_TYPE_TILES);
    g_type_ensure (TALLY_TYPE_FORM);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    g_type_ensure (TALLY_TYPE_MANUAL_VIEW);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-point-view.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, title);
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, tiles);
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, tabs);
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, meter_list);
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, agreement_list);
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, register_list);
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, parameter_list);
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, manual);
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, exchange);
    gtk_widget_class_bind_template_child (widget_class, TallyPointView, rollover);
    gtk_widget_class_bind_template_callback (widget_class, on_exchange_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_exchange_confirmed);
    gtk_widget_class_bind_template_callback (widget_class, on_rollover_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_rollover_confirmed);
}

static void
tally_point_view_init (TallyPointView *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    self->meters = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->agreements = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->registers = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    tally_point_columns_meters (self->meter_list);
    tally_point_columns_agreements (self->agreement_list);
    tally_point_columns_registers (self->register_list);
    tally_point_columns_parameters (self->parameter_list);
    tally_form_set_up (self->exchange, exchange_fields, G_N_ELEMENTS (exchange_fields),
                       _ ("Exchange the meter"));
    tally_form_set_up (self->rollover, rollover_fields, G_N_ELEMENTS (rollover_fields),
                       _ ("Decide"));
}
