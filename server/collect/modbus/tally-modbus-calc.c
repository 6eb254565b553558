// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/modbus/tally-modbus-calc.h"

#include <string.h>

#define READ_HOLDING 3
#define READ_INPUT 4
#define WRITE_MANY 16
#define EXCEPTION_FLAG 0x80
#define TCP_HEAD 6 /* transaction, protocol, length */
#define CRC_BYTES 2
#define CRC_POLYNOMIAL 0xa001

/* Unit and body of a frame, which both framings share. */
typedef struct {
    const uint8_t *bytes;
    size_t length;
} Body;

uint16_t
tally_modbus_crc (const uint8_t *bytes, size_t length)
{
    uint16_t crc = 0xffff;

    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t) (crc & 1 ? crc >> 1 ^ CRC_POLYNOMIAL : crc >> 1);
    }
    return crc;
}

static void
put_word (uint8_t *bytes, uint16_t word)
{
    bytes[0] = (uint8_t) (word >> 8);
    bytes[1] = (uint8_t) word;
}

static uint16_t
word_at (const uint8_t *bytes)
{
    return (uint16_t) (bytes[0] << 8 | bytes[1]);
}

static uint8_t
function_of (TallyMeterVerb verb)
{
    static const uint8_t functions[] = {
        [TALLY_METER_READ_INPUT] = READ_INPUT,
        [TALLY_METER_READ_HOLDING] = READ_HOLDING,
        [TALLY_METER_WRITE] = WRITE_MANY,
    };

    return functions[verb];
}

static size_t
encode_body (const TallyMeterRequest *request, uint8_t *body)
{
    body[0] = (uint8_t) request->unit_id;
    body[1] = function_of (request->verb);
    put_word (body + 2, request->address);
    put_word (body + 4, request->n);
    if (request->verb != TALLY_METER_WRITE)
        return 6;
    body[6] = (uint8_t) (2 * request->n);
    for (size_t i = 0; i < request->n; i++)
        put_word (body + 7 + 2 * i, request->words[i]);
    return 7 + 2 * (size_t) request->n;
}

size_t
tally_modbus_encode (TallyModbusFraming framing,
                     uint16_t transaction,
                     const TallyMeterRequest *request,
                     uint8_t *frame)
{
    size_t head = framing == TALLY_MODBUS_TCP ? TCP_HEAD : 0;
    size_t n;
    uint16_t crc;

    g_return_val_if_fail (request->n >= 1 && request->n <= TALLY_METER_MAX_WORDS, 0);
    g_return_val_if_fail (request->verb != TALLY_METER_WRITE || request->n <= TALLY_METER_MAX_WRITE,
                          0);

    n = encode_body (request, frame + head);
    if (framing == TALLY_MODBUS_TCP) {
        put_word (frame, transaction);
        put_word (frame + 2, 0);
        put_word (frame + 4, (uint16_t) n);
        return head + n;
    }
    crc = tally_modbus_crc (frame, n);
    frame[n] = (uint8_t) crc;
    frame[n + 1] = (uint8_t) (crc >> 8);
    return n + CRC_BYTES;
}

static TallyModbusVerdict
garbage (const char **fault, const char *what)
{
    *fault = what;
    return TALLY_MODBUS_GARBAGE;
}

/* How long unit and body of the answer must be, told by its first three bytes; 0: never */
static size_t
expected_length (const TallyMeterRequest *request, const uint8_t *bytes)
{
    uint8_t function = function_of (request->verb);

    if (bytes[1] == (function | EXCEPTION_FLAG))
        return 3;
    if (bytes[1] != function)
        return 0;
    if (request->verb == TALLY_METER_WRITE)
        return 6;
    return bytes[2] == 2 * request->n ? 3 + 2 * (size_t) request->n : 0;
}

/* Checks what can be told already; gives the whole length of unit and body. */
static TallyModbusVerdict
check_body (const TallyMeterRequest *request,
            const uint8_t *bytes,
            size_t length,
            size_t *expected,
            const char **fault)
{
    if (length >= 1 && bytes[0] != (uint8_t) request->unit_id)
        return garbage (fault, "another unit answers");
    if (length < 3)
        return TALLY_MODBUS_MORE;
    *expected = expected_length (request, bytes);
    if (*expected == 0)
        return garbage (fault, "the answer is to another question");
    return TALLY_MODBUS_ANSWER;
}

static TallyModbusVerdict
take_tcp (uint16_t transaction,
          const TallyMeterRequest *request,
          const uint8_t *bytes,
          size_t length,
          Body *body,
          const char **fault)
{
    size_t expected = 0;
    TallyModbusVerdict verdict;

    if (length >= 2 && word_at (bytes) != transaction)
        return garbage (fault, "the answer is to another transaction");
    if (length >= 4 && word_at (bytes + 2) != 0)
        return garbage (fault, "that is not Modbus");
    if (length <= TCP_HEAD)
        return TALLY_MODBUS_MORE;
    verdict = check_body (request, bytes + TCP_HEAD, length - TCP_HEAD, &expected, fault);
    if (verdict != TALLY_MODBUS_ANSWER)
        return verdict;
    if (word_at (bytes + 4) != expected)
        return garbage (fault, "the answer's length is wrong");
    if (length < TCP_HEAD + expected)
        return TALLY_MODBUS_MORE;
    if (length > TCP_HEAD + expected)
        return garbage (fault, "more came than the answer");
    *body = (Body){ bytes + TCP_HEAD, expected };
    return TALLY_MODBUS_ANSWER;
}

static TallyModbusVerdict
take_rtu (const TallyMeterRequest *request,
          const uint8_t *bytes,
          size_t length,
          Body *body,
          const char **fault)
{
    size_t expected = 0;
    TallyModbusVerdict verdict = check_body (request, bytes, length, &expected, fault);
    uint16_t crc;

    if (verdict != TALLY_MODBUS_ANSWER)
        return verdict;
    if (length < expected + CRC_BYTES)
        return TALLY_MODBUS_MORE;
    if (length > expected + CRC_BYTES)
        return garbage (fault, "more came than the answer");
    crc = (uint16_t) (bytes[expected] | bytes[expected + 1] << 8);
    if (crc != tally_modbus_crc (bytes, expected))
        return garbage (fault, "the checksum is wrong");
    *body = (Body){ bytes, expected };
    return TALLY_MODBUS_ANSWER;
}

TallyModbusVerdict
tally_modbus_decode (TallyModbusFraming framing,
                     uint16_t transaction,
                     const TallyMeterRequest *request,
                     const uint8_t *bytes,
                     size_t length,
                     TallyMeterAnswer *answer,
                     const char **fault)
{
    Body body = { 0 };
    TallyModbusVerdict verdict = framing == TALLY_MODBUS_TCP
                                     ? take_tcp (transaction, request, bytes, length, &body, fault)
                                     : take_rtu (request, bytes, length, &body, fault);

    if (verdict != TALLY_MODBUS_ANSWER)
        return verdict;
    answer->exception = 0;
    if ((body.bytes[1] & EXCEPTION_FLAG) != 0) {
        if (body.bytes[2] == 0)
            return garbage (fault, "an exception without a code");
        answer->exception = body.bytes[2];
        return TALLY_MODBUS_ANSWER;
    }
    if (request->verb == TALLY_METER_WRITE)
        return word_at (body.bytes + 2) == request->address
                       && word_at (body.bytes + 4) == request->n
                   ? TALLY_MODBUS_ANSWER
                   : garbage (fault, "something else was written");
    for (size_t i = 0; i < request->n; i++)
        answer->words[i] = word_at (body.bytes + 3 + 2 * i);
    return TALLY_MODBUS_ANSWER;
}

const char *
tally_modbus_exception_text (int code)
{
    static const char *const texts[] = {
        [1] = "illegal function",
        [2] = "illegal data address",
        [3] = "illegal data value",
        [4] = "device failure",
        [5] = "acknowledge",
        [6] = "device busy",
        [7] = "negative acknowledge",
        [8] = "memory parity error",
        [10] = "gateway path unavailable",
        [11] = "target device failed to respond",
    };

    return code > 0 && code < (int) G_N_ELEMENTS (texts) && texts[code] != NULL ? texts[code]
                                                                                : "not defined";
}
