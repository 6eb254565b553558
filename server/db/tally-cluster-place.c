// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-cluster-place.h"

#include "shared/error/tally-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOCKET_NAME "/.s.PGSQL.5432"
#define SOCKET_PATH_MAX 107 /* bytes of a unix socket's address */
#define STOP_S 60

void
tally_cluster_place_free (TallyClusterPlace *place)
{
    if (place->lock >= 0)
        close (place->lock);
    g_free (place->top);
    g_free (place->data);
    g_free (place->unborn);
    g_free (place->run);
    g_free (place->log);
    g_free (place->bin);
    g_free (place->user);
    g_free (place);
}

static gboolean
refuse (GError **error, const char *path, const char *why)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: %s", path, why);
    return FALSE;
}

/* What must hold for a directory of ours, against links and leftovers of others. */
static gboolean
is_private (const char *path, uid_t uid)
{
    struct stat info;

    return lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == uid
           && (info.st_mode & 077) == 0;
}

static gboolean
make_private (const char *path, const TallyClusterPlace *place, GError **error)
{
    if (mkdir (path, 0700) == 0 && geteuid () == 0 && chown (path, place->uid, place->gid) != 0)
        return refuse (error, path, g_strerror (errno));
    if (is_private (path, place->uid))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "%s: must be a directory of user %s with mode 0700", path, place->user);
    return FALSE;
}

char *
tally_cluster_place_run_of (const char *dir)
{
    g_autofree char *whole = g_canonicalize_filename (dir, NULL);
    g_autofree char *run = g_build_filename (whole, "postgres", "run", NULL);
    g_autofree char *digest = NULL;

    /* libpq and postgres read a list there: nothing that could mean more than a name. */
    if (strlen (run) + strlen (SOCKET_NAME) <= SOCKET_PATH_MAX
        && strspn (run, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/._-") == strlen (run))
        return g_steal_pointer (&run);
    digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);
    return g_strdup_printf ("/tmp/gridtally-%.16s", digest);
}

static gboolean
choose_user (TallyClusterPlace *place, GError **error)
{
    static const char *const names[] = { "gridtally", "postgres" };
    struct stat info;
    const struct passwd *entry = NULL;

    if (geteuid () != 0)
        entry = getpwuid (geteuid ());
    else if (lstat (place->top, &info) == 0)
        entry = getpwuid (info.st_uid);
    for (size_t i = 0; i < G_N_ELEMENTS (names) && entry == NULL; i++)
        entry = getpwnam (names[i]);

    if (entry == NULL || entry->pw_uid == 0)
        return refuse (error, place->top,
                       "PostgreSQL needs a user other than root: add user \"gridtally\"");
    place->user = g_strdup (entry->pw_name);
    place->uid = entry->pw_uid;
    place->gid = entry->pw_gid;
    return TRUE;
}

static gboolean
find_programs (TallyClusterPlace *place, GError **error)
{
    g_autofree char *out = NULL;

    if (!g_spawn_command_line_sync ("pg_config --bindir", &out, NULL, NULL, error)) {
        g_prefix_error (error, "PostgreSQL is not installed: ");
        return FALSE;
    }
    place->bin = g_strdup (g_strchomp (out));
    return TRUE;
}

static gboolean
take_lock (TallyClusterPlace *place, GError **error)
{
    g_autofree char *path = g_build_filename (place->top, "lock", NULL);

    /* Closed on exec: a PostgreSQL that outlives us must not hold it. */
    place->lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (place->lock < 0)
        return refuse (error, path, g_strerror (errno));
    if (geteuid () == 0 && fchown (place->lock, place->uid, place->gid) != 0)
        return refuse (error, path, g_strerror (errno));
    if (flock (place->lock, LOCK_EX | LOCK_NB) != 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_BUSY, "%s: another server runs here",
                     place->top);
        return FALSE;
    }
    return TRUE;
}

TallyClusterPlace *
tally_cluster_place_take (const char *dir, GError **error)
{
    g_autoptr(TallyClusterPlace) place = g_new0 (TallyClusterPlace, 1);
    g_autofree char *whole = g_canonicalize_filename (dir, NULL);

    place->lock = -1;
    place->top = g_build_filename (whole, "postgres", NULL);
    place->data = g_build_filename (place->top, "data", NULL);
    place->unborn = g_build_filename (place->top, "data.new", NULL);
    place->log = g_build_filename (place->top, "log", NULL);
    place->run = tally_cluster_place_run_of (dir);

    if (g_mkdir_with_parents (whole, 0755) != 0) {
        refuse (error, whole, g_strerror (errno));
        return NULL;
    }
    if (!choose_user (place, error) || !find_programs (place, error)
        || !make_private (place->top, place, error) || !take_lock (place, error)
        || !make_private (place->run, place, error))
        return NULL;
    return g_steal_pointer (&place);
}

gboolean
tally_cluster_place_is_born (const TallyClusterPlace *place)
{
    return g_file_test (place->data, G_FILE_TEST_IS_DIR);
}

/* The process that postmaster.pid names, or 0. */
static pid_t
read_pid (const char *path)
{
    g_autofree char *text = NULL;

    if (!g_file_get_contents (path, &text, NULL, NULL))
        return 0;
    return (pid_t) MAX (0, g_ascii_strtoll (text, NULL, 10));
}

/* A PostgreSQL works in its data directory, which nobody else does. */
static gboolean
is_ours (const TallyClusterPlace *place, pid_t pid)
{
    g_autofree char *link = g_strdup_printf ("/proc/%d/cwd", (int) pid);
    g_autofree char *cwd = g_file_read_link (link, NULL);

    return cwd != NULL && g_str_equal (cwd, place->data);
}

static gboolean
wait_for_end (const TallyClusterPlace *place, pid_t pid)
{
    for (int i = 0; i < STOP_S * 20; i++) {
        if (!is_ours (place, pid))
            return TRUE;
        g_usleep (G_USEC_PER_SEC / 20);
    }
    return FALSE;
}

gboolean
tally_cluster_place_stop_orphan (const TallyClusterPlace *place, GError **error)
{
    g_autofree char *path = g_build_filename (place->data, "postmaster.pid", NULL);
    pid_t pid = read_pid (path);

    if (pid == 0)
        return TRUE;
    if (!is_ours (place, pid)) {
        /* We hold the lock and nobody works here: the file is a dead one's. */
        g_message ("removing %s of a process that is gone", path);
        if (g_unlink (path) == 0 || errno == ENOENT)
            return TRUE;
        return refuse (error, path, g_strerror (errno));
    }
    g_message ("stopping the PostgreSQL that was left behind, process %d", (int) pid);
    if (kill (pid, SIGINT) != 0 && errno != ESRCH)
        return refuse (error, path, g_strerror (errno));
    if (wait_for_end (place, pid))
        return TRUE;
    kill (pid, SIGQUIT);
    if (wait_for_end (place, pid))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_BUSY, "PostgreSQL process %d does not end",
                 (int) pid);
    return FALSE;
}

static gboolean
remove_tree (const char *path, GError **error)
{
    struct stat info;
    g_autoptr(GDir) dir = NULL;
    const char *name;

    if (lstat (path, &info) != 0)
        return errno == ENOENT || refuse (error, path, g_strerror (errno));
    if (!S_ISDIR (info.st_mode))
        return g_unlink (path) == 0 || refuse (error, path, g_strerror (errno));

    dir = g_dir_open (path, 0, error);
    if (dir == NULL)
        return FALSE;
    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *child = g_build_filename (path, name, NULL);

        if (!remove_tree (child, error))
            return FALSE;
    }
    return g_rmdir (path) == 0 || refuse (error, path, g_strerror (errno));
}

int
tally_cluster_place_begin_birth (const TallyClusterPlace *place, GError **error)
{
    g_autofree char *path = g_build_filename (place->top, "birth", NULL);
    int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0) {
        refuse (error, path, g_strerror (errno));
        return -1;
    }
    for (int i = 0; flock (fd, LOCK_EX | LOCK_NB) != 0; i++) {
        if (i == STOP_S * 20) {
            close (fd);
            refuse (error, path, "an initdb that was left behind does not end");
            return -1;
        }
        g_usleep (G_USEC_PER_SEC / 20);
    }
    if (remove_tree (place->unborn, error))
        return fd;
    close (fd);
    return -1;
}
