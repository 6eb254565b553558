// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-meter-driver.h"

G_BEGIN_DECLS

/** Bytes of the longest frame: 7 of head and 253 of body. */
#define TALLY_MODBUS_MAX_FRAME 260

/** TallyModbusFraming: how requests lie on the wire */
typedef enum {
    TALLY_MODBUS_TCP, /* transaction, protocol, length, unit, body */
    TALLY_MODBUS_RTU, /* unit, body, CRC */
} TallyModbusFraming;

/** TallyModbusVerdict: what the bytes that came so far are */
typedef enum {
    TALLY_MODBUS_MORE,    /* the beginning of an answer */
    TALLY_MODBUS_ANSWER,  /* a whole one */
    TALLY_MODBUS_GARBAGE, /* not an answer to this request */
} TallyModbusVerdict;

/** tally_modbus_crc: the CRC of a serial frame; its low byte goes first */
uint16_t tally_modbus_crc (const uint8_t *bytes, size_t length);

/**
 * tally_modbus_encode:
 * @transaction: of TCP framing
 * @frame: (out caller-allocates): %TALLY_MODBUS_MAX_FRAME bytes
 *
 * Returns: the bytes written
 */
size_t tally_modbus_encode (TallyModbusFraming framing,
                            uint16_t transaction,
                            const TallyMeterRequest *request,
                            uint8_t *frame);

/**
 * tally_modbus_decode:
 * @bytes: (array length=length): all that came since @request was sent
 * @answer: (out caller-allocates): set with %TALLY_MODBUS_ANSWER
 * @fault: (out): set with %TALLY_MODBUS_GARBAGE: what is wrong
 *
 * Believes nothing: unit, function, length, transaction and checksum are those
 * that @request must get, or it is garbage.
 */
TallyModbusVerdict tally_modbus_decode (TallyModbusFraming framing,
                                        uint16_t transaction,
                                        const TallyMeterRequest *request,
                                        const uint8_t *bytes,
                                        size_t length,
                                        TallyMeterAnswer *answer,
                                        const char **fault);

/** tally_modbus_exception_text: Returns: what the specification calls exception @code */
const char *tally_modbus_exception_text (int code);

G_END_DECLS
