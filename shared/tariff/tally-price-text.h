// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"

G_BEGIN_DECLS

/** TALLY_MONEY_TEXT: bytes for any amount as text and its end */
#define TALLY_MONEY_TEXT 24

/** tally_price_money: @money with @digits decimals, for example "-12.30"; Returns: @text */
const char *tally_price_money (TallyMoney money, int digits, char text[TALLY_MONEY_TEXT]);

/**
 * tally_price_append_json:
 * @json: the document so far
 * @days: the period
 * @plan: what it was priced with
 * @bill: its lines
 *
 * Appends the period as gridtallyctl and the API say it: days, lines,
 * "total" and "total_exact"; every figure a decimal string.
 */
void tally_price_append_json (GString *json,
                              TallyDays days,
                              const TallyPricePlan *plan,
                              const TallyPriceBill *bill);

G_END_DECLS
