// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-settle-command.h"

#include "server/ctl/tally-command.h"
#include "server/settle/tally-settle-step.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

typedef struct {
    char *database;
    char *id;
    char *period;
    char *person;
    char *reason;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->id);
    g_free (options->period);
    g_free (options->person);
    g_free (options->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_period (const char *text, TallyDays *days, GError **error)
{
    g_autofree char *first = g_strconcat (text != NULL ? text : "", "-01", NULL);
    TallyDay day;

    if (!tally_day_parse (first, &day, error)) {
        g_prefix_error (error, "--period (YYYY-MM): ");
        return FALSE;
    }
    *days = tally_days_of_month (day);
    return TRUE;
}

static gboolean
draft (TallyDb *db, const Options *options, GError **error)
{
    const char *conninfo = tally_command_database (options->database, error);
    TallyDays period;

    return conninfo != NULL && parse_period (options->period, &period, error)
           && tally_settle_step_draft (db, conninfo, options->id, period, options->person, NULL,
                                       error);
}

static gboolean
audit (TallyDb *db, const Options *options, GError **error)
{
    int n_red = 0;

    if (!tally_settle_step_audit (db, options->id, options->person, &n_red, error))
        return FALSE;
    if (n_red > 0)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "%d audit rules are red: it stays a draft", n_red);
    return n_red == 0;
}

static gboolean
submit (TallyDb *db, const Options *options, GError **error)
{
    return tally_settle_step_submit (db, options->id, options->person, error);
}

static gboolean
approve (TallyDb *db, const Options *options, GError **error)
{
    return tally_settle_step_approve (db, options->id, options->person, error);
}

static gboolean
give_back (TallyDb *db, const Options *options, GError **error)
{
    return tally_settle_step_return (db, options->id, options->person, options->reason, error);
}

static gboolean
publish (TallyDb *db, const Options *options, GError **error)
{
    return tally_settle_step_publish (db, options->id, options->person, error);
}

static const struct {
    const char *name;
    gboolean (*run) (TallyDb *db, const Options *options, GError **error);
} verbs[] = {
    { "draft", draft },     { "audit", audit },      { "submit", submit },
    { "approve", approve }, { "return", give_back }, { "publish", publish },
};

static gboolean
run (const char *verb, const Options *options, GError **error)
{
    g_autoptr(TallyDb) db = NULL;

    if (options->id == NULL || options->person == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "--id and --person are needed");
        return FALSE;
    }
    for (size_t i = 0; i < G_N_ELEMENTS (verbs); i++) {
        if (!g_str_equal (verbs[i].name, verb))
            continue;
        db = tally_command_open (options->database, "tally_settle", error);
        return db != NULL && verbs[i].run (db, options, error);
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "“%s” is not one of draft, audit, submit, approve, return, publish", verb);
    return FALSE;
}

int
tally_settle_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "id", 0, 0, G_OPTION_ARG_STRING, &options.id, N_ ("The settlement"), "UUID" },
        { "period", 0, 0, G_OPTION_ARG_STRING, &options.period, N_ ("Month of a new draft"),
          "YYYY-MM" },
        { "person", 0, 0, G_OPTION_ARG_STRING, &options.person, N_ ("Who takes the step"),
          "LOGIN" },
        { "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, N_ ("Why it is returned"), "TEXT" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (_ ("VERB"));
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context,
        _ ("Takes one step of a settlement: draft, audit, submit, approve, return, publish."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error)
        || !run (argc > 1 ? argv[1] : "", &options, &error))
        return tally_command_fail ("settle", error);
    g_print (options.as_json ? "{\"id\":\"%s\",\"step\":\"%s\"}\n" : _ ("Settlement %s: %s done\n"),
             options.id, argv[1]);
    return 0;
}
