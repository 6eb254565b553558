// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyModbusSerial: a serial line and its rhythm
 * @path: the device
 * @baud: bits per second
 * @parity: 'N', 'E' or 'O'
 * @stop_bits: 1 or 2
 * @quiet_us: the silence that must lie between two frames: three and a half
 *   characters, at least 1.75 ms
 */
typedef struct {
    char path[256];
    int baud;
    char parity;
    int stop_bits;
    int64_t quiet_us;
} TallyModbusSerial;

/**
 * tally_modbus_serial_parse:
 * @text: "/dev/ttyS0" (19200 8E1, what the specification asks for) or
 *   "/dev/ttyS0,9600,8N1"
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID
 */
gboolean tally_modbus_serial_parse (const char *text, TallyModbusSerial *serial, GError **error);

/** tally_modbus_serial_open: Returns: a file descriptor that does not block, or -1 with @error */
int tally_modbus_serial_open (const TallyModbusSerial *serial, GError **error);

G_END_DECLS
