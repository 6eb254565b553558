// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-edit-store.h"

#include "shared/error/tally-error.h"

#define KEY_VALUES 6

static char *
text_of (int64_t number)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static int64_t
number_of (PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

gboolean
tally_edit_store_lock (TallyDb *db, int32_t district_id, int64_t point_id, GError **error)
{
    g_autofree char *district = text_of (district_id);
    g_autofree char *point = text_of (point_id);
    const char *values[] = { district, point };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/edit-lock", 2, values, error);

    return rows != NULL;
}

void
tally_edit_store_unlock (TallyDb *db, int32_t district_id, int64_t point_id)
{
    g_autofree char *district = text_of (district_id);
    g_autofree char *point = text_of (point_id);
    const char *values[] = { district, point };
    g_autoptr(GError) error = NULL;
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/edit-unlock", 2, values, &error);

    /* The connection's end unlocks it at the latest. */
    if (rows == NULL)
        g_message ("edit lock of point %s: %s", point, error->message);
}

gboolean
tally_edit_store_look (TallyDb *db,
                       const TallyEditOrder *order,
                       gboolean *is_made,
                       int32_t *version,
                       GError **error)
{
    g_autofree char *district = text_of (order->district_id);
    g_autofree char *point = text_of (order->point_id);
    g_autofree char *channel = text_of (order->channel);
    char day[TALLY_DAY_TEXT];
    const char *values[] = { district, point, order->edit_id != NULL ? order->edit_id : "", channel,
                             tally_day_format ((TallyDay){ order->edit.day }, day) };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/edit-known", 5, values, error);

    if (rows == NULL)
        return FALSE;
    *is_made = number_of (rows, 0, 1) > 0;
    *version = (int32_t) number_of (rows, 0, 2);
    if (number_of (rows, 0, 0) == 1)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "the point is not known");
    return FALSE;
}

gboolean
tally_edit_store_add (TallyDb *db, const TallyEditOrder *order, GError **error)
{
    g_autofree char *district = text_of (order->district_id);
    g_autofree char *point = text_of (order->point_id);
    g_autofree char *channel = text_of (order->channel);
    g_autofree char *first = text_of (order->edit.first);
    g_autofree char *end = text_of (order->edit.end);
    g_autofree char *value = order->edit.method == TALLY_EDIT_VALUE ? text_of (order->edit.value)
                                                                    : NULL;
    g_autofree char *base = text_of (order->base_version);
    char day[TALLY_DAY_TEXT];
    const char *values[] = { district,
                             order->edit_id != NULL ? order->edit_id : "",
                             point,
                             channel,
                             tally_day_format ((TallyDay){ order->edit.day }, day),
                             first,
                             end,
                             order->method,
                             value,
                             base,
                             order->person,
                             order->reason,
                             order->for_exception != NULL ? order->for_exception : "" };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/edit-add", G_N_ELEMENTS (values),
                                              values, error);

    return rows != NULL;
}

gboolean
tally_exception_key_parse (const char *text, TallyExceptionKey *key, GError **error)
{
    g_auto(GStrv) parts = g_strsplit (text, ".", -1);
    int64_t district = 0;
    int64_t channel = 0;
    int64_t first = 0;

    if (g_strv_length (parts) == KEY_VALUES
        && g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT32, &district, NULL)
        && tally_day_parse (parts[1], &key->day, NULL)
        && g_ascii_string_to_signed (parts[2], 10, 0, G_MAXINT64, &key->point_id, NULL)
        && g_ascii_string_to_signed (parts[3], 10, 0, G_MAXINT16, &channel, NULL)
        && tally_rule_find (parts[4], &key->rule)
        && g_ascii_string_to_signed (parts[5], 10, 0, G_MAXINT32, &first, NULL)) {
        key->district_id = (int32_t) district;
        key->channel = (int16_t) channel;
        key->first = (int32_t) first;
        return TRUE;
    }
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no such exception");
    return FALSE;
}

/* The texts of a key, and the array of parameters they go to. */
typedef struct {
    char *texts[KEY_VALUES];
    char day[TALLY_DAY_TEXT];
} KeyTexts;

static void
key_texts_clear (KeyTexts *self)
{
    for (int i = 0; i < KEY_VALUES; i++)
        g_free (self->texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeyTexts, key_texts_clear)

static void
key_values (const TallyExceptionKey *key, KeyTexts *texts, const char **values)
{
    texts->texts[0] = text_of (key->district_id);
    texts->texts[2] = text_of (key->point_id);
    texts->texts[3] = text_of (key->channel);
    texts->texts[5] = text_of (key->first);
    values[0] = texts->texts[0];
    values[1] = tally_day_format (key->day, texts->day);
    values[2] = texts->texts[2];
    values[3] = texts->texts[3];
    values[4] = tally_rule_name (key->rule);
    values[5] = texts->texts[5];
}

gboolean
tally_edit_store_find_exception (TallyDb *db,
                                 const TallyExceptionKey *key,
                                 int32_t *n,
                                 char **state,
                                 GError **error)
{
    g_auto(KeyTexts) texts = { 0 };
    const char *values[KEY_VALUES];
    g_autoptr(PGresult) rows = NULL;

    key_values (key, &texts, values);
    rows = tally_db_run (db, "validate/exception-find", KEY_VALUES, values, error);
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no such exception");
        return FALSE;
    }
    *n = (int32_t) number_of (rows, 0, 4);
    *state = g_strdup (PQgetvalue (rows, 0, 5));
    return TRUE;
}

gboolean
tally_edit_store_decide (TallyDb *db,
                         const TallyExceptionKey *key,
                         const char *state,
                         const char *person,
                         const char *reason,
                         GError **error)
{
    g_auto(KeyTexts) texts = { 0 };
    const char *values[KEY_VALUES + 3];
    g_autoptr(PGresult) rows = NULL;

    key_values (key, &texts, values);
    values[6] = state;
    values[7] = person;
    values[8] = reason;
    rows = tally_db_run (db, "validate/exception-decide", KEY_VALUES + 3, values, error);
    return rows != NULL;
}

gboolean
tally_edit_store_withdraw (TallyDb *db,
                           int32_t district_id,
                           const char *exception,
                           const char *person,
                           GError **error)
{
    g_autofree char *district = text_of (district_id);
    const char *values[] = { district, exception, person };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/edit-withdraw", 3, values, error);

    return rows != NULL;
}

char **
tally_edit_store_list_matching (TallyDb *db, const TallyExceptionFilter *filter, GError **error)
{
    g_autofree char *person = text_of (filter->person_district);
    g_autofree char *district = text_of (filter->district_id);
    g_autofree char *node = text_of (filter->node_id);
    const char *values[] = { person,           district, filter->state, filter->rule,
                             filter->severity, node,     filter->from,  filter->to };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/exception-matching",
                                              G_N_ELEMENTS (values), values, error);
    g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

    if (rows == NULL)
        return NULL;
    for (int row = 0; row < PQntuples (rows); row++)
        g_strv_builder_add (names, PQgetvalue (rows, row, 0));
    return g_strv_builder_end (names);
}
