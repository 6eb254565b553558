// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-correct-step.h"
#include "server/bill/tally-bill-decide-step.h"
#include "server/bill/tally-bill-to-date-step.h"
#include "server/ctl/tally-bill-command-private.h"
#include "server/ledger/tally-ledger-step.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire.h"

#include <glib/gi18n.h>
#include <string.h>

/* What clerks do with bills: checks, holding, corrections, the last bill, bills to date. */

const char *
tally_bill_command_summary (void)
{
    return _ ("Bills. The verbs:\n"
              "  run              compute the bills of --period and --cycle\n"
              "  cycle            list; add CODE NAME CHINESE-NAME; assign CODE ACCOUNT…: groups\n"
              "                   of a --district's accounts that are billed together; “-” is\n"
              "                   the standard cycle, the accounts that are in no other\n"
              "  check            what the checks before release found in a run\n"
              "  parameters       of the checks, with --all their history; CHECK --bound N\n"
              "                   --least N --severity S --reason TEXT sets one\n"
              "  hold, release    NUMBER, or --all [--check CHECK] of a run, with --reason\n"
              "  issue            every ready bill of a run\n"
              "  rebill           without a number: propose bills whose inputs changed;\n"
              "                   NUMBER --reason TEXT orders one to be made again\n"
              "  cancel           NUMBER --reason TEXT orders a credit note without a new bill\n"
              "  corrections      those that wait; CORRECTION shows one, line by line\n"
              "  approve, refuse  CORRECTION --reason TEXT; who ordered it cannot approve it\n"
              "  final            close an agreement of --account on --date and bill it\n"
              "  to-date          bills to date and forecasts; --refresh makes them anew\n"
              "  show, pdf        NUMBER [FILE]\n"
              "  verify           hold every issued bill against its inputs");
}

static const char *
text_of (JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default (object, name, "");
}

static char *
money_of (JsonObject *object, const char *name)
{
    int64_t minor = 0;

    g_ascii_string_to_signed (text_of (object, name), 10, INT64_MIN, INT64_MAX, &minor, NULL);
    return tally_money_format ((TallyMoney){ minor });
}

gboolean
tally_bill_command_print_list (const TallyBillOptions *options,
                               const char *text,
                               TallyBillPrint print,
                               GError **error)
{
    g_autoptr(JsonNode) node = NULL;
    JsonArray *rows;

    if (text == NULL)
        return FALSE;
    if (options->as_json) {
        g_print ("%s\n", text);
        return TRUE;
    }
    node = tally_wire_parse (text, strlen (text), TALLY_WIRE_MAX_ANSWER, error);
    if (node == NULL)
        return FALSE;
    rows = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (rows); i++)
        print (json_array_get_object_element (rows, i));
    g_print (_ ("%u in all\n"), json_array_get_length (rows));
    return TRUE;
}

static void
print_finding (JsonObject *row)
{
    g_autofree char *total = money_of (row, "total_minor");

    g_print ("%-26s %-12s %14s  %-15s %-5s %s / %s %s\n", text_of (row, "number"),
             text_of (row, "account"), total, text_of (row, "check"), text_of (row, "severity"),
             text_of (row, "found"), text_of (row, "bound"), text_of (row, "unit"));
}

gboolean
tally_bill_command_check (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    g_auto(TallyBillRun) run = { 0 };
    g_autofree char *text = NULL;

    if (!tally_bill_command_find_run (db, options, &run, error))
        return FALSE;
    text = tally_bill_store_findings (db, run.run_id, options->check, error);
    return tally_bill_command_print_list (options, text, print_finding, error);
}

static void
print_parameter (JsonObject *row)
{
    g_print ("%-15s %3" G_GINT64_FORMAT " %-5s %10s %10s  %-14s %s\n", text_of (row, "check"),
             json_object_get_int_member_with_default (row, "version", 0), text_of (row, "severity"),
             text_of (row, "bound"), text_of (row, "least"), text_of (row, "set_by"),
             text_of (row, "reason"));
}

/* The newest version of a check, to change what was named and keep the rest. */
static gboolean
read_setting (TallyDb *db, const char *check, TallyBillSetting *setting, GError **error)
{
    g_autofree char *text = tally_bill_store_checks (db, FALSE, error);
    g_autoptr(JsonNode) node = text != NULL ? tally_wire_parse (text, strlen (text),
                                                                 TALLY_WIRE_MAX_ANSWER, error)
                                             : NULL;
    JsonArray *rows = node != NULL ? json_node_get_array (node) : NULL;

    for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++) {
        JsonObject *row = json_array_get_object_element (rows, i);

        if (!g_str_equal (text_of (row, "check"), check))
            continue;
        setting->base_version = (int32_t) json_object_get_int_member (row, "version");
        setting->bound = g_ascii_strtoll (text_of (row, "bound"), NULL, 10);
        setting->least = g_ascii_strtoll (text_of (row, "least"), NULL, 10);
        return tally_bill_severity_find (text_of (row, "severity"), &setting->severity);
    }
    if (rows != NULL)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no check “%s”", check);
    return FALSE;
}

gboolean
tally_bill_command_parameters (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    TallyBillSetting setting = { .check = options->words[0],
                                 .person = tally_bill_command_person (options),
                                 .address = "",
                                 .reason = options->reason };
    g_autofree char *text = NULL;

    if (setting.check != NULL) {
        if (!read_setting (db, setting.check, &setting, error))
            return FALSE;
        if (options->severity != NULL
            && !tally_bill_severity_find (options->severity, &setting.severity)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "--severity: “%s” is not hold, note or off", options->severity);
            return FALSE;
        }
        setting.bound = options->bound >= 0 ? options->bound : setting.bound;
        setting.least = options->least >= 0 ? options->least : setting.least;
        if (!tally_bill_step_set_check (db, &setting, error))
            return FALSE;
    }
    text = tally_bill_store_checks (db, options->all, error);
    return tally_bill_command_print_list (options, text, print_parameter, error);
}

static gboolean
need_id (const TallyBillOptions *options, char **id, GError **error)
{
    *id = options->request_id != NULL ? g_strdup (options->request_id) : g_uuid_string_random ();
    if (g_uuid_string_is_valid (*id))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "--request-id: “%s” is not a UUID", *id);
    return FALSE;
}

/* How many there are is said before anything is done to all of them. */
static gboolean
need_count (TallyDb *db, const TallyBillDecision *decision, GError **error)
{
    int64_t n;

    if (decision->n_expected >= 0)
        return TRUE;
    if (!tally_bill_store_count (db, decision, &n, error))
        return FALSE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "%" G_GINT64_FORMAT " bills match: say --expect %" G_GINT64_FORMAT
                 " to decide on all of them",
                 n, n);
    return FALSE;
}

static gboolean
decide (TallyDb *db, const TallyBillOptions *options, gboolean is_release, GError **error)
{
    g_auto(TallyBillRun) run = { 0 };
    g_autofree char *id = NULL;
    int64_t n = 0;
    TallyBillDecision decision = { .is_release = is_release,
                                   .check = options->check,
                                   .district_id = options->district,
                                   .n_expected = options->n_expected,
                                   .person = tally_bill_command_person (options),
                                   .address = "",
                                   .reason = options->reason };

    if (!need_id (options, &id, error))
        return FALSE;
    decision.decision_id = id;
    if (options->all) {
        if (!tally_bill_command_find_run (db, options, &run, error))
            return FALSE;
        decision.run_id = run.run_id;
        if (!need_count (db, &decision, error))
            return FALSE;
    } else {
        decision.number = tally_bill_command_number (options, error);
        decision.check = NULL;
        if (decision.number == NULL)
            return FALSE;
    }
    if (!tally_bill_step_decide (db, &decision, &n, error))
        return FALSE;
    if (options->as_json)
        g_print ("{\"decision_id\":\"%s\",\"state\":\"%s\",\"n_bills\":%" G_GINT64_FORMAT "}\n", id,
                 is_release ? "ready" : "held", n);
    else
        g_print (is_release ? _ ("%ld bills are ready to be issued\n") : _ ("%ld bills are held\n"),
                 (long) n);
    return TRUE;
}

gboolean
tally_bill_command_hold (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    return decide (db, options, FALSE, error);
}

gboolean
tally_bill_command_release (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    return decide (db, options, TRUE, error);
}

static void
print_correction (JsonObject *row)
{
    g_autofree char *before = money_of (row, "old_minor");
    g_autofree char *after = money_of (row, "new_minor");
    g_autofree char *more = money_of (row, "difference_minor");

    g_print ("%s %-8s %-26s %12s → %12s %12s  %s\n", text_of (row, "correction_id"),
             text_of (row, "state"), text_of (row, "number"), before, after, more,
             text_of (row, "ordered_by"));
}

static void
print_compared (JsonObject *line)
{
    g_autofree char *before = money_of (line, "old_minor");
    g_autofree char *after = money_of (line, "new_minor");
    g_autofree char *more = money_of (line, "difference_minor");

    g_print ("  %-22s %-10s %2" G_GINT64_FORMAT " %14s → %14s %-5s %12s → %12s %12s\n",
             text_of (line, "component"), text_of (line, "band"),
             json_object_get_int_member_with_default (line, "tier", 0),
             text_of (line, "old_quantity"), text_of (line, "new_quantity"), text_of (line, "unit"),
             before, after, more);
}

static gboolean
show_correction (TallyDb *db, const TallyBillOptions *options, const char *id, GError **error)
{
    g_autofree char *text = tally_bill_store_show_correction (db, id, error);
    g_autoptr(JsonNode) node = NULL;
    JsonObject *correction;
    JsonArray *lines;

    if (text == NULL)
        return FALSE;
    if (options->as_json) {
        g_print ("%s\n", text);
        return TRUE;
    }
    node = tally_wire_parse (text, strlen (text), TALLY_WIRE_MAX_ANSWER, error);
    if (node == NULL)
        return FALSE;
    correction = json_node_get_object (node);
    print_correction (correction);
    lines = json_object_get_array_member (correction, "lines");
    for (guint i = 0; i < json_array_get_length (lines); i++)
        print_compared (json_array_get_object_element (lines, i));
    return TRUE;
}

static gboolean
order (TallyDb *db, const TallyBillOptions *options, gboolean is_cancel, GError **error)
{
    g_autofree char *id = NULL;
    TallyBillCorrectionOrder what = { .number = tally_bill_command_number (options, error),
                                      .is_cancel = is_cancel,
                                      .person = tally_bill_command_person (options),
                                      .address = "",
                                      .reason = options->reason };

    if (what.number == NULL || !need_id (options, &id, error))
        return FALSE;
    what.correction_id = id;
    return tally_bill_step_order (db, &what, error) && show_correction (db, options, id, error);
}

gboolean
tally_bill_command_rebill (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    g_autofree char *text = NULL;
    int64_t n_new;

    if (options->words[0] != NULL)
        return order (db, options, FALSE, error);
    if (!tally_bill_step_propose (db, NULL, &n_new, error))
        return FALSE;
    text = tally_bill_store_corrections (db, "proposed", error);
    return tally_bill_command_print_list (options, text, print_correction, error);
}

gboolean
tally_bill_command_cancel (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    return order (db, options, TRUE, error);
}

static const char *
correction_of (const TallyBillOptions *options, GError **error)
{
    const char *id = options->words[0];

    if (id != NULL && g_uuid_string_is_valid (id))
        return id;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "name a correction by its id: “corrections” lists them");
    return NULL;
}

gboolean
tally_bill_command_corrections (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    g_autofree char *text = NULL;
    const char *id = NULL;

    if (options->words[0] != NULL) {
        id = correction_of (options, error);
        return id != NULL && show_correction (db, options, id, error);
    }
    text = tally_bill_store_corrections (db, options->all ? NULL : "waiting", error);
    return tally_bill_command_print_list (options, text, print_correction, error);
}

gboolean
tally_bill_command_approve (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    TallyLedgerCorrection correction = { .correction_id = correction_of (options, error),
                                         .district_id = options->district,
                                         .person = tally_bill_command_person (options),
                                         .address = "",
                                         .reason = options->reason != NULL ? options->reason : "" };
    char credit[TALLY_LEDGER_NUMBER_TEXT];

    if (correction.correction_id == NULL
        || !tally_bill_command_date (options, &correction.day, error)
        || !tally_ledger_step_correct (db, &correction, credit, error))
        return FALSE;
    if (options->as_json)
        g_print ("{\"correction_id\":\"%s\",\"state\":\"issued\",\"credit\":\"%s\"}\n",
                 correction.correction_id, credit);
    else
        g_print (_ ("Credit note %s is issued\n"), credit);
    return TRUE;
}

gboolean
tally_bill_command_refuse (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    const char *id = correction_of (options, error);

    if (id == NULL
        || !tally_bill_step_refuse (db, id, options->district, tally_bill_command_person (options),
                                    "", options->reason, error))
        return FALSE;
    if (options->as_json)
        g_print ("{\"correction_id\":\"%s\",\"state\":\"refused\"}\n", id);
    else
        g_print (_ ("Correction %s is refused\n"), id);
    return TRUE;
}

gboolean
tally_bill_command_final (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    g_auto(TallyBillRun) run = { 0 };
    g_autofree char *id = NULL;
    g_autofree char *total = NULL;
    TallyBillClosing closing = { .district_id = options->district,
                                 .account = options->account,
                                 .person = tally_bill_command_person (options),
                                 .address = "",
                                 .reason = options->reason };

    if (closing.account == NULL || closing.district_id == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "name the agreement by --district and --account");
        return FALSE;
    }
    if (!need_id (options, &id, error)
        || !tally_bill_command_date (options, &closing.last_day, error))
        return FALSE;
    closing.run_id = id;
    if (!tally_bill_step_final (db, &closing, &run, error))
        return FALSE;
    total = tally_money_format ((TallyMoney){ run.total_minor });
    if (options->as_json)
        g_print ("{\"run_id\":\"%s\",\"account\":\"%s\",\"total_minor\":\"%" G_GINT64_FORMAT
                 "\",\"n_held\":%" G_GINT64_FORMAT "}\n",
                 run.run_id, closing.account, run.total_minor, run.n_held);
    else
        g_print (_ ("The final bill of account %s is %s; run %s waits for its issue\n"),
                 closing.account, total, run.run_id);
    return TRUE;
}

static void
print_to_date (JsonObject *row)
{
    g_autofree char *total = money_of (row, "total_minor");
    g_autofree char *forecast = money_of (row, "forecast_minor");
    g_autofree char *low = money_of (row, "low_minor");
    g_autofree char *high = money_of (row, "high_minor");

    g_print ("%-12s %s – %s %12s  → %12s (%s – %s)  %s\n", text_of (row, "account"),
             text_of (row, "since"), text_of (row, "known_end"), total, forecast, low, high,
             text_of (row, "state"));
}

gboolean
tally_bill_command_to_date (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    TallyBillRefresh refresh = { .district_id = options->district,
                                 .now = g_get_real_time () / G_USEC_PER_SEC,
                                 .is_full = TRUE };
    TallyBillRefreshed done;
    g_autofree char *text = NULL;

    if (options->refresh && !tally_bill_step_to_date (db, &refresh, &done, error))
        return FALSE;
    text = tally_bill_store_list_to_date (db, options->district, options->account, error);
    return tally_bill_command_print_list (options, text, print_to_date, error);
}
