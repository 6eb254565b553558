// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/settle/tally-settle-draft.h"

#include "server/settle/tally-settle-step.h"
#include "shared/error/tally-error.h"
#include "shared/time/tally-calendar-text.h"

#define INTERVAL_S 900
#define WH_PER_KWH 1000
#define LOGIN "tally_settle"

typedef struct {
    const TallySettleExchange *exchange;
    const TallyPricePlan *plan;
    const char *holidays;
    GString *json;
    gboolean is_met;
} Work;

/* What the lines of a point are made from. */
typedef struct {
    const char *made_from;
    char *made_of;
} Origin;

static void
append_line (Work *work, const char *direction, const TallySettleLine *line, const Origin *origin)
{
    g_string_append_printf (work->json,
                            "%s{\"district\":%d,\"point\":%" G_GINT64_FORMAT
                            ",\"direction\":\"%s\",\"band\":\"%s\",\"main\":%" G_GINT64_FORMAT
                            ",\"check\":%" G_GINT64_FORMAT ",\"settled\":%" G_GINT64_FORMAT
                            ",\"used\":\"%s\",\"rate\":%" G_GINT64_FORMAT
                            ",\"amount\":%" G_GINT64_FORMAT
                            ",\"made_from\":\"%s\",\"made_of\":\"%s\"}",
                            work->json->len > 1 ? "," : "", work->exchange->district_id,
                            work->exchange->point_id, direction, line->band, line->main_wh,
                            line->check_wh, line->settled_wh, tally_settle_used_name (line->used),
                            line->rate_micro_per_kwh, line->amount_minor, origin->made_from,
                            origin->made_of);
}

static gboolean
add_direction (Work *work,
               const char *direction,
               const TallySettleSeries *series,
               const Origin *origin,
               GError **error)
{
    g_autofree int64_t *chosen = g_new (int64_t, MAX (series->n, 1));
    TallySettleUsed used = tally_settle_choose (series, work->exchange->tolerance_ppm, chosen);
    TallySettleLine lines[TALLY_SETTLE_MAX_BANDS];
    size_t n_lines;

    if (!tally_settle_price (work->plan, series, chosen, used, lines, &n_lines, error)) {
        g_prefix_error (error, "exchange point %" G_GINT64_FORMAT ": ", work->exchange->point_id);
        return FALSE;
    }
    for (size_t i = 0; i < n_lines; i++)
        append_line (work, direction, &lines[i], origin);
    return TRUE;
}

static gboolean
on_point (const TallyEnergyPoint *point, gpointer user_data, GError **error)
{
    Work *work = user_data;
    TallySettleSeries in = { point->import, point->qualities, point->check_import,
                             point->check_qualities, point->n };
    TallySettleSeries out = { point->export, point->qualities, point->check_export,
                              point->check_qualities, point->n };
    char made_from[2 * TALLY_BLOCK_DIGEST_BYTES + 1];
    g_autofree char *made_of = g_strdup_printf ("%d|%s|%s", work->exchange->tariff_version,
                                                work->holidays, point->versions);
    Origin origin = { made_from, made_of };

    for (size_t i = 0; i < TALLY_BLOCK_DIGEST_BYTES; i++)
        g_snprintf (made_from + 2 * i, 3, "%02x", point->made_from[i]);
    work->is_met = TRUE;
    return add_direction (work, "in", &in, &origin, error)
           && (point->export == NULL || add_direction (work, "out", &out, &origin, error));
}

gboolean
tally_settle_draft_exchange (TallyDb *reader,
                             const TallySettleExchange *exchange,
                             const TallyCalendar *calendar,
                             const TallyEnergySpan *span,
                             GString *json,
                             GError **error)
{
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (exchange->document, -1, error);
    g_autoptr(TallyPricePlan) plan = NULL;
    g_autoptr(GString) holidays = g_string_new (NULL);
    TallyPricePeriod priced = { .days = span->days,
                                .zone = span->zone,
                                .calendar = calendar,
                                .interval_seconds = INTERVAL_S,
                                .units_per_kwh = WH_PER_KWH };
    Work work = { .exchange = exchange, .json = json };

    if (tariff == NULL)
        return FALSE;
    plan = tally_price_plan_new (tariff, &priced, error);
    if (plan == NULL)
        return FALSE;
    tally_calendar_append_days (calendar, span->days, holidays);
    work.holidays = holidays->str;
    work.plan = plan;
    if (!tally_energy_store_read_points (reader, span, on_point, &work, error))
        return FALSE;
    if (!work.is_met) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "exchange point %" G_GINT64_FORMAT " has no validated day in the period",
                     exchange->point_id);
        return FALSE;
    }
    return TRUE;
}

static gboolean
add_exchange (TallyDb *db,
              TallyDb *reader,
              const TallySettleExchange *exchange,
              TallyDays period,
              GString *json,
              GError **error)
{
    const TallyZone *zone = tally_zone_get (exchange->time_zone, error);
    g_autoptr(TallyTariff) tariff = zone != NULL
                                         ? tally_tariff_parse (exchange->document, -1, error)
                                         : NULL;
    g_autoptr(TallyCalendar) calendar = NULL;
    TallyEnergySpan span = { .district_id = exchange->district_id,
                             .range = { exchange->point_id, exchange->point_id },
                             .zone = zone,
                             .days = period };

    if (tariff == NULL)
        return FALSE;
    calendar = tally_settle_store_holidays (db, tally_tariff_get_calendar (tariff), error);
    return calendar != NULL
           && tally_settle_draft_exchange (reader, exchange, calendar, &span, json, error);
}

char *
tally_settle_draft_lines (TallyDb *db,
                          TallyDb *reader,
                          TallyDays period,
                          GCancellable *cancellable,
                          GError **error)
{
    g_autoptr(GArray) exchanges = tally_settle_store_exchanges (db, period.first, error);
    g_autoptr(GString) json = g_string_new ("[");

    if (exchanges == NULL)
        return NULL;
    for (guint i = 0; i < exchanges->len; i++) {
        if (g_cancellable_set_error_if_cancelled (cancellable, error)
            || !add_exchange (db, reader, &g_array_index (exchanges, TallySettleExchange, i),
                              period, json, error))
            return NULL;
    }
    g_string_append_c (json, ']');
    return g_string_free (g_steal_pointer (&json), FALSE);
}

typedef struct {
    TallyDb *reader;
    const char *settlement_id;
    TallyDays period;
    const char *person;
    GCancellable *cancellable;
} Draft;

static gboolean
draft_in_transaction (TallyDb *db, gpointer user_data, GError **error)
{
    const Draft *draft = user_data;
    g_auto(TallySettlement) there = { 0 };
    g_autoptr(GArray) sums = NULL;
    g_autofree char *lines = NULL;
    gboolean is_there = FALSE;

    if (!tally_settle_store_get (db, draft->settlement_id, &there, &is_there, error))
        return FALSE;
    if (is_there && there.period.first.number == draft->period.first.number
        && there.period.end.number == draft->period.end.number)
        return TRUE;
    if (is_there) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "settlement %s is of another period",
                     draft->settlement_id);
        return FALSE;
    }
    sums = tally_energy_store_sum_balances (db, draft->period, error);
    if (sums == NULL)
        return FALSE;
    if (sums->len == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "the period has no balances yet");
        return FALSE;
    }
    lines = tally_settle_draft_lines (db, draft->reader, draft->period, draft->cancellable, error);
    return lines != NULL
           && tally_settle_store_add (db, draft->settlement_id, draft->period, draft->person, error)
           && tally_settle_store_add_statements (db, draft->settlement_id, sums, error)
           && tally_settle_store_add_lines (db, draft->settlement_id, lines, error)
           && tally_settle_store_seal (db, draft->settlement_id, error);
}

gboolean
tally_settle_step_draft (TallyDb *db,
                         const char *conninfo,
                         const char *settlement_id,
                         TallyDays period,
                         const char *person,
                         GCancellable *cancellable,
                         GError **error)
{
    g_autoptr(TallyDb) reader = tally_db_open_as (conninfo, LOGIN, error);
    Draft draft = { reader, settlement_id, period, person, cancellable };

    return reader != NULL
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, draft_in_transaction, &draft,
                                 error);
}
