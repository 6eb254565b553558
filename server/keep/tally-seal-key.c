// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/keep/tally-seal-key.h"

#include "shared/error/tally-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than a key and white space around it. */
#define TEXT_BYTES 128

static gboolean
refuse (const char *path, GError **error)
{
    int code = errno;

    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code), "%s: %s", path,
                 g_strerror (code));
    return FALSE;
}

static gboolean
write_text (int fd, const char *text, size_t length)
{
    return write (fd, text, length) == (ssize_t) length && fsync (fd) == 0;
}

gboolean
tally_seal_key_make (const char *path, uint8_t key[TALLY_SEAL_KEY_BYTES], GError **error)
{
    uint8_t secret[TALLY_SEAL_KEY_BYTES];
    char text[2 * TALLY_SEAL_KEY_BYTES + 2];
    int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int started = sodium_init ();
    gboolean is_good;

    if (fd < 0)
        return refuse (path, error);
    g_assert (started >= 0);
    randombytes_buf (secret, sizeof secret);
    tally_seal_public_key (secret, key);
    sodium_bin2hex (text, sizeof text, secret, sizeof secret);
    text[2 * sizeof secret] = '\n';
    is_good = write_text (fd, text, 2 * sizeof secret + 1);
    sodium_memzero (text, sizeof text);
    sodium_memzero (secret, sizeof secret);
    if (!is_good)
        refuse (path, error);
    if (g_close (fd, is_good ? error : NULL) && is_good)
        return TRUE;
    g_unlink (path);
    return FALSE;
}

static gboolean
read_text (int fd, const char *path, char text[TEXT_BYTES], GError **error)
{
    struct stat state;
    ssize_t length;

    if (fstat (fd, &state) != 0)
        return refuse (path, error);
    if ((state.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        g_set_error (
            error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN,
            _ ("%s: others than its owner may read or write it; chmod 600 keeps it secret"), path);
        return FALSE;
    }
    length = read (fd, text, TEXT_BYTES - 1);
    if (length < 0)
        return refuse (path, error);
    text[length] = '\0';
    return TRUE;
}

gboolean
tally_seal_key_load (const char *path, uint8_t secret[TALLY_SEAL_KEY_BYTES], GError **error)
{
    char text[TEXT_BYTES];
    int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
    gboolean is_good;

    if (fd < 0)
        return refuse (path, error);
    is_good = read_text (fd, path, text, error);
    close (fd);
    if (is_good) {
        is_good = tally_seal_key_parse (text, secret, error);
        if (!is_good)
            g_prefix_error (error, "%s: ", path);
    }
    sodium_memzero (text, sizeof text);
    return is_good;
}
