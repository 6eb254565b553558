// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tariffs/tally-band-grid.h"

#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-palette.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define NAME_WIDTH 44
#define HEAD_HEIGHT 18
#define ROW_HEIGHT 24
#define NARROW_CELL 13 /* below this only every other hour is named, and numbers are left out */

struct _TallyBandGrid {
    GtkWidget parent_instance;

    const TallyTariffGrid *grid;
    TallyGridDay day;
    guint brush;
    int month; /* the cursor */
    int hour;
    int anchor_month; /* where the selection began */
    int anchor_hour;
};

G_DEFINE_FINAL_TYPE (TallyBandGrid, tally_band_grid, GTK_TYPE_WIDGET)

enum {
    PAINTED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Cool to warm, apart by brightness too; the theme's own blues and oranges, muted. */
GdkRGBA
tally_band_grid_colour (GtkWidget *widget, guint band)
{
    static const char *const light[] = { "#f0a07c", "#9cc3e6", "#dbe9d2", "#c3b4e0", "#f7d58f",
                                         "#8fc4c0", "#e3a6c3", "#c9c9c9", "#b8d48a" };
    static const char *const dark[] = { "#a4532f", "#2f5f8f", "#46633d", "#5d4f8a", "#8a6a20",
                                        "#2f6570", "#7d3f60", "#5a5a5a", "#56702c" };
    gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
    GdkRGBA colour = { 0 };

    gdk_rgba_parse (&colour, (is_dark ? dark : light)[band % G_N_ELEMENTS (light)]);
    return colour;
}

void
tally_band_grid_get_area (TallyBandGrid *self, TallyGridArea *area)
{
    *area = (TallyGridArea){ .first_month = MIN (self->month, self->anchor_month),
                             .last_month = MAX (self->month, self->anchor_month),
                             .first_hour = MIN (self->hour, self->anchor_hour),
                             .last_hour = MAX (self->hour, self->anchor_hour) };
}

static char *
month_name (int month, const char *format)
{
    g_autoptr(GDateTime) first = g_date_time_new_utc (2026, month + 1, 1, 0, 0, 0);

    return g_date_time_format (first, format);
}

/* What a screen reader says: where the selection is, and which band stands there. */
static void
read_out (TallyBandGrid *self)
{
    static const char *const days[] = { N_ ("weekdays"), N_ ("weekends"), N_ ("holidays") };
    g_autofree char *first = NULL;
    g_autofree char *last = NULL;
    g_autofree char *text = NULL;
    gboolean is_mixed = FALSE;
    TallyGridArea area;
    guint band;

    if (self->grid == NULL)
        return;
    tally_band_grid_get_area (self, &area);
    first = month_name (area.first_month, "%B");
    last = month_name (area.last_month, "%B");
    band = tally_tariff_grid_band (self->grid, self->day, self->month, self->hour, &is_mixed);
    /* translators: days, months, hours, band */
    text = g_strdup_printf (_ ("Times on %s: %s to %s, %02d:00 to %02d:00, %s"),
                            _ (days[self->day]), first, last, area.first_hour, area.last_hour + 1,
                            tally_tariff_grid_band_name (self->grid, band));
    tally_accessible_set (GTK_WIDGET (self), text);
}

static float
cell_width (TallyBandGrid *self)
{
    return (float) (gtk_widget_get_width (GTK_WIDGET (self)) - NAME_WIDTH) / TALLY_GRID_HOURS;
}

static void
draw_text (TallyBandGrid *self, GtkSnapshot *snapshot, const char *text, float x, float y, float w)
{
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
    GdkRGBA ink = tally_palette_ink (GTK_WIDGET (self));
    int width;

    pango_layout_get_pixel_size (layout, &width, NULL);
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot,
                            &GRAPHENE_POINT_INIT (w > 0 ? x + (w - (float) width) / 2 : x, y));
    gtk_snapshot_append_layout (snapshot, layout, &ink);
    gtk_snapshot_restore (snapshot);
}

static void
draw_cell (TallyBandGrid *self, GtkSnapshot *snapshot, int month, int hour, float width)
{
    float x = NAME_WIDTH + (float) hour * width;
    float y = HEAD_HEIGHT + (float) month * ROW_HEIGHT;
    gboolean is_mixed;
    guint band = tally_tariff_grid_band (self->grid, self->day, month, hour, &is_mixed);
    GdkRGBA colour = tally_band_grid_colour (GTK_WIDGET (self), band);
    g_autofree char *text = NULL;

    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (x, y, width - 1, ROW_HEIGHT - 1));
    if (width < NARROW_CELL)
        return;
    text = g_strdup_printf (is_mixed ? "%u…" : "%u", band + 1);
    draw_text (self, snapshot, text, x, y + 3, width);
}

static void
draw_selection (TallyBandGrid *self, GtkSnapshot *snapshot, float width)
{
    GdkRGBA ink = tally_palette_ink (GTK_WIDGET (self));
    GskRoundedRect outline;
    TallyGridArea area;

    tally_band_grid_get_area (self, &area);
    gsk_rounded_rect_init_from_rect (
        &outline,
        &GRAPHENE_RECT_INIT (NAME_WIDTH + (float) area.first_hour * width - 1,
                             HEAD_HEIGHT + (float) area.first_month * ROW_HEIGHT - 1,
                             (float) (area.last_hour - area.first_hour + 1) * width + 1,
                             (float) (area.last_month - area.first_month + 1) * ROW_HEIGHT + 1),
        3);
    gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 2, 2, 2, 2 },
                                (GdkRGBA[4]){ ink, ink, ink, ink });
}

static void
tally_band_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
    TallyBandGrid *self = TALLY_BAND_GRID (widget);
    float width = cell_width (self);
    int every = width < NARROW_CELL ? 6 : (width < 2 * NARROW_CELL ? 2 : 1);

    if (self->grid == NULL)
        return;
    for (int hour = 0; hour < TALLY_GRID_HOURS; hour += every) {
        g_autofree char *text = g_strdup_printf ("%d", hour);

        draw_text (self, snapshot, text, NAME_WIDTH + (float) hour * width, 0, width);
    }
    for (int month = 0; month < TALLY_GRID_MONTHS; month++) {
        g_autofree char *name = month_name (month, "%b");

        draw_text (self, snapshot, name, 2, HEAD_HEIGHT + (float) month * ROW_HEIGHT + 3, 0);
        for (int hour = 0; hour < TALLY_GRID_HOURS; hour++)
            draw_cell (self, snapshot, month, hour, width);
    }
    draw_selection (self, snapshot, width);
}

static void
tally_band_grid_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
    gboolean is_wide = orientation == GTK_ORIENTATION_HORIZONTAL;

    *minimum = is_wide ? NAME_WIDTH + TALLY_GRID_HOURS * 9
                       : HEAD_HEIGHT + TALLY_GRID_MONTHS * ROW_HEIGHT;
    *natural = is_wide ? NAME_WIDTH + TALLY_GRID_HOURS * 26 : *minimum;
}

static void
move_to (TallyBandGrid *self, int month, int hour, gboolean extends)
{
    self->month = CLAMP (month, 0, TALLY_GRID_MONTHS - 1);
    self->hour = CLAMP (hour, 0, TALLY_GRID_HOURS - 1);
    if (!extends) {
        self->anchor_month = self->month;
        self->anchor_hour = self->hour;
    }
    read_out (self);
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_key_pressed (TallyBandGrid *self, guint key, guint code, GdkModifierType state)
{
    gboolean extends = (state & GDK_SHIFT_MASK) != 0;
    int down = key == GDK_KEY_Down ? 1 : (key == GDK_KEY_Up ? -1 : 0);
    int right = key == GDK_KEY_Right ? 1 : (key == GDK_KEY_Left ? -1 : 0);
    gunichar digit = gdk_keyval_to_unicode (key);

    if (self->grid == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
        return FALSE;
    if (down != 0 || right != 0) {
        move_to (self, self->month + down, self->hour + right, extends);
        return TRUE;
    }
    if (key == GDK_KEY_Home || key == GDK_KEY_End) {
        move_to (self, self->month, key == GDK_KEY_Home ? 0 : TALLY_GRID_HOURS - 1, extends);
        return TRUE;
    }
    if (digit < '1' || digit > '9' || digit - '1' >= tally_tariff_grid_n_bands (self->grid))
        return FALSE;
    g_signal_emit (self, signals[PAINTED], 0, digit - '1');
    return TRUE;
}

static void
point_at (TallyBandGrid *self, double x, double y, gboolean extends)
{
    if (self->grid != NULL)
        move_to (self, (int) ((y - HEAD_HEIGHT) / ROW_HEIGHT),
                 (int) ((x - NAME_WIDTH) / (double) cell_width (self)), extends);
}

static void
on_drag_begin (TallyBandGrid *self, double x, double y)
{
    gtk_widget_grab_focus (GTK_WIDGET (self));
    point_at (self, x, y, FALSE);
}

static void
on_drag_update (TallyBandGrid *self, double x, double y, GtkGestureDrag *drag)
{
    double start_x;
    double start_y;

    if (gtk_gesture_drag_get_start_point (drag, &start_x, &start_y))
        point_at (self, start_x + x, start_y + y, TRUE);
}

static void
on_drag_end (TallyBandGrid *self, double x, double y, GtkGestureDrag *drag)
{
    on_drag_update (self, x, y, drag);
    if (self->grid != NULL)
        g_signal_emit (self, signals[PAINTED], 0, self->brush);
}

void
tally_band_grid_set (TallyBandGrid *self, const TallyTariffGrid *grid, TallyGridDay day)
{
    self->grid = grid;
    self->day = day;
    gtk_widget_set_sensitive (GTK_WIDGET (self), grid != NULL);
    read_out (self);
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tally_band_grid_set_brush (TallyBandGrid *self, guint band)
{
    self->brush = band;
}

static void
tally_band_grid_class_init (TallyBandGridClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    widget_class->snapshot = tally_band_grid_snapshot;
    widget_class->measure = tally_band_grid_measure;
    gtk_widget_class_set_css_name (widget_class, "bandgrid");
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
    signals[PAINTED] = g_signal_new ("painted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
tally_band_grid_init (TallyBandGrid *self)
{
    GtkEventController *keys = gtk_event_controller_key_new ();
    GtkGesture *drag = gtk_gesture_drag_new ();

    gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
    tally_accessible_set (GTK_WIDGET (self), _ ("Times"));
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
    g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
    g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
    g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), self);
    gtk_widget_add_controller (GTK_WIDGET (self), keys);
    gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
