// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-heat-map.h"

#include "client-gtk/widgets/tally-heat-line.h"
#include "client-gtk/widgets/tally-palette.h"
#include "shared/wire/tally-wire-collection-region.h"

#include <glib/gi18n.h>

#define ROW_HEIGHT 18
#define HEAD_HEIGHT 20
#define GAP 1
#define NAME_WIDTH 120 /* below this only codes tell points apart */

struct _TallyHeatMap {
    GtkWidget parent_instance;

    GListModel *regions;
    GListModel *points;
    gboolean has_regions;
    GPtrArray *lines; /* of TallyHeatLine, most trouble first */
    GtkAdjustment *scroll;
    int hours;
    int row; /* of the cursor; -1 none */
    int hour;
    char *text;
};

G_DEFINE_FINAL_TYPE (TallyHeatMap, tally_heat_map, GTK_TYPE_WIDGET)

enum {
    PROP_TEXT = 1,
    N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
    SIGNAL_OPENED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static const TallyHeatLine *
line_at (TallyHeatMap *self, int index)
{
    return self->lines->pdata[index];
}

static int
label_width (TallyHeatMap *self)
{
    return CLAMP (gtk_widget_get_width (GTK_WIDGET (self)) / 4, 92, 220);
}

static void
read_out (TallyHeatMap *self)
{
    g_autofree char *text = NULL;

    if (self->row >= 0 && (guint) self->row < self->lines->len)
        text = tally_heat_line_text (line_at (self, self->row), self->hour);
    if (g_strcmp0 (text, self->text) == 0)
        return;
    g_free (self->text);
    self->text = g_steal_pointer (&text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    self->text != NULL ? self->text : "", -1);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_text (TallyHeatMap *self, GtkSnapshot *snapshot, const char *text, int x, int y, int width)
{
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
    GdkRGBA ink = tally_palette_ink (GTK_WIDGET (self));

    pango_layout_set_width (layout, width * PANGO_SCALE);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
    gtk_snapshot_append_layout (snapshot, layout, &ink);
    gtk_snapshot_restore (snapshot);
}

static void
draw_row (TallyHeatMap *self, GtkSnapshot *snapshot, int index, float left, float cell_width)
{
    const TallyHeatLine *line = line_at (self, index);
    g_autofree char *name = tally_heat_line_name (line, left < NAME_WIDTH);
    GdkRGBA ink = tally_palette_ink (GTK_WIDGET (self));
    float y = (float) (HEAD_HEIGHT + index * ROW_HEIGHT);

    draw_text (self, snapshot, name, 0, (int) y, (int) left - 6);
    for (int hour = 0; hour < self->hours; hour++) {
        graphene_rect_t area = GRAPHENE_RECT_INIT (left + (float) hour * cell_width, y,
                                                   cell_width - GAP, ROW_HEIGHT - GAP);

        tally_heat_line_draw (line, GTK_WIDGET (self), snapshot, &area, hour);
        if (index == self->row && hour == self->hour) {
            GskRoundedRect outline;
            float width[] = { 2, 2, 2, 2 };
            GdkRGBA colours[] = { ink, ink, ink, ink };

            gsk_rounded_rect_init_from_rect (&outline, &area, 0);
            gtk_snapshot_append_border (snapshot, &outline, width, colours);
        }
    }
}

static void
draw_head (TallyHeatMap *self, GtkSnapshot *snapshot, float left, float cell_width)
{
    int step = cell_width >= 22 ? 1 : cell_width >= 12 ? 3 : 6;

    for (int hour = 0; hour < self->hours; hour += step) {
        g_autofree char *text = g_strdup_printf ("%02d", hour);

        draw_text (self, snapshot, text, (int) (left + (float) hour * cell_width), 0,
                   (int) cell_width * step);
    }
}

static void
tally_heat_map_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
    TallyHeatMap *self = TALLY_HEAT_MAP (widget);
    float left = (float) label_width (self);
    float cell_width = ((float) gtk_widget_get_width (widget) - left) / (float) self->hours;
    int first = 0;
    int last = (int) self->lines->len;

    /* Only what can be seen: a utility has thousands of points. */
    if (self->scroll != NULL) {
        double top = gtk_adjustment_get_value (self->scroll);

        first = MAX ((int) (top - HEAD_HEIGHT) / ROW_HEIGHT, 0);
        last = MIN (last,
                    first + (int) gtk_adjustment_get_page_size (self->scroll) / ROW_HEIGHT + 3);
    }
    draw_head (self, snapshot, left, cell_width);
    for (int index = first; index < last; index++)
        draw_row (self, snapshot, index, left, cell_width);
}

static void
tally_heat_map_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *least,
                        int *natural,
                        int *least_baseline,
                        int *natural_baseline)
{
    TallyHeatMap *self = TALLY_HEAT_MAP (widget);

    if (orientation == GTK_ORIENTATION_HORIZONTAL) {
        *least = 280;
        *natural = 600;
    } else {
        *least = *natural = HEAD_HEIGHT + (int) self->lines->len * ROW_HEIGHT;
    }
}

static void
tally_heat_map_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    TallyHeatMap *self = TALLY_HEAT_MAP (widget);
    GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);

    if (scroller == NULL || self->scroll != NULL)
        return;
    self->scroll = g_object_ref (
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
    g_signal_connect_object (self->scroll, "value-changed", G_CALLBACK (gtk_widget_queue_draw),
                             self, G_CONNECT_SWAPPED);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
    return tally_heat_line_compare (*(TallyHeatLine *const *) a, *(TallyHeatLine *const *) b);
}

static void
add_lines (TallyHeatMap *self, GListModel *rows, gboolean are_regions)
{
    guint n = g_list_model_get_n_items (rows);

    for (guint i = 0; i < n; i++) {
        TallyHeatLine *line = tally_heat_line_new (g_list_model_get_item (rows, i), are_regions);

        g_ptr_array_add (self->lines, line);
        self->hours = MAX (self->hours, tally_heat_line_hours (line));
    }
}

static void
on_rows_changed (TallyHeatMap *self)
{
    g_ptr_array_set_size (self->lines, 0);
    self->hours = 0;
    if (self->has_regions)
        add_lines (self, self->regions, TRUE);
    add_lines (self, self->points, FALSE);
    self->hours = self->hours > 0 ? self->hours : 24;
    g_ptr_array_sort (self->lines, compare_lines);
    self->row = MIN (self->row, (int) self->lines->len - 1);
    read_out (self);
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
tally_heat_map_set_rows (TallyHeatMap *self, GListModel *regions, GListModel *points)
{
    g_return_if_fail (TALLY_IS_HEAT_MAP (self));
    g_return_if_fail (self->points == NULL);

    self->regions = g_object_ref (regions);
    self->points = g_object_ref (points);
    g_signal_connect_object (regions, "items-changed", G_CALLBACK (on_rows_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (points, "items-changed", G_CALLBACK (on_rows_changed), self,
                             G_CONNECT_SWAPPED);
    on_rows_changed (self);
}

void
tally_heat_map_show_regions (TallyHeatMap *self, gboolean are_shown)
{
    g_return_if_fail (TALLY_IS_HEAT_MAP (self));

    if (self->has_regions == are_shown)
        return;
    self->has_regions = are_shown;
    if (self->points != NULL)
        on_rows_changed (self);
}

static void
open_line (TallyHeatMap *self)
{
    const TallyWireCollectionRegion *region;

    if (self->row < 0 || (guint) self->row >= self->lines->len
        || !line_at (self, self->row)->is_region)
        return;
    region = tally_row_item_get (line_at (self, self->row)->item);
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, (int) region->node_id);
}

static void
on_pointer_moved (TallyHeatMap *self, double x, double y)
{
    int left = label_width (self);
    double cell_width = (double) (gtk_widget_get_width (GTK_WIDGET (self)) - left) / self->hours;
    int row = (int) ((y - HEAD_HEIGHT) / ROW_HEIGHT);

    if (x < left || y < HEAD_HEIGHT || row >= (int) self->lines->len)
        return;
    self->row = row;
    self->hour = CLAMP ((int) ((x - left) / cell_width), 0, self->hours - 1);
    read_out (self);
}

static void
on_pressed (TallyHeatMap *self, int n_presses, double x, double y)
{
    gtk_widget_grab_focus (GTK_WIDGET (self));
    on_pointer_moved (self, MAX (x, label_width (self)), y);
    if (n_presses == 2)
        open_line (self);
}

static void
reveal_cursor (TallyHeatMap *self)
{
    double top = HEAD_HEIGHT + self->row * ROW_HEIGHT;

    if (self->scroll != NULL)
        gtk_adjustment_clamp_page (self->scroll, top - HEAD_HEIGHT, top + ROW_HEIGHT);
}

static gboolean
on_key_pressed (TallyHeatMap *self, guint key)
{
    int down = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;
    int right = key == GDK_KEY_Right ? 1 : key == GDK_KEY_Left ? -1 : 0;

    if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) {
        open_line (self);
        return TRUE;
    }
    if ((down == 0 && right == 0) || self->lines->len == 0)
        return FALSE;
    self->row = CLAMP (self->row + down, 0, (int) self->lines->len - 1);
    self->hour = CLAMP (self->hour + right, 0, self->hours - 1);
    read_out (self);
    reveal_cursor (self);
    return TRUE;
}

static void
tally_heat_map_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
    if (prop_id == PROP_TEXT)
        g_value_set_string (value, TALLY_HEAT_MAP (object)->text);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
tally_heat_map_finalize (GObject *object)
{
    TallyHeatMap *self = TALLY_HEAT_MAP (object);

    g_clear_object (&self->regions);
    g_clear_object (&self->points);
    g_clear_object (&self->scroll);
    g_clear_pointer (&self->lines, g_ptr_array_unref);
    g_clear_pointer (&self->text, g_free);

    G_OBJECT_CLASS (tally_heat_map_parent_class)->finalize (object);
}

static void
tally_heat_map_class_init (TallyHeatMapClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    object_class->get_property = tally_heat_map_get_property;
    object_class->finalize = tally_heat_map_finalize;
    widget_class->snapshot = tally_heat_map_snapshot;
    widget_class->measure = tally_heat_map_measure;
    widget_class->size_allocate = tally_heat_map_size_allocate;

    properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties (object_class, N_PROPS, properties);
    signals[SIGNAL_OPENED] = g_signal_new ("opened", TALLY_TYPE_HEAT_MAP, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
    gtk_widget_class_set_css_name (widget_class, "heatmap");
}

static void
tally_heat_map_init (TallyHeatMap *self)
{
    GtkEventController *motion = gtk_event_controller_motion_new ();
    GtkEventController *keys = gtk_event_controller_key_new ();
    GtkGesture *press = gtk_gesture_click_new ();

    self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_heat_line_free);
    self->hours = 24;
    self->row = -1;
    gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Points by hours"), -1);
    g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_pointer_moved), self);
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
    gtk_widget_add_controller (GTK_WIDGET (self), motion);
    g_signal_connect_swapped (press, "pressed", G_CALLBACK (on_pressed), self);
    gtk_widget_add_controller (GTK_WIDGET (self), keys);
    gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}
