// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-file-store.h"

#include "server/collect/files/tally-file-pack.h"

static void
target_free (gpointer data)
{
    TallyCollectTarget *target = data;

    g_free (target->code);
    g_free (target->serial);
    g_free (target->time_zone);
    g_free (target);
}

/* A text[] literal. */
static char *
list_of (const char *const *texts, size_t n)
{
    GString *list = g_string_new ("{");

    for (size_t i = 0; i < n; i++) {
        g_string_append (list, i > 0 ? ",\"" : "\"");
        for (const char *c = texts[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                g_string_append_c (list, '\\');
            g_string_append_c (list, *c);
        }
        g_string_append_c (list, '"');
    }
    g_string_append_c (list, '}');
    return g_string_free (list, FALSE);
}

static int64_t
number (const PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

GPtrArray *
tally_collect_file_store_targets (TallyDb *db, const char *const *codes, size_t n, GError **error)
{
    g_autofree char *list = list_of (codes, n);
    const char *values[] = { list };
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/targets", 1, values, error);
    GPtrArray *targets;

    if (rows == NULL)
        return NULL;
    targets = g_ptr_array_new_with_free_func (target_free);
    for (int i = 0; i < PQntuples (rows); i++) {
        TallyCollectTarget *target = g_new0 (TallyCollectTarget, 1);

        target->code = g_strdup (PQgetvalue (rows, i, 0));
        target->district_id = (int32_t) number (rows, i, 1);
        target->point_id = number (rows, i, 2);
        target->meter_id = number (rows, i, 3);
        target->serial = g_strdup (PQgetvalue (rows, i, 4));
        target->is_main = g_str_equal (PQgetvalue (rows, i, 5), "main");
        target->valid_from = number (rows, i, 6);
        target->valid_to = PQgetisnull (rows, i, 7) ? G_MAXINT64 : number (rows, i, 7);
        target->time_zone = g_strdup (PQgetvalue (rows, i, 8));
        g_ptr_array_add (targets, target);
    }
    return targets;
}

/* As bytea is written. */
static char *
digest_of (const TallyCollectFile *file)
{
    GString *digest = g_string_new ("\\x");

    for (size_t i = 0; i < sizeof file->sha256; i++)
        g_string_append_printf (digest, "%02x", file->sha256[i]);
    return g_string_free (digest, FALSE);
}

gboolean
tally_collect_file_store_lock (TallyDb *db, const TallyCollectFile *file, GError **error)
{
    g_autofree char *digest = digest_of (file);
    const char *values[] = { digest };
    g_autoptr(PGresult) locked = tally_db_run (db, "collect/lock-file", 1, values, error);

    return locked != NULL;
}

gboolean
tally_collect_file_store_has (TallyDb *db,
                              int32_t district_id,
                              const TallyCollectFile *file,
                              gboolean *has,
                              GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    g_autofree char *digest = digest_of (file);
    const char *values[] = { district, digest };
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/find-file", 2, values, error);

    if (rows == NULL)
        return FALSE;
    *has = PQntuples (rows) > 0;
    return TRUE;
}

TallyCopyIn *
tally_collect_file_store_add (TallyDb *db,
                              int32_t district_id,
                              const TallyCollectFile *file,
                              GError **error)
{
    TallyCopyIn *copy = tally_copy_in_new (db, "collect/add-file", error);
    const uint8_t *content;
    size_t length = file->length;

    if (copy == NULL)
        return NULL;
    content = file->packed != NULL ? g_bytes_get_data (file->packed, &length) : file->content;
    tally_copy_in_row (copy, 8);
    tally_copy_in_int32 (copy, district_id);
    tally_copy_in_bytes (copy, file->sha256, sizeof file->sha256);
    tally_copy_in_text (copy, file->name);
    tally_copy_in_text (copy, file->format);
    tally_copy_in_bytes (copy, content, length);
    tally_copy_in_int64 (copy, file->n_intervals);
    tally_copy_in_text (copy, file->mapping != NULL ? file->mapping : "");
    tally_copy_in_text (copy, file->packed != NULL ? TALLY_FILE_PACKING : "");
    tally_copy_in_close (copy);
    return copy;
}
