// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ref/tally-ref-store.h"

#include "shared/error/tally-error.h"

/* Each needs what stands before it. */
static const char *const utility_parts[] = {
    "ref/load-districts", "ref/load-nodes",      "ref/load-gateways",      "ref/load-points",
    "ref/load-exchanges", "ref/load-meters",     "ref/load-installations", "ref/load-customers",
    "ref/load-accounts",  "ref/load-agreements", "ref/load-payees",
};

static gboolean
check_agreements (TallyDb *db, const char *json, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "ref/check-agreements", 1, &json, error);

    if (rows == NULL || PQntuples (rows) == 0)
        return rows != NULL;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: %s", PQgetvalue (rows, 0, 0),
                 PQgetvalue (rows, 0, 1));
    return FALSE;
}

static gboolean
load_parts (TallyDb *db, const char *json, size_t *n_new, GError **error)
{
    *n_new = 0;
    if (!check_agreements (db, json, error))
        return FALSE;
    for (size_t i = 0; i < G_N_ELEMENTS (utility_parts); i++) {
        g_autoptr(PGresult) rows = tally_db_run (db, utility_parts[i], 1, &json, error);

        if (rows == NULL)
            return FALSE;
        *n_new += (size_t) PQntuples (rows);
    }
    return TRUE;
}

gboolean
tally_ref_store_load_utility (TallyDb *db, const char *json, size_t *n_new, GError **error)
{
    if (!tally_db_script (db, "BEGIN", error))
        return FALSE;
    if (!load_parts (db, json, n_new, error) || !tally_db_script (db, "COMMIT", error)) {
        tally_db_script (db, "ROLLBACK", NULL);
        return FALSE;
    }
    return TRUE;
}

gboolean
tally_ref_store_add_tariff (TallyDb *db,
                            const TallyRefTariff *tariff,
                            gboolean *is_new,
                            GError **error)
{
    g_autofree char *version = g_strdup_printf ("%d", tariff->version);
    const char *values[] = { tariff->code,       version,          tariff->name,
                             tariff->valid_from, tariff->document, tariff->drafted_by,
                             tariff->signed_by };
    const char *identity[] = { tariff->code, version, tariff->document };
    g_autoptr(PGresult) added = tally_db_run (db, "ref/load-tariff", 7, values, error);
    g_autoptr(PGresult) stored = NULL;

    if (added == NULL)
        return FALSE;
    *is_new = PQntuples (added) == 1;
    if (*is_new)
        return TRUE;

    stored = tally_db_run (db, "ref/same-tariff", 3, identity, error);
    if (stored == NULL)
        return FALSE;
    if (PQntuples (stored) != 1 || !g_str_equal (PQgetvalue (stored, 0, 0), "t")) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "tariff %s version %d is stored with another text", tariff->code,
                     tariff->version);
        return FALSE;
    }
    return TRUE;
}

gboolean
tally_ref_store_add_holidays (TallyDb *db,
                              const char *calendar,
                              const char *json,
                              size_t *n_new,
                              GError **error)
{
    const char *values[] = { json, calendar };
    g_autoptr(PGresult) rows = tally_db_run (db, "ref/load-holidays", 2, values, error);

    if (rows == NULL)
        return FALSE;
    *n_new = (size_t) PQntuples (rows);
    return TRUE;
}
