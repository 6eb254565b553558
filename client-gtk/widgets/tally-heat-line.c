// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-heat-line.h"

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-heat-cell.h"
#include "shared/wire/tally-wire-collection-region.h"
#include "shared/wire/tally-wire-heat-row.h"

#include <glib/gi18n.h>

#define STATES TALLY_WIRE_REGION_STATES

/* How much worse each state is than the one before; from measured to failed. */
static const int64_t weights[STATES] = { 0, 1, 10, 100 };

static const TallyWireCollectionRegion *
region_of (const TallyHeatLine *self)
{
    return tally_row_item_get (self->item);
}

static const TallyWireHeatRow *
point_of (const TallyHeatLine *self)
{
    return tally_row_item_get (self->item);
}

static int64_t
state_of (const TallyWireHeatRow *point, int hour)
{
    if (point->cells == NULL || (guint) hour >= point->cells->len)
        return TALLY_WIRE_CELL_NONE;
    return g_array_index (point->cells, int64_t, hour);
}

/* Points of a region in each state in @hour. Returns: how many there are */
static int64_t
counts_of (const TallyWireCollectionRegion *region, int hour, int64_t counts[STATES])
{
    int64_t n = 0;

    for (int state = 0; state < STATES; state++) {
        guint at = (guint) (hour * STATES + state);

        counts[state] = region->cells != NULL && at < region->cells->len
                            ? g_array_index (region->cells, int64_t, at)
                            : 0;
        n += counts[state];
    }
    return n;
}

static int64_t
trouble_of_region (const TallyWireCollectionRegion *region)
{
    int64_t trouble = 0;
    int64_t n = 0;

    for (int hour = 0; hour < TALLY_HEAT_LINE_HOURS; hour++) {
        int64_t counts[STATES];

        n += counts_of (region, hour, counts);
        for (int state = 0; state < STATES; state++)
            trouble += weights[state] * counts[state];
    }
    return n > 0 ? trouble * 1000000 / n : 0;
}

static int64_t
trouble_of_point (const TallyWireHeatRow *point)
{
    int64_t trouble = 0;

    for (int hour = 0; hour < TALLY_HEAT_LINE_HOURS; hour++) {
        int64_t state = state_of (point, hour);

        if (state > TALLY_WIRE_CELL_NONE && state <= STATES)
            trouble += weights[state - 1];
    }
    return trouble;
}

TallyHeatLine *
tally_heat_line_new (TallyRowItem *item, gboolean is_region)
{
    TallyHeatLine *self = g_new0 (TallyHeatLine, 1);

    self->item = item;
    self->is_region = is_region;
    self->trouble = is_region ? trouble_of_region (region_of (self))
                              : trouble_of_point (point_of (self));
    return self;
}

void
tally_heat_line_free (TallyHeatLine *self)
{
    g_object_unref (self->item);
    g_free (self);
}

int
tally_heat_line_compare (const TallyHeatLine *a, const TallyHeatLine *b)
{
    if (a->is_region != b->is_region)
        return a->is_region ? -1 : 1;
    if (a->trouble != b->trouble)
        return a->trouble > b->trouble ? -1 : 1;
    return a->is_region ? g_strcmp0 (region_of (a)->name, region_of (b)->name)
                        : g_strcmp0 (point_of (a)->code, point_of (b)->code);
}

int
tally_heat_line_hours (const TallyHeatLine *self)
{
    const GArray *cells = self->is_region ? region_of (self)->cells : point_of (self)->cells;
    guint n = cells != NULL ? cells->len / (self->is_region ? STATES : 1) : 0;

    return (int) MIN (n, TALLY_HEAT_LINE_HOURS);
}

char *
tally_heat_line_name (const TallyHeatLine *self, gboolean is_short)
{
    g_autofree char *n = NULL;

    if (!self->is_region)
        return g_strdup (is_short ? point_of (self)->code : point_of (self)->name);
    if (is_short)
        return g_strdup (region_of (self)->name);
    n = tally_figure_of (TALLY_FIGURE_COUNT, region_of (self)->points);
    /* translators: a region and how many points it has */
    return g_strdup_printf (_ ("%s (%s)"), region_of (self)->name, n);
}

static char *
region_text (const TallyWireCollectionRegion *region, int hour)
{
    g_autoptr(GString) text = g_string_new (NULL);
    int64_t counts[STATES];
    int64_t n = counts_of (region, hour, counts);

    g_string_printf (text, "%s · %02d:00", region->name, hour);
    if (n == 0)
        g_string_append_printf (text, " · %s", tally_heat_cell_word (TALLY_WIRE_CELL_NONE));
    for (int state = 0; state < STATES; state++) {
        g_autofree char *count = tally_figure_of (TALLY_FIGURE_COUNT, counts[state]);

        if (counts[state] > 0)
            g_string_append_printf (text, " · %s %s", count, tally_heat_cell_word (state + 1));
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
tally_heat_line_text (const TallyHeatLine *self, int hour)
{
    const TallyWireHeatRow *point;

    if (self->is_region)
        return region_text (region_of (self), hour);
    point = point_of (self);
    return g_strdup_printf ("%s · %s · %02d:00 · %s", point->code, point->name, hour,
                            tally_heat_cell_word (state_of (point, hour)));
}

/* From the bottom what is worst; whatever is there at all can be seen. */
static void
draw_shares (GtkWidget *widget,
             GtkSnapshot *snapshot,
             const graphene_rect_t *area,
             const int64_t counts[STATES],
             int64_t n)
{
    float bottom = area->origin.y + area->size.height;
    graphene_rect_t part = *area;

    tally_heat_cell_draw (widget, snapshot, area, TALLY_WIRE_CELL_OK);
    for (int state = STATES - 1; state > 0; state--) {
        float height = area->size.height * (float) counts[state] / (float) n;

        if (counts[state] == 0)
            continue;
        part.size.height = MIN (MAX (height, 2), bottom - area->origin.y);
        part.origin.y = bottom - part.size.height;
        bottom = part.origin.y;
        tally_heat_cell_fill (widget, snapshot, &part, state + 1);
    }
}

void
tally_heat_line_draw (const TallyHeatLine *self,
                      GtkWidget *widget,
                      GtkSnapshot *snapshot,
                      const graphene_rect_t *area,
                      int hour)
{
    int64_t counts[STATES];
    int64_t n;

    if (!self->is_region) {
        tally_heat_cell_draw (widget, snapshot, area, state_of (point_of (self), hour));
        return;
    }
    n = counts_of (region_of (self), hour, counts);
    if (n == 0)
        tally_heat_cell_draw (widget, snapshot, area, TALLY_WIRE_CELL_NONE);
    else
        draw_shares (widget, snapshot, area, counts, n);
}
