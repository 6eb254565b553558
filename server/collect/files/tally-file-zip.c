// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-file-zip.h"

#include "server/collect/files/tally-file.h"
#include "shared/error/tally-error.h"

#include <string.h>
#include <zlib.h>

#define END_BYTES 22
#define ENTRY_BYTES 46
#define LOCAL_BYTES 30
#define MAX_COMMENT 65535
#define STORED 0
#define DEFLATED 8
#define ENCRYPTED 1u

/* What the directory at the archive's end says of a file. */
typedef struct {
    guint flags;
    guint method;
    guint32 sum;
    size_t n_packed;
    size_t n_bytes;
    const char *name;
    size_t name_length;
    size_t offset;
} Entry;

/* A number, lowest byte first. */
static guint32
number_at (const char *text, int n_bytes)
{
    guint32 number = 0;

    for (int i = n_bytes - 1; i >= 0; i--)
        number = number << 8 | (uint8_t) text[i];
    return number;
}

static gboolean
refuse (GError **error, const char *message)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "zip: %s", message);
    return FALSE;
}

gboolean
tally_file_is_zip (const char *text, size_t length)
{
    return length >= 4 && memcmp (text, "PK\3\4", 4) == 0;
}

/* The end of the directory; a comment may stand behind it. */
static const char *
find_end (const char *text, size_t length)
{
    size_t n = END_BYTES;

    for (; n <= length && n <= END_BYTES + MAX_COMMENT; n++) {
        if (memcmp (text + length - n, "PK\5\6", 4) == 0)
            return text + length - n;
    }
    return NULL;
}

/* Takes the entry at @at. Gives where the next one stands, or 0. */
static size_t
take_entry (const char *text, size_t length, size_t at, Entry *entry)
{
    const char *head = text + at;

    if (at > length || length - at < ENTRY_BYTES || memcmp (head, "PK\1\2", 4) != 0)
        return 0;
    *entry = (Entry){ .flags = number_at (head + 8, 2),
                      .method = number_at (head + 10, 2),
                      .sum = number_at (head + 16, 4),
                      .n_packed = number_at (head + 20, 4),
                      .n_bytes = number_at (head + 24, 4),
                      .name = head + ENTRY_BYTES,
                      .name_length = number_at (head + 28, 2),
                      .offset = number_at (head + 42, 4) };
    if (length - at - ENTRY_BYTES < entry->name_length)
        return 0;
    return at + ENTRY_BYTES + entry->name_length + number_at (head + 30, 2)
           + number_at (head + 32, 2);
}

/* Finds the one file; folders do not count. */
static gboolean
find_file (const char *text, size_t length, Entry *file, GError **error)
{
    const char *end = find_end (text, length);
    size_t at = end != NULL ? number_at (end + 16, 4) : 0;
    guint n_entries = end != NULL ? number_at (end + 10, 2) : 0;
    guint n_files = 0;

    for (guint i = 0; i < n_entries; i++) {
        Entry entry;

        at = take_entry (text, length, at, &entry);
        if (at == 0)
            return refuse (error, "its directory is damaged");
        if (entry.name_length > 0 && entry.name[entry.name_length - 1] == '/')
            continue;
        *file = entry;
        n_files++;
    }
    if (n_files != 1)
        return refuse (error, n_files == 0 ? "holds no file" : "holds several files");
    if ((file->flags & ENCRYPTED) != 0)
        return refuse (error, "is encrypted");
    if (file->n_bytes > TALLY_FILE_MAX_BYTES)
        return refuse (error, "the file in it is too large");
    return TRUE;
}

/* Gives where the packed bytes stand, or NULL. */
static const char *
packed_of (const char *text, size_t length, const Entry *file)
{
    const char *local = text + file->offset;
    size_t n_head;

    if (file->offset > length || length - file->offset < LOCAL_BYTES
        || memcmp (local, "PK\3\4", 4) != 0)
        return NULL;
    n_head = LOCAL_BYTES + number_at (local + 26, 2) + number_at (local + 28, 2);
    if (length - file->offset < n_head || length - file->offset - n_head < file->n_packed)
        return NULL;
    return local + n_head;
}

static gboolean
inflate_all (const char *packed, const Entry *file, uint8_t *bytes)
{
    z_stream stream = { .next_in = (Bytef *) packed,
                        .avail_in = (uInt) file->n_packed,
                        .next_out = bytes,
                        .avail_out = (uInt) file->n_bytes };
    int state;

    if (inflateInit2 (&stream, -MAX_WBITS) != Z_OK)
        return FALSE;
    state = inflate (&stream, Z_FINISH);
    inflateEnd (&stream);
    return state == Z_STREAM_END && stream.total_out == file->n_bytes;
}

static gboolean
unpack (const char *packed, const Entry *file, uint8_t *bytes, GError **error)
{
    if (file->method == STORED && file->n_packed == file->n_bytes)
        memcpy (bytes, packed, file->n_bytes);
    else if (file->method != DEFLATED)
        return refuse (error, "is packed in a way that is not known");
    else if (!inflate_all (packed, file, bytes))
        return refuse (error, "the file in it is damaged");
    if (crc32 (0, bytes, (uInt) file->n_bytes) != file->sum)
        return refuse (error, "the file in it is damaged: its sum differs");
    return TRUE;
}

GBytes *
tally_file_unzip (const char *text, size_t length, char **name, GError **error)
{
    Entry file = { 0 };
    const char *packed;
    g_autofree uint8_t *bytes = NULL;

    if (!find_file (text, length, &file, error))
        return NULL;
    packed = packed_of (text, length, &file);
    if (packed == NULL) {
        refuse (error, "is cut off");
        return NULL;
    }
    bytes = g_malloc (file.n_bytes + 1);
    if (!unpack (packed, &file, bytes, error))
        return NULL;
    if (name != NULL) {
        g_autofree char *raw = g_strndup (file.name, file.name_length);

        *name = g_utf8_make_valid (raw, -1);
    }
    return g_bytes_new_take (g_steal_pointer (&bytes), file.n_bytes);
}
