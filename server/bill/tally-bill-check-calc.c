// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-calc.h"

/* The checks before release. */

static const char *const severity_names[] = { "off", "note", "hold" };

/* By the index of the reason's bit. */
enum {
    INCOMPLETE,
    ESTIMATED,
    HISTORY,
    ZERO,
    NEGATIVE,
    FIRST,
    LAST,
    MISSING_TARIFF,
    CAPACITY,
    UNPRICED,
};

/* The same figures as the first rows of bill.parameter. */
const TallyBillLimits tally_bill_standard_limits = {
    {
        [INCOMPLETE] = { TALLY_BILL_HOLD, 0, 0 },
        [ESTIMATED] = { TALLY_BILL_HOLD, 100000, 0 },
        [HISTORY] = { TALLY_BILL_HOLD, 300, 20000 },
        [ZERO] = { TALLY_BILL_HOLD, 0, 0 },
        [NEGATIVE] = { TALLY_BILL_HOLD, 0, 0 },
        [FIRST] = { TALLY_BILL_HOLD, 0, 0 },
        [LAST] = { TALLY_BILL_HOLD, 0, 0 },
        [MISSING_TARIFF] = { TALLY_BILL_HOLD, 0, 0 },
        [CAPACITY] = { TALLY_BILL_HOLD, 110, 0 },
        [UNPRICED] = { TALLY_BILL_HOLD, 0, 0 },
    },
};

gboolean
tally_bill_severity_find (const char *name, TallyBillSeverity *severity)
{
    for (guint i = 0; i < G_N_ELEMENTS (severity_names); i++) {
        if (g_strcmp0 (severity_names[i], name) == 0) {
            *severity = i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *
tally_bill_severity_name (TallyBillSeverity severity)
{
    g_return_val_if_fail (severity < G_N_ELEMENTS (severity_names), NULL);

    return severity_names[severity];
}

typedef struct {
    const TallyBillLimits *limits;
    TallyBillFindings *findings;
    guint reasons;
} Judge;

static void
find (Judge *judge, size_t check, int64_t found, int64_t bound, const char *unit)
{
    TallyBillSeverity severity = judge->limits->of[check].severity;

    if (severity == TALLY_BILL_OFF)
        return;
    if (severity == TALLY_BILL_HOLD)
        judge->reasons |= 1u << check;
    judge->findings->found[judge->findings->n++] = (TallyBillFinding){ check, severity, found,
                                                                       bound, unit };
}

/* Whatever a clerk set: what has no price is not to be issued. */
static void
find_always (Judge *judge, size_t check, int64_t found, int64_t bound, const char *unit)
{
    judge->reasons |= 1u << check;
    judge->findings->found[judge->findings->n++] = (TallyBillFinding){ check, TALLY_BILL_HOLD,
                                                                       found, bound, unit };
}

static gboolean
is_far (int64_t total, int64_t usual, const TallyBillLimit *limit)
{
    __int128 difference = (__int128) total - usual;

    if (difference < 0)
        difference = -difference;
    return difference > limit->least
           && ((__int128) total * 100 > (__int128) limit->bound * usual
               || (__int128) usual * 100 > (__int128) limit->bound * total);
}

static void
judge_amount (Judge *judge, const TallyBillFacts *facts)
{
    const TallyBillLimit *history = &judge->limits->of[HISTORY];
    const TallyBillLimit *negative = &judge->limits->of[NEGATIVE];
    int64_t total = facts->total.minor;
    gboolean is_odd = facts->has_previous && is_far (total, facts->previous.minor, history);

    if (is_odd && facts->has_last_year)
        is_odd = is_far (total, facts->last_year.minor, history);
    if (is_odd)
        find (judge, HISTORY, total, facts->previous.minor, "minor");
    if (facts->energy_wh == 0 && facts->export_wh == 0)
        find (judge, ZERO, 0, 0, "Wh");
    if (total < -negative->bound)
        find (judge, NEGATIVE, total, -negative->bound, "minor");
}

/* No more kW than the kVA agreed on can be had from them, whatever the power factor; 0: none. */
static int64_t
contracted (const TallyBillFacts *facts)
{
    if (facts->contracted_w > 0 && facts->contracted_va > 0)
        return MIN (facts->contracted_w, facts->contracted_va);
    return MAX (facts->contracted_w, facts->contracted_va);
}

static void
judge_load (Judge *judge, const TallyBillFacts *facts)
{
    __int128 peak_mw = facts->peak_kw.atto / (TALLY_EXACT_ONE / 1000000);
    __int128 most_mw = (__int128) contracted (facts) * 10 * judge->limits->of[CAPACITY].bound;

    if (facts->n_missing > judge->limits->of[INCOMPLETE].bound)
        find (judge, INCOMPLETE, facts->n_missing, judge->limits->of[INCOMPLETE].bound,
              "intervals");
    if (facts->estimated_ppm > judge->limits->of[ESTIMATED].bound)
        find (judge, ESTIMATED, facts->estimated_ppm, judge->limits->of[ESTIMATED].bound, "ppm");
    judge_amount (judge, facts);
    if (facts->is_first)
        find (judge, FIRST, facts->first.number, facts->first.number, "day");
    if (facts->is_last)
        find (judge, LAST, facts->last.number, facts->last.number, "day");
    if (contracted (facts) > 0 && peak_mw > most_mw)
        find (judge, CAPACITY, (int64_t) (peak_mw / 1000), (int64_t) (most_mw / 1000), "W");
}

guint
tally_bill_check (const TallyBillFacts *facts,
                  const TallyBillLimits *limits,
                  TallyBillFindings *findings)
{
    TallyBillFindings own;
    Judge judge = { limits, findings != NULL ? findings : &own, 0 };

    judge.findings->n = 0;
    if (facts->n_tariff_days < facts->n_days)
        find_always (&judge, MISSING_TARIFF, facts->n_tariff_days, facts->n_days, "days");
    else if (facts->is_unpriced && facts->is_unmeasured)
        find_always (&judge, INCOMPLETE, facts->n_missing, limits->of[INCOMPLETE].bound,
                     "intervals");
    else if (facts->is_unpriced)
        find_always (&judge, UNPRICED, facts->lack.found, 0,
                     facts->lack.unit != NULL ? facts->lack.unit : "days");
    else
        judge_load (&judge, facts);
    return judge.reasons;
}
