// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-usual-store.h"

#include "server/db/tally-sql.h"
#include "shared/error/tally-error.h"

static gboolean
check_district (TallyDb *db, const char *district, GError **error)
{
    g_autoptr(PGresult) found = tally_db_run (db, "validate/district-known", 1, &district, error);

    if (found == NULL || PQntuples (found) > 0)
        return found != NULL;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no district %s", district);
    return FALSE;
}

gboolean
tally_usual_store_set_temperatures (TallyDb *db,
                                    int32_t district_id,
                                    const GArray *rows,
                                    int32_t heating_dc,
                                    int32_t cooling_dc,
                                    const char *set_by,
                                    size_t *n_new,
                                    GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    g_autoptr(GString) days = g_string_new ("{");
    g_autoptr(GString) classes = g_string_new ("{");
    g_autoptr(GString) means = g_string_new ("{");
    g_autoptr(PGresult) set = NULL;

    for (guint i = 0; i < rows->len; i++) {
        const TallyDayTemperature *row = &g_array_index (rows, TallyDayTemperature, i);
        const char *comma = i > 0 ? "," : "";
        char day[TALLY_DAY_TEXT];

        g_string_append_printf (days, "%s%s", comma, tally_day_format (row->day, day));
        g_string_append_printf (classes, "%s%d", comma,
                                (int) tally_temperature_class (row->mean_dc, heating_dc,
                                                               cooling_dc));
        g_string_append_printf (means, "%s%d", comma, row->mean_dc);
    }
    g_string_append_c (days, '}');
    g_string_append_c (classes, '}');
    g_string_append_c (means, '}');
    if (!check_district (db, district, error))
        return FALSE;
    set = tally_db_run (db, "validate/set-temperatures", 5,
                        (const char *[]){ district, days->str, classes->str, means->str, set_by },
                        error);
    if (set == NULL)
        return FALSE;
    *n_new = (size_t) PQntuples (set);
    return TRUE;
}

gboolean
tally_usual_store_add_profile (TallyDb *db,
                               const TallyUsualProfile *row,
                               const char *set_by,
                               gboolean *is_new,
                               GError **error)
{
    g_autoptr(GString) hours = g_string_new ("{");
    g_autoptr(PGresult) added = NULL;
    const char *day_class = tally_day_class_name (row->day_class);
    char day[TALLY_DAY_TEXT];

    tally_day_format (row->valid_from, day);
    for (int hour = 0; hour < TALLY_PROFILE_HOURS; hour++)
        g_string_append_printf (hours, "%s%d", hour > 0 ? "," : "", row->hours_ppm[hour]);
    g_string_append_c (hours, '}');
    added = tally_db_run (db, "validate/add-profile", 5,
                          (const char *[]){ row->point_kind, day_class, day, hours->str, set_by },
                          error);
    if (added == NULL)
        return FALSE;
    if (*PQgetvalue (added, 0, 0) == '-') {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "another profile of %s (%s) holds from %s: give a later day", row->point_kind,
                     day_class, day);
        return FALSE;
    }
    *is_new = *PQgetvalue (added, 0, 0) == '1';
    return TRUE;
}

char *
tally_usual_store_list (TallyDb *db, gboolean of_temperatures, int32_t district_id, GError **error)
{
    g_autofree char *district = district_id < 0 ? NULL : g_strdup_printf ("%d", district_id);
    const char *values[] = { district };
    g_autoptr(PGresult)
                   rows = of_temperatures
                              ? tally_db_run (db, "validate/list-temperatures", 1, values, error)
                              : tally_db_run (db, "validate/list-profiles", 0, NULL, error);

    return rows != NULL ? tally_sql_list (rows) : NULL;
}
