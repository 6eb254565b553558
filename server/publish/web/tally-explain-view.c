// SPDX-License-Identifier: GPL-3.0-or-later
/* Why a line of a bill is what it is: the rule in words, its bands and tiers, the load curve with
 * what is in the line, and the days it came from. */
#include "server/publish/web/tally-explain-view.h"

#include "server/publish/web/tally-use-span.h"
#include "server/publish/web/tally-use-view.h"
#include "shared/tariff/tally-explain-picture.h"

typedef struct {
    JsonObject *data;
    const TallyWebText *text;
    const TallyAccountBook *book;
    const TallyBookEntry *entry;
    const TallyExplainOrder *order;
    gboolean is_json;
    gboolean is_same;
} View;

static const char *
say (const char *message, gpointer user_data)
{
    return tally_web_text_say (user_data, message);
}

static gboolean
is_chinese (const View *view)
{
    return g_str_equal (tally_web_text_language (view->text), "zh_CN");
}

/* @exact with up to three decimals, and its unit. */
static void
set_exact (const View *view, JsonObject *object, const char *name, TallyExact exact)
{
    TallyMoney rounded;

    if (tally_exact_to_money (exact, 3, TALLY_ROUND_HALF_UP, &rounded, NULL))
        tally_web_set (object, name, tally_web_text_quantity (view->text, rounded.minor, -3));
}

static void
set_rate (const View *view, JsonObject *object, TallyDecimal rate)
{
    TallyExact exact;
    TallyMoney micro;

    if (tally_exact_from_decimal (rate, &exact, NULL)
        && tally_exact_to_money (exact, 6, TALLY_ROUND_HALF_UP, &micro, NULL))
        tally_web_set (object, "rate",
                       tally_web_text_rate (view->text, micro.minor, view->book->currency));
}

static void
add_bands (const View *view, const TallyExplain *explain)
{
    JsonArray *rows = json_array_new ();

    for (size_t i = 0; i < explain->n_bands && explain->n_bands > 1; i++) {
        const TallyExplainBand *band = &explain->bands[i];
        JsonObject *row = json_object_new ();

        json_object_set_string_member (row, "name", is_chinese (view) ? band->name_zh : band->name);
        json_object_set_boolean_member (row, "is_line", band->is_line);
        tally_web_set (row, "n", g_strdup_printf ("%" G_GSIZE_FORMAT, band->n_intervals));
        set_exact (view, row, "energy", band->kwh);
        json_array_add_object_element (rows, row);
    }
    json_object_set_boolean_member (view->data, "has_bands", json_array_get_length (rows) > 0);
    json_object_set_array_member (view->data, "bands", rows);
}

static void
add_tiers (const View *view, const TallyExplain *explain)
{
    JsonArray *rows = json_array_new ();

    for (size_t i = 0; i < explain->n_tiers; i++) {
        const TallyExplainTier *tier = &explain->tiers[i];
        g_autofree char *n = g_strdup_printf ("%d", tier->tier);
        JsonObject *row = json_object_new ();

        tally_web_set (row, "name",
                       tally_web_text_fill (view->text, N_ ("tier {n}"), "n", n, NULL));
        json_object_set_boolean_member (row, "is_line", tier->is_line);
        set_exact (view, row, "from", tier->from);
        if (tier->has_to)
            set_exact (view, row, "to", tier->to);
        set_exact (view, row, "quantity", tier->quantity);
        set_rate (view, row, tier->rate);
        tally_web_set_money (row, "amount", view->text, tier->amount.minor, view->book->currency);
        json_array_add_object_element (rows, row);
    }
    json_object_set_boolean_member (view->data, "has_tiers", json_array_get_length (rows) > 0);
    json_object_set_array_member (view->data, "tiers", rows);
}

static void
add_bases (const View *view, const TallyExplain *explain)
{
    JsonArray *rows = json_array_new ();

    for (size_t i = 0; i < explain->n_bases; i++) {
        const TallyExplainBase *base = &explain->bases[i];
        JsonObject *row = json_object_new ();
        TallyMoney minor = { 0 };

        tally_exact_to_money (base->exact, 2, TALLY_ROUND_HALF_UP, &minor, NULL);
        json_object_set_string_member (row, "name", is_chinese (view) ? base->name_zh : base->name);
        tally_web_set_money (row, "amount", view->text, minor.minor, view->book->currency);
        json_array_add_object_element (rows, row);
    }
    json_object_set_boolean_member (view->data, "has_bases", json_array_get_length (rows) > 0);
    json_object_set_array_member (view->data, "bases", rows);
}

/* The days of the part, with the energy of each that is in the line. */
static void
add_days (const View *view, const TallyPricePlan *plan, const TallyPriceLine *line)
{
    const TallyAccountUse *use = view->entry->use;
    TallyDays days = tally_price_plan_get_period (plan)->days;
    size_t at = tally_account_use_at (use, days.first);
    const int64_t *side = line->kind == TALLY_LINE_EXPORT ? use->export : use->import;
    JsonArray *rows = json_array_new ();

    for (TallyDay day = days.first; day.number < days.end.number; day.number++) {
        size_t from = tally_account_use_at (use, day);
        size_t to = tally_account_use_at (use, (TallyDay){ day.number + 1 });
        TallyUseSum sum = { 0 };
        char text[TALLY_DAY_TEXT];
        int64_t wh = 0;
        size_t n = 0;
        JsonObject *row;

        for (size_t i = from; i < to; i++) {
            if (tally_price_line_covers (plan, line, i - at)) {
                wh += side[i];
                n++;
            }
        }
        if (n == 0)
            continue;
        tally_day_format (day, text);
        tally_use_sum (view->book, day, 0, 0, &sum);
        row = json_object_new ();
        tally_web_set (row, "href", g_strdup_printf ("/use?day=%s&by=interval", text));
        tally_web_set (row, "name", tally_web_text_day_of_month (view->text, text));
        tally_web_set (row, "n", g_strdup_printf ("%" G_GSIZE_FORMAT, n));
        tally_web_set (row, "energy", tally_web_text_kwh_fine (view->text, wh));
        tally_web_set (row, "version",
                       g_strdup_printf ("%d", use->versions[day.number - use->days.first.number]));
        tally_web_set (row, "quality", tally_use_quality_text (view->text, &sum));
        json_array_add_object_element (rows, row);
    }
    json_object_set_boolean_member (view->data, "has_days", json_array_get_length (rows) > 0);
    json_object_set_array_member (view->data, "days", rows);
}

static void
add_page (View *view, const TallyExplain *explain, const TallyPriceInput *input)
{
    gpointer words = (gpointer) view->text;
    g_autoptr(TallyExplainPicture) picture = tally_explain_picture_new (explain, input, say,
                                                                         is_chinese (view), words);

    tally_web_set (view->data, "rule", tally_explain_text (explain, say, is_chinese (view), words));
    if (picture != NULL)
        tally_web_set (view->data, "picture_svg", tally_chart_load_to_svg (&picture->chart));
    add_bands (view, explain);
    add_tiers (view, explain);
    add_bases (view, explain);
}

static gboolean
add_json (View *view, const TallyExplain *explain, GError **error)
{
    g_autoptr(GString) json = g_string_new ("{");
    JsonNode *node;

    tally_explain_append_json (json, explain);
    g_string_append_c (json, '}');
    node = json_from_string (json->str, error);
    if (node == NULL)
        return FALSE;
    json_object_set_member (view->data, "explain", node);
    tally_web_set (view->data, "text",
                   tally_explain_text (explain, say, is_chinese (view), (gpointer) view->text));
    return TRUE;
}

static gboolean
is_line_of (const TallyExplainOrder *order, const TallyPriceLine *line)
{
    return line->amount.minor == order->amount_minor && line->tier == order->tier
           && g_str_equal (line->component, order->component)
           && g_str_equal (line->band != NULL ? line->band : "", order->band);
}

static gboolean
on_line (const TallyPricePlan *plan,
         const TallyPriceInput *input,
         const TallyPriceBill *priced,
         size_t index,
         int16_t line_no,
         gpointer user_data,
         GError **error)
{
    View *view = user_data;
    g_autoptr(TallyExplain) explain = NULL;

    if (line_no != view->order->line || !is_line_of (view->order, &priced->lines[index]))
        return TRUE;
    explain = tally_price_explain (plan, input, priced, index, error);
    if (explain == NULL)
        return FALSE;
    view->is_same = TRUE;
    if (view->is_json)
        return add_json (view, explain, error);
    add_page (view, explain, input);
    add_days (view, plan, explain->line);
    return TRUE;
}

static gboolean
look (View *view, gboolean *is_same, GError **error)
{
    const TallyExplainPast *past = &view->order->past;

    view->entry = tally_explain_past_entry (past, view->book);
    if (!tally_explain_past_price (past, view->book, on_line, view, error))
        return FALSE;
    *is_same = view->is_same;
    return TRUE;
}

gboolean
tally_explain_view (JsonObject *data,
                    const TallyWebText *text,
                    const TallyAccountBook *book,
                    const TallyExplainOrder *order,
                    gboolean *is_same,
                    GError **error)
{
    View view = { .data = data, .text = text, .book = book, .order = order };

    return look (&view, is_same, error);
}

gboolean
tally_explain_json (JsonObject *data,
                    const TallyWebText *text,
                    const TallyAccountBook *book,
                    const TallyExplainOrder *order,
                    gboolean *is_same,
                    GError **error)
{
    View view = { .data = data, .text = text, .book = book, .order = order, .is_json = TRUE };

    json_object_set_null_member (data, "text");
    json_object_set_null_member (data, "explain");
    return look (&view, is_same, error);
}
