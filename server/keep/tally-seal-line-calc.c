// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/keep/tally-seal-line-calc.h"

#include "shared/error/tally-error.h"
#include "shared/time/tally-day.h"

#include <sodium.h>
#include <string.h>

#define DAY_S 86400
#define HASH_DIGITS (2 * TALLY_SHA256_BYTES)

enum {
    NO,
    TIME,
    PREVIOUS,
    ROOT,
    N_LEAVES,
    SIGNATURE,
    N_FIELDS
};

static const char *const fields[N_FIELDS] = {
    "number", "time", "previous", "root", "number of leaves", "signature",
};

const char *
tally_seal_format_time (int64_t at, char text[TALLY_SEAL_TIME_TEXT])
{
    char day[TALLY_DAY_TEXT];
    int second = (int) (at % DAY_S);

    g_snprintf (text, TALLY_SEAL_TIME_TEXT, "%sT%02d:%02d:%02dZ",
                tally_day_format ((TallyDay){ (int32_t) (at / DAY_S) }, day), second / 3600,
                second / 60 % 60, second % 60);
    return text;
}

/* Gives the length of what is signed. */
static size_t
format_body (const TallySeal *seal, char text[TALLY_SEAL_TEXT])
{
    char time[TALLY_SEAL_TIME_TEXT];
    char previous[HASH_DIGITS + 1];
    char root[HASH_DIGITS + 1];

    tally_seal_format_time (seal->at, time);
    sodium_bin2hex (previous, sizeof previous, seal->previous, sizeof seal->previous);
    sodium_bin2hex (root, sizeof root, seal->root, sizeof seal->root);
    return (size_t) g_snprintf (text, TALLY_SEAL_TEXT,
                                "%" G_GINT64_FORMAT " %s %s %s %" G_GINT64_FORMAT, seal->no, time,
                                previous, root, seal->n_leaves);
}

const char *
tally_seal_format (const TallySeal *seal, char text[TALLY_SEAL_TEXT])
{
    size_t length = format_body (seal, text);

    text[length++] = ' ';
    sodium_bin2hex (text + length, TALLY_SEAL_TEXT - length, seal->signature,
                    sizeof seal->signature);
    return text;
}

/* Digits without a leading zero, up to INT64_MAX. */
static gboolean
read_number (const char *text, int64_t least, int64_t *number)
{
    int64_t value = 0;

    if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
        return FALSE;
    for (; *text != '\0'; text++) {
        if (!g_ascii_isdigit (*text) || value > (INT64_MAX - (*text - '0')) / 10)
            return FALSE;
        value = 10 * value + (*text - '0');
    }
    *number = value;
    return value >= least;
}

static gboolean
read_two (const char *text, int most, int *number)
{
    if (!g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]))
        return FALSE;
    *number = 10 * (text[0] - '0') + (text[1] - '0');
    return *number <= most;
}

static gboolean
read_time (const char *text, int64_t *at)
{
    char date[TALLY_DAY_TEXT];
    TallyDay day;
    int hour;
    int minute;
    int second;

    if (strlen (text) != TALLY_SEAL_TIME_TEXT - 1 || text[10] != 'T' || text[13] != ':'
        || text[16] != ':' || text[19] != 'Z' || !read_two (text + 11, 23, &hour)
        || !read_two (text + 14, 59, &minute) || !read_two (text + 17, 59, &second))
        return FALSE;
    memcpy (date, text, 10);
    date[10] = '\0';
    if (!tally_day_parse (date, &day, NULL) || day.number < 0)
        return FALSE;
    *at = (int64_t) day.number * DAY_S + hour * 3600 + minute * 60 + second;
    return TRUE;
}

/* Lower digits only: one seal has one text. */
static gboolean
read_hex (const char *text, uint8_t *bytes, size_t n)
{
    if (strlen (text) != 2 * n || strspn (text, "0123456789abcdef") != 2 * n)
        return FALSE;
    return sodium_hex2bin (bytes, n, text, 2 * n, NULL, NULL, NULL) == 0;
}

static gboolean
read_field (int field, const char *text, TallySeal *seal)
{
    switch (field) {
    case NO:
        return read_number (text, 1, &seal->no);
    case TIME:
        return read_time (text, &seal->at);
    case PREVIOUS:
        return read_hex (text, seal->previous, sizeof seal->previous);
    case ROOT:
        return read_hex (text, seal->root, sizeof seal->root);
    case N_LEAVES:
        return read_number (text, 0, &seal->n_leaves);
    default:
        return read_hex (text, seal->signature, sizeof seal->signature);
    }
}

gboolean
tally_seal_parse (const char *text, TallySeal *seal, GError **error)
{
    g_auto(GStrv) words = g_strsplit (text, " ", N_FIELDS + 1);

    *seal = (TallySeal){ 0 };
    if (g_strv_length (words) != N_FIELDS) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "number, time, previous, root, number of leaves and signature are "
                             "expected, a space between them");
        return FALSE;
    }
    for (int field = 0; field < N_FIELDS; field++) {
        if (read_field (field, words[field], seal))
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "field %d (%s) is not readable",
                     field + 1, fields[field]);
        return FALSE;
    }
    return TRUE;
}

gboolean
tally_seal_is_same (const TallySeal *one, const TallySeal *other)
{
    char first[TALLY_SEAL_TEXT];
    char second[TALLY_SEAL_TEXT];

    return g_str_equal (tally_seal_format (one, first), tally_seal_format (other, second));
}

void
tally_seal_hash (const TallySeal *seal, uint8_t hash[TALLY_SHA256_BYTES])
{
    char text[TALLY_SEAL_TEXT];

    tally_seal_format (seal, text);
    tally_sha256 (&(TallyBytes){ (const uint8_t *) text, strlen (text) }, 1, hash);
}

/* What is signed can be taken for nothing else that is. */
static char *
signed_text (const TallySeal *seal)
{
    char text[TALLY_SEAL_TEXT];

    format_body (seal, text);
    return g_strconcat ("gridtally seal ", text, NULL);
}

void
tally_seal_public_key (const uint8_t secret[TALLY_SEAL_KEY_BYTES],
                       uint8_t key[TALLY_SEAL_KEY_BYTES])
{
    uint8_t pair[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair (key, pair, secret);
    sodium_memzero (pair, sizeof pair);
}

void
tally_seal_key_id (const uint8_t key[TALLY_SEAL_KEY_BYTES], uint8_t id[TALLY_SEAL_KEY_ID_BYTES])
{
    uint8_t hash[TALLY_SHA256_BYTES];

    tally_sha256 (&(TallyBytes){ key, TALLY_SEAL_KEY_BYTES }, 1, hash);
    memcpy (id, hash, TALLY_SEAL_KEY_ID_BYTES);
}

void
tally_seal_sign (TallySeal *seal, const uint8_t secret[TALLY_SEAL_KEY_BYTES])
{
    g_autofree char *text = signed_text (seal);
    uint8_t key[TALLY_SEAL_KEY_BYTES];
    uint8_t pair[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair (key, pair, secret);
    crypto_sign_detached (seal->signature, NULL, (const uint8_t *) text, strlen (text), pair);
    sodium_memzero (pair, sizeof pair);
}

gboolean
tally_seal_is_signed (const TallySeal *seal, const uint8_t key[TALLY_SEAL_KEY_BYTES])
{
    g_autofree char *text = signed_text (seal);

    return crypto_sign_verify_detached (seal->signature, (const uint8_t *) text, strlen (text), key)
           == 0;
}

gboolean
tally_seal_key_parse (const char *text, uint8_t key[TALLY_SEAL_KEY_BYTES], GError **error)
{
    g_autofree char *digits = g_strstrip (g_ascii_strdown (text, -1));
    gboolean is_good = read_hex (digits, key, TALLY_SEAL_KEY_BYTES);

    sodium_memzero (digits, strlen (digits));
    if (!is_good)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "a key is 64 hexadecimal digits");
    return is_good;
}
