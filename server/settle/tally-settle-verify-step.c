// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/settle/tally-settle-draft.h"
#include "server/settle/tally-settle-step.h"
#include "server/settle/tally-settle-verify-store.h"
#include "shared/error/tally-error.h"
#include "shared/time/tally-calendar-text.h"

#define LOGIN "tally_settle"

typedef struct {
    TallyDb *db;
    TallyDb *reader;
    const TallySettleKept *kept;
    char *fault;
} Check;

static char *
figures_of (const TallyEnergySum *sum)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                            " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                            " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %d %s",
                            sum->in_wh, sum->generation_wh, sum->out_wh, sum->sold_wh, sum->loss_wh,
                            sum->children_loss_wh, sum->own_loss_wh, sum->theoretical_loss_wh,
                            sum->estimated_ppm, sum->n_days, sum->made_from);
}

static const TallyEnergySum *
find_sum (const GArray *sums, int32_t node_id)
{
    for (guint i = 0; i < sums->len; i++) {
        const TallyEnergySum *sum = &g_array_index (sums, TallyEnergySum, i);

        if (sum->node_id == node_id)
            return sum;
    }
    return NULL;
}

/* Statements drafted before versions were kept can only be held against their hash. */
static gboolean
check_statements (Check *check, GError **error)
{
    g_autoptr(GArray)
                   kept = tally_settle_store_kept_statements (check->db, check->kept->settlement_id,
                                                              error);
    g_autoptr(GHashTable) chosen = g_hash_table_new (NULL, NULL);
    g_autoptr(GArray) sums = NULL;

    if (kept == NULL)
        return FALSE;
    for (guint i = 0; i < kept->len; i++) {
        const TallySettleStatementKept *one = &g_array_index (kept, TallySettleStatementKept, i);

        if (one->made_of != NULL)
            g_hash_table_insert (chosen, GINT_TO_POINTER (one->node_id), one->made_of);
    }
    sums = tally_energy_store_sum_chosen (check->db, check->kept->period, chosen, error);
    if (sums == NULL)
        return FALSE;
    for (guint i = 0; i < kept->len && check->fault == NULL; i++) {
        const TallySettleStatementKept *one = &g_array_index (kept, TallySettleStatementKept, i);
        const TallyEnergySum *sum = find_sum (sums, one->node_id);
        g_autofree char *figures = sum != NULL ? figures_of (sum) : NULL;

        if (one->made_of != NULL && g_strcmp0 (figures, one->figures) != 0)
            check->fault = g_strdup_printf ("settle.statement %s node %d: stored %s, its balances "
                                            "give %s",
                                            check->kept->settlement_id, one->node_id, one->figures,
                                            figures != NULL ? figures : "nothing");
    }
    return TRUE;
}

typedef struct {
    const TallyEnergyVersions *versions;
} Wanted;

static gboolean
is_wanted (const TallyBlockHead *head, gpointer user_data)
{
    const Wanted *wanted = user_data;

    return tally_energy_versions_get (wanted->versions, head->channel, (TallyDay){ head->day })
           == head->version;
}

/* Makes the lines of one exchange point again, from what @fields name: tariff, holidays, days. */
static gboolean
make_lines (Check *check,
            const TallySettlePointKept *point,
            char **fields,
            GString *json,
            GError **error)
{
    g_autoptr(TallyEnergyVersions) versions = tally_energy_versions_new (check->kept->period);
    g_autoptr(TallyCalendar) calendar = tally_calendar_parse_days (fields[1], error);
    g_autoptr(GArray) exchanges = NULL;
    Wanted wanted = { versions };
    TallyEnergySpan span = { .district_id = point->district_id,
                             .range = { point->point_id, point->point_id },
                             .days = check->kept->period,
                             .is_wanted = is_wanted,
                             .wanted_data = &wanted };
    const TallySettleExchange *exchange;
    guint64 version;

    if (calendar == NULL || !tally_energy_versions_parse (versions, fields[2], error)
        || !g_ascii_string_to_unsigned (fields[0], 10, 1, INT32_MAX, &version, error))
        return FALSE;
    exchanges = tally_settle_store_exchange_then (check->db, point->district_id, point->point_id,
                                                  (int32_t) version, error);
    if (exchanges == NULL)
        return FALSE;
    if (exchanges->len == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "tariff version %s is not there",
                     fields[0]);
        return FALSE;
    }
    exchange = &g_array_index (exchanges, TallySettleExchange, 0);
    span.zone = tally_zone_get (exchange->time_zone, error);
    return span.zone != NULL
           && tally_settle_draft_exchange (check->reader, exchange, calendar, &span, json, error);
}

static gboolean
add_point (Check *check, const TallySettlePointKept *point, GString *json, GError **error)
{
    g_auto(GStrv) fields = g_strsplit (point->made_of, "|", 4);
    gboolean is_good = g_strv_length (fields) == 3;

    if (!is_good)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "made_of “%.60s” says nothing",
                     point->made_of);
    else
        is_good = make_lines (check, point, fields, json, error);
    if (!is_good)
        g_prefix_error (error, "settle.exchange_line %s point %" G_GINT64_FORMAT ": ",
                        check->kept->settlement_id, point->point_id);
    return is_good;
}

static gboolean
check_lines (Check *check, GError **error)
{
    const char *id = check->kept->settlement_id;
    g_autoptr(GArray) points = tally_settle_store_kept_points (check->db, id, error);
    g_autoptr(GString) json = g_string_new ("[");
    g_autofree char *line = NULL;

    if (points == NULL)
        return FALSE;
    for (guint i = 0; i < points->len; i++) {
        const TallySettlePointKept *point = &g_array_index (points, TallySettlePointKept, i);

        if (point->made_of != NULL && !add_point (check, point, json, error))
            return FALSE;
    }
    g_string_append_c (json, ']');
    if (!tally_settle_store_differing_line (check->db, id, json->str, &line, error))
        return FALSE;
    if (line != NULL)
        check->fault = g_strdup_printf ("settle.exchange_line %s, %s: not what its days give", id,
                                        line);
    return TRUE;
}

static gboolean
check_settlement (Check *check, GError **error)
{
    gboolean is_sealed = FALSE;

    if (!check_statements (check, error) || (check->fault == NULL && !check_lines (check, error))
        || !tally_settle_store_is_sealed (check->db, check->kept->settlement_id, &is_sealed, error))
        return FALSE;
    if (check->fault == NULL && !is_sealed)
        check->fault = g_strdup_printf ("settle.settlement %s: its content is not what was decided "
                                        "on",
                                        check->kept->settlement_id);
    return TRUE;
}

gboolean
tally_settle_step_verify (const char *conninfo,
                          GCancellable *cancellable,
                          int64_t *n_checked,
                          char **fault,
                          GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, LOGIN, error);
    g_autoptr(TallyDb) reader = db != NULL ? tally_db_open_as (conninfo, LOGIN, error) : NULL;
    g_autoptr(GArray) all = reader != NULL ? tally_settle_store_all (db, error) : NULL;
    Check check = { db, reader, NULL, NULL };

    *n_checked = 0;
    *fault = NULL;
    for (guint i = 0; all != NULL && i < all->len && check.fault == NULL; i++) {
        check.kept = &g_array_index (all, TallySettleKept, i);
        if (g_cancellable_set_error_if_cancelled (cancellable, error)
            || !check_settlement (&check, error)) {
            g_free (check.fault);
            return FALSE;
        }
        (*n_checked)++;
    }
    *fault = check.fault;
    return all != NULL;
}
