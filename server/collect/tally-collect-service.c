// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-service.h"

#include "server/collect/tally-collect-plan-store.h"
#include "server/collect/tally-collect-request-store.h"

#define LOGIN "tally_collector"
#define ORDERS_MS 1000       /* how often orders are looked for */
#define EMPTY_MS 10000       /* until a utility without meters is looked at again */
#define FAILING_MS 300000    /* until meters that failed are asked again */
#define AFTER_BOUNDARY_S 5   /* meters get this long to close their interval */
#define REREAD_S (2 * 86400) /* what an order reads again of a meter's memory */
#define TELL_US (G_USEC_PER_SEC / 4)

typedef struct {
    const char *schedule;
    int64_t period_s;
} Rhythm;

static const Rhythm rhythms[] = { { "gateway", 900 }, { "large", 900 }, { "community", 3600 } };

#define N_THREADS (G_N_ELEMENTS (rhythms) + 1)

struct _TallyCollectService {
    GObject parent_instance;

    char *conninfo;
    TallyCollectSpool *spool;
    GHashTable *maps;
    TallyCollectManner manner;
    char *gateways;
    void (*spooled) (gpointer user_data);
    gpointer user_data;
    TallyCollectLines *lines;
    GCancellable *stopping;
    GThread *threads[N_THREADS];
    GMutex mutex; /* guards @totals */
    TallyCollectTotals totals;
};

G_DEFINE_FINAL_TYPE (TallyCollectService, tally_collect_service, G_TYPE_OBJECT)

/* What each thread has for itself. */
typedef struct {
    TallyCollectService *service;
    const Rhythm *rhythm; /* NULL: the thread of orders */
    TallyDb *db;
    GPtrArray *plan; /* the last that was loaded */
    const char *request_id;
    int64_t told_at_us;
} Worker;

static gboolean
has_db (Worker *worker)
{
    g_autoptr(GError) error = NULL;

    if (worker->db == NULL)
        worker->db = tally_db_open_as (worker->service->conninfo, LOGIN, &error);
    if (worker->db == NULL)
        g_message ("no database: %s", error->message);
    return worker->db != NULL;
}

/* Logs a fault of the database and lets go of it; the next turn connects again. */
static void
lose_db (Worker *worker, const GError *error)
{
    g_message ("%s", error->message);
    g_clear_object (&worker->db);
}

static gboolean
is_ours (const TallyCollectService *self, const TallyCollectGateway *gateway)
{
    g_autofree char *name = NULL;
    g_auto(GStrv) ours = NULL;

    if (self->gateways == NULL || self->gateways[0] == '\0')
        return TRUE;
    name = g_strdup_printf ("%d:%d", gateway->district_id, gateway->gateway_id);
    ours = g_strsplit (self->gateways, ",", -1);
    return g_strv_contains ((const char *const *) ours, name);
}

static GPtrArray *
load_plan (Worker *worker, const TallyCollectWish *wish, GError **error)
{
    TallyCollectService *self = worker->service;
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    int64_t now = tally_collect_clock_now_us (&self->manner.clock) / G_USEC_PER_SEC;
    GPtrArray *plan;

    if (!tally_collect_progress_store_load (worker->db, marks, error)
        || !tally_collect_spool_add_marks (self->spool, marks, error))
        return NULL;
    plan = tally_collect_plan_store_load (worker->db, wish, now, self->maps, marks, error);
    for (guint i = plan != NULL ? plan->len : 0; i-- > 0;) {
        if (!is_ours (self, g_ptr_array_index (plan, i)))
            g_ptr_array_remove_index (plan, i);
    }
    return plan;
}

static void
tell (Worker *worker, const char *kind, const TallyCollectTotals *totals)
{
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                                             " meters answered",
                                             totals->n_answered, totals->n_meters);
    g_autoptr(GError) error = NULL;

    if (worker->db != NULL
        && !tally_collect_request_store_tell (worker->db, worker->request_id, kind, totals->n_asked,
                                              totals->n_meters, text, &error))
        lose_db (worker, error);
}

static void
on_meter_asked (const TallyCollectTotals *totals,
                const TallyCollectAttempt *attempt,
                gpointer user_data)
{
    Worker *worker = user_data;
    int64_t now = g_get_monotonic_time ();

    if (worker->request_id == NULL
        || (now < worker->told_at_us + TELL_US && totals->n_asked < totals->n_meters))
        return;
    worker->told_at_us = now;
    tell (worker, "progress", totals);
}

static void
add_totals (TallyCollectService *self, const TallyCollectTotals *totals)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    self->totals.n_meters += totals->n_meters;
    self->totals.n_asked += totals->n_asked;
    self->totals.n_answered += totals->n_answered;
    self->totals.n_values += totals->n_values;
    self->totals.worst_clock_offset_ms = totals->worst_clock_offset_ms;
    for (size_t i = 0; i < TALLY_ATTEMPT_N_RESULTS; i++)
        self->totals.n_by_result[i] += totals->n_by_result[i];
}

static gboolean
run_round (Worker *worker, GPtrArray *plan, TallyCollectTotals *totals)
{
    TallyCollectService *self = worker->service;
    g_autoptr(GError) error = NULL;
    gboolean is_kept = tally_collect_round (plan, &self->manner, self->lines, self->spool,
                                            self->stopping, on_meter_asked, worker, totals, &error);

    if (!is_kept)
        g_warning ("%s", error->message);
    add_totals (self, totals);
    if (self->spooled != NULL)
        self->spooled (self->user_data);
    return is_kept;
}

/* The plan of the database; the last one when there is none. Its marks come
 * from the spool then, so that nothing is read twice. */
static void
refresh_plan (Worker *worker)
{
    TallyCollectWish wish = { .schedule = worker->rhythm->schedule };
    g_autoptr(GError) error = NULL;
    GPtrArray *plan;

    if (!has_db (worker))
        return;
    plan = load_plan (worker, &wish, &error);
    if (plan == NULL) {
        lose_db (worker, error);
        return;
    }
    g_clear_pointer (&worker->plan, g_ptr_array_unref);
    worker->plan = plan;
}

/* Gives how long to rest at most before the next round. */
static int64_t
run_schedule (Worker *worker)
{
    TallyCollectTotals totals = { 0 };

    refresh_plan (worker);
    if (worker->plan == NULL || worker->plan->len == 0)
        return EMPTY_MS;
    run_round (worker, worker->plan, &totals);
    g_message ("%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " meters answered, %" G_GINT64_FORMAT
               " values",
               worker->rhythm->schedule, totals.n_answered, totals.n_meters, totals.n_values);
    return totals.n_answered < totals.n_meters ? FAILING_MS : G_MAXINT64;
}

static gboolean
read_part (Worker *worker, const TallyCollectPart *part, GPtrArray *all, GError **error)
{
    TallyCollectWish wish = {
        .district_id = part->district_id,
        .point_ids = part->point_ids,
        .n_points = part->n_points,
        .again_from = tally_collect_clock_now_us (&worker->service->manner.clock) / G_USEC_PER_SEC
                      - REREAD_S,
    };
    g_autoptr(GPtrArray) plan = load_plan (worker, &wish, error);

    if (plan == NULL)
        return FALSE;
    g_ptr_array_extend_and_steal (all, g_steal_pointer (&plan));
    return TRUE;
}

static gboolean
run_request (Worker *worker, const TallyCollectRequest *request, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (
        (GDestroyNotify) tally_collect_gateway_free);
    TallyCollectTotals totals = { 0 };
    gboolean is_done;

    for (guint i = 0; i < request->parts->len; i++) {
        if (!read_part (worker, &g_array_index (request->parts, TallyCollectPart, i), all, error))
            return FALSE;
    }
    worker->request_id = request->request_id;
    worker->told_at_us = 0;
    is_done = run_round (worker, all, &totals) && totals.n_answered == totals.n_meters;
    tell (worker, is_done ? "done" : "failed", &totals);
    worker->request_id = NULL;
    return has_db (worker)
           && tally_collect_request_store_finish (worker->db, request->request_id, is_done, &totals,
                                                  error);
}

/* Gives FALSE when nothing was ordered, or could be known. */
static gboolean
run_next_request (Worker *worker)
{
    g_autoptr(TallyCollectRequest) request = NULL;
    g_autoptr(GError) error = NULL;

    if (!has_db (worker))
        return FALSE;
    if (tally_collect_request_store_take (worker->db, &request, &error)
        && (request == NULL || run_request (worker, request, &error)))
        return request != NULL;
    if (error != NULL)
        lose_db (worker, error);
    return FALSE;
}

static gboolean
is_stopping (Worker *worker)
{
    return g_cancellable_is_cancelled (worker->service->stopping);
}

static void
rest (Worker *worker, int64_t ms)
{
    GPollFD stopping;

    if (!g_cancellable_make_pollfd (worker->service->stopping, &stopping)) {
        g_usleep (1000);
        return;
    }
    g_poll (&stopping, 1, (int) MIN (ms, G_MAXINT));
    g_cancellable_release_fd (worker->service->stopping);
}

static void
follow_schedule (Worker *worker)
{
    const TallyCollectClock *clock = &worker->service->manner.clock;

    while (!is_stopping (worker)) {
        int64_t period_ms = worker->rhythm->period_s * 1000;
        int64_t most_ms = run_schedule (worker);
        int64_t now_ms = tally_collect_clock_now_us (clock) / 1000 - AFTER_BOUNDARY_S * 1000;
        rest (worker, MIN (most_ms, period_ms - now_ms % period_ms));
    }
}

static void
follow_orders (Worker *worker)
{
    g_autoptr(GError) error = NULL;

    if (has_db (worker) && !tally_collect_request_store_again (worker->db, &error))
        lose_db (worker, error);
    while (!is_stopping (worker)) {
        if (!run_next_request (worker))
            rest (worker, ORDERS_MS);
    }
}

static gpointer
work (gpointer data)
{
    Worker *worker = data;

    if (worker->rhythm != NULL)
        follow_schedule (worker);
    else
        follow_orders (worker);
    g_clear_object (&worker->db);
    g_clear_pointer (&worker->plan, g_ptr_array_unref);
    g_free (worker);
    return NULL;
}

static void
tally_collect_service_finalize (GObject *object)
{
    TallyCollectService *self = TALLY_COLLECT_SERVICE (object);

    g_clear_pointer (&self->conninfo, g_free);
    g_clear_pointer (&self->gateways, g_free);
    g_clear_object (&self->spool);
    g_clear_pointer (&self->maps, g_hash_table_unref);
    g_clear_pointer (&self->lines, tally_collect_lines_free);
    g_clear_object (&self->stopping);
    g_mutex_clear (&self->mutex);

    G_OBJECT_CLASS (tally_collect_service_parent_class)->finalize (object);
}

static void
tally_collect_service_class_init (TallyCollectServiceClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_collect_service_finalize;
}

static void
tally_collect_service_init (TallyCollectService *self)
{
    self->lines = tally_collect_lines_new ();
    self->stopping = g_cancellable_new ();
    g_mutex_init (&self->mutex);
}

TallyCollectService *
tally_collect_service_new (const TallyCollectSettings *settings)
{
    TallyCollectService *self = g_object_new (TALLY_TYPE_COLLECT_SERVICE, NULL);

    self->conninfo = g_strdup (settings->conninfo);
    self->spool = g_object_ref (settings->spool);
    self->maps = g_hash_table_ref (settings->maps);
    self->manner = settings->manner;
    self->gateways = g_strdup (settings->gateways);
    self->spooled = settings->spooled;
    self->user_data = settings->user_data;
    return self;
}

void
tally_collect_service_start (TallyCollectService *self)
{
    g_return_if_fail (TALLY_IS_COLLECT_SERVICE (self));
    g_return_if_fail (self->threads[0] == NULL);

    for (size_t i = 0; i < N_THREADS; i++) {
        Worker *worker = g_new0 (Worker, 1);

        worker->service = self;
        worker->rhythm = i < G_N_ELEMENTS (rhythms) ? &rhythms[i] : NULL;
        self->threads[i] = g_thread_new ("collect", work, worker);
    }
}

void
tally_collect_service_stop (TallyCollectService *self)
{
    g_return_if_fail (TALLY_IS_COLLECT_SERVICE (self));

    g_cancellable_cancel (self->stopping);
    for (size_t i = 0; i < N_THREADS; i++)
        g_clear_pointer (&self->threads[i], g_thread_join);
}

TallyCollectTotals
tally_collect_service_get_totals (TallyCollectService *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    return self->totals;
}
