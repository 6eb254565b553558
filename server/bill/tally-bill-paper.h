// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/chart/tally-chart-load.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/** TallyBillPaperLine: texts are in the paper's language */
typedef struct {
    char *title;
    char *detail; /* band, tier, season, days of a part */
    char *quantity;
    char *rate;
    char *explain; /* how it came about, in sentences */
    int64_t amount_minor;
} TallyBillPaperLine;

typedef struct {
    TallyDay day;
    int64_t wh;
    gboolean is_estimated;
} TallyBillPaperDay;

/** TallyBillPaperMonth: a month that was billed: "2026-09" */
typedef struct {
    char *month;
    int64_t wh;
    int64_t total_minor;
    gboolean is_estimated;
} TallyBillPaperMonth;

/**
 * TallyBillPaperCurve: the period's intervals, coloured by band, with tiers and peak marked
 * @chart: to paint; the rest is what it points to
 */
typedef struct {
    TallyChartLoad chart;
    GArray *values;
    GByteArray *bands;
    GArray *band_list;
    GArray *flags;
    GArray *places;
    GStringChunk *texts;
} TallyBillPaperCurve;

/**
 * TallyBillPaper: a bill as it is printed
 * @is_chinese: the language it is in; otherwise English
 * @state: "draft", "held", "ready", "issued" or "cancelled"
 * @counterpart: (nullable): the credit note that took this bill back, or the bill that this credit
 *   note takes back
 * @issued_on: (nullable), @due_on: (nullable): ISO days; a draft has none
 * @lines: (element-type TallyBillPaperLine)
 * @days: (element-type TallyBillPaperDay)
 * @months: (element-type TallyBillPaperMonth): up to 13 that were billed, this one the last
 * @payee, @iban, @bic: (nullable): the bank account to pay to
 * @curve: (nullable): %NULL when the period has a day without values
 */
typedef struct {
    gboolean is_chinese;
    char *number;
    char *kind;
    char *state;
    char *counterpart;
    char *company;
    char *customer;
    char *address;
    char *account;
    char *point;
    char *tariff;
    char *period_first;
    char *period_last;
    char *issued_on;
    char *due_on;
    char *currency;
    char *content_hash;
    char *payee;
    char *iban;
    char *bic;
    const TallyZone *zone;
    int64_t energy_wh;
    int64_t net_minor;
    int64_t tax_minor;
    int64_t total_minor;
    int64_t estimated_ppm;
    GArray *lines;
    GArray *days;
    GArray *months;
    TallyBillPaperCurve *curve;
} TallyBillPaper;

void tally_bill_paper_free (TallyBillPaper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillPaper, tally_bill_paper_free)

/**
 * tally_bill_paper_parse:
 * @json: what the statement "bill/paper" (parameter: the number) gives, run by
 *   whoever may see the bill, on a connection or through the pool
 * @blocks: (nullable): what "bill/paper-blocks", or for the customer "web/paper-blocks", gives:
 *   lines are then explained, and the curve drawn, by what the bill was made of
 * @market: (nullable): what "bill/past-market" gives: without it lines that were priced by the
 *   system's peaks or a market's prices have their product alone
 * @language: (nullable): "en" or "zh_CN"; %NULL: the customer's
 * @error: return location
 *
 * Returns: (transfer full): the paper, or %NULL with %TALLY_ERROR_INVALID
 */
TallyBillPaper *tally_bill_paper_parse (const char *json,
                                        const char *blocks,
                                        const char *market,
                                        const char *language,
                                        GError **error);

/** tally_bill_paper_is_to_pay: whether it asks for money: what was issued, still holds, and owes */
gboolean tally_bill_paper_is_to_pay (const TallyBillPaper *paper);

/** tally_bill_store_load_paper: runs these statements and parses that; %TALLY_ERROR_NOT_FOUND */
TallyBillPaper *tally_bill_store_load_paper (TallyDb *db,
                                             const char *number,
                                             const char *language,
                                             GError **error);

G_END_DECLS
