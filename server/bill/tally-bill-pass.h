// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-inputs-calc.h"
#include "server/bill/tally-bill-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Issued bills made again from what they were made from. Bills that can share one reading of the
 * blocks make a pass: one bill a point, and no two that knew another set of versions of the same
 * tariff or other holidays of the same calendar. Mostly there is one pass.
 */

/**
 * tally_bill_passes_of:
 * @stored: bills of one district and month; those without made_of are left out
 * @fault: (out) (nullable): the bill whose made_of cannot be read
 *
 * Returns: (transfer full) (element-type TallyBillPass): in the order of the bills
 */
GPtrArray *tally_bill_passes_of (const TallyBillSheet *stored, char **fault);

typedef struct _TallyBillPass TallyBillPass;

/** tally_bill_pass_set_look: @look: (nullable): sees each line as it is priced */
void tally_bill_pass_set_look (TallyBillPass *pass, TallyBillLook look, gpointer user_data);

/**
 * tally_bill_pass_make:
 * @rules: of the district and month, with all versions
 * @made: the bills are added to it
 */
gboolean tally_bill_pass_make (const TallyBillPass *pass,
                               TallyDb *db,
                               const TallyBillRules *rules,
                               TallyBillSheet *made,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
