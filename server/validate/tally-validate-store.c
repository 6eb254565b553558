// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-store.h"

#include "shared/error/tally-error.h"

/* The one calendar of the first markets; a district names its own once there are two. */
#define CALENDAR "CN"

static int64_t
number_of (PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

static char *
text_of (int64_t number)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

void
tally_validate_master_free (TallyValidateMaster *master)
{
    g_clear_pointer (&master->calendar, tally_calendar_free);
    g_clear_pointer (&master->points, g_array_unref);
    g_clear_pointer (&master->installations, g_array_unref);
    g_clear_pointer (&master->rules, g_hash_table_unref);
    g_clear_pointer (&master->profiles, g_hash_table_unref);
    g_clear_pointer (&master->temperatures, g_hash_table_unref);
    g_free (master);
}

static gboolean
load_installations (TallyDb *db,
                    TallyValidateMaster *master,
                    const char *const *values,
                    GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/installations", 2, values, error);

    if (rows == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyInstallation hung = {
            .point_id = number_of (rows, row, 0),
            .meter_id = number_of (rows, row, 1),
            .is_check = *PQgetvalue (rows, row, 2) == 't',
            .from = number_of (rows, row, 3),
            .until = PQgetisnull (rows, row, 4) ? INT64_MAX : number_of (rows, row, 4),
            .ratio = { number_of (rows, row, 5), number_of (rows, row, 6) },
            .rolls_over_at = 1,
            .first_register = number_of (rows, row, 8),
            .last_register = number_of (rows, row, 9),
            .physical_w = number_of (rows, row, 10),
        };

        for (int64_t i = 0; i < number_of (rows, row, 7); i++)
            hung.rolls_over_at *= 10;
        g_array_append_val (master->installations, hung);
    }
    return TRUE;
}

static gboolean
read_channels (TallyValidatePoint *point, const char *text, GError **error)
{
    g_auto(GStrv) parts = g_strsplit (text, " ", -1);

    for (char **part = parts; *part != NULL && **part != '\0'; part++) {
        if (point->n_channels == TALLY_POINT_MAX_CHANNELS) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "point %" G_GINT64_FORMAT " has more than %d channels", point->point_id,
                         TALLY_POINT_MAX_CHANNELS);
            return FALSE;
        }
        point->channels[point->n_channels++] = (int16_t) g_ascii_strtoll (*part, NULL, 10);
    }
    return TRUE;
}

static gboolean
load_points (TallyDb *db, TallyValidateMaster *master, const char *const *values, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/points", 2, values, error);
    size_t hung = 0;

    if (rows == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyValidatePoint point = {
            .point_id = number_of (rows, row, 0),
            .interval_s = (int32_t) number_of (rows, row, 2),
            .capacity_w = number_of (rows, row, 3),
            .tolerance_ppm = number_of (rows, row, 5),
            .node_id = (int32_t) number_of (rows, row, 6),
            .contract_w = number_of (rows, row, 7),
        };

        g_strlcpy (point.kind, PQgetvalue (rows, row, 1), sizeof point.kind);
        if (!read_channels (&point, PQgetvalue (rows, row, 4), error))
            return FALSE;
        while (hung < master->installations->len
               && g_array_index (master->installations, TallyInstallation, hung).point_id
                      < point.point_id)
            hung++;
        point.first_installation = hung;
        while (hung < master->installations->len
               && g_array_index (master->installations, TallyInstallation, hung).point_id
                      == point.point_id)
            hung++;
        point.n_installations = hung - point.first_installation;
        g_array_append_val (master->points, point);
    }
    return TRUE;
}

/* The rules of @kind from @day on: those before, to be changed. */
static TallyRules *
rules_from (TallyValidateMaster *master, const char *kind, int32_t day)
{
    GArray *dated = g_hash_table_lookup (master->rules, kind);
    TallyDatedRules next = { .from = day };
    TallyDatedRules *last = NULL;

    if (dated == NULL) {
        dated = g_array_new (FALSE, FALSE, sizeof (TallyDatedRules));
        g_hash_table_insert (master->rules, g_strdup (kind), dated);
    }
    if (dated->len > 0)
        last = &g_array_index (dated, TallyDatedRules, dated->len - 1);
    if (last != NULL && last->from == day)
        return &last->rules;
    if (last != NULL)
        next.rules = last->rules;
    else
        tally_rules_init (&next.rules);
    g_array_append_val (dated, next);
    return &g_array_index (dated, TallyDatedRules, dated->len - 1).rules;
}

static gboolean
load_rules (TallyDb *db, TallyValidateMaster *master, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/parameters", 0, NULL, error);

    if (rows == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyRules *rules = rules_from (master, PQgetvalue (rows, row, 0),
                                        (int32_t) number_of (rows, row, 3));

        if (tally_rules_set (rules, PQgetvalue (rows, row, 1), number_of (rows, row, 2)))
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "validate.parameter: no rule takes %s", PQgetvalue (rows, row, 1));
        return FALSE;
    }
    return TRUE;
}

const TallyRules *
tally_validate_master_rules (const TallyValidateMaster *master, const char *kind, TallyDay day)
{
    const GArray *dated = g_hash_table_lookup (master->rules, kind);

    for (guint i = dated != NULL ? dated->len : 0; i > 0; i--) {
        const TallyDatedRules *rules = &g_array_index (dated, TallyDatedRules, i - 1);

        if (rules->from <= day.number)
            return &rules->rules;
    }
    return NULL;
}

static gboolean
load_profiles (TallyDb *db, TallyValidateMaster *master, const char *today, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/profiles", 1, &today, error);

    if (rows == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (rows); row++) {
        const char *kind = PQgetvalue (rows, row, 0);
        TallyProfile *profile = g_hash_table_lookup (master->profiles, kind);
        g_auto(GStrv) hours = g_strsplit (PQgetvalue (rows, row, 2), " ", -1);
        TallyDayClass day_class;

        if (profile == NULL) {
            profile = g_new0 (TallyProfile, 1);
            g_hash_table_insert (master->profiles, g_strdup (kind), profile);
        }
        if (!tally_day_class_find (PQgetvalue (rows, row, 1), &day_class))
            continue;
        for (int hour = 0; hour < TALLY_PROFILE_HOURS; hour++)
            profile->hours_ppm[day_class][hour] = (int32_t) g_ascii_strtoll (hours[hour], NULL, 10);
    }
    return TRUE;
}

static gboolean
load_temperatures (TallyDb *db, TallyValidateMaster *master, const char *district, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/temperatures", 1, &district, error);

    for (int row = 0; rows != NULL && row < PQntuples (rows); row++)
        g_hash_table_insert (master->temperatures, GINT_TO_POINTER (number_of (rows, row, 0)),
                             GINT_TO_POINTER (number_of (rows, row, 1) + 1));
    return rows != NULL;
}

static gboolean
load_holidays (TallyDb *db, TallyValidateMaster *master, GError **error)
{
    const char *calendar = CALENDAR;
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/holidays", 1, &calendar, error);

    if (rows == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyDay day = { (int32_t) number_of (rows, row, 0) };

        if (!tally_calendar_add (master->calendar, day, PQgetvalue (rows, row, 1),
                                 *PQgetvalue (rows, row, 2) == 't', error))
            return FALSE;
    }
    return TRUE;
}

TallyValidateMaster *
tally_validate_store_load_master (TallyDb *db,
                                  int32_t district_id,
                                  int64_t point_id,
                                  const char *time_zone,
                                  TallyDay today,
                                  GError **error)
{
    g_autoptr(TallyValidateMaster) master = g_new0 (TallyValidateMaster, 1);
    g_autofree char *district = text_of (district_id);
    g_autofree char *point = point_id > 0 ? text_of (point_id) : NULL;
    const char *values[] = { district, point };
    char day[TALLY_DAY_TEXT];

    master->district_id = district_id;
    master->calendar = tally_calendar_new ();
    master->points = g_array_new (FALSE, FALSE, sizeof (TallyValidatePoint));
    master->installations = g_array_new (FALSE, FALSE, sizeof (TallyInstallation));
    master->rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_array_unref);
    master->profiles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    master->temperatures = g_hash_table_new (NULL, NULL);
    master->zone = tally_zone_get (time_zone, error);

    if (master->zone == NULL || !load_holidays (db, master, error)
        || !load_installations (db, master, values, error)
        || !load_points (db, master, values, error) || !load_rules (db, master, error)
        || !load_temperatures (db, master, district, error)
        || !load_profiles (db, master, tally_day_format (today, day), error)) {
        g_prefix_error (error, "district %s: ", district);
        return NULL;
    }
    return g_steal_pointer (&master);
}

static void
clear_district (gpointer district)
{
    g_free (((TallyValidateDistrict *) district)->time_zone);
}

GArray *
tally_validate_store_list_districts (TallyDb *db, int32_t district_id, GError **error)
{
    g_autofree char *one = district_id >= 0 ? text_of (district_id) : NULL;
    const char *value = one;
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/districts", 1, &value, error);
    GArray *districts;

    if (rows == NULL)
        return NULL;
    if (district_id >= 0 && PQntuples (rows) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no district %d",
                     district_id);
        return NULL;
    }
    districts = g_array_new (FALSE, FALSE, sizeof (TallyValidateDistrict));
    g_array_set_clear_func (districts, clear_district);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyValidateDistrict district = { (int32_t) number_of (rows, row, 0),
                                           g_strdup (PQgetvalue (rows, row, 1)) };

        g_array_append_val (districts, district);
    }
    return districts;
}

gboolean
tally_validate_store_add_rebills (TallyDb *db,
                                  int32_t district_id,
                                  const char *json,
                                  GError **error)
{
    g_autofree char *district = text_of (district_id);
    const char *values[] = { district, json };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/add-rebills", 2, values, error);

    return rows != NULL;
}

gboolean
tally_validate_store_lock (TallyDb *db, int32_t district_id, GError **error)
{
    g_autofree char *district = text_of (district_id);
    const char *value = district;
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/lock", 1, &value, error);

    return rows != NULL;
}

gboolean
tally_validate_store_sort_in_memory (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/sort-in-memory", 0, NULL, error);

    return rows != NULL;
}
