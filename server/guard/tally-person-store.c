// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-person-store.h"

#include "server/guard/tally-audit-store.h"
#include "server/guard/tally-password.h"
#include "shared/error/tally-error.h"

/* One change of one person and its audit row, as a transaction. */
typedef struct {
    const char *statement;
    size_t n_values;
    const char *values[7];
    const char *login;
    const char *by;
    const char *action;
    gboolean ends_sessions;
    int32_t district_id;
} Change;

void
tally_person_free (TallyPerson *person)
{
    g_free (person->login);
    g_free (person->name);
    g_free (person->language);
    g_free (person);
}

static gboolean
apply (TallyDb *db, gpointer user_data, GError **error)
{
    const Change *change = user_data;
    g_autoptr(PGresult) changed = NULL;
    g_autoptr(PGresult) ended = NULL;
    const char *person_id;
    TallyAuditEntry entry = {
        .district_id = change->district_id,
        .stream = "guard",
        .person = change->by,
        .address = "",
        .action = change->action,
        .object = change->login,
        .reason = "",
    };

    changed = tally_db_run (db, change->statement, change->n_values, change->values, error);
    if (changed == NULL)
        return FALSE;
    if (PQntuples (changed) != 1) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "nobody is called %s",
                     change->login);
        return FALSE;
    }
    person_id = PQgetvalue (changed, 0, 0);
    if (change->ends_sessions) {
        ended = tally_db_run (db, "guard/close-sessions", 1, &person_id, error);
        if (ended == NULL)
            return FALSE;
    }
    return tally_audit_store_append (db, &entry, error);
}

static gboolean
run (TallyDb *db, Change *change, GError **error)
{
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, apply, change, error);
}

gboolean
tally_person_store_add (TallyDb *db,
                        const TallyPerson *person,
                        const char *password,
                        const char *by,
                        GError **error)
{
    g_autofree char *hash = NULL;
    g_autofree char *district_id = g_strdup_printf ("%d", person->district_id);
    g_autofree char *customer_id = g_strdup_printf ("%" G_GINT64_FORMAT, person->customer_id);
    const char *role = tally_role_name (person->role);
    Change change = {
        .statement = "guard/add-person",
        .n_values = 7,
        .login = person->login,
        .by = by,
        .action = "person-add",
        .district_id = person->district_id,
    };

    if (!tally_password_check (password, person->login, error))
        return FALSE;
    hash = tally_password_hash (password, error);
    if (hash == NULL)
        return FALSE;
    change.values[0] = person->login;
    change.values[1] = person->name;
    change.values[2] = role;
    change.values[3] = district_id;
    change.values[4] = person->role == TALLY_ROLE_CUSTOMER ? customer_id : NULL;
    change.values[5] = hash;
    change.values[6] = person->language != NULL ? person->language : "en";
    if (run (db, &change, error))
        return TRUE;
    if (error != NULL && g_error_matches (*error, TALLY_ERROR, TALLY_ERROR_EXISTS)) {
        g_clear_error (error);
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "the login %s is taken",
                     person->login);
    }
    return FALSE;
}

GPtrArray *
tally_person_store_list (TallyDb *db, gboolean with_customers, GError **error)
{
    const char *values[] = { with_customers ? "t" : "f" };
    g_autoptr(PGresult) rows = tally_db_run (db, "guard/list-people", 1, values, error);
    g_autoptr(GPtrArray) people = NULL;

    if (rows == NULL)
        return NULL;
    people = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_person_free);
    for (int i = 0; i < PQntuples (rows); i++) {
        TallyPerson *person = g_new0 (TallyPerson, 1);

        g_ptr_array_add (people, person);
        person->login = g_strdup (PQgetvalue (rows, i, 0));
        person->name = g_strdup (PQgetvalue (rows, i, 1));
        if (!tally_role_parse (PQgetvalue (rows, i, 2), &person->role)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s has an unknown role",
                         person->login);
            return NULL;
        }
        person->district_id = (int32_t) g_ascii_strtoll (PQgetvalue (rows, i, 3), NULL, 10);
        person->customer_id = g_ascii_strtoll (PQgetvalue (rows, i, 4), NULL, 10);
        person->language = g_strdup (PQgetvalue (rows, i, 5));
        person->has_totp = PQgetvalue (rows, i, 6)[0] == 't';
        person->failures = g_ascii_strtoll (PQgetvalue (rows, i, 7), NULL, 10);
        person->is_disabled = PQgetvalue (rows, i, 8)[0] == 't';
    }
    return g_steal_pointer (&people);
}

gboolean
tally_person_store_set_password (TallyDb *db,
                                 const char *login,
                                 const char *password,
                                 const char *by,
                                 GError **error)
{
    g_autofree char *hash = NULL;
    Change change = {
        .statement = "guard/set-password",
        .n_values = 2,
        .login = login,
        .by = by,
        .action = "person-password",
        .ends_sessions = TRUE,
    };

    if (!tally_password_check (password, login, error))
        return FALSE;
    hash = tally_password_hash (password, error);
    if (hash == NULL)
        return FALSE;
    change.values[0] = login;
    change.values[1] = hash;
    return run (db, &change, error);
}

gboolean
tally_person_store_set_disabled (TallyDb *db,
                                 const char *login,
                                 gboolean is_disabled,
                                 const char *by,
                                 GError **error)
{
    Change change = {
        .statement = "guard/set-disabled",
        .n_values = 2,
        .values = { login, is_disabled ? "t" : "f" },
        .login = login,
        .by = by,
        .action = is_disabled ? "person-disable" : "person-enable",
        .ends_sessions = TRUE,
    };

    return run (db, &change, error);
}

gboolean
tally_person_store_set_totp (TallyDb *db,
                             const char *login,
                             GBytes *secret,
                             const char *by,
                             GError **error)
{
    GString *hex = g_string_new ("\\x");
    gsize length = 0;
    const guint8 *bytes = secret != NULL ? g_bytes_get_data (secret, &length) : NULL;
    g_autofree char *text = NULL;
    Change change = {
        .statement = "guard/set-totp",
        .n_values = 2,
        .login = login,
        .by = by,
        .action = secret != NULL ? "person-totp" : "person-totp-removed",
        .ends_sessions = TRUE,
    };

    for (gsize i = 0; i < length; i++)
        g_string_append_printf (hex, "%02x", bytes[i]);
    text = g_string_free (hex, FALSE);
    change.values[0] = login;
    change.values[1] = secret != NULL ? text : NULL;
    return run (db, &change, error);
}
