// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-guard.h"

#include "server/guard/tally-audit-store.h"
#include "server/guard/tally-guard-private.h"
#include "server/guard/tally-password.h"
#include "shared/error/tally-error.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (TallyGuard, tally_guard, G_TYPE_OBJECT)

enum {
    SESSION_CSRF = PERSON_N_COLUMNS,
    SESSION_EXPIRES_AT,
    SESSION_CONFIRMED_AT,
};

int64_t
tally_guard_number_at (PGresult *rows, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, 0, column), NULL, 10);
}

gboolean
tally_guard_read_identity (PGresult *rows, TallySession *session)
{
    session->person_id = g_strdup (PQgetvalue (rows, 0, PERSON_ID));
    session->login = g_strdup (PQgetvalue (rows, 0, PERSON_LOGIN));
    session->name = g_strdup (PQgetvalue (rows, 0, PERSON_NAME));
    session->district_id = (int32_t) tally_guard_number_at (rows, PERSON_DISTRICT_ID);
    session->customer_id = tally_guard_number_at (rows, PERSON_CUSTOMER_ID);
    session->language = g_strdup (PQgetvalue (rows, 0, PERSON_LANGUAGE));
    return tally_role_parse (PQgetvalue (rows, 0, PERSON_ROLE), &session->role);
}

static TallySession *
read_session (PGresult *rows)
{
    g_autoptr(TallySession) session = tally_session_new ();

    if (!tally_guard_read_identity (rows, session))
        return NULL;
    session->csrf = g_strdup (PQgetvalue (rows, 0, SESSION_CSRF));
    session->expires_at = tally_guard_number_at (rows, SESSION_EXPIRES_AT);
    session->confirmed_at = tally_guard_number_at (rows, SESSION_CONFIRMED_AT);
    return g_steal_pointer (&session);
}

static void
on_session_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    TallySession *session = NULL;

    if (results == NULL) {
        g_task_return_error (task, g_steal_pointer (&error));
        return;
    }
    if (PQntuples (g_ptr_array_index (results, 0)) == 1)
        session = read_session (g_ptr_array_index (results, 0));
    if (session == NULL)
        g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no such session");
    else
        g_task_return_pointer (task, session, (GDestroyNotify) tally_session_unref);
}

void
tally_guard_find_async (TallyGuard *self,
                        const char *token,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
    TallyRole role = self->is_for_customers ? TALLY_ROLE_CUSTOMER : TALLY_ROLE_CLERK;
    g_autofree char *digest = NULL;
    g_autofree char *idle_s = g_strdup_printf ("%" G_GINT64_FORMAT, tally_guard_idle_s (role));
    g_autofree char *max_s = g_strdup_printf ("%d", TALLY_GUARD_SESSION_MAX_S);
    const char *values[4];
    TallyQuery query = { "guard/find-session", G_N_ELEMENTS (values), values };

    if (strlen (token) != TALLY_TOKEN_TEXT) {
        g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no such session");
        return;
    }
    digest = tally_token_digest (token);
    values[0] = digest;
    values[1] = idle_s;
    values[2] = max_s;
    values[3] = self->is_for_customers ? "t" : "f";
    tally_pool_query_async (self->pool, NULL, &query, 1, NULL, on_session_found,
                            g_object_ref (task));
}

TallySession *
tally_guard_find_finish (TallyGuard *self, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);

    if (results == NULL)
        g_message ("a session could not be closed: %s", error->message);
}

void
tally_guard_sign_out (TallyGuard *self, const TallySession *session, const char *token)
{
    g_autofree char *digest = tally_token_digest (token);
    g_autofree char *district_id = NULL;
    const char *closed[] = { digest };
    const char *values[TALLY_AUDIT_VALUES];
    TallyQuery queries[] = { { "guard/close-session", 1, closed },
                             { "guard/record", TALLY_AUDIT_VALUES, values } };
    TallyAuditEntry entry = {
        .district_id = session->district_id,
        .stream = "guard",
        .person = session->login,
        .address = "",
        .action = "sign-out",
        .object = session->login,
        .reason = "",
    };

    tally_audit_entry_values (&entry, &district_id, values);
    tally_pool_query_async (self->pool, NULL, queries, G_N_ELEMENTS (queries), NULL, on_signed_out,
                            NULL);
}

TallyGuardState
tally_guard_get_state (TallyGuard *self)
{
    return (TallyGuardState){
        .n_signed_in = self->n_signed_in,
        .n_refused = self->n_refused,
        .n_hashing = tally_hasher_get_n_running (self->hasher),
        .n_waiting = tally_hasher_get_n_waiting (self->hasher),
    };
}

static void
tally_guard_finalize (GObject *object)
{
    TallyGuard *self = TALLY_GUARD (object);

    g_clear_object (&self->pool);
    g_clear_object (&self->hasher);

    G_OBJECT_CLASS (tally_guard_parent_class)->finalize (object);
}

static void
tally_guard_class_init (TallyGuardClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_guard_finalize;
}

static void
tally_guard_init (TallyGuard *self)
{
    self->hasher = tally_hasher_new (TALLY_GUARD_HASHES, TALLY_GUARD_QUEUE);
}

TallyGuard *
tally_guard_new (TallyPool *pool, gboolean is_for_customers)
{
    TallyGuard *self = g_object_new (TALLY_TYPE_GUARD, NULL);

    self->pool = g_object_ref (pool);
    self->is_for_customers = is_for_customers;
    return self;
}

void
tally_guard_set_totp_required (TallyGuard *self, gboolean is_required)
{
    self->is_totp_required = is_required;
}
