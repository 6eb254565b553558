// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/modbus/tally-modbus-serial.h"

#include "shared/error/tally-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define BITS_PER_CHARACTER 11
#define QUIET_HALF_CHARACTERS 7
#define QUIET_MIN_US 1750

static const struct {
    int baud;
    speed_t speed;
} speeds[] = {
    { 1200, B1200 },   { 2400, B2400 },   { 4800, B4800 },   { 9600, B9600 },
    { 19200, B19200 }, { 38400, B38400 }, { 57600, B57600 }, { 115200, B115200 },
};

static const speed_t *
find_speed (int64_t baud)
{
    for (size_t i = 0; i < G_N_ELEMENTS (speeds); i++) {
        if (speeds[i].baud == baud)
            return &speeds[i].speed;
    }
    return NULL;
}

static gboolean
refuse (const char *text, GError **error)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "serial line: “%s” is not DEVICE or DEVICE,BAUD,8N1", text);
    return FALSE;
}

static gboolean
read_shape (TallyModbusSerial *serial, const char *shape)
{
    if (strlen (shape) != 3 || shape[0] != '8' || strchr ("NEO", shape[1]) == NULL
        || (shape[2] != '1' && shape[2] != '2'))
        return FALSE;
    serial->parity = shape[1];
    serial->stop_bits = shape[2] - '0';
    return TRUE;
}

gboolean
tally_modbus_serial_parse (const char *text, TallyModbusSerial *serial, GError **error)
{
    g_auto(GStrv) parts = g_strsplit (text, ",", -1);
    guint n = g_strv_length (parts);

    *serial = (TallyModbusSerial){ .baud = 19200, .parity = 'E', .stop_bits = 1 };
    if ((n != 1 && n != 3) || parts[0][0] != '/' || strlen (parts[0]) >= sizeof serial->path)
        return refuse (text, error);
    g_strlcpy (serial->path, parts[0], sizeof serial->path);
    if (n == 3) {
        int64_t baud = g_ascii_strtoll (parts[1], NULL, 10);

        if (find_speed (baud) == NULL || !read_shape (serial, parts[2]))
            return refuse (text, error);
        serial->baud = (int) baud;
    }
    serial->quiet_us = MAX (QUIET_MIN_US, G_USEC_PER_SEC * BITS_PER_CHARACTER
                                              * QUIET_HALF_CHARACTERS / 2 / serial->baud);
    return TRUE;
}

static gboolean
set_up (int fd, const TallyModbusSerial *serial)
{
    struct termios line;

    if (tcgetattr (fd, &line) != 0)
        return FALSE;
    cfmakeraw (&line);
    line.c_cflag |= CLOCAL | CREAD;
    line.c_cflag &= ~(tcflag_t) (PARENB | PARODD | CSTOPB);
    if (serial->parity != 'N')
        line.c_cflag |= PARENB;
    if (serial->parity == 'O')
        line.c_cflag |= PARODD;
    if (serial->stop_bits == 2)
        line.c_cflag |= CSTOPB;
    cfsetispeed (&line, *find_speed (serial->baud));
    cfsetospeed (&line, *find_speed (serial->baud));
    return tcsetattr (fd, TCSANOW, &line) == 0 && tcflush (fd, TCIOFLUSH) == 0;
}

int
tally_modbus_serial_open (const TallyModbusSerial *serial, GError **error)
{
    int fd = open (serial->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

    if (fd >= 0 && set_up (fd, serial))
        return fd;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "%s: %s", serial->path,
                 g_strerror (errno));
    if (fd >= 0)
        close (fd);
    return -1;
}
