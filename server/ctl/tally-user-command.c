// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-user-command.h"

#include "server/ctl/tally-command.h"
#include "server/guard/tally-password.h"
#include "server/guard/tally-person-store.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 1024

typedef struct {
    char *database;
    char *name;
    char *role;
    char *language;
    int district;
    gint64 customer;
    gboolean with_customers;
    gboolean is_json;
    const char *login;
} Options;

static void
clear_options (Options *options)
{
    g_free (options->database);
    g_free (options->name);
    g_free (options->role);
    g_free (options->language);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static char *
read_password (GError **error)
{
    char line[LINE_MAX_BYTES];

    if (fgets (line, sizeof line, stdin) == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("standard input: a line with the password is expected"));
        return NULL;
    }
    line[strcspn (line, "\r\n")] = '\0';
    return g_strdup (line);
}

static gboolean
add (TallyDb *db, const Options *options, const char *by, GError **error)
{
    TallyPerson person = { .login = (char *) options->login,
                           .name = options->name != NULL ? options->name : (char *) options->login,
                           .district_id = options->district,
                           .customer_id = options->customer,
                           .language = options->language };
    g_autofree char *password = NULL;

    if (options->role == NULL || !tally_role_parse (options->role, &person.role)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("--role: clerk, supervisor, auditor, administrator or customer "
                                "is expected"));
        return FALSE;
    }
    if ((person.role == TALLY_ROLE_CUSTOMER) != (options->customer != 0)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("--customer: names the customer of role customer, and of no "
                                "other"));
        return FALSE;
    }
    password = read_password (error);
    return password != NULL && tally_person_store_add (db, &person, password, by, error);
}

static gboolean
set_password (TallyDb *db, const Options *options, const char *by, GError **error)
{
    g_autofree char *password = read_password (error);

    return password != NULL
           && tally_person_store_set_password (db, options->login, password, by, error);
}

static gboolean
disable (TallyDb *db, const Options *options, const char *by, GError **error)
{
    return tally_person_store_set_disabled (db, options->login, TRUE, by, error);
}

static gboolean
enable (TallyDb *db, const Options *options, const char *by, GError **error)
{
    return tally_person_store_set_disabled (db, options->login, FALSE, by, error);
}

static gboolean
enroll (TallyDb *db, const Options *options, const char *by, GError **error)
{
    g_autoptr(GBytes) secret = tally_totp_secret_new ();
    g_autofree char *uri = tally_totp_uri (secret, options->login);

    if (!tally_person_store_set_totp (db, options->login, secret, by, error))
        return FALSE;
    g_print ("%s\n", uri);
    return TRUE;
}

static gboolean
remove_totp (TallyDb *db, const Options *options, const char *by, GError **error)
{
    return tally_person_store_set_totp (db, options->login, NULL, by, error);
}

static void
print_json (GPtrArray *people)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_array (builder);
    for (guint i = 0; i < people->len; i++) {
        const TallyPerson *person = g_ptr_array_index (people, i);

        json_builder_begin_object (builder);
        json_builder_set_member_name (builder, "login");
        json_builder_add_string_value (builder, person->login);
        json_builder_set_member_name (builder, "name");
        json_builder_add_string_value (builder, person->name);
        json_builder_set_member_name (builder, "role");
        json_builder_add_string_value (builder, tally_role_name (person->role));
        json_builder_set_member_name (builder, "district_id");
        json_builder_add_int_value (builder, person->district_id);
        json_builder_set_member_name (builder, "customer_id");
        json_builder_add_int_value (builder, person->customer_id);
        json_builder_set_member_name (builder, "has_totp");
        json_builder_add_boolean_value (builder, person->has_totp);
        json_builder_set_member_name (builder, "is_disabled");
        json_builder_add_boolean_value (builder, person->is_disabled);
        json_builder_end_object (builder);
    }
    json_builder_end_array (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    g_print ("%s\n", text);
}

static gboolean
list (TallyDb *db, const Options *options, const char *by, GError **error)
{
    g_autoptr(GPtrArray) people = tally_person_store_list (db, options->with_customers, error);

    if (people == NULL)
        return FALSE;
    if (options->is_json) {
        print_json (people);
        return TRUE;
    }
    for (guint i = 0; i < people->len; i++) {
        const TallyPerson *person = g_ptr_array_index (people, i);

        g_print ("%-20s %-14s %4d  %s%s%s\n", person->login, tally_role_name (person->role),
                 person->district_id, person->name, person->has_totp ? _ (" (code device)") : "",
                 person->is_disabled ? _ (" (disabled)") : "");
    }
    return TRUE;
}

static const struct {
    const char *verb;
    gboolean (*run) (TallyDb *db, const Options *options, const char *by, GError **error);
    gboolean needs_login;
} verbs[] = {
    { "add", add, TRUE },
    { "list", list, FALSE },
    { "password", set_password, TRUE },
    { "disable", disable, TRUE },
    { "enable", enable, TRUE },
    { "totp", enroll, TRUE },
    { "no-totp", remove_totp, TRUE },
};

static gboolean
run (Options *options, int argc, char **argv, GError **error)
{
    g_autofree char *by = g_strconcat ("gridtallyctl:", g_get_user_name (), NULL);
    g_autoptr(TallyDb) db = NULL;

    for (size_t i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++) {
        if (!g_str_equal (verbs[i].verb, argv[1]) || argc != (verbs[i].needs_login ? 3 : 2))
            continue;
        options->login = verbs[i].needs_login ? argv[2] : NULL;
        db = tally_command_open (options->database, "tally_api", error);
        return db != NULL && verbs[i].run (db, options, by, error);
    }
    g_set_error_literal (
        error, TALLY_ERROR, TALLY_ERROR_INVALID,
        _ ("add|password|disable|enable|totp|no-totp LOGIN, or list, is expected"));
    return FALSE;
}

int
tally_user_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("connection string"),
          N_ ("CONNINFO") },
        { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, N_ ("full name"), N_ ("NAME") },
        { "role", 0, 0, G_OPTION_ARG_STRING, &options.role,
          N_ ("clerk, supervisor, auditor, administrator or customer"), N_ ("ROLE") },
        { "district", 0, 0, G_OPTION_ARG_INT, &options.district,
          N_ ("own district; 0: all districts"), N_ ("ID") },
        { "customer", 0, 0, G_OPTION_ARG_INT64, &options.customer, N_ ("which customer signs in"),
          N_ ("ID") },
        { "language", 0, 0, G_OPTION_ARG_STRING, &options.language, N_ ("en or zh_CN"),
          N_ ("LANGUAGE") },
        { "with-customers", 0, 0, G_OPTION_ARG_NONE, &options.with_customers,
          N_ ("list customers too"), NULL },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, N_ ("print JSON"), NULL },
        { NULL }
    };
    g_autoptr(GOptionContext) context = g_option_context_new (
        _ ("add|list|password|disable|enable|totp|no-totp [LOGIN] — people who may sign in"));
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (g_option_context_parse (context, &argc, &argv, &error)
        && run (&options, argc, argv, &error))
        return 0;
    return tally_command_fail ("user", error);
}
