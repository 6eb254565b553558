// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-step.h"
#include "server/db/tally-db.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Between the files of `gridtallyctl bill` only. */

/** TallyBillOptions: @words: what follows the verb */
typedef struct {
    char *database;
    char *period;
    char *run_id;
    char *person;
    char *date;
    char *language;
    char *reason;
    char *check;
    char *severity;
    char *account;
    char *cycle;
    char *request_id;
    gint64 n_expected;
    gint64 bound;
    gint64 least;
    int district;
    int workers;
    gboolean as_json;
    gboolean all;
    gboolean refresh;
    char **words;
} TallyBillOptions;

typedef gboolean (*TallyBillVerb) (TallyDb *db, const TallyBillOptions *options, GError **error);

/** tally_bill_command_date: as asked for, or today */
gboolean tally_bill_command_date (const TallyBillOptions *options, TallyDay *day, GError **error);
const char *tally_bill_command_person (const TallyBillOptions *options);

/** tally_bill_command_number: Returns: %NULL when the first word is no bill's number */
const char *tally_bill_command_number (const TallyBillOptions *options, GError **error);

/** tally_bill_command_find_run: by --run-id, or the newest of --period and --cycle */
gboolean tally_bill_command_find_run (TallyDb *db,
                                      const TallyBillOptions *options,
                                      TallyBillRun *run,
                                      GError **error);

/** tally_bill_command_summary: Returns: the verbs, each in a line */
const char *tally_bill_command_summary (void);

/** tally_bill_command_cycle: list, add, assign */
gboolean tally_bill_command_cycle (TallyDb *db, const TallyBillOptions *options, GError **error);

typedef void (*TallyBillPrint) (JsonObject *row);

/** tally_bill_command_print_list: @text: (nullable): a list in JSON: as it is, or a line a row */
gboolean tally_bill_command_print_list (const TallyBillOptions *options,
                                        const char *text,
                                        TallyBillPrint print,
                                        GError **error);

gboolean tally_bill_command_check (TallyDb *db, const TallyBillOptions *options, GError **error);
gboolean tally_bill_command_parameters (TallyDb *db,
                                        const TallyBillOptions *options,
                                        GError **error);
gboolean tally_bill_command_hold (TallyDb *db, const TallyBillOptions *options, GError **error);
gboolean tally_bill_command_release (TallyDb *db, const TallyBillOptions *options, GError **error);
gboolean tally_bill_command_rebill (TallyDb *db, const TallyBillOptions *options, GError **error);
gboolean tally_bill_command_cancel (TallyDb *db, const TallyBillOptions *options, GError **error);
gboolean tally_bill_command_corrections (TallyDb *db,
                                         const TallyBillOptions *options,
                                         GError **error);
gboolean tally_bill_command_approve (TallyDb *db, const TallyBillOptions *options, GError **error);
gboolean tally_bill_command_refuse (TallyDb *db, const TallyBillOptions *options, GError **error);
gboolean tally_bill_command_final (TallyDb *db, const TallyBillOptions *options, GError **error);
gboolean tally_bill_command_to_date (TallyDb *db, const TallyBillOptions *options, GError **error);

void tally_bill_options_clear (TallyBillOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyBillOptions, tally_bill_options_clear)

G_END_DECLS
