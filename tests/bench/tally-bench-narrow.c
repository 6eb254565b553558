// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/tally-bench-narrow.h"

static void
run_file (TallyDb *db, const char *name)
{
    g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "bench", "sql", name,
                                              NULL);
    g_autofree char *sql = NULL;
    g_autoptr(GError) error = NULL;

    g_file_get_contents (path, &sql, NULL, &error);
    g_assert_no_error (error);
    tally_db_script (db, sql, &error);
    g_assert_no_error (error);
}

void
tally_bench_narrow_load (TallyDb *db)
{
    run_file (db, "narrow-load.sql");
}

double
tally_bench_narrow_bill (TallyDb *db)
{
    int64_t start = g_get_monotonic_time ();

    run_file (db, "narrow-bill.sql");
    return (double) (g_get_monotonic_time () - start) / 1000;
}
