// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-service.h"

#include "server/collect/tally-collect-failures.h"

#define ORDERS_MS 1000       /* how often orders are looked for */
#define EMPTY_MS 10000       /* until a utility without meters is looked at again */
#define LOOK_MS 60000        /* how often schedules are looked for */
#define KNOCK_MS 1000        /* how often gateways that failed are looked for */
#define REREAD_S (2 * 86400) /* what an order reads again of a meter's memory */
#define TELL_US (G_USEC_PER_SEC / 4)

/* What is read before anybody told us how often. */
static const struct {
    const char *name;
    TallySchedule standard;
} rhythms[] = { { "gateway", { 900, 5 } },
                { "large", { 900, 5 } },
                { "community", { 86400, 900 } } };

#define N_THREADS (G_N_ELEMENTS (rhythms) + 1)

struct _TallyCollectService {
    GObject parent_instance;

    TallyCollectSpool *spool;
    TallyCollectManner manner;
    const TallyZone *zone;
    char *gateways;
    char *conninfo;
    GHashTable *maps;
    TallyCollectDeskOpen open_desk;
    gpointer desk_data;
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
    const char *schedule_name; /* NULL: the thread of orders */
    TallySchedule schedule;    /* the last that was loaded */
    const TallyZone *zone;
    TallyCollectDesk *desk;
    GPtrArray *plan; /* the last that was loaded */
    TallyCollectFailures *failures;
    const char *request_id;
    int64_t told_at_us;
} Worker;

static int64_t
now_of (const Worker *worker)
{
    return tally_collect_clock_now_us (&worker->service->manner.clock) / G_USEC_PER_SEC;
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
    GPtrArray *plan = worker->desk->kind->load_plan (worker->desk, wish, now_of (worker), error);

    for (guint i = plan != NULL ? plan->len : 0; i-- > 0;) {
        if (!is_ours (worker->service, g_ptr_array_index (plan, i)))
            g_ptr_array_remove_index (plan, i);
    }
    return plan;
}

static void
tell (Worker *worker, const char *kind, const TallyCollectTotals *totals)
{
    g_autoptr(GError) error = NULL;

    if (!worker->desk->kind->tell (worker->desk, worker->request_id, kind, totals, &error))
        g_message ("%s", error->message);
}

static void
on_meter_asked (const TallyCollectTotals *totals,
                const TallyCollectAttempt *attempt,
                gpointer user_data)
{
    Worker *worker = user_data;
    int64_t now = g_get_monotonic_time ();

    tally_collect_failures_note (worker->failures, attempt);
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
run_round (Worker *worker,
           GPtrArray *plan,
           const TallyCollectManner *manner,
           TallyCollectTotals *totals)
{
    TallyCollectService *self = worker->service;
    g_autoptr(GError) error = NULL;
    gboolean is_kept = tally_collect_round (plan, manner, self->lines, self->spool, self->stopping,
                                            on_meter_asked, worker, totals, &error);

    if (!is_kept)
        g_warning ("%s", error->message);
    add_totals (self, totals);
    if (self->spooled != NULL && totals->n_asked > 0)
        self->spooled (self->user_data);
    return is_kept && !g_cancellable_is_cancelled (self->stopping);
}

/* The plan of the desk; the last one while the desk is away. */
static void
refresh_plan (Worker *worker)
{
    TallyCollectWish wish = { .schedule = worker->schedule_name };
    g_autoptr(GError) error = NULL;
    GPtrArray *plan = load_plan (worker, &wish, &error);

    if (plan == NULL) {
        g_message ("the last plan stands: %s", error->message);
        return;
    }
    g_clear_pointer (&worker->plan, g_ptr_array_unref);
    worker->plan = plan;
}

static void
refresh_schedule (Worker *worker)
{
    g_autoptr(GError) error = NULL;

    if (!worker->desk->kind->load_schedule (worker->desk, worker->schedule_name, now_of (worker),
                                            &worker->schedule, &worker->zone, &error))
        g_message ("the last schedule stands: %s", error->message);
}

/* Reads all meters for the time at which they were due. Once it is through, that time is over for
 * good, and so are those that went by while nobody was there. */
static void
run_schedule (Worker *worker, int64_t due)
{
    TallyCollectService *self = worker->service;
    TallyCollectTotals totals = { 0 };
    g_autoptr(GError) error = NULL;

    refresh_plan (worker);
    if (worker->plan == NULL || worker->plan->len == 0)
        return;
    tally_collect_failures_clear (worker->failures);
    if (!run_round (worker, worker->plan, &self->manner, &totals))
        return;
    g_message ("%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " meters answered, %" G_GINT64_FORMAT
               " values",
               worker->schedule_name, totals.n_answered, totals.n_meters, totals.n_values);
    if (!tally_collect_spool_set_round (self->spool, worker->schedule_name, due, &error))
        g_warning ("%s", error->message);
}

/* Looks whether gateways that failed are back, and reads what they owe. */
static void
knock (Worker *worker)
{
    TallyCollectService *self = worker->service;
    TallyCollectManner manner = self->manner;
    TallyCollectTotals totals = { 0 };
    g_autoptr(GPtrArray) plan = tally_collect_failures_plan (worker->failures, worker->plan,
                                                              self->lines, g_get_monotonic_time ());

    manner.is_knock = TRUE;
    manner.connect_ms = MIN (manner.connect_ms, TALLY_BREAKER_KNOCK_MS);
    manner.read_ms = MIN (manner.read_ms, TALLY_BREAKER_KNOCK_MS);
    if (plan->len > 0)
        run_round (worker, plan, &manner, &totals);
}

static gboolean
read_part (Worker *worker, const TallyCollectPart *part, GPtrArray *all, GError **error)
{
    TallyCollectWish wish = {
        .district_id = part->district_id,
        .point_ids = part->point_ids,
        .n_points = part->n_points,
        .again_from = now_of (worker) - REREAD_S,
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
    g_autoptr(GPtrArray) all = tally_collect_plan_new ();
    TallyCollectManner manner = worker->service->manner;
    TallyCollectTotals totals = { 0 };
    gboolean is_done;

    for (guint i = 0; i < request->parts->len; i++) {
        if (!read_part (worker, &g_array_index (request->parts, TallyCollectPart, i), all, error))
            return FALSE;
    }
    worker->request_id = request->request_id;
    worker->told_at_us = 0;
    manner.is_urgent = TRUE;
    is_done = run_round (worker, all, &manner, &totals) && totals.n_answered == totals.n_meters;
    worker->request_id = NULL;
    return worker->desk->kind->finish_order (worker->desk, request->request_id, is_done, &totals,
                                             error);
}

/* Gives FALSE when nothing was ordered, or could be known. */
static gboolean
run_next_request (Worker *worker)
{
    g_autoptr(TallyCollectRequest) request = NULL;
    g_autoptr(GError) error = NULL;

    if (worker->desk->kind->take_order (worker->desk, &request, &error)
        && (request == NULL || run_request (worker, request, &error)))
        return request != NULL;
    if (error != NULL)
        g_message ("%s", error->message);
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
    TallyCollectService *self = worker->service;

    while (!is_stopping (worker)) {
        int64_t done_for = 0;
        int64_t due;
        int64_t rest_ms;

        refresh_schedule (worker);
        due = tally_schedule_last (&worker->schedule, worker->zone, now_of (worker));
        tally_collect_spool_get_round (self->spool, worker->schedule_name, &done_for, NULL);
        /* A second back over the edge repeats no round; further back, and rounds are due anew. */
        if (done_for > tally_schedule_next (&worker->schedule, worker->zone, now_of (worker)))
            done_for = 0;
        if (due > done_for)
            run_schedule (worker, due);
        else if (tally_collect_failures_get_n (worker->failures) > 0)
            knock (worker);
        rest_ms = (tally_schedule_next (&worker->schedule, worker->zone, now_of (worker))
                   - now_of (worker))
                  * 1000;
        rest_ms = MIN (rest_ms, LOOK_MS);
        if (worker->plan == NULL || worker->plan->len == 0)
            rest_ms = MIN (rest_ms, EMPTY_MS);
        if (tally_collect_failures_get_n (worker->failures) > 0)
            rest_ms = MIN (rest_ms, KNOCK_MS);
        rest (worker, rest_ms);
    }
}

static void
follow_orders (Worker *worker)
{
    g_autoptr(GError) error = NULL;

    if (!worker->desk->kind->begin_orders (worker->desk, &error))
        g_message ("%s", error->message);
    while (!is_stopping (worker)) {
        if (!run_next_request (worker))
            rest (worker, ORDERS_MS);
    }
}

static gpointer
work (gpointer data)
{
    Worker *worker = data;

    if (worker->schedule_name != NULL)
        follow_schedule (worker);
    else
        follow_orders (worker);
    worker->desk->kind->free (worker->desk);
    g_clear_pointer (&worker->plan, g_ptr_array_unref);
    tally_collect_failures_free (worker->failures);
    g_free (worker);
    return NULL;
}

static TallyCollectDesk *
open_db_desk (gpointer user_data)
{
    TallyCollectService *self = user_data;

    return tally_collect_db_desk_new (self->conninfo, self->spool, self->maps);
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

    self->spool = g_object_ref (settings->spool);
    self->manner = settings->manner;
    self->zone = settings->zone != NULL ? settings->zone : tally_zone_get ("UTC", NULL);
    self->conninfo = g_strdup (settings->conninfo);
    self->maps = settings->maps != NULL ? g_hash_table_ref (settings->maps) : NULL;
    self->open_desk = settings->open_desk != NULL ? settings->open_desk : open_db_desk;
    self->desk_data = settings->open_desk != NULL ? settings->desk_data : self;
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
        worker->desk = self->open_desk (self->desk_data);
        worker->failures = tally_collect_failures_new ();
        worker->zone = self->zone;
        if (i < G_N_ELEMENTS (rhythms)) {
            worker->schedule_name = rhythms[i].name;
            worker->schedule = rhythms[i].standard;
        }
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
