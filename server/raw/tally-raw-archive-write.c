// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-copy.h"
#include "server/raw/tally-raw-archive.h"
#include "server/raw/tally-raw-retired-store.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint8_t copy_tail[] = { 0xff, 0xff };

typedef struct {
    const char *path;
    FILE *file;
    GChecksum *sum;
} Writer;

static void
writer_clear (Writer *self)
{
    g_clear_pointer (&self->file, fclose);
    g_clear_pointer (&self->sum, g_checksum_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

static gboolean
fail (const Writer *self, int fault, GError **error)
{
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (fault), "%s: %s", self->path,
                 g_strerror (fault));
    return FALSE;
}

static gboolean
put (Writer *self, const uint8_t *bytes, size_t length, GError **error)
{
    g_checksum_update (self->sum, bytes, (gssize) length);
    return fwrite (bytes, 1, length, self->file) == length || fail (self, errno, error);
}

static gboolean
put_rows (Writer *self, TallyDb *db, TallyMonth month, int64_t *n_rows, GError **error)
{
    TallyDays days = tally_days_of_month (tally_month_start (month));
    g_autofree char *first = g_strdup_printf ("%d", days.first.number);
    g_autofree char *end = g_strdup_printf ("%d", days.end.number);
    const char *values[] = { first, end };
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, "raw/read-month", 2, values, error);
    g_autoptr(GError) broken = NULL;

    *n_rows = 0;
    if (rows == NULL
        || !put (self, tally_raw_archive_copy_head, TALLY_RAW_ARCHIVE_COPY_BYTES, error))
        return FALSE;
    while (tally_copy_out_next (rows, &broken)) {
        size_t length;
        const uint8_t *row = tally_copy_out_whole (rows, &length);

        if (!put (self, row, length, error))
            return FALSE;
        (*n_rows)++;
    }
    if (broken == NULL)
        return put (self, copy_tail, sizeof copy_tail, error);
    g_propagate_error (error, g_steal_pointer (&broken));
    return FALSE;
}

/* What the disk does not have may not be believed to be there. */
static gboolean
finish (Writer *self, TallyRawArchive *archive, GError **error)
{
    uint8_t tail[TALLY_RAW_ARCHIVE_TAIL_BYTES];
    gsize length = sizeof tail;
    g_autoptr(GChecksum) before = g_checksum_copy (self->sum);

    g_checksum_get_digest (before, tail, &length);
    if (!put (self, tail, sizeof tail, error))
        return FALSE;
    if (fflush (self->file) != 0 || fsync (fileno (self->file)) != 0)
        return fail (self, errno, error);
    g_strlcpy (archive->sha256, g_checksum_get_string (self->sum), sizeof archive->sha256);
    if (fclose (g_steal_pointer (&self->file)) != 0)
        return fail (self, errno, error);
    return TRUE;
}

gboolean
tally_raw_archive_write (TallyDb *db,
                         const char *path,
                         TallyMonth month,
                         TallyRawArchive *archive,
                         GError **error)
{
    g_auto(Writer) writer = { .path = path, .sum = g_checksum_new (G_CHECKSUM_SHA256) };
    uint8_t head[TALLY_RAW_ARCHIVE_HEAD_BYTES];
    int64_t n_rows;
    int fd;

    archive->head.month = month;
    if (!tally_raw_retired_store_count (db, &archive->head, error))
        return FALSE;
    fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    writer.file = fd >= 0 ? fdopen (fd, "wb") : NULL;
    if (writer.file == NULL)
        return fail (&writer, errno, error);
    tally_raw_archive_head_put (&archive->head, head);
    if (!put (&writer, head, sizeof head, error) || !put_rows (&writer, db, month, &n_rows, error))
        return FALSE;
    if (n_rows == archive->head.n_frames)
        return finish (&writer, archive, error);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                 "%s: %" G_GINT64_FORMAT " frames came, %" G_GINT64_FORMAT " were counted", path,
                 n_rows, archive->head.n_frames);
    return FALSE;
}
