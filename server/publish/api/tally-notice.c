// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-notice.h"

#include <glib-unix.h>

#define AGAIN_S 3

struct _TallyNotice {
    GObject parent_instance;

    char *conninfo;
    char *user;
    const char *const *channels;
    TallyNoticeHeard heard;
    gpointer user_data;
    gboolean is_closed;
    PGconn *conn;
    guint read_id;
    guint again_id;
};

G_DEFINE_FINAL_TYPE (TallyNotice, tally_notice, G_TYPE_OBJECT)

static void open_again (TallyNotice *self);

static void
drop (TallyNotice *self)
{
    g_clear_handle_id (&self->read_id, g_source_remove);
    g_clear_handle_id (&self->again_id, g_source_remove);
    g_clear_pointer (&self->conn, PQfinish);
}

static gboolean
on_again_due (gpointer user_data)
{
    TallyNotice *self = user_data;

    self->again_id = 0;
    open_again (self);
    return G_SOURCE_REMOVE;
}

static void
wait_and_open (TallyNotice *self)
{
    drop (self);
    if (!self->is_closed)
        self->again_id = g_timeout_add_seconds (AGAIN_S, on_again_due, self);
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
    TallyNotice *self = user_data;
    PGnotify *notify;

    if (!PQconsumeInput (self->conn)) {
        self->read_id = 0; /* this source ends by what we return */
        wait_and_open (self);
        return G_SOURCE_REMOVE;
    }
    while (self->conn != NULL && (notify = PQnotifies (self->conn)) != NULL) {
        self->heard (notify->relname, notify->extra, self->user_data);
        PQfreemem (notify);
    }
    return self->conn != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Connecting blocks, so it has a thread; gives the connection that listens. */
static void
connect_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    TallyNotice *self = TALLY_NOTICE (source);
    const char *const keys[] = { "dbname", "user", "connect_timeout", "application_name", NULL };
    const char *const values[] = { self->conninfo, self->user, "5", "gridtally events", NULL };
    PGconn *conn = PQconnectdbParams (keys, values, TRUE);
    gboolean is_listening = PQstatus (conn) == CONNECTION_OK;

    for (size_t i = 0; is_listening && self->channels[i] != NULL; i++) {
        g_autofree char *listen = g_strdup_printf ("LISTEN %s", self->channels[i]);
        g_autoptr(PGresult) result = PQexec (conn, listen);

        is_listening = PQresultStatus (result) == PGRES_COMMAND_OK;
    }
    if (!is_listening)
        g_clear_pointer (&conn, PQfinish);
    g_task_return_pointer (task, conn, (GDestroyNotify) PQfinish);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
    TallyNotice *self = TALLY_NOTICE (source);
    PGconn *conn = g_task_propagate_pointer (G_TASK (result), NULL);

    if (self->is_closed) {
        g_clear_pointer (&conn, PQfinish);
        return;
    }
    if (conn == NULL) {
        wait_and_open (self);
        return;
    }
    self->conn = conn;
    self->read_id = g_unix_fd_add (PQsocket (conn), G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable,
                                   self);
}

static void
open_again (TallyNotice *self)
{
    g_autoptr(GTask) task = g_task_new (self, NULL, on_connected, NULL);

    g_task_run_in_thread (task, connect_in_thread);
}

static void
tally_notice_finalize (GObject *object)
{
    TallyNotice *self = TALLY_NOTICE (object);

    drop (self);
    g_free (self->conninfo);
    g_free (self->user);

    G_OBJECT_CLASS (tally_notice_parent_class)->finalize (object);
}

static void
tally_notice_class_init (TallyNoticeClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_notice_finalize;
}

static void
tally_notice_init (TallyNotice *self)
{
}

TallyNotice *
tally_notice_new (const char *conninfo,
                  const char *user,
                  const char *const *channels,
                  TallyNoticeHeard heard,
                  gpointer user_data)
{
    TallyNotice *self = g_object_new (TALLY_TYPE_NOTICE, NULL);

    self->conninfo = g_strdup (conninfo);
    self->user = g_strdup (user);
    self->channels = channels;
    self->heard = heard;
    self->user_data = user_data;
    open_again (self);
    return self;
}

void
tally_notice_close (TallyNotice *self)
{
    self->is_closed = TRUE;
    drop (self);
}
