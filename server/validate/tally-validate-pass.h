// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-step.h"
#include "server/validate/tally-validate-store.h"

G_BEGIN_DECLS

/* Between the files of this folder only. */

#define TALLY_VALIDATE_LOGIN "tally_settle"

/**
 * TallyValidatePass: one way over the frames of a district
 * @order: what was asked for
 * @conninfo: for another connection, where one point must be read once more
 * @reader: streams the frames
 * @closed: days to make versions of
 * @open: the day that runs, when @has_open
 * @counts: (out): what was done
 */
typedef struct {
    const TallyValidateOrder *order;
    const TallyValidateMaster *master;
    const char *conninfo;
    TallyDb *reader;
    TallyDays closed;
    TallyDay open;
    gboolean has_open;
    TallyValidateResult counts;
} TallyValidatePass;

/**
 * tally_validate_pass_run: a #TallyDbWork
 * @db: writes, in its transaction
 * @pass: a #TallyValidatePass
 */
gboolean tally_validate_pass_run (TallyDb *db, gpointer pass, GError **error);

G_END_DECLS
