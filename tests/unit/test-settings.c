// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a setting is what the operator wrote, and a slip of the pen is named, not passed over. */
#include "server/daemon/tally-settings.h"
#include "shared/error/tally-error.h"

#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
load_text (TallySettings *settings, const char *text, GError **error)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp ("tally-settings-XXXXXX", &path, NULL);
    gboolean is_good;

    g_assert_cmpint (fd, >=, 0);
    close (fd);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    is_good = tally_settings_load (settings, path, error);
    g_unlink (path);
    return is_good;
}

static void
test_file (void)
{
    g_autoptr(TallySettings) settings = tally_settings_new ();
    g_autoptr(GError) error = NULL;

    g_assert_cmpstr (tally_settings_get (settings, "api.listen"), ==, "127.0.0.1:8441");
    load_text (settings,
               "# a comment\n\n  database = host=/run dbname=g \nplain=yes\nrole=api\nrole = web\n",
               &error);
    g_assert_no_error (error);
    g_assert_cmpstr (tally_settings_get (settings, "database"), ==, "host=/run dbname=g");
    g_assert_cmpstr (tally_settings_get (settings, "role"), ==, "web");
    g_assert_true (tally_settings_is_on (settings, "plain"));
}

typedef struct {
    const char *name;
    const char *text;
    const char *says;
} BadCase;

static const BadCase bad_files[] = {
    { "unknown-key", "role=api\ndatabse=x\n", ":2: there is no setting “databse”" },
    { "no-equals", "\n\nrole\n", ":3: “role” is not key=value" },
    { "empty-key", "=x\n", ":1: there is no setting “”" },
};

static void
test_bad_file (gconstpointer data)
{
    const BadCase *c = data;
    g_autoptr(TallySettings) settings = tally_settings_new ();
    g_autoptr(GError) error = NULL;

    g_assert_false (load_text (settings, c->text, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_true (g_str_has_suffix (error->message, c->says));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/settings/file", test_file);
    for (size_t i = 0; i < G_N_ELEMENTS (bad_files); i++) {
        g_autofree char *path = g_strconcat ("/settings/bad-file/", bad_files[i].name, NULL);

        g_test_add_data_func (path, &bad_files[i], test_bad_file);
    }

    return g_test_run ();
}
