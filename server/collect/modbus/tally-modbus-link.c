// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/modbus/tally-modbus-link.h"

#include "server/collect/modbus/tally-modbus-calc.h"
#include "server/collect/modbus/tally-modbus-name.h"
#include "server/collect/modbus/tally-modbus-serial.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

struct _TallyMeterLink {
    TallyModbusFraming framing;
    TallyModbusName *name; /* NULL: a serial line */
    guint n_addresses_tried;
    int fd;
    gboolean is_open;
    gboolean is_asked;
    int64_t quiet_us; /* between two frames of a serial line */
    int64_t quiet_until_us;
    uint16_t transaction;
    TallyMeterRequest request;
    uint8_t out[TALLY_MODBUS_MAX_FRAME];
    size_t n_out;
    size_t n_sent;
    uint8_t in[TALLY_MODBUS_MAX_FRAME + 1]; /* one more: to see what is too much */
    size_t n_in;
};

static TallyLinkState
fail (TallyAttemptResult result,
      TallyAttemptResult *place,
      const char *doing,
      const char *why,
      GError **error)
{
    *place = result;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "%s: %s", doing, why);
    return TALLY_LINK_BROKEN;
}

/* Begins to connect to the next address of the gateway's name. */
static gboolean
try_next_address (TallyMeterLink *link)
{
    socklen_t length = 0;
    const struct sockaddr *address = tally_modbus_name_get (link->name, link->n_addresses_tried,
                                                            &length);
    int on = 1;

    if (link->fd >= 0)
        close (link->fd);
    link->fd = -1;
    if (address == NULL) {
        errno = errno != 0 ? errno : EHOSTUNREACH;
        return FALSE;
    }
    link->n_addresses_tried++;
    link->fd = socket (address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->fd < 0)
        return FALSE;
    setsockopt (link->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    link->is_open = connect (link->fd, address, length) == 0;
    return link->is_open || errno == EINPROGRESS || try_next_address (link);
}

static int
connect_code (const TallyMeterLink *link)
{
    struct pollfd fd = { .fd = link->fd, .events = POLLOUT };
    int code = 0;
    socklen_t length = sizeof code;

    if (poll (&fd, 1, 0) == 0)
        return EINPROGRESS;
    return getsockopt (link->fd, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno;
}

static TallyLinkState
advance_opening (TallyMeterLink *link, TallyAttemptResult *result, GError **error)
{
    int code;

    if (!tally_modbus_name_is_known (link->name))
        return TALLY_LINK_WAITS;
    errno = 0;
    if (link->fd < 0 && !try_next_address (link))
        return fail (TALLY_ATTEMPT_REFUSED, result, "gateway",
                     link->n_addresses_tried == 0 ? tally_modbus_name_get_fault (link->name)
                                                  : g_strerror (errno),
                     error);
    if (link->is_open)
        return TALLY_LINK_READY;
    code = connect_code (link);
    if (code == EINPROGRESS)
        return TALLY_LINK_WAITS;
    link->is_open = code == 0;
    errno = code;
    if (!link->is_open && !try_next_address (link))
        return fail (code == ETIMEDOUT ? TALLY_ATTEMPT_TIMEOUT : TALLY_ATTEMPT_REFUSED, result,
                     "gateway", g_strerror (code), error);
    return link->is_open ? TALLY_LINK_READY : TALLY_LINK_WAITS;
}

static TallyMeterLink *
open_socket (TallyModbusFraming framing, const TallyMeterAddress *address)
{
    TallyMeterLink *link = g_new0 (TallyMeterLink, 1);

    link->framing = framing;
    link->fd = -1;
    link->name = tally_modbus_name_new (address->host, address->port);
    return link;
}

static TallyMeterLink *
open_tcp (const TallyMeterAddress *address, TallyAttemptResult *result, GError **error)
{
    return open_socket (TALLY_MODBUS_TCP, address);
}

static TallyMeterLink *
open_rtu_over_tcp (const TallyMeterAddress *address, TallyAttemptResult *result, GError **error)
{
    return open_socket (TALLY_MODBUS_RTU, address);
}

static TallyMeterLink *
open_rtu (const TallyMeterAddress *address, TallyAttemptResult *result, GError **error)
{
    TallyModbusSerial serial;
    TallyMeterLink *link;
    int fd = -1;

    *result = TALLY_ATTEMPT_REFUSED;
    if (tally_modbus_serial_parse (address->host, &serial, error))
        fd = tally_modbus_serial_open (&serial, error);
    if (fd < 0)
        return NULL;
    link = g_new0 (TallyMeterLink, 1);
    link->framing = TALLY_MODBUS_RTU;
    link->fd = fd;
    link->is_open = TRUE;
    link->quiet_us = serial.quiet_us;
    link->quiet_until_us = g_get_monotonic_time () + serial.quiet_us;
    return link;
}

static void
ask (TallyMeterLink *link, const TallyMeterRequest *request)
{
    g_return_if_fail (link->is_open && !link->is_asked);

    link->request = *request;
    link->is_asked = TRUE;
    link->transaction++;
    link->n_out = tally_modbus_encode (link->framing, link->transaction, request, link->out);
    link->n_sent = 0;
    link->n_in = 0;
}

/* Gives TRUE when the request is on its way, FALSE with errno. */
static gboolean
flush (TallyMeterLink *link)
{
    while (link->n_sent < link->n_out) {
        ssize_t n = link->name != NULL
                        ? send (link->fd, link->out + link->n_sent, link->n_out - link->n_sent,
                                MSG_NOSIGNAL)
                        : write (link->fd, link->out + link->n_sent, link->n_out - link->n_sent);

        if (n < 0 && errno != EINTR)
            return FALSE;
        link->n_sent += n > 0 ? (size_t) n : 0;
    }
    return TRUE;
}

/* Gives FALSE with errno, 0 when the other end hung up. */
static gboolean
receive (TallyMeterLink *link)
{
    ssize_t n;

    do {
        n = read (link->fd, link->in + link->n_in, sizeof link->in - link->n_in);
    } while (n < 0 && errno == EINTR);
    if (n == 0)
        errno = 0;
    if (n <= 0)
        return FALSE;
    link->n_in += (size_t) n;
    return TRUE;
}

static TallyLinkState
answered (TallyMeterLink *link)
{
    link->is_asked = FALSE;
    link->quiet_until_us = link->quiet_us > 0 ? g_get_monotonic_time () + link->quiet_us : 0;
    return TALLY_LINK_READY;
}

static TallyLinkState
hear (TallyMeterLink *link, TallyMeterAnswer *answer, TallyAttemptResult *result, GError **error)
{
    const char *fault = NULL;

    while (receive (link)) {
        switch (tally_modbus_decode (link->framing, link->transaction, &link->request, link->in,
                                     link->n_in, answer, &fault)) {
        case TALLY_MODBUS_ANSWER:
            return answered (link);
        case TALLY_MODBUS_GARBAGE:
            return fail (TALLY_ATTEMPT_GARBAGE, result, "receive", fault, error);
        case TALLY_MODBUS_MORE:
            break;
        }
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return TALLY_LINK_WAITS;
    return fail (TALLY_ATTEMPT_REFUSED, result, "receive",
                 errno != 0 ? g_strerror (errno) : "the gateway hung up", error);
}

static TallyLinkState
advance (TallyMeterLink *link, TallyMeterAnswer *answer, TallyAttemptResult *result, GError **error)
{
    if (!link->is_open)
        return advance_opening (link, result, error);
    if (!link->is_asked)
        return TALLY_LINK_READY;
    if (link->quiet_until_us > 0 && g_get_monotonic_time () < link->quiet_until_us)
        return TALLY_LINK_WAITS;
    link->quiet_until_us = 0;
    if (!flush (link)) {
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return TALLY_LINK_WAITS;
        return fail (TALLY_ATTEMPT_REFUSED, result, "send", g_strerror (errno), error);
    }
    return hear (link, answer, result, error);
}

static int
get_fd (const TallyMeterLink *link)
{
    return link->fd;
}

static short
get_events (const TallyMeterLink *link)
{
    if (link->fd < 0 || link->quiet_until_us > 0)
        return 0;
    return !link->is_open || link->n_sent < link->n_out ? POLLOUT : POLLIN;
}

static void
close_link (TallyMeterLink *link)
{
    if (link->fd >= 0)
        close (link->fd);
    tally_modbus_name_free (link->name);
    g_free (link);
}

const TallyMeterDriver *
tally_modbus_find_driver (const char *transport)
{
    static const TallyMeterDriver drivers[] = {
        { "tcp", open_tcp, ask, advance, get_fd, get_events, close_link },
        { "rtu-over-tcp", open_rtu_over_tcp, ask, advance, get_fd, get_events, close_link },
        { "rtu", open_rtu, ask, advance, get_fd, get_events, close_link },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (drivers); i++) {
        if (g_str_equal (drivers[i].name, transport))
            return &drivers[i];
    }
    return NULL;
}
