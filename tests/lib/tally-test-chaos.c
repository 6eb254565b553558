// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-chaos.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PIECE 4096
#define TICK_MS 5
#define BACK_MAX (64 * 1024) /* of an answer nobody reads; the server waits then */
#define PAIRS_MAX 256

/* A client, what it talks to, and the answer on its way back. */
typedef struct {
    int client;
    int server;
    GByteArray *back;
    int64_t due_us; /* when the next of @back may go */
    gboolean is_over;
} Pair;

struct _TallyTestChaos {
    struct sockaddr_storage target;
    socklen_t target_length;
    uint16_t port;
    int listener; /* -1: cut */
    GThread *thread;
    GPtrArray *pairs; /* of the thread */
    GMutex mutex;     /* guards what follows */
    GCond applied;
    TallyChaosMode mode;
    guint rest_ms;
    guint n_set;
    guint n_applied;
    gboolean is_over;
};

static struct sockaddr_in
loopback (uint16_t port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };

    address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    return address;
}

static int
listen_at (uint16_t port)
{
    struct sockaddr_in address = loopback (port);
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;

    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
    g_assert_cmpint (listen (fd, 64), ==, 0);
    return fd;
}

static void
free_pair (gpointer data)
{
    Pair *pair = data;

    if (pair->client >= 0)
        close (pair->client);
    if (pair->server >= 0)
        close (pair->server);
    g_byte_array_unref (pair->back);
    g_free (pair);
}

static void
reset (Pair *pair)
{
    struct linger now = { 1, 0 };

    setsockopt (pair->client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    pair->is_over = TRUE;
}

static void
let_in (TallyTestChaos *self, TallyChaosMode mode)
{
    int fd = accept (self->listener, NULL, NULL);
    Pair *pair;

    if (fd < 0 || self->pairs->len >= PAIRS_MAX) {
        if (fd >= 0)
            close (fd);
        return;
    }
    fcntl (fd, F_SETFD, FD_CLOEXEC);
    fcntl (fd, F_SETFL, O_NONBLOCK);
    pair = g_new0 (Pair, 1);
    pair->client = fd;
    pair->server = -1;
    pair->back = g_byte_array_new ();
    if (mode != TALLY_CHAOS_HALF_OPEN) {
        pair->server = socket (self->target.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        pair->is_over = connect (pair->server, (struct sockaddr *) &self->target,
                                 self->target_length)
                        != 0;
        fcntl (pair->server, F_SETFL, O_NONBLOCK);
    }
    g_ptr_array_add (self->pairs, pair);
}

static void
send_all (int fd, const uint8_t *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send (fd, bytes, n, MSG_NOSIGNAL);

        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return;
        bytes += sent > 0 ? sent : 0;
        n -= sent > 0 ? (size_t) sent : 0;
    }
}

static void
hear_client (Pair *pair, TallyChaosMode mode)
{
    uint8_t bytes[PIECE];
    ssize_t n = recv (pair->client, bytes, sizeof bytes, 0);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0)
        pair->is_over = TRUE;
    else if (mode == TALLY_CHAOS_RESET)
        reset (pair);
    else if (mode != TALLY_CHAOS_HALF_OPEN && pair->server >= 0)
        send_all (pair->server, bytes, (size_t) n);
}

static void
hear_server (Pair *pair, TallyChaosMode mode, guint rest_ms)
{
    uint8_t bytes[PIECE];
    ssize_t n = recv (pair->server, bytes, sizeof bytes, 0);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        pair->is_over = pair->back->len == 0;
        return;
    }
    for (ssize_t i = 0; mode == TALLY_CHAOS_GARBAGE && i < n; i++)
        bytes[i] = (uint8_t) g_random_int ();
    if (pair->back->len == 0 && (mode == TALLY_CHAOS_SLOW || mode == TALLY_CHAOS_DELAY))
        pair->due_us = g_get_monotonic_time () + (int64_t) rest_ms * 1000;
    g_byte_array_append (pair->back, bytes, (guint) n);
}

static void
send_back (Pair *pair, TallyChaosMode mode, guint rest_ms)
{
    gboolean is_slow = mode == TALLY_CHAOS_SLOW;
    guint n = is_slow ? MIN (1, pair->back->len) : pair->back->len;
    ssize_t sent;

    if (n == 0 || mode == TALLY_CHAOS_HALF_OPEN || g_get_monotonic_time () < pair->due_us)
        return;
    sent = send (pair->client, pair->back->data, n, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    g_byte_array_remove_range (pair->back, 0, sent < 0 ? n : (guint) sent);
    pair->due_us = is_slow ? g_get_monotonic_time () + (int64_t) rest_ms * 1000 : 0;
}

static void
look_after (TallyTestChaos *self, TallyChaosMode mode, guint rest_ms)
{
    for (guint i = self->pairs->len; i-- > 0;) {
        Pair *pair = g_ptr_array_index (self->pairs, i);

        if (!pair->is_over && mode != TALLY_CHAOS_CUT)
            hear_client (pair, mode);
        if (!pair->is_over && pair->server >= 0 && pair->back->len < BACK_MAX)
            hear_server (pair, mode, rest_ms);
        if (!pair->is_over)
            send_back (pair, mode, rest_ms);
        if (pair->is_over || mode == TALLY_CHAOS_CUT)
            g_ptr_array_remove_index_fast (self->pairs, i);
    }
}

static void
open_or_cut (TallyTestChaos *self, TallyChaosMode mode)
{
    if (mode == TALLY_CHAOS_CUT && self->listener >= 0) {
        close (self->listener);
        self->listener = -1;
    } else if (mode != TALLY_CHAOS_CUT && self->listener < 0) {
        self->listener = listen_at (self->port);
    }
}

/* Waits until something moves; answers that rest are looked at each tick. */
static void
wait_a_little (TallyTestChaos *self)
{
    g_autofree struct pollfd *fds = g_new0 (struct pollfd, 1 + 2 * self->pairs->len);
    nfds_t n = 0;

    fds[n++] = (struct pollfd){ self->listener, POLLIN, 0 };
    for (guint i = 0; i < self->pairs->len; i++) {
        const Pair *pair = g_ptr_array_index (self->pairs, i);

        fds[n++] = (struct pollfd){ pair->client, POLLIN, 0 };
        if (pair->back->len < BACK_MAX)
            fds[n++] = (struct pollfd){ pair->server, POLLIN, 0 };
    }
    poll (fds, n, TICK_MS);
}

static gpointer
serve (gpointer data)
{
    TallyTestChaos *self = data;
    gboolean is_over = FALSE;

    while (!is_over) {
        TallyChaosMode mode;
        guint rest_ms;

        g_mutex_lock (&self->mutex);
        mode = self->mode;
        rest_ms = self->rest_ms;
        is_over = self->is_over;
        open_or_cut (self, mode);
        self->n_applied = self->n_set;
        g_cond_broadcast (&self->applied);
        g_mutex_unlock (&self->mutex);
        wait_a_little (self);
        if (self->listener >= 0)
            let_in (self, mode);
        look_after (self, mode, rest_ms);
    }
    return NULL;
}

static TallyTestChaos *
new_to (const void *target, socklen_t target_length)
{
    TallyTestChaos *self = g_new0 (TallyTestChaos, 1);
    struct sockaddr_in address;
    socklen_t length = sizeof address;

    memcpy (&self->target, target, target_length);
    self->target_length = target_length;
    self->listener = listen_at (0);
    g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);
    self->port = ntohs (address.sin_port);
    self->pairs = g_ptr_array_new_with_free_func (free_pair);
    g_mutex_init (&self->mutex);
    g_cond_init (&self->applied);
    self->thread = g_thread_new ("chaos", serve, self);
    return self;
}

TallyTestChaos *
tally_test_chaos_new (uint16_t port)
{
    struct sockaddr_in target = loopback (port);

    return new_to (&target, sizeof target);
}

TallyTestChaos *
tally_test_chaos_new_to_socket (const char *path)
{
    struct sockaddr_un target = { .sun_family = AF_UNIX };

    g_assert_cmpuint (g_strlcpy (target.sun_path, path, sizeof target.sun_path), <,
                      sizeof target.sun_path);
    return new_to (&target, sizeof target);
}

void
tally_test_chaos_free (TallyTestChaos *self)
{
    g_mutex_lock (&self->mutex);
    self->is_over = TRUE;
    g_mutex_unlock (&self->mutex);
    g_thread_join (self->thread);
    if (self->listener >= 0)
        close (self->listener);
    g_ptr_array_unref (self->pairs);
    g_mutex_clear (&self->mutex);
    g_cond_clear (&self->applied);
    g_free (self);
}

uint16_t
tally_test_chaos_get_port (const TallyTestChaos *self)
{
    return self->port;
}

void
tally_test_chaos_set_mode (TallyTestChaos *self, TallyChaosMode mode, guint rest_ms)
{
    g_mutex_lock (&self->mutex);
    self->mode = mode;
    self->rest_ms = rest_ms;
    self->n_set++;
    while (self->n_applied != self->n_set)
        g_cond_wait (&self->applied, &self->mutex);
    g_mutex_unlock (&self->mutex);
}

const char *
tally_test_chaos_mode_name (TallyChaosMode mode)
{
    static const char *const names[] = {
        [TALLY_CHAOS_PASS] = "pass",           [TALLY_CHAOS_CUT] = "cut",
        [TALLY_CHAOS_HALF_OPEN] = "half-open", [TALLY_CHAOS_RESET] = "reset",
        [TALLY_CHAOS_SLOW] = "slow",           [TALLY_CHAOS_DELAY] = "delay",
        [TALLY_CHAOS_GARBAGE] = "garbage",
    };

    return names[mode];
}
