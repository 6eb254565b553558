// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-pool.h"
#include "server/guard/tally-session.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** Most password hashes at once (64 MiB each), and requests that may wait for one. */
#define TALLY_GUARD_HASHES 4
#define TALLY_GUARD_QUEUE 32

/**
 * TallyGuard:
 *
 * Accounts and sessions for a listener: who is asking, and may he? Works on the pool of the
 * main loop; passwords are hashed in threads.
 */
#define TALLY_TYPE_GUARD (tally_guard_get_type ())
G_DECLARE_FINAL_TYPE (TallyGuard, tally_guard, TALLY, GUARD, GObject)

/**
 * tally_guard_new:
 * @pool: a pool whose login may use schema guard (tally_api or tally_portal)
 * @is_for_customers: customers sign in here, or else staff; never both
 */
TallyGuard *tally_guard_new (TallyPool *pool, gboolean is_for_customers);

/** tally_guard_set_totp_required: refuse staff without a TOTP device; default: if enrolled */
void tally_guard_set_totp_required (TallyGuard *self, gboolean is_required);

/**
 * tally_guard_sign_in_async:
 * @login: login name
 * @password: password
 * @code: (nullable): TOTP code
 * @address: of the client, for the audit trail
 *
 * Opens a session. What is wrong shows neither in the error nor in the time it takes. Every
 * success, failure and refusal is in the audit trail.
 */
void tally_guard_sign_in_async (TallyGuard *self,
                                const char *login,
                                const char *password,
                                const char *code,
                                const char *address,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * tally_guard_sign_in_finish:
 *
 * Returns: (transfer full): the session, its token set; or %NULL with %TALLY_ERROR_FORBIDDEN
 *   ("login or password is wrong", "code is needed"), %TALLY_ERROR_BUSY (too many
 *   sign-ins at once, or the account waits after failures) or those of the pool
 */
TallySession *tally_guard_sign_in_finish (TallyGuard *self, GAsyncResult *result, GError **error);

/** tally_guard_find_async: @token: as the client sent it */
void tally_guard_find_async (TallyGuard *self,
                             const char *token,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/**
 * tally_guard_find_finish:
 *
 * Returns: (transfer full): the session, used again just now; or %NULL with
 *   %TALLY_ERROR_NOT_FOUND when there is none or it ended
 */
TallySession *tally_guard_find_finish (TallyGuard *self, GAsyncResult *result, GError **error);

/** tally_guard_confirm_async: checks @password (and @code) of the signed-in person again */
void tally_guard_confirm_async (TallyGuard *self,
                                const TallySession *session,
                                const char *password,
                                const char *code,
                                const char *address,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/** tally_guard_confirm_finish: Returns: %FALSE with %TALLY_ERROR_FORBIDDEN or %TALLY_ERROR_BUSY */
gboolean tally_guard_confirm_finish (TallyGuard *self, GAsyncResult *result, GError **error);

/** tally_guard_sign_out: ends the session of @token; no answer is waited for */
void tally_guard_sign_out (TallyGuard *self, const TallySession *session, const char *token);

/** TallyGuardState: figures for /metrics */
typedef struct {
    guint64 n_signed_in;
    guint64 n_refused;
    guint n_hashing;
    guint n_waiting;
} TallyGuardState;

TallyGuardState tally_guard_get_state (TallyGuard *self);

G_END_DECLS
