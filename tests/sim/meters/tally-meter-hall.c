// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/meters/tally-meter-hall.h"

#include "shared/error/tally-error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS_MAX 128
#define BACKLOG 64
#define HEAD_BYTES 6 /* transaction, protocol, length */

/* What epoll points to: a door or a connection. */
typedef enum {
    KIND_DOOR,
    KIND_CONNECTION
} Kind;

struct _TallyMeterDoor {
    Kind kind;
    int fd;
    TallyHallFunc func;
    gpointer user_data;
    GHashTable *connections; /* set of Connection */
};

typedef struct {
    Kind kind;
    int fd;
    TallyMeterDoor *door;
    uint8_t in[TALLY_HALL_MAX_FRAME];
    size_t n_in;
    uint8_t out[TALLY_HALL_MAX_FRAME];
    size_t n_out;
    int64_t due_us;
    GSequenceIter *waits; /* among the answers that are due later; NULL: not */
    gboolean is_gone;     /* freed at the end of this turn */
} Connection;

struct _TallyMeterHall {
    int epoll;
    int wake;
    GThread *thread;
    GMutex mutex; /* guards what follows, and every call of a TallyHallFunc */
    GSequence *later;
    GPtrArray *gone; /* Connection, TallyMeterDoor */
    gboolean is_over;
};

static void
watch (TallyMeterHall *self, Connection *connection, uint32_t events, int how)
{
    struct epoll_event event = { .events = events, .data.ptr = connection };

    epoll_ctl (self->epoll, how, connection->fd, &event);
}

/* Its memory stays until nobody of this turn can point to it. */
static void
hang_up (TallyMeterHall *self, Connection *connection)
{
    if (connection->is_gone)
        return;
    g_clear_pointer (&connection->waits, g_sequence_remove);
    /* A process that is just being started may hold the descriptor too: closing it alone would
     * leave it watched. */
    epoll_ctl (self->epoll, EPOLL_CTL_DEL, connection->fd, NULL);
    close (connection->fd);
    connection->is_gone = TRUE;
    g_hash_table_remove (connection->door->connections, connection);
    g_ptr_array_add (self->gone, connection);
}

static int
compare_due (gconstpointer a, gconstpointer b, gpointer user_data)
{
    const Connection *one = a;
    const Connection *other = b;

    return one->due_us < other->due_us ? -1 : one->due_us > other->due_us;
}

static void
send_answer (TallyMeterHall *self, Connection *connection)
{
    g_clear_pointer (&connection->waits, g_sequence_remove);
    if (send (connection->fd, connection->out, connection->n_out, MSG_NOSIGNAL)
        != (ssize_t) connection->n_out)
        hang_up (self, connection);
    else
        watch (self, connection, EPOLLIN, EPOLL_CTL_MOD);
}

static void
answer (TallyMeterHall *self, Connection *connection, size_t length)
{
    int64_t delay_us = 0;
    TallyHallReply reply = connection->door->func (connection->in, length, connection->out,
                                                   &connection->n_out, &delay_us,
                                                   connection->door->user_data);

    connection->n_in = 0;
    if (reply == TALLY_HALL_HANG_UP) {
        hang_up (self, connection);
    } else if (reply == TALLY_HALL_ANSWER && delay_us > 0) {
        connection->due_us = g_get_monotonic_time () + delay_us;
        connection->waits = g_sequence_insert_sorted (self->later, connection, compare_due, NULL);
        watch (self, connection, 0, EPOLL_CTL_MOD);
    } else if (reply == TALLY_HALL_ANSWER) {
        send_answer (self, connection);
    }
}

/* Bytes the request still lacks; 0: it is whole; below 0: it is none. */
static int
missing (const Connection *connection)
{
    const uint8_t *in = connection->in;
    int length;

    if (connection->n_in < HEAD_BYTES)
        return (int) (HEAD_BYTES - connection->n_in);
    length = in[4] << 8 | in[5];
    if (in[2] != 0 || in[3] != 0 || length < 2 || HEAD_BYTES + length > TALLY_HALL_MAX_FRAME)
        return -1;
    return HEAD_BYTES + length - (int) connection->n_in;
}

static void
receive (TallyMeterHall *self, Connection *connection)
{
    while (!connection->is_gone && connection->waits == NULL) {
        int n_missing = missing (connection);
        ssize_t n;

        if (n_missing == 0) {
            answer (self, connection, connection->n_in);
            return;
        }
        n = n_missing < 0
                ? 0
                : recv (connection->fd, connection->in + connection->n_in, (size_t) n_missing, 0);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0)
            hang_up (self, connection);
        else
            connection->n_in += (size_t) n;
    }
}

static void
welcome (TallyMeterHall *self, TallyMeterDoor *door)
{
    int on = 1;
    int fd;

    while ((fd = accept (door->fd, NULL, NULL)) >= 0) {
        Connection *connection = g_new0 (Connection, 1);

        fcntl (fd, F_SETFD, FD_CLOEXEC);
        fcntl (fd, F_SETFL, O_NONBLOCK);
        setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connection->kind = KIND_CONNECTION;
        connection->fd = fd;
        connection->door = door;
        g_hash_table_add (door->connections, connection);
        watch (self, connection, EPOLLIN, EPOLL_CTL_ADD);
    }
}

static int
patience_ms (TallyMeterHall *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    GSequenceIter *first = g_sequence_get_begin_iter (self->later);
    const Connection *next = g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);

    if (next == NULL)
        return -1;
    return (int) CLAMP ((next->due_us - g_get_monotonic_time () + 999) / 1000, 0, 1000);
}

static void
send_due (TallyMeterHall *self)
{
    int64_t now = g_get_monotonic_time ();
    GSequenceIter *first;

    while (!g_sequence_iter_is_end (first = g_sequence_get_begin_iter (self->later))) {
        Connection *connection = g_sequence_get (first);

        if (connection->due_us > now)
            return;
        send_answer (self, connection);
    }
}

static void
take_event (TallyMeterHall *self, const struct epoll_event *event)
{
    Connection *connection = event->data.ptr;
    uint64_t n;

    if (connection == NULL) {
        if (read (self->wake, &n, sizeof n) < 0)
            g_assert (errno == EAGAIN);
    } else if (connection->kind == KIND_DOOR) {
        if (((TallyMeterDoor *) event->data.ptr)->fd >= 0)
            welcome (self, event->data.ptr);
    } else if (!connection->is_gone && event->events & (EPOLLHUP | EPOLLERR)) {
        hang_up (self, connection);
    } else if (!connection->is_gone) {
        receive (self, connection);
    }
}

static gpointer
serve (gpointer data)
{
    TallyMeterHall *self = data;
    struct epoll_event events[EVENTS_MAX];
    gboolean is_over = FALSE;

    while (!is_over) {
        int n = epoll_wait (self->epoll, events, EVENTS_MAX, patience_ms (self));
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

        for (int i = 0; i < n; i++)
            take_event (self, &events[i]);
        send_due (self);
        g_ptr_array_set_size (self->gone, 0);
        is_over = self->is_over;
    }
    return NULL;
}

TallyMeterHall *
tally_meter_hall_new (void)
{
    TallyMeterHall *self = g_new0 (TallyMeterHall, 1);
    struct epoll_event event = { .events = EPOLLIN };

    self->epoll = epoll_create1 (EPOLL_CLOEXEC);
    self->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
    self->later = g_sequence_new (NULL);
    self->gone = g_ptr_array_new_with_free_func (g_free);
    g_mutex_init (&self->mutex);
    epoll_ctl (self->epoll, EPOLL_CTL_ADD, self->wake, &event);
    self->thread = g_thread_new ("meters", serve, self);
    return self;
}

static void
wake (TallyMeterHall *self)
{
    uint64_t one = 1;

    if (write (self->wake, &one, sizeof one) < 0)
        g_assert (errno == EAGAIN);
}

static void
say_over (TallyMeterHall *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    self->is_over = TRUE;
    wake (self);
}

void
tally_meter_hall_free (TallyMeterHall *self)
{
    if (self == NULL)
        return;
    say_over (self);
    g_thread_join (self->thread);
    g_ptr_array_unref (self->gone);
    g_sequence_free (self->later);
    g_mutex_clear (&self->mutex);
    close (self->wake);
    close (self->epoll);
    g_free (self);
}

static int
listen_on (const char *host, uint16_t port, GError **error)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = g_htons (port),
                                   .sin_addr.s_addr = inet_addr (host) };
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;

    if (fd >= 0 && setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0
        && bind (fd, (struct sockaddr *) &address, sizeof address) == 0
        && listen (fd, BACKLOG) == 0)
        return fd;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "%s:%u: %s", host, port,
                 g_strerror (errno));
    if (fd >= 0)
        close (fd);
    return -1;
}

TallyMeterDoor *
tally_meter_hall_open (TallyMeterHall *self,
                       const char *host,
                       uint16_t port,
                       TallyHallFunc func,
                       gpointer user_data,
                       GError **error)
{
    int fd = listen_on (host, port, error);
    TallyMeterDoor *door;
    struct epoll_event event = { .events = EPOLLIN };

    if (fd < 0)
        return NULL;
    door = g_new0 (TallyMeterDoor, 1);
    door->kind = KIND_DOOR;
    door->fd = fd;
    door->func = func;
    door->user_data = user_data;
    door->connections = g_hash_table_new (NULL, NULL);
    event.data.ptr = door;
    epoll_ctl (self->epoll, EPOLL_CTL_ADD, fd, &event);
    return door;
}

void
tally_meter_hall_close (TallyMeterHall *self, TallyMeterDoor *door)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    g_autoptr(GList) connections = g_hash_table_get_keys (door->connections);

    for (GList *one = connections; one != NULL; one = one->next)
        hang_up (self, one->data);
    g_hash_table_unref (door->connections);
    epoll_ctl (self->epoll, EPOLL_CTL_DEL, door->fd, NULL);
    close (door->fd);
    door->fd = -1;
    g_ptr_array_add (self->gone, door);
    wake (self);
}
