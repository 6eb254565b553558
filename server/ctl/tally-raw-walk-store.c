// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-raw-walk-store.h"

#include "server/collect/files/tally-file-pack.h"

PGresult *
tally_raw_walk_store_points (TallyDb *db, const char *code, GError **error)
{
    return tally_db_run (db, "ctl/raw-points", 1, &code, error);
}

PGresult *
tally_raw_walk_store_chain (TallyDb *db, const char *district_id, const char *day, GError **error)
{
    const char *values[] = { district_id, day };

    return tally_db_run (db, "ctl/raw-chain", 2, values, error);
}

PGresult *
tally_raw_walk_store_attempt (TallyDb *db,
                              const char *district_id,
                              const char *day,
                              int64_t meter_id,
                              const char *batch,
                              GError **error)
{
    g_autofree char *meter = g_strdup_printf ("%" G_GINT64_FORMAT, meter_id);
    const char *values[] = { district_id, day, meter, batch };

    return tally_db_run (db, "ctl/raw-attempt", 4, values, error);
}

PGresult *
tally_raw_walk_store_file (TallyDb *db, const char *district_id, const char *sha256, GError **error)
{
    const char *values[] = { district_id, sha256 };

    return tally_db_run (db, "ctl/raw-file", 2, values, error);
}

GBytes *
tally_raw_walk_store_bytes (PGresult *rows, char **sha256, GError **error)
{
    gsize length = 0;
    g_autofree guchar *kept = g_base64_decode (PQgetvalue (rows, 0, PQfnumber (rows, "content")),
                                               &length);
    GBytes *file = PQgetisnull (rows, 0, PQfnumber (rows, "packing"))
                       ? g_bytes_new (kept, length)
                       : tally_file_unpack (kept, length, error);

    if (file != NULL)
        *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file);
    return file;
}

PGresult *
tally_raw_walk_store_blocks (TallyDb *db,
                             const char *district_id,
                             const char *point_id,
                             const char *day,
                             int channel,
                             GError **error)
{
    g_autofree char *number = g_strdup_printf ("%d", channel);
    const char *values[] = { district_id, point_id, day, number };

    return tally_db_run (db, "ctl/raw-block", 4, values, error);
}

PGresult *
tally_raw_walk_store_reading (TallyDb *db,
                              const char *district_id,
                              int64_t meter_id,
                              int channel,
                              int64_t at,
                              int64_t value,
                              GError **error)
{
    g_autofree char *meter = g_strdup_printf ("%" G_GINT64_FORMAT, meter_id);
    g_autofree char *number = g_strdup_printf ("%d", channel);
    g_autofree char *instant = g_strdup_printf ("%" G_GINT64_FORMAT, at);
    g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, value);
    const char *values[] = { district_id, meter, number, instant, count };

    return tally_db_run (db, "ctl/raw-reading", 5, values, error);
}

PGresult *
tally_raw_walk_store_readings (TallyDb *db,
                               const char *district_id,
                               const char *point_id,
                               const char *time_zone,
                               GError **error)
{
    const char *values[] = { district_id, point_id, time_zone };

    return tally_db_run (db, "ctl/manual-readings", 3, values, error);
}
