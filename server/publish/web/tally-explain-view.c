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
    int n_lines;
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
add_days (const View *view, const TallyAccountPart *part, const TallyPriceLine *line)
{
    const TallyAccountUse *use = view->entry->use;
    const int64_t *side = line->kind == TALLY_LINE_EXPORT ? use->export : use->import;
    JsonArray *rows = json_array_new ();

    for (TallyDay day = part->days.first; day.number < part->days.end.number; day.number++) {
        size_t from = tally_account_use_at (use, day);
        size_t to = tally_account_use_at (use, (TallyDay){ day.number + 1 });
        TallyUseSum sum = { 0 };
        char text[TALLY_DAY_TEXT];
        int64_t wh = 0;
        size_t n = 0;
        JsonObject *row;

        for (size_t i = from; i < to; i++) {
            if (tally_price_line_covers (part->plan, line, i - part->at)) {
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

static gboolean
add_line (View *view, const TallyAccountPart *part, size_t index, GError **error)
{
    g_autoptr(TallyExplain) explain = tally_price_explain (part->plan, part->input, part->bill,
                                                            index, error);
    g_autoptr(TallyExplainPicture) picture = NULL;
    gpointer words = (gpointer) view->text;

    if (explain == NULL)
        return FALSE;
    picture = tally_explain_picture_new (explain, part->input, say, is_chinese (view), words);
    tally_web_set (view->data, "rule", tally_explain_text (explain, say, is_chinese (view), words));
    if (picture != NULL)
        tally_web_set (view->data, "picture_svg", tally_chart_load_to_svg (&picture->chart));
    add_bands (view, explain);
    add_tiers (view, explain);
    add_bases (view, explain);
    add_days (view, part, explain->line);
    return TRUE;
}

static gboolean
find_line (const TallyAccountPart *part, gpointer user_data, GError **error)
{
    View *view = user_data;
    int index = view->order->line - 1 - view->n_lines;
    const TallyPriceLine *line;

    view->n_lines += (int) part->bill->n_lines;
    if (index < 0 || index >= (int) part->bill->n_lines)
        return TRUE;
    line = &part->bill->lines[index];
    view->is_same = line->amount.minor == view->order->amount_minor
                    && line->tier == view->order->tier
                    && g_str_equal (line->component, view->order->component)
                    && g_str_equal (line->band != NULL ? line->band : "", view->order->band);
    return !view->is_same || add_line (view, part, (size_t) index, error);
}

static const TallyBookEntry *
entry_of (const TallyAccountBook *book, int64_t agreement_id)
{
    for (guint i = 0; i < book->entries->len; i++) {
        const TallyBookEntry *entry = g_ptr_array_index (book->entries, i);

        if (entry->terms.agreement_id == agreement_id)
            return entry;
    }
    return NULL;
}

gboolean
tally_explain_view (JsonObject *data,
                    const TallyWebText *text,
                    const TallyAccountBook *book,
                    const TallyExplainOrder *asked)
{
    View view = { data, text, book, entry_of (book, asked->agreement_id), asked, 0, FALSE };
    g_auto(TallyBookStart) start = { 0 };
    TallyAccountOrder order = { .days = asked->days, .calendars = book->calendars };
    const GArray *tariffs;
    g_autoptr(GError) error = NULL;

    if (view.entry == NULL || order.days.first.number < book->days.first.number
        || order.days.end.number > book->days.end.number
        || !tally_account_book_start (view.entry, asked->days.first, &start, &error))
        return FALSE;
    tariffs = g_hash_table_lookup (book->tariffs, view.entry->terms.tariff_code);
    if (tariffs == NULL)
        return FALSE;
    order.terms = &view.entry->terms;
    order.use = view.entry->use;
    order.tariffs = (const TallyAccountTariff *) (gconstpointer) tariffs->data;
    order.n_tariffs = tariffs->len;
    order.carry = &start.carry;
    order.peaks = start.peaks;
    order.n_peaks = start.n_peaks;
    order.slot_peaks = (const TallyPriceSlotPeak *) (void *) start.slot_peaks->data;
    order.n_slot_peaks = start.slot_peaks->len;
    if (tally_days_count (order.days) != tally_day_days_in_month (order.days.first))
        order.full_days = tally_day_days_in_month (order.days.first);
    return tally_account_price (&order, find_line, &view, &error) && view.is_same;
}
