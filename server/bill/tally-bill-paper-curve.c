// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-paper-private.h"
#include "server/bill/tally-bill-words.h"
#include "shared/money/tally-decimal.h"
#include "shared/number/tally-number.h"
#include "shared/tariff/tally-tariff-price.h"

#include <string.h>

#define HOUR 3600
#define UNITS_PER_KWH 1000
#define WATT_DIGITS 3

#define WATT_HOURS 3600 /* Wh in so many seconds are as many W */

typedef struct {
    TallyBillPaper *paper;
    JsonObject *root;
    const TallyCalendar *calendar;
    TallyBillPaperCurve *curve;
    GPtrArray *ids; /* of the bands, in the order they occur */
    TallyDays days;
    int32_t interval_s;
} Maker;

void
tally_bill_paper_curve_free (TallyBillPaperCurve *curve)
{
    g_array_unref (curve->values);
    g_byte_array_unref (curve->bands);
    g_array_unref (curve->band_list);
    g_array_unref (curve->flags);
    g_array_unref (curve->places);
    g_string_chunk_free (curve->texts);
    g_free (curve);
}

static TallyBillPaperCurve *
curve_new (void)
{
    TallyBillPaperCurve *curve = g_new0 (TallyBillPaperCurve, 1);

    curve->values = g_array_new (FALSE, FALSE, sizeof (int64_t));
    curve->bands = g_byte_array_new ();
    curve->band_list = g_array_new (FALSE, TRUE, sizeof (TallyChartBand));
    curve->flags = g_array_new (FALSE, TRUE, sizeof (TallyChartFlag));
    curve->places = g_array_new (FALSE, TRUE, sizeof (TallyChartPlace));
    curve->texts = g_string_chunk_new (256);
    return curve;
}

static const char *
language_of (const Maker *maker)
{
    return maker->paper->is_chinese ? "zh_CN" : "en";
}

/* A Wh in an hour is a W on average. Gives FALSE when a day is missing. */
static gboolean
read_hours (const Maker *maker)
{
    JsonArray *days = tally_bill_json_array (maker->root, "days");
    int32_t expected = maker->days.first.number;

    for (guint i = 0; i < tally_bill_json_length (days); i++, expected++) {
        JsonObject *object = json_array_get_object_element (days, i);
        JsonArray *hours = tally_bill_json_array (object, "hours");
        const char *text = tally_bill_json_text (object, "day");
        TallyDay day;

        if (text == NULL || !tally_day_parse (text, &day, NULL) || day.number != expected)
            return FALSE;
        for (guint k = 0; k < tally_bill_json_length (hours); k++) {
            int64_t wh = MAX (0, json_array_get_int_element (hours, k));

            g_array_append_val (maker->curve->values, wh);
        }
    }
    return expected == maker->days.end.number
           && (int64_t) maker->curve->values->len
                  == tally_days_intervals (maker->paper->zone, maker->days, HOUR);
}

/* The intervals that were billed, as W on average. */
static void
read_intervals (const Maker *maker, const int64_t *wh, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t watts = (int64_t) ((__int128) MAX (0, wh[i]) * WATT_HOURS / maker->interval_s);

        g_array_append_val (maker->curve->values, watts);
    }
}

static TallyCalendar *
read_holidays (JsonObject *root)
{
    JsonArray *list = tally_bill_json_array (root, "holidays");
    TallyCalendar *calendar = tally_calendar_new ();

    for (guint i = 0; i < tally_bill_json_length (list); i++) {
        JsonObject *object = json_array_get_object_element (list, i);
        const char *text = tally_bill_json_text (object, "day");
        const char *name = tally_bill_json_text (object, "name");
        TallyDay day;

        if (text != NULL && tally_day_parse (text, &day, NULL))
            tally_calendar_add (calendar, day, name != NULL ? name : "",
                                json_object_get_boolean_member_with_default (object, "workday",
                                                                             FALSE),
                                NULL);
    }
    return calendar;
}

/* The lowest rate the bill has for a band of energy; zero when it has none. */
static TallyDecimal
rate_of (const Maker *maker, const char *band)
{
    JsonArray *lines = tally_bill_json_array (maker->root, "lines");
    TallyDecimal lowest = { 0 };
    gboolean is_found = FALSE;

    for (guint i = 0; i < tally_bill_json_length (lines); i++) {
        JsonObject *line = json_array_get_object_element (lines, i);
        const char *rate = tally_bill_json_text (line, "rate");
        TallyDecimal value;

        if (g_strcmp0 (tally_bill_json_text (line, "kind"), "energy") != 0
            || g_strcmp0 (tally_bill_json_text (line, "band"), band) != 0 || rate == NULL
            || !tally_decimal_parse (rate, &value, NULL))
            continue;
        if (!is_found || tally_decimal_compare (value, lowest) < 0)
            lowest = value;
        is_found = TRUE;
    }
    return lowest;
}

/* Cheap bands get cool colours, dear ones warm. */
static void
add_tints (const Maker *maker, const GPtrArray *ids)
{
    for (guint i = 0; i < ids->len; i++) {
        TallyChartBand *band = &g_array_index (maker->curve->band_list, TallyChartBand, i);
        TallyDecimal rate = rate_of (maker, ids->pdata[i]);
        guint rank = 0;

        for (guint k = 0; k < ids->len; k++) {
            int order = tally_decimal_compare (rate_of (maker, ids->pdata[k]), rate);

            rank += order < 0 || (order == 0 && k < i) ? 1 : 0;
        }
        if (ids->len > 1)
            band->tint = rank * (TALLY_CHART_TINTS - 1) / (ids->len - 1);
    }
}

/* The band of an interval, by its place in the list; added to it when it is new. */
static guint
find_band (const Maker *maker, JsonObject *tariff, const char *id)
{
    TallyChartBand band = { 0 };
    const char *name = tally_bill_json_band (tariff, id, language_of (maker));
    guint at = 0;

    while (at < maker->ids->len && !g_str_equal (maker->ids->pdata[at], id))
        at++;
    if (at < maker->ids->len)
        return at;
    if (*id == '\0')
        name = tally_bill_word (maker->paper->is_chinese, TALLY_WORD_ALL_HOURS);
    band.name = g_string_chunk_insert (maker->curve->texts, name != NULL ? name : id);
    g_ptr_array_add (maker->ids, g_string_chunk_insert (maker->curve->texts, id));
    g_array_append_val (maker->curve->band_list, band);
    return at;
}

/* Bands of the days that one version of the tariff held. */
static gboolean
add_bands (const Maker *maker, JsonObject *tariff, TallyDays days)
{
    g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), tariff);
    g_autofree char *text = json_to_string (node, FALSE);
    g_autoptr(TallyTariff) document = tally_tariff_parse (text, -1, NULL);
    TallyPricePeriod period = { .days = days,
                                .zone = maker->paper->zone,
                                .calendar = maker->calendar,
                                .interval_seconds = maker->interval_s,
                                .units_per_kwh = UNITS_PER_KWH };
    g_autoptr(TallyPricePlan)
                   plan = document != NULL ? tally_price_plan_new (document, &period, NULL) : NULL;
    TallyDays before = { maker->days.first, days.first };
    gboolean has_bands = tally_bill_json_length (tally_bill_json_array (tariff, "schedules")) > 0;
    size_t at = (size_t) tally_days_intervals (maker->paper->zone, before, maker->interval_s);
    size_t n = plan != NULL ? tally_price_plan_count (plan) : 0;

    if (plan == NULL || at + n > maker->curve->bands->len)
        return FALSE;
    for (size_t i = 0; i < n; i++)
        maker->curve->bands->data[at + i] = (uint8_t)
            find_band (maker, tariff, has_bands ? tally_price_plan_band (plan, NULL, i) : "");
    return TRUE;
}

static gboolean
read_part (const Maker *maker, JsonObject *line, TallyDays *days)
{
    const char *from = tally_bill_json_text (line, "from");
    const char *to = tally_bill_json_text (line, "to");

    return from != NULL && to != NULL && tally_day_parse (from, &days->first, NULL)
           && tally_day_parse (to, &days->end, NULL)
           && days->first.number >= maker->days.first.number
           && days->end.number <= maker->days.end.number;
}

/* Lines stand part by part, in the order of their days. */
static gboolean
add_all_bands (const Maker *maker)
{
    JsonArray *lines = tally_bill_json_array (maker->root, "lines");
    TallyDay next = maker->days.first;

    g_byte_array_set_size (maker->curve->bands, maker->curve->values->len);
    for (guint i = 0; i < tally_bill_json_length (lines); i++) {
        JsonObject *line = json_array_get_object_element (lines, i);
        TallyDays days;

        if (!read_part (maker, line, &days) || days.first.number != next.number)
            continue;
        if (!add_bands (maker, tally_bill_json_tariff (maker->root, line), days))
            return FALSE;
        next = days.end;
    }
    if (next.number != maker->days.end.number
        && !add_bands (maker, tally_bill_json_tariff (maker->root, NULL),
                       (TallyDays){ next, maker->days.end }))
        return FALSE;
    add_tints (maker, maker->ids);
    return TRUE;
}

/* The interval an instant is in; FALSE when it is in none of the period. */
static gboolean
find_interval (const Maker *maker, const char *instant, size_t *interval)
{
    g_autoptr(GDateTime) at = instant != NULL ? g_date_time_new_from_iso8601 (instant, NULL)
                                               : NULL;
    int64_t from = tally_day_start (maker->paper->zone, maker->days.first);
    int64_t since = at != NULL ? g_date_time_to_unix (at) - from : -1;

    if (since < 0 || since / maker->interval_s >= (int64_t) maker->curve->values->len)
        return FALSE;
    *interval = (size_t) (since / maker->interval_s);
    return TRUE;
}

static void
add_flag (const Maker *maker, TallyChartFlagKind kind, size_t interval, const char *label)
{
    TallyChartFlag flag = { kind, interval, 1, g_string_chunk_insert (maker->curve->texts, label) };

    for (guint i = 0; i < maker->curve->flags->len; i++) {
        const TallyChartFlag *other = &g_array_index (maker->curve->flags, TallyChartFlag, i);

        if (other->kind == kind && other->first == interval && g_str_equal (other->label, label))
            return;
    }
    g_array_append_val (maker->curve->flags, flag);
}

/* Where the demand that is charged was; without a demand, the highest value. */
static void
add_peak (const Maker *maker, gboolean has_peak)
{
    g_autofree char *kw = NULL;
    g_autofree char *label = NULL;
    size_t highest = 0;

    for (size_t i = 0; i < maker->curve->values->len; i++) {
        if (g_array_index (maker->curve->values, int64_t, i)
            > g_array_index (maker->curve->values, int64_t, highest))
            highest = i;
    }
    if (has_peak || g_array_index (maker->curve->values, int64_t, highest) == 0)
        return;
    kw = tally_number_format (g_array_index (maker->curve->values, int64_t, highest), WATT_DIGITS,
                              2, &(TallyNumberStyle){ ".", "," });
    label = g_strdup_printf ("%s %s kW",
                             tally_bill_word (maker->paper->is_chinese, TALLY_WORD_HIGHEST), kw);
    add_flag (maker, TALLY_CHART_PEAK, highest, label);
}

static int
compare_flags (gconstpointer a, gconstpointer b)
{
    size_t first = ((const TallyChartFlag *) a)->first;
    size_t second = ((const TallyChartFlag *) b)->first;

    return first < second ? -1 : first > second;
}

static void
add_flags (const Maker *maker)
{
    JsonArray *lines = tally_bill_json_array (maker->root, "lines");
    gboolean has_peak = FALSE;

    for (guint i = 0; i < tally_bill_json_length (lines); i++) {
        JsonObject *line = json_array_get_object_element (lines, i);
        gboolean is_demand = g_strcmp0 (tally_bill_json_text (line, "kind"), "demand") == 0;
        int tier = (int) tally_bill_json_whole (line, "tier");
        g_autofree char *label = NULL;
        size_t interval;

        if ((!is_demand && tier < 2)
            || !find_interval (maker, tally_bill_json_text (line, "at"), &interval))
            continue;
        if (is_demand)
            label = g_strdup (tally_bill_word (maker->paper->is_chinese, TALLY_WORD_PEAK));
        else
            label = tally_bill_word_tier (maker->paper->is_chinese, tier);
        has_peak |= is_demand;
        add_flag (maker, is_demand ? TALLY_CHART_PEAK : TALLY_CHART_CROSSING, interval, label);
    }
    add_peak (maker, has_peak);
    g_array_sort (maker->curve->flags, compare_flags);
}

static void
add_places (const Maker *maker)
{
    for (int32_t day = maker->days.first.number; day < maker->days.end.number; day++) {
        TallyDays before = { maker->days.first, { day } };
        char text[TALLY_DAY_TEXT];
        TallyChartPlace place;
        int number;

        tally_day_split ((TallyDay){ day }, NULL, NULL, &number);
        if (day != maker->days.first.number && number != 1 && number % 5 != 0)
            continue;
        place.at = (size_t) tally_days_intervals (maker->paper->zone, before, maker->interval_s);
        tally_day_format ((TallyDay){ day }, text);
        place.label = g_string_chunk_insert (maker->curve->texts, text + strlen ("2026-"));
        g_array_append_val (maker->curve->places, place);
    }
}

static char *
format_kw (int64_t watts, gpointer unused)
{
    int decimals = watts % 1000 == 0 ? 0 : (watts % 100 == 0 ? 1 : WATT_DIGITS);

    return tally_number_format (watts, WATT_DIGITS, decimals, &(TallyNumberStyle){ ".", "," });
}

static void
finish (const Maker *maker)
{
    TallyBillPaperCurve *curve = maker->curve;

    curve->chart = (TallyChartLoad){
        .title = tally_bill_word (maker->paper->is_chinese, TALLY_WORD_CURVE),
        .description = "",
        .unit = "kW",
        .values = (const int64_t *) (void *) curve->values->data,
        .bands = curve->bands->data,
        .n = curve->values->len,
        .band_list = (const TallyChartBand *) (void *) curve->band_list->data,
        .n_bands = curve->band_list->len,
        .flags = (const TallyChartFlag *) (void *) curve->flags->data,
        .n_flags = curve->flags->len,
        .places = (const TallyChartPlace *) (void *) curve->places->data,
        .n_places = curve->places->len,
        .format = format_kw,
    };
}

void
tally_bill_paper_read_curve (TallyBillPaper *paper,
                             JsonObject *root,
                             const TallyBillPaperPast *past)
{
    g_autoptr(TallyCalendar) calendar = read_holidays (root);
    g_autoptr(GPtrArray) ids = g_ptr_array_new ();
    Maker maker = { .paper = paper,
                    .root = root,
                    .calendar = calendar,
                    .ids = ids,
                    .interval_s = HOUR };
    const int64_t *wh = NULL;
    size_t n = 0;

    if (paper->period_last == NULL
        || !tally_day_parse (paper->period_first, &maker.days.first, NULL)
        || !tally_day_parse (paper->period_last, &maker.days.end, NULL))
        return;
    maker.days.end.number++;
    if (past != NULL)
        wh = tally_bill_paper_past_import (paper, past, maker.days, &maker.interval_s, &n);
    maker.curve = curve_new ();
    if (wh != NULL)
        read_intervals (&maker, wh, n);
    if ((wh == NULL && !read_hours (&maker)) || !add_all_bands (&maker)) {
        tally_bill_paper_curve_free (maker.curve);
        return;
    }
    add_flags (&maker);
    add_places (&maker);
    finish (&maker);
    paper->curve = maker.curve;
}
