// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-store.h"

#include <string.h>

#define FIELDS_OF_DAY 14
#define FIELDS_OF_BALANCE 18
#define TURN_PAUSE_US (100 * 1000)

static int64_t
number_of (PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

void
tally_energy_store_put_day (TallyCopyIn *rows,
                            const TallyBlockHead *head,
                            const TallyEnergyDay *day,
                            int64_t day_start)
{
    tally_copy_in_row (rows, FIELDS_OF_DAY);
    tally_copy_in_int32 (rows, head->district_id);
    tally_copy_in_int64 (rows, head->point_id);
    tally_copy_in_int16 (rows, head->channel);
    tally_copy_in_day (rows, head->day);
    tally_copy_in_int64 (rows, day->sum);
    tally_copy_in_int32 (rows, day->n);
    tally_copy_in_int32 (rows, day->n_measured);
    tally_copy_in_int32 (rows, day->n_estimated);
    tally_copy_in_int32 (rows, day->n_missing);
    tally_copy_in_int64 (rows, day->max);
    if (day->max_index >= 0)
        tally_copy_in_instant (rows, (day_start + (int64_t) day->max_index * head->interval_s)
                                         * G_USEC_PER_SEC);
    else
        tally_copy_in_null (rows);
    tally_copy_in_int32 (rows, head->version);
    tally_copy_in_int64s (rows, day->hours, day->n_hours);
    tally_copy_in_bytes (rows, day->states, day->n_states);
}

gboolean
tally_energy_store_wait_turn (TallyDb *db, GCancellable *cancellable, GError **error)
{
    while (!g_cancellable_set_error_if_cancelled (cancellable, error)) {
        g_autoptr(PGresult) rows = tally_db_run (db, "energy/lock", 0, NULL, error);

        if (rows == NULL)
            return FALSE;
        if (PQgetvalue (rows, 0, 0)[0] == 't')
            return TRUE;
        g_usleep (TURN_PAUSE_US);
    }
    return FALSE;
}

gboolean
tally_energy_store_clear_days (TallyDb *db,
                               int32_t district_id,
                               TallyDays days,
                               TallyDay today,
                               GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    char open_day[TALLY_DAY_TEXT];
    const char *open_values[] = { district, tally_day_format (today, open_day) };
    const char *values[] = { district, tally_day_format (days.first, first),
                             tally_day_format (days.end, end) };
    g_autoptr(PGresult) closed = tally_db_run (db, "energy/clear-days", 3, values, error);
    g_autoptr(PGresult) open = NULL;

    if (closed == NULL)
        return FALSE;
    open = tally_db_run (db, "energy/clear-open-days", 2, open_values, error);
    return open != NULL;
}

static guint
hash_point (gconstpointer data)
{
    const TallyEnergyPointKey *key = data;

    return (guint) key->point_id * 31 + (guint) key->district_id;
}

static gboolean
equal_points (gconstpointer a, gconstpointer b)
{
    const TallyEnergyPointKey *left = a;
    const TallyEnergyPointKey *right = b;

    return left->point_id == right->point_id && left->district_id == right->district_id;
}

void
tally_energy_grid_free (TallyEnergyGrid *grid)
{
    g_clear_pointer (&grid->nodes, g_array_unref);
    g_clear_pointer (&grid->points, g_hash_table_unref);
    g_free (grid);
}

static gboolean
load_nodes (TallyDb *db, TallyEnergyGrid *grid, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "energy/nodes", 0, NULL, error);

    for (int row = 0; rows != NULL && row < PQntuples (rows); row++) {
        TallyBalanceNode node = {
            .node_id = (int32_t) number_of (rows, row, 0),
            .parent_id = (int32_t) number_of (rows, row, 1),
            .district_id = (int32_t) number_of (rows, row, 2),
            .no_load_loss_w = number_of (rows, row, 3),
            .load_loss_w = number_of (rows, row, 4),
            .rated_va = number_of (rows, row, 5),
        };

        g_array_append_val (grid->nodes, node);
    }
    return rows != NULL;
}

static TallyBalanceRole
role_of_kind (const char *kind)
{
    if (g_str_equal (kind, "gateway"))
        return TALLY_BALANCE_EXCHANGE;
    if (g_str_equal (kind, "boundary"))
        return TALLY_BALANCE_BOUNDARY;
    return g_str_equal (kind, "generation") ? TALLY_BALANCE_GENERATION : TALLY_BALANCE_CUSTOMER;
}

static gboolean
load_points (TallyDb *db, TallyEnergyGrid *grid, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "energy/points", 0, NULL, error);

    for (int row = 0; rows != NULL && row < PQntuples (rows); row++) {
        TallyEnergyPointKey *key = g_new0 (TallyEnergyPointKey, 1);
        TallyBalancePoint *point = g_new0 (TallyBalancePoint, 1);

        key->district_id = (int32_t) number_of (rows, row, 0);
        key->point_id = number_of (rows, row, 1);
        point->role = role_of_kind (PQgetvalue (rows, row, 2));
        point->kind = g_intern_string (PQgetvalue (rows, row, 2));
        point->node_id = (int32_t) number_of (rows, row, 3);
        point->from_node_id = (int32_t) number_of (rows, row, 4);
        point->to_node_id = (int32_t) number_of (rows, row, 5);
        g_hash_table_insert (grid->points, key, point);
    }
    return rows != NULL;
}

TallyEnergyGrid *
tally_energy_store_load_grid (TallyDb *db, GError **error)
{
    g_autoptr(TallyEnergyGrid) grid = g_new0 (TallyEnergyGrid, 1);

    grid->nodes = g_array_new (FALSE, FALSE, sizeof (TallyBalanceNode));
    grid->points = g_hash_table_new_full (hash_point, equal_points, g_free, g_free);
    if (!load_nodes (db, grid, error) || !load_points (db, grid, error))
        return NULL;
    return g_steal_pointer (&grid);
}

void
tally_energy_store_put_balance (TallyCopyIn *rows, const TallyEnergyBalance *balance)
{
    tally_copy_in_row (rows, FIELDS_OF_BALANCE);
    tally_copy_in_int32 (rows, balance->district_id);
    tally_copy_in_int32 (rows, balance->node_id);
    tally_copy_in_day (rows, balance->day);
    tally_copy_in_int32 (rows, balance->version);
    tally_copy_in_int64 (rows, balance->in_wh);
    tally_copy_in_int64 (rows, balance->generation_wh);
    tally_copy_in_int64 (rows, balance->out_wh);
    tally_copy_in_int64 (rows, balance->sold_wh);
    tally_copy_in_int64 (rows, balance->loss_wh);
    tally_copy_in_int64 (rows, balance->children_loss_wh);
    tally_copy_in_int64 (rows, balance->own_loss_wh);
    tally_copy_in_int64 (rows, balance->theoretical_loss_wh);
    tally_copy_in_int32 (rows, balance->n);
    tally_copy_in_int32 (rows, balance->estimated_ppm);
    tally_copy_in_bytes (rows, balance->in_block->data, balance->in_block->len);
    tally_copy_in_bytes (rows, balance->out_block->data, balance->out_block->len);
    tally_copy_in_bytes (rows, balance->sold_block->data, balance->sold_block->len);
    tally_copy_in_bytes (rows, balance->made_from, sizeof balance->made_from);
}

/* Rows of a key of two columns and a text of the rest, as a dictionary. */
static GHashTable *
load_texts (TallyDb *db, const char *name, TallyDays days, GError **error)
{
    g_autoptr(GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[] = { tally_day_format (days.first, first),
                             tally_day_format (days.end, end) };
    g_autoptr(PGresult) rows = tally_db_run (db, name, 2, values, error);

    if (rows == NULL)
        return NULL;
    for (int row = 0; row < PQntuples (rows); row++)
        g_hash_table_insert (texts, g_strdup (PQgetvalue (rows, row, 0)),
                             g_strdup (PQgetvalue (rows, row, 1)));
    return g_steal_pointer (&texts);
}

GHashTable *
tally_energy_store_load_versions (TallyDb *db, TallyDays days, GError **error)
{
    return load_texts (db, "energy/latest-balances", days, error);
}

GHashTable *
tally_energy_store_load_stored (TallyDb *db, TallyDays days, GError **error)
{
    return load_texts (db, "energy/stored-balances", days, error);
}

static void
clear_sum (gpointer data)
{
    g_clear_pointer (&((TallyEnergySum *) data)->versions, g_free);
}

static GArray *
read_sums (PGresult *rows, TallyDays days, GError **error)
{
    g_autoptr(GArray) sums = g_array_new (FALSE, FALSE, sizeof (TallyEnergySum));

    g_array_set_clear_func (sums, clear_sum);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyEnergySum sum = {
            .node_id = (int32_t) number_of (rows, row, 0),
            .in_wh = number_of (rows, row, 1),
            .generation_wh = number_of (rows, row, 2),
            .out_wh = number_of (rows, row, 3),
            .sold_wh = number_of (rows, row, 4),
            .loss_wh = number_of (rows, row, 5),
            .children_loss_wh = number_of (rows, row, 6),
            .own_loss_wh = number_of (rows, row, 7),
            .theoretical_loss_wh = number_of (rows, row, 8),
            .estimated_ppm = (int32_t) number_of (rows, row, 9),
            .n_days = (int32_t) number_of (rows, row, 10),
        };

        g_strlcpy (sum.made_from, PQgetvalue (rows, row, 11), sizeof sum.made_from);
        sum.versions = tally_energy_versions_of_days (days, PQgetvalue (rows, row, 12), error);
        if (sum.versions == NULL)
            return NULL;
        g_array_append_val (sums, sum);
    }
    return g_steal_pointer (&sums);
}

GArray *
tally_energy_store_sum_balances (TallyDb *db, TallyDays days, GError **error)
{
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[] = { tally_day_format (days.first, first),
                             tally_day_format (days.end, end) };
    g_autoptr(PGresult) rows = tally_db_run (db, "energy/balances", 2, values, error);

    return rows != NULL ? read_sums (rows, days, error) : NULL;
}

/* Only what is not version 1 has to be said. */
static gboolean
name_versions (TallyDays days,
               int32_t node_id,
               const char *text,
               GString *keys,
               GString *versions,
               GError **error)
{
    g_autoptr(TallyEnergyVersions) known = tally_energy_versions_new (days);

    if (!tally_energy_versions_parse (known, text, error)) {
        g_prefix_error (error, "node %d: ", node_id);
        return FALSE;
    }
    for (TallyDay day = days.first; day.number < days.end.number; day.number++) {
        int32_t version = tally_energy_versions_get (known, 1, day);

        if (version == 1)
            continue;
        g_string_append_printf (keys, "%s\"%d %d\"", keys->len > 1 ? "," : "", node_id,
                                day.number - days.first.number);
        g_string_append_printf (versions, "%s%d", versions->len > 1 ? "," : "", version);
    }
    return TRUE;
}

GArray *
tally_energy_store_sum_chosen (TallyDb *db, TallyDays days, GHashTable *chosen, GError **error)
{
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    g_autoptr(GString) keys = g_string_new ("{");
    g_autoptr(GString) versions = g_string_new ("{");
    const char *values[] = { tally_day_format (days.first, first), tally_day_format (days.end, end),
                             NULL, NULL };
    g_autoptr(PGresult) rows = NULL;
    GHashTableIter iter;
    gpointer node;
    gpointer text;

    g_hash_table_iter_init (&iter, chosen);
    while (g_hash_table_iter_next (&iter, &node, &text)) {
        if (!name_versions (days, GPOINTER_TO_INT (node), text, keys, versions, error))
            return NULL;
    }
    values[2] = g_string_append_c (keys, '}')->str;
    values[3] = g_string_append_c (versions, '}')->str;
    rows = tally_db_run (db, "energy/balances-chosen", 4, values, error);
    return rows != NULL ? read_sums (rows, days, error) : NULL;
}
