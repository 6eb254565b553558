// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/** TallyBillPaperLine: texts are in the paper's language */
typedef struct {
    char *title;
    char *detail; /* band, tier, season, days of a part */
    char *quantity;
    char *rate;
    int64_t amount_minor;
} TallyBillPaperLine;

typedef struct {
    TallyDay day;
    int64_t wh;
    gboolean is_estimated;
} TallyBillPaperDay;

/**
 * TallyBillPaper: a bill as it is printed
 * @is_chinese: the language it is in; otherwise English
 * @issued_on: (nullable), @due_on: (nullable): ISO days; a draft has none
 * @lines: (element-type TallyBillPaperLine)
 * @days: (element-type TallyBillPaperDay)
 */
typedef struct {
    gboolean is_chinese;
    char *number;
    char *kind;
    char *state;
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
    int64_t energy_wh;
    int64_t net_minor;
    int64_t tax_minor;
    int64_t total_minor;
    int64_t estimated_ppm;
    GArray *lines;
    GArray *days;
} TallyBillPaper;

void tally_bill_paper_free (TallyBillPaper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillPaper, tally_bill_paper_free)

/**
 * tally_bill_paper_parse:
 * @json: what the statement "bill/paper" (parameter: the number) gives, run by
 *   whoever may see the bill, on a connection or through the pool
 * @language: (nullable): "en" or "zh_CN"; %NULL: the customer's
 * @error: return location
 *
 * Returns: (transfer full): the paper, or %NULL with %TALLY_ERROR_INVALID
 */
TallyBillPaper *tally_bill_paper_parse (const char *json, const char *language, GError **error);

/** tally_bill_store_load_paper: runs that statement and parses it; %TALLY_ERROR_NOT_FOUND */
TallyBillPaper *tally_bill_store_load_paper (TallyDb *db,
                                             const char *number,
                                             const char *language,
                                             GError **error);

G_END_DECLS
