// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-file.h"

#include "server/collect/files/tally-csv-mapping.h"
#include "server/collect/files/tally-file-pack.h"
#include "server/collect/files/tally-file-zip.h"
#include "server/raw/tally-raw-import-store.h"
#include "shared/block/tally-sha256.h"
#include "shared/error/tally-error.h"

void
tally_raw_file_free (TallyRawFile *self)
{
    g_free (self->name);
    g_free (self->sha256);
    tally_file_summary_free (self->summary);
    g_free (self);
}

static GMappedFile *
open_file (const char *path, GError **error)
{
    GMappedFile *file = g_mapped_file_new (path, FALSE, error);

    if (file == NULL || g_mapped_file_get_length (file) <= TALLY_FILE_MAX_BYTES)
        return file;
    g_mapped_file_unref (file);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: is larger than %d MiB", path,
                 TALLY_FILE_MAX_BYTES >> 20);
    return NULL;
}

static gpointer
make_digest (gpointer data)
{
    TallyCollectFile *file = data;

    tally_sha256 (&(TallyBytes){ file->content, file->length }, 1, file->sha256);
    return NULL;
}

static gpointer
digest_and_pack (gpointer data)
{
    TallyCollectFile *file = data;

    make_digest (file);
    file->packed = tally_file_pack (file->content, file->length);
    return NULL;
}

static void
tell_digest (TallyRawFile *self, const TallyCollectFile *file)
{
    GString *text = g_string_sized_new (2 * TALLY_SHA256_BYTES);

    for (size_t i = 0; i < TALLY_SHA256_BYTES; i++)
        g_string_append_printf (text, "%02x", file->sha256[i]);
    self->sha256 = g_string_free (text, FALSE);
}

/* What is in the file; what an archive holds, with its name. */
static GBytes *
take_content (GMappedFile *mapped, char **name, GError **error)
{
    const char *text = g_mapped_file_get_contents (mapped);
    size_t length = g_mapped_file_get_length (mapped);
    g_autofree char *inner = NULL;
    GBytes *content;

    if (!tally_file_is_zip (text, length))
        return g_mapped_file_get_bytes (mapped);
    content = tally_file_unzip (text, length, &inner, error);
    if (content != NULL) {
        g_autofree char *outer = g_steal_pointer (name);

        *name = g_strconcat (outer, "!", inner, NULL);
    }
    return content;
}

static gboolean
read_and_store (TallyDb *db,
                TallyRawFile *self,
                GBytes *content,
                const char *name,
                const TallyFileHow *how,
                GError **error)
{
    TallyCollectFile file = { .name = name, .format = self->format };
    g_autoptr(TallyFileTape) tape = db != NULL ? tally_file_tape_new (TALLY_FILE_TAPE_BYTES)
                                                : NULL;
    GThread *packing;
    gboolean is_good;

    if (how->mapping != NULL)
        file.mapping = how->mapping->json;
    file.content = g_bytes_get_data (content, &file.length);
    /* Its digest and what is kept of it are made while it is read. */
    packing = g_thread_new ("pack", self->is_dry_run ? make_digest : digest_and_pack, &file);
    tally_file_summary_read (self->summary, how, (const char *) file.content, file.length, tape);
    g_thread_join (packing);
    tell_digest (self, &file);
    file.n_intervals = tally_file_summary_n_intervals (self->summary);
    is_good = db == NULL
              || (self->is_dry_run ? tally_raw_import_check (db, &file, how, self->summary, tape,
                                                             &self->imported, error)
                                   : tally_raw_import_step (db, &file, how, self->summary, tape,
                                                            &self->imported, error));
    g_clear_pointer (&file.packed, g_bytes_unref);
    return is_good;
}

TallyRawFile *
tally_raw_file_step (TallyDb *db,
                     const char *path,
                     const TallyFileHow *how,
                     const char *person,
                     GError **error)
{
    g_autoptr(GMappedFile) mapped = open_file (path, error);
    g_autoptr(TallyRawFile) self = g_new0 (TallyRawFile, 1);
    g_autoptr(GBytes) content = NULL;
    g_autofree char *name = g_path_get_basename (path);
    TallyFileHow sure = *how;

    g_return_val_if_fail (db != NULL || person == NULL, NULL);
    self->name = g_strdup (path);
    self->summary = tally_file_summary_new ();
    self->is_dry_run = person == NULL;
    if (mapped == NULL)
        return NULL;
    content = take_content (mapped, &name, error);
    if (content == NULL) {
        g_prefix_error (error, "%s: ", path);
        return NULL;
    }
    if (how->mapping != NULL)
        sure.format = TALLY_FILE_CSV;
    else if (how->format == TALLY_FILE_AUTO)
        sure.format = tally_file_detect (g_bytes_get_data (content, NULL),
                                         g_bytes_get_size (content));
    if (sure.format == TALLY_FILE_AUTO) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "%s:1: is none of NEM12, NEM13, Green Button, MSCONS and our CSV", path);
        return NULL;
    }
    self->format = tally_frame_source_name (tally_file_format_source (sure.format));
    if (!read_and_store (db, self, content, name, &sure, error)
        || (!self->is_dry_run && !tally_raw_import_store_add (db, self, person, error))) {
        g_prefix_error (error, "%s: ", path);
        return NULL;
    }
    return g_steal_pointer (&self);
}
