// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-make-private.h"
#include "shared/error/tally-error.h"

gboolean
tally_bill_sum_month (const TallyBillMeasured *measured,
                      const TallyBillPart *parts,
                      size_t n_parts,
                      TallyBillMonth *month,
                      GError **error)
{
    gboolean is_over = FALSE;
    size_t end;

    *month = (TallyBillMonth){ 0 };
    if (n_parts < 2)
        return TRUE;
    end = parts[n_parts - 1].at + tally_price_plan_count (parts[n_parts - 1].plan);
    for (size_t i = parts[0].at; i < MIN (end, measured->n); i++) {
        is_over |= __builtin_add_overflow (month->import, measured->import[i], &month->import);
        is_over |= measured->reactive != NULL
                   && __builtin_add_overflow (month->reactive, measured->reactive[i],
                                              &month->reactive);
    }
    if (is_over)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "energy out of range");
    return !is_over;
}
