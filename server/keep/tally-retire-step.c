// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE /* renameat2 */
#include "server/keep/tally-retire-step.h"

#include "server/guard/tally-audit-store.h"
#include "server/raw/tally-raw-late.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

typedef struct {
    const TallyRetireOrder *order;
    const char *path; /* of the archive, and of it while it is written */
    const char *draft;
    const char *name; /* without a folder */
    TallyRawArchive *archive;
    int n_months;
    int64_t n_late;
} Retire;

static gboolean
record (TallyDb *db, const Retire *retire, const char *action, GError **error)
{
    char month[TALLY_MONTH_TEXT];
    g_autofree char *hash = g_strconcat ("\\x", retire->archive->sha256, NULL);
    g_autofree char *object = g_strdup_printf ("%s: %" G_GINT64_FORMAT " frames, %" G_GINT64_FORMAT
                                               " chains: %s",
                                               tally_month_format (retire->order->month, month),
                                               retire->archive->head.n_frames,
                                               retire->archive->head.n_chains, retire->name);
    TallyAuditEntry entry = { .stream = "raw",
                              .person = retire->order->person,
                              .address = "",
                              .action = action,
                              .object = object,
                              .after_hash = hash,
                              .reason = retire->order->reason };

    return tally_audit_store_append (db, &entry, error);
}

static gboolean
check_reason (const char *reason, GError **error)
{
    if (reason != NULL && *reason != '\0')
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "reason: it is needed");
    return FALSE;
}

static gboolean
check_age (TallyDb *db, const TallyRetireOrder *order, GError **error)
{
    TallyMonth now = tally_month_of ((TallyDay){ (int32_t) (order->now / 86400) });
    char month[TALLY_MONTH_TEXT];
    int n_months;

    if (!tally_raw_retired_store_keep_months (db, &n_months, error))
        return FALSE;
    if (now.number - order->month.number > n_months)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "%s is too young: raw frames stay for %d months after theirs (raw.retention)",
                 tally_month_format (order->month, month), n_months);
    return FALSE;
}

static gboolean
check_there (TallyDb *db, TallyMonth month, GError **error)
{
    g_autoptr(GPtrArray) months = tally_raw_retired_store_list (
        db, tally_days_of_month (tally_month_start (month)), error);
    g_autofree char *text = NULL;

    if (months == NULL || months->len == 0)
        return months != NULL;
    text = tally_raw_retired_text (g_ptr_array_index (months, 0));
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "%s", text);
    return FALSE;
}

static gboolean
write_draft (TallyDb *db, gpointer user_data, GError **error)
{
    Retire *retire = user_data;

    return tally_raw_archive_write (db, retire->draft, retire->order->month, retire->archive,
                                    error);
}

static gboolean
is_same (const TallyRawArchive *one, const TallyRawArchive *other, const char *path, GError **error)
{
    if (g_str_equal (one->sha256, other->sha256))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                 "%s: there is another file of that name already", path);
    return FALSE;
}

/* What is read back is what the database will be without. */
static gboolean
check_draft (const Retire *retire, GError **error)
{
    TallyRawArchive found;

    if (!tally_raw_archive_check (retire->draft, &found, error))
        return FALSE;
    return is_same (&found, retire->archive, retire->draft, error);
}

static gboolean
fail (const char *path, GError **error)
{
    int fault = errno;

    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (fault), "%s: %s", path,
                 g_strerror (fault));
    return FALSE;
}

/* A name survives a loss of power when its folder is on disk. */
static gboolean
sync_folder (const char *folder, GError **error)
{
    int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean is_good = fd >= 0 && fsync (fd) == 0;

    if (!is_good)
        fail (folder, error);
    if (fd >= 0)
        close (fd);
    return is_good;
}

/* Gives the draft its name, unless something has it. A file system that cannot do both at once is
 * asked first: nobody else retires a month meanwhile. */
static gboolean
give_name (const Retire *retire)
{
    if (renameat2 (AT_FDCWD, retire->draft, AT_FDCWD, retire->path, RENAME_NOREPLACE) == 0)
        return TRUE;
    if (errno != EINVAL && errno != ENOSYS)
        return FALSE;
    if (access (retire->path, F_OK) == 0) {
        errno = EEXIST;
        return FALSE;
    }
    return errno == ENOENT && g_rename (retire->draft, retire->path) == 0;
}

/* An archive of that name is one of a run that was stopped, when it is what was just written. */
static gboolean
take_existing (const Retire *retire, GError **error)
{
    TallyRawArchive found;
    g_autoptr(GError) other = NULL;

    if (tally_raw_archive_check (retire->path, &found, &other))
        return is_same (&found, retire->archive, retire->path, error);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                 "there is a file of that name already, and it is no good archive: %s",
                 other->message);
    return FALSE;
}

static gboolean
place (const Retire *retire, GError **error)
{
    if (!give_name (retire)) {
        if (errno != EEXIST)
            return fail (retire->path, error);
        if (!take_existing (retire, error))
            return FALSE;
        g_unlink (retire->draft);
    }
    return sync_folder (retire->order->folder, error);
}

static gboolean
close_month (TallyDb *db, gpointer user_data, GError **error)
{
    const Retire *retire = user_data;

    return tally_raw_retired_store_close (db, retire->archive, retire->name, retire->order->person,
                                          retire->order->reason, error)
           && record (db, retire, "month-retire", error);
}

static gboolean
archive_month (TallyDb *db, Retire *retire, GError **error)
{
    if (tally_db_transact (db, TALLY_ISOLATION_ONE_VIEW, write_draft, retire, error)
        && check_draft (retire, error) && place (retire, error))
        return TRUE;
    g_unlink (retire->draft);
    return FALSE;
}

gboolean
tally_retire_step_run (TallyDb *db,
                       const TallyRetireOrder *order,
                       char **path,
                       TallyRawArchive *archive,
                       GError **error)
{
    g_autofree char *name = tally_raw_archive_name (order->month);
    g_autofree char *whole = g_build_filename (order->folder, name, NULL);
    g_autofree char *draft = g_strconcat (whole, ".part", NULL);
    Retire retire = { .order = order,
                      .path = whole,
                      .draft = draft,
                      .name = name,
                      .archive = archive };

    gboolean is_retired;

    if (!check_reason (order->reason, error) || !tally_raw_retired_store_lock (db, error))
        return FALSE;
    is_retired = check_there (db, order->month, error) && check_age (db, order, error)
                 && archive_month (db, &retire, error)
                 && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, close_month, &retire,
                                       error);
    tally_raw_retired_store_unlock (db);
    if (is_retired)
        *path = g_steal_pointer (&whole);
    return is_retired;
}

static gboolean
open_month (TallyDb *db, gpointer user_data, GError **error)
{
    Retire *retire = user_data;
    TallyDays days = tally_days_of_month (tally_month_start (retire->order->month));

    return tally_raw_retired_store_open (db, retire->order->month, retire->order->person,
                                         retire->order->reason, error)
           && tally_raw_archive_load (db, retire->path, retire->archive, error)
           && tally_raw_late_take (db, days, &retire->n_late, error)
           && record (db, retire, "month-restore", error);
}

/* The file must be the one that the month was taken out for. */
static gboolean
check_archive (TallyDb *db, const Retire *retire, GError **error)
{
    TallyMonth month = retire->order->month;
    g_autoptr(GPtrArray) months = tally_raw_retired_store_list (
        db, tally_days_of_month (tally_month_start (month)), error);
    const TallyRawRetired *retired;
    char text[TALLY_MONTH_TEXT];

    if (months == NULL)
        return FALSE;
    if (months->len == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "%s is not retired",
                     tally_month_format (month, text));
        return FALSE;
    }
    if (!tally_raw_archive_check (retire->path, retire->archive, error))
        return FALSE;
    retired = g_ptr_array_index (months, 0);
    if (retire->archive->head.month.number == month.number
        && g_str_equal (retire->archive->sha256, retired->archive.sha256))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "%s: is not the archive of %s, whose SHA-256 is %s", retire->path,
                 tally_month_format (month, text), retired->archive.sha256);
    return FALSE;
}

gboolean
tally_retire_step_restore (TallyDb *db,
                           const TallyRetireOrder *order,
                           const char *path,
                           TallyRawArchive *archive,
                           int64_t *n_late,
                           GError **error)
{
    g_autofree char *name = g_path_get_basename (path);
    Retire retire = { .order = order, .path = path, .name = name, .archive = archive };

    gboolean is_restored;

    if (!check_reason (order->reason, error) || !tally_raw_retired_store_lock (db, error))
        return FALSE;
    is_restored = check_archive (db, &retire, error)
                  && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, open_month, &retire,
                                        error);
    tally_raw_retired_store_unlock (db);
    *n_late = retire.n_late;
    return is_restored;
}

static gboolean
set_keep (TallyDb *db, gpointer user_data, GError **error)
{
    const Retire *retire = user_data;
    g_autofree char *object = NULL;
    TallyAuditEntry entry = { .stream = "raw",
                              .person = retire->order->person,
                              .address = "",
                              .action = "retention-set",
                              .reason = retire->order->reason };
    int before;

    if (!tally_raw_retired_store_keep_months (db, &before, error)
        || !tally_raw_retired_store_set_keep_months (db, retire->n_months, error))
        return FALSE;
    object = g_strdup_printf ("months that raw frames stay: %d, before %d", retire->n_months,
                              before);
    entry.object = object;
    return tally_audit_store_append (db, &entry, error);
}

gboolean
tally_retire_step_keep (TallyDb *db,
                        int n_months,
                        const char *person,
                        const char *reason,
                        GError **error)
{
    const TallyRetireOrder order = { .person = person, .reason = reason };
    Retire retire = { .order = &order, .n_months = n_months };

    return check_reason (reason, error)
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, set_keep, &retire, error);
}
