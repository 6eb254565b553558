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

typedef struct {
    TallyBillPaper *paper;
    JsonObject *root;
    JsonObject *tariff;
    TallyBillPaperCurve *curve;
    TallyPricePlan *plan;
    TallyDays days;
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
           && maker->curve->values->len == tally_price_plan_count (maker->plan);
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

static void
add_bands (const Maker *maker)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new ();
    gboolean has_bands = tally_bill_json_length (tally_bill_json_array (maker->tariff, "schedules"))
                         > 0;

    g_byte_array_set_size (maker->curve->bands, maker->curve->values->len);
    for (guint i = 0; i < maker->curve->values->len; i++) {
        const char *id = has_bands ? tally_price_plan_band (maker->plan, NULL, i) : "";
        guint at = 0;

        while (at < ids->len && !g_str_equal (ids->pdata[at], id))
            at++;
        if (at == ids->len) {
            const char *name = tally_bill_json_band (maker->tariff, id, language_of (maker));
            TallyChartBand band = { .name = name != NULL ? name : id };

            if (!has_bands)
                band.name = tally_bill_word (maker->paper->is_chinese, TALLY_WORD_ALL_HOURS);
            band.name = g_string_chunk_insert (maker->curve->texts, band.name);
            g_ptr_array_add (ids, (gpointer) id);
            g_array_append_val (maker->curve->band_list, band);
        }
        maker->curve->bands->data[i] = (uint8_t) at;
    }
    add_tints (maker, ids);
}

/* The hour an instant is in; FALSE when it is in none of the period. */
static gboolean
find_hour (const Maker *maker, const char *instant, size_t *hour)
{
    g_autoptr(GDateTime) at = instant != NULL ? g_date_time_new_from_iso8601 (instant, NULL)
                                               : NULL;
    int64_t from = tally_day_start (maker->paper->zone, maker->days.first);
    int64_t since = at != NULL ? g_date_time_to_unix (at) - from : -1;

    if (since < 0 || since / HOUR >= (int64_t) maker->curve->values->len)
        return FALSE;
    *hour = (size_t) (since / HOUR);
    return TRUE;
}

static void
add_flag (const Maker *maker, TallyChartFlagKind kind, size_t hour, const char *label)
{
    TallyChartFlag flag = { kind, hour, 1, g_string_chunk_insert (maker->curve->texts, label) };

    for (guint i = 0; i < maker->curve->flags->len; i++) {
        const TallyChartFlag *other = &g_array_index (maker->curve->flags, TallyChartFlag, i);

        if (other->kind == kind && other->first == hour && g_str_equal (other->label, label))
            return;
    }
    g_array_append_val (maker->curve->flags, flag);
}

/* Where the demand that is charged was; without a demand, the highest hour. */
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
        size_t hour;

        if ((!is_demand && tier < 2)
            || !find_hour (maker, tally_bill_json_text (line, "at"), &hour))
            continue;
        if (is_demand)
            label = g_strdup (tally_bill_word (maker->paper->is_chinese, TALLY_WORD_PEAK));
        else
            label = tally_bill_word_tier (maker->paper->is_chinese, tier);
        has_peak |= is_demand;
        add_flag (maker, is_demand ? TALLY_CHART_PEAK : TALLY_CHART_CROSSING, hour, label);
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
        place.at = (size_t) tally_days_intervals (maker->paper->zone, before, HOUR);
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
tally_bill_paper_read_curve (TallyBillPaper *paper, JsonObject *root, JsonObject *tariff)
{
    g_autofree char *text = json_to_string (json_object_get_member (root, "tariff"), FALSE);
    g_autoptr(TallyTariff) document = tally_tariff_parse (text, -1, NULL);
    g_autoptr(TallyCalendar) calendar = read_holidays (root);
    g_autoptr(TallyPricePlan) plan = NULL;
    Maker maker = { .paper = paper, .root = root, .tariff = tariff };

    if (document == NULL || paper->period_last == NULL
        || !tally_day_parse (paper->period_first, &maker.days.first, NULL)
        || !tally_day_parse (paper->period_last, &maker.days.end, NULL))
        return;
    maker.days.end.number++;
    plan = tally_price_plan_new (document,
                                 &(TallyPricePeriod){ .days = maker.days,
                                                      .zone = paper->zone,
                                                      .calendar = calendar,
                                                      .interval_seconds = HOUR,
                                                      .units_per_kwh = UNITS_PER_KWH },
                                 NULL);
    if (plan == NULL)
        return;
    maker.plan = plan;
    maker.curve = curve_new ();
    if (!read_hours (&maker)) {
        tally_bill_paper_curve_free (maker.curve);
        return;
    }
    add_bands (&maker);
    add_flags (&maker);
    add_places (&maker);
    finish (&maker);
    paper->curve = maker.curve;
}
