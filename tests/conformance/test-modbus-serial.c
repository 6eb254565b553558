// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: our serial Modbus, on a line and over TCP, reads an independent server (libmodbus, which
 * the product itself does not use) right, and hears a line that is torn or noisy. */
#include "server/collect/modbus/tally-modbus-link.h"
#include "server/collect/modbus/tally-modbus-serial.h"
#include "server/collect/tally-collect-probe.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <modbus.h>
#include <poll.h>
#include <pty.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define UNIT 5
#define LINE "19200,8N1" /* a pseudo-terminal knows no parity */

#define MAP                                                                                        \
    "{\"name\":\"m\",\"title\":\"M\",\"space\":\"input\",\"word_order\":\"big\","                  \
    "\"max_words\":100,\"registers\":["                                                            \
    "{\"name\":\"import\",\"channel\":\"A+\",\"address\":10,\"type\":\"uint32\",\"unit\":\"Wh\"}," \
    "{\"name\":\"voltage\",\"address\":20,\"type\":\"uint16\",\"unit\":\"V\"},"                    \
    "{\"name\":\"nowhere\",\"address\":900,\"type\":\"uint16\",\"unit\":\"V\"}]}"

/* A cable between the pty that libmodbus opens and what we open. */
typedef struct {
    int far;  /* master of libmodbus' pty */
    int near; /* master of ours, or a socket */
    int slaves[2];
    char far_path[64];
    char near_path[64];
    gint is_over;
    gboolean is_noisy;
    GThread *pump;
    GThread *server;
    modbus_t *context;
    modbus_mapping_t *registers;
} Cable;

/* The slave stays open, so that the line lives while nobody else has it. */
static int
open_pty (char *path, int *slave)
{
    struct termios line = { 0 };
    int master = -1;

    cfmakeraw (&line);
    g_assert_cmpint (openpty (&master, slave, path, &line, NULL), ==, 0);
    return master;
}

static void
carry (int from, int to, gboolean is_noisy)
{
    uint8_t bytes[300];
    ssize_t n = read (from, bytes, sizeof bytes);

    if (n <= 0) {
        g_usleep (1000);
        return;
    }
    if (is_noisy)
        bytes[n - 1] ^= 1;
    g_assert_cmpint (write (to, bytes, (size_t) n), ==, n);
}

static gpointer
pump (gpointer data)
{
    Cable *cable = data;

    while (!g_atomic_int_get (&cable->is_over)) {
        struct pollfd ends[] = { { cable->far, POLLIN, 0 }, { cable->near, POLLIN, 0 } };

        poll (ends, 2, 20);
        if (ends[0].revents & POLLIN)
            carry (cable->far, cable->near, cable->is_noisy);
        if (ends[1].revents & POLLIN)
            carry (cable->near, cable->far, FALSE);
    }
    return NULL;
}

static gpointer
serve (gpointer data)
{
    Cable *cable = data;
    uint8_t request[MODBUS_RTU_MAX_ADU_LENGTH];

    while (!g_atomic_int_get (&cable->is_over)) {
        int n = modbus_receive (cable->context, request);

        if (n > 0)
            modbus_reply (cable->context, request, n, cable->registers);
    }
    return NULL;
}

static void
begin (Cable *cable, int near)
{
    cable->far = open_pty (cable->far_path, &cable->slaves[0]);
    cable->near = near >= 0 ? near : open_pty (cable->near_path, &cable->slaves[1]);
    cable->registers = modbus_mapping_new (0, 0, 0, 100);
    cable->registers->tab_input_registers[10] = 0x0001;
    cable->registers->tab_input_registers[11] = 0xe240;
    cable->registers->tab_input_registers[20] = 231;
    cable->context = modbus_new_rtu (cable->far_path, 19200, 'N', 8, 1);
    modbus_set_slave (cable->context, UNIT);
    modbus_set_indication_timeout (cable->context, 0, 100000);
    g_assert_cmpint (modbus_connect (cable->context), ==, 0);
    cable->pump = g_thread_new ("pump", pump, cable);
    cable->server = g_thread_new ("server", serve, cable);
}

static void
end (Cable *cable)
{
    g_atomic_int_set (&cable->is_over, TRUE);
    g_thread_join (cable->server);
    g_thread_join (cable->pump);
    modbus_close (cable->context);
    modbus_free (cable->context);
    modbus_mapping_free (cable->registers);
    close (cable->far);
    close (cable->near);
    close (cable->slaves[0]);
    if (cable->slaves[1] > 0)
        close (cable->slaves[1]);
}

typedef struct {
    int64_t import;
    int64_t voltage;
    int n_faults;
} Figures;

static void
on_register_read (const TallyRegister *reg,
                  int64_t value,
                  int16_t exponent,
                  const GError *fault,
                  gpointer user_data)
{
    Figures *figures = user_data;

    if (fault != NULL) {
        g_assert_cmpstr (reg->name, ==, "nowhere");
        g_assert_nonnull (strstr (fault->message, "exception 2"));
        figures->n_faults++;
    } else if (g_str_equal (reg->name, "import")) {
        figures->import = value;
    } else {
        figures->voltage = value;
    }
}

static TallyAttemptResult
probe (const char *transport,
       const TallyMeterAddress *address,
       int unit,
       Figures *figures,
       GError **error)
{
    g_autoptr(GError) broken = NULL;
    g_autoptr(TallyRegisterMap) map = tally_register_map_parse (MAP, -1, &broken);

    g_assert_no_error (broken);
    return tally_collect_probe_meter (tally_modbus_find_driver (transport), address, 1000, unit,
                                      map, on_register_read, figures, error);
}

static void
expect_figures (const Figures *figures)
{
    g_assert_cmpint (figures->import, ==, 123456);
    g_assert_cmpint (figures->voltage, ==, 231);
    g_assert_cmpint (figures->n_faults, ==, 1);
}

static void
test_line (void)
{
    Cable cable = { 0 };
    Figures figures = { 0 };
    g_autofree char *host = NULL;
    TallyMeterAddress address = { 0 };
    g_autoptr(GError) error = NULL;

    begin (&cable, -1);
    host = g_strconcat (cable.near_path, "," LINE, NULL);
    address.host = host;
    g_assert_cmpint (probe ("rtu", &address, UNIT, &figures, &error), ==, TALLY_ATTEMPT_OK);
    g_assert_no_error (error);
    expect_figures (&figures);

    /* Nobody is unit 6, and a bit turns on the way. */
    g_assert_cmpint (probe ("rtu", &address, UNIT + 1, &figures, &error), ==,
                     TALLY_ATTEMPT_TIMEOUT);
    g_clear_error (&error);
    cable.is_noisy = TRUE;
    g_assert_cmpint (probe ("rtu", &address, UNIT, &figures, &error), ==, TALLY_ATTEMPT_GARBAGE);
    g_assert_nonnull (strstr (error->message, "checksum"));
    end (&cable);
}

static void
test_over_tcp (void)
{
    g_autoptr(GSocketListener) listener = g_socket_listener_new ();
    g_autoptr(GError) error = NULL;
    uint16_t port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
    TallyMeterAddress address = { "localhost", port };
    TallyAttemptResult result;
    TallyMeterAnswer answer;
    const TallyMeterDriver *driver = tally_modbus_find_driver ("rtu-over-tcp");
    TallyMeterLink *link = driver->open (&address, &result, &error);
    TallyMeterRequest request = { UNIT, TALLY_METER_READ_INPUT, 10, 2, { 0 } };
    g_autoptr(GSocketConnection) connection = NULL;
    Cable cable = { 0 };

    /* A name, so that the look-up in a thread is tried too. */
    while (driver->advance (link, &answer, &result, &error) == TALLY_LINK_WAITS)
        g_usleep (1000);
    g_assert_no_error (error);
    connection = g_socket_listener_accept (listener, NULL, NULL, &error);
    g_assert_no_error (error);
    begin (&cable, dup (g_socket_get_fd (g_socket_connection_get_socket (connection))));
    driver->ask (link, &request);
    while (driver->advance (link, &answer, &result, &error) == TALLY_LINK_WAITS)
        g_usleep (1000);
    g_assert_no_error (error);
    g_assert_cmpint (answer.words[0], ==, 1);
    g_assert_cmpint (answer.words[1], ==, 0xe240);
    driver->close (link);
    end (&cable);
}

static void
test_no_name (void)
{
    TallyMeterAddress address = { "no-such-gateway.invalid", 502 };
    Figures figures = { 0 };
    g_autoptr(GError) error = NULL;

    g_assert_cmpint (probe ("tcp", &address, 1, &figures, &error), !=, TALLY_ATTEMPT_OK);
    g_assert_nonnull (error);
}

typedef struct {
    const char *text;
    gboolean is_good;
    int baud;
    char parity;
    int stop_bits;
    int64_t quiet_us;
} Line;

static const Line lines[] = {
    { "/dev/ttyS0", TRUE, 19200, 'E', 1, 2005 },
    { "/dev/ttyS0,9600,8N2", TRUE, 9600, 'N', 2, 4010 },
    { "/dev/ttyUSB1,115200,8O1", TRUE, 115200, 'O', 1, 1750 },
    { "ttyS0", FALSE, 0, 0, 0, 0 },
    { "/dev/ttyS0,9600", FALSE, 0, 0, 0, 0 },
    { "/dev/ttyS0,9601,8N1", FALSE, 0, 0, 0, 0 },
    { "/dev/ttyS0,9600,7N1", FALSE, 0, 0, 0, 0 },
    { "/dev/ttyS0,9600,8N3", FALSE, 0, 0, 0, 0 },
    { "", FALSE, 0, 0, 0, 0 },
};

static void
test_lines (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (lines); i++) {
        TallyModbusSerial serial;
        g_autoptr(GError) error = NULL;

        g_assert_cmpint (tally_modbus_serial_parse (lines[i].text, &serial, &error), ==,
                         lines[i].is_good);
        if (!lines[i].is_good) {
            g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
            continue;
        }
        g_assert_cmpint (serial.baud, ==, lines[i].baud);
        g_assert_cmpint (serial.parity, ==, lines[i].parity);
        g_assert_cmpint (serial.stop_bits, ==, lines[i].stop_bits);
        g_assert_cmpint (serial.quiet_us, ==, lines[i].quiet_us);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/modbus-serial/lines", test_lines);
    g_test_add_func ("/modbus-serial/line", test_line);
    g_test_add_func ("/modbus-serial/over-tcp", test_over_tcp);
    g_test_add_func ("/modbus-serial/no-name", test_no_name);

    return g_test_run ();
}
