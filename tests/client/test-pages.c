// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: every page opens without a server, says what is wrong, fits a narrow window, and frees
 * itself with all it holds. */
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
#include "client-gtk/tally-preferences.h"
#include "client-gtk/widgets/tally-choice.h"

/* The narrowest window that is promised, without its frame. */
#define NARROW 360

typedef struct {
    const char *name;
    GtkWidget *(*open) (TallyApi *api);
} PageCase;

static const PageCase pages[] = {
    { "collection", tally_collection_page_new }, { "plan", tally_plan_page_new },
    { "points", tally_points_page_new },         { "imports", tally_imports_page_new },
    { "rules", tally_rules_page_new },           { "readings", tally_readings_page_new },
    { "regions", tally_regions_page_new },       { "billing", tally_billing_page_new },
    { "settlement", tally_settlement_page_new }, { "tariffs", tally_tariffs_page_new },
};

static void
settle (void)
{
    while (g_main_context_iteration (NULL, FALSE))
        ;
}

static GtkWidget *
find (GtkWidget *root, GType type)
{
    if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
        return root;
    for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
         child = gtk_widget_get_next_sibling (child)) {
        GtkWidget *found = find (child, type);

        if (found != NULL)
            return found;
    }
    return NULL;
}

static void
report_wide (GtkWidget *root, int depth)
{
    int least;

    gtk_widget_measure (root, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
    if (least > NARROW)
        g_test_message ("%*s%s needs %d", depth * 2, "", G_OBJECT_TYPE_NAME (root), least);
    for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
         child = gtk_widget_get_next_sibling (child))
        report_wide (child, depth + 1);
}

static void
test_fits (gconstpointer data)
{
    const PageCase *c = data;
    g_autoptr(TallyApi) api = tally_api_new ();
    g_autoptr(GtkWidget) page = g_object_ref_sink (c->open (api));
    int least;

    settle ();
    gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
    report_wide (page, 0);
    g_assert_cmpint (least, <=, NARROW);
}

static void
test_says_what_is_wrong (gconstpointer data)
{
    const PageCase *c = data;
    g_autoptr(TallyApi) api = tally_api_new ();
    g_autoptr(GtkWidget) page = g_object_ref_sink (c->open (api));
    GtkWidget *list = find (page, TALLY_TYPE_DATA_LIST);
    GtkStack *stack;

    settle ();
    g_assert_nonnull (list);
    stack = GTK_STACK (find (list, GTK_TYPE_STACK));
    g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "error");
}

static void
test_frees_itself (gconstpointer data)
{
    const PageCase *c = data;
    g_autoptr(TallyApi) api = tally_api_new ();
    GtkWidget *page = g_object_ref_sink (c->open (api));

    settle ();
    g_assert_finalize_object (page);
}

static void
test_sign_in_frees_itself (void)
{
    g_autoptr(TallyApi) api = tally_api_new ();
    g_autoptr(GSettings) settings = tally_preferences_open ();
    TallySignInPage *page = g_object_ref_sink (g_object_new (TALLY_TYPE_SIGN_IN_PAGE, NULL));

    tally_sign_in_page_set_up (page, api, settings);
    settle ();
    g_assert_finalize_object (page);
}

typedef struct {
    const char *name;
    const char *address;
    gboolean is_good;
} ServerCase;

static const ServerCase servers[] = {
    { "https", "https://tally.example", TRUE },
    { "https-port", "https://tally.example:8443/", TRUE },
    { "this-machine", "http://127.0.0.1:8080", TRUE },
    { "this-machine-6", "http://[::1]:8080", TRUE },
    { "localhost", "http://localhost:8080", TRUE },
    { "password-in-the-clear", "http://tally.example", FALSE },
    { "looks-like-localhost", "http://localhost.example.org", FALSE },
    { "not-an-address", "tally.example", FALSE },
    { "empty", "", FALSE },
    { "file", "file:///etc/passwd", FALSE },
};

static void
test_server (gconstpointer data)
{
    const ServerCase *c = data;
    g_autoptr(TallyApi) api = tally_api_new ();
    g_autoptr(GError) error = NULL;

    g_assert_cmpint (tally_api_set_server (api, c->address, &error), ==, c->is_good);
    g_assert_cmpint (error == NULL, ==, c->is_good);
}

/* As the application does, because the style decides how narrow things get. */
static void
load_style (void)
{
    g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();

    gtk_css_provider_load_from_resource (style, "/org/gridtally/Gridtally/style.css");
    gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                                GTK_STYLE_PROVIDER (style),
                                                GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* Lists come again with every change in the utility, also while somebody chooses. */
static void
test_choice_is_kept (void)
{
    const char *first[] = { "All", "North", "South", NULL };
    const char *grown[] = { "All", "East", "North", "South", NULL };
    g_autoptr(GtkStringList) names = gtk_string_list_new (first);
    g_autoptr(GtkStringList) again = gtk_string_list_new (first);
    g_autoptr(GtkStringList) more = gtk_string_list_new (grown);
    GtkDropDown *choice = g_object_ref_sink (GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL)));

    g_assert_null (tally_choice_get_name (choice));
    tally_choice_show (choice, names, 0);
    g_assert_cmpstr (tally_choice_get_name (choice), ==, "All");
    gtk_drop_down_set_selected (choice, 2);
    tally_choice_show (choice, again, 2);
    g_assert_true (gtk_drop_down_get_model (choice) == G_LIST_MODEL (names));
    g_assert_cmpstr (tally_choice_get_name (choice), ==, "South");
    tally_choice_show (choice, more, 3);
    g_assert_true (gtk_drop_down_get_model (choice) == G_LIST_MODEL (more));
    g_assert_cmpstr (tally_choice_get_name (choice), ==, "South");
    g_object_unref (choice);
}

static void
add (const char *what, const PageCase *c, GTestDataFunc test)
{
    g_autofree char *path = g_strdup_printf ("/pages/%s/%s", what, c->name);

    g_test_add_data_func (path, c, test);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    adw_init ();
    load_style ();

    for (size_t i = 0; i < G_N_ELEMENTS (pages); i++) {
        add ("fits", &pages[i], test_fits);
        add ("says-what-is-wrong", &pages[i], test_says_what_is_wrong);
        add ("frees-itself", &pages[i], test_frees_itself);
    }
    g_test_add_func ("/choice/kept", test_choice_is_kept);
    g_test_add_func ("/pages/frees-itself/sign-in", test_sign_in_frees_itself);
    for (size_t i = 0; i < G_N_ELEMENTS (servers); i++) {
        g_autofree char *path = g_strconcat ("/server/", servers[i].name, NULL);

        g_test_add_data_func (path, &servers[i], test_server);
    }
    return g_test_run ();
}
