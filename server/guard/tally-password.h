// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** Shortest and longest password, in characters. There are no rules of composition. */
#define TALLY_PASSWORD_MIN 12
#define TALLY_PASSWORD_MAX 128

/** TALLY_TOKEN_TEXT: characters of a session token: 32 random bytes in base64url */
#define TALLY_TOKEN_TEXT 43

/**
 * tally_password_check:
 * @password: what somebody wants to use
 * @login: whose
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when it is too short or long, among the commonly
 *   used ones of data/guard, made of the login, or one character again and again
 */
gboolean tally_password_check (const char *password, const char *login, GError **error);

/**
 * tally_password_hash:
 *
 * Takes about 0.1 s and 64 MiB: not for the main loop.
 *
 * Returns: (transfer full): argon2id text with its salt and costs, or %NULL with
 *   %TALLY_ERROR_BUSY when there is no memory
 */
char *tally_password_hash (const char *password, GError **error);

/**
 * tally_password_verify:
 * @hash: (nullable): %NULL: nobody's; takes the same time and never matches
 *
 * Takes as long as tally_password_hash().
 */
gboolean tally_password_verify (const char *hash, const char *password);

/** tally_token_new: Returns: (transfer full): 256 random bits as text */
char *tally_token_new (void);

/** tally_token_digest: Returns: (transfer full): SHA-256 of @token as PostgreSQL's "\\x..." */
char *tally_token_digest (const char *token);

/**
 * tally_totp_verify:
 * @secret: shared secret
 * @code: six digits
 * @now_s: Unix seconds
 * @step: (out): the 30 s step the code belongs to; a code must not be taken twice
 *
 * Returns: whether @code is of the step before @now_s, its own, or the next
 */
gboolean tally_totp_verify (GBytes *secret, const char *code, int64_t now_s, int64_t *step);

/** tally_totp_secret_new: Returns: (transfer full): 20 random bytes */
GBytes *tally_totp_secret_new (void);

/** tally_totp_uri: Returns: (transfer full): otpauth:// text for an authenticator */
char *tally_totp_uri (GBytes *secret, const char *login);

/** tally_hex_to_bytes: Returns: (transfer full): the bytes of lower-case hexadecimal text */
GBytes *tally_hex_to_bytes (const char *hex);

G_END_DECLS
