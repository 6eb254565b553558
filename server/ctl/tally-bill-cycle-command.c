// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-cycle-step.h"
#include "server/ctl/tally-bill-command-private.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

/* Groups of accounts that are billed together. */

static void
print_cycle (JsonObject *row)
{
    const char *code = json_object_get_string_member (row, "code");

    g_print ("%8" G_GINT64_FORMAT "  %-20s %10" G_GINT64_FORMAT "  %s  %s\n",
             json_object_get_int_member (row, "district_id"), *code != '\0' ? code : "-",
             json_object_get_int_member (row, "n_accounts"),
             *code != '\0' ? json_object_get_string_member (row, "name") : _ ("standard"),
             json_object_get_string_member (row, "name_zh"));
}

static gboolean
list (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    g_autofree char *text = tally_bill_store_list_cycles (db, options->district, error);

    return tally_bill_command_print_list (options, text, print_cycle, error);
}

static gboolean
need_district (const TallyBillOptions *options, GError **error)
{
    if (options->district > 0)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "--district: a cycle is of one district");
    return FALSE;
}

static gboolean
add (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    guint n = g_strv_length (options->words);
    TallyBillCycle cycle = { .district_id = options->district,
                             .code = n > 1 ? options->words[1] : NULL,
                             .name = n > 2 ? options->words[2] : NULL,
                             .name_zh = n > 3 ? options->words[3] : NULL,
                             .person = tally_bill_command_person (options),
                             .address = "",
                             .reason = options->reason };

    if (n != 4) {
        g_set_error_literal (
            error, TALLY_ERROR, TALLY_ERROR_INVALID,
            "cycle add: a code, a name in English and one in Chinese are expected");
        return FALSE;
    }
    return need_district (options, error) && tally_bill_step_add_cycle (db, &cycle, error)
           && list (db, options, error);
}

static gboolean
assign (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    guint n = g_strv_length (options->words);
    TallyBillMove move = { .district_id = options->district,
                           .person = tally_bill_command_person (options),
                           .address = "",
                           .reason = options->reason };

    if (n < 3) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "cycle assign: a code, or - for the standard cycle, and the numbers "
                             "of accounts are expected");
        return FALSE;
    }
    move.code = g_str_equal (options->words[1], "-") ? "" : options->words[1];
    move.accounts = (const char *const *) options->words + 2;
    return need_district (options, error) && tally_bill_step_assign (db, &move, error)
           && list (db, options, error);
}

gboolean
tally_bill_command_cycle (TallyDb *db, const TallyBillOptions *options, GError **error)
{
    static const struct {
        const char *name;
        TallyBillVerb run;
    } acts[] = { { "list", list }, { "add", add }, { "assign", assign } };
    const char *act = options->words[0] != NULL ? options->words[0] : "list";

    for (size_t i = 0; i < G_N_ELEMENTS (acts); i++) {
        if (g_str_equal (acts[i].name, act))
            return acts[i].run (db, options, error);
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "cycle: “%s” is not one of list, add, assign", act);
    return FALSE;
}
