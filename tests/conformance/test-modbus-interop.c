// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: our maps and our Modbus read an independent server (python3-pymodbus) right: three
 * makers' meters with figures that the server's own packing wrote. */
#include "server/collect/modbus/tally-modbus-link.h"
#include "server/collect/tally-collect-probe.h"

#include <gio/gio.h>

#define PORT 15198

typedef struct {
    const char *map;
    int unit_id;
    const char *name;
    int64_t value;
    gboolean has_exponent;
    int16_t exponent;
} Case;

/* A float comes three digits finer than it is stored: 12345.678 is 12345.677734375 kWh, and
 * 230.1 is 230.1000061 V. */
static const Case cases[] = {
    { "sdm630", 1, "import", 12345677734 },       { "sdm630", 1, "export", 500000 },
    { "sdm630", 1, "reactive_import", 77250000 }, { "sdm630", 1, "voltage_l1", 230100006 },
    { "abb-b23", 2, "import", 1234567 },          { "abb-b23", 2, "export", 42 },
    { "abb-b23", 2, "voltage_l1", 2301 },         { "abb-b23", 2, "power", -150000 },
    { "iem3000", 3, "import", 987654321 },        { "iem3000", 3, "export", 11 },
    { "iem3000", 3, "voltage_l1", 229500000 },    { "iem3000", 3, "power", 1500000 },
};

/* SunSpec: the chain begins at 40000, 50000 or 0; whole numbers carry their scale. */
static const Case sunspec_cases[] = {
    { "sunspec", 4, "import", 4000000001, TRUE, 1 },
    { "sunspec", 4, "export", 77, TRUE, 1 },
    { "sunspec", 4, "reactive_import", 550, TRUE, 2 },
    { "sunspec", 4, "reactive_export", 10, TRUE, 2 },
    { "sunspec", 4, "voltage_l1", 2301, TRUE, 2 },
    { "sunspec", 4, "current_l1", 101, TRUE, 1 },
    { "sunspec", 4, "frequency", 4998, TRUE, 1 },
    { "sunspec", 4, "power", -1500, TRUE, 1 },
    { "sunspec", 5, "import", 8388608000, TRUE, -3 },
    { "sunspec", 5, "export", 1234500, TRUE, -3 },
    { "sunspec", 5, "reactive_import", 120000, TRUE, -3 },
    { "sunspec", 5, "reactive_export", 7000, TRUE, -3 },
    { "sunspec", 5, "power", -15000000, TRUE, -3 },
    { "sunspec", 6, "import", 4000000001, TRUE, 1 },
};

static GSubprocess *server; /* NULL: pymodbus is not here */

static gboolean
start_server (void)
{
    g_autofree char *script = g_test_build_filename (G_TEST_DIST, "conformance", "modbus-server.py",
                                                     NULL);
    g_autofree char *port = g_strdup_printf ("%d", PORT);
    g_autoptr(GError) error = NULL;
    char ready[6] = "";

    server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                   | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                               &error, "/usr/bin/python3", script, port, NULL);
    if (server != NULL)
        g_input_stream_read_all (g_subprocess_get_stdout_pipe (server), ready, 5, NULL, NULL, NULL);
    if (g_str_equal (ready, "ready"))
        return TRUE;
    g_clear_object (&server);
    return FALSE;
}

typedef struct {
    const Case *expected;
    int n_met;
} Check;

static void
on_register_read (const TallyRegister *reg,
                  int64_t value,
                  int16_t exponent,
                  const GError *fault,
                  gpointer user_data)
{
    Check *check = user_data;

    if (!g_str_equal (reg->name, check->expected->name))
        return;
    g_assert_no_error (fault);
    g_assert_cmpint (value, ==, check->expected->value);
    if (check->expected->has_exponent)
        g_assert_cmpint (exponent, ==, check->expected->exponent);
    check->n_met++;
}

static void
test_register (gconstpointer data)
{
    Check check = { .expected = data };
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyRegisterMap) map = NULL;
    const TallyMeterDriver *driver;

    if (server == NULL) {
        g_test_skip ("python3-pymodbus is not here");
        return;
    }
    driver = tally_modbus_find_driver ("tcp");
    map = tally_register_map_load (folder, check.expected->map, &error);
    g_assert_no_error (error);
    for (int i = 0; i < 50 && check.n_met == 0; i++) {
        TallyMeterAddress address = { "127.0.0.1", PORT };

        g_clear_error (&error);
        if (tally_collect_probe_meter (driver, &address, 2000, check.expected->unit_id, map,
                                       on_register_read, &check, &error)
            == TALLY_ATTEMPT_REFUSED)
            g_usleep (G_USEC_PER_SEC / 10);
        else
            break;
    }
    g_assert_no_error (error);
    g_assert_cmpint (check.n_met, ==, 1);
}

static void
test_no_meter (void)
{
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    TallyMeterAddress address = { "127.0.0.1", PORT };
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyRegisterMap) map = NULL;
    Check check = { .expected = &cases[0] };

    if (server == NULL) {
        g_test_skip ("python3-pymodbus is not here");
        return;
    }
    map = tally_register_map_load (folder, "sunspec", &error);
    g_assert_no_error (error);
    g_assert_cmpint (tally_collect_probe_meter (tally_modbus_find_driver ("tcp"), &address, 2000, 7,
                                                map, on_register_read, &check, &error),
                     ==, TALLY_ATTEMPT_GARBAGE);
    g_assert_nonnull (strstr (error->message, "no meter"));
    g_clear_error (&error);
    g_assert_cmpint (tally_collect_probe_meter (tally_modbus_find_driver ("tcp"), &address, 2000, 2,
                                                map, on_register_read, &check, &error),
                     ==, TALLY_ATTEMPT_GARBAGE);
    g_assert_nonnull (strstr (error->message, "no SunSpec meter"));
    g_assert_cmpint (check.n_met, ==, 0);
}

static void
add_cases (const Case *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *path = g_strdup_printf ("/modbus-interop/%s-%d/%s", list[i].map,
                                                 list[i].unit_id, list[i].name);

        g_test_add_data_func (path, &list[i], test_register);
    }
}

int
main (int argc, char **argv)
{
    int status;

    g_test_init (&argc, &argv, NULL);

    start_server ();
    add_cases (cases, G_N_ELEMENTS (cases));
    add_cases (sunspec_cases, G_N_ELEMENTS (sunspec_cases));
    g_test_add_func ("/modbus-interop/sunspec/no-meter", test_no_meter);
    status = g_test_run ();

    if (server != NULL) {
        g_output_stream_close (g_subprocess_get_stdin_pipe (server), NULL, NULL);
        g_subprocess_wait (server, NULL, NULL);
        g_clear_object (&server);
    }
    return status;
}
