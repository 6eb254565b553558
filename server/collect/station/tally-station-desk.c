// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/station/tally-station-private.h"
#include "shared/error/tally-error.h"

typedef struct {
    TallyCollectDesk parent;
    TallyStation *station;
    GPtrArray *plans; /* TallyStationPlan: what was given out borrows from the last two */
} StationDesk;

static TallyStationPlan *
get_plan (StationDesk *self, GError **error)
{
    TallyStationPlan *plan = tally_station_dup_plan (self->station);

    if (plan == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OFFLINE,
                             "the server has not yet said what is to be read");
        return NULL;
    }
    if (self->plans->len > 0 && g_ptr_array_index (self->plans, self->plans->len - 1) == plan) {
        tally_station_plan_unref (plan);
        return plan;
    }
    if (self->plans->len > 1)
        g_ptr_array_remove_index (self->plans, 0);
    g_ptr_array_add (self->plans, plan);
    return plan;
}

static GPtrArray *
load_plan (TallyCollectDesk *desk, const TallyCollectWish *wish, int64_t now, GError **error)
{
    StationDesk *self = (StationDesk *) desk;
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    TallyStationPlan *plan = get_plan (self, error);

    if (plan == NULL || !tally_collect_spool_add_marks (self->station->spool, marks, error))
        return NULL;
    return tally_station_plan_select (plan, wish, now, marks, error);
}

static gboolean
load_schedule (TallyCollectDesk *desk,
               const char *name,
               int64_t now,
               TallySchedule *schedule,
               const TallyZone **zone,
               GError **error)
{
    TallyStationPlan *plan = get_plan ((StationDesk *) desk, error);

    if (plan == NULL)
        return FALSE;
    *zone = tally_station_plan_get_zone (plan);
    return tally_station_plan_schedule (plan, name, now, schedule, error);
}

static gboolean
begin_orders (TallyCollectDesk *desk, GError **error)
{
    return TRUE;
}

static gboolean
take_order (TallyCollectDesk *desk, TallyCollectRequest **request, GError **error)
{
    TallyStation *station = ((StationDesk *) desk)->station;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&station->mutex);

    *request = station->orders->len > 0 ? g_ptr_array_steal_index (station->orders, 0) : NULL;
    return TRUE;
}

/* How far an order is, the clerk sees by the readings that arrive. */
static gboolean
tell (TallyCollectDesk *desk,
      const char *id,
      const char *kind,
      const TallyCollectTotals *totals,
      GError **error)
{
    return TRUE;
}

static void
note_result (TallyStation *station, TallyStationResult *result)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&station->mutex);

    g_ptr_array_add (station->results, result);
}

static gboolean
finish_order (TallyCollectDesk *desk,
              const char *id,
              gboolean is_done,
              const TallyCollectTotals *totals,
              GError **error)
{
    TallyStation *station = ((StationDesk *) desk)->station;
    TallyStationResult *result = g_new0 (TallyStationResult, 1);

    result->request_id = g_strdup (id);
    result->is_done = is_done;
    result->n_answered = totals->n_answered;
    result->n_failed = totals->n_asked - totals->n_answered;
    note_result (station, result);
    tally_station_wake (station);
    return TRUE;
}

static void
free_desk (TallyCollectDesk *desk)
{
    StationDesk *self = (StationDesk *) desk;

    g_ptr_array_unref (self->plans);
    g_object_unref (self->station);
    g_free (self);
}

TallyCollectDesk *
tally_station_open_desk (gpointer data)
{
    static const TallyCollectDeskKind kind = { load_plan, load_schedule, begin_orders, take_order,
                                               tell,      finish_order,  free_desk };
    StationDesk *self = g_new0 (StationDesk, 1);

    self->parent.kind = &kind;
    self->station = g_object_ref (data);
    self->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_station_plan_unref);
    return &self->parent;
}
