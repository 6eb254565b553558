// SPDX-License-Identifier: GPL-3.0-or-later
/* The file of seals that is kept elsewhere. It only ever grows: a line that a crash tore is written
 * to its end, never again. */
#include "server/keep/tally-seal-file.h"

#include "shared/error/tally-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Two lines, so that one of them is whole. */
#define END_BYTES (2 * TALLY_SEAL_TEXT)

static gboolean
refuse (const char *path, GError **error)
{
    int code = errno;

    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code), "%s: %s", path,
                 g_strerror (code));
    return FALSE;
}

/* Gives the bytes read, -1 on an error. */
static ssize_t
read_tail (int fd, char text[END_BYTES + 1])
{
    struct stat state;
    off_t from;
    ssize_t length;

    if (fstat (fd, &state) != 0)
        return -1;
    from = state.st_size > END_BYTES ? state.st_size - END_BYTES : 0;
    length = pread (fd, text, END_BYTES, from);
    if (length >= 0)
        text[length] = '\0';
    return length;
}

static gboolean
refuse_end (const char *path, GError **error)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, _ ("%s: its last line is no seal"), path);
    return FALSE;
}

static gboolean
split_tail (const char *path, char *text, ssize_t length, TallySealEnd *end, GError **error)
{
    char *stop = strrchr (text, '\n');
    const char *torn = stop != NULL ? stop + 1 : text;
    char *line;

    if (strlen (text) != (size_t) length
        || g_strlcpy (end->torn, torn, sizeof end->torn) >= sizeof end->torn)
        return refuse_end (path, error);
    if (stop == NULL)
        return TRUE;
    *stop = '\0';
    line = strrchr (text, '\n');
    return tally_seal_parse (line != NULL ? line + 1 : text, &end->last, NULL)
           || refuse_end (path, error);
}

gboolean
tally_seal_file_read_end (const char *path, TallySealEnd *end, GError **error)
{
    char text[END_BYTES + 1];
    int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
    ssize_t length;

    *end = (TallySealEnd){ 0 };
    if (fd < 0)
        return errno == ENOENT || refuse (path, error);
    length = read_tail (fd, text);
    if (length < 0)
        refuse (path, error);
    close (fd);
    return length >= 0 && split_tail (path, text, length, end, error);
}

static gboolean
write_all (int fd, const char *text)
{
    size_t length = strlen (text);

    while (length > 0) {
        ssize_t n = write (fd, text, length);

        if (n < 0 && errno != EINTR)
            return FALSE;
        if (n > 0) {
            text += n;
            length -= (size_t) n;
        }
    }
    return fsync (fd) == 0;
}

/* A new file is on the disk when its folder is; some mounts know no such thing (EINVAL). */
static gboolean
keep_folder (const char *path)
{
    g_autofree char *folder = g_path_get_dirname (path);
    int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    gboolean is_kept = fd >= 0 && (fsync (fd) == 0 || errno == EINVAL);

    if (fd >= 0)
        close (fd);
    return is_kept;
}

gboolean
tally_seal_file_append (const char *path, const char *text, GError **error)
{
    int fd = g_open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);

    if (fd < 0)
        return refuse (path, error);
    if (write_all (fd, text) && keep_folder (path))
        return g_close (fd, error);
    refuse (path, error);
    close (fd);
    return FALSE;
}

gboolean
tally_seal_lines_parse (const char *text, size_t length, GArray *seals, GError **error)
{
    const char *stop = text + length;

    for (size_t number = 1; text < stop; number++) {
        const char *end = memchr (text, '\n', (size_t) (stop - text));
        g_autofree char *line = g_strndup (text, (size_t) ((end != NULL ? end : stop) - text));
        TallySeal seal;

        if (end == NULL || strlen (line) != (size_t) (end - text)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         end == NULL ? _ ("line %zu: it has no end")
                                     : _ ("line %zu: it is no text"),
                         number);
            return FALSE;
        }
        if (!tally_seal_parse (line, &seal, error)) {
            g_prefix_error (error, _ ("line %zu: "), number);
            return FALSE;
        }
        g_array_append_val (seals, seal);
        text = end + 1;
    }
    return TRUE;
}

gboolean
tally_seal_file_read (const char *path, GArray **seals, GError **error)
{
    g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (TallySeal));
    g_autofree char *text = NULL;
    gsize length;

    *seals = NULL;
    if (!g_file_get_contents (path, &text, &length, error))
        return FALSE;
    if (!tally_seal_lines_parse (text, length, found, error)) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    *seals = g_steal_pointer (&found);
    return TRUE;
}
