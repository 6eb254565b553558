// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-copy.h"
#include "server/raw/tally-raw-archive.h"
#include "server/raw/tally-raw-store.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Far more than any frame; a damaged length may not ask for more memory. */
#define MAX_ROW_BYTES (16 * 1024 * 1024)

typedef struct {
    const char *path;
    FILE *file;
    GChecksum *sum;
    int64_t n_left; /* bytes before the digest at the end */
    GByteArray *row;
    TallyRawArchive archive;
} Reader;

static void
reader_clear (Reader *self)
{
    g_clear_pointer (&self->file, fclose);
    g_clear_pointer (&self->sum, g_checksum_free);
    g_clear_pointer (&self->row, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static gboolean
refuse (const char *what, GError **error)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, what);
    return FALSE;
}

static gboolean
get (Reader *self, uint8_t *bytes, size_t length, GError **error)
{
    if ((int64_t) length > self->n_left)
        return refuse ("it is cut off", error);
    if (fread (bytes, 1, length, self->file) != length) {
        g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s",
                     ferror (self->file) != 0 ? g_strerror (errno) : "it is cut off");
        return FALSE;
    }
    self->n_left -= (int64_t) length;
    g_checksum_update (self->sum, bytes, (gssize) length);
    return TRUE;
}

/* Appends @length bytes to the row. */
static const uint8_t *
get_more (Reader *self, size_t length, GError **error)
{
    guint before = self->row->len;

    if (length > MAX_ROW_BYTES - before) {
        refuse ("a frame is too long", error);
        return NULL;
    }
    g_byte_array_set_size (self->row, before + (guint) length);
    return get (self, self->row->data + before, length, error) ? self->row->data + before : NULL;
}

/* The end mark of the COPY: nothing but the digest follows. */
static const uint8_t *
end_rows (const Reader *self, GError **error)
{
    if (self->n_left > 0)
        refuse ("something follows the last frame", error);
    return NULL;
}

static const uint8_t *
next_row (gpointer user_data, size_t *length, GError **error)
{
    Reader *self = user_data;
    const uint8_t *bytes;
    int n_fields;

    g_byte_array_set_size (self->row, 0);
    bytes = get_more (self, 2, error);
    if (bytes == NULL)
        return NULL;
    n_fields = bytes[0] << 8 | bytes[1];
    if (n_fields == 0xffff)
        return end_rows (self, error);
    for (int i = 0; i < n_fields; i++) {
        uint32_t field;

        bytes = get_more (self, 4, error);
        if (bytes == NULL)
            return NULL;
        field = (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8
                | bytes[3];
        if (field != G_MAXUINT32 && field > 0 && get_more (self, field, error) == NULL)
            return NULL;
    }
    *length = self->row->len;
    return self->row->data;
}

static gboolean
begin (Reader *self, const char *path, GError **error)
{
    uint8_t head[TALLY_RAW_ARCHIVE_HEAD_BYTES];
    uint8_t copy[TALLY_RAW_ARCHIVE_COPY_BYTES];
    struct stat about;

    self->path = path;
    self->sum = g_checksum_new (G_CHECKSUM_SHA256);
    self->row = g_byte_array_new ();
    self->file = fopen (path, "rbe");
    if (self->file == NULL || fstat (fileno (self->file), &about) != 0) {
        g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                             g_strerror (errno));
        return FALSE;
    }
    if (!S_ISREG (about.st_mode))
        return refuse ("is no file", error);
    self->n_left = (int64_t) about.st_size - TALLY_RAW_ARCHIVE_TAIL_BYTES;
    if (!get (self, head, sizeof head, error)
        || !tally_raw_archive_head_get (head, &self->archive.head, error)
        || !get (self, copy, sizeof copy, error))
        return FALSE;
    return memcmp (copy, tally_raw_archive_copy_head, sizeof copy) == 0
           || refuse ("its frames are not as PostgreSQL gives them", error);
}

static gboolean
end (Reader *self, GError **error)
{
    g_autoptr(GChecksum) before = g_checksum_copy (self->sum);
    uint8_t digest[TALLY_RAW_ARCHIVE_TAIL_BYTES];
    uint8_t tail[TALLY_RAW_ARCHIVE_TAIL_BYTES];
    gsize length = sizeof digest;

    if (self->n_left > 0)
        return refuse ("it was not read to its end", error);
    g_checksum_get_digest (before, digest, &length);
    self->n_left = sizeof tail;
    if (!get (self, tail, sizeof tail, error))
        return FALSE;
    g_strlcpy (self->archive.sha256, g_checksum_get_string (self->sum),
               sizeof self->archive.sha256);
    return memcmp (tail, digest, sizeof tail) == 0
           || refuse ("it does not match the digest at its end", error);
}

static gboolean
check_rows (Reader *self, GError **error)
{
    TallyDays days = tally_days_of_month (tally_month_start (self->archive.head.month));
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new_of_rows ("frames", next_row, self);
    TallyRawVerdict verdict;
    char day[TALLY_DAY_TEXT];

    if (!tally_raw_store_verify_rows (rows, days, &verdict, error))
        return FALSE;
    if (!verdict.is_intact) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "raw.frame district %d day %s seq %d: %s", verdict.district_id,
                     tally_day_format ((TallyDay){ verdict.day }, day), verdict.seq,
                     verdict.reason);
        return FALSE;
    }
    return (verdict.n_frames == self->archive.head.n_frames
            && verdict.n_chains == self->archive.head.n_chains)
           || refuse ("it does not hold as many frames and chains as it says", error);
}

gboolean
tally_raw_archive_check (const char *path, TallyRawArchive *archive, GError **error)
{
    g_auto(Reader) reader = { 0 };

    if (begin (&reader, path, error) && check_rows (&reader, error) && end (&reader, error)) {
        *archive = reader.archive;
        return TRUE;
    }
    g_prefix_error (error, "%s: ", path);
    return FALSE;
}

static gboolean
copy_rows (Reader *self, TallyDb *db, int64_t *n_rows, GError **error)
{
    g_autoptr(TallyCopyIn) frames = tally_copy_in_new (db, "raw/restore", error);
    g_autoptr(GError) broken = NULL;
    const uint8_t *row;
    size_t length;

    if (frames == NULL)
        return FALSE;
    while ((row = next_row (self, &length, &broken)) != NULL)
        tally_copy_in_whole (frames, row, length);
    if (broken == NULL)
        return tally_copy_in_finish (frames, n_rows, error);
    g_propagate_error (error, g_steal_pointer (&broken));
    return FALSE;
}

gboolean
tally_raw_archive_load (TallyDb *db,
                        const char *path,
                        const TallyRawArchive *archive,
                        GError **error)
{
    g_auto(Reader) reader = { 0 };
    int64_t n_rows = 0;

    if (begin (&reader, path, error) && copy_rows (&reader, db, &n_rows, error)
        && end (&reader, error)
        && ((n_rows == archive->head.n_frames
             && g_str_equal (reader.archive.sha256, archive->sha256))
            || refuse ("it changed while it was read", error)))
        return TRUE;
    g_prefix_error (error, "%s: ", path);
    return FALSE;
}
