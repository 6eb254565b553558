// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tariffs/tally-times-view.h"

#include "client-gtk/pages/tariffs/tally-band-grid.h"
#include "client-gtk/widgets/tally-accessible.h"

#include <glib/gi18n.h>

struct _TallyTimesView {
    AdwBin parent_instance;

    TallyTariffDoc *doc;
    TallyTariffGrid *grid;
    guint schedule;
    TallyGridDay day;
    guint brush;
    gboolean is_painting;

    /* Template children */
    GtkDropDown *schedules;
    GtkToggleButton *weekday;
    GtkToggleButton *weekend;
    GtkToggleButton *holiday;
    GtkFlowBox *bands;
    TallyBandGrid *cells;
    GtkLabel *fault;
};

G_DEFINE_FINAL_TYPE (TallyTimesView, tally_times_view, ADW_TYPE_BIN)

static void
on_band_toggled (TallyTimesView *self, GtkToggleButton *button)
{
    if (!gtk_toggle_button_get_active (button))
        return;
    self->brush = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "band"));
    tally_band_grid_set_brush (self->cells, self->brush);
}

static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
    GdkRGBA colour = tally_band_grid_colour (GTK_WIDGET (area), GPOINTER_TO_UINT (user_data));

    gdk_cairo_set_source_rgba (cr, &colour);
    cairo_rectangle (cr, 0, 0, width, height);
    cairo_fill (cr);
}

static GtkWidget *
make_brush (TallyTimesView *self, guint band)
{
    const char *name = tally_tariff_grid_band_name (self->grid, band);
    g_autofree char *text = g_strdup_printf ("%u  %s", band + 1, name);
    /* translators: a band */
    g_autofree char *accessible = g_strdup_printf (_ ("Paint %s"), name);
    GtkWidget *button = gtk_toggle_button_new ();
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *swatch = gtk_drawing_area_new ();

    gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (swatch), 14);
    gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (swatch), 14);
    gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
    gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (swatch), draw_swatch, GUINT_TO_POINTER (band),
                                    NULL);
    gtk_box_append (GTK_BOX (box), swatch);
    gtk_box_append (GTK_BOX (box), gtk_label_new (text));
    gtk_button_set_child (GTK_BUTTON (button), box);
    gtk_widget_add_css_class (button, "chip");
    gtk_widget_set_tooltip_text (button, accessible);
    tally_accessible_set (button, accessible);
    g_object_set_data (G_OBJECT (button), "band", GUINT_TO_POINTER (band));
    return button;
}

static void
show_brushes (TallyTimesView *self)
{
    GtkToggleButton *first = NULL;
    GtkFlowBoxChild *child;

    while ((child = gtk_flow_box_get_child_at_index (self->bands, 0)) != NULL)
        gtk_flow_box_remove (self->bands, GTK_WIDGET (child));
    if (self->grid == NULL)
        return;
    self->brush = MIN (self->brush, tally_tariff_grid_n_bands (self->grid) - 1);
    for (guint band = 0; band < tally_tariff_grid_n_bands (self->grid); band++) {
        GtkWidget *button = make_brush (self, band);

        if (first == NULL)
            first = GTK_TOGGLE_BUTTON (button);
        else
            gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), band == self->brush);
        g_signal_connect_swapped (button, "toggled", G_CALLBACK (on_band_toggled), self);
        gtk_flow_box_append (self->bands, button);
        gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
    tally_band_grid_set_brush (self->cells, self->brush);
}

static void
read_grid (TallyTimesView *self)
{
    g_autoptr(GError) error = NULL;
    TallyTariffGrid *grid = tally_tariff_grid_new (self->doc, self->schedule, &error);

    tally_band_grid_set (self->cells, grid, self->day);
    g_clear_pointer (&self->grid, tally_tariff_grid_free);
    self->grid = grid;
    gtk_widget_set_visible (GTK_WIDGET (self->fault), grid == NULL);
    if (grid == NULL)
        gtk_label_set_text (self->fault, error->message);
    show_brushes (self);
}

static void
list_schedules (TallyTimesView *self)
{
    g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
    guint n = tally_tariff_doc_count (self->doc, "$.schedules");

    for (guint i = 0; i < n; i++) {
        g_autofree char *path = g_strdup_printf ("$.schedules[%u].id", i);
        g_autofree char *id = tally_tariff_doc_get (self->doc, path);

        gtk_string_list_append (names, id);
    }
    self->schedule = n > 0 ? MIN (self->schedule, n - 1) : 0;
    self->is_painting = TRUE;
    gtk_drop_down_set_model (self->schedules, G_LIST_MODEL (names));
    gtk_drop_down_set_selected (self->schedules, self->schedule);
    self->is_painting = FALSE;
}

static void
on_doc_changed (TallyTimesView *self, gboolean is_structure)
{
    if (!is_structure)
        return;
    list_schedules (self);
    read_grid (self);
}

static void
on_schedule_chosen (TallyTimesView *self)
{
    if (self->is_painting || self->doc == NULL)
        return;
    self->schedule = gtk_drop_down_get_selected (self->schedules);
    read_grid (self);
}

static void
on_day_toggled (TallyTimesView *self)
{
    self->day = gtk_toggle_button_get_active (self->weekend)   ? TALLY_GRID_WEEKEND
                : gtk_toggle_button_get_active (self->holiday) ? TALLY_GRID_HOLIDAY
                                                               : TALLY_GRID_WEEKDAY;
    if (self->grid != NULL)
        tally_band_grid_set (self->cells, self->grid, self->day);
}

static void
on_painted (TallyTimesView *self, guint band)
{
    g_autoptr(GError) error = NULL;
    TallyGridArea area;

    tally_band_grid_get_area (self->cells, &area);
    if (self->grid != NULL && !tally_tariff_grid_paint (self->grid, self->day, &area, band, &error))
        gtk_label_set_text (self->fault, error->message);
}

void
tally_times_view_set_doc (TallyTimesView *self, TallyTariffDoc *doc)
{
    self->doc = g_object_ref (doc);
    g_signal_connect_object (doc, "changed", G_CALLBACK (on_doc_changed), self, G_CONNECT_SWAPPED);
    on_doc_changed (self, TRUE);
}

static void
tally_times_view_dispose (GObject *object)
{
    TallyTimesView *self = TALLY_TIMES_VIEW (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_TIMES_VIEW);
    g_clear_pointer (&self->grid, tally_tariff_grid_free);
    g_clear_object (&self->doc);

    G_OBJECT_CLASS (tally_times_view_parent_class)->dispose (object);
}

static void
tally_times_view_class_init (TallyTimesViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_times_view_dispose;
    g_type_ensure (TALLY_TYPE_BAND_GRID);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-times-view.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyTimesView, schedules);
    gtk_widget_class_bind_template_child (widget_class, TallyTimesView, weekday);
    gtk_widget_class_bind_template_child (widget_class, TallyTimesView, weekend);
    gtk_widget_class_bind_template_child (widget_class, TallyTimesView, holiday);
    gtk_widget_class_bind_template_child (widget_class, TallyTimesView, bands);
    gtk_widget_class_bind_template_child (widget_class, TallyTimesView, cells);
    gtk_widget_class_bind_template_child (widget_class, TallyTimesView, fault);
    gtk_widget_class_bind_template_callback (widget_class, on_schedule_chosen);
    gtk_widget_class_bind_template_callback (widget_class, on_day_toggled);
    gtk_widget_class_bind_template_callback (widget_class, on_painted);
}

static void
tally_times_view_init (TallyTimesView *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_set (GTK_WIDGET (self->schedules), _ ("Schedule"));
}
