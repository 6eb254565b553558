// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-report-store.h"

PGresult *
tally_report_store_items (TallyDb *db, GError **error)
{
    return tally_db_run (db, "ctl/report", 0, NULL, error);
}

PGresult *
tally_report_store_regions (TallyDb *db, GError **error)
{
    return tally_db_run (db, "ctl/report-region", 0, NULL, error);
}
