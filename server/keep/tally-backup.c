// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/keep/tally-backup.h"

#include "server/db/tally-cluster.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
refuse (GError **error, const char *path, const char *why)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: %s", path, why);
    return FALSE;
}

static gboolean
is_plain (const char *path, GError **error)
{
    if (strspn (path, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/._-") == strlen (path))
        return TRUE;
    return refuse (error, path, "only letters, digits and /._- are possible here");
}

/* Runs in the new process: system calls only. */
static void
become_owner (gpointer data)
{
    const struct stat *owner = data;

    umask (077);
    if (geteuid () == 0
        && (setgroups (0, NULL) != 0 || setgid (owner->st_gid) != 0 || setuid (owner->st_uid) != 0))
        _exit (126);
    if (chdir ("/") != 0)
        _exit (126);
}

static gboolean
find_owner (const char *path, struct stat *owner, GError **error)
{
    if (lstat (path, owner) != 0)
        return refuse (error, path, g_strerror (errno));
    if (!S_ISDIR (owner->st_mode) || owner->st_uid == 0
        || (geteuid () != 0 && geteuid () != owner->st_uid) || (owner->st_mode & 077) != 0)
        return refuse (error, path,
                       "must be a directory of mode 0700 that belongs to the database's user, and "
                       "only root or that user may work on it");
    return TRUE;
}

/* @args: what follows the program's name. Returns what it printed. */
static char *
run (struct stat *owner, GPtrArray *args, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (
        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
    g_autoptr(GSubprocess) process = NULL;
    g_autofree char *out = NULL;
    g_autofree char *said = NULL;

    g_ptr_array_insert (args, 0, g_strdup ("pgbackrest"));
    g_ptr_array_add (args, g_strdup ("--stanza=" TALLY_CLUSTER_ARCHIVE_STANZA));
    g_ptr_array_add (args, g_strdup ("--log-level-console=off"));
    g_ptr_array_add (args, g_strdup ("--log-level-stderr=warn"));
    g_ptr_array_add (args, NULL);
    g_subprocess_launcher_set_child_setup (launcher, become_owner, owner, NULL);
    g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
    g_subprocess_launcher_setenv (launcher, "TZ", "UTC", TRUE);
    process = g_subprocess_launcher_spawnv (launcher, (const char *const *) args->pdata, error);
    if (process == NULL) {
        g_prefix_error (error, "pgBackRest (package pgbackrest) cannot be run: ");
        return NULL;
    }
    if (!g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &said, error))
        return NULL;
    if (!g_subprocess_get_successful (process)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "pgBackRest: %s",
                     *said != '\0' ? g_strchomp (said) : "ended without a word");
        return NULL;
    }
    return g_steal_pointer (&out);
}

static char *
top_of (const char *dir)
{
    g_autofree char *whole = g_canonicalize_filename (dir, NULL);

    return g_build_filename (whole, "postgres", NULL);
}

/* One word of pgBackRest on a cluster that has a repository; @first and @second: (nullable). */
static char *
ask (const char *dir, const char *word, const char *first, const char *second, GError **error)
{
    g_autofree char *top = top_of (dir);
    g_autofree char *conf = g_build_filename (top, TALLY_CLUSTER_ARCHIVE_CONF, NULL);
    g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func (g_free);
    struct stat owner;

    if (!find_owner (top, &owner, error))
        return NULL;
    if (!g_file_test (conf, G_FILE_TEST_IS_REGULAR)) {
        refuse (error, conf, "is missing: “gridtallyctl backup init” comes first");
        return NULL;
    }
    g_ptr_array_add (args, g_strdup_printf ("--config=%s", conf));
    if (first != NULL)
        g_ptr_array_add (args, g_strdup (first));
    if (second != NULL)
        g_ptr_array_add (args, g_strdup (second));
    g_ptr_array_add (args, g_strdup (word));
    return run (&owner, args, error);
}

static gboolean
write_conf (const char *conf,
            const char *dir,
            const char *repository,
            guint n_full,
            const struct stat *owner,
            GError **error)
{
    g_autofree char *top = top_of (dir);
    g_autofree char *run = tally_cluster_run_of (dir);
    /* Not compressed: a damaged copy is then refused by name, not with an error of zlib. */
    g_autofree char *text = g_strdup_printf ("[global]\n"
                                             "repo1-path=%s\n"
                                             "repo1-bundle=y\n"
                                             "repo1-retention-full=%u\n"
                                             "compress-type=none\n"
                                             "start-fast=y\n"
                                             "archive-timeout=60\n"
                                             "lock-path=%s/backup-lock\n"
                                             "log-level-file=off\n"
                                             "[" TALLY_CLUSTER_ARCHIVE_STANZA "]\n"
                                             "pg1-path=%s/data\n"
                                             "pg1-socket-path=%s\n"
                                             "pg1-user=postgres\n",
                                             repository, n_full, top, top, run);

    if (!g_file_set_contents_full (conf, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
        return FALSE;
    if (geteuid () == 0 && lchown (conf, owner->st_uid, owner->st_gid) != 0)
        return refuse (error, conf, g_strerror (errno));
    return TRUE;
}

static gboolean
make_private (const char *path, const struct stat *owner, GError **error)
{
    if (mkdir (path, 0700) != 0)
        return refuse (error, path, g_strerror (errno));
    if (geteuid () == 0 && lchown (path, owner->st_uid, owner->st_gid) != 0)
        return refuse (error, path, g_strerror (errno));
    return TRUE;
}

gboolean
tally_backup_init (const char *dir, const char *repository, guint n_full, GError **error)
{
    g_autofree char *top = top_of (dir);
    g_autofree char *conf = g_build_filename (top, TALLY_CLUSTER_ARCHIVE_CONF, NULL);
    g_autofree char *whole = g_canonicalize_filename (repository, NULL);
    g_autofree char *created = NULL;
    g_autofree char *checked = NULL;
    struct stat owner;
    struct stat there;

    if (!is_plain (top, error) || !is_plain (whole, error) || !find_owner (top, &owner, error))
        return FALSE;
    if (g_file_test (conf, G_FILE_TEST_EXISTS))
        return refuse (error, conf, "there is a repository already");
    if (!g_file_test (whole, G_FILE_TEST_EXISTS) && !make_private (whole, &owner, error))
        return FALSE;
    if (!find_owner (whole, &there, error))
        return FALSE;
    if (there.st_uid != owner.st_uid)
        return refuse (error, whole, "belongs to another user than the database");
    if (!write_conf (conf, dir, whole, n_full, &owner, error))
        return FALSE;
    created = ask (dir, "stanza-create", NULL, NULL, error);
    checked = created != NULL ? ask (dir, "check", NULL, NULL, error) : NULL;
    if (checked == NULL && g_unlink (conf) != 0)
        g_message ("%s: %s", conf, g_strerror (errno));
    return checked != NULL;
}

gboolean
tally_backup_make (const char *dir, const char *type, GError **error)
{
    g_autofree char *option = g_strdup_printf ("--type=%s", type);
    g_autofree char *out = ask (dir, "backup", option, NULL, error);

    return out != NULL;
}

gboolean
tally_backup_check (const char *dir, GError **error)
{
    g_autofree char *out = ask (dir, "check", NULL, NULL, error);

    return out != NULL;
}

char *
tally_backup_list (const char *dir, GError **error)
{
    return ask (dir, "info", "--output=json", NULL, error);
}

static gboolean
is_empty (const char *dir, GError **error)
{
    g_autoptr(GDir) found = NULL;

    if (g_mkdir_with_parents (dir, 0755) != 0)
        return refuse (error, dir, g_strerror (errno));
    found = g_dir_open (dir, 0, error);
    if (found == NULL)
        return FALSE;
    return g_dir_read_name (found) == NULL
           || refuse (error, dir, "is not empty; a restore never overwrites");
}

static GPtrArray *
restore_args (const char *repository, const char *top, GDateTime *to)
{
    GPtrArray *args = g_ptr_array_new_with_free_func (g_free);

    g_ptr_array_add (args, g_strdup ("--no-config"));
    g_ptr_array_add (args, g_strdup_printf ("--repo1-path=%s", repository));
    g_ptr_array_add (args, g_strdup_printf ("--pg1-path=%s/data", top));
    g_ptr_array_add (args, g_strdup_printf ("--lock-path=%s/backup-lock", top));
    g_ptr_array_add (args, g_strdup ("--log-level-file=off"));
    g_ptr_array_add (args, g_strdup ("--job-retry=0")); /* a damaged copy stays damaged */
    if (to != NULL) {
        g_autoptr(GDateTime) utc = g_date_time_to_utc (to);
        g_autofree char *text = g_date_time_format (utc, "%Y-%m-%d %H:%M:%S+00");

        g_ptr_array_add (args, g_strdup ("--type=time"));
        g_ptr_array_add (args, g_strdup_printf ("--target=%s", text));
        g_ptr_array_add (args, g_strdup ("--target-action=promote"));
    }
    g_ptr_array_add (args, g_strdup ("restore"));
    return args;
}

gboolean
tally_backup_restore (const char *repository, const char *dir, GDateTime *to, GError **error)
{
    g_autofree char *from = g_canonicalize_filename (repository, NULL);
    g_autofree char *top = top_of (dir);
    g_autofree char *data = g_build_filename (top, "data", NULL);
    g_autoptr(GPtrArray) args = restore_args (from, top, to);
    g_autoptr(GError) remove_error = NULL;
    g_autofree char *out = NULL;
    struct stat owner;

    if (!is_plain (from, error) || !is_plain (top, error) || !find_owner (from, &owner, error)
        || !is_empty (dir, error) || !make_private (top, &owner, error))
        return FALSE;
    if (make_private (data, &owner, error))
        out = run (&owner, args, error);
    if (out == NULL && !tally_backup_remove (top, &remove_error))
        g_message ("%s", remove_error->message);
    return out != NULL;
}

gboolean
tally_backup_remove (const char *dir, GError **error)
{
    g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, error, "rm", "-rf",
                                                        "--", dir, NULL);

    return process != NULL && g_subprocess_wait_check (process, NULL, error);
}
