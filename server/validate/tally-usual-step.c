// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-usual-step.h"

#include "server/guard/tally-audit-store.h"
#include "server/validate/tally-usual-store.h"
#include "shared/error/tally-error.h"

typedef struct {
    const TallyUsualFile *file;
    GArray *rows; /* of the file */
    int32_t district_id;
    int32_t heating_dc;
    int32_t cooling_dc;
    size_t n_new;
} Change;

static gboolean
record (TallyDb *db, const Change *change, const char *action, GError **error)
{
    g_autofree char *object = g_strdup_printf ("%s: %zu new of %u", change->file->source,
                                               change->n_new, change->rows->len);
    TallyAuditEntry entry = { .district_id = change->district_id,
                              .stream = "validate",
                              .person = change->file->set_by,
                              .address = "",
                              .action = action,
                              .object = object,
                              .reason = "" };

    return change->n_new == 0 || tally_audit_store_append (db, &entry, error);
}

static gboolean
check_who (const TallyUsualFile *file, GError **error)
{
    if (file->set_by != NULL && *file->set_by != '\0')
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "say who sets this: --by");
    return FALSE;
}

static gboolean
set_temperatures (TallyDb *db, gpointer user_data, GError **error)
{
    Change *change = user_data;

    return tally_usual_store_set_temperatures (db, change->district_id, change->rows,
                                               change->heating_dc, change->cooling_dc,
                                               change->file->set_by, &change->n_new, error)
           && record (db, change, "temperatures-set", error);
}

gboolean
tally_usual_step_set_temperatures (TallyDb *db,
                                   int32_t district_id,
                                   const TallyUsualFile *file,
                                   int32_t heating_dc,
                                   int32_t cooling_dc,
                                   size_t *n_new,
                                   GError **error)
{
    g_autoptr(GArray) rows = tally_temperature_csv_parse (file->text, -1, error);
    Change change = { file, rows, district_id, heating_dc, cooling_dc, 0 };

    if (rows == NULL || !check_who (file, error))
        return FALSE;
    if (cooling_dc < heating_dc) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "nobody heats above the temperature that is cooled from");
        return FALSE;
    }
    if (!tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, set_temperatures, &change, error))
        return FALSE;
    *n_new = change.n_new;
    return TRUE;
}

static gboolean
add_profiles (TallyDb *db, gpointer user_data, GError **error)
{
    Change *change = user_data;

    change->n_new = 0;
    for (guint i = 0; i < change->rows->len; i++) {
        gboolean is_new;

        if (!tally_usual_store_add_profile (db, &g_array_index (change->rows, TallyUsualProfile, i),
                                            change->file->set_by, &is_new, error))
            return FALSE;
        change->n_new += is_new;
    }
    return record (db, change, "profiles-add", error);
}

gboolean
tally_usual_step_add_profiles (TallyDb *db,
                               const TallyUsualFile *file,
                               size_t *n_new,
                               GError **error)
{
    g_autoptr(GArray) rows = tally_profile_csv_parse (file->text, -1, error);
    Change change = { .file = file, .rows = rows };

    if (rows == NULL || !check_who (file, error)
        || !tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, add_profiles, &change, error))
        return FALSE;
    *n_new = change.n_new;
    return TRUE;
}
