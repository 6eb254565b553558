// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-step.h"

#include "server/energy/tally-energy-compute.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define LOGIN "tally_settle"

typedef struct {
    const TallyEnergyOrder *order;
    TallyDb *reader;
    GArray *districts;
    TallyEnergyGrid *grid;
    const TallyZone *zone; /* the market's */
    TallyDay today;
    TallyDays chunk;
    TallyEnergyChanges *changes; /* NULL: everything is computed */
    gboolean has_open;
    TallyEnergyResult counts;
} Work;

static char *
hex_of (const uint8_t *bytes, size_t n)
{
    GString *text = g_string_sized_new (2 * n);

    for (size_t i = 0; i < n; i++)
        g_string_append_printf (text, "%02x", bytes[i]);
    return g_string_free (text, FALSE);
}

/* The version to store @balance under; 0 when the stored one says the same. */
static int32_t
version_of (GHashTable *versions, const TallyEnergyBalance *balance)
{
    g_autofree char *key = g_strdup_printf ("%d %d", balance->node_id, balance->day);
    g_autofree char *made_from = hex_of (balance->made_from, sizeof balance->made_from);
    const char *stored = g_hash_table_lookup (versions, key);

    if (stored == NULL)
        return 1;
    if (g_str_has_suffix (stored, made_from))
        return 0;
    return (int32_t) g_ascii_strtoll (stored, NULL, 10) + 1;
}

static gboolean
store_balances (Work *work, TallyDb *db, GPtrArray *balances, GError **error)
{
    g_autoptr(GHashTable) versions = tally_energy_store_load_versions (db, work->chunk, error);
    g_autoptr(TallyCopyIn) rows = versions != NULL
                                       ? tally_copy_in_new (db, "energy/add-balances", error)
                                       : NULL;

    if (rows == NULL)
        return FALSE;
    for (guint i = 0; i < balances->len; i++) {
        TallyEnergyBalance *balance = g_ptr_array_index (balances, i);

        balance->version = version_of (versions, balance);
        if (balance->version == 0)
            continue;
        tally_energy_store_put_balance (rows, balance);
        work->counts.n_written++;
    }
    work->counts.n_balances += balances->len;
    return tally_copy_in_finish (rows, NULL, error);
}

static gboolean
clear_districts (Work *work, TallyDb *db, GError **error)
{
    if (work->changes != NULL
        && !tally_energy_store_clear_changes (db, work->changes, work->chunk, error))
        return FALSE;
    for (guint i = 0; i < work->districts->len; i++) {
        int32_t id = g_array_index (work->districts, TallyValidateDistrict, i).district_id;
        TallyDays none = { work->chunk.first, work->chunk.first };

        if (!tally_energy_store_clear_days (db, id, work->changes != NULL ? none : work->chunk,
                                            work->today, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
put_hot_days (Work *work, TallyEnergyOutput *output, GError **error)
{
    gboolean is_end = work->chunk.first.number == work->chunk.end.number;

    for (guint i = 0; work->has_open && is_end && i < work->districts->len; i++) {
        if (!tally_energy_compute_hot (work->reader,
                                       &g_array_index (work->districts, TallyValidateDistrict, i),
                                       work->grid, output, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
do_chunk (TallyDb *db, gpointer user_data, GError **error)
{
    Work *work = user_data;
    TallyEnergyResult before = work->counts;
    g_autoptr(TallyCopyIn) day_rows = NULL;
    g_autoptr(TallyEnergyCollections) collections = tally_energy_collections_new ();
    g_autoptr(GPtrArray) balances = NULL;
    TallyEnergyOutput output = { .collections = collections };

    if (!clear_districts (work, db, error))
        return FALSE;
    day_rows = tally_copy_in_new (db, "energy/add-days", error);
    if (day_rows == NULL)
        return FALSE;
    output.day_rows = day_rows;
    balances = tally_energy_compute_balances (work->reader, work->districts, work->grid,
                                              work->chunk, work->changes, &output, error);
    if (balances == NULL || !put_hot_days (work, &output, error)
        || !tally_copy_in_finish (day_rows, NULL, error)
        || !tally_energy_collections_save (collections, db, work->chunk, work->zone,
                                           work->order->now, error)
        || !tally_energy_store_add_months (db, work->districts, work->changes, work->chunk, error))
        return FALSE;
    work->counts = before;
    work->counts.n_days += output.n_days;
    return store_balances (work, db, balances, error);
}

/* The next part of @days that lies in one calendar month. */
static TallyDays
next_chunk (TallyDays days, TallyDay from)
{
    TallyDay month_end = tally_day_next_month (from);

    return (TallyDays){ from, { MIN (month_end.number, days.end.number) } };
}

static gboolean
open_work (Work *work, const char *conninfo, TallyDays *closed, GError **error)
{
    work->reader = tally_db_open_as (conninfo, LOGIN, error);
    if (work->reader == NULL)
        return FALSE;
    work->districts = tally_validate_store_list_districts (work->reader, -1, error);
    if (work->districts == NULL)
        return FALSE;
    if (work->districts->len == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no district");
        return FALSE;
    }
    work->grid = tally_energy_store_load_grid (work->reader, error);
    if (work->grid == NULL)
        return FALSE;
    work->zone = tally_zone_get (
        g_array_index (work->districts, TallyValidateDistrict, 0).time_zone, error);
    if (work->zone == NULL)
        return FALSE;
    work->today = tally_day_of (work->zone, work->order->now);
    *closed = work->order->days;
    closed->end.number = MIN (closed->end.number, work->today.number);
    work->has_open = work->order->days.end.number > work->today.number;
    return TRUE;
}

static void
work_clear (Work *work)
{
    g_clear_object (&work->reader);
    g_clear_pointer (&work->districts, g_array_unref);
    g_clear_pointer (&work->grid, tally_energy_grid_free);
    g_clear_pointer (&work->changes, tally_energy_changes_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
tell (const TallyEnergyOrder *order, TallyDays closed, TallyDay done)
{
    if (order->progress != NULL)
        order->progress (done.number - closed.first.number, tally_days_count (closed),
                         order->progress_data);
}

static gboolean
do_run (Work *work, TallyDb *writer, TallyDays run, GError **error)
{
    work->chunk = run;
    return !g_cancellable_set_error_if_cancelled (work->order->cancellable, error)
           && tally_db_transact (writer, TALLY_ISOLATION_EACH_STATEMENT, do_chunk, work, error);
}

/* All of a month, or the days in a row of which something changed. */
static gboolean
do_month (Work *work, TallyDb *writer, TallyDays month, GError **error)
{
    TallyDays run = { month.first, month.first };
    gboolean is_done = TRUE;

    if (work->order->is_full)
        return do_run (work, writer, month, error);
    g_clear_pointer (&work->changes, tally_energy_changes_free);
    work->changes = tally_energy_store_find_changes (work->reader, writer, work->districts, month,
                                                     error);
    if (work->changes == NULL)
        return FALSE;
    while (is_done && tally_energy_changes_next (work->changes, run.end, month.end, &run))
        is_done = do_run (work, writer, run, error);
    return is_done;
}

gboolean
tally_energy_step_run (const char *conninfo,
                       const TallyEnergyOrder *order,
                       TallyEnergyResult *result,
                       GError **error)
{
    g_auto(Work) work = { .order = order };
    g_autoptr(TallyDb) writer = tally_db_open_as (conninfo, LOGIN, error);
    TallyDays closed = { { 0 }, { 0 } };
    TallyDays month;

    *result = (TallyEnergyResult){ 0 };
    if (writer == NULL || !tally_energy_store_wait_turn (writer, order->cancellable, error)
        || !open_work (&work, conninfo, &closed, error))
        return FALSE;

    for (TallyDay from = closed.first; from.number < closed.end.number; from = month.end) {
        month = next_chunk (closed, from);
        if (!do_month (&work, writer, month, error))
            return FALSE;
        tell (order, closed, month.end);
    }
    /* The open day, where no closed one carried it along. */
    if (work.has_open && !do_run (&work, writer, (TallyDays){ closed.end, closed.end }, error))
        return FALSE;
    *result = work.counts;
    return TRUE;
}

static char *
text_of (const TallyEnergyBalance *balance)
{
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

    g_checksum_update (sum, balance->in_block->data, (gssize) balance->in_block->len);
    g_checksum_update (sum, balance->out_block->data, (gssize) balance->out_block->len);
    g_checksum_update (sum, balance->sold_block->data, (gssize) balance->sold_block->len);
    return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                            " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                            " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %s",
                            balance->in_wh, balance->generation_wh, balance->out_wh,
                            balance->sold_wh, balance->loss_wh, balance->children_loss_wh,
                            balance->own_loss_wh, balance->theoretical_loss_wh, balance->n,
                            g_checksum_get_string (sum));
}

/* Days that were balanced; others are not due yet. */
static GHashTable *
days_of (GHashTable *stored)
{
    GHashTable *balanced = g_hash_table_new (NULL, NULL);
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init (&iter, stored);
    while (g_hash_table_iter_next (&iter, &key, NULL)) {
        const char *day = strchr (key, ' ');

        g_hash_table_add (balanced, GINT_TO_POINTER ((int) g_ascii_strtoll (day, NULL, 10)));
    }
    return balanced;
}

static char *
first_difference (GPtrArray *balances, GHashTable *stored, int64_t *n_checked)
{
    g_autoptr(GHashTable) balanced = days_of (stored);

    for (guint i = 0; i < balances->len; i++) {
        const TallyEnergyBalance *balance = g_ptr_array_index (balances, i);
        g_autofree char *key = g_strdup_printf ("%d %d", balance->node_id, balance->day);
        g_autofree char *recount = text_of (balance);
        const char *found = g_hash_table_lookup (stored, key);
        char day[TALLY_DAY_TEXT];

        if (!g_hash_table_contains (balanced, GINT_TO_POINTER (balance->day)))
            continue;
        (*n_checked)++;
        if (g_strcmp0 (found, recount) != 0)
            return g_strdup_printf ("energy.balance node %d day %s: stored %s, recount %s",
                                    balance->node_id,
                                    tally_day_format ((TallyDay){ balance->day }, day),
                                    found != NULL ? found : "nothing", recount);
    }
    return NULL;
}

gboolean
tally_energy_step_verify (const char *conninfo,
                          const TallyEnergyOrder *order,
                          int64_t *n_checked,
                          char **finding,
                          GError **error)
{
    g_auto(Work) work = { .order = order };
    TallyDays closed = { { 0 }, { 0 } };

    *n_checked = 0;
    *finding = NULL;
    if (!open_work (&work, conninfo, &closed, error))
        return FALSE;
    for (TallyDay from = closed.first; from.number < closed.end.number && *finding == NULL;
         from = work.chunk.end) {
        g_autoptr(GHashTable) stored = NULL;
        g_autoptr(GPtrArray) balances = NULL;

        work.chunk = next_chunk (closed, from);
        stored = tally_energy_store_load_stored (work.reader, work.chunk, error);
        if (stored == NULL)
            return FALSE;
        if (g_hash_table_size (stored) == 0)
            continue;
        balances = tally_energy_compute_balances (work.reader, work.districts, work.grid,
                                                  work.chunk, NULL, NULL, error);
        if (balances == NULL)
            return FALSE;
        *finding = first_difference (balances, stored, n_checked);
    }
    return TRUE;
}
