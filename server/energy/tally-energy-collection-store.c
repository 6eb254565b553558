// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-collection-store.h"

#include <json-glib/json-glib.h>

/* What a kind without a parameter gets: a day. */
#define DEADLINE_S 86400

struct _TallyEnergyCollections {
    GHashTable *sums; /* TallyEnergyCollection -> itself */
};

static guint
hash_sum (gconstpointer data)
{
    const TallyEnergyCollection *sum = data;

    return ((guint) sum->node_id * 31 + (guint) sum->day) * 31 + g_str_hash (sum->point_kind);
}

static gboolean
equal_sums (gconstpointer a, gconstpointer b)
{
    const TallyEnergyCollection *left = a;
    const TallyEnergyCollection *right = b;

    return left->district_id == right->district_id && left->node_id == right->node_id
           && left->day == right->day && g_str_equal (left->point_kind, right->point_kind);
}

TallyEnergyCollections *
tally_energy_collections_new (void)
{
    TallyEnergyCollections *self = g_new0 (TallyEnergyCollections, 1);

    self->sums = g_hash_table_new_full (hash_sum, equal_sums, g_free, NULL);
    return self;
}

void
tally_energy_collections_free (TallyEnergyCollections *self)
{
    g_clear_pointer (&self->sums, g_hash_table_unref);
    g_free (self);
}

TallyEnergyCollection *
tally_energy_collections_find (TallyEnergyCollections *self,
                               int32_t district_id,
                               const TallyBalancePoint *point,
                               int32_t day)
{
    TallyEnergyCollection wanted = { .district_id = district_id,
                                     .node_id = point->node_id,
                                     .day = day,
                                     .point_kind = point->kind };
    TallyEnergyCollection *sum = g_hash_table_lookup (self->sums, &wanted);

    if (sum == NULL) {
        sum = g_memdup2 (&wanted, sizeof wanted);
        g_hash_table_add (self->sums, sum);
    }
    return sum;
}

static void
add_number (JsonBuilder *builder, const char *name, int64_t value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_int_value (builder, value);
}

static void
add_sum (JsonBuilder *builder, const TallyEnergyCollection *sum, int64_t deadline, int64_t now)
{
    json_builder_begin_object (builder);
    add_number (builder, "district_id", sum->district_id);
    add_number (builder, "node_id", sum->node_id);
    add_number (builder, "day", sum->day);
    json_builder_set_member_name (builder, "point_kind");
    json_builder_add_string_value (builder, sum->point_kind);
    add_number (builder, "n_points", sum->n_points);
    add_number (builder, "n_complete", sum->n_complete);
    if (now <= deadline)
        add_number (builder, "n_on_time", sum->n_complete);
    add_number (builder, "n_expected", sum->n_expected);
    add_number (builder, "n_measured", sum->n_measured);
    add_number (builder, "n_estimated", sum->n_estimated);
    add_number (builder, "n_missing", sum->n_missing);
    if (sum->newest_at > 0)
        add_number (builder, "newest_at", sum->newest_at);
    add_number (builder, "deadline_at", deadline);
    json_builder_set_member_name (builder, "hours");
    json_builder_begin_array (builder);
    for (size_t i = 0; i < sum->n_hours * TALLY_ENERGY_HOUR_STATES; i++)
        json_builder_add_int_value (builder, sum->hours[i]);
    json_builder_end_array (builder);
    json_builder_end_object (builder);
}

static int64_t
deadline_of (GHashTable *deadlines, const TallyZone *zone, const TallyEnergyCollection *sum)
{
    const int64_t *after_s = g_hash_table_lookup (deadlines, sum->point_kind);

    return tally_day_start (zone, (TallyDay){ sum->day + 1 })
           + (after_s != NULL ? *after_s : DEADLINE_S);
}

static char *
sums_to_text (const TallyEnergyCollections *self,
              GHashTable *deadlines,
              const TallyZone *zone,
              int64_t now)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    GHashTableIter iter;
    gpointer key;

    json_builder_begin_array (builder);
    g_hash_table_iter_init (&iter, self->sums);
    while (g_hash_table_iter_next (&iter, &key, NULL))
        add_sum (builder, key, deadline_of (deadlines, zone, key), now);
    json_builder_end_array (builder);
    root = json_builder_get_root (builder);
    return json_to_string (root, FALSE);
}

gboolean
tally_energy_collections_save (TallyEnergyCollections *self,
                               TallyDb *db,
                               TallyDays days,
                               const TallyZone *zone,
                               int64_t now,
                               GError **error)
{
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    TallyDay last = { MAX (days.first.number, days.end.number - 1) };
    g_autoptr(GHashTable) deadlines = tally_validate_store_load_deadlines (db, last, error);
    g_autofree char *text = deadlines != NULL ? sums_to_text (self, deadlines, zone, now) : NULL;
    const char *values[] = { text, tally_day_format (days.first, first),
                             tally_day_format (days.end, end) };
    g_autoptr(PGresult) stored = NULL;
    g_autoptr(PGresult) cleared = NULL;

    if (deadlines == NULL)
        return FALSE;
    stored = tally_db_run (db, "energy/put-collection", 1, values, error);
    if (stored == NULL)
        return FALSE;
    cleared = tally_db_run (db, "energy/clear-collection", 2, values + 1, error);
    return cleared != NULL;
}
