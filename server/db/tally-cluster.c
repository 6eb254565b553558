// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-cluster.h"

#include "server/db/tally-cluster-place.h"
#include "server/db/tally-durable.h"
#include "server/db/tally-migrate.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATABASE "gridtally"
#define READY_S 300 /* recovery after a crash may read much WAL */
#define STOP_S 60
#define FIRST_PAUSE_MS 200
#define LONGEST_PAUSE_MS 10000
#define STEADY_S 60 /* after so long a crash counts as the first again */

struct _TallyCluster {
    GObject parent_instance;

    TallyClusterPlace *place;
    char *conninfo;
    GMainContext *context;
    GSubprocess *process; /* NULL while PostgreSQL is down */
    GSource *watch;       /* of its end */
    int pidfd;            /* only with a watch */
    GSource *restart;
    guint pause_ms;
    gint64 started_us;
};

G_DEFINE_FINAL_TYPE (TallyCluster, tally_cluster, G_TYPE_OBJECT)

/* Runs in the new process, before it becomes PostgreSQL: system calls only. */
static void
become_user (gpointer data)
{
    const TallyClusterPlace *place = data;
    gboolean is_done = geteuid () != 0
                       || (setgroups (0, NULL) == 0 && setgid (place->gid) == 0
                           && setuid (place->uid) == 0);

    umask (077);
    /* When we are killed, PostgreSQL ends its sessions and stops too. */
    if (!is_done || prctl (PR_SET_PDEATHSIG, SIGINT) != 0 || chdir (place->top) != 0)
        _exit (127);
}

static GSubprocessLauncher *
launcher_new (TallyClusterPlace *place, GSubprocessFlags flags)
{
    GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);

    g_subprocess_launcher_set_child_setup (launcher, become_user, place, NULL);
    g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
    g_subprocess_launcher_setenv (launcher, "TZ", "UTC", TRUE);
    return launcher;
}

static gboolean
make_cluster (TallyClusterPlace *place, GError **error)
{
    GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE;
    g_autoptr(GSubprocessLauncher) launcher = launcher_new (place, flags);
    g_autofree char *initdb = g_build_filename (place->bin, "initdb", NULL);
    g_autoptr(GSubprocess) process = NULL;
    g_autofree char *said = NULL;
    int birth = tally_cluster_place_begin_birth (place, error);

    /* Under another name until it is whole, so that a kill leaves no half cluster. */
    if (birth < 0)
        return FALSE;
    g_subprocess_launcher_take_fd (launcher, birth, birth);
    g_message ("making a database cluster in %s", place->data);
    process = g_subprocess_launcher_spawn (launcher, error, initdb, "-D", place->unborn, "-U",
                                           "postgres", "-A", "peer", "-E", "UTF8",
                                           "--locale=C.UTF-8", "--data-checksums", NULL);
    if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, error))
        return FALSE;
    if (!g_subprocess_get_successful (process)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "initdb as user %s in %s: %s",
                     place->user, place->top, g_strchomp (said));
        return FALSE;
    }
    if (g_rename (place->unborn, place->data) == 0)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s: %s", place->data,
                 g_strerror (errno));
    return FALSE;
}

static gboolean
write_rules (const TallyClusterPlace *place, GError **error)
{
    static const char *const roles[] = { "postgres",  "tally_collector", "tally_settle",
                                         "tally_api", "tally_portal",    "tally_backup" };
    g_autofree char *hba = g_build_filename (place->top, "hba.conf", NULL);
    g_autofree char *ident = g_build_filename (place->top, "ident.conf", NULL);
    g_autoptr(GString) map = g_string_new ("# Written at every start. Who may be which role.\n");

    for (size_t i = 0; i < G_N_ELEMENTS (roles); i++) {
        g_string_append_printf (map, "gridtally %s %s\n", place->user, roles[i]);
        if (geteuid () == 0)
            g_string_append_printf (map, "gridtally root %s\n", roles[i]);
    }
    if (!g_file_set_contents_full (hba,
                                   "# Written at every start.\nlocal all all peer map=gridtally\n",
                                   -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error))
        return FALSE;
    return g_file_set_contents_full (ident, map->str, (gssize) map->len,
                                     G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

/* Nothing to do until "gridtallyctl backup init" writes the file; then no restart is needed. */
static char *
archive_command (const TallyClusterPlace *place)
{
    g_autofree char *conf = g_build_filename (place->top, TALLY_CLUSTER_ARCHIVE_CONF, NULL);
    g_autofree char *quoted = g_shell_quote (conf);

    return g_strdup_printf ("--archive_command=test ! -e %s || pgbackrest --config=%s "
                            "--stanza=" TALLY_CLUSTER_ARCHIVE_STANZA " archive-push %%p",
                            quoted, quoted);
}

/* What we rely on is said here, over anything in the cluster's own files. */
static GPtrArray *
command_line (const TallyClusterPlace *place)
{
    GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

    g_ptr_array_add (argv, g_build_filename (place->bin, "postgres", NULL));
    g_ptr_array_add (argv, g_strdup ("-D"));
    g_ptr_array_add (argv, g_strdup (place->data));
    g_ptr_array_add (argv, g_strdup ("--listen_addresses="));
    g_ptr_array_add (argv, g_strdup ("--port=5432"));
    g_ptr_array_add (argv, g_strdup_printf ("--unix_socket_directories=%s", place->run));
    g_ptr_array_add (argv, g_strdup ("--unix_socket_permissions=0700"));
    g_ptr_array_add (argv, g_strdup_printf ("--hba_file=%s/hba.conf", place->top));
    g_ptr_array_add (argv, g_strdup_printf ("--ident_file=%s/ident.conf", place->top));
    g_ptr_array_add (argv, g_strdup ("--fsync=on"));
    g_ptr_array_add (argv, g_strdup ("--full_page_writes=on"));
    g_ptr_array_add (argv, g_strdup ("--synchronous_commit=on"));
    g_ptr_array_add (argv, g_strdup ("--max_connections=100"));
    g_ptr_array_add (argv, g_strdup ("--max_wal_size=2GB"));
    g_ptr_array_add (argv, g_strdup ("--archive_mode=on"));
    g_ptr_array_add (argv, archive_command (place));
    g_ptr_array_add (argv, g_strdup ("--log_line_prefix=%m [%p] %q%u "));
    g_ptr_array_add (argv, NULL);
    return argv;
}

static gboolean on_ended (gint fd, GIOCondition condition, gpointer user_data);
static void restart_soon (TallyCluster *self);

static void
unwatch (TallyCluster *self)
{
    if (self->watch == NULL)
        return;
    g_source_destroy (self->watch);
    g_clear_pointer (&self->watch, g_source_unref);
    close (self->pidfd);
}

/* Readable when PostgreSQL has ended, whoever reaps it. */
static gboolean
watch_process (TallyCluster *self, GError **error)
{
    unwatch (self);
    self->pidfd = pidfd_open (tally_cluster_get_pid (self), 0);
    if (self->pidfd < 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "PostgreSQL ended at once; see %s",
                     self->place->log);
        return FALSE;
    }
    self->watch = g_unix_fd_source_new (self->pidfd, G_IO_IN);
    g_source_set_callback (self->watch, G_SOURCE_FUNC (on_ended), self, NULL);
    g_source_attach (self->watch, self->context);
    return TRUE;
}

static gboolean
spawn (TallyCluster *self, GError **error)
{
    TallyClusterPlace *place = self->place;
    g_autoptr(GSubprocessLauncher)
                   launcher = launcher_new (place, G_SUBPROCESS_FLAGS_STDERR_MERGE);
    g_autoptr(GPtrArray) argv = command_line (place);
    int log = open (place->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (log < 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: %s", place->log,
                     g_strerror (errno));
        return FALSE;
    }
    /* Another day the program may be started by the cluster's own user. */
    if (geteuid () == 0 && fchown (log, place->uid, place->gid) != 0)
        g_debug ("%s: %s", place->log, g_strerror (errno));
    g_subprocess_launcher_take_stdout_fd (launcher, log);
    self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata,
                                                  error);
    if (self->process == NULL)
        return FALSE; /* with what exec said */
    self->started_us = g_get_monotonic_time ();
    return watch_process (self, error);
}

static gboolean
on_pause_ended (gpointer user_data)
{
    TallyCluster *self = user_data;
    g_autoptr(GError) error = NULL;

    g_clear_pointer (&self->restart, g_source_unref);
    if (!spawn (self, &error)) {
        g_critical ("PostgreSQL cannot be started again: %s", error->message);
        g_clear_object (&self->process);
        restart_soon (self);
    }
    return G_SOURCE_REMOVE;
}

static void
restart_soon (TallyCluster *self)
{
    if (g_get_monotonic_time () - self->started_us > STEADY_S * G_USEC_PER_SEC)
        self->pause_ms = FIRST_PAUSE_MS;
    g_message ("PostgreSQL ended by itself; starting it again in %u ms, its log is %s",
               self->pause_ms, self->place->log);
    /* After a kill its children hold the shared memory for 1 to 3 s: a start
     * that fails for that reason comes back here. */
    self->restart = g_timeout_source_new (self->pause_ms);
    g_source_set_callback (self->restart, on_pause_ended, self, NULL);
    g_source_attach (self->restart, self->context);
    self->pause_ms = MIN (2 * self->pause_ms, LONGEST_PAUSE_MS);
}

static gboolean
on_ended (gint fd, GIOCondition condition, gpointer user_data)
{
    TallyCluster *self = user_data;

    unwatch (self);
    g_clear_object (&self->process);
    restart_soon (self);
    return G_SOURCE_REMOVE;
}

/* The end of the log, for the message of a start that failed. */
static char *
last_words (const TallyClusterPlace *place)
{
    g_autofree char *text = NULL;
    size_t length = 0;

    if (!g_file_get_contents (place->log, &text, &length, NULL))
        return g_strdup ("");
    return g_strdup (g_strchomp (text + (length > 600 ? length - 600 : 0)));
}

static gboolean
wait_until_ready (TallyCluster *self, GError **error)
{
    g_autofree char *target = g_strdup_printf ("host=%s dbname=postgres user=postgres",
                                               self->place->run);
    guint n_tries = 0;

    for (int i = 0; i < READY_S * 20; i++) {
        g_autofree char *words = NULL;

        if (PQping (target) == PQPING_OK)
            return TRUE;
        if (g_subprocess_get_identifier (self->process) != NULL) {
            g_usleep (G_USEC_PER_SEC / 20);
            continue;
        }
        words = last_words (self->place);
        g_clear_object (&self->process);
        if (strstr (words, "shared memory block") == NULL || ++n_tries > 20) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "PostgreSQL does not start: %s",
                         words);
            return FALSE;
        }
        g_usleep (G_USEC_PER_SEC / 2);
        if (!spawn (self, error))
            return FALSE;
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "PostgreSQL is not ready after %d s; %s",
                 READY_S, self->place->log);
    return FALSE;
}

/* A cluster that was restored answers before it has read all of its log; until then it is
 * read-only. It may take as long as it lives: there is as much to read as there is. */
static gboolean
wait_until_recovered (TallyCluster *self, GError **error)
{
    g_autofree char *target = g_strdup_printf ("host=%s dbname=postgres", self->place->run);

    while (g_subprocess_get_identifier (self->process) != NULL) {
        g_autoptr(GError) ask_error = NULL;
        g_autoptr(TallyDb) db = tally_db_open_as (target, "postgres", &ask_error);
        g_autoptr(PGresult) rows = NULL;

        if (db != NULL)
            rows = tally_db_run (db, "db/is-recovering", 0, NULL, &ask_error);
        if (rows != NULL && g_str_equal (PQgetvalue (rows, 0, 0), "f"))
            return TRUE;
        g_usleep (G_USEC_PER_SEC / 20);
    }
    {
        g_autofree char *words = last_words (self->place);

        g_clear_object (&self->process);
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "PostgreSQL does not recover: %s",
                     words);
    }
    return FALSE;
}

static gboolean
ensure_database (TallyCluster *self, GError **error)
{
    g_autofree char *target = g_strdup_printf ("host=%s dbname=postgres", self->place->run);
    g_autoptr(TallyDb) db = tally_db_open_as (target, "postgres", error);
    const char *values[] = { DATABASE };
    g_autoptr(PGresult) found = NULL;

    if (db == NULL)
        return FALSE;
    found = tally_db_run (db, "db/database-get", 1, values, error);
    if (found == NULL)
        return FALSE;
    return PQntuples (found) == 1 || tally_db_script (db, "CREATE DATABASE " DATABASE, error);
}

static gboolean
ensure_schema (TallyCluster *self, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (self->conninfo, "postgres", error);

    return db != NULL && tally_durable_check (db, error)
           && tally_migrate_as_administrator (db, error);
}

TallyCluster *
tally_cluster_start (const char *dir, GError **error)
{
    g_autoptr(TallyCluster) self = g_object_new (TALLY_TYPE_CLUSTER, NULL);

    self->place = tally_cluster_place_take (dir, error);
    if (self->place == NULL)
        return NULL;
    self->conninfo = tally_cluster_conninfo_of (dir);
    if (!tally_cluster_place_is_born (self->place) && !make_cluster (self->place, error))
        return NULL;
    if (!tally_cluster_place_stop_orphan (self->place, error) || !write_rules (self->place, error)
        || !spawn (self, error))
        return NULL;
    if (!wait_until_ready (self, error) || !wait_until_recovered (self, error)
        || !ensure_database (self, error) || !ensure_schema (self, error)) {
        g_autoptr(GError) stop_error = NULL;

        if (!tally_cluster_stop (self, &stop_error))
            g_message ("%s", stop_error->message);
        return NULL;
    }
    g_message ("PostgreSQL runs as user %s, process %d", self->place->user,
               tally_cluster_get_pid (self));
    return g_steal_pointer (&self);
}

static gboolean
wait_for_end (TallyCluster *self)
{
    for (int i = 0; i < STOP_S * 50; i++) {
        if (g_subprocess_get_identifier (self->process) == NULL)
            return TRUE;
        g_usleep (G_USEC_PER_SEC / 50);
    }
    return FALSE;
}

gboolean
tally_cluster_stop (TallyCluster *self, GError **error)
{
    gboolean is_stopped = TRUE;

    g_return_val_if_fail (TALLY_IS_CLUSTER (self), FALSE);

    unwatch (self);
    if (self->restart != NULL)
        g_source_destroy (self->restart);
    g_clear_pointer (&self->restart, g_source_unref);
    if (self->process != NULL) {
        g_subprocess_send_signal (self->process, SIGINT);
        is_stopped = wait_for_end (self);
        if (!is_stopped)
            g_subprocess_send_signal (self->process, SIGQUIT);
    }
    g_clear_object (&self->process);
    if (!is_stopped)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                     "PostgreSQL did not stop within %d s; it will recover at the next start",
                     STOP_S);
    return is_stopped;
}

const char *
tally_cluster_get_conninfo (TallyCluster *self)
{
    g_return_val_if_fail (TALLY_IS_CLUSTER (self), NULL);

    return self->conninfo;
}

int
tally_cluster_get_pid (TallyCluster *self)
{
    const char *pid;

    g_return_val_if_fail (TALLY_IS_CLUSTER (self), 0);

    pid = self->process != NULL ? g_subprocess_get_identifier (self->process) : NULL;
    return pid != NULL ? (int) g_ascii_strtoll (pid, NULL, 10) : 0;
}

char *
tally_cluster_run_of (const char *dir)
{
    return tally_cluster_place_run_of (dir);
}

char *
tally_cluster_conninfo_of (const char *dir)
{
    g_autofree char *run = tally_cluster_run_of (dir);

    return g_strdup_printf ("host='%s' dbname=" DATABASE, run);
}

static void
tally_cluster_finalize (GObject *object)
{
    TallyCluster *self = TALLY_CLUSTER (object);

    g_assert (self->restart == NULL && self->watch == NULL);
    g_clear_object (&self->process);
    g_clear_pointer (&self->place, tally_cluster_place_free);
    g_clear_pointer (&self->conninfo, g_free);
    g_clear_pointer (&self->context, g_main_context_unref);

    G_OBJECT_CLASS (tally_cluster_parent_class)->finalize (object);
}

static void
tally_cluster_class_init (TallyClusterClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_cluster_finalize;
}

static void
tally_cluster_init (TallyCluster *self)
{
    self->context = g_main_context_ref_thread_default ();
    self->pause_ms = FIRST_PAUSE_MS;
}
