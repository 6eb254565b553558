// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-figure.h"

#include <glib/gi18n.h>

typedef struct {
    const char *code;
    const char *word; /* not yet translated */
} Word;

/* Every code the server may send to a screen. */
static const Word words[] = {
    /* states of runs, bills, settlements and audits */
    { "running", N_ ("Running") },
    { "computed", N_ ("Computed") },
    { "issued", N_ ("Issued") },
    { "cancelled", N_ ("Cancelled") },
    { "failed", N_ ("Failed") },
    { "draft", N_ ("Draft") },
    { "held", N_ ("Held") },
    { "ready", N_ ("Ready") },
    { "audited", N_ ("Audited") },
    { "submitted", N_ ("Submitted") },
    { "approved", N_ ("Approved") },
    { "returned", N_ ("Returned") },
    { "published", N_ ("Published") },
    { "green", N_ ("Passed") },
    { "warn", N_ ("Warning") },
    { "red", N_ ("Failed") },
    { "signed", N_ ("Signed off") },
    { "ok", N_ ("OK") },
    { "negative", N_ ("Negative loss") },
    { "high", N_ ("High loss") },
    /* tariffs */
    { "in-force", N_ ("In force") },
    { "ended", N_ ("Ended") },
    { "proposed", N_ ("Proposed") },
    { "withdrawn", N_ ("Withdrawn") },
    { "added", N_ ("Added") },
    { "removed", N_ ("Removed") },
    { "changed", N_ ("Changed") },
    { "tariff-save", N_ ("Saved") },
    { "tariff-propose", N_ ("Proposed") },
    { "tariff-return", N_ ("Sent back") },
    { "tariff-sign", N_ ("Signed") },
    { "tariff-withdraw", N_ ("Withdrawn") },
    { "coincident", N_ ("Coincident peak") },
    { "discount", N_ ("Discount") },
    { "maximum", N_ ("Maximum charge") },
    { "community", N_ ("Small customers") },
    { "large", N_ ("Large customers") },
    /* why a meter did not answer */
    { "timeout", N_ ("No answer") },
    { "refused", N_ ("Connection refused") },
    { "exception", N_ ("Meter exception") },
    { "garbage", N_ ("Garbled answer") },
    { "clock", N_ ("Clock off") },
    /* nodes of the grid */
    { "grid", N_ ("Grid") },
    { "province", N_ ("Province") },
    { "city", N_ ("City") },
    { "district", N_ ("District") },
    { "substation", N_ ("Substation") },
    { "line", N_ ("Line") },
    { "area", N_ ("Transformer area") },
    /* exchange of energy */
    { "in", N_ ("Into the company") },
    { "out", N_ ("Out of the company") },
    { "main", N_ ("Main meter") },
    { "check", N_ ("Check meter") },
    { "mixed", N_ ("Main and check") },
    /* bills, their lines and bands */
    { "bill", N_ ("Bill") },
    { "credit", N_ ("Credit note") },
    { "final", N_ ("Final bill") },
    { "fixed", N_ ("Fixed charge") },
    { "energy", N_ ("Energy") },
    { "demand", N_ ("Demand") },
    { "tax", N_ ("Tax") },
    { "export", N_ ("Fed into the grid") },
    { "minimum", N_ ("Minimum charge") },
    { "levy", N_ ("Levy") },
    { "power-factor", N_ ("Power factor") },
    { "capacity", N_ ("Capacity") },
    { "adjustment", N_ ("Adjustment") },
    { "reactive", N_ ("Reactive energy") },
    { "sharp", N_ ("Sharp peak") },
    { "peak", N_ ("Peak") },
    { "shoulder", N_ ("Shoulder") },
    { "flat", N_ ("Flat") },
    { "valley", N_ ("Valley") },
    { "deep-valley", N_ ("Deep valley") },
    /* rules of the audit of a settlement */
    { "loss", N_ ("Loss within its limits") },
    { "complete", N_ ("Every day is there") },
    { "closes", N_ ("Balance closes") },
    { "estimated", N_ ("Share of estimates") },
    /* exceptions of validation: rules, severities and states */
    { "off-grid", N_ ("Off the grid") },
    { "future", N_ ("In the future") },
    { "uninstalled", N_ ("Not installed") },
    { "conflict", N_ ("Conflict") },
    { "gap", N_ ("Gap") },
    { "missing", N_ ("Missing") },
    { "register", N_ ("Registers differ") },
    { "register-decrease", N_ ("Register went back") },
    { "rollover", N_ ("Rollover") },
    { "spike", N_ ("Spike") },
    { "high-usage", N_ ("High use") },
    { "low-usage", N_ ("Low use") },
    { "zero-run", N_ ("Run of zeros") },
    { "unchanged", N_ ("Unchanged") },
    { "physical", N_ ("Physical limit") },
    { "contract", N_ ("Over contract") },
    { "reverse", N_ ("Reverse flow") },
    { "main-check", N_ ("Main and check differ") },
    { "sum", N_ ("Sum of the area") },
    { "clock-set", N_ ("Clock set") },
    { "quadrants", N_ ("Quadrants") },
    { "status", N_ ("Meter status") },
    { "fail", N_ ("Fault") },
    { "info", N_ ("Information") },
    { "open", N_ ("Open") },
    { "accepted", N_ ("Accepted") },
    { "solved", N_ ("Solved") },
    { "validate", N_ ("Validation") },
    /* what rules are held against */
    { "severity", N_ ("Severity") },
    { "ratio_ppm", N_ ("Ratio") },
    { "exempt_ppm", N_ ("Exempt below") },
    { "tolerance_ppm", N_ ("Tolerance") },
    { "limit_ppm", N_ ("Limit") },
    { "limit_wh", N_ ("Limit") },
    { "limit_ms", N_ ("Limit") },
    { "low_ppm", N_ ("Lower limit") },
    { "share_ppm", N_ ("Share") },
    { "intervals", N_ ("Intervals in a row") },
    { "year_before", N_ ("Last year counts") },
    { "deadline_s", N_ ("Deadline after the day") },
    { "fail_bits", N_ ("Faults of the status") },
    { "warn_bits", N_ ("Warnings of the status") },
    { "days", N_ ("Days looked back") },
    { "linear", N_ ("Straight line") },
    { "like-days", N_ ("Like days") },
    { "own", N_ ("As the rule says") },
    { "off", N_ ("Switched off") },
    { "in-force", N_ ("In force") },
    { "coming", N_ ("To come") },
    { "past", N_ ("Past") },
    { "replaced", N_ ("Replaced") },
    { "passed-end", N_ ("It passed its end") },
    { "wrong-reading", N_ ("The reading is wrong") },
    /* kinds of metering points */
    { "gateway", N_ ("Exchange points") },
    { "large", N_ ("Large customers") },
    { "community", N_ ("Small customers") },
    { "boundary", N_ ("Meters of an area") },
    { "generation", N_ ("Own generation") },
    /* jobs of the work plan */
    { "idle", N_ ("Idle") },
    { "waiting", N_ ("Waiting") },
    { "done", N_ ("Done") },
    /* roles */
    { "clerk", N_ ("Clerk") },
    { "supervisor", N_ ("Supervisor") },
    { "auditor", N_ ("Auditor") },
    { "administrator", N_ ("Administrator") },
};

const char *
tally_figure_word (const char *code)
{
    if (code == NULL)
        return "";
    for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_str_equal (words[i].code, code))
            return _ (words[i].word);
    return code;
}
