// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/modbus/tally-modbus-link.h"

#include "shared/error/tally-error.h"

#include <errno.h>
#include <modbus.h>

#define EXCEPTIONS 11

/* The driver's link is libmodbus' own context. */
static modbus_t *
context_of (TallyMeterLink *link)
{
    return (modbus_t *) link;
}

static TallyAttemptResult
result_of (int code)
{
    if (code > MODBUS_ENOBASE && code <= MODBUS_ENOBASE + EXCEPTIONS)
        return TALLY_ATTEMPT_EXCEPTION;
    switch (code) {
    case ETIMEDOUT:
        return TALLY_ATTEMPT_TIMEOUT;
    case EMBBADCRC:
    case EMBBADDATA:
    case EMBBADEXC:
    case EMBMDATA:
    case EMBBADSLAVE:
    case EINVAL:
        return TALLY_ATTEMPT_GARBAGE;
    default:
        return TALLY_ATTEMPT_REFUSED;
    }
}

static TallyAttemptResult
fail (int code, const char *doing, GError **error)
{
    TallyAttemptResult result = result_of (code);

    if (result == TALLY_ATTEMPT_EXCEPTION)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: exception %d (%s)", doing,
                     code - MODBUS_ENOBASE, modbus_strerror (code));
    else
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "%s: %s", doing,
                     modbus_strerror (code));
    return result;
}

static void
set_patience (modbus_t *context, guint ms)
{
    modbus_set_response_timeout (context, ms / 1000, ms % 1000 * 1000);
}

static TallyMeterLink *
open_tcp (const TallyMeterAddress *address, TallyAttemptResult *result, GError **error)
{
    g_autofree char *port = g_strdup_printf ("%u", address->port);
    modbus_t *context = modbus_new_tcp_pi (address->host, port);
    int code;

    if (context == NULL) {
        *result = fail (errno, "gateway", error);
        return NULL;
    }
    /* libmodbus waits for a connection as long as for an answer. */
    set_patience (context, address->connect_ms);
    if (modbus_connect (context) != 0) {
        code = errno == EINPROGRESS ? ETIMEDOUT : errno;
        modbus_free (context);
        *result = fail (code, "gateway", error);
        return NULL;
    }
    set_patience (context, address->read_ms);
    *result = TALLY_ATTEMPT_OK;
    return (TallyMeterLink *) context;
}

static TallyAttemptResult
read_tcp (TallyMeterLink *link,
          int unit_id,
          gboolean is_input,
          uint16_t address,
          size_t n,
          uint16_t *words,
          GError **error)
{
    modbus_t *context = context_of (link);
    int n_read;

    modbus_set_slave (context, unit_id);
    n_read = is_input ? modbus_read_input_registers (context, address, (int) n, words)
                      : modbus_read_registers (context, address, (int) n, words);
    if (n_read == (int) n)
        return TALLY_ATTEMPT_OK;
    return fail (n_read < 0 ? errno : EMBBADDATA, "read", error);
}

static TallyAttemptResult
write_tcp (TallyMeterLink *link,
           int unit_id,
           uint16_t address,
           size_t n,
           const uint16_t *words,
           GError **error)
{
    modbus_t *context = context_of (link);

    modbus_set_slave (context, unit_id);
    if (modbus_write_registers (context, address, (int) n, words) == (int) n)
        return TALLY_ATTEMPT_OK;
    return fail (errno, "write", error);
}

static void
close_tcp (TallyMeterLink *link)
{
    modbus_close (context_of (link));
    modbus_free (context_of (link));
}

const TallyMeterDriver *
tally_modbus_tcp_driver (void)
{
    static const TallyMeterDriver driver = { "tcp", open_tcp, read_tcp, write_tcp, close_tcp };

    return &driver;
}
