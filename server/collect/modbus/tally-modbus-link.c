// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/modbus/tally-modbus-link.h"

#include "shared/error/tally-error.h"

#include <errno.h>
#include <modbus.h>
#include <string.h>

#define EXCEPTIONS 11
#define EXCEPTION_FLAG 0x80
#define READ_HOLDING 3
#define READ_INPUT 4
#define WRITE_MANY 16
#define HEAD_BYTES 6 /* of an answer: transaction, protocol, length */

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

/* Sends a request and takes the answer, which begins at the unit. libmodbus
 * itself does not look whether the unit that answers is the one that was asked. */
static TallyAttemptResult
exchange (modbus_t *context, uint8_t *request, int n, uint8_t *answer, int *length, GError **error)
{
    uint8_t frame[MODBUS_TCP_MAX_ADU_LENGTH];
    int n_read;

    if (modbus_send_raw_request (context, request, n) < 0)
        return fail (errno, "send", error);
    n_read = modbus_receive_confirmation (context, frame);
    if (n_read < 0)
        return fail (errno, "receive", error);
    if (n_read < HEAD_BYTES + 3)
        return fail (EMBBADDATA, "receive", error);
    *length = n_read - HEAD_BYTES;
    memcpy (answer, frame + HEAD_BYTES, (size_t) *length);
    if (answer[0] != request[0])
        return fail (EMBBADSLAVE, "receive", error);
    if (answer[1] == (request[1] | EXCEPTION_FLAG))
        return fail (MODBUS_ENOBASE + CLAMP (answer[2], 1, EXCEPTIONS), "meter", error);
    if (answer[1] != request[1])
        return fail (EMBBADDATA, "receive", error);
    return TALLY_ATTEMPT_OK;
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
    uint8_t request[] = { (uint8_t) unit_id,        is_input ? READ_INPUT : READ_HOLDING,
                          (uint8_t) (address >> 8), (uint8_t) address,
                          (uint8_t) (n >> 8),       (uint8_t) n };
    uint8_t answer[MODBUS_TCP_MAX_ADU_LENGTH];
    int length = 0;
    TallyAttemptResult result = exchange (context_of (link), request, sizeof request, answer,
                                          &length, error);

    if (result != TALLY_ATTEMPT_OK)
        return result;
    if (answer[2] != 2 * n || length < 3 + (int) (2 * n))
        return fail (EMBBADDATA, "receive", error);
    for (size_t i = 0; i < n; i++)
        words[i] = (uint16_t) (answer[3 + 2 * i] << 8 | answer[4 + 2 * i]);
    return TALLY_ATTEMPT_OK;
}

static TallyAttemptResult
write_tcp (TallyMeterLink *link,
           int unit_id,
           uint16_t address,
           size_t n,
           const uint16_t *words,
           GError **error)
{
    uint8_t request[7 + 2 * MODBUS_MAX_WRITE_REGISTERS] = {
        (uint8_t) unit_id,  WRITE_MANY,  (uint8_t) (address >> 8), (uint8_t) address,
        (uint8_t) (n >> 8), (uint8_t) n, (uint8_t) (2 * n),
    };
    uint8_t answer[MODBUS_TCP_MAX_ADU_LENGTH];
    int length = 0;
    TallyAttemptResult result;

    g_return_val_if_fail (n <= MODBUS_MAX_WRITE_REGISTERS, TALLY_ATTEMPT_GARBAGE);

    for (size_t i = 0; i < n; i++) {
        request[7 + 2 * i] = (uint8_t) (words[i] >> 8);
        request[8 + 2 * i] = (uint8_t) words[i];
    }
    result = exchange (context_of (link), request, (int) (7 + 2 * n), answer, &length, error);
    if (result == TALLY_ATTEMPT_OK && (length < 6 || memcmp (answer, request, 6) != 0))
        return fail (EMBBADDATA, "receive", error);
    return result;
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
