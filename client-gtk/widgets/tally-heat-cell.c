// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-heat-cell.h"

#include "client-gtk/widgets/tally-palette.h"
#include "shared/wire/tally-wire-heat-row.h"

#include <glib/gi18n.h>

#define SWATCH 14
#define MARKED_HEIGHT 5

const char *
tally_heat_cell_word (int64_t cell)
{
    static const char *const words[] = {
        N_ ("nothing due yet"),
        N_ ("complete, measured"),
        N_ ("complete, partly estimated"),
        N_ ("intervals missing"),
        N_ ("failed"),
    };

    return cell >= 0 && cell < (int64_t) G_N_ELEMENTS (words) ? _ (words[cell]) : "";
}

static void
draw_mark (GtkSnapshot *snapshot, const graphene_rect_t *area, int64_t cell, const GdkRGBA *ink)
{
    float x = area->origin.x;
    float y = area->origin.y;
    float height = area->size.height;

    if (cell == TALLY_WIRE_CELL_FAILED)
        gtk_snapshot_append_color (snapshot, ink,
                                   &GRAPHENE_RECT_INIT (x, y + height / 2 - 1, area->size.width,
                                                        2));
    else if (cell == TALLY_WIRE_CELL_PARTIAL)
        gtk_snapshot_append_color (snapshot, ink,
                                   &GRAPHENE_RECT_INIT (x, y + height - 3, area->size.width, 3));
    else if (cell == TALLY_WIRE_CELL_ESTIMATED)
        gtk_snapshot_append_color (snapshot, ink,
                                   &GRAPHENE_RECT_INIT (x + area->size.width / 2 - 1.5f,
                                                        y + height / 2 - 1.5f, 3, 3));
}

void
tally_heat_cell_draw (GtkWidget *widget,
                      GtkSnapshot *snapshot,
                      const graphene_rect_t *area,
                      int64_t cell)
{
    GdkRGBA colour = tally_palette_cell (widget, cell);
    GdkRGBA ink = tally_palette_ink (widget);

    gtk_snapshot_append_color (snapshot, &colour, area);
    draw_mark (snapshot, area, cell, &ink);
}

void
tally_heat_cell_fill (GtkWidget *widget,
                      GtkSnapshot *snapshot,
                      const graphene_rect_t *area,
                      int64_t cell)
{
    GdkRGBA colour = tally_palette_cell (widget, cell);
    GdkRGBA ink = tally_palette_ink (widget);

    gtk_snapshot_append_color (snapshot, &colour, area);
    if (area->size.height >= MARKED_HEIGHT)
        draw_mark (snapshot, area, cell, &ink);
}

/* A swatch is a widget of its own, so that it follows light and dark. */
typedef struct {
    GtkWidget parent_instance;

    int64_t cell;
} TallyHeatSwatch;

typedef GtkWidgetClass TallyHeatSwatchClass;

static GType tally_heat_swatch_get_type (void);
G_DEFINE_TYPE (TallyHeatSwatch, tally_heat_swatch, GTK_TYPE_WIDGET)

static void
tally_heat_swatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
    graphene_rect_t area = GRAPHENE_RECT_INIT (
        0, (float) (gtk_widget_get_height (widget) - SWATCH) / 2, SWATCH, SWATCH);

    tally_heat_cell_draw (widget, snapshot, &area, ((TallyHeatSwatch *) widget)->cell);
}

static void
tally_heat_swatch_class_init (TallyHeatSwatchClass *klass)
{
    klass->snapshot = tally_heat_swatch_snapshot;
}

static void
tally_heat_swatch_init (TallyHeatSwatch *self)
{
    gtk_widget_set_size_request (GTK_WIDGET (self), SWATCH, SWATCH);
}

void
tally_heat_cell_fill_legend (GtkFlowBox *legend)
{
    for (int64_t cell = TALLY_WIRE_CELL_OK; cell <= TALLY_WIRE_CELL_FAILED; cell++) {
        GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
        TallyHeatSwatch *swatch = g_object_new (tally_heat_swatch_get_type (), NULL);
        GtkWidget *child = gtk_flow_box_child_new ();

        swatch->cell = cell;
        gtk_box_append (GTK_BOX (entry), GTK_WIDGET (swatch));
        gtk_box_append (GTK_BOX (entry), gtk_label_new (tally_heat_cell_word (cell)));
        gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), entry);
        gtk_widget_set_focusable (child, FALSE);
        gtk_flow_box_append (legend, child);
    }
}
