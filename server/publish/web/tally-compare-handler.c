// SPDX-License-Identifier: GPL-3.0-or-later
/* A customer's own use under every tariff that is open to him. */
#include "server/publish/web/tally-account-ask.h"
#include "server/publish/web/tally-account-book.h"
#include "server/publish/web/tally-compare-calc.h"
#include "server/publish/web/tally-web-desk.h"
#include "shared/chart/tally-chart.h"
#include "shared/error/tally-error.h"

#define OPEN TALLY_BOOK_N

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };

/* What makes up a price, in the reader's words, in the order it is shown. */
static const char *const kinds[TALLY_LINE_KINDS] = {
    [TALLY_LINE_FIXED] = N_ ("Fixed charges"),
    [TALLY_LINE_ENERGY] = N_ ("Energy"),
    [TALLY_LINE_DEMAND] = N_ ("Demand"),
    [TALLY_LINE_CAPACITY] = N_ ("Capacity"),
    [TALLY_LINE_POWER_FACTOR] = N_ ("Power factor"),
    [TALLY_LINE_REACTIVE] = N_ ("Reactive energy"),
    [TALLY_LINE_LEVY] = N_ ("Levies"),
    [TALLY_LINE_TAX] = N_ ("Tax"),
    [TALLY_LINE_MINIMUM] = N_ ("Minimum charge"),
    [TALLY_LINE_MAXIMUM] = N_ ("Maximum charge"),
    [TALLY_LINE_EXPORT] = N_ ("Delivered energy"),
    [TALLY_LINE_CREDIT] = N_ ("Credit"),
    [TALLY_LINE_DISCOUNT] = N_ ("Discount"),
    [TALLY_LINE_COINCIDENT] = N_ ("System peak"),
};

/* "+¥12.00", "−¥3.10": a difference always has its sign. */
static char *
signed_money (const TallyWebText *text, int64_t minor, const char *currency)
{
    g_autofree char *amount = tally_web_text_money (text, ABS (minor), currency);

    return g_strconcat (minor > 0 ? "+" : minor < 0 ? "−" : "±", amount, NULL);
}

static char *
signed_percent (const TallyWebText *text, int64_t difference, int64_t of)
{
    int64_t tenths = of != 0 ? (ABS (difference) * 2000 / ABS (of) + 1) / 2 : 0;
    g_autofree char *number = tally_web_text_quantity (text, tenths, -1);

    return g_strconcat (difference > 0 ? "+" : difference < 0 ? "−" : "±", number, "\u00a0%", NULL);
}

static char *
option_name (const TallyWebText *text, const TallyCompareOption *option)
{
    const char *name = tally_tariff_get_name (option->tariff, tally_web_text_language (text));

    if (!option->has_choice)
        return g_strdup (name);
    return g_strdup_printf ("%s – %s", name,
                            tally_web_text_say (text, option->choice == TALLY_CHOICE_CAPACITY
                                                          ? N_ ("charged by capacity")
                                                          : N_ ("charged by demand")));
}

static JsonArray *
kind_rows (const TallyWebText *text,
           const TallyCompareOption *option,
           const TallyCompareOption *own,
           const char *currency)
{
    JsonArray *rows = json_array_new ();

    for (int kind = 0; kind < TALLY_LINE_KINDS; kind++) {
        int64_t before = own != NULL ? own->kinds[kind] : 0;
        JsonObject *row;

        if (option->kinds[kind] == 0 && before == 0)
            continue;
        row = json_object_new ();
        json_object_set_string_member (row, "kind", tally_web_text_say (text, kinds[kind]));
        tally_web_set_money (row, "money", text, option->kinds[kind], currency);
        if (own != NULL)
            tally_web_set (row, "more",
                           signed_money (text, option->kinds[kind] - before, currency));
        json_array_add_object_element (rows, row);
    }
    return rows;
}

static const TallyCompareOption *
find_own (const TallyCompare *compare)
{
    for (guint i = 0; i < compare->options->len; i++) {
        const TallyCompareOption *option = &g_array_index (compare->options, TallyCompareOption, i);

        if (option->is_own)
            return option;
    }
    return NULL;
}

static JsonObject *
option_row (const TallyWebText *text,
            const TallyCompare *compare,
            guint index,
            const TallyCompareOption *own,
            const char *currency)
{
    const TallyCompareOption *option = &g_array_index (compare->options, TallyCompareOption, index);
    JsonObject *row = json_object_new ();
    int64_t difference = own != NULL ? option->total - own->total : 0;

    tally_web_set (row, "no", g_strdup_printf ("%u", index + 1));
    tally_web_set (row, "name", option_name (text, option));
    json_object_set_boolean_member (row, "is_own", option->is_own);
    json_object_set_boolean_member (row, "is_less", difference < 0);
    tally_web_set_money (row, "total", text, option->total, currency);
    if (own != NULL && !option->is_own) {
        tally_web_set (row, "difference", signed_money (text, difference, currency));
        tally_web_set (row, "percent", signed_percent (text, difference, own->total));
    }
    json_object_set_array_member (row, "kinds",
                                  kind_rows (text, option, option->is_own ? NULL : own, currency));
    return row;
}

static char *
format_money (int64_t value, gpointer user_data)
{
    return tally_web_text_quantity (user_data, value, -2);
}

static void
draw (JsonObject *data, const TallyWebText *text, const TallyCompare *compare, const char *currency)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
    g_autofree TallyChartBar *bars = g_new0 (TallyChartBar, compare->options->len + 1);
    TallyChart chart = {
        .label = tally_web_text_say (text, N_ ("What your use costs under each tariff")),
        .unit = g_str_equal (currency, "CNY") ? "¥" : currency,
        .bars = bars,
        .n_bars = MIN (compare->options->len, TALLY_CHART_MAX_BARS),
        .format = format_money,
        .user_data = (gpointer) text,
    };

    for (guint i = 0; i < chart.n_bars; i++) {
        const TallyCompareOption *option = &g_array_index (compare->options, TallyCompareOption, i);
        g_autofree char *name = option_name (text, option);
        g_autofree char *money = tally_web_text_money (text, option->total, currency);
        char *title = g_strdup_printf ("%s: %s", name, money);
        char *label = g_strdup_printf ("%u", i + 1);

        g_ptr_array_add (kept, title);
        g_ptr_array_add (kept, label);
        bars[i] = (TallyChartBar){ .label = label,
                                   .title = title,
                                   .value = MAX (option->total, 0) };
    }
    if (chart.n_bars > 1)
        tally_web_set (data, "chart_svg", tally_chart_to_svg (&chart));
}

static void
add_assumptions (JsonObject *data, const TallyWebText *text, const TallyCompare *compare)
{
    char first[TALLY_DAY_TEXT];
    char last[TALLY_DAY_TEXT];
    g_autofree char *months = g_strdup_printf ("%d", compare->n_months);
    g_autofree char *from = tally_web_text_month (text,
                                                  tally_day_format (compare->days.first, first));
    g_autofree char *to = tally_web_text_month (
        text, tally_day_format ((TallyDay){ compare->days.end.number - 1 }, last));
    int64_t n = MAX ((int64_t) compare->n, 1);
    g_autofree char *estimated = tally_web_text_quantity (text,
                                                          (int64_t) compare->n_estimated * 1000 / n,
                                                          -1);
    g_autofree char *missing = tally_web_text_quantity (text,
                                                        (int64_t) compare->n_missing * 1000 / n,
                                                        -1);

    tally_web_set (data, "months",
                   tally_web_text_fill (text, N_ ("{from} to {to}: {n} months with values"), "from",
                                        from, "to", to, "n", months, NULL));
    tally_web_set (data, "shares",
                   tally_web_text_fill (text,
                                        N_ ("Estimated values: {estimated} %; missing, counted as "
                                            "nothing: {missing} %"),
                                        "estimated", estimated, "missing", missing, NULL));
    tally_web_set_kwh (data, "energy", text, compare->wh);
    json_object_set_boolean_member (data, "is_short", compare->n_months < TALLY_COMPARE_MONTHS);
    json_object_set_boolean_member (data, "has_refused", compare->n_refused > 0);
}

static void
add_compare (JsonObject *data,
             const TallyWebText *text,
             const TallyCompare *compare,
             const char *currency)
{
    const TallyCompareOption *own = find_own (compare);
    JsonArray *rows = json_array_new ();

    for (guint i = 0; i < compare->options->len; i++)
        json_array_add_object_element (rows, option_row (text, compare, i, own, currency));
    json_object_set_array_member (data, "options", rows);
    json_object_set_boolean_member (data, "has_options", compare->options->len > 0);
    json_object_set_boolean_member (data, "is_alone", compare->options->len == 1);
    draw (data, text, compare, currency);
    add_assumptions (data, text, compare);
}

/* The tariffs open to one agreement, parsed. */
static gboolean
read_open (const PGresult *rows, int64_t agreement_id, GArray *tariffs, GError **error)
{
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyCompareTariff tariff = { NULL, *tally_web_cell (rows, row, 4) == 't' };

        if (tally_web_number (rows, row, 0) != agreement_id
            || tariffs->len == TALLY_COMPARE_TARIFFS)
            continue;
        tariff.tariff = tally_tariff_parse (tally_web_cell (rows, row, 3), -1, error);
        if (tariff.tariff == NULL)
            return FALSE;
        g_array_append_val (tariffs, tariff);
    }
    return TRUE;
}

static void
tariff_clear (gpointer data)
{
    TallyCompareTariff *tariff = data;

    tally_tariff_unref (tariff->tariff);
}

/* The agreement asked for, or the first that holds today; and links to the others. */
static const TallyBookEntry *
choose (JsonObject *data, const TallyAccountBook *book, int64_t asked)
{
    const TallyBookEntry *chosen = NULL;
    JsonArray *others = json_array_new ();

    for (guint i = 0; i < book->entries->len; i++) {
        const TallyBookEntry *entry = g_ptr_array_index (book->entries, i);
        JsonObject *other;

        if (entry->terms.valid.end.number <= book->today.number)
            continue;
        if (chosen == NULL || entry->terms.agreement_id == asked)
            chosen = entry;
        other = json_object_new ();
        tally_web_set (other, "id",
                       g_strdup_printf ("%" G_GINT64_FORMAT, entry->terms.agreement_id));
        json_object_set_string_member (other, "point", entry->point);
        json_object_set_string_member (other, "account", entry->account);
        json_array_add_object_element (others, other);
    }
    json_object_set_boolean_member (data, "has_others", json_array_get_length (others) > 1);
    json_object_set_array_member (data, "others", others);
    return chosen;
}

static JsonObject *
make (const TallyWebTask *task, GError **error)
{
    const int64_t *asked = task->order;
    g_autoptr(GArray) tariffs = g_array_new (FALSE, FALSE, sizeof (TallyCompareTariff));
    g_autoptr(TallyCompare) compare = NULL;
    g_autoptr(TallyAccountBook) book = NULL;
    g_autoptr(JsonObject) data = json_object_new ();
    const TallyBookEntry *entry;
    TallyDays days;

    g_array_set_clear_func (tariffs, tariff_clear);
    days = tally_compare_days (g_get_real_time ());
    book = tally_account_book_new (task->results, days, NULL, error);
    if (book == NULL)
        return NULL;
    entry = choose (data, book, *asked);
    if (entry == NULL || (*asked != 0 && entry->terms.agreement_id != *asked)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no agreement");
        return NULL;
    }
    if (!read_open (g_ptr_array_index (task->results, OPEN), entry->terms.agreement_id, tariffs,
                    error))
        return NULL;
    compare = tally_compare (&entry->terms, entry->use, tally_day_month_start (book->today),
                             (const TallyCompareTariff *) (gpointer) tariffs->data, tariffs->len,
                             book->calendars, error);
    if (compare == NULL)
        return NULL;
    json_object_set_string_member (data, "point", entry->point);
    add_compare (data, task->text, compare, book->currency);
    return g_steal_pointer (&data);
}

static void
show (TallyWeb *web,
      TallyRequest *request,
      const TallyWebText *text,
      JsonObject *data,
      gconstpointer order)
{
    tally_web_reply (web, request, 200, "compare",
                     tally_web_text_say (text, N_ ("Compare tariffs")), data);
}

static void
answer (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    const char *agreement = tally_request_get_query (request, "agreement");
    int64_t *asked = g_new0 (int64_t, 1);
    g_autofree char *key = NULL;

    if (agreement != NULL)
        *asked = g_ascii_strtoll (agreement, NULL, 10);
    key = g_strdup_printf ("compare %" G_GINT64_FORMAT, *asked);
    tally_web_desk_do (web, request, results, asked, key, make, show);
}

static void
ask (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;
    const char *agreement = tally_request_get_query (request, "agreement");
    const TallyQuery more = { "web/open-tariffs", 0, NULL };

    if (agreement == NULL || g_regex_match_simple ("^[1-9][0-9]{0,17}$", agreement, 0, 0))
        tally_account_ask (web, request, tally_compare_days (g_get_real_time ()), NULL, &more, 1,
                           answer);
    else
        tally_web_not_found (request, tally_web_text_of (web, request));
}

void
tally_web_add_compare (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/compare", &customer, ask, web);
}
