// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallyHasher:
 *
 * Compares passwords in threads, a few at once (each takes 64 MiB), a few more waiting.
 */
#define TALLY_TYPE_HASHER (tally_hasher_get_type ())
G_DECLARE_FINAL_TYPE (TallyHasher, tally_hasher, TALLY, HASHER, GObject)

TallyHasher *tally_hasher_new (guint n_at_once, guint n_waiting_max);

/** tally_hasher_verify_async: @hash: (nullable): as of tally_password_verify() */
void tally_hasher_verify_async (TallyHasher *self,
                                const char *hash,
                                const char *password,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * tally_hasher_verify_finish:
 * @is_right: (out): whether the password fits
 *
 * Returns: %FALSE with %TALLY_ERROR_BUSY when too many wait already
 */
gboolean tally_hasher_verify_finish (TallyHasher *self,
                                     GAsyncResult *result,
                                     gboolean *is_right,
                                     GError **error);

guint tally_hasher_get_n_running (TallyHasher *self);
guint tally_hasher_get_n_waiting (TallyHasher *self);

G_END_DECLS
