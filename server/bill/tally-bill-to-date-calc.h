// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-calc.h"

G_BEGIN_DECLS

/** TALLY_BILL_LOOK_BACK: days before a month that its forecast may rest on */
#define TALLY_BILL_LOOK_BACK 28

/**
 * TallyBillToDate: what an agreement has run up in one month that is not billed, and what the
 * month will come to
 * @period: the month
 * @is_current: whether it still runs
 * @known_end: the day after the last of which anything is known
 * @state: "priced", "empty" (nothing is known yet), "missing-tariff" or "unpriced"
 * @energy_wh to @estimated_ppm: as a final bill of the days before @known_end would say it
 * @newest_at: end of the last known interval, Unix seconds; 0: none
 * @forecast_wh, @forecast: of the whole month, when its rest is the mean of like days
 * @low, @high: when each interval of the rest is the least, or the most, of like days
 * @lines: JSON: a list of {kind, component, amount_minor}, in the order of the bill
 * @carry_text: what the month hands on
 */
typedef struct {
    TallyDays period;
    gboolean is_current;
    TallyDay known_end;
    const char *state;
    int32_t tariff_version;
    int64_t energy_wh;
    TallyMoney net;
    TallyMoney tax;
    TallyMoney total;
    int32_t estimated_ppm;
    int64_t newest_at;
    int64_t forecast_wh;
    TallyMoney forecast;
    TallyMoney low;
    TallyMoney high;
    const char *lines;
    const char *carry_text;
} TallyBillToDate;

/**
 * TallyBillStretch: the intervals of a point from before the month on
 * @days: what @measured covers
 */
typedef struct {
    TallyDays days;
    TallyBillMeasured measured;
} TallyBillStretch;

/**
 * tally_bill_to_date_make:
 * @maker: with the rules of the month
 * @rules: the same rules
 * @agreement: whose
 * @stretch: its point's intervals; from %TALLY_BILL_LOOK_BACK days before the month, better more
 * @is_current: whether the month still runs: only then is there a forecast
 * @sheet: scratch, and keeps the texts; its bills are cleared
 * @made: (out): what came out
 * @error: return location: as of tally_bill_maker_make()
 */
gboolean tally_bill_to_date_make (TallyBillMaker *maker,
                                  const TallyBillRules *rules,
                                  const TallyBillAgreement *agreement,
                                  const TallyBillStretch *stretch,
                                  gboolean is_current,
                                  TallyBillSheet *sheet,
                                  TallyBillToDate *made,
                                  GError **error);

G_END_DECLS
