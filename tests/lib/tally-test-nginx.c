// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-nginx.h"

#include <gio/gio.h>

struct _TallyTestNginx {
    GSubprocess *process;
    char *dir;
    char *certificate;
    guint backend_port;
    guint web_port;
    guint api_port;
    guint collect_port;
};

/* A port nobody listens on just now. */
static guint
free_port (void)
{
    g_autoptr(GSocketListener) listener = g_socket_listener_new ();

    return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static void
put (GString *text, const char *word, guint port, const char *host)
{
    g_autofree char *value = g_strdup_printf ("%s%u", host, port);

    g_string_replace (text, word, value, 0);
}

static char *
shipped (const char *name)
{
    return g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "nginx", name, NULL);
}

static void
write_file (const TallyTestNginx *self, const char *name)
{
    g_autofree char *source_name = g_strconcat (name, ".in", NULL);
    g_autofree char *source = shipped (source_name);
    g_autofree char *target = g_build_filename (self->dir, name, NULL);
    g_autofree char *content = NULL;
    g_autoptr(GString) text = NULL;
    g_autoptr(GError) error = NULL;

    g_file_get_contents (source, &content, NULL, &error);
    g_assert_no_error (error);
    text = g_string_new (content);
    g_string_replace (text, "@DIR@", self->dir, 0);
    put (text, "@WEB_PORT@", self->web_port, "");
    put (text, "@API_PORT@", self->api_port, "");
    put (text, "@COLLECT_PORT@", self->collect_port, "");
    put (text, "@WEB_BACKEND@", self->backend_port, "127.0.0.1:");
    put (text, "@API_BACKEND@", self->backend_port, "127.0.0.1:");
    put (text, "@COLLECT_BACKEND@", self->backend_port, "127.0.0.1:");
    g_string_replace (text, "worker_processes auto", "worker_processes 1", 0);
    g_string_replace (text, "    # Customers.\n",
                      "    include gridtally-collect.conf;\n    # Customers.\n", 0);
    /* The test's folder is its owner's only. */
    if (g_str_equal (g_get_user_name (), "root") && g_str_equal (name, "gridtally.conf"))
        g_string_prepend (text, "user root;\n");
    g_file_set_contents (target, text->str, -1, &error);
    g_assert_no_error (error);
}

static void
wait_for_port (guint port)
{
    g_autoptr(GSocketClient) client = g_socket_client_new ();

    for (int i = 0; i < 100; i++) {
        g_autoptr(GSocketConnection)
                       connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                                     (guint16) port, NULL, NULL);

        if (connection != NULL)
            return;
        g_usleep (50000);
    }
    g_assert_not_reached ();
}

TallyTestNginx *
tally_test_nginx_new (guint backend_port)
{
    TallyTestNginx *self = g_new0 (TallyTestNginx, 1);
    g_autofree char *make = shipped ("make-certificate");
    g_autoptr(GSubprocess) made = NULL;
    g_autoptr(GError) error = NULL;

    self->dir = g_dir_make_tmp ("tally-nginx-XXXXXX", &error);
    g_assert_no_error (error);
    self->certificate = g_build_filename (self->dir, "server.crt", NULL);
    self->backend_port = backend_port;
    self->web_port = free_port ();
    self->api_port = free_port ();
    self->collect_port = free_port ();
    made = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, make, self->dir, NULL);
    g_assert_no_error (error);
    g_assert_true (g_subprocess_wait_check (made, NULL, &error));
    write_file (self, "gridtally.conf");
    write_file (self, "gridtally-collect.conf");
    self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "nginx", "-p",
                                      self->dir, "-c", "gridtally.conf", "-g", "daemon off;", NULL);
    g_assert_no_error (error);
    wait_for_port (self->web_port);
    wait_for_port (self->collect_port);
    return self;
}

void
tally_test_nginx_free (TallyTestNginx *self)
{
    g_autoptr(GSubprocess) removed = NULL;

    g_subprocess_send_signal (self->process, SIGTERM);
    g_subprocess_wait (self->process, NULL, NULL);
    g_object_unref (self->process);
    removed = g_subprocess_new (0, NULL, "rm", "-r", self->dir, NULL);
    g_subprocess_wait (removed, NULL, NULL);
    g_free (self->dir);
    g_free (self->certificate);
    g_free (self);
}

guint
tally_test_nginx_get_web_port (const TallyTestNginx *self)
{
    return self->web_port;
}

guint
tally_test_nginx_get_api_port (const TallyTestNginx *self)
{
    return self->api_port;
}

guint
tally_test_nginx_get_collect_port (const TallyTestNginx *self)
{
    return self->collect_port;
}

const char *
tally_test_nginx_get_certificate (const TallyTestNginx *self)
{
    return self->certificate;
}
