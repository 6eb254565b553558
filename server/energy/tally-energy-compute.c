// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-compute.h"

#include "shared/error/tally-error.h"

#include <string.h>

#define INTERVAL_S 900
#define MAX_N 100 /* of a day of 25 hours */
#define SECONDS_PER_HOUR 3600
#define PPM 1000000

typedef struct {
    TallyBalanceTree *tree; /* NULL: statistics only */
    GHashTable *points;
    TallySpan span;
    const TallyZone *zone;
    TallyEnergyOutput *output;
    const TallyEnergyChanges *changes; /* NULL: every day counts */
} Work;

static gboolean
add_to_tree (Work *work,
             const TallyBlockHead *head,
             const int64_t *values,
             const uint8_t *qualities,
             GError **error)
{
    TallyEnergyPointKey key = { head->point_id, head->district_id };
    const TallyBalancePoint *point = g_hash_table_lookup (work->points, &key);
    int32_t first = tally_span_first (&work->span, (TallyDay){ head->day });
    int64_t on_grid[MAX_N];
    uint8_t grid_qualities[MAX_N];
    int32_t n;

    if (point == NULL || head->channel > 2)
        return TRUE;
    n = head->n * head->interval_s / INTERVAL_S;
    if (head->interval_s < 1 || SECONDS_PER_HOUR % head->interval_s != 0
        || n * INTERVAL_S != head->n * head->interval_s || n > MAX_N || first < 0
        || first + n > work->span.n) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "point %" G_GINT64_FORMAT ": balances are made of intervals that divide the "
                     "hour, of the head office's days; this day has %d of %d s",
                     head->point_id, head->n, head->interval_s);
        return FALSE;
    }
    if (head->interval_s != INTERVAL_S) {
        tally_balance_regrid (values, qualities, head->interval_s, INTERVAL_S, on_grid,
                              grid_qualities, n);
        values = on_grid;
        qualities = grid_qualities;
    }
    return tally_balance_tree_add (work->tree, point, head->channel == 1, first, values, qualities,
                                   n, error);
}

static void
put_statistics (Work *work,
                const TallyBlockHead *head,
                const int64_t *values,
                const uint8_t *qualities)
{
    int64_t start = tally_day_start (work->zone, (TallyDay){ head->day });
    TallyEnergyPointKey key = { head->point_id, head->district_id };
    const TallyBalancePoint *point = head->channel == 1 ? g_hash_table_lookup (work->points, &key)
                                                        : NULL;

    if (work->changes == NULL || tally_energy_changes_has (work->changes, head)) {
        TallyEnergyDay day = tally_energy_day_calc (values, qualities, head->n, head->interval_s);

        tally_energy_store_put_day (work->output->day_rows, head, &day, start);
        work->output->n_days++;
    }
    if (point != NULL)
        tally_energy_collection_add (tally_energy_collections_find (work->output->collections,
                                                                    head->district_id, point,
                                                                    head->day),
                                     qualities, head->n, head->interval_s, start);
}

static gboolean
on_block (const TallyBlockHead *head,
          const int64_t *values,
          const uint8_t *qualities,
          const uint8_t *digest,
          gpointer user_data,
          GError **error)
{
    Work *work = user_data;

    if (head->channel >= TALLY_CHECK_CHANNELS)
        return TRUE;
    if (work->output != NULL)
        put_statistics (work, head, values, qualities);
    return work->tree == NULL || add_to_tree (work, head, values, qualities, error);
}

static void
balance_free (gpointer data)
{
    TallyEnergyBalance *balance = data;

    g_clear_pointer (&balance->in_block, g_byte_array_unref);
    g_clear_pointer (&balance->out_block, g_byte_array_unref);
    g_clear_pointer (&balance->sold_block, g_byte_array_unref);
    g_free (balance);
}

static void
digest_content (TallyEnergyBalance *balance)
{
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree char *head = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                                             " %" G_GINT64_FORMAT " %d ",
                                             balance->generation_wh, balance->children_loss_wh,
                                             balance->theoretical_loss_wh, balance->estimated_ppm);
    gsize length = sizeof balance->made_from;

    g_checksum_update (sum, (const guchar *) head, (gssize) strlen (head));
    g_checksum_update (sum, balance->in_block->data, (gssize) balance->in_block->len);
    g_checksum_update (sum, balance->out_block->data, (gssize) balance->out_block->len);
    g_checksum_update (sum, balance->sold_block->data, (gssize) balance->sold_block->len);
    g_checksum_get_digest (sum, balance->made_from, &length);
}

static int64_t
sum_of (const int64_t *values, int32_t n)
{
    int64_t sum = 0;

    for (int32_t i = 0; i < n; i++)
        sum += values[i];
    return sum;
}

/* Of the day's intervals of all points. */
static int32_t
share_estimated (const TallyBalance *whole, int32_t first, int32_t n)
{
    int64_t seen = 0;
    int64_t estimated = 0;

    for (int32_t i = first; i < first + n; i++) {
        seen += whole->seen[i];
        estimated += whole->estimated[i];
    }
    return seen > 0 ? (int32_t) (estimated * PPM / seen) : 0;
}

/* The balance of one node and day: every figure is a sum of its intervals. */
static TallyEnergyBalance *
cut_day (const TallyBalance *whole,
         const TallyBalanceNode *node,
         TallyDay day,
         int32_t first,
         int32_t n,
         GError **error)
{
    TallyEnergyBalance *balance = g_new0 (TallyEnergyBalance, 1);
    g_autofree int64_t *in = g_memdup2 (whole->in + first, (gsize) n * sizeof (int64_t));

    balance->district_id = node->district_id;
    balance->node_id = node->node_id;
    balance->day = day.number;
    balance->n = n;
    balance->in_wh = sum_of (whole->in + first, n);
    balance->generation_wh = sum_of (whole->generation + first, n);
    balance->out_wh = sum_of (whole->out + first, n);
    balance->sold_wh = sum_of (whole->sold + first, n);
    balance->loss_wh = balance->in_wh + balance->generation_wh - balance->out_wh - balance->sold_wh;
    balance->children_loss_wh = sum_of (whole->children_loss + first, n);
    balance->own_loss_wh = balance->loss_wh - balance->children_loss_wh;
    balance->theoretical_loss_wh = tally_balance_theoretical (node, in, n, INTERVAL_S);
    balance->estimated_ppm = share_estimated (whole, first, n);
    balance->in_block = g_byte_array_new ();
    balance->out_block = g_byte_array_new ();
    balance->sold_block = g_byte_array_new ();
    for (int32_t i = 0; i < n; i++)
        in[i] += whole->generation[first + i];
    if (tally_block_add_values (balance->in_block, in, (size_t) n, NULL, error)
        && tally_block_add_values (balance->out_block, whole->out + first, (size_t) n, NULL, error)
        && tally_block_add_values (balance->sold_block, whole->sold + first, (size_t) n, NULL,
                                   error))
        return balance;
    balance_free (balance);
    return NULL;
}

/* Adds the children's theoretical loss to each node's own; balances stand parents first, and
 * all nodes of a day together. */
static void
carry_theoretical (GPtrArray *balances, guint first, const TallyBalanceTree *tree)
{
    g_autoptr(GHashTable) by_node = g_hash_table_new (NULL, NULL);

    for (guint i = first; i < balances->len; i++) {
        TallyEnergyBalance *balance = g_ptr_array_index (balances, i);

        g_hash_table_insert (by_node, GINT_TO_POINTER (balance->node_id), balance);
    }
    for (guint i = balances->len; i > first; i--) {
        TallyEnergyBalance *balance = g_ptr_array_index (balances, i - 1);
        const TallyBalanceNode *node;
        TallyEnergyBalance *above;

        tally_balance_tree_get (tree, i - 1 - first, &node);
        above = g_hash_table_lookup (by_node, GINT_TO_POINTER (node->parent_id));
        if (above != NULL)
            above->theoretical_loss_wh += balance->theoretical_loss_wh;
        digest_content (balance);
    }
}

static GPtrArray *
cut_days (const Work *work, TallyDays days, GError **error)
{
    g_autoptr(GPtrArray) balances = g_ptr_array_new_with_free_func (balance_free);

    for (TallyDay day = days.first; day.number < days.end.number; day.number++) {
        guint first = balances->len;

        for (size_t i = 0; i < tally_balance_tree_count (work->tree); i++) {
            const TallyBalanceNode *node;
            const TallyBalance *whole = tally_balance_tree_get (work->tree, i, &node);
            TallyEnergyBalance *balance = cut_day (whole, node, day,
                                                   tally_span_first (&work->span, day),
                                                   tally_span_count (&work->span, day), error);

            if (balance == NULL)
                return NULL;
            g_ptr_array_add (balances, balance);
        }
        carry_theoretical (balances, first, work->tree);
    }
    return g_steal_pointer (&balances);
}

GPtrArray *
tally_energy_compute_balances (TallyDb *reader,
                               GArray *districts,
                               TallyEnergyGrid *grid,
                               TallyDays days,
                               const TallyEnergyChanges *changes,
                               TallyEnergyOutput *output,
                               GError **error)
{
    const TallyValidateDistrict *head_office = &g_array_index (districts, TallyValidateDistrict, 0);
    const TallyZone *zone = tally_zone_get (head_office->time_zone, error);
    g_autoptr(TallyBalanceTree) tree = NULL;
    Work work = { .points = grid->points, .output = output, .changes = changes };

    if (zone == NULL)
        return NULL;
    work.span = tally_span_new (zone, days, INTERVAL_S);
    tree = tally_balance_tree_new ((const TallyBalanceNode *) (gpointer) grid->nodes->data,
                                   grid->nodes->len, work.span.n, error);
    if (tree == NULL)
        return NULL;
    work.tree = tree;
    for (guint i = 0; i < districts->len; i++) {
        const TallyValidateDistrict *district = &g_array_index (districts, TallyValidateDistrict,
                                                                i);

        work.zone = tally_zone_get (district->time_zone, error);
        if (work.zone == NULL
            || !tally_validate_store_read_blocks (reader, district->district_id, TALLY_POINTS_ALL,
                                                  days, on_block, &work, error))
            return NULL;
    }
    tally_balance_tree_close (tree);
    return cut_days (&work, days, error);
}

gboolean
tally_energy_compute_hot (TallyDb *reader,
                          const TallyValidateDistrict *district,
                          TallyEnergyGrid *grid,
                          TallyEnergyOutput *output,
                          GError **error)
{
    Work work = { .points = grid->points,
                  .output = output,
                  .zone = tally_zone_get (district->time_zone, error) };

    return work.zone != NULL
           && tally_validate_store_read_hot (reader, district->district_id, on_block, &work, error);
}
