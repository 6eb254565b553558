// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-tariff-desk-command.h"

#include "server/ctl/tally-command.h"
#include "server/ref/tally-tariff-sound.h"
#include "server/ref/tally-tariff-step.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-tariff.h"
#include "shared/time/tally-day.h"

#include <glib/gi18n.h>

#define ROLE "tally_settle"

typedef struct {
    char *database;
    char *person;
    char *reason;
    char *corrects;
    char *draft_id;
    gboolean as_json;
    char **words; /* the verb, and what it is about */
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->person);
    g_free (options->reason);
    g_free (options->corrects);
    g_free (options->draft_id);
    g_strfreev (options->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *const verbs[] = { "list", "propose", "return", "sign", "withdraw", NULL };

gboolean
tally_tariff_desk_has (const char *verb)
{
    return g_strv_contains (verbs, verb);
}

static const char *
person_of (const Options *options)
{
    return options->person != NULL ? options->person : g_get_user_name ();
}

static char *
today (void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local ();

    return g_date_time_format (now, "%Y-%m-%d");
}

static void
add_member (GString *json, const char *name, const char *value)
{
    g_string_append_printf (json, ",\"%s\":", name);
    tally_json_append_quoted (json, value);
}

typedef struct {
    const Options *options;
    GString *json;
} Listing;

static void
on_row (const TallyTariffRow *row, gpointer user_data)
{
    Listing *listing = user_data;

    if (!listing->options->as_json) {
        g_print ("%-24s %3d  %-10s %-10s  %-12s %-12s %s\n", row->code, row->version, row->state,
                 row->valid_from, row->drafted_by, row->signed_by, row->draft_id);
        return;
    }
    g_string_append_printf (listing->json, "%s{\"version\":%d", listing->json->len > 1 ? "," : "",
                            row->version);
    add_member (listing->json, "tariff", row->code);
    add_member (listing->json, "state", row->state);
    add_member (listing->json, "valid_from", row->valid_from);
    add_member (listing->json, "draft_id", row->draft_id);
    add_member (listing->json, "drafted_by", row->drafted_by);
    add_member (listing->json, "signed_by", row->signed_by);
    add_member (listing->json, "name", row->name);
    g_string_append_c (listing->json, '}');
}

static gboolean
list (TallyDb *db, const Options *options, GError **error)
{
    g_autoptr(GString) json = g_string_new ("[");
    g_autofree char *day = today ();
    Listing listing = { options, json };

    if (!tally_tariff_store_list (db, day, on_row, &listing, error))
        return FALSE;
    if (options->as_json)
        g_print ("%s]\n", json->str);
    return TRUE;
}

typedef struct {
    const char *code;
    char *found;
    guint n;
} Search;

static void
on_candidate (const TallyTariffRow *row, gpointer user_data)
{
    Search *search = user_data;

    if (*row->draft_id == '\0' || !g_str_equal (row->code, search->code))
        return;
    g_free (search->found);
    search->found = g_strdup (row->draft_id);
    search->n++;
}

/* A draft by its id, or by its code while only one of that code waits. */
static char *
find_draft (TallyDb *db, const Options *options, GError **error)
{
    g_autofree char *day = today ();
    Search search = { .code = options->words[1] };

    if (search.code == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "name a draft by its id or its tariff's code");
        return NULL;
    }
    if (g_uuid_string_is_valid (search.code))
        return g_strdup (search.code);
    if (!tally_tariff_store_list (db, day, on_candidate, &search, error))
        return NULL;
    if (search.n == 1)
        return search.found;
    g_free (search.found);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                 search.n == 0 ? "%s: no draft waits"
                               : "%s: several drafts wait: name one by its id",
                 search.code);
    return NULL;
}

static void
print_draft (const Options *options, const TallyTariffDraft *draft)
{
    g_autoptr(GString) json = g_string_new (NULL);

    if (!options->as_json) {
        g_print (_ ("Tariff %s, draft %s: %s\n"), draft->code, draft->draft_id, draft->state);
        return;
    }
    g_string_append_printf (json, "{\"version\":%d,\"revision\":%d", draft->version,
                            draft->revision);
    add_member (json, "tariff", draft->code);
    add_member (json, "draft_id", draft->draft_id);
    add_member (json, "state", draft->state);
    add_member (json, "valid_from", draft->valid_from);
    add_member (json, "proposed_by", draft->proposed_by);
    add_member (json, "signed_by", draft->signed_by);
    g_print ("%s}\n", json->str);
}

/* A file becomes a draft and is proposed; one that has a fault is not even kept. */
static gboolean
propose (TallyDb *db, const Options *options, GError **error)
{
    const char *path = options->words[1];
    g_autofree char *text = NULL;
    g_autofree char *id = options->draft_id != NULL ? g_strdup (options->draft_id)
                                                    : g_uuid_string_random ();
    g_auto(TallyTariffDraft) draft = { 0 };
    g_autoptr(TallyTariff) tariff = NULL;
    TallyTariffOrder order = { .draft_id = id,
                               .revision = -1,
                               .person = person_of (options),
                               .address = "",
                               .reason = options->reason != NULL ? options->reason : "",
                               .corrects = options->corrects };

    if (path == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "name a tariff document");
        return FALSE;
    }
    if (options->corrects != NULL && *options->corrects == '\0') {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "--corrects says why");
        return FALSE;
    }
    if (!g_file_get_contents (path, &text, NULL, error))
        return FALSE;
    tariff = tally_tariff_sound (text, error);
    if (tariff == NULL) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    order.document = text;
    if (!tally_tariff_step_do (db, TALLY_TARIFF_SAVE, &order, &draft, error)
        || !tally_tariff_step_do (db, TALLY_TARIFF_PROPOSE, &order, &draft, error))
        return FALSE;
    print_draft (options, &draft);
    return TRUE;
}

static gboolean
decide (TallyDb *db, const Options *options, TallyTariffDeed deed, GError **error)
{
    g_autofree char *id = find_draft (db, options, error);
    g_auto(TallyTariffDraft) draft = { 0 };
    TallyTariffOrder order = { .draft_id = id,
                               .revision = -1,
                               .person = person_of (options),
                               .address = "",
                               .reason = options->reason != NULL ? options->reason : "" };

    if (id == NULL)
        return FALSE;
    if (deed != TALLY_TARIFF_SIGN && *order.reason == '\0') {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "--reason says why");
        return FALSE;
    }
    if (!tally_tariff_step_do (db, deed, &order, &draft, error))
        return FALSE;
    print_draft (options, &draft);
    return TRUE;
}

static gboolean
run (const Options *options, GError **error)
{
    g_autoptr(TallyDb) db = tally_command_open (options->database, ROLE, error);
    const char *verb = options->words[0];

    if (db == NULL)
        return FALSE;
    if (options->corrects != NULL && !g_str_equal (verb, "propose")) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "--corrects goes with propose only");
        return FALSE;
    }
    if (g_str_equal (verb, "list"))
        return list (db, options, error);
    if (g_str_equal (verb, "propose"))
        return propose (db, options, error);
    if (g_str_equal (verb, "return"))
        return decide (db, options, TALLY_TARIFF_RETURN, error);
    return decide (db, options,
                   g_str_equal (verb, "sign") ? TALLY_TARIFF_SIGN : TALLY_TARIFF_WITHDRAW, error);
}

int
tally_tariff_desk_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "person", 0, 0, G_OPTION_ARG_STRING, &options.person, N_ ("Who does it"), "LOGIN" },
        { "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, N_ ("Why"), "TEXT" },
        { "corrects", 0, 0, G_OPTION_ARG_STRING, &options.corrects,
          N_ ("Propose a correction of days that are billed already, and why"), "TEXT" },
        { "draft-id", 0, 0, G_OPTION_ARG_STRING, &options.draft_id,
          N_ ("The draft's identity, to propose a new text of it"), "UUID" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.words, NULL,
          "list | propose FILE | sign|return|withdraw DRAFT" },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context, _ ("Lists tariffs and drafts; proposes a document, and signs what another person\n"
                    "proposed, sends it back or gives it up."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error) || !run (&options, &error))
        return tally_command_fail ("tariff", error);
    return 0;
}
