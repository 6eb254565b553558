// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/tally-window.h"

#include "client-gtk/api/tally-events.h"
#include "client-gtk/api/tally-market-time.h"
#include "client-gtk/pages/billing/tally-billing-page.h"
#include "client-gtk/pages/collection/tally-collection-page.h"
#include "client-gtk/pages/imports/tally-imports-page.h"
#include "client-gtk/pages/plan/tally-plan-page.h"
#include "client-gtk/pages/points/tally-points-page.h"
#include "client-gtk/pages/readings/tally-readings-page.h"
#include "client-gtk/pages/regions/tally-regions-page.h"
#include "client-gtk/pages/rules/tally-rules-page.h"
#include "client-gtk/pages/settlement/tally-settlement-page.h"
#include "client-gtk/pages/sign-in/tally-sign-in-page.h"
#include "client-gtk/pages/tariffs/tally-tariffs-page.h"
#include "client-gtk/tally-place-row.h"
#include "client-gtk/tally-preferences.h"
#include "client-gtk/widgets/tally-accessible.h"

#include <glib/gi18n.h>

#define AGE_S 20 /* how often the age of old data is told anew */

typedef struct {
    const char *id;
    const char *title; /* N_() */
    const char *icon;
    GtkWidget *(*open) (TallyApi *api);
    const char *act; /* whoever may not do this does not see the place */
} Place;

static const Place places[] = {
    { "collection", N_ ("Collection"), "tally-collection-symbolic", tally_collection_page_new,
      "see" },
    { "readings", N_ ("Readings"), "tally-readings-symbolic", tally_readings_page_new, "see" },
    { "points", N_ ("Points"), "tally-points-symbolic", tally_points_page_new, "see" },
    { "imports", N_ ("Imports"), "tally-imports-symbolic", tally_imports_page_new, "see" },
    { "regions", N_ ("Regions"), "tally-regions-symbolic", tally_regions_page_new, "see" },
    { "billing", N_ ("Billing"), "tally-billing-symbolic", tally_billing_page_new, "see" },
    { "tariffs", N_ ("Tariffs"), "tally-tariffs-symbolic", tally_tariffs_page_new, "see" },
    { "settlement", N_ ("Settlement"), "tally-settlement-symbolic", tally_settlement_page_new,
      "see" },
    { "rules", N_ ("Rules"), "tally-rules-symbolic", tally_rules_page_new, "see" },
    { "plan", N_ ("Work plan"), "tally-plan-symbolic", tally_plan_page_new, "see" },
};

struct _TallyWindow {
    AdwApplicationWindow parent_instance;

    TallyApi *api;
    TallyEvents *events;
    GSettings *settings;

    /* Template children */
    AdwToastOverlay *toasts;
    GtkStack *stack;
    TallySignInPage *sign_in;
    AdwFlap *flap;
    GtkWidget *flap_button;
    GtkListBox *places;
    GtkLabel *person_name;
    GtkLabel *person_role;
    AdwWindowTitle *title;
    GtkInfoBar *stale_bar;
    GtkLabel *stale_text;
    GtkStack *pages;
    guint age_timer;
};

G_DEFINE_FINAL_TYPE (TallyWindow, tally_window, ADW_TYPE_APPLICATION_WINDOW)

static TallyPage *
current_page (TallyWindow *self)
{
    GtkWidget *page = gtk_stack_get_visible_child (self->pages);
    gboolean is_working = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "work") == 0;

    return is_working && page != NULL ? TALLY_PAGE (page) : NULL;
}

static void
on_place_selected (TallyWindow *self, GtkListBoxRow *row)
{
    const char *id;

    if (row == NULL)
        return;
    id = tally_place_row_get_id (TALLY_PLACE_ROW (row));
    gtk_stack_set_visible_child_name (self->pages, id);
    adw_window_title_set_title (self->title, tally_place_row_get_title (TALLY_PLACE_ROW (row)));
    g_settings_set_string (self->settings, "page", id);
    if (adw_flap_get_folded (self->flap))
        adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
add_place (TallyWindow *self, const Place *place)
{
    GtkWidget *page = place->open (self->api);
    GtkWidget *row = tally_place_row_new (place->id, _ (place->title), place->icon);
    g_autofree char *last = g_settings_get_string (self->settings, "page");
    gboolean is_first = gtk_list_box_get_row_at_index (self->places, 0) == NULL;

    g_object_bind_property (page, "count", row, "count", G_BINDING_SYNC_CREATE);
    gtk_stack_add_named (self->pages, page, place->id);
    gtk_accessible_update_state (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_STATE_HIDDEN, !is_first, -1);
    gtk_list_box_append (self->places, row);
    if (is_first || g_str_equal (last, place->id))
        gtk_list_box_select_row (self->places, GTK_LIST_BOX_ROW (row));
}

static void
close_places (TallyWindow *self)
{
    GtkWidget *child;

    while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
        gtk_stack_remove (self->pages, child);
    while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->places))) != NULL)
        gtk_list_box_remove (self->places, child);
}

/* To the list of the page; in a narrow window that may be the one which is not seen. */
static void
focus_work (TallyWindow *self)
{
    TallyPage *page = current_page (self);
    TallyDataList *list = page != NULL ? tally_page_get_list (page) : NULL;

    if (list == NULL || !gtk_widget_get_mapped (GTK_WIDGET (list)) || !tally_data_list_focus (list))
        gtk_widget_grab_focus (self->flap_button);
}

static void
on_signed_in (TallyWindow *self)
{
    const TallyWirePerson *person = tally_api_get_person (self->api);
    g_autofree char *last = g_settings_get_string (self->settings, "page");

    close_places (self);
    gtk_label_set_text (self->person_name, person->name != NULL ? person->name : person->login);
    gtk_label_set_text (self->person_role, tally_figure_word (person->role));
    for (size_t i = 0; i < G_N_ELEMENTS (places); i++) {
        /* Selecting the first place must not overwrite which one was open last. */
        g_settings_set_string (self->settings, "page", last);
        if (tally_api_may (self->api, places[i].act))
            add_place (self, &places[i]);
    }
    gtk_stack_set_visible_child_name (self->stack, "work");
    focus_work (self);
    tally_events_start (self->events);
}

static void
show_sign_in (TallyWindow *self, const char *why)
{
    tally_events_stop (self->events);
    close_places (self);
    gtk_stack_set_visible_child_name (self->stack, "sign-in");
    tally_sign_in_page_tell (self->sign_in, why);
    tally_sign_in_page_focus (self->sign_in);
}

static void
on_session_ended (TallyWindow *self)
{
    show_sign_in (self, _ ("Your session has ended. Please sign in again."));
}

static void
on_sign_out_asked (GtkWidget *widget, const char *name, GVariant *parameter)
{
    TallyWindow *self = TALLY_WINDOW (widget);

    /* The server need not answer: the token is forgotten here either way. */
    tally_api_ask_async (self->api, TALLY_ASK_SIGN_OUT, NULL, NULL, NULL, NULL, NULL);
    tally_api_sign_off (self->api);
    show_sign_in (self, NULL);
}

static void
on_event (TallyWindow *self, const char *name, const TallyWireEvent *event)
{
    for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL;
         page = gtk_widget_get_next_sibling (page))
        tally_page_hear (TALLY_PAGE (page), name, event);
}

static void
on_caught_up (TallyWindow *self)
{
    for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL;
         page = gtk_widget_get_next_sibling (page))
        tally_page_refresh (TALLY_PAGE (page));
}

/* What is shown is asked for again: the answer, or its age, tells how things stand. */
static void
on_lost (TallyWindow *self)
{
    TallyPage *page = current_page (self);

    if (page != NULL)
        tally_page_refresh (page);
}

/* Old data say so, and how old they are, as long as they are shown. */
static gboolean
on_age_due (gpointer user_data)
{
    TallyWindow *self = user_data;
    int64_t since = tally_api_get_stale_since (self->api);
    int64_t minutes = (g_get_real_time () / G_USEC_PER_SEC - since) / 60;
    g_autoptr(GDateTime) at = tally_market_time_of (since);
    g_autofree char *when = g_date_time_format (at, "%F %H:%M");
    g_autofree char *text = NULL;

    if (minutes < 1)
        text = g_strdup_printf (_ ("The server cannot be reached. What you see was stored at %s, "
                                   "less than a minute ago. Nothing can be changed."),
                                when);
    else
        text = g_strdup_printf (ngettext ("The server cannot be reached. What you see was stored "
                                          "at %s, %d minute ago. Nothing can be changed.",
                                          "The server cannot be reached. What you see was stored "
                                          "at %s, %d minutes ago. Nothing can be changed.",
                                          (gulong) minutes),
                                when, (int) MIN (minutes, G_MAXINT));
    gtk_label_set_text (self->stale_text, text);
    return G_SOURCE_CONTINUE;
}

static void
on_stale_changed (TallyWindow *self)
{
    gboolean is_stale = tally_api_get_stale_since (self->api) != 0;
    gboolean was_stale = self->age_timer != 0;

    g_clear_handle_id (&self->age_timer, g_source_remove);
    gtk_widget_set_visible (GTK_WIDGET (self->stale_bar), is_stale);
    if (is_stale) {
        on_age_due (self);
        self->age_timer = g_timeout_add_seconds (AGE_S, on_age_due, self);
    } else if (was_stale && current_page (self) != NULL) {
        on_caught_up (self); /* every page, not only the one that asked */
    }
}

static void
on_say_asked (GtkWidget *widget, const char *name, GVariant *text)
{
    AdwToast *toast = adw_toast_new ("");
    g_autofree char *escaped = g_markup_escape_text (g_variant_get_string (text, NULL), -1);

    adw_toast_set_title (toast, escaped);
    adw_toast_overlay_add_toast (TALLY_WINDOW (widget)->toasts, toast);
}

static void
on_refresh_asked (GtkWidget *widget, const char *name, GVariant *parameter)
{
    TallyPage *page = current_page (TALLY_WINDOW (widget));

    if (page != NULL)
        tally_page_refresh (page);
}

static void
on_go_asked (GtkWidget *widget, const char *name, GVariant *index)
{
    TallyWindow *self = TALLY_WINDOW (widget);
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->places, g_variant_get_int32 (index));

    if (row == NULL || current_page (self) == NULL)
        return;
    gtk_list_box_select_row (self->places, row);
    focus_work (self);
}

static TallyDataList *
current_list (TallyWindow *self)
{
    TallyPage *page = current_page (self);

    return page != NULL ? tally_page_get_list (page) : NULL;
}

/* Keys that no list took, because none has the focus. */

static gboolean
on_search_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
    TallyDataList *list = current_list (TALLY_WINDOW (widget));

    if (list != NULL)
        tally_data_list_search (list);
    return list != NULL;
}

static gboolean
on_export_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
    TallyDataList *list = current_list (TALLY_WINDOW (widget));

    if (list != NULL)
        tally_data_list_export (list);
    return list != NULL;
}

static gboolean
on_escape_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
    TallyPage *page = current_page (TALLY_WINDOW (widget));

    return page != NULL && tally_page_back (page);
}

static gboolean
on_flap_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
    AdwFlap *flap = TALLY_WINDOW (widget)->flap;

    adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
    return TRUE;
}

static void
tally_window_dispose (GObject *object)
{
    TallyWindow *self = TALLY_WINDOW (object);

    g_clear_handle_id (&self->age_timer, g_source_remove);
    if (self->events != NULL)
        tally_events_stop (self->events);
    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_WINDOW);
    g_clear_object (&self->events);
    g_clear_object (&self->api);
    g_clear_object (&self->settings);

    G_OBJECT_CLASS (tally_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, toasts);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, stack);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, sign_in);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, flap);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, flap_button);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, places);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, person_name);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, person_role);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, title);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, stale_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, stale_text);
    gtk_widget_class_bind_template_child (widget_class, TallyWindow, pages);
    gtk_widget_class_bind_template_callback (widget_class, on_signed_in);
    gtk_widget_class_bind_template_callback (widget_class, on_place_selected);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
    gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, on_search_key, NULL);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, on_export_key, NULL);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape_key, NULL);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_F9, 0, on_flap_key, NULL);
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "win.refresh", NULL);
    for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + (i + 1) % 10, GDK_ALT_MASK,
                                             "win.go", "i", (int) i);
}

static void
tally_window_class_init (TallyWindowClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_window_dispose;
    g_type_ensure (TALLY_TYPE_SIGN_IN_PAGE);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-window.ui");
    bind_children (widget_class);
    gtk_widget_class_install_action (widget_class, "win.say", "s", on_say_asked);
    gtk_widget_class_install_action (widget_class, "win.refresh", NULL, on_refresh_asked);
    gtk_widget_class_install_action (widget_class, "win.sign-out", NULL, on_sign_out_asked);
    gtk_widget_class_install_action (widget_class, "win.go", "i", on_go_asked);
    add_keys (widget_class);
}

static void
tally_window_init (TallyWindow *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_name (GTK_WIDGET (self));
    tally_accessible_follow_stack (self->stack);
    tally_accessible_follow_stack (self->pages);
    tally_accessible_set (GTK_WIDGET (self->places), _ ("Places of work"));

    self->settings = tally_preferences_open ();
    self->api = tally_api_new ();
    self->events = tally_events_new (self->api);
    g_settings_bind (self->settings, "width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
    g_settings_bind (self->settings, "height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
    g_settings_bind (self->settings, "is-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
    g_signal_connect_object (self->api, "signed-out", G_CALLBACK (on_session_ended), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->events, "happened", G_CALLBACK (on_event), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->api, "notify::stale-since", G_CALLBACK (on_stale_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->events, "lost", G_CALLBACK (on_lost), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->events, "caught-up", G_CALLBACK (on_caught_up), self,
                             G_CONNECT_SWAPPED);
    tally_sign_in_page_set_up (self->sign_in, self->api, self->settings);
    tally_sign_in_page_focus (self->sign_in);
}

GtkWidget *
tally_window_new (GtkApplication *application)
{
    return g_object_new (TALLY_TYPE_WINDOW, "application", application, NULL);
}
