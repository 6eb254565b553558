// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/pay/tally-bank.h"
#include "server/publish/pay/tally-pay.h"

G_BEGIN_DECLS

/* What the files of TallyPay share. */

TallyPool *tally_pay_get_pool (TallyPay *self);
TallyBank *tally_pay_get_bank (TallyPay *self);

/** tally_pay_reach: tells the probe, when there is one */
void tally_pay_reach (TallyPay *self, TallyPayPoint point);

#define TALLY_PAY_INT64_TEXT 24

/** tally_pay_int64: writes @value; Returns: @text */
char *tally_pay_int64 (char text[TALLY_PAY_INT64_TEXT], int64_t value);

G_END_DECLS
