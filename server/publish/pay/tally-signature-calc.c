// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-signature-calc.h"

#include "shared/error/tally-error.h"

#include <string.h>

#define DIGEST_BYTES 32
#define KEY_BYTES 256

static gboolean
refuse (GError **error, const char *why)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN, "signature refused: %s", why);
    return FALSE;
}

static void
digest_of (const uint8_t *key,
           size_t key_length,
           const char *head,
           const uint8_t *body,
           size_t length,
           uint8_t digest[DIGEST_BYTES])
{
    GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
    size_t size = DIGEST_BYTES;

    g_hmac_update (hmac, (const guchar *) head, -1);
    g_hmac_update (hmac, body, (gssize) length);
    g_hmac_get_digest (hmac, digest, &size);
    g_hmac_unref (hmac);
}

/* The time taken tells nothing of where they differ. */
static gboolean
is_same (const uint8_t *a, const uint8_t *b)
{
    volatile uint8_t difference = 0;

    for (size_t i = 0; i < DIGEST_BYTES; i++)
        difference = (uint8_t) (difference | (a[i] ^ b[i]));
    return difference == 0;
}

static gboolean
read_hex (const char *text, uint8_t digest[DIGEST_BYTES])
{
    if (strlen (text) != 2 * DIGEST_BYTES)
        return FALSE;
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int high = g_ascii_xdigit_value (text[2 * i]);
        int low = g_ascii_xdigit_value (text[2 * i + 1]);

        if (high < 0 || low < 0)
            return FALSE;
        digest[i] = (uint8_t) (high * 16 + low);
    }
    return TRUE;
}

/* One text for one digest: the decoder forgives spare bits and foreign characters. */
static gboolean
read_base64 (const char *text, uint8_t digest[DIGEST_BYTES])
{
    g_autofree guchar *bytes = NULL;
    g_autofree char *again = NULL;
    size_t length = 0;

    if (strlen (text) != 44)
        return FALSE;
    bytes = g_base64_decode (text, &length);
    if (length != DIGEST_BYTES)
        return FALSE;
    again = g_base64_encode (bytes, length);
    memcpy (digest, bytes, DIGEST_BYTES);
    return strcmp (again, text) == 0;
}

static gboolean
read_time (const char *text, int64_t *time)
{
    char *end = NULL;

    if (text == NULL || !g_ascii_isdigit (text[0]) || strlen (text) > 12)
        return FALSE;
    *time = g_ascii_strtoll (text, &end, 10);
    return *end == '\0';
}

static gboolean
check_time (int64_t time, int64_t now, GError **error)
{
    if (time < now - TALLY_SIGNATURE_TOLERANCE_S || time > now + TALLY_SIGNATURE_TOLERANCE_S)
        return refuse (error, "too old, or from the future");
    return TRUE;
}

gboolean
tally_signature_check_timed (const char *secret,
                             const char *header,
                             const uint8_t *body,
                             size_t length,
                             int64_t now,
                             GError **error)
{
    g_auto(GStrv) parts = g_strsplit (header != NULL ? header : "", ",", TALLY_SIGNATURE_MAX);
    g_autofree char *head = NULL;
    uint8_t expected[DIGEST_BYTES];
    uint8_t given[DIGEST_BYTES];
    gboolean is_good = FALSE;
    int64_t time = -1;

    for (char **part = parts; *part != NULL; part++) {
        if (g_str_has_prefix (g_strstrip (*part), "t=") && !read_time (*part + 2, &time))
            return refuse (error, "its time is not a number");
    }
    if (time < 0)
        return refuse (error, "it has no time");
    head = g_strdup_printf ("%" G_GINT64_FORMAT ".", time);
    digest_of ((const uint8_t *) secret, strlen (secret), head, body, length, expected);
    for (char **part = parts; *part != NULL; part++) {
        if (g_str_has_prefix (*part, "v1=") && read_hex (*part + 3, given))
            is_good = is_same (expected, given) || is_good;
    }
    if (!is_good)
        return refuse (error, "none matches");
    return check_time (time, now, error);
}

static size_t
read_key (const char *secret, uint8_t key[KEY_BYTES])
{
    const char *text = g_str_has_prefix (secret, "whsec_") ? secret + strlen ("whsec_") : secret;
    g_autofree guchar *bytes = NULL;
    size_t length = 0;

    bytes = g_base64_decode (text, &length);
    if (length == 0 || length > KEY_BYTES)
        return 0;
    memcpy (key, bytes, length);
    return length;
}

gboolean
tally_signature_check_standard (const char *secret,
                                const char *id,
                                const char *timestamp,
                                const char *header,
                                const uint8_t *body,
                                size_t length,
                                int64_t now,
                                GError **error)
{
    g_auto(GStrv) parts = g_strsplit (header != NULL ? header : "", " ", TALLY_SIGNATURE_MAX);
    g_autofree char *head = NULL;
    uint8_t key[KEY_BYTES];
    uint8_t expected[DIGEST_BYTES];
    uint8_t given[DIGEST_BYTES];
    size_t key_length = read_key (secret, key);
    gboolean is_good = FALSE;
    int64_t time;

    if (id == NULL || *id == '\0' || key_length == 0 || !read_time (timestamp, &time))
        return refuse (error, "id, time or key is missing");
    head = g_strdup_printf ("%s.%s.", id, timestamp);
    digest_of (key, key_length, head, body, length, expected);
    for (char **part = parts; *part != NULL; part++) {
        if (g_str_has_prefix (*part, "v1,") && read_base64 (*part + 3, given))
            is_good = is_same (expected, given) || is_good;
    }
    if (!is_good)
        return refuse (error, "none matches");
    return check_time (time, now, error);
}

char *
tally_signature_make_timed (const char *secret, const uint8_t *body, size_t length, int64_t now)
{
    g_autofree char *head = g_strdup_printf ("%" G_GINT64_FORMAT ".", now);
    GString *header = g_string_new (NULL);
    uint8_t digest[DIGEST_BYTES];

    digest_of ((const uint8_t *) secret, strlen (secret), head, body, length, digest);
    g_string_printf (header, "t=%" G_GINT64_FORMAT ",v1=", now);
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        g_string_append_printf (header, "%02x", digest[i]);
    return g_string_free (header, FALSE);
}

char *
tally_signature_make_standard (const char *secret,
                               const char *id,
                               int64_t timestamp,
                               const uint8_t *body,
                               size_t length)
{
    g_autofree char *head = g_strdup_printf ("%s.%" G_GINT64_FORMAT ".", id, timestamp);
    g_autofree char *text = NULL;
    uint8_t key[KEY_BYTES];
    uint8_t digest[DIGEST_BYTES];
    size_t key_length = read_key (secret, key);

    if (key_length == 0)
        return NULL;
    digest_of (key, key_length, head, body, length, digest);
    text = g_base64_encode (digest, DIGEST_BYTES);
    return g_strconcat ("v1,", text, NULL);
}
