// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-bill-command.h"

#include "server/bill/tally-bill-pdf.h"
#include "server/ctl/tally-bill-command-private.h"
#include "server/ctl/tally-command.h"
#include "server/ctl/tally-print-command.h"
#include "server/ledger/tally-ledger-step.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <unistd.h>

void
tally_bill_options_clear (TallyBillOptions *options)
{
    g_free (options->database);
    g_free (options->period);
    g_free (options->run_id);
    g_free (options->person);
    g_free (options->date);
    g_free (options->language);
    g_free (options->reason);
    g_free (options->check);
    g_free (options->severity);
    g_free (options->account);
    g_free (options->cycle);
    g_free (options->request_id);
}
static gboolean
parse_period (const TallyBillOptions *options, TallyDays *days, GError **error)
{
    g_autofree char *first = g_strconcat (options->period != NULL ? options->period : "", "-01",
                                          NULL);
    TallyDay day;

    if (!tally_day_parse (first, &day, error)) {
        g_prefix_error (error, "--period (YYYY-MM): ");
        return FALSE;
    }
    *days = tally_days_of_month (day);
    return TRUE;
}

/* The day that is written on what is issued: as asked for, or today. */
gboolean
tally_bill_command_date (const TallyBillOptions *options, TallyDay *day, GError **error)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local ();

    *day = tally_day_new (g_date_time_get_year (now), g_date_time_get_month (now),
                          g_date_time_get_day_of_month (now));
    if (options->date == NULL || tally_day_parse (options->date, day, error))
        return TRUE;
    g_prefix_error (error, "--date: ");
    return FALSE;
}

const char *
tally_bill_command_person (const TallyBillOptions *options)
{
    return options->person != NULL ? options->person : g_get_user_name ();
}

/* "-" and nothing: the standard cycle. */
static const char *
cycle_of (const TallyBillOptions *options)
{
    return options->cycle != NULL && !g_str_equal (options->cycle, "-") ? options->cycle : "";
}

static void
print_run (const TallyBillOptions *options, const TallyBillRun *run)
{
    g_autofree char *total = tally_money_format ((TallyMoney){ run->total_minor });

    if (options->as_json)
        g_print ("{\"run_id\":\"%s\",\"district_id\":%d,\"cycle\":\"%s\",\"state\":\"%s\",\"n_"
                 "bills\":%" G_GINT64_FORMAT ",\"n_held\":%" G_GINT64_FORMAT
                 ",\"total_minor\":\"%" G_GINT64_FORMAT "\",\"output_hash\":\"%s\"}\n",
                 run->run_id, run->district_id, run->cycle, run->state, run->n_done, run->n_held,
                 run->total_minor, run->output_hash);
    else
        g_print (_ ("Run %s: %s, %ld bills, %ld held back, %s in all\nHash of the output: %s\n"),
                 run->run_id, run->state, (long) run->n_done, (long) run->n_held, total,
                 run->output_hash);
}

static void
on_progress (int64_t n_done, int64_t n_total, gpointer user_data)
{
    if (isatty (STDERR_FILENO))
        g_printerr ("\r%" G_GINT64_FORMAT " / %" G_GINT64_FORMAT "  ", n_done, n_total);
}

/* A run that was stopped goes on; otherwise a new one begins. */
static char *
choose_run (TallyDb *db, const TallyBillOptions *options, TallyDays period, GError **error)
{
    g_auto(TallyBillRun) run = { 0 };
    g_autoptr(GError) none = NULL;

    if (options->run_id != NULL && !g_uuid_string_is_valid (options->run_id)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "--run-id is not a UUID");
        return NULL;
    }
    if (options->run_id != NULL)
        return g_strdup (options->run_id);
    if (tally_bill_store_find_run (db, options->district, cycle_of (options), period.first, &run,
                                   &none)
        && !g_str_equal (run.state, "computed") && !g_str_equal (run.state, "issued"))
        return g_strdup (run.run_id);
    return g_uuid_string_random ();
}

static gboolean
run_bills (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    TallyBillOrder order = {
        .conninfo = tally_command_database (options->database, error),
        .district_id = options->district,
        .cycle = cycle_of (options),
        .started_by = tally_bill_command_person (options),
        .n_workers = (guint) MAX (options->workers, 0),
        .progress = on_progress,
    };
    g_auto(TallyBillRun) run = { 0 };
    g_autofree char *run_id = NULL;

    if (order.conninfo == NULL || !parse_period (options, &order.period, error))
        return FALSE;
    run_id = choose_run (db, options, order.period, error);
    order.run_id = run_id;
    if (run_id == NULL || !tally_bill_step_run (&order, &run, error))
        return FALSE;
    print_run (options, &run);
    return TRUE;
}

gboolean
tally_bill_command_find_run (TallyDb *db,
                             const TallyBillOptions *options,
                             TallyBillRun *run,
                             GError **error)
{
    TallyDays period;

    if (options->run_id != NULL)
        return tally_bill_store_get_run (db, options->run_id, run, error);
    return parse_period (options, &period, error)
           && tally_bill_store_find_run (db, options->district, cycle_of (options), period.first,
                                         run, error);
}

static gboolean
issue (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    g_auto(TallyBillRun) run = { 0 };
    int64_t n_issued = 0;
    TallyDay day;

    if (!tally_bill_command_date (options, &day, error)
        || !tally_bill_command_find_run (db, options, &run, error)
        || !tally_ledger_step_issue (db, run.run_id, day, tally_bill_command_person (options),
                                     &n_issued, error))
        return FALSE;
    g_print (options->as_json ? "{\"run_id\":\"%s\",\"n_issued\":%ld}\n"
                              : _ ("Run %s: %ld bills issued\n"),
             run.run_id, (long) n_issued);
    return TRUE;
}

const char *
tally_bill_command_number (const TallyBillOptions *options, GError **error)
{
    const char *number = options->words[0];

    if (number == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "name a bill by its number");
        return NULL;
    }
    if (g_regex_match_simple ("^[0-9]{2,9}-[0-9]{6}-[0-9]{9,18}-[0-9]{1,9}C?$", number, 0, 0))
        return number;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "“%s” is not the number of a bill, such as 01-202609-000000012-1", number);
    return NULL;
}

static gboolean
show (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    const char *number = tally_bill_command_number (options, error);
    g_autofree char *text = number != NULL ? tally_bill_store_show (db, number, error) : NULL;

    if (text != NULL)
        g_print ("%s\n", text);
    return text != NULL;
}

/* Many: of a run or a month, into a file or a folder. */
static gboolean
print_many (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    TallyDays period;
    TallyPrintOrder order = { .district_id = options->district,
                              .run_id = options->run_id,
                              .language = options->language,
                              .target = options->words[0],
                              .as_json = options->as_json };

    if (order.target == NULL || options->words[1] != NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "with --period or --run-id: name one file or folder to write");
        return FALSE;
    }
    if (options->cycle != NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "--cycle: the bills of one cycle are printed by --run-id");
        return FALSE;
    }
    if (options->period != NULL && !parse_period (options, &period, error))
        return FALSE;
    if (options->period != NULL)
        order.period = &period;
    return tally_print_bills (db, &order, error);
}

static gboolean
print_one (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    const char *number = tally_bill_command_number (options, error);
    const char *file = number != NULL ? options->words[1] : NULL;
    g_autoptr(TallyBillPaper) paper = NULL;
    g_autoptr(GBytes) pdf = NULL;

    if (number == NULL)
        return FALSE;
    if (file == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "name a file to write");
        return FALSE;
    }
    paper = tally_bill_store_load_paper (db, number, options->language, error);
    pdf = paper != NULL ? tally_bill_pdf (paper, NULL, error) : NULL;
    if (pdf == NULL
        || !g_file_set_contents (file, g_bytes_get_data (pdf, NULL),
                                 (gssize) g_bytes_get_size (pdf), error))
        return FALSE;
    g_print (options->as_json ? "{\"number\":\"%s\",\"file\":\"%s\"}\n" : _ ("Bill %s is in %s\n"),
             number, file);
    return TRUE;
}

static gboolean
print_pdf (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    if (options->period != NULL || options->run_id != NULL)
        return print_many (db, options, error);
    return print_one (db, options, error);
}

static void
print_rebill (const TallyBillRebill *rebill, gboolean as_json, gboolean is_first)
{
    TallyMoney difference = { rebill->now.minor - rebill->billed.minor };

    if (as_json) {
        g_print ("%s{\"number\":\"%s\",\"billed\":\"%" G_GINT64_FORMAT
                 "\",\"now\":\"%" G_GINT64_FORMAT "\",\"difference\":\"%" G_GINT64_FORMAT "\"}",
                 is_first ? "" : ",", rebill->number, rebill->billed.minor, rebill->now.minor,
                 difference.minor);
    } else {
        g_autofree char *billed = tally_money_format (rebill->billed);
        g_autofree char *now = tally_money_format (rebill->now);
        g_autofree char *more = tally_money_format (difference);

        g_print (_ ("Bill again: %s, billed %s, now %s, difference %s\n"), rebill->number, billed,
                 now, more);
    }
}

static void
print_older (const GPtrArray *older, gboolean as_json)
{
    if (as_json)
        g_print ("],\"older\":[");
    for (guint i = 0; i < older->len; i++) {
        const char *text = g_ptr_array_index (older, i);
        g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), text);
        g_autofree char *quoted = json_to_string (node, FALSE);

        if (as_json)
            g_print ("%s%s", i > 0 ? "," : "", quoted);
        else
            g_print ("%s\n", text);
    }
}

static void
print_verdict (const TallyBillVerdict *verdict, gboolean as_json)
{
    g_print (as_json ? "{\"n_bills\":%ld,\"n_newer\":%ld,\"rebills\":["
                     : _ ("%ld issued bills are what their inputs give; %ld have newer data\n"),
             (long) verdict->n_bills - (as_json ? 0 : (long) verdict->older->len),
             (long) verdict->rebills->len);
    for (guint i = 0; i < verdict->rebills->len; i++)
        print_rebill (&g_array_index (verdict->rebills, TallyBillRebill, i), as_json, i == 0);
    print_older (verdict->older, as_json);
    if (as_json)
        g_print ("]}\n");
}

static gboolean
verify (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    g_auto(TallyBillVerdict) verdict = { 0 };

    if (!tally_bill_step_verify (db, NULL, &verdict, error))
        return FALSE;
    if (verdict.fault != NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, verdict.fault);
        return FALSE;
    }
    print_verdict (&verdict, options->as_json);
    if (verdict.older->len == 0)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 ngettext ("%u bill was priced by older rules and can not be recomputed",
                           "%u bills were priced by older rules and can not be recomputed",
                           verdict.older->len),
                 verdict.older->len);
    return FALSE;
}

static const struct {
    const char *name;
    TallyBillVerb run;
} verbs[] = {
    { "run", run_bills },
    { "cycle", tally_bill_command_cycle },
    { "show", show },
    { "check", tally_bill_command_check },
    { "parameters", tally_bill_command_parameters },
    { "hold", tally_bill_command_hold },
    { "release", tally_bill_command_release },
    { "issue", issue },
    { "rebill", tally_bill_command_rebill },
    { "cancel", tally_bill_command_cancel },
    { "corrections", tally_bill_command_corrections },
    { "approve", tally_bill_command_approve },
    { "refuse", tally_bill_command_refuse },
    { "final", tally_bill_command_final },
    { "to-date", tally_bill_command_to_date },
    { "pdf", print_pdf },
    { "verify", verify },
};

static gboolean
run_verb (const char *verb, const TallyBillOptions *options, GError **error)
{
    g_autoptr(GString) names = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS (verbs); i++) {
        g_autoptr(TallyDb) db = NULL;

        if (!g_str_equal (verbs[i].name, verb))
            continue;
        db = tally_command_open (options->database, "tally_settle", error);
        return db != NULL && verbs[i].run (db, options, error);
    }
    names = g_string_new (NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (verbs); i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", verbs[i].name);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%s” is not one of %s", verb,
                 names->str);
    return FALSE;
}

int
tally_bill_command (int argc, char **argv)
{
    g_auto(TallyBillOptions) options = { .n_expected = -1, .bound = -1, .least = -1 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "period", 0, 0, G_OPTION_ARG_STRING, &options.period, N_ ("The month"), "YYYY-MM" },
        { "district", 0, 0, G_OPTION_ARG_INT, &options.district, N_ ("One district; 0: all"), "N" },
        { "cycle", 0, 0, G_OPTION_ARG_STRING, &options.cycle,
          N_ ("A group of accounts of the district; -, or none: the standard one"), "CODE" },
        { "run-id", 0, 0, G_OPTION_ARG_STRING, &options.run_id, N_ ("The run"), "UUID" },
        { "workers", 0, 0, G_OPTION_ARG_INT, &options.workers, N_ ("Threads"), "N" },
        { "person", 0, 0, G_OPTION_ARG_STRING, &options.person, N_ ("Who does it"), "LOGIN" },
        { "date", 0, 0, G_OPTION_ARG_STRING, &options.date, N_ ("Day of issue, or the last day"),
          "YYYY-MM-DD" },
        { "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, N_ ("Why"), "TEXT" },
        { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, N_ ("Every bill of the run that matches"),
          NULL },
        { "check", 0, 0, G_OPTION_ARG_STRING, &options.check, N_ ("Bills one check holds"),
          "CHECK" },
        { "expect", 0, 0, G_OPTION_ARG_INT64, &options.n_expected, N_ ("How many bills match"),
          "N" },
        { "request-id", 0, 0, G_OPTION_ARG_STRING, &options.request_id,
          N_ ("Of an act, so that it is done once"), "UUID" },
        { "account", 0, 0, G_OPTION_ARG_STRING, &options.account, N_ ("An account's number"),
          "NUMBER" },
        { "severity", 0, 0, G_OPTION_ARG_STRING, &options.severity, N_ ("Of a check"),
          "hold|note|off" },
        { "bound", 0, 0, G_OPTION_ARG_INT64, &options.bound, N_ ("Of a check"), "N" },
        { "least", 0, 0, G_OPTION_ARG_INT64, &options.least, N_ ("Of a check"), "N" },
        { "refresh", 0, 0, G_OPTION_ARG_NONE, &options.refresh,
          N_ ("Work bills to date out first, whatever changed"), NULL },
        { "language", 0, 0, G_OPTION_ARG_STRING, &options.language, N_ ("Of a PDF"), "en|zh_CN" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext)
                   context = g_option_context_new (_ ("VERB [NUMBER | CHECK | CORRECTION] [FILE]"));
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (context, tally_bill_command_summary ());
    g_option_context_set_description (
        context, _ ("pdf with --period or --run-id prints all issued bills: “pdf FILE” into one "
                    "file, “pdf FOLDER/” a file each."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return tally_command_fail ("bill", error);
    options.words = argv + MIN (argc, 2);
    if (!run_verb (argc > 1 ? argv[1] : "", &options, &error))
        return tally_command_fail ("bill", error);
    return 0;
}
