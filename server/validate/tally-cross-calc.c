// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-cross-calc.h"

#include "server/validate/rules/tally-power-factor-calc.h"
#include "server/validate/rules/tally-reverse-calc.h"
#include "server/validate/rules/tally-status-calc.h"
#include "server/validate/rules/tally-sum-calc.h"

#include <string.h>

#define CHANNELS 4
#define MAX_N 300
#define SECONDS_PER_HOUR 3600

/* The days of an area: what flowed in by its meter, what its customers took. */
typedef struct {
    int64_t *area;
    int64_t *children;
    int64_t point_id; /* 0: it has no meter of its own */
} Area;

/* What a point's frames said beside its channels. */
typedef struct {
    int64_t *bits;
    int32_t *first;
    int64_t *exported;
} Events;

struct _TallyCross {
    int32_t first_day;
    int32_t n_days;
    GHashTable *areas;  /* node_id -> Area */
    GHashTable *events; /* point_id -> Events */
    int64_t *power[CHANNELS];
    gboolean has[CHANNELS];
    int32_t *lengths;
    GArray *findings;
};

static void
area_free (gpointer data)
{
    Area *area = data;

    g_free (area->area);
    g_free (area->children);
    g_free (area);
}

static void
events_free (gpointer data)
{
    Events *events = data;

    g_free (events->bits);
    g_free (events->first);
    g_free (events->exported);
    g_free (events);
}

TallyCross *
tally_cross_new (int32_t first_day, int32_t n_days)
{
    TallyCross *self = g_new0 (TallyCross, 1);

    self->first_day = first_day;
    self->n_days = n_days;
    self->areas = g_hash_table_new_full (NULL, NULL, NULL, area_free);
    self->events = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, events_free);
    for (int i = 0; i < CHANNELS; i++)
        self->power[i] = g_new0 (int64_t, (size_t) n_days * MAX_N);
    self->lengths = g_new0 (int32_t, (size_t) n_days);
    self->findings = g_array_new (FALSE, FALSE, sizeof (TallyCrossFinding));
    return self;
}

void
tally_cross_free (TallyCross *self)
{
    g_hash_table_unref (self->areas);
    g_hash_table_unref (self->events);
    for (int i = 0; i < CHANNELS; i++)
        g_free (self->power[i]);
    g_free (self->lengths);
    g_array_unref (self->findings);
    g_free (self);
}

static int64_t
add_up (const int64_t *values, int32_t n)
{
    int64_t sum = 0;

    for (int32_t i = 0; i < n; i++)
        sum += values[i];
    return sum;
}

static Area *
area_of (TallyCross *self, gpointer node)
{
    Area *area = g_hash_table_lookup (self->areas, node);

    if (area == NULL) {
        area = g_new0 (Area, 1);
        area->area = g_new0 (int64_t, (size_t) self->n_days);
        area->children = g_new0 (int64_t, (size_t) self->n_days);
        g_hash_table_insert (self->areas, node, area);
    }
    return area;
}

/* A customer's feed-in and own generation flow into the area beside its meter. */
static void
add_to_area (TallyCross *self,
             const TallyCrossPoint *point,
             int16_t channel,
             int32_t k,
             int64_t energy)
{
    Area *area = area_of (self, GINT_TO_POINTER (point->node_id));

    if (point->is_area) {
        area->point_id = point->point_id;
        area->area[k] += channel == 1 ? energy : -energy;
    } else if (point->is_customer && channel == 1) {
        area->children[k] += energy;
    } else {
        area->area[k] += energy;
    }
}

void
tally_cross_add_day (TallyCross *self,
                     const TallyCrossPoint *point,
                     int16_t channel,
                     int32_t day,
                     const int64_t *values,
                     int32_t n)
{
    int32_t k = day - self->first_day;

    if (channel < 1 || channel > CHANNELS || k < 0 || k >= self->n_days || n > MAX_N)
        return;
    self->has[channel - 1] = TRUE;
    self->lengths[k] = n;
    memcpy (self->power[channel - 1] + k * MAX_N, values, (size_t) n * sizeof (int64_t));
    if (channel <= 2)
        add_to_area (self, point, channel, k, add_up (values, n));
}

static void
take (TallyCross *self,
      int64_t point_id,
      int16_t channel,
      int32_t k,
      GArray *found,
      const TallyRules *rules)
{
    tally_findings_settle (found, rules);
    for (guint i = 0; i < found->len; i++) {
        TallyCrossFinding finding = { point_id, channel, self->first_day + k,
                                      g_array_index (found, TallyFinding, i) };

        g_array_append_val (self->findings, finding);
    }
    g_array_set_size (found, 0);
}

void
tally_cross_end_point (TallyCross *self,
                       const TallyCrossPoint *point,
                       const TallyRules *const *rules)
{
    g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (TallyFinding));

    for (int32_t k = 0; (self->has[2] || self->has[3]) && k < self->n_days; k++) {
        TallyPowerView view = {
            .import = self->has[0] ? self->power[0] + k * MAX_N : NULL,
            .export = self->has[1] ? self->power[1] + k * MAX_N : NULL,
            .inductive = self->has[2] ? self->power[2] + k * MAX_N : NULL,
            .capacitive = self->has[3] ? self->power[3] + k * MAX_N : NULL,
            .n = self->lengths[k],
            .capacity = point->capacity_w * point->interval_s / SECONDS_PER_HOUR * self->lengths[k],
        };

        tally_power_factor_check (&view, rules[k], found);
        take (self, point->point_id, 3, k, found, rules[k]);
    }
    memset (self->has, 0, sizeof self->has);
}

static Events *
events_of (TallyCross *self, int64_t point_id)
{
    Events *events = g_hash_table_lookup (self->events, &point_id);
    int64_t *key;

    if (events != NULL)
        return events;
    events = g_new0 (Events, 1);
    events->bits = g_new0 (int64_t, (size_t) self->n_days);
    events->first = g_new0 (int32_t, (size_t) self->n_days);
    events->exported = g_new0 (int64_t, (size_t) self->n_days);
    key = g_new (int64_t, 1);
    *key = point_id;
    g_hash_table_insert (self->events, key, events);
    return events;
}

void
tally_cross_add_status (TallyCross *self,
                        int64_t point_id,
                        int32_t day,
                        int32_t first,
                        int64_t bits)
{
    int32_t k = day - self->first_day;
    Events *events;

    if (k < 0 || k >= self->n_days || bits == 0)
        return;
    events = events_of (self, point_id);
    if (events->bits[k] == 0 || first < events->first[k])
        events->first[k] = first;
    events->bits[k] |= bits;
}

void
tally_cross_add_export (TallyCross *self, int64_t point_id, int32_t day, int64_t energy)
{
    int32_t k = day - self->first_day;

    if (k >= 0 && k < self->n_days && energy > 0)
        events_of (self, point_id)->exported[k] += energy;
}

gboolean
tally_cross_has_events (const TallyCross *self, int64_t point_id)
{
    return g_hash_table_contains (self->events, &point_id);
}

void
tally_cross_end_events (TallyCross *self,
                        int64_t point_id,
                        int32_t n,
                        const TallyRules *const *rules)
{
    const Events *events = g_hash_table_lookup (self->events, &point_id);
    g_autoptr(GArray) found = NULL;

    if (events == NULL)
        return;
    found = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
    for (int32_t k = 0; k < self->n_days; k++) {
        tally_status_check (events->bits[k], MIN (events->first[k], n - 1), n, rules[k], found);
        take (self, point_id, TALLY_STATUS_CHANNEL, k, found, rules[k]);
        tally_reverse_check (events->exported[k], n, rules[k], found);
        take (self, point_id, 2, k, found, rules[k]);
    }
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
    const TallyCrossFinding *left = a;
    const TallyCrossFinding *right = b;

    if (left->point_id != right->point_id)
        return left->point_id < right->point_id ? -1 : 1;
    return left->day - right->day;
}

void
tally_cross_move_areas (TallyCross *self, TallyCross *to)
{
    GHashTableIter iter;
    gpointer node;
    gpointer value;

    g_assert (self->first_day == to->first_day && self->n_days == to->n_days);
    g_hash_table_iter_init (&iter, self->areas);
    while (g_hash_table_iter_next (&iter, &node, &value)) {
        const Area *from = value;
        Area *area = area_of (to, node);

        area->point_id = MAX (area->point_id, from->point_id);
        for (int32_t k = 0; k < self->n_days; k++) {
            area->area[k] += from->area[k];
            area->children[k] += from->children[k];
        }
    }
    g_hash_table_remove_all (self->areas);
}

void
tally_cross_end_areas (TallyCross *self, int32_t n, const TallyRules *const *rules)
{
    g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->areas);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const Area *area = value;

        for (int32_t k = 0; area->point_id != 0 && k < self->n_days; k++) {
            tally_sum_check (area->area[k], area->children[k], n, rules[k], found);
            take (self, area->point_id, 1, k, found, rules[k]);
        }
    }
    g_array_sort (self->findings, compare_findings);
}

const GArray *
tally_cross_get_findings (const TallyCross *self)
{
    return self->findings;
}
