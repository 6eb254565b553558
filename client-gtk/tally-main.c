// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/tally-preferences.h"
#include "client-gtk/tally-window.h"

#include <glib/gi18n.h>
#include <locale.h>

#define APPLICATION_ID "org.gridtally.Gridtally"

static void
on_activated (GtkApplication *application)
{
    GtkWindow *window = gtk_application_get_active_window (application);

    if (window == NULL)
        window = GTK_WINDOW (tally_window_new (application));
    gtk_window_present (window);
}

static void
on_about_asked (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
    GtkApplication *application = GTK_APPLICATION (user_data);

    adw_show_about_window (gtk_application_get_active_window (application), "application-name",
                           "Gridtally", "application-icon", APPLICATION_ID, "version",
                           GRIDTALLY_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                           _ ("From meter to paid bill"), NULL);
}

/* For those who start us for a certain server: it is proposed at the sign-in. */
static int
on_options_read (GApplication *application, GVariantDict *options)
{
    static const char *const remembered[] = { "server", "certificates" };
    g_autoptr(GSettings) settings = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS (remembered); i++) {
        const char *value = NULL;

        if (!g_variant_dict_lookup (options, remembered[i], "&s", &value))
            continue;
        if (settings == NULL)
            settings = tally_preferences_open ();
        g_settings_set_string (settings, remembered[i], value);
    }
    return -1;
}

static const GActionEntry actions[] = {
    { .name = "about", .activate = on_about_asked },
};

int
main (int argc, char **argv)
{
    g_autoptr(AdwApplication) application = NULL;
    g_autofree char *locale_dir = tally_preferences_locale_dir ();

    /* libsoup before 3.4 asks on HTTP/2 connections that the server is closing just then. */
    g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
    setlocale (LC_ALL, "");
    bindtextdomain (GETTEXT_PACKAGE, locale_dir);
    bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
    textdomain (GETTEXT_PACKAGE);

    application = adw_application_new (APPLICATION_ID, G_APPLICATION_DEFAULT_FLAGS);
    g_application_set_resource_base_path (G_APPLICATION (application), "/org/gridtally/Gridtally");
    g_application_add_main_option (G_APPLICATION (application), "server", 's', 0,
                                   G_OPTION_ARG_STRING, _ ("Sign in to this server"), "URL");
    g_application_add_main_option (G_APPLICATION (application), "certificates", 0, 0,
                                   G_OPTION_ARG_STRING,
                                   _ ("Take these certificates of the server, and no others"),
                                   "FILE");
    g_signal_connect (application, "activate", G_CALLBACK (on_activated), NULL);
    g_signal_connect (application, "handle-local-options", G_CALLBACK (on_options_read), NULL);
    g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                     application);
    return g_application_run (G_APPLICATION (application), argc, argv);
}
