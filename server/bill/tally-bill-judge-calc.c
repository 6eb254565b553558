// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-make-private.h"
#include "shared/block/tally-block.h"

/* What as many days of an earlier time came to; FALSE when there is nothing to go by. */
static gboolean
scale_past (const TallyBillPast *past, int32_t n_days, TallyMoney *total)
{
    if (past->n_days <= 0)
        return FALSE;
    total->minor = (int64_t) ((__int128) past->total.minor * n_days / past->n_days);
    return TRUE;
}

/* Of the qualities of a bill's own days. */
typedef struct {
    int64_t n_measured;
    int64_t n_estimated;
    int64_t n_missing;
} Counts;

static Counts
count_intervals (const TallyBillMaker *maker, const TallyBillDraft *draft)
{
    const TallyBillRules *rules = maker->rules;
    const TallyBillMeasured *measured = draft->measured;
    TallyDays before = { rules->period.first, draft->bill.period.first };
    size_t at = (size_t) tally_days_intervals (rules->zone, before, measured->interval_s);
    size_t end = at
                 + (size_t) tally_days_intervals (rules->zone, draft->bill.period,
                                                  measured->interval_s);
    Counts counts = { .n_missing = end > measured->n ? (int64_t) (end - MAX (at, measured->n))
                                                     : 0 };

    for (size_t i = at; i < end && i < measured->n; i++) {
        uint8_t quality = measured->qualities[i];

        counts.n_missing += quality == TALLY_QUALITY_MISSING;
        counts.n_measured += quality == TALLY_QUALITY_MEASURED || quality == TALLY_QUALITY_EDITED;
    }
    counts.n_estimated = (int64_t) (end - at) - counts.n_missing - counts.n_measured;
    return counts;
}

static void
append_determinant (GString *json, const char *name, int64_t value, const char *unit)
{
    g_string_append_printf (json,
                            "%s{\"name\":\"%s\",\"value\":\"%" G_GINT64_FORMAT
                            "\",\"unit\":\"%s\"}",
                            json->len > 1 ? "," : "", name, value, unit);
}

/* What the lines were worked out from, for those who want to work them out again. */
static const char *
determine (TallyBillMaker *maker, const TallyBillDraft *draft, const Counts *counts)
{
    GString *json = maker->json;
    __int128 peak_w = draft->carry.peak_kw.atto / (TALLY_EXACT_ONE / 1000);

    g_string_assign (json, "[");
    append_determinant (json, "import", draft->bill.energy_wh, "Wh");
    if (draft->measured->export != NULL)
        append_determinant (json, "export", draft->export_wh, "Wh");
    if (draft->measured->reactive != NULL)
        append_determinant (json, "reactive", draft->reactive_varh, "varh");
    append_determinant (json, "peak", (int64_t) peak_w, "W");
    if (draft->agreement->contracted_w > 0)
        append_determinant (json, "contracted", draft->agreement->contracted_w, "W");
    append_determinant (json, "days", tally_days_count (draft->bill.period), "d");
    append_determinant (json, "measured", counts->n_measured, "intervals");
    append_determinant (json, "estimated", counts->n_estimated, "intervals");
    append_determinant (json, "missing", counts->n_missing, "intervals");
    g_string_append_c (json, ']');
    return g_string_chunk_insert_len (draft->sheet->texts, json->str, (gssize) json->len);
}

void
tally_bill_judge (TallyBillMaker *maker,
                  TallyBillDraft *draft,
                  int32_t n_tariff_days,
                  gboolean is_unpriced)
{
    const TallyBillRules *rules = maker->rules;
    const TallyBillAgreement *agreement = draft->agreement;
    int32_t n_days = tally_days_count (draft->bill.period);
    Counts counts = count_intervals (maker, draft);
    TallyBillFindings findings;
    TallyBillFacts facts = {
        .n_missing = counts.n_missing,
        .estimated_ppm = draft->bill.estimated_ppm,
        .energy_wh = draft->bill.energy_wh,
        .export_wh = draft->export_wh,
        .total = draft->bill.total,
        .peak_kw = draft->carry.peak_kw,
        .contracted_w = agreement->contracted_w,
        .contracted_va = agreement->contracted_va,
        .is_first = agreement->valid.first.number >= rules->period.first.number
                    && !agreement->has_previous,
        .is_last = agreement->valid.end.number <= rules->period.end.number,
        .first = agreement->valid.first,
        .last = { agreement->valid.end.number - 1 },
        .n_days = n_days,
        .n_tariff_days = n_tariff_days,
        .is_unpriced = is_unpriced,
        .lack = draft->lack,
        .is_unmeasured = draft->measured->n == 0,
    };

    facts.has_previous = scale_past (&agreement->recent, n_days, &facts.previous);
    facts.has_last_year = scale_past (&agreement->year_ago, n_days, &facts.last_year);
    draft->bill.reasons = tally_bill_check (&facts, &rules->limits, &findings);
    draft->bill.determinants = determine (maker, draft, &counts);
    g_array_append_val (draft->sheet->findings, findings);
}
