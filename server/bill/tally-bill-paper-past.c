// SPDX-License-Identifier: GPL-3.0-or-later
/* A bill on paper priced again from what it was made of, so that its lines are explained in the
 * words that the desktop, the pages and the API have for them, and its curve is what was billed. */
#include "server/bill/tally-bill-again.h"
#include "server/bill/tally-bill-paper-private.h"
#include "server/energy/tally-energy-versions-calc.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-explain.h"

#include <string.h>

#define N_CHANNELS 3
#define FAR_DAY G_MAXINT32

struct _TallyBillPaperPast {
    TallyDays month;
    TallyBillInputs inputs;
    const char *market; /* nullable */
    int32_t interval_s;
    size_t n;
    int64_t *series[N_CHANNELS]; /* import, export, reactive; NULL: none */
    uint8_t *qualities;
};

void
tally_bill_paper_past_free (TallyBillPaperPast *past)
{
    for (size_t i = 0; i < N_CHANNELS; i++)
        g_free (past->series[i]);
    g_free (past->qualities);
    tally_bill_inputs_clear (&past->inputs);
    g_free (past);
}

static gboolean
refuse (const TallyBillPaper *paper, const char *what, GError **error)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "bill %s: %s", paper->number, what);
    return FALSE;
}

/* Values of one day and channel; a day of another interval length stays missing, as for bills. */
static gboolean
lay_block (const TallyBillPaper *paper,
           TallyBillPaperPast *past,
           JsonObject *block,
           TallyDay day,
           GError **error)
{
    size_t channel = (size_t) tally_bill_json_whole (block, "channel") - 1;
    size_t n = (size_t) tally_bill_json_whole (block, "n");
    TallyDays before = { past->month.first, day };
    const char *payload_text = tally_bill_json_text (block, "payload");
    const char *flags_text = tally_bill_json_text (block, "flags");
    g_autofree uint8_t *payload = NULL;
    g_autofree uint8_t *flags = NULL;
    gsize payload_length, flags_length;
    size_t at;

    if (past->interval_s == 0) {
        past->interval_s = (int32_t) tally_bill_json_whole (block, "interval_s");
        if (past->interval_s < 1)
            return refuse (paper, "an interval has no length", error);
        past->n = (size_t) tally_days_intervals (paper->zone, past->month, past->interval_s);
        past->series[0] = g_new0 (int64_t, past->n);
        past->qualities = g_malloc (past->n);
        memset (past->qualities, TALLY_QUALITY_MISSING, past->n);
    }
    if (channel >= N_CHANNELS || payload_text == NULL || flags_text == NULL)
        return refuse (paper, "a day of it cannot be read", error);
    if (past->series[channel] == NULL)
        past->series[channel] = g_new0 (int64_t, past->n);
    at = (size_t) tally_days_intervals (paper->zone, before, past->interval_s);
    if (past->interval_s != tally_bill_json_whole (block, "interval_s") || at + n > past->n)
        return TRUE;
    payload = g_base64_decode (payload_text, &payload_length);
    flags = g_base64_decode (flags_text, &flags_length);
    return tally_block_get_values (payload, payload_length, past->series[channel] + at, n, NULL,
                                   error)
           && (channel > 0
               || tally_block_get_flags (flags, flags_length, past->qualities + at, n, error));
}

static gboolean
lay_blocks (const TallyBillPaper *paper,
            TallyBillPaperPast *past,
            JsonArray *blocks,
            GError **error)
{
    g_autoptr(TallyEnergyVersions) versions = tally_energy_versions_new (past->month);

    if (!tally_energy_versions_parse (versions, past->inputs.blocks, error))
        return FALSE;
    for (guint i = 0; i < tally_bill_json_length (blocks); i++) {
        JsonObject *block = json_array_get_object_element (blocks, i);
        const char *text = tally_bill_json_text (block, "day");
        int64_t version = tally_bill_json_whole (block, "version");
        int64_t channel = tally_bill_json_whole (block, "channel");
        TallyDay day;

        if (text == NULL || !tally_day_parse (text, &day, NULL) || channel < 1
            || channel > N_CHANNELS)
            return refuse (paper, "a day of it cannot be read", error);
        if (version > 0 && version == tally_energy_versions_get (versions, (int16_t) channel, day)
            && !lay_block (paper, past, block, day, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_bill_paper_past_read (const TallyBillPaper *paper,
                            JsonObject *root,
                            JsonArray *blocks,
                            const char *market,
                            TallyBillPaperPast **read,
                            GError **error)
{
    g_autoptr(TallyBillPaperPast) past = NULL;
    const char *made_of = tally_bill_json_text (root, "made_of");
    TallyDay first;

    *read = NULL;
    if (made_of == NULL || blocks == NULL)
        return TRUE;
    past = g_new0 (TallyBillPaperPast, 1);
    past->market = market;
    if (!tally_day_parse (paper->period_first, &first, error)
        || !tally_bill_inputs_parse (made_of, &past->inputs, error))
        return FALSE;
    past->month = tally_days_of_month (first);
    if (!lay_blocks (paper, past, blocks, error))
        return FALSE;
    if (past->n > 0)
        *read = g_steal_pointer (&past);
    return TRUE;
}

const int64_t *
tally_bill_paper_past_import (const TallyBillPaper *paper,
                              const TallyBillPaperPast *past,
                              TallyDays days,
                              int32_t *interval_s,
                              size_t *n)
{
    TallyDays before = { past->month.first, days.first };

    *interval_s = past->interval_s;
    *n = (size_t) tally_days_intervals (paper->zone, days, past->interval_s);
    return past->series[0] + tally_days_intervals (paper->zone, before, past->interval_s);
}

void
tally_bill_paper_past_days (TallyBillPaper *paper, const TallyBillPaperPast *past)
{
    for (guint i = 0; i < paper->days->len; i++) {
        TallyBillPaperDay *day = &g_array_index (paper->days, TallyBillPaperDay, i);
        TallyDays before = { past->month.first, day->day };
        TallyDays one = { day->day, { day->day.number + 1 } };
        size_t at = (size_t) tally_days_intervals (paper->zone, before, past->interval_s);
        size_t end = at + (size_t) tally_days_intervals (paper->zone, one, past->interval_s);

        day->wh = 0;
        day->is_estimated = FALSE;
        for (; at < MIN (end, past->n); at++) {
            uint8_t quality = past->qualities[at];

            day->wh += past->series[0][at];
            day->is_estimated |= quality != TALLY_QUALITY_MEASURED
                                 && quality != TALLY_QUALITY_EDITED;
        }
    }
}

/* The versions that the bill names, by the days from which they hold. */
static gboolean
read_tariffs (const TallyBillPaper *paper, JsonObject *root, GArray *versions, GError **error)
{
    JsonArray *list = tally_bill_json_array (root, "tariffs");

    for (guint i = 0; i < tally_bill_json_length (list); i++) {
        JsonObject *item = json_array_get_object_element (list, i);
        JsonNode *document = json_object_get_member (item, "document");
        g_autofree char *text = document != NULL ? json_to_string (document, FALSE) : NULL;
        const char *from = tally_bill_json_text (item, "valid_from");
        const char *to = tally_bill_json_text (item, "valid_to");
        TallyBillTariff version = { .version = (int32_t) tally_bill_json_whole (item, "version"),
                                    .valid.end = { FAR_DAY } };

        if (text == NULL || from == NULL || !tally_day_parse (from, &version.valid.first, NULL)
            || (to != NULL && !tally_day_parse (to, &version.valid.end, NULL)))
            return refuse (paper, "a version of its tariff cannot be read", error);
        version.tariff = tally_tariff_parse (text, -1, error);
        if (version.tariff == NULL)
            return FALSE;
        g_array_append_val (versions, version);
    }
    return TRUE;
}

static const char *
say (const char *message, gpointer catalogue)
{
    return tally_catalogue_say (catalogue, message);
}

typedef struct {
    const TallyBillPaper *paper;
    const TallyCatalogue *catalogue;
} Telling;

/* What is priced is only told where it is what was billed. */
static gboolean
on_line (const TallyPricePlan *plan,
         const TallyPriceInput *input,
         const TallyPriceBill *priced,
         size_t index,
         int16_t line_no,
         gpointer user_data,
         GError **error)
{
    const Telling *telling = user_data;
    const TallyBillPaper *paper = telling->paper;
    gboolean is_credit = g_str_equal (paper->kind, "credit");
    int64_t minor = priced->lines[index].amount.minor;
    g_autoptr(TallyExplain) why = NULL;
    TallyBillPaperLine *line;

    if (line_no > (int) paper->lines->len)
        return TRUE;
    line = &g_array_index (paper->lines, TallyBillPaperLine, line_no - 1);
    if (line->amount_minor != (is_credit ? -minor : minor))
        return TRUE;
    why = tally_price_explain (plan, input, priced, index, error);
    if (why == NULL)
        return FALSE;
    g_free (line->explain);
    line->explain = tally_explain_text (why, say, paper->is_chinese, (gpointer) telling->catalogue);
    return TRUE;
}

gboolean
tally_bill_paper_past_explain (const TallyBillPaper *paper,
                               const TallyBillPaperPast *past,
                               JsonObject *root,
                               const TallyCatalogue *catalogue,
                               GError **error)
{
    const char *code = tally_bill_json_text (root, "tariff_code");
    Telling telling = { paper, catalogue };
    g_autoptr(GArray) versions = tally_bill_tariffs_new ();
    TallyBillAgain again = {
        .month = past->month,
        .zone = paper->zone,
        .currency = paper->currency,
        .agreement_id = tally_bill_json_whole (root, "agreement_id"),
        .version = (int32_t) tally_bill_json_whole (root, "version"),
        .tariff_code = code,
        .tariffs = versions,
        .inputs = &past->inputs,
        .market = past->market,
        .measured = { .import = past->series[0],
                      .export = past->series[1],
                      .reactive = past->series[2],
                      .qualities = past->qualities,
                      .n = past->n,
                      .interval_s = past->interval_s },
    };

    if (code == NULL)
        return refuse (paper, "it has no tariff", error);
    return read_tariffs (paper, root, versions, error)
           && tally_bill_again_price (&again, on_line, &telling, error);
}
