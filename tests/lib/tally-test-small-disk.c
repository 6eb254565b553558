// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE /* unshare() */
#include "tests/lib/tally-test-small-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define BLOCK (64 * 1024)

struct _TallyTestSmallDisk {
    char *image;
    char *mount_point;
    char *filler;
};

static gboolean
run (const char *const *argv, char **said)
{
    g_autoptr(GError) error = NULL;
    int status;

    return g_spawn_sync (NULL, (char **) argv, NULL,
                         G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, said,
                         &status, &error)
           && status == 0;
}

/* What is mounted from here on is this process's own business. */
static gboolean
leave_the_others (void)
{
    static gboolean has_left = FALSE;

    if (!has_left)
        has_left = unshare (CLONE_NEWNS) == 0
                   && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
    return has_left;
}

static gboolean
make_image (const char *path, int megabytes)
{
    const char *argv[] = { "/sbin/mkfs.ext4", "-q", "-F", "-m", "0", path, NULL };
    g_autofree char *said = NULL;
    int fd = g_mkstemp ((char *) path);
    gboolean is_made = fd >= 0 && ftruncate (fd, (off_t) megabytes * 1024 * 1024) == 0;

    if (fd >= 0)
        close (fd);
    return is_made && run (argv, &said);
}

TallyTestSmallDisk *
tally_test_small_disk_new (const char *mount_point, int megabytes)
{
    g_autofree char *image = g_build_filename (g_get_tmp_dir (), "tally-disk-XXXXXX", NULL);
    gboolean is_made = leave_the_others () && make_image (image, megabytes);
    const char *argv[] = { "mount", "-o", "loop", image, mount_point, NULL };
    g_autofree char *said = NULL;
    g_autofree char *lost = NULL;
    TallyTestSmallDisk *self;

    if (!is_made || !run (argv, &said)) {
        g_autofree char *reason = g_strdup_printf ("a disk cannot be mounted here: %s",
                                                   said != NULL ? g_strchomp (said) : "no rights");

        g_unlink (image);
        g_test_skip (reason);
        return NULL;
    }
    self = g_new0 (TallyTestSmallDisk, 1);
    self->image = g_steal_pointer (&image);
    self->mount_point = g_strdup (mount_point);
    self->filler = g_build_filename (mount_point, "filler", NULL);
    lost = g_build_filename (mount_point, "lost+found", NULL);
    g_assert_cmpint (g_rmdir (lost), ==, 0);
    return self;
}

static gint64
bytes_left (const TallyTestSmallDisk *self)
{
    struct statvfs space;

    g_assert_cmpint (statvfs (self->mount_point, &space), ==, 0);
    return (gint64) space.f_bavail * (gint64) space.f_frsize;
}

void
tally_test_small_disk_fill (TallyTestSmallDisk *self, int kilobytes_left)
{
    static const char block[BLOCK] = { 1 };
    int fd = open (self->filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    gint64 wish = bytes_left (self) - (gint64) kilobytes_left * 1024;

    g_assert_cmpint (fd, >=, 0);
    while (wish > 0) {
        gssize n = write (fd, block, (gsize) MIN (wish, BLOCK));

        if (n < 0) {
            g_assert_cmpint (errno, ==, ENOSPC);
            break;
        }
        wish -= n;
    }
    g_assert_cmpint (fsync (fd), ==, 0);
    close (fd);
}

void
tally_test_small_disk_relieve (TallyTestSmallDisk *self)
{
    g_assert_cmpint (g_unlink (self->filler), ==, 0);
}

void
tally_test_small_disk_free (TallyTestSmallDisk *self)
{
    if (umount2 (self->mount_point, MNT_DETACH) != 0)
        g_test_message ("%s: %s", self->mount_point, g_strerror (errno));
    g_unlink (self->image);
    g_free (self->image);
    g_free (self->mount_point);
    g_free (self->filler);
    g_free (self);
}
