// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-audit-store.h"
#include "server/guard/tally-guard-private.h"
#include "server/guard/tally-password.h"
#include "shared/error/tally-error.h"

#include <sodium.h>
#include <string.h>

/* One text for everything that may be wrong with a sign-in. */
#define REFUSAL "login or password is wrong, or the account waits after too many failures"
#define LOGIN_MAX 64

/* The columns guard/find-person ends with. */
enum {
    PERSON_PASSWORD_HASH = PERSON_N_COLUMNS,
    PERSON_TOTP_SECRET,
    PERSON_FAILURES,
    PERSON_IS_BLOCKED,
    PERSON_IS_DISABLED,
};

static gboolean
flag_at (PGresult *rows, int column)
{
    return PQgetvalue (rows, 0, column)[0] == 't';
}

/* A sign-in, or a password asked again (confirmed is set then), on its way. */
typedef struct {
    char *login;
    char *password;
    char *code;
    char *address;
    TallySession *confirmed;
    TallySession *session;
    char *hash;
    GBytes *totp_secret;
    int64_t failures;
    int64_t totp_step;
    gboolean is_open; /* neither blocked nor disabled */
} Attempt;

static void
free_attempt (gpointer data)
{
    Attempt *attempt = data;

    sodium_memzero (attempt->password, strlen (attempt->password));
    g_free (attempt->login);
    g_free (attempt->password);
    g_free (attempt->code);
    g_free (attempt->address);
    g_clear_pointer (&attempt->confirmed, tally_session_unref);
    g_clear_pointer (&attempt->session, tally_session_unref);
    g_free (attempt->hash);
    g_clear_pointer (&attempt->totp_secret, g_bytes_unref);
    g_free (attempt);
}

static void
refuse (GTask *task, const char *why)
{
    TallyGuard *self = g_task_get_source_object (task);

    self->n_refused++;
    g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_FORBIDDEN, "%s", why);
}

static void
on_refusal_noted (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);

    if (results == NULL)
        g_task_return_error (task, g_steal_pointer (&error));
    else
        refuse (task, REFUSAL);
}

static void
note_refusal (GTask *task)
{
    TallyGuard *self = g_task_get_source_object (task);
    Attempt *attempt = g_task_get_task_data (task);
    g_autofree char *district_id = NULL;
    g_autofree char *delay_s = NULL;
    const char *values[TALLY_AUDIT_VALUES];
    const char *person_id = attempt->session != NULL ? attempt->session->person_id : NULL;
    const char *failure[2];
    TallyQuery queries[2] = { { "guard/record", TALLY_AUDIT_VALUES, values },
                              { "guard/note-failure", 2, failure } };
    TallyAuditEntry entry = {
        .district_id = attempt->session != NULL ? attempt->session->district_id : 0,
        .stream = "guard",
        .person = attempt->login,
        .address = attempt->address,
        .action = attempt->confirmed != NULL ? "confirm-refused" : "sign-in-refused",
        .object = attempt->login,
        .reason = attempt->is_open || person_id == NULL ? "" : "blocked or disabled",
    };

    tally_audit_entry_values (&entry, &district_id, values);
    delay_s = g_strdup_printf ("%" G_GINT64_FORMAT, tally_guard_delay_s (attempt->failures + 1));
    failure[0] = person_id;
    failure[1] = delay_s;
    tally_pool_query_async (self->pool, NULL, queries,
                            person_id != NULL && attempt->is_open ? 2 : 1, NULL, on_refusal_noted,
                            g_object_ref (task));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    TallyGuard *self = g_task_get_source_object (task);
    Attempt *attempt = g_task_get_task_data (task);

    if (results == NULL) {
        g_task_return_error (task, g_steal_pointer (&error));
        return;
    }
    self->n_signed_in += attempt->confirmed == NULL;
    g_task_return_pointer (task, g_steal_pointer (&attempt->session),
                           (GDestroyNotify) tally_session_unref);
}

/* The session, its audit row and the end of the failures: all or nothing. */
static void
open_session (GTask *task)
{
    TallyGuard *self = g_task_get_source_object (task);
    Attempt *attempt = g_task_get_task_data (task);
    TallySession *session = attempt->session;
    gboolean is_new = attempt->confirmed == NULL;
    g_autofree char *district_id = NULL;
    g_autofree char *digest = NULL;
    const char *values[TALLY_AUDIT_VALUES];
    const char *opened[4];
    const char *person[] = { session->person_id };
    const char *confirmed[] = { session->person_id, is_new ? NULL : attempt->confirmed->csrf };
    TallyQuery queries[3] = { { "guard/record", TALLY_AUDIT_VALUES, values },
                              { "guard/note-success", 1, person },
                              { "guard/confirm-session", 2, confirmed } };
    TallyAuditEntry entry = {
        .district_id = session->district_id,
        .stream = "guard",
        .person = session->login,
        .address = attempt->address,
        .action = is_new ? "sign-in" : "confirm",
        .object = session->login,
        .reason = "",
    };

    tally_audit_entry_values (&entry, &district_id, values);
    if (is_new) {
        session->token = tally_token_new ();
        session->csrf = tally_token_new ();
        session->confirmed_at = g_get_real_time () / G_USEC_PER_SEC;
        session->expires_at = session->confirmed_at + tally_guard_idle_s (session->role);
        digest = tally_token_digest (session->token);
        opened[0] = digest;
        opened[1] = session->person_id;
        opened[2] = session->csrf;
        opened[3] = attempt->address;
        queries[2] = (TallyQuery){ "guard/open-session", 4, opened };
    }
    tally_pool_query_async (self->pool, NULL, queries, 3, NULL, on_opened, g_object_ref (task));
}

static void
on_code_used (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);

    if (results == NULL)
        g_task_return_error (task, g_steal_pointer (&error));
    else if (PQntuples (g_ptr_array_index (results, 0)) == 1)
        open_session (task);
    else
        note_refusal (task); /* the code was used before */
}

static void
check_code (GTask *task)
{
    TallyGuard *self = g_task_get_source_object (task);
    Attempt *attempt = g_task_get_task_data (task);
    g_autofree char *step = NULL;
    const char *values[2];
    TallyQuery query = { "guard/use-totp", 2, values };

    if (attempt->code == NULL || attempt->code[0] == '\0') {
        refuse (task, "code is needed");
        return;
    }
    if (!tally_totp_verify (attempt->totp_secret, attempt->code,
                            g_get_real_time () / G_USEC_PER_SEC, &attempt->totp_step)) {
        note_refusal (task);
        return;
    }
    step = g_strdup_printf ("%" G_GINT64_FORMAT, attempt->totp_step);
    values[0] = attempt->session->person_id;
    values[1] = step;
    tally_pool_query_async (self->pool, NULL, &query, 1, NULL, on_code_used, g_object_ref (task));
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    TallyGuard *self = g_task_get_source_object (task);
    Attempt *attempt = g_task_get_task_data (task);
    GError *error = NULL;
    gboolean is_right;

    if (!tally_hasher_verify_finish (TALLY_HASHER (source), result, &is_right, &error))
        g_task_return_error (task, error);
    else if (!is_right || !attempt->is_open)
        note_refusal (task);
    else if (attempt->totp_secret != NULL)
        check_code (task);
    else if (self->is_totp_required && attempt->session->role != TALLY_ROLE_CUSTOMER)
        refuse (task, "a code device must be enrolled first");
    else
        open_session (task);
}

static gboolean
read_person (Attempt *attempt, PGresult *rows)
{
    attempt->session = tally_session_new ();
    if (!tally_guard_read_identity (rows, attempt->session))
        return FALSE;
    attempt->hash = g_strdup (PQgetvalue (rows, 0, PERSON_PASSWORD_HASH));
    if (!PQgetisnull (rows, 0, PERSON_TOTP_SECRET))
        attempt->totp_secret = tally_hex_to_bytes (PQgetvalue (rows, 0, PERSON_TOTP_SECRET));
    attempt->failures = tally_guard_number_at (rows, PERSON_FAILURES);
    attempt->is_open = !flag_at (rows, PERSON_IS_BLOCKED) && !flag_at (rows, PERSON_IS_DISABLED);
    return TRUE;
}

/* Whether or not there is such a person, a hash is computed, so the time tells nothing. */
static void
on_person_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    TallyGuard *self = g_task_get_source_object (task);
    Attempt *attempt = g_task_get_task_data (task);
    PGresult *rows = results != NULL ? g_ptr_array_index (results, 0) : NULL;

    if (rows == NULL) {
        g_task_return_error (task, g_steal_pointer (&error));
        return;
    }
    if (PQntuples (rows) == 1 && !read_person (attempt, rows)) {
        g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_INTERNAL, "unknown role");
        return;
    }
    tally_hasher_verify_async (self->hasher, attempt->hash, attempt->password, on_verified,
                               g_object_ref (task));
}

static void
start_attempt (TallyGuard *self, GTask *task, Attempt *attempt)
{
    const char *values[] = { attempt->login, self->is_for_customers ? "t" : "f" };
    TallyQuery query = { "guard/find-person", G_N_ELEMENTS (values), values };

    g_task_set_task_data (task, attempt, free_attempt);
    tally_pool_query_async (self->pool, NULL, &query, 1, NULL, on_person_found,
                            g_object_ref (task));
}

static char *
cut_login (const char *login)
{
    if (!g_utf8_validate (login, -1, NULL))
        return g_strdup ("");
    return g_utf8_substring (login, 0, MIN (LOGIN_MAX, g_utf8_strlen (login, -1)));
}

static Attempt *
new_attempt (const char *login, const char *password, const char *code, const char *address)
{
    Attempt *attempt = g_new0 (Attempt, 1);

    attempt->login = cut_login (login);
    attempt->password = g_strdup (password);
    attempt->code = g_strdup (code);
    attempt->address = g_strdup (address);
    return attempt;
}

void
tally_guard_sign_in_async (TallyGuard *self,
                           const char *login,
                           const char *password,
                           const char *code,
                           const char *address,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

    start_attempt (self, task, new_attempt (login, password, code, address));
}

TallySession *
tally_guard_sign_in_finish (TallyGuard *self, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer (G_TASK (result), error);
}

void
tally_guard_confirm_async (TallyGuard *self,
                           const TallySession *session,
                           const char *password,
                           const char *code,
                           const char *address,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
    Attempt *attempt = new_attempt (session->login, password, code, address);

    attempt->confirmed = tally_session_ref ((TallySession *) session);
    start_attempt (self, task, attempt);
}

gboolean
tally_guard_confirm_finish (TallyGuard *self, GAsyncResult *result, GError **error)
{
    g_autoptr(TallySession) session = g_task_propagate_pointer (G_TASK (result), error);

    return session != NULL;
}
