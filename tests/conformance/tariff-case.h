// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-price-series.h"

/* What a case file says, brought to the terms of this project: a native
 * tariff document, a series, and figures to compare with. */

#define CASE_MONTHS 12

/**
 * CaseResult:
 * @passed: whether every figure compared was within its tolerance
 * @text: one line: expected, got and the largest difference
 */
typedef struct {
    gboolean passed;
    GString *text;
} CaseResult;

/** case_read: the kind of the file is told by its fields */
typedef gboolean (*CaseRun) (TallyJson *root,
                             const char *folder,
                             CaseResult *result,
                             GError **error);

/* A tariff by months, as the NREL engine takes it, with a series and expected bills. */
gboolean case_run_engine (TallyJson *root, const char *folder, CaseResult *result, GError **error);

/* A load given by a rule in words, and the demand it must be charged for. */
gboolean case_run_demand (TallyJson *root, const char *folder, CaseResult *result, GError **error);

/* An invoice or statement: quantities, rates and printed amounts. */
gboolean case_run_invoice (TallyJson *root, const char *folder, CaseResult *result, GError **error);

/** case_convert: writes the native document of an engine case */
gboolean case_convert (TallyJson *root, GString *json, GError **error);

/** case_text: the text of a string or number member, or @missing */
const char *case_text (TallyJson *node, const char *key, const char *missing);

/** case_is_zero: a missing, null, false or zero member */
gboolean case_is_zero (TallyJson *node, const char *key);

/** case_compare: adds a difference to @worst; FALSE when over @tolerance */
gboolean case_compare (TallyExact got,
                       const TallyJson *expected,
                       const char *tolerance,
                       TallyExact *worst);

/** case_expected: the exact value of a number, rounded to 18 decimals */
gboolean case_expected (const TallyJson *node, TallyExact *value, GError **error);

/** case_write_ratchet: "floor" and "ratchet" of the billing demand, each with a comma after it */
void case_write_ratchet (GString *json, TallyJson *tariff);

/** case_has_ratchet: whether the case has a billing demand */
gboolean case_has_ratchet (TallyJson *tariff);

/** case_write_billing_demand: each period is charged on the month's billing demand: one component
 *   with the rates of the month's periods added up; refuses periods that do not count */
gboolean case_write_billing_demand (GString *json,
                                    TallyJson *tariff,
                                    TallyJson *demand,
                                    GError **error);

/** case_check_fields: refuses a member of the case that would change the figures and is not
 *   known; texts, and what is zero, false or empty, change nothing */
gboolean case_check_fields (TallyJson *root, GError **error);

/** case_read_peaks: the demand of the year before, month by month; Returns: how many, 0 or 12 */
size_t case_read_peaks (TallyJson *tariff, TallyPricePeak *peaks);

/** case_read_prices: rates by time step of @side, "buy" or "sell"; %NULL when it has none */
gboolean case_read_prices (TallyJson *tariff,
                           const char *side,
                           const char *folder,
                           TallyLoad **prices,
                           GError **error);
