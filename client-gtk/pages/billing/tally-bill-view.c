// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-bill-view.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/pages/billing/tally-bill-pdf.h"
#include "client-gtk/pages/billing/tally-hold-bar.h"
#include "client-gtk/pages/billing/tally-why-view.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "client-gtk/widgets/tally-plot-view.h"
#include "client-gtk/widgets/tally-tiles.h"
#include "shared/number/tally-number.h"
#include "shared/wire/tally-wire-bill-line.h"
#include "shared/wire/tally-wire-bill.h"
#include "shared/wire/tally-wire-intervals.h"

#include <glib/gi18n.h>

/* Of TallyWireIntervalDay.quality: as the meter measured it. */
#define QUALITY_MEASURED 0
#define QUALITY_MISSING 255

struct _TallyBillView {
    AdwBin parent_instance;

    TallyBillingModel *model;
    TallyBillDesk *desk;
    char *number;

    /* Template children */
    GtkWidget *back;
    GtkWidget *open;
    GtkWidget *save;
    GtkLabel *title;
    GtkLabel *subtitle;
    TallyTiles *tiles;
    TallyHoldBar *hold_bar;
    TallyDataList *lines;
    GtkStack *behind;
    GtkLabel *about;
    TallyWhyView *why;
    GtkLabel *about_curve;
    TallyPlotView *curve;
};

G_DEFINE_FINAL_TYPE (TallyBillView, tally_bill_view, ADW_TYPE_BIN)

enum {
    SIGNAL_CLOSED,
    SIGNAL_STEPPED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
component_of (gconstpointer row)
{
    const TallyWireBillLine *line = row;
    const char *band = line->band != NULL ? line->band : "";
    g_autoptr(GString) text = g_string_new (tally_figure_word (line->kind));

    if (*band != '\0')
        g_string_append_printf (text, " · %s", tally_figure_word (band));
    if (line->tier > 0)
        /* translators: a step of the price by quantity */
        g_string_append_printf (text, " · %s %" G_GINT64_FORMAT, _ ("tier"), line->tier);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
quantity_of (gconstpointer row)
{
    const TallyWireBillLine *line = row;
    int scale = (int) CLAMP (-line->quantity_exponent, 0, TALLY_NUMBER_MAX_SCALE);
    g_autofree char *number = tally_figure_decimal (line->quantity, scale, MIN (scale, 3));

    return g_strdup_printf ("%s %s", number, line->unit != NULL ? line->unit : "");
}

/* A tax has no rate of a unit. */
static char *
rate_of (gconstpointer row)
{
    const TallyWireBillLine *line = row;

    return line->rate_micro != 0 ? tally_figure_of (TALLY_FIGURE_RATE, line->rate_micro)
                                 : g_strdup ("–");
}

static const TallyColumn line_columns[] = {
    TALLY_COLUMN (TallyWireBillLine, line_no, N_ ("No."), COUNT, 50, 0),
    TALLY_COLUMN_TEXT ("what", N_ ("Item"), component_of, 180, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireBillLine, component, N_ ("Component"), TEXT, 130, 0),
    TALLY_COLUMN_FIGURE ("quantity", N_ ("Quantity"), quantity_of, 130, 0),
    TALLY_COLUMN_FIGURE ("rate", N_ ("Rate, {currency}"), rate_of, 90, 0),
    TALLY_COLUMN (TallyWireBillLine, amount_minor, N_ ("Amount, {currency}"), MONEY, 110, 0),
    TALLY_COLUMN (TallyWireBillLine,
                  amount_exact,
                  N_ ("Before rounding"),
                  TEXT,
                  130,
                  TALLY_COLUMN_HIDDEN),
};

static void
show_bill (TallyBillView *self, const TallyWireBill *bill)
{
    const TallyWireBillRow *row = bill->summary;
    g_autofree char *period = tally_figure_period (row->period_start, row->period_end);
    g_autofree char *title = g_strdup_printf ("%s · %s", row->number, row->customer_name);
    g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s %s · %s", period,
                                                 tally_figure_word (row->kind), _ ("Point"),
                                                 bill->point_code != NULL ? bill->point_code : "–",
                                                 bill->point_name != NULL ? bill->point_name : "");

    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->subtitle, subtitle);
    tally_tiles_add (self->tiles, _ ("State"), g_strdup (tally_figure_word (row->state)),
                     g_strcmp0 (row->state, "held") == 0 ? "attention" : NULL);
    tally_tiles_add (self->tiles, _ ("Energy, kWh"),
                     tally_figure_of (TALLY_FIGURE_KWH, row->energy_wh), NULL);
    tally_tiles_add (self->tiles, tally_market_money_say (N_ ("Net, {currency}"), row->currency),
                     tally_figure_of (TALLY_FIGURE_MONEY, row->net_minor), NULL);
    tally_tiles_add (self->tiles, tally_market_money_say (N_ ("Tax, {currency}"), row->currency),
                     tally_figure_of (TALLY_FIGURE_MONEY, row->tax_minor), NULL);
    tally_tiles_add (self->tiles, tally_market_money_say (N_ ("Total, {currency}"), row->currency),
                     tally_figure_of (TALLY_FIGURE_MONEY, row->total_minor), NULL);
    tally_tiles_add (self->tiles, _ ("Estimated, %"),
                     tally_figure_of (TALLY_FIGURE_PERCENT, row->estimated_ppm),
                     row->estimated_ppm > 0 ? "attention" : NULL);
}

/* The first line of a bill is often a fixed charge; people ask about the energy. */
static void
choose_energy (TallyBillView *self, const TallyWireBill *bill)
{
    for (guint i = 0; bill->lines != NULL && i < bill->lines->len; i++) {
        const TallyWireBillLine *line = bill->lines->pdata[i];
        g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, line->line_no);

        if (g_strcmp0 (line->kind, "energy") != 0)
            continue;
        tally_data_list_select (self->lines, key);
        break;
    }
}

static void
on_bill_changed (TallyBillView *self)
{
    TallyFeed *feed = tally_billing_model_get_bill (self->model);
    const TallyWireBill *bill = tally_feed_get_message (feed);

    g_clear_pointer (&self->number, g_free);
    if (bill != NULL && bill->summary != NULL)
        self->number = g_strdup (bill->summary->number);
    gtk_widget_set_sensitive (self->open, self->number != NULL);
    gtk_widget_set_sensitive (self->save, self->number != NULL);
    tally_tiles_clear (self->tiles);
    tally_hold_bar_show (self->hold_bar, bill != NULL && bill->summary != NULL ? bill : NULL);
    if (bill != NULL && bill->summary != NULL) {
        show_bill (self, bill);
        choose_energy (self, bill);
        return;
    }
    gtk_label_set_text (self->title, tally_feed_get_state (feed) == TALLY_FEED_FAILED
                                         ? _ ("This bill could not be loaded")
                                         : "");
    gtk_label_set_text (self->subtitle, tally_feed_get_error (feed) != NULL
                                            ? tally_feed_get_error (feed)->message
                                            : "");
}

static void
on_line_selected (TallyBillView *self)
{
    const TallyWireBillLine *line = tally_data_list_get_selected (self->lines);

    g_autofree char *about = line != NULL ? component_of (line) : g_strdup ("");

    gtk_label_set_text (self->about, about);
    tally_billing_model_set_line (self->model, line != NULL ? line->line_no : 0);
}

/* Adds a day to @chart; returns how many of its intervals were estimated. */
static guint
add_day (TallyPlot *chart, const TallyWireIntervalDay *day, int64_t interval_s, int64_t *sum)
{
    guint estimated = 0;

    for (guint i = 0; day->values != NULL && i < day->values->len; i++) {
        int64_t value = g_array_index (day->values, int64_t, i);
        int64_t quality = day->quality != NULL && i < day->quality->len
                              ? g_array_index (day->quality, int64_t, i)
                              : QUALITY_MISSING;
        int64_t minute = i * interval_s / 60;
        g_autofree char *label = g_strdup_printf ("%s %02d:%02d", day->day + strlen ("2026-"),
                                                  (int) (minute / 60), (int) (minute % 60));
        gboolean is_estimated = quality != QUALITY_MEASURED;

        tally_plot_add_point (chart, minute == 0 ? day->day + strlen ("2026-") : label, &value,
                              is_estimated);
        estimated += is_estimated ? 1 : 0;
        *sum += value;
    }
    return estimated;
}

static void
describe_curve (TallyBillView *self, guint n, guint estimated, int64_t sum)
{
    g_autofree char *all = tally_figure_of (TALLY_FIGURE_COUNT, n);
    g_autofree char *few = tally_figure_of (TALLY_FIGURE_COUNT, estimated);
    g_autofree char *energy = tally_figure_of (TALLY_FIGURE_KWH, sum);
    g_autofree char *text = g_strdup_printf (_ ("%s intervals, %s estimated, sum %s kWh"), all, few,
                                             energy);

    gtk_label_set_text (self->about_curve, text);
}

static void
on_intervals_changed (TallyBillView *self)
{
    TallyFeed *feed = tally_billing_model_get_intervals (self->model);
    const TallyWireIntervals *intervals = tally_feed_get_message (feed);
    g_autoptr(TallyPlot) chart = NULL;
    guint estimated = 0;
    int64_t sum = 0;

    gtk_label_set_text (self->about_curve, "");
    gtk_widget_set_visible (GTK_WIDGET (self->curve), FALSE);
    tally_plot_view_set (self->curve, _ ("Load curve"), NULL);
    if (tally_feed_get_state (feed) == TALLY_FEED_FAILED)
        gtk_label_set_text (self->about_curve, tally_feed_get_error (feed)->message);
    if (intervals == NULL)
        return;
    chart = tally_plot_new (TALLY_PLOT_CURVE, TALLY_FIGURE_KWH, _ ("kWh an interval"));
    tally_plot_add_series (chart, _ ("Measured"), TALLY_TINT_MEASURED);
    for (guint i = 0; i < intervals->days->len; i++)
        estimated += add_day (chart, intervals->days->pdata[i], MAX (intervals->interval_s, 60),
                              &sum);
    if (tally_plot_n_points (chart) > 0)
        describe_curve (self, tally_plot_n_points (chart), estimated, sum);
    else
        gtk_label_set_text (self->about_curve, _ ("This line is not made of intervals."));
    gtk_widget_set_visible (GTK_WIDGET (self->curve), tally_plot_n_points (chart) > 0);
    tally_plot_view_set (self->curve, _ ("Load curve"), g_steal_pointer (&chart));
}

void
tally_bill_view_set_model (TallyBillView *self, TallyBillingModel *model, TallyBillDesk *desk)
{
    g_return_if_fail (TALLY_IS_BILL_VIEW (self));
    g_return_if_fail (self->model == NULL);

    tally_hold_bar_set_desk (self->hold_bar, desk);
    self->desk = g_object_ref (desk);
    self->model = g_object_ref (model);
    tally_why_view_set_feed (self->why, tally_billing_model_get_reason (model));
    tally_data_list_set_rows (self->lines, tally_billing_model_get_lines (model));
    g_signal_connect_object (tally_billing_model_get_bill (model), "changed",
                             G_CALLBACK (on_bill_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (tally_billing_model_get_intervals (model), "changed",
                             G_CALLBACK (on_intervals_changed), self, G_CONNECT_SWAPPED);
}

void
tally_bill_view_focus (TallyBillView *self)
{
    gtk_widget_grab_focus (self->back);
}

static void
on_back_clicked (TallyBillView *self)
{
    g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static void
on_before_clicked (TallyBillView *self)
{
    g_signal_emit (self, signals[SIGNAL_STEPPED], 0, -1);
}

static void
on_after_clicked (TallyBillView *self)
{
    g_signal_emit (self, signals[SIGNAL_STEPPED], 0, 1);
}

static void
on_open_clicked (TallyBillView *self)
{
    if (self->number != NULL)
        tally_bill_pdf_open (GTK_WIDGET (self), self->desk, self->number);
}

static void
on_save_clicked (TallyBillView *self)
{
    if (self->number != NULL)
        tally_bill_pdf_save (GTK_WIDGET (self), self->desk, self->number);
}

static gboolean
on_print_key (GtkWidget *widget, GVariant *unused, gpointer user_data)
{
    on_open_clicked (TALLY_BILL_VIEW (widget));
    return TRUE;
}

static gboolean
on_step_key (GtkWidget *widget, GVariant *direction, gpointer user_data)
{
    g_signal_emit (widget, signals[SIGNAL_STEPPED], 0, g_variant_get_int32 (direction));
    return TRUE;
}

static void
tally_bill_view_dispose (GObject *object)
{
    TallyBillView *self = TALLY_BILL_VIEW (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_BILL_VIEW);
    g_clear_object (&self->model);
    g_clear_object (&self->desk);
    g_clear_pointer (&self->number, g_free);

    G_OBJECT_CLASS (tally_bill_view_parent_class)->dispose (object);
}

static void
tally_bill_view_class_init (TallyBillViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_bill_view_dispose;
    signals[SIGNAL_CLOSED] = g_signal_new ("closed", TALLY_TYPE_BILL_VIEW, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_STEPPED] = g_signal_new ("stepped", TALLY_TYPE_BILL_VIEW, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

    g_type_ensure (TALLY_TYPE_TILES);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    g_type_ensure (TALLY_TYPE_PLOT_VIEW);
    g_type_ensure (TALLY_TYPE_HOLD_BAR);
    g_type_ensure (TALLY_TYPE_WHY_VIEW);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-bill-view.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, back);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, open);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, save);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, title);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, subtitle);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, tiles);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, hold_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, lines);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, behind);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, about);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, why);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, about_curve);
    gtk_widget_class_bind_template_child (widget_class, TallyBillView, curve);
    gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_open_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_before_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_after_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_line_selected);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, on_print_key, NULL);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Up, GDK_ALT_MASK, on_step_key, "i",
                                  -1);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Down, GDK_ALT_MASK, on_step_key, "i",
                                  1);
}

static void
tally_bill_view_init (TallyBillView *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_name (GTK_WIDGET (self));
    tally_accessible_follow_stack (self->behind);

    tally_data_list_set_up (self->lines, _ ("Lines"), line_columns, G_N_ELEMENTS (line_columns),
                            "line_no");
    tally_data_list_set_auto (self->lines, TRUE);
    tally_data_list_set_empty (self->lines, _ ("No lines"), NULL);
}
