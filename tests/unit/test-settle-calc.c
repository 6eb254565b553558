// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: between companies the main meter settles, the check meter where it must; bands are priced
 * by the contract, and the audit names what is too much, to the last millionth. */
#include "server/settle/tally-settle-calc.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"
#include "tests/unit/tariff-parts.h"

#include <string.h>

#define N 4
#define M TALLY_QUALITY_MEASURED
#define X TALLY_QUALITY_MISSING
#define S TALLY_QUALITY_LINEAR

typedef struct {
    const char *name;
    int64_t settled[N];
    uint8_t qualities[N];
    gboolean has_check;
    int64_t check[N];
    uint8_t check_qualities[N];
    TallySettleUsed used;
    int64_t chosen[N];
} ChoiceCase;

/* The tolerance is 1 %: of 1000 and 1010 Wh the mean is 1005, a hundredth of it 10.05. */
static const ChoiceCase choices[] = {
    { "no-check-meter",
      { 1, 2, 3, 4 },
      { M, M, S, M },
      .used = TALLY_SETTLE_USED_MAIN,
      .chosen = { 1, 2, 3, 4 } },
    { "they-agree",
      { 100, 200, 300, 400 },
      { M, M, M, M },
      TRUE,
      { 100, 200, 300, 410 },
      { M, M, M, M },
      TALLY_SETTLE_USED_MAIN,
      { 100, 200, 300, 400 } },
    { "they-do-not",
      { 100, 200, 300, 400 },
      { M, M, M, M },
      TRUE,
      { 100, 200, 300, 411 },
      { M, M, M, M },
      TALLY_SETTLE_USED_CHECK,
      { 100, 200, 300, 411 } },
    { "nor-the-other-way",
      { 100, 200, 300, 411 },
      { M, M, M, M },
      TRUE,
      { 100, 200, 300, 400 },
      { M, M, M, X },
      TALLY_SETTLE_USED_MAIN,
      { 100, 200, 300, 411 } },
    { "main-failed-once",
      { 100, 9, 300, 400 },
      { M, S, M, M },
      TRUE,
      { 100, 200, 300, 400 },
      { M, M, M, M },
      TALLY_SETTLE_USED_MIXED,
      { 100, 200, 300, 400 } },
    { "both-failed-once",
      { 100, 9, 300, 400 },
      { M, S, M, M },
      TRUE,
      { 100, 200, 300, 400 },
      { M, X, M, M },
      TALLY_SETTLE_USED_MAIN,
      { 100, 9, 300, 400 } },
    { "apart-and-check-failed-once",
      { 500, 9, 300, 400 },
      { M, S, M, M },
      TRUE,
      { 100, 200, 300, 400 },
      { M, M, X, M },
      TALLY_SETTLE_USED_MIXED,
      { 100, 200, 300, 400 } },
};

static void
test_choice (gconstpointer data)
{
    const ChoiceCase *c = data;
    const TallySettleSeries series = { c->settled, c->qualities, c->has_check ? c->check : NULL,
                                       c->has_check ? c->check_qualities : NULL, N };
    int64_t chosen[N];

    g_assert_cmpint (tally_settle_choose (&series, 10000, chosen), ==, c->used);
    g_assert_cmpmem (chosen, sizeof chosen, c->chosen, sizeof c->chosen);
}

typedef struct {
    const char *name;
    int n_bands; /* of equal length, an hour and more each; 0: no schedule at all */
    const char *components;
    const char *amounts; /* "band wh rate-micro amount-minor;…"; NULL: refused */
} PriceCase;

#define RATES "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": "
#define FIXED "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"5\", \"per\": \"bill\"}"

/* 96 intervals of 1000 Wh. Two bands: 48 kWh at 0.25 are 12.00, at 0.5 24.00. */
static const PriceCase prices[] = {
    { "two-bands", 2,
      RATES "[{\"bands\": [\"b0\"], \"rate\": \"0.25\"}, {\"bands\": [\"b1\"], \"rate\": "
            "\"0.5\"}]}",
      "b0 48000 250000 1200;b1 48000 500000 2400;" },
    { "flat", 0, "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"0.000001\"}",
      " 96000 1 0;" }, /* 96 kWh at a millionth: less than half a cent */
    { "zeros-behind", 0, "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"-0.2500000000\"}",
      " 96000 -250000 -2400;" },
    { "too-large-in-millionths", 0, /* 10^19 of them are more than 2^63 */
      "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"10000000000000\"}", NULL },
    { "too-small-in-millionths", 0,
      "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"-10000000000000\"}", NULL },
    { "seven-decimals", 0, "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"0.0000001\"}", NULL },
    { "nineteen-decimals", 0,
      "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"0.0000000000000000001\"}", NULL },
    { "more-than-money-holds", 0,
      "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"9000000000000000\"}", NULL },
    { "sixteen-bands-and-a-charge", 16, RATES "[{\"rate\": \"1\"}]}, " FIXED, NULL },
    { "seventeen-bands", 17, RATES "[{\"rate\": \"1\"}]}", NULL },
};

static char *
schedule_of (int n_bands)
{
    g_autoptr(GString) bands = g_string_new (NULL);
    g_autoptr(GString) spans = g_string_new (NULL);

    for (int i = 0; i < n_bands; i++) {
        int first = 24 / n_bands * i;

        g_string_append_printf (bands, "%s{\"id\": \"b%d\"}", i > 0 ? ", " : "", i);
        g_string_append_printf (spans,
                                "%s{\"from\": \"%02d:00\", \"to\": \"%02d:00\", \"band\": \"b%d\"}",
                                i > 0 ? ", " : "", first,
                                i + 1 < n_bands ? first + 24 / n_bands : 24, i);
    }
    return n_bands == 0 ? g_strdup ("")
                        : g_strdup_printf ("\"schedules\": [{\"id\": \"s\", \"bands\": [%s], "
                                           "\"rules\": [{\"spans\": [%s]}]}], ",
                                           bands->str, spans->str);
}

/* What a meter did not measure is paid for, but none of its meters counted it. */
static void
test_unmeasured (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = parse ("", E, &error);
    const TallyPricePeriod period = april ();
    g_autoptr(TallyPricePlan) plan = tally_price_plan_new (tariff, &period, &error);
    uint8_t estimated[96];
    int64_t values[96];
    const TallySettleSeries series = { values, estimated, NULL, NULL, G_N_ELEMENTS (values) };
    TallySettleLine lines[TALLY_SETTLE_MAX_BANDS];
    size_t n_lines;

    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (values); i++) {
        values[i] = 1000;
        estimated[i] = i < 90 ? M : S;
    }
    g_assert_true (tally_settle_price (plan, &series, values, TALLY_SETTLE_USED_MAIN, lines,
                                       &n_lines, &error));
    g_assert_cmpuint (n_lines, ==, 1);
    g_assert_cmpint (lines[0].settled_wh, ==, 96000);
    g_assert_cmpint (lines[0].main_wh, ==, 90000);
    g_assert_cmpint (lines[0].check_wh, ==, 0);
    g_assert_cmpint (lines[0].amount_minor, ==, 9600); /* at 1 a kWh */
}

static void
test_price (gconstpointer data)
{
    const PriceCase *c = data;
    g_autofree char *schedule = schedule_of (c->n_bands);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = parse (schedule, c->components, &error);
    const TallyPricePeriod period = april ();
    g_autoptr(TallyPricePlan) plan = NULL;
    g_autoptr(GString) text = g_string_new (NULL);
    static const uint8_t measured[96];
    static int64_t values[96];
    const TallySettleSeries series = { values, measured, values, measured, G_N_ELEMENTS (values) };
    TallySettleLine lines[TALLY_SETTLE_MAX_BANDS];
    size_t n_lines;
    gboolean is_good;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff, &period, &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (values); i++)
        values[i] = 1000;
    is_good = tally_settle_price (plan, &series, values, TALLY_SETTLE_USED_MAIN, lines, &n_lines,
                                  &error);
    g_assert_true (is_good == (c->amounts != NULL));
    if (!is_good) {
        g_assert_nonnull (error);
        g_assert_cmpuint (error->domain, ==, TALLY_ERROR);
        return;
    }
    for (size_t i = 0; i < n_lines; i++) {
        g_assert_cmpint (lines[i].main_wh, ==, lines[i].settled_wh);
        g_assert_cmpint (lines[i].check_wh, ==, lines[i].settled_wh);
        g_string_append_printf (text,
                                "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                                ";",
                                lines[i].band, lines[i].settled_wh, lines[i].rate_micro_per_kwh,
                                lines[i].amount_minor);
    }
    g_assert_cmpstr (text->str, ==, c->amounts);
}

typedef struct {
    const char *name;
    TallySettleStatement statement; /* of the only node; the period has 30 days */
    const char *results;            /* complete, closes, estimated, loss */
} AuditCase;

#define NODE(kind, in, sold, loss, estimated, days)                   \
    {                                                                 \
        1, 0, kind, in, 0, 0, sold, loss, 0, loss, 0, estimated, days \
    }

/* What goes through is 1,000,000 Wh, so a Wh of loss is a millionth. */
static const AuditCase audits[] = {
    { "good", NODE ("area", 1000000, 920000, 80000, 50000, 30), "green green green green" },
    { "a-day-is-missing", NODE ("area", 1000000, 920000, 80000, 0, 29), "red green green green" },
    { "does-not-close", NODE ("area", 1000000, 920001, 80000, 0, 30), "green red green green" },
    { "estimated", NODE ("area", 1000000, 920000, 80000, 50001, 30), "green green warn green" },
    { "too-much-estimated", NODE ("area", 1000000, 920000, 80000, 300001, 30),
      "green green red green" },
    { "loss-at-its-limit", NODE ("area", 1000000, 910000, 90000, 0, 30),
      "green green green green" },
    { "loss-over-it", NODE ("area", 1000000, 909999, 90001, 0, 30), "green green green warn" },
    { "loss-at-the-red", NODE ("line", 1000000, 850000, 150000, 0, 30), "green green green warn" },
    { "loss-over-the-red", NODE ("line", 1000000, 849999, 150001, 0, 30), "green green green red" },
    { "gain", NODE ("city", 1000000, 1000001, -1, 0, 30), "green green green warn" },
    { "gain-at-the-red", NODE ("city", 1000000, 1020000, -20000, 0, 30), "green green green warn" },
    { "gain-over-the-red", NODE ("city", 1000000, 1020001, -20001, 0, 30),
      "green green green red" },
    { "nothing-through", NODE ("grid", 0, 0, 0, 0, 30), "green green green green" },
    { "no-such-kind", NODE ("planet", 1000000, 0, 1000000, 0, 30), "green green green green" },
};

static void
test_audit (gconstpointer data)
{
    const AuditCase *c = data;
    g_autoptr(GArray) findings = g_array_new (FALSE, FALSE, sizeof (TallyAuditFinding));
    g_autoptr(GString) text = g_string_new (NULL);

    tally_settle_audit (&c->statement, 1, 30, findings);
    for (guint i = 0; i < findings->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                                tally_audit_result_name (
                                    g_array_index (findings, TallyAuditFinding, i).result));
    g_assert_cmpstr (text->str, ==, c->results);
}

/* A parent's loss is its own and that of its children. */
static void
test_children (void)
{
    TallySettleStatement statements[] = { NODE ("city", 1000, 970, 30, 0, 30),
                                          NODE ("line", 500, 490, 10, 0, 30),
                                          NODE ("line", 500, 495, 5, 0, 30) };
    g_autoptr(GArray) findings = g_array_new (FALSE, FALSE, sizeof (TallyAuditFinding));
    const TallyAuditFinding *closes;

    statements[1].node_id = 2;
    statements[2].node_id = 3;
    statements[1].parent_id = statements[2].parent_id = 1;
    statements[0].children_loss_wh = 15;
    statements[0].own_loss_wh = 15;
    tally_settle_audit (statements, 3, 30, findings);
    closes = &g_array_index (findings, TallyAuditFinding, 1);
    g_assert_cmpstr (closes->rule, ==, "closes");
    g_assert_cmpint (closes->result, ==, TALLY_AUDIT_GREEN);
    g_assert_cmpint (closes->found, ==, 15);

    statements[0].children_loss_wh = 14; /* what a child lost was left out */
    statements[0].own_loss_wh = 16;
    g_array_set_size (findings, 0);
    tally_settle_audit (statements, 3, 30, findings);
    closes = &g_array_index (findings, TallyAuditFinding, 1);
    g_assert_cmpint (closes->result, ==, TALLY_AUDIT_RED);

    statements[0].children_loss_wh = 15; /* the sum is right, its parts are not */
    g_array_set_size (findings, 0);
    tally_settle_audit (statements, 3, 30, findings);
    closes = &g_array_index (findings, TallyAuditFinding, 1);
    g_assert_cmpint (closes->result, ==, TALLY_AUDIT_RED);
}

static void
test_names (void)
{
    g_assert_cmpstr (tally_settle_used_name (TALLY_SETTLE_USED_MAIN), ==, "main");
    g_assert_cmpstr (tally_settle_used_name (TALLY_SETTLE_USED_CHECK), ==, "check");
    g_assert_cmpstr (tally_settle_used_name (TALLY_SETTLE_USED_MIXED), ==, "mixed");
}

#define ADD(table, what, func)                                                            \
    for (size_t i = 0; i < G_N_ELEMENTS (table); i++) {                                   \
        g_autofree char *path = g_strconcat ("/settle/" what "/", (table)[i].name, NULL); \
                                                                                          \
        g_test_add_data_func (path, &(table)[i], func);                                   \
    }

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD (choices, "choice", test_choice)
    ADD (prices, "price", test_price)
    ADD (audits, "audit", test_audit)
    g_test_add_func ("/settle/unmeasured", test_unmeasured);
    g_test_add_func ("/settle/children", test_children);
    g_test_add_func ("/settle/names", test_names);
    return g_test_run ();
}
