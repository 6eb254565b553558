// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-password.h"

#include "shared/error/tally-error.h"

#include <gio/gio.h>
#include <liboath/oath.h>
#include <sodium.h>
#include <string.h>

#define COMMON_RESOURCE "/org/gridtally/Gridtally/guard/common-passwords.txt"
#define OPERATIONS 2
#define MEMORY_BYTES (64 * 1024 * 1024)
#define TOKEN_BYTES 32
#define TOTP_SECRET_BYTES 20
#define TOTP_STEP_S 30
#define TOTP_DIGITS 6

static void
start_sodium (void)
{
    int started = sodium_init ();

    g_assert (started >= 0);
}

static gboolean
is_common (const char *password)
{
    g_autoptr(GBytes) list = g_resources_lookup_data (COMMON_RESOURCE, 0, NULL);
    g_autofree char *lower = g_utf8_strdown (password, -1);
    g_auto(GStrv) lines = NULL;

    g_assert (list != NULL);
    lines = g_strsplit (g_bytes_get_data (list, NULL), "\n", -1);
    return g_strv_contains ((const char *const *) lines, lower);
}

static gboolean
is_one_character (const char *password)
{
    gunichar first = g_utf8_get_char (password);

    for (const char *c = password; *c != '\0'; c = g_utf8_next_char (c)) {
        if (g_utf8_get_char (c) != first)
            return FALSE;
    }
    return TRUE;
}

/* What is left when the login is taken out must be a password's worth by itself. */
static gboolean
is_made_of_login (const char *password, const char *login)
{
    g_autofree char *lower = g_utf8_strdown (password, -1);
    g_autofree char *lower_login = g_utf8_strdown (login, -1);
    const char *found = lower_login[0] != '\0' ? strstr (lower, lower_login) : NULL;

    return found != NULL && strlen (lower) - strlen (lower_login) < TALLY_PASSWORD_MIN / 2;
}

gboolean
tally_password_check (const char *password, const char *login, GError **error)
{
    const char *why = NULL;
    glong length = g_utf8_validate (password, -1, NULL) ? g_utf8_strlen (password, -1) : 0;

    if (length < TALLY_PASSWORD_MIN)
        why = "a password has at least 12 characters";
    else if (length > TALLY_PASSWORD_MAX)
        why = "a password has at most 128 characters";
    else if (is_common (password) || is_one_character (password))
        why = "this password is among the first that others would try";
    else if (is_made_of_login (password, login))
        why = "this password is too much like the login";
    if (why == NULL)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, why);
    return FALSE;
}

char *
tally_password_hash (const char *password, GError **error)
{
    char hash[crypto_pwhash_STRBYTES];

    start_sodium ();
    if (crypto_pwhash_str_alg (hash, password, strlen (password), OPERATIONS, MEMORY_BYTES,
                               crypto_pwhash_ALG_ARGON2ID13)
        != 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_BUSY, "no memory to hash a password");
        return NULL;
    }
    return g_strdup (hash);
}

/* Hashed once; stands for the password of everybody who does not exist. */
static const char *
nobodys_hash (void)
{
    static gsize once;
    static char hash[crypto_pwhash_STRBYTES];

    if (g_once_init_enter (&once)) {
        g_autofree char *token = tally_token_new ();
        g_autofree char *made = tally_password_hash (token, NULL);

        if (made != NULL)
            g_strlcpy (hash, made, sizeof hash);
        g_once_init_leave (&once, 1);
    }
    return hash;
}

gboolean
tally_password_verify (const char *hash, const char *password)
{
    const char *compared = hash != NULL ? hash : nobodys_hash ();

    start_sodium ();
    return crypto_pwhash_str_verify (compared, password, strlen (password)) == 0 && hash != NULL;
}

char *
tally_token_new (void)
{
    guint8 bytes[TOKEN_BYTES];
    char text[sodium_base64_ENCODED_LEN (TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

    start_sodium ();
    randombytes_buf (bytes, sizeof bytes);
    sodium_bin2base64 (text, sizeof text, bytes, sizeof bytes,
                       sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return g_strdup (text);
}

char *
tally_token_digest (const char *token)
{
    g_autofree char *hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);

    return g_strconcat ("\\x", hex, NULL);
}

gboolean
tally_totp_verify (GBytes *secret, const char *code, int64_t now_s, int64_t *step)
{
    gsize length;
    const char *bytes = g_bytes_get_data (secret, &length);
    uint64_t counter = 0;

    if (strlen (code) != TOTP_DIGITS || strspn (code, "0123456789") != TOTP_DIGITS)
        return FALSE;
    if (oath_totp_validate3 (bytes, length, (time_t) now_s, TOTP_STEP_S, 0, 1, NULL, &counter, code)
        < 0)
        return FALSE;
    *step = (int64_t) counter;
    return TRUE;
}

GBytes *
tally_totp_secret_new (void)
{
    guint8 bytes[TOTP_SECRET_BYTES];

    start_sodium ();
    randombytes_buf (bytes, sizeof bytes);
    return g_bytes_new (bytes, sizeof bytes);
}

char *
tally_totp_uri (GBytes *secret, const char *login)
{
    g_autofree char *name = g_uri_escape_string (login, NULL, FALSE);
    gsize length;
    const char *bytes = g_bytes_get_data (secret, &length);
    char *base32 = NULL;
    char *uri;

    if (oath_base32_encode (bytes, length, &base32, NULL) != OATH_OK)
        return NULL;
    uri = g_strdup_printf ("otpauth://totp/Gridtally:%s?secret=%s&issuer=Gridtally", name, base32);
    free (base32);
    return uri;
}

GBytes *
tally_hex_to_bytes (const char *hex)
{
    gsize length = strlen (hex) / 2;
    guint8 *bytes = g_malloc (length + 1);

    for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) * 16
                             + g_ascii_xdigit_value (hex[2 * i + 1]));
    return g_bytes_new_take (bytes, length);
}
