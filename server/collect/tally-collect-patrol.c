// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-patrol.h"

#include "shared/error/tally-error.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#define EVENTS_MAX 256
#define TICK_US 5000 /* for what no file descriptor tells: names, silence on a line, busy lines */

/* A gateway's visit and what epoll knows of it. */
typedef struct {
    TallyCollectVisit *visit;
    guint place; /* in the list it is in */
    guint n_failures;
    guint polled_link;
    short polled_events;
    int64_t until_us;
    gboolean has_ticks;
    gboolean has_begun;
} Stop;

typedef struct {
    const TallyCollectManner *manner;
    TallyCollectLines *lines;
    GCancellable *cancellable;
    int epoll;
    GPtrArray *waiting; /* Stop: nobody is there yet; the next one last */
    GPtrArray *active;  /* Stop */
    int64_t look_at_us; /* when some stop's time may be over */
    gboolean is_stopping;
    GError *error;
} Patrol;

static void
stop_free (Stop *stop)
{
    tally_collect_visit_free (stop->visit);
    g_free (stop);
}

/* The next one is taken from the end: most failures first. */
static int
compare_stops (gconstpointer a, gconstpointer b)
{
    const Stop *one = *(Stop *const *) a;
    const Stop *other = *(Stop *const *) b;

    if (one->n_failures != other->n_failures)
        return one->n_failures > other->n_failures ? -1 : 1;
    return one->place > other->place ? -1 : 1;
}

static void
line_up (Patrol *self, GPtrArray *gateways, const TallyCollectSink *sink)
{
    for (guint i = 0; i < gateways->len; i++) {
        const TallyCollectGateway *gateway = g_ptr_array_index (gateways, i);
        Stop *stop = g_new0 (Stop, 1);

        stop->visit = tally_collect_visit_new (gateway, self->manner, sink);
        stop->place = i;
        stop->n_failures = tally_collect_lines_get_breaker (self->lines, gateway).n_failures;
        g_ptr_array_add (self->waiting, stop);
    }
    g_ptr_array_sort (self->waiting, compare_stops);
}

static void
leave (Patrol *self, Stop *stop)
{
    Stop *last = g_ptr_array_index (self->active, self->active->len - 1);

    last->place = stop->place;
    g_ptr_array_remove_index_fast (self->active, stop->place);
}

/* Tells epoll what the visit waits for now. A closed descriptor forgot itself. */
static void
watch (Patrol *self, Stop *stop)
{
    TallyVisitWait wait = tally_collect_visit_get_wait (stop->visit);
    struct epoll_event event = { .events = (wait.events & POLLIN ? EPOLLIN : 0u)
                                           | (wait.events & POLLOUT ? EPOLLOUT : 0u),
                                 .data.ptr = stop };

    stop->until_us = wait.until_us;
    stop->has_ticks = wait.fd < 0 || wait.events == 0;
    self->look_at_us = MIN (self->look_at_us,
                            stop->has_ticks ? g_get_monotonic_time () + TICK_US : wait.until_us);
    if (wait.fd < 0 || (stop->polled_link == wait.link && stop->polled_events == wait.events))
        return;
    if (epoll_ctl (self->epoll, EPOLL_CTL_MOD, wait.fd, &event) != 0)
        epoll_ctl (self->epoll, EPOLL_CTL_ADD, wait.fd, &event);
    stop->polled_link = wait.link;
    stop->polled_events = wait.events;
}

static void
fail (Patrol *self, GError *error)
{
    if (self->error == NULL)
        self->error = error;
    else
        g_error_free (error);
    self->is_stopping = TRUE;
}

static void
advance (Patrol *self, Stop *stop, int64_t now_us)
{
    const TallyCollectGateway *gateway = tally_collect_visit_get_gateway (stop->visit);
    GError *error = NULL;

    if (self->is_stopping)
        tally_collect_visit_stop (stop->visit);
    else if (!self->manner->is_urgent && tally_collect_lines_is_wanted (self->lines, gateway))
        tally_collect_visit_pause (stop->visit);
    switch (tally_collect_visit_advance (stop->visit, now_us, &error)) {
    case TALLY_VISIT_GOES_ON:
        watch (self, stop);
        return;
    case TALLY_VISIT_PAUSED:
        leave (self, stop);
        tally_collect_lines_make_room (self->lines, gateway);
        g_ptr_array_add (self->waiting, stop);
        return;
    case TALLY_VISIT_FAILED:
        fail (self, error);
        break;
    case TALLY_VISIT_OVER:
        break;
    }
    leave (self, stop);
    if (tally_collect_visit_is_rested (stop->visit))
        tally_collect_lines_make_room (self->lines, gateway);
    else
        tally_collect_lines_give_back (self->lines, gateway,
                                       tally_collect_visit_get_end (stop->visit));
    stop_free (stop);
}

/* A gateway whose circuit is open is not visited, unless somebody waits for it. */
static void
spare (Patrol *self, Stop *stop, int64_t now_us)
{
    const TallyCollectGateway *gateway = tally_collect_visit_get_gateway (stop->visit);
    TallyBreaker breaker = tally_collect_lines_get_breaker (self->lines, gateway);

    if (!self->manner->is_urgent && tally_breaker_is_open (&breaker, now_us) && !stop->has_begun)
        tally_collect_visit_rest (stop->visit, &breaker);
    stop->has_begun = TRUE;
}

/* Goes to every gateway that is free. */
static void
set_out (Patrol *self, int64_t now_us)
{
    for (guint i = self->waiting->len; i-- > 0;) {
        Stop *stop = g_ptr_array_index (self->waiting, i);

        if (!tally_collect_lines_take (self->lines, tally_collect_visit_get_gateway (stop->visit),
                                       self->manner->is_urgent))
            continue;
        g_ptr_array_remove_index (self->waiting, i);
        stop->place = self->active->len;
        g_ptr_array_add (self->active, stop);
        spare (self, stop, now_us);
        advance (self, stop, now_us);
    }
    if (self->waiting->len > 0)
        self->look_at_us = MIN (self->look_at_us, now_us + TICK_US);
}

/* Looks after every visit whose time may be over. Backwards: it may leave. */
static void
look_after_all (Patrol *self, int64_t now_us)
{
    self->look_at_us = G_MAXINT64;
    for (guint i = self->active->len; i-- > 0;) {
        Stop *stop = g_ptr_array_index (self->active, i);

        if (stop->has_ticks || stop->until_us <= now_us)
            advance (self, stop, now_us);
        else
            self->look_at_us = MIN (self->look_at_us, stop->until_us);
    }
}

static int
patience_ms (const Patrol *self, int64_t now_us)
{
    int64_t ms = (self->look_at_us - now_us + 999) / 1000;

    return (int) CLAMP (ms, 0, 1000);
}

static void
take_events (Patrol *self, int64_t now_us)
{
    struct epoll_event events[EVENTS_MAX];
    int n = epoll_wait (self->epoll, events, EVENTS_MAX, patience_ms (self, now_us));
    int64_t now = g_get_monotonic_time ();

    /* Each stop stands in @events at most once, so none of them is gone yet. */
    for (int i = 0; i < n; i++) {
        if (events[i].data.ptr != NULL)
            advance (self, events[i].data.ptr, now);
    }
    if (now >= self->look_at_us)
        look_after_all (self, now);
}

static void
begin_to_stop (Patrol *self)
{
    self->is_stopping = TRUE;
    for (guint i = 0; i < self->waiting->len; i++)
        stop_free (g_ptr_array_index (self->waiting, i));
    g_ptr_array_set_size (self->waiting, 0);
}

static void
walk (Patrol *self)
{
    while (self->waiting->len > 0 || self->active->len > 0) {
        int64_t now = g_get_monotonic_time ();

        if (self->is_stopping || g_cancellable_is_cancelled (self->cancellable))
            begin_to_stop (self);
        if (self->waiting->len > 0)
            set_out (self, now);
        if (self->active->len > 0 || self->waiting->len > 0)
            take_events (self, now);
    }
}

gboolean
tally_collect_patrol (GPtrArray *gateways,
                      const TallyCollectManner *manner,
                      TallyCollectLines *lines,
                      GCancellable *cancellable,
                      const TallyCollectSink *sink,
                      GError **error)
{
    Patrol self = { .manner = manner,
                    .lines = lines,
                    .cancellable = cancellable,
                    .epoll = epoll_create1 (EPOLL_CLOEXEC),
                    .waiting = g_ptr_array_new (),
                    .active = g_ptr_array_new (),
                    .look_at_us = G_MAXINT64 };

    g_assert (self.epoll >= 0);
    line_up (&self, gateways, sink);
    walk (&self);
    g_ptr_array_unref (self.waiting);
    g_ptr_array_unref (self.active);
    close (self.epoll);
    if (self.error == NULL)
        return TRUE;
    g_propagate_error (error, self.error);
    return FALSE;
}
