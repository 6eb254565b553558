// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/tally-bench-copy.h"

#include "server/db/tally-sql.h"

#define COLUMNS                                                                               \
    "raw.frame (district_id, day, seq, point_id, meter_id, channel, kind, source, first_at, " \
    "interval_s, n, exponent, payload, flags, origin, received_at, digest, chain)"

GPtrArray *
tally_bench_keep_rows (TallyDb *db)
{
    GPtrArray *pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
    PGconn *conn = tally_db_get_conn (db);
    g_autoptr(PGresult) begun = PQexec (conn, "COPY (SELECT district_id, day, seq, point_id, "
                                               "meter_id, channel, kind, source, first_at, "
                                               "interval_s, n, exponent, payload, flags, origin, "
                                               "received_at, digest, chain FROM raw.frame "
                                               "ORDER BY day, seq) TO STDOUT (FORMAT binary)");
    g_autoptr(PGresult) ended = NULL;
    char *row;
    int length;

    g_assert_cmpint (PQresultStatus (begun), ==, PGRES_COPY_OUT);
    while ((length = PQgetCopyData (conn, &row, FALSE)) > 0)
        g_ptr_array_add (pieces, g_bytes_new_with_free_func (row, (gsize) length, PQfreemem, row));
    ended = PQgetResult (conn);
    g_assert_cmpint (PQresultStatus (ended), ==, PGRES_COMMAND_OK);
    g_assert_null (PQgetResult (conn));
    return pieces;
}

gint64
tally_bench_copy_bare (TallyDb *db, GPtrArray *pieces)
{
    PGconn *conn = tally_db_get_conn (db);
    gint64 start = g_get_monotonic_time ();
    g_autoptr(PGresult) begun = PQexec (conn, "COPY " COLUMNS " FROM STDIN (FORMAT binary)");
    g_autoptr(PGresult) ended = NULL;

    g_assert_cmpint (PQresultStatus (begun), ==, PGRES_COPY_IN);
    for (guint i = 0; i < pieces->len; i++) {
        gsize length;
        const char *piece = g_bytes_get_data (g_ptr_array_index (pieces, i), &length);

        g_assert_cmpint (PQputCopyData (conn, piece, (int) length), ==, 1);
    }
    g_assert_cmpint (PQputCopyEnd (conn, NULL), ==, 1);
    ended = PQgetResult (conn);
    g_assert_cmpint (PQresultStatus (ended), ==, PGRES_COMMAND_OK);
    g_assert_null (PQgetResult (conn));
    return g_get_monotonic_time () - start;
}

gint64
tally_bench_rows_stored (TallyDb *db)
{
    g_autoptr(PGresult) rows = PQexec (tally_db_get_conn (db), "SELECT count (*) FROM raw.frame");

    return g_ascii_strtoll (PQgetvalue (rows, 0, 0), NULL, 10);
}
