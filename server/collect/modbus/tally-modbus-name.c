// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/modbus/tally-modbus-name.h"

#include <netdb.h>
#include <string.h>

#define LOOKUP_THREADS 4

/* Shared by the link that waits and the thread that looks up. */
struct _TallyModbusName {
    gatomicrefcount n_owners;
    char *host;
    char *port;
    struct sockaddr_storage addresses[TALLY_MODBUS_MAX_ADDRESSES];
    socklen_t lengths[TALLY_MODBUS_MAX_ADDRESSES];
    guint n_addresses;
    int code;     /* of getaddrinfo */
    gint is_over; /* atomic: what stands above changes no more */
};

static void
let_go (TallyModbusName *self)
{
    if (!g_atomic_ref_count_dec (&self->n_owners))
        return;
    g_free (self->host);
    g_free (self->port);
    g_free (self);
}

static void
look_up (TallyModbusName *self, int flags)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = flags | AI_NUMERICSERV };
    struct addrinfo *list = NULL;

    self->code = getaddrinfo (self->host, self->port, &hints, &list);
    for (const struct addrinfo *one = list;
         one != NULL && self->n_addresses < TALLY_MODBUS_MAX_ADDRESSES; one = one->ai_next) {
        memcpy (&self->addresses[self->n_addresses], one->ai_addr, one->ai_addrlen);
        self->lengths[self->n_addresses++] = one->ai_addrlen;
    }
    if (list != NULL)
        freeaddrinfo (list);
}

static void
look_up_in_thread (gpointer data, gpointer user_data)
{
    TallyModbusName *self = data;

    look_up (self, 0);
    g_atomic_int_set (&self->is_over, TRUE);
    let_go (self);
}

static GThreadPool *
pool (void)
{
    static GThreadPool *threads;
    static gsize once;

    if (g_once_init_enter (&once)) {
        threads = g_thread_pool_new (look_up_in_thread, NULL, LOOKUP_THREADS, FALSE, NULL);
        g_once_init_leave (&once, 1);
    }
    return threads;
}

TallyModbusName *
tally_modbus_name_new (const char *host, uint16_t port)
{
    TallyModbusName *self = g_new0 (TallyModbusName, 1);

    g_atomic_ref_count_init (&self->n_owners);
    self->host = g_strdup (host);
    self->port = g_strdup_printf ("%u", port);
    look_up (self, AI_NUMERICHOST);
    if (self->code != EAI_NONAME) {
        self->is_over = TRUE;
        return self;
    }
    g_atomic_ref_count_inc (&self->n_owners);
    g_thread_pool_push (pool (), self, NULL);
    return self;
}

void
tally_modbus_name_free (TallyModbusName *self)
{
    if (self != NULL)
        let_go (self);
}

gboolean
tally_modbus_name_is_known (TallyModbusName *self)
{
    return g_atomic_int_get (&self->is_over);
}

const struct sockaddr *
tally_modbus_name_get (TallyModbusName *self, guint index, socklen_t *length)
{
    g_return_val_if_fail (tally_modbus_name_is_known (self), NULL);

    if (index >= self->n_addresses)
        return NULL;
    *length = self->lengths[index];
    return (const struct sockaddr *) &self->addresses[index];
}

const char *
tally_modbus_name_get_fault (TallyModbusName *self)
{
    return self->code != 0 ? gai_strerror (self->code) : "the name has no address";
}
