// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/settle/tally-settle-calc.h"

#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define PPM 1000000
#define MICRO_DECIMALS 6

const char *
tally_settle_used_name (TallySettleUsed used)
{
    static const char *const names[] = { "main", "check", "mixed" };

    g_return_val_if_fail ((size_t) used < G_N_ELEMENTS (names), NULL);

    return names[used];
}

const char *
tally_audit_result_name (TallyAuditResult result)
{
    static const char *const names[] = { "green", "warn", "red" };

    g_return_val_if_fail ((size_t) result < G_N_ELEMENTS (names), NULL);

    return names[result];
}

static gboolean
check_measured (const TallySettleSeries *series, size_t i)
{
    return series->check != NULL && series->check_qualities[i] == TALLY_QUALITY_MEASURED;
}

static gboolean
main_measured (const TallySettleSeries *series, size_t i)
{
    return series->qualities[i] == TALLY_QUALITY_MEASURED;
}

static gboolean
is_apart (const TallySettleSeries *series, int64_t tolerance_ppm)
{
    __int128 main_sum = 0;
    __int128 check_sum = 0;
    __int128 apart;

    for (size_t i = 0; i < series->n; i++) {
        if (!main_measured (series, i) || !check_measured (series, i))
            continue;
        main_sum += series->settled[i];
        check_sum += series->check[i];
    }
    apart = main_sum > check_sum ? main_sum - check_sum : check_sum - main_sum;
    return apart * PPM > (main_sum + check_sum) / 2 * tolerance_ppm;
}

TallySettleUsed
tally_settle_choose (const TallySettleSeries *series, int64_t tolerance_ppm, int64_t *chosen)
{
    gboolean distrusts_main = is_apart (series, tolerance_ppm);
    size_t n_check = 0;

    for (size_t i = 0; i < series->n; i++) {
        gboolean takes_check = check_measured (series, i)
                               && (distrusts_main || !main_measured (series, i));

        chosen[i] = takes_check ? series->check[i] : series->settled[i];
        n_check += takes_check ? 1 : 0;
    }
    if (n_check == 0)
        return TALLY_SETTLE_USED_MAIN;
    return n_check == series->n ? TALLY_SETTLE_USED_CHECK : TALLY_SETTLE_USED_MIXED;
}

/* Returns: %NULL with @error when there are too many already */
static TallySettleLine *
find_line (TallySettleLine *lines, size_t *n_lines, const char *band, GError **error)
{
    for (size_t i = 0; i < *n_lines; i++) {
        if (g_str_equal (lines[i].band, band))
            return &lines[i];
    }
    if (*n_lines == TALLY_SETTLE_MAX_BANDS) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "the exchange tariff has more than %d bands", TALLY_SETTLE_MAX_BANDS);
        return NULL;
    }
    lines[*n_lines] = (TallySettleLine){ 0 };
    g_strlcpy (lines[*n_lines].band, band, sizeof lines[*n_lines].band);
    return &lines[(*n_lines)++];
}

static gboolean
count_bands (const TallyPricePlan *plan,
             const TallySettleSeries *series,
             const int64_t *chosen,
             TallySettleUsed used,
             TallySettleLine *lines,
             size_t *n_lines,
             GError **error)
{
    for (size_t i = 0; i < series->n; i++) {
        const char *band = tally_price_plan_band (plan, NULL, i);
        /* A tariff without schedules has no bands: all is one line. */
        TallySettleLine *line = find_line (lines, n_lines, band != NULL ? band : "", error);

        if (line == NULL)
            return FALSE;
        line->used = used;
        line->settled_wh += chosen[i];
        if (main_measured (series, i))
            line->main_wh += series->settled[i];
        if (check_measured (series, i))
            line->check_wh += series->check[i];
    }
    return TRUE;
}

/* A rate has at most six decimals on a settlement: the tariff's own text, exactly. */
static gboolean
rate_to_micro (TallyDecimal rate, int64_t *micro, GError **error)
{
    char text[TALLY_DECIMAL_TEXT];
    __int128 number = rate.mantissa;
    int scale = rate.scale;

    for (; scale > MICRO_DECIMALS && number % 10 == 0; scale--)
        number /= 10;
    for (; scale < MICRO_DECIMALS; scale++)
        number *= 10;
    if (scale == MICRO_DECIMALS && number >= INT64_MIN && number <= INT64_MAX) {
        *micro = (int64_t) number;
        return TRUE;
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "the exchange tariff's rate %s has more than six decimals, or is too large",
                 tally_decimal_format (rate, text));
    return FALSE;
}

gboolean
tally_settle_price (const TallyPricePlan *plan,
                    const TallySettleSeries *series,
                    const int64_t *chosen,
                    TallySettleUsed used,
                    TallySettleLine *lines,
                    size_t *n_lines,
                    GError **error)
{
    TallyPriceInput input = { .import = chosen, .count = series->n };
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();

    *n_lines = 0;
    if (!count_bands (plan, series, chosen, used, lines, n_lines, error)
        || !tally_price (plan, &input, bill, error))
        return FALSE;
    for (size_t i = 0; i < bill->n_lines; i++) {
        const TallyPriceLine *priced = &bill->lines[i];
        TallySettleLine *line = find_line (lines, n_lines, priced->band != NULL ? priced->band : "",
                                           error);

        if (line == NULL || !rate_to_micro (priced->rate, &line->rate_micro_per_kwh, error))
            return FALSE;
        line->amount_minor += priced->amount.minor;
    }
    return TRUE;
}

/* Loss rates that pass without a word, by kind of node; experience of the trade. */
static const struct {
    const char *kind;
    int64_t warn_ppm;
    int64_t red_ppm;
} loss_bands[] = {
    { "area", 90000, 300000 },     { "line", 60000, 150000 }, { "substation", 60000, 150000 },
    { "district", 80000, 150000 }, { "city", 80000, 150000 }, { "province", 80000, 150000 },
    { "grid", 80000, 150000 },
};

#define NEGATIVE_RED_PPM 20000
#define ESTIMATED_WARN_PPM 50000
#define ESTIMATED_RED_PPM 300000

static void
report (GArray *findings,
        const char *rule,
        int32_t node_id,
        TallyAuditResult result,
        int64_t found,
        int64_t limit)
{
    TallyAuditFinding finding = { rule, node_id, result, found, limit };

    g_array_append_val (findings, finding);
}

static void
audit_loss (const TallySettleStatement *statement, GArray *findings)
{
    int64_t through = statement->in_wh + statement->generation_wh - statement->out_wh;
    int64_t ppm = through > 0 ? (int64_t) ((__int128) statement->loss_wh * PPM / through) : 0;
    TallyAuditResult result = TALLY_AUDIT_GREEN;
    int64_t limit = 0;

    for (size_t i = 0; i < G_N_ELEMENTS (loss_bands); i++) {
        if (!g_str_equal (loss_bands[i].kind, statement->kind))
            continue;
        limit = loss_bands[i].warn_ppm;
        if (ppm > loss_bands[i].red_ppm || ppm < -NEGATIVE_RED_PPM)
            result = TALLY_AUDIT_RED;
        else if (ppm > limit || ppm < 0)
            result = TALLY_AUDIT_WARN;
    }
    report (findings, "loss", statement->node_id, result, ppm, limit);
}

static int64_t
loss_of_children (const TallySettleStatement *statements, size_t n, int32_t node_id)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (statements[i].parent_id == node_id)
            sum += statements[i].loss_wh;
    }
    return sum;
}

void
tally_settle_audit (const TallySettleStatement *statements,
                    size_t n,
                    int32_t period_days,
                    GArray *findings)
{
    for (size_t i = 0; i < n; i++) {
        const TallySettleStatement *s = &statements[i];
        int64_t children = loss_of_children (statements, n, s->node_id);
        gboolean closes = children == s->children_loss_wh
                          && s->in_wh + s->generation_wh - s->out_wh - s->sold_wh == s->loss_wh
                          && s->children_loss_wh + s->own_loss_wh == s->loss_wh;

        report (findings, "complete", s->node_id,
                s->n_days == period_days ? TALLY_AUDIT_GREEN : TALLY_AUDIT_RED, s->n_days,
                period_days);
        report (findings, "closes", s->node_id, closes ? TALLY_AUDIT_GREEN : TALLY_AUDIT_RED,
                children, s->children_loss_wh);
        report (findings, "estimated", s->node_id,
                s->estimated_ppm > ESTIMATED_RED_PPM
                    ? TALLY_AUDIT_RED
                    : (s->estimated_ppm > ESTIMATED_WARN_PPM ? TALLY_AUDIT_WARN
                                                             : TALLY_AUDIT_GREEN),
                s->estimated_ppm, ESTIMATED_WARN_PPM);
        audit_loss (s, findings);
    }
}
