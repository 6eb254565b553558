// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"

G_BEGIN_DECLS

#define TALLY_SETTLE_MAX_BANDS 16
#define TALLY_SETTLE_NAME 32

/**
 * TallySettleSeries: one direction of an exchange point over the period
 * @settled: (array length=n): validated energy: the main meter's, the check meter's where it failed
 * @qualities: (array length=n): a TallyQuality each, of @settled
 * @check: (nullable) (array length=n): what the check meter counted
 * @check_qualities: (nullable) (array length=n): whether it did
 */
typedef struct {
    const int64_t *settled;
    const uint8_t *qualities;
    const int64_t *check;
    const uint8_t *check_qualities;
    size_t n;
} TallySettleSeries;

typedef enum {
    TALLY_SETTLE_USED_MAIN,
    TALLY_SETTLE_USED_CHECK,
    TALLY_SETTLE_USED_MIXED,
    TALLY_SETTLE_N_USED
} TallySettleUsed;

/** tally_settle_used_name: Returns: as settle.exchange_line.used says it */
const char *tally_settle_used_name (TallySettleUsed used);

/**
 * TallySettleLine: what one company owes another for one direction and band
 * @main_wh, @check_wh: what each meter counted where it measured
 * @settled_wh: what is paid for
 */
typedef struct {
    char band[TALLY_SETTLE_NAME];
    int64_t main_wh;
    int64_t check_wh;
    int64_t settled_wh;
    int64_t rate_micro_per_kwh;
    int64_t amount_minor;
    TallySettleUsed used;
} TallySettleLine;

/**
 * tally_settle_choose:
 * @series: one direction
 * @tolerance_ppm: combined accuracy of both meters
 * @chosen: (out caller-allocates) (array length=n): the energy to settle
 *
 * The main meter settles. Where it failed, or where both disagree over the period by more than
 * the tolerance, the check meter does.
 */
TallySettleUsed tally_settle_choose (const TallySettleSeries *series,
                                     int64_t tolerance_ppm,
                                     int64_t *chosen);

/**
 * tally_settle_price:
 * @plan: the contract's tariff over the period
 * @series: one direction
 * @chosen: (array length=n): from tally_settle_choose()
 * @used: from tally_settle_choose()
 * @lines: (out caller-allocates): %TALLY_SETTLE_MAX_BANDS; one a band, in the order met
 * @n_lines: (out): how many; the sum of settled_wh is that of @chosen
 */
gboolean tally_settle_price (const TallyPricePlan *plan,
                             const TallySettleSeries *series,
                             const int64_t *chosen,
                             TallySettleUsed used,
                             TallySettleLine *lines,
                             size_t *n_lines,
                             GError **error);

/** TallySettleStatement: a node's figures over the period */
typedef struct {
    int32_t node_id;
    int32_t parent_id;
    char kind[16];
    int64_t in_wh;
    int64_t generation_wh;
    int64_t out_wh;
    int64_t sold_wh;
    int64_t loss_wh;
    int64_t children_loss_wh;
    int64_t own_loss_wh;
    int64_t theoretical_loss_wh;
    int32_t estimated_ppm;
    int32_t n_days;
} TallySettleStatement;

typedef enum {
    TALLY_AUDIT_GREEN,
    TALLY_AUDIT_WARN, /* shown, does not stop */
    TALLY_AUDIT_RED,  /* stops, unless a person signs it */
} TallyAuditResult;

const char *tally_audit_result_name (TallyAuditResult result);

/** TallyAuditFinding: @found and @limit in the unit of the rule: days, Wh or ppm */
typedef struct {
    const char *rule;
    int32_t node_id;
    TallyAuditResult result;
    int64_t found;
    int64_t limit;
} TallyAuditFinding;

/**
 * tally_settle_audit:
 * @statements: (array length=n): all nodes of the settlement
 * @period_days: days that each must cover
 * @findings: (element-type TallyAuditFinding): receives each rule's result for each node
 *
 * complete (every day has a balance), closes (a parent's children_loss is the sum of its
 * children's loss), estimated (share of estimated intervals), loss (loss rate within the band of
 * the kind of node, and not negative).
 */
void tally_settle_audit (const TallySettleStatement *statements,
                         size_t n,
                         int32_t period_days,
                         GArray *findings);

G_END_DECLS
