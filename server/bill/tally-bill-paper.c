// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-paper.h"

#include "server/bill/tally-bill-paper-private.h"
#include "server/bill/tally-bill-words.h"
#include "shared/error/tally-error.h"
#include "shared/money/tally-exact.h"
#include "shared/number/tally-number.h"

#include <string.h>

static void
line_clear (gpointer data)
{
    TallyBillPaperLine *line = data;

    g_free (line->title);
    g_free (line->detail);
    g_free (line->quantity);
    g_free (line->rate);
    g_free (line->explain);
}

static void
month_clear (gpointer data)
{
    g_free (((TallyBillPaperMonth *) data)->month);
}

void
tally_bill_paper_free (TallyBillPaper *paper)
{
    char *texts[] = { paper->number,       paper->kind,         paper->state,       paper->company,
                      paper->customer,     paper->address,      paper->account,     paper->point,
                      paper->tariff,       paper->issued_on,    paper->due_on,      paper->currency,
                      paper->content_hash, paper->period_first, paper->period_last, paper->payee,
                      paper->iban,         paper->bic,          paper->counterpart };

    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
        g_free (texts[i]);
    g_clear_pointer (&paper->lines, g_array_unref);
    g_clear_pointer (&paper->days, g_array_unref);
    g_clear_pointer (&paper->months, g_array_unref);
    g_clear_pointer (&paper->curve, tally_bill_paper_curve_free);
    g_free (paper);
}

static void
add_detail (GString *detail, const char *text)
{
    if (text != NULL && *text != '\0')
        g_string_append_printf (detail, "%s%s", detail->len > 0 ? " · " : "", text);
}

static char *
detail_of (const TallyBillPaper *paper, JsonObject *tariff, JsonObject *line, const char *language)
{
    GString *detail = g_string_new (NULL);
    int64_t tier = tally_bill_json_whole (line, "tier");
    const char *season = tally_bill_json_text (line, "season");

    add_detail (detail,
                tally_bill_json_band (tariff, tally_bill_json_text (line, "band"), language));
    if (tier > 0) {
        g_autofree char *text = tally_bill_word_tier (paper->is_chinese, (int) tier);

        add_detail (detail, text);
    }
    add_detail (detail,
                tally_bill_json_name (
                    tally_bill_json_item (tally_bill_json_array (tariff, "seasons"), season),
                    language));
    if (g_strcmp0 (tally_bill_json_text (line, "from"), paper->period_first) != 0
        && tally_bill_json_text (line, "from"))
        add_detail (detail, tally_bill_json_text (line, "from"));
    return g_string_free (detail, FALSE);
}

/* Groups of three, rounded to @decimals. */
static char *
grouped (const char *number, int decimals)
{
    TallyExact exact = { 0 };

    if (number == NULL || !tally_exact_parse (number, &exact, NULL))
        return g_strdup ("");
    return tally_number_format ((int64_t) (exact.atto / (TALLY_EXACT_ONE / 1000000)), 6, decimals,
                                &(TallyNumberStyle){ ".", "," });
}

static char *
rate_of (JsonObject *line)
{
    const char *rate = tally_bill_json_text (line, "rate");

    if (rate == NULL || g_str_equal (tally_bill_json_text (line, "unit"), "%"))
        return g_strdup_printf ("%s %%", rate != NULL ? rate : "");
    return g_strdup (rate);
}

static char *
quantity_of (const TallyBillPaper *paper, JsonObject *line)
{
    const char *unit = tally_bill_json_text (line, "unit");
    const char *quantity = tally_bill_json_text (line, "quantity");
    g_autofree char *number = NULL;

    if (unit == NULL || g_str_equal (unit, "%"))
        return g_strdup ("");
    if (g_str_equal (unit, "month") || g_str_equal (unit, "day")) {
        gboolean is_whole = quantity != NULL && strchr (quantity, '.') == NULL;

        number = grouped (quantity, is_whole ? 0 : 3);
        unit = tally_bill_word (paper->is_chinese,
                                unit[0] == 'm' ? TALLY_WORD_MONTHS : TALLY_WORD_DAYS);
    } else {
        number = grouped (quantity, 3);
    }
    return g_strdup_printf ("%s %s", number, unit);
}

static void
read_lines (TallyBillPaper *paper, JsonObject *root, const char *language)
{
    JsonArray *lines = tally_bill_json_array (root, "lines");

    for (guint i = 0; i < tally_bill_json_length (lines); i++) {
        JsonObject *object = json_array_get_object_element (lines, i);
        JsonObject *tariff = tally_bill_json_tariff (root, object);
        const char *title = tally_bill_json_name (
            tally_bill_json_item (tally_bill_json_array (tariff, "components"),
                                  tally_bill_json_text (object, "component")),
            language);
        TallyBillPaperLine line = {
            .title = g_strdup (title != NULL ? title : tally_bill_json_text (object, "name")),
            .detail = detail_of (paper, tariff, object, language),
            .quantity = quantity_of (paper, object),
            .rate = rate_of (object),
            .explain = tally_bill_paper_explain (paper, object),
            .amount_minor = tally_bill_json_whole (object, "amount_minor"),
        };

        g_array_append_val (paper->lines, line);
    }
}

static void
read_days (TallyBillPaper *paper, JsonObject *root)
{
    JsonArray *days = tally_bill_json_array (root, "days");

    for (guint i = 0; i < tally_bill_json_length (days); i++) {
        JsonObject *object = json_array_get_object_element (days, i);
        const char *text = tally_bill_json_text (object, "day");
        TallyBillPaperDay day = {
            .wh = tally_bill_json_whole (object, "wh"),
            .is_estimated = json_object_get_boolean_member (object, "estimated"),
        };

        if (text != NULL && tally_day_parse (text, &day.day, NULL))
            g_array_append_val (paper->days, day);
    }
}

static void
read_months (TallyBillPaper *paper, JsonObject *root)
{
    JsonArray *months = tally_bill_json_array (root, "months");

    for (guint i = 0; i < tally_bill_json_length (months); i++) {
        JsonObject *object = json_array_get_object_element (months, i);
        TallyBillPaperMonth month = {
            .month = g_strdup (tally_bill_json_text (object, "month")),
            .wh = tally_bill_json_whole (object, "wh"),
            .total_minor = tally_bill_json_whole (object, "total_minor"),
            .is_estimated = json_object_get_boolean_member_with_default (object, "estimated",
                                                                         FALSE),
        };

        g_array_append_val (paper->months, month);
    }
}

static char *
tariff_name (JsonObject *tariff, const char *language)
{
    JsonNode *names = tariff != NULL ? json_object_get_member (tariff, "name") : NULL;
    const char *name = NULL;

    if (names != NULL && JSON_NODE_HOLDS_OBJECT (names))
        name = tally_bill_json_text (json_node_get_object (names), language);
    return g_strdup (name != NULL ? name : "");
}

static void
read_head (TallyBillPaper *paper, JsonObject *root)
{
    const struct {
        char **field;
        const char *name;
    } texts[] = {
        { &paper->number, "number" },
        { &paper->kind, "kind" },
        { &paper->state, "state" },
        { &paper->counterpart, "counterpart" },
        { &paper->company, "company" },
        { &paper->customer, "customer" },
        { &paper->address, "address" },
        { &paper->account, "account" },
        { &paper->point, "point" },
        { &paper->period_first, "period_start" },
        { &paper->period_last, "period_last" },
        { &paper->issued_on, "issued_on" },
        { &paper->due_on, "due_on" },
        { &paper->currency, "currency" },
        { &paper->content_hash, "content_hash" },
        { &paper->payee, "payee" },
        { &paper->iban, "iban" },
        { &paper->bic, "bic" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
        *texts[i].field = g_strdup (tally_bill_json_text (root, texts[i].name));
    paper->energy_wh = tally_bill_json_whole (root, "energy_wh");
    paper->net_minor = tally_bill_json_whole (root, "net_minor");
    paper->tax_minor = tally_bill_json_whole (root, "tax_minor");
    paper->total_minor = tally_bill_json_whole (root, "total_minor");
    paper->estimated_ppm = tally_bill_json_whole (root, "estimated_ppm");
}

gboolean
tally_bill_paper_is_to_pay (const TallyBillPaper *paper)
{
    return g_str_equal (paper->state, "issued") && !g_str_equal (paper->kind, "credit")
           && paper->total_minor > 0;
}

static TallyBillPaper *
paper_new (JsonObject *root, const char *language, GError **error)
{
    g_autoptr(TallyBillPaper) paper = g_new0 (TallyBillPaper, 1);
    const char *zone = tally_bill_json_text (root, "time_zone");
    const char *wanted = language != NULL ? language : tally_bill_json_text (root, "language");

    paper->is_chinese = g_strcmp0 (wanted, "zh_CN") == 0;
    paper->lines = g_array_new (FALSE, TRUE, sizeof (TallyBillPaperLine));
    g_array_set_clear_func (paper->lines, line_clear);
    paper->days = g_array_new (FALSE, TRUE, sizeof (TallyBillPaperDay));
    paper->months = g_array_new (FALSE, TRUE, sizeof (TallyBillPaperMonth));
    g_array_set_clear_func (paper->months, month_clear);
    read_head (paper, root);
    if (paper->number == NULL || paper->currency == NULL || paper->period_first == NULL
        || paper->kind == NULL || paper->state == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "that is not a bill");
        return NULL;
    }
    paper->zone = tally_zone_get (zone != NULL ? zone : "UTC", error);
    return paper->zone != NULL ? g_steal_pointer (&paper) : NULL;
}

/* All that comes from the intervals, in the versions that the bill was made of. */
static gboolean
read_past (TallyBillPaper *paper,
           JsonObject *root,
           const char *blocks,
           const char *market,
           GError **error)
{
    g_autoptr(JsonNode) node = blocks != NULL ? json_from_string (blocks, error) : NULL;
    g_autoptr(TallyBillPaperPast) past = NULL;
    g_autoptr(GError) fault = NULL;
    const TallyCatalogue *catalogue;

    if (blocks != NULL && (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))) {
        if (error != NULL && *error == NULL)
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "those are no days");
        return FALSE;
    }
    if (!tally_bill_paper_past_read (paper, root, node != NULL ? json_node_get_array (node) : NULL,
                                     market, &past, error))
        return FALSE;
    catalogue = tally_bill_words_catalogue (paper->is_chinese, &fault);
    if (fault != NULL) {
        g_propagate_error (error, g_steal_pointer (&fault));
        return FALSE;
    }
    if (past != NULL && !tally_bill_paper_past_explain (paper, past, root, catalogue, error))
        return FALSE;
    if (past != NULL)
        tally_bill_paper_past_days (paper, past);
    if (tally_bill_json_tariff (root, NULL) != NULL)
        tally_bill_paper_read_curve (paper, root, past);
    return TRUE;
}

TallyBillPaper *
tally_bill_paper_parse (const char *json,
                        const char *blocks,
                        const char *market,
                        const char *language,
                        GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable ();
    g_autoptr(TallyBillPaper) paper = NULL;
    JsonObject *root;
    JsonNode *node;
    const char *wanted;

    if (!json_parser_load_from_data (parser, json, -1, error))
        return NULL;
    node = json_parser_get_root (parser);
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "that is not a bill");
        return NULL;
    }
    root = json_node_get_object (node);
    paper = paper_new (root, language, error);
    if (paper == NULL)
        return NULL;
    wanted = paper->is_chinese ? "zh_CN" : "en";
    paper->tariff = tariff_name (tally_bill_json_tariff (root, NULL), wanted);
    read_lines (paper, root, wanted);
    read_days (paper, root);
    read_months (paper, root);
    return read_past (paper, root, blocks, market, error) ? g_steal_pointer (&paper) : NULL;
}
