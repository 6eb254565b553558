// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-market-calc.h"

G_BEGIN_DECLS

/* Between the files that make a bill only. */

/** Most parts of a period, which is a month: one a day, and then some. */
#define TALLY_BILL_MAX_PARTS 40

struct _TallyBillMaker {
    const TallyBillRules *rules;
    GHashTable *plans;   /* "code version first end interval" -> TallyPricePlan */
    GHashTable *markets; /* TallyPricePlan -> TallyBillMarket */
    TallyPriceBill *priced;
    GString *json;
    GArray *past;        /* TallyPriceSlotPeak: of earlier months, for the bill at hand */
    GArray *peaks;       /* TallyPriceSlotPeak: the bill's own */
    GStringChunk *texts; /* of @past */
    TallyBillLook look;
    gpointer look_data;
};

/* A run of days under one version of the tariff. */
typedef struct {
    TallyDays days;
    const TallyBillTariff *tariff;
    size_t at; /* its first interval in the series of the period */
    int32_t meters;
    TallyPricePlan *plan;
} TallyBillPart;

/* A bill in the making. */
typedef struct {
    const TallyBillAgreement *agreement;
    const TallyBillMeasured *measured;
    TallyBillSheet *sheet;
    TallyBill bill;
    TallyBillCarry carry;
    int64_t export_wh;
    int64_t reactive_varh;
    TallyBillLack lack;
    size_t first_line; /* in the sheet */
} TallyBillDraft;

/** tally_bill_cut_by_meters: cuts parts whose tariff charges by meter where their number changes,
 * and notes the number */
void tally_bill_cut_by_meters (const TallyBillAgreement *agreement,
                               TallyBillPart *parts,
                               size_t *n_parts);

/** tally_bill_extras: what only some tariffs need, as the end of an inputs' text has it;
 * Returns: (transfer full) (nullable): %NULL when these parts need none of it */
char *tally_bill_extras (const TallyBillRules *rules,
                         const TallyBillAgreement *agreement,
                         const TallyBillPart *parts,
                         size_t n_parts);

/* tally-bill-past-calc.c */

/** tally_bill_look_back: reads the peaks of earlier months; FALSE when they cannot be */
gboolean tally_bill_look_back (TallyBillMaker *maker,
                               const TallyBillAgreement *agreement,
                               GError **error);

/** tally_bill_note_peaks: adds those of a part to the bill's */
void tally_bill_note_peaks (GArray *peaks, const TallyPriceBill *priced);

/** tally_bill_hash_past: of days of supply and peaks, where they matter to the bill */
void tally_bill_hash_past (GChecksum *sum,
                           const TallyBillDraft *draft,
                           const TallyBillPart *parts,
                           size_t n_parts);

/** tally_bill_write_carry: Returns: what the bill hands on, among the sheet's texts */
const char *tally_bill_write_carry (TallyBillMaker *maker, const TallyBillDraft *draft);

/* tally-bill-note-calc.c */

/** tally_bill_note_inputs: notes in the bill what it was made from */
void tally_bill_note_inputs (const TallyBillMaker *maker,
                             TallyBillDraft *draft,
                             const TallyBillPart *parts,
                             size_t n_parts);

/* tally-bill-month-calc.c */

/** TallyBillMonth: what a bill of several parts used in all of them; 0 of a bill of one part */
typedef struct {
    int64_t import;
    int64_t reactive;
} TallyBillMonth;

/** tally_bill_sum_month: Returns: %FALSE with %TALLY_ERROR_OVERFLOW */
gboolean tally_bill_sum_month (const TallyBillMeasured *measured,
                               const TallyBillPart *parts,
                               size_t n_parts,
                               TallyBillMonth *month,
                               GError **error);

/** tally_bill_judge: checks the priced bill and writes down what it was worked out from */
void tally_bill_judge (TallyBillMaker *maker,
                       TallyBillDraft *draft,
                       int32_t n_tariff_days,
                       gboolean is_unpriced);

G_END_DECLS
