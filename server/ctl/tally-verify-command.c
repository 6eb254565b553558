// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-verify-command.h"

#include "server/bill/tally-bill-step.h"
#include "server/ctl/tally-command.h"
#include "server/ctl/tally-verify-store.h"
#include "server/energy/tally-energy-step.h"
#include "server/guard/tally-audit-store.h"
#include "server/keep/tally-seal-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "server/raw/tally-raw-retired-store.h"
#include "server/raw/tally-raw-store.h"
#include "server/settle/tally-settle-step.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define LOGIN "tally_settle"
#define YEARS_BACK 10

/**
 * Verdict:
 * @fault: (nullable): the first row that is wrong
 * @retired: (nullable): (element-type TallyRawRetired): what was not looked at
 */
typedef struct {
    int64_t n_checked;
    char *fault;
    GPtrArray *retired;
} Verdict;

typedef gboolean (*Check) (const char *conninfo, Verdict *verdict, GError **error);

static gboolean
check_raw (const char *conninfo, Verdict *verdict, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, LOGIN, error);
    TallyRawVerdict raw;
    char day[TALLY_DAY_TEXT];

    if (db == NULL || !tally_raw_store_verify (db, &raw, error))
        return FALSE;
    verdict->retired = tally_raw_retired_store_list (db, TALLY_RAW_ALL_DAYS, error);
    if (verdict->retired == NULL)
        return FALSE;
    verdict->n_checked = raw.n_frames;
    if (!raw.is_intact)
        verdict->fault = g_strdup_printf ("raw.frame district %d day %s seq %d: %s",
                                          raw.district_id,
                                          tally_day_format ((TallyDay){ raw.day }, day), raw.seq,
                                          raw.reason);
    return TRUE;
}

static gboolean
check_balances (const char *conninfo, Verdict *verdict, GError **error)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    int32_t today = (int32_t) (now / 86400);
    TallyEnergyOrder order = { .now = now,
                               .days = { { today - 366 * YEARS_BACK }, { today + 1 } } };

    return tally_energy_step_verify (conninfo, &order, &verdict->n_checked, &verdict->fault, error);
}

static gboolean
check_bills (const char *conninfo, Verdict *verdict, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, LOGIN, error);
    g_auto(TallyBillVerdict) bills = { 0 };

    if (db == NULL || !tally_bill_step_verify (db, NULL, &bills, error))
        return FALSE;
    verdict->n_checked = bills.n_bills;
    verdict->fault = g_steal_pointer (&bills.fault);
    if (verdict->fault == NULL && bills.older->len > 0)
        verdict->fault = g_strdup_printf (
            ngettext ("%u bill was priced by older rules and can not be recomputed; the first is "
                      "%s",
                      "%u bills were priced by older rules and can not be recomputed; the first is "
                      "%s",
                      bills.older->len),
            bills.older->len, (const char *) g_ptr_array_index (bills.older, 0));
    return TRUE;
}

static gboolean
check_settlements (const char *conninfo, Verdict *verdict, GError **error)
{
    return tally_settle_step_verify (conninfo, NULL, &verdict->n_checked, &verdict->fault, error);
}

/* Sums first; then each journal against the bill or payment it is about. */
static gboolean
check_journals (TallyDb *db, Verdict *verdict, GError **error)
{
    g_autofree char *bill = NULL;
    g_autofree char *payment = NULL;

    if (!tally_ledger_step_verify (db, NULL, &bill, error)
        || !tally_verify_store_payments (db, &payment, error))
        return FALSE;
    if (bill != NULL || payment != NULL)
        verdict->fault = g_strdup_printf ("ledger.entry: %s", bill != NULL ? bill : payment);
    return TRUE;
}

static gboolean
check_ledger (const char *conninfo, Verdict *verdict, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, LOGIN, error);
    g_auto(TallyLedgerCheck) ledger = { 0 };

    if (db == NULL || !tally_ledger_store_check (db, &ledger, error))
        return FALSE;
    verdict->n_checked = ledger.n_entries;
    if (ledger.fault != NULL)
        verdict->fault = g_strdup_printf ("ledger.entry: %s", ledger.fault);
    else if (!g_str_equal (ledger.sum, "0"))
        verdict->fault = g_strdup_printf ("ledger.entry: all entries sum to %s", ledger.sum);
    return verdict->fault != NULL || check_journals (db, verdict, error);
}

static gboolean
check_audit (const char *conninfo, Verdict *verdict, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, LOGIN, error);
    g_autoptr(TallyAuditFault) fault = NULL;

    if (db == NULL || !tally_audit_store_verify (db, &verdict->n_checked, &fault, error))
        return FALSE;
    if (fault != NULL)
        verdict->fault = g_strdup_printf ("guard.audit district %d stream %s seq %" G_GINT64_FORMAT
                                          ": %s",
                                          fault->district_id, fault->stream, fault->seq,
                                          fault->why);
    return TRUE;
}

/* Whether seals were cut off, too, is told by gridtallyctl seal verify, to who has their file. */
static gboolean
check_seals (const char *conninfo, Verdict *verdict, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, LOGIN, error);
    g_auto(TallySealVerdict) seals = { 0 };

    if (db == NULL || !tally_seal_step_verify (db, NULL, &seals, error))
        return FALSE;
    verdict->n_checked = seals.n_leaves;
    verdict->fault = g_steal_pointer (&seals.fault);
    return TRUE;
}

/* In the order of the way of the data: the first fault is nearest to its cause. */
static const struct {
    const char *name;
    const char *title;
    Check run;
} checks[] = {
    { "raw", N_ ("Raw frames, digests and chains"), check_raw },
    { "balances", N_ ("Balances, recounted from validated days"), check_balances },
    { "settlements", N_ ("Settlements, made again"), check_settlements },
    { "bills", N_ ("Issued bills, priced again"), check_bills },
    { "ledger", N_ ("Journal entries, sum 0"), check_ledger },
    { "audit", N_ ("Audit trail, chains"), check_audit },
    { "seals", N_ ("Ends of chains, as they were sealed"), check_seals },
};

/* Months that lie in archives are no fault, and they are not passed over in silence. */
static void
tell_retired (JsonBuilder *builder, const GPtrArray *retired)
{
    if (retired == NULL)
        return;
    if (builder != NULL) {
        json_builder_set_member_name (builder, "retired");
        json_builder_begin_array (builder);
    }
    for (guint i = 0; i < retired->len; i++) {
        const TallyRawRetired *month = g_ptr_array_index (retired, i);
        char text[TALLY_MONTH_TEXT];

        tally_month_format (month->archive.head.month, text);
        if (builder == NULL) {
            g_print (_ ("    %s retired on %s, archive %s, not looked at\n"), text,
                     month->retired_on, month->file);
            continue;
        }
        json_builder_begin_object (builder);
        json_builder_set_member_name (builder, "month");
        json_builder_add_string_value (builder, text);
        json_builder_set_member_name (builder, "retired_on");
        json_builder_add_string_value (builder, month->retired_on);
        json_builder_set_member_name (builder, "archive");
        json_builder_add_string_value (builder, month->file);
        json_builder_set_member_name (builder, "sha256");
        json_builder_add_string_value (builder, month->archive.sha256);
        json_builder_end_object (builder);
    }
    if (builder != NULL)
        json_builder_end_array (builder);
}

static void
tell (JsonBuilder *builder, const char *name, const char *title, const Verdict *verdict)
{
    if (builder == NULL) {
        g_print ("%-42s %12" G_GINT64_FORMAT "  %s\n", title, verdict->n_checked,
                 verdict->fault != NULL ? verdict->fault : _ ("as it should be"));
        tell_retired (NULL, verdict->retired);
        return;
    }
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "check");
    json_builder_add_string_value (builder, name);
    json_builder_set_member_name (builder, "checked");
    json_builder_add_int_value (builder, verdict->n_checked);
    json_builder_set_member_name (builder, "fault");
    if (verdict->fault != NULL)
        json_builder_add_string_value (builder, verdict->fault);
    else
        json_builder_add_null_value (builder);
    tell_retired (builder, verdict->retired);
    json_builder_end_object (builder);
}

static gboolean
is_wanted (const char *name, const char *const *wanted)
{
    return wanted == NULL || wanted[0] == NULL || g_strv_contains (wanted, name);
}

/* Gives the first of @wanted that is no check's name. */
static const char *
find_unknown (const char *const *wanted)
{
    for (; *wanted != NULL; wanted++) {
        gboolean is_known = FALSE;

        for (size_t i = 0; i < G_N_ELEMENTS (checks); i++)
            is_known |= g_str_equal (checks[i].name, *wanted);
        if (!is_known)
            return *wanted;
    }
    return NULL;
}

int
tally_verify_all (const char *conninfo, const char *const *wanted, JsonBuilder *builder)
{
    int n_faults = 0;

    /* A check that cannot even be made counts as a fault: its error names the row. */
    for (size_t i = 0; i < G_N_ELEMENTS (checks); i++) {
        g_autoptr(GError) error = NULL;
        Verdict verdict = { 0 };

        if (!is_wanted (checks[i].name, wanted))
            continue;
        if (!checks[i].run (conninfo, &verdict, &error))
            verdict.fault = g_strdup (error->message);
        n_faults += verdict.fault != NULL;
        tell (builder, checks[i].name, _ (checks[i].title), &verdict);
        g_free (verdict.fault);
        g_clear_pointer (&verdict.retired, g_ptr_array_unref);
    }
    return n_faults;
}

/* Gives the number of faults. */
static int
verify (const char *conninfo, const char *const *wanted, gboolean as_json)
{
    g_autoptr(JsonBuilder) builder = as_json ? json_builder_new () : NULL;
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;
    int n_faults;

    if (!as_json)
        return tally_verify_all (conninfo, wanted, NULL);
    json_builder_begin_array (builder);
    n_faults = tally_verify_all (conninfo, wanted, builder);
    json_builder_end_array (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    g_print ("%s\n", text);
    return n_faults;
}

int
tally_verify_command (int argc, char **argv)
{
    g_autofree char *database = NULL;
    g_auto(GStrv) wanted = NULL;
    gboolean as_json = FALSE;
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &database, N_ ("The database"), "CONNINFO" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &wanted, NULL, N_ ("[CHECK…]") },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);
    g_autoptr(GError) error = NULL;
    const char *conninfo;
    const char *unknown;

    g_option_context_set_summary (
        context, _ ("Holds what is stored against what it was made from, and names what differs.\n"
                    "Checks: raw, balances, settlements, bills, ledger, audit, seals; all, when "
                    "none is named."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return tally_command_fail ("verify", error);
    unknown = wanted != NULL ? find_unknown ((const char *const *) wanted) : NULL;
    if (unknown != NULL) {
        g_set_error (&error, TALLY_ERROR, TALLY_ERROR_INVALID, _ ("“%s” is no check"), unknown);
        return tally_command_fail ("verify", error);
    }
    conninfo = tally_command_database (database, &error);
    if (conninfo == NULL)
        return tally_command_fail ("verify", error);
    return verify (conninfo, (const char *const *) wanted, as_json) == 0 ? 0 : 1;
}
