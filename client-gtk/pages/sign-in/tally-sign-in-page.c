// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/sign-in/tally-sign-in-page.h"

#include "shared/wire/tally-wire-login.h"

#include <glib/gi18n.h>

struct _TallySignInPage {
    AdwBin parent_instance;

    TallyApi *api;
    GSettings *settings;

    /* Template children */
    GtkWidget *notice;
    GtkLabel *notice_text;
    GtkEditable *server;
    GtkEditable *login;
    GtkEditable *password;
    GtkEditable *code;
    GtkWidget *sign_in;
    GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (TallySignInPage, tally_sign_in_page, ADW_TYPE_BIN)

enum {
    SIGNAL_SIGNED_IN,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

void
tally_sign_in_page_tell (TallySignInPage *self, const char *text)
{
    g_return_if_fail (TALLY_IS_SIGN_IN_PAGE (self));

    gtk_widget_set_visible (self->notice, text != NULL);
    gtk_label_set_text (self->notice_text, text != NULL ? text : "");
}

static void
set_busy (TallySignInPage *self, gboolean is_busy)
{
    gtk_widget_set_sensitive (self->sign_in, !is_busy);
    gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
    gtk_spinner_set_spinning (self->spinner, is_busy);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallySignInPage) self = user_data;
    g_autoptr(GError) error = NULL;
    gboolean is_in = tally_api_ask_finish (TALLY_API (source), result, NULL, &error);

    if (self->api == NULL) /* the window was closed meanwhile */
        return;
    set_busy (self, FALSE);
    gtk_editable_set_text (self->password, "");
    gtk_editable_set_text (self->code, "");
    if (!is_in) {
        tally_sign_in_page_tell (self, error->message);
        gtk_widget_grab_focus (GTK_WIDGET (self->password));
        return;
    }
    tally_sign_in_page_tell (self, NULL);
    g_settings_set_string (self->settings, "server", gtk_editable_get_text (self->server));
    g_settings_set_string (self->settings, "login", gtk_editable_get_text (self->login));
    g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0);
}

static gboolean
is_filled (TallySignInPage *self, GtkEditable *field, const char *text)
{
    if (*gtk_editable_get_text (field) != '\0')
        return TRUE;
    tally_sign_in_page_tell (self, text);
    gtk_widget_grab_focus (GTK_WIDGET (field));
    return FALSE;
}

static void
on_sign_in_clicked (TallySignInPage *self)
{
    g_autoptr(TallyWireLogin) request = tally_wire_login_new ();
    g_autofree char *certificates = g_settings_get_string (self->settings, "certificates");
    g_autoptr(GError) error = NULL;
    const char *code = gtk_editable_get_text (self->code);

    if (!gtk_widget_get_sensitive (self->sign_in))
        return;
    if (!is_filled (self, self->login, _ ("Enter your login."))
        || !is_filled (self, self->password, _ ("Enter your password.")))
        return;
    if (!tally_api_set_server (self->api, gtk_editable_get_text (self->server), &error)
        || !tally_api_trust (self->api, certificates, &error)) {
        tally_sign_in_page_tell (self, error->message);
        gtk_widget_grab_focus (GTK_WIDGET (self->server));
        return;
    }
    request->login = g_strdup (gtk_editable_get_text (self->login));
    request->password = g_strdup (gtk_editable_get_text (self->password));
    request->code = *code != '\0' ? g_strdup (code) : NULL;
    set_busy (self, TRUE);
    tally_api_ask_async (self->api, TALLY_ASK_SIGN_IN, NULL, request, NULL, on_answered,
                         g_object_ref (self));
}

void
tally_sign_in_page_set_up (TallySignInPage *self, TallyApi *api, GSettings *settings)
{
    g_autofree char *server = g_settings_get_string (settings, "server");
    g_autofree char *login = g_settings_get_string (settings, "login");

    g_return_if_fail (TALLY_IS_SIGN_IN_PAGE (self));

    self->api = g_object_ref (api);
    self->settings = g_object_ref (settings);
    gtk_editable_set_text (self->server, server);
    gtk_editable_set_text (self->login, login);
}

void
tally_sign_in_page_focus (TallySignInPage *self)
{
    gboolean is_known = *gtk_editable_get_text (self->login) != '\0';

    gtk_widget_grab_focus (GTK_WIDGET (is_known ? self->password : self->login));
}

static void
tally_sign_in_page_dispose (GObject *object)
{
    TallySignInPage *self = TALLY_SIGN_IN_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_SIGN_IN_PAGE);
    g_clear_object (&self->api);
    g_clear_object (&self->settings);

    G_OBJECT_CLASS (tally_sign_in_page_parent_class)->dispose (object);
}

static void
tally_sign_in_page_class_init (TallySignInPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_sign_in_page_dispose;
    signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in", TALLY_TYPE_SIGN_IN_PAGE,
                                              G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                              0);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-sign-in-page.ui");
    gtk_widget_class_bind_template_child (widget_class, TallySignInPage, notice);
    gtk_widget_class_bind_template_child (widget_class, TallySignInPage, notice_text);
    gtk_widget_class_bind_template_child (widget_class, TallySignInPage, server);
    gtk_widget_class_bind_template_child (widget_class, TallySignInPage, login);
    gtk_widget_class_bind_template_child (widget_class, TallySignInPage, password);
    gtk_widget_class_bind_template_child (widget_class, TallySignInPage, code);
    gtk_widget_class_bind_template_child (widget_class, TallySignInPage, sign_in);
    gtk_widget_class_bind_template_child (widget_class, TallySignInPage, spinner);
    gtk_widget_class_bind_template_callback (widget_class, on_sign_in_clicked);
}

static void
tally_sign_in_page_init (TallySignInPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}
