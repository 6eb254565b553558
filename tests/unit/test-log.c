// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: one message is one line, whatever is in it. */
#include "server/daemon/tally-log.h"

static const GLogField fields[] = {
    { "MESSAGE", "a \"b\"\nlevel=error\\", -1 },
    { "PRIORITY", "5", -1 },
    { "CODE_FILE", "x.c", -1 },
    { "GLIB_DOMAIN", "tally-raw", -1 },
    { "DISTRICT_ID", "7xxx", 1 },
};

static void
test_pairs (void)
{
    g_autofree char *line = tally_log_format (G_LOG_LEVEL_MESSAGE, fields, G_N_ELEMENTS (fields),
                                              G_GINT64_CONSTANT (1772323200123456), FALSE);

    g_assert_cmpstr (line, ==,
                     "at=\"2026-03-01T00:00:00.123Z\" level=\"notice\" "
                     "message=\"a \\\"b\\\"\\nlevel=error\\\\\" domain=\"tally-raw\" "
                     "district_id=\"7\"\n");
}

static void
test_json (void)
{
    g_autofree char *line = tally_log_format (G_LOG_LEVEL_CRITICAL, fields, G_N_ELEMENTS (fields),
                                              0, TRUE);

    g_assert_cmpstr (line, ==,
                     "{\"at\":\"1970-01-01T00:00:00.000Z\",\"level\":\"critical\","
                     "\"message\":\"a \\\"b\\\"\\nlevel=error\\\\\",\"domain\":\"tally-raw\","
                     "\"district_id\":\"7\"}\n");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/log/pairs", test_pairs);
    g_test_add_func ("/log/json", test_json);

    return g_test_run ();
}
