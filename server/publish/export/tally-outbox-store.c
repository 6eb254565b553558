// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/export/tally-outbox-store.h"

#include <string.h>

gboolean
tally_outbox_store_newest (TallyDb *db,
                           const char *file,
                           TallyDays days,
                           TallyOutboxVersion *versions,
                           GError **error)
{
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[] = { file, tally_day_format (days.first, first),
                             tally_day_format (days.end, end) };
    g_autoptr(PGresult) rows = tally_db_run (db, "export/outbox-newest", G_N_ELEMENTS (values),
                                              values, error);

    memset (versions, 0, (size_t) (days.end.number - days.first.number) * sizeof *versions);
    for (int row = 0; rows != NULL && row < PQntuples (rows); row++) {
        TallyOutboxVersion *version;
        TallyDay day;

        if (!tally_day_parse (PQgetvalue (rows, row, 0), &day, error))
            return FALSE;
        version = &versions[day.number - days.first.number];
        version->number = (int) g_ascii_strtoll (PQgetvalue (rows, row, 1), NULL, 10);
        g_strlcpy (version->sha256, PQgetvalue (rows, row, 2), sizeof version->sha256);
    }
    return rows != NULL;
}

gboolean
tally_outbox_store_add (TallyDb *db,
                        const char *file,
                        TallyDay day,
                        const TallyOutboxVersion *version,
                        int64_t n_rows,
                        const char *name,
                        GError **error)
{
    g_autofree char *number = g_strdup_printf ("%d", version->number);
    g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, n_rows);
    char text[TALLY_DAY_TEXT];
    const char *values[] = {
        file, tally_day_format (day, text), number, version->sha256, count, name,
    };
    g_autoptr(PGresult) rows = tally_db_run (db, "export/outbox-add", G_N_ELEMENTS (values),
                                              values, error);

    return rows != NULL;
}
