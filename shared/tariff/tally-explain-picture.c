// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-explain-picture.h"

#include "shared/number/tally-number.h"
#include "shared/tariff/tally-price-text.h"
#include "shared/tariff/tally-price-work.h"

#include <string.h>

#define N_(text) text
#define SECONDS_PER_HOUR 3600
#define WATTS 1000
#define WATT_DIGITS 3
#define SHORT_DAYS 2  /* up to here places are hours */
#define MONTH_DAYS 62 /* and up to here days */

typedef struct {
    TallyExplainPicture *picture;
    const TallyExplain *explain;
    const TallyPricePlan *plan;
    const TallyPriceInput *input;
    TallyExplainSay say;
    gboolean is_chinese;
    gpointer user_data;
    GString *description;
} Maker;

/* @message in the language, each "{name}" after it replaced by the text that follows it. */
static char *fill (const Maker *maker, const char *message, ...) G_GNUC_NULL_TERMINATED;

static char *
fill (const Maker *maker, const char *message, ...)
{
    const char *said = maker->say != NULL ? maker->say (message, maker->user_data) : message;
    GString *text = g_string_new (said);
    const char *name;
    va_list places;

    va_start (places, message);
    while ((name = va_arg (places, const char *)) != NULL) {
        g_autofree char *place = g_strconcat ("{", name, "}", NULL);

        g_string_replace (text, place, va_arg (places, const char *), 0);
    }
    va_end (places);
    return g_string_free (text, FALSE);
}

static const char *
keep (const Maker *maker, char *text)
{
    const char *kept = g_string_chunk_insert (maker->picture->texts, text);

    g_free (text);
    return kept;
}

/* Takes @sentence. */
static void
describe (const Maker *maker, char *sentence)
{
    if (maker->description->len > 0 && !g_str_has_suffix (maker->description->str, "。"))
        g_string_append_c (maker->description, ' ');
    g_string_append (maker->description, sentence);
    g_free (sentence);
}

/* Watts as kW, without zeros at the end. */
static char *
format_kw (int64_t watts, gpointer unused)
{
    char *text = tally_number_format (watts, WATT_DIGITS, WATT_DIGITS, &TALLY_NUMBER_PLAIN);
    size_t length = strlen (text);

    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    text[length] = '\0';
    return text;
}

static char *
format_exact (TallyExact exact)
{
    char full[TALLY_EXACT_TEXT];
    TallyMoney rounded;

    if (tally_exact_to_money (exact, WATT_DIGITS, TALLY_ROUND_HALF_UP, &rounded, NULL))
        exact = tally_exact_from_money (rounded, WATT_DIGITS);
    return g_strdup (tally_exact_format (exact, full));
}

/* "2026-09-01 18:15" local. */
static char *
format_instant (const Maker *maker, size_t interval)
{
    const TallyZone *zone = maker->plan->period.zone;
    int64_t instant = tally_price_plan_instant (maker->plan, interval);
    int32_t second = tally_zone_second_of_day (zone, instant);
    char day[TALLY_DAY_TEXT];

    return g_strdup_printf ("%s %02d:%02d", tally_day_format (tally_day_of (zone, instant), day),
                            second / SECONDS_PER_HOUR, second / 60 % 60);
}

/* The line's side of the account; %NULL where the line does not come from intervals. */
static const int64_t *
side_of (const TallyExplain *explain, const TallyPriceInput *input)
{
    TallyLineKind kind = explain->line->kind;

    if (kind == TALLY_LINE_REACTIVE || kind == TALLY_LINE_POWER_FACTOR)
        return input->reactive;
    if (explain->n_bands == 0)
        return NULL;
    return kind == TALLY_LINE_EXPORT || kind == TALLY_LINE_CREDIT ? input->export : input->import;
}

static int64_t
watts_of (const TallyPricePlan *plan, int64_t units)
{
    __int128 watts = (__int128) units * WATTS * SECONDS_PER_HOUR
                     / ((__int128) plan->period.units_per_kwh * plan->period.interval_seconds);

    return (int64_t) CLAMP (watts, 0, INT64_MAX / 20);
}

static gboolean
is_in_line (const Maker *maker, size_t interval)
{
    const TallyExplain *explain = maker->explain;

    if (explain->line->kind == TALLY_LINE_COINCIDENT)
        return FALSE; /* the system's peaks are set later */
    if (explain->n_bands == 0)
        return TRUE;
    if (explain->line->kind == TALLY_LINE_DEMAND)
        return explain->bands[tally_explain_band (explain, interval)].is_line;
    return tally_price_line_covers (maker->plan, explain->line, interval);
}

static void
add_values (const Maker *maker, const int64_t *side)
{
    TallyExplainPicture *picture = maker->picture;
    gboolean is_coincident = maker->explain->line->kind == TALLY_LINE_COINCIDENT;

    g_array_set_size (picture->values, (guint) maker->plan->count);
    g_byte_array_set_size (picture->is_line, (guint) maker->plan->count);
    for (size_t i = 0; i < maker->plan->count; i++) {
        g_array_index (picture->values, int64_t, i) = watts_of (maker->plan, side[i]);
        picture->is_line->data[i] = (uint8_t) is_in_line (maker, i);
    }
    for (size_t i = 0; is_coincident && i < maker->input->n_coincident; i++)
        picture->is_line->data[maker->input->coincident[i]] = 1;
}

/* The component's price in a band, to put cheap before dear. */
static TallyDecimal
band_rate (const TallyTariffComponent *component, const TallyTariff *tariff, size_t band)
{
    size_t season = 0;

    /* It occurs in the period, so in some season. */
    while ((tariff->schedules[component->schedule].occurs[season] >> band & 1) == 0)
        season++;
    return tally_tariff_rate (&component->rates, (int) season, (int) band, 0);
}

/* Energy with a price each interval, and net metering, have no rate by band: their bands are
 * as dear as each other. */
static int
compare_bands (const TallyTariffComponent *component,
               const TallyTariff *tariff,
               size_t one,
               size_t other)
{
    if (component->rates.rates == NULL)
        return 0;
    return tally_decimal_compare (band_rate (component, tariff, one),
                                  band_rate (component, tariff, other));
}

/* How many bands that occur are cheaper than @band, or as cheap and before it. */
static size_t
rank_of (const Maker *maker, const TallyTariffComponent *component, size_t band)
{
    const TallyExplain *explain = maker->explain;
    size_t rank = 0;

    for (size_t i = 0; i < explain->n_bands; i++) {
        int order;

        if (explain->bands[i].n_intervals == 0 || i == band)
            continue;
        order = compare_bands (component, maker->plan->tariff, i, band);
        rank += order < 0 || (order == 0 && i < band) ? 1 : 0;
    }
    return rank;
}

static const TallyTariffComponent *
component_of (const Maker *maker)
{
    const TallyTariff *tariff = maker->plan->tariff;
    size_t i = 0;

    while (!g_str_equal (tariff->components[i].word.id, maker->explain->line->component))
        i++;
    return &tariff->components[i];
}

static void
describe_band (const Maker *maker, const TallyExplainBand *band, const char *name)
{
    g_autofree char *kwh = format_exact (band->kwh);
    g_autofree char *n = g_strdup_printf ("%zu", band->n_intervals);

    describe (maker, fill (maker, N_ ("{band}: {kwh} kWh in {n} intervals."), "band", name, "kwh",
                           kwh, "n", n, NULL));
}

static void
add_bands (const Maker *maker)
{
    const TallyExplain *explain = maker->explain;
    const TallyTariffComponent *component = component_of (maker);
    TallyExplainPicture *picture = maker->picture;
    uint8_t index_of[TALLY_TARIFF_MAX_BANDS] = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < explain->n_bands; i++)
        n += explain->bands[i].n_intervals > 0 ? 1 : 0;
    for (size_t i = 0; i < explain->n_bands; i++) {
        const TallyExplainBand *band = &explain->bands[i];
        TallyChartBand look = { .name = maker->is_chinese ? band->name_zh : band->name };

        if (band->n_intervals == 0)
            continue;
        if (n > 1)
            look.tint = (unsigned) (rank_of (maker, component, i) * (TALLY_CHART_TINTS - 1)
                                    / (n - 1));
        index_of[i] = (uint8_t) picture->band_list->len;
        g_array_append_val (picture->band_list, look);
        describe_band (maker, band, look.name);
    }
    g_byte_array_set_size (picture->bands, (guint) maker->plan->count);
    for (size_t i = 0; i < maker->plan->count; i++)
        picture->bands->data[i] = explain->n_bands == 0 ? 0
                                                        : index_of[tally_explain_band (explain, i)];
    if (explain->n_bands == 0) {
        TallyChartBand look = { .name = maker->is_chinese ? explain->name_zh : explain->name };

        g_array_append_val (picture->band_list, look);
    }
}

static int
compare_flags (gconstpointer a, gconstpointer b)
{
    size_t first = ((const TallyChartFlag *) a)->first;
    size_t second = ((const TallyChartFlag *) b)->first;

    return first < second ? -1 : first > second;
}

static void
add_crossings (const Maker *maker)
{
    for (size_t i = 0; i < maker->explain->n_tiers; i++) {
        const TallyExplainTier *tier = &maker->explain->tiers[i];
        g_autofree char *number = g_strdup_printf ("%d", tier->tier);
        g_autofree char *time = NULL;
        TallyChartFlag flag = { .kind = TALLY_CHART_CROSSING, .first = tier->crossed_in, .n = 1 };

        if (tier->crossed_in == TALLY_LINE_NO_INTERVAL || tier->tier == 1)
            continue;
        time = format_instant (maker, tier->crossed_in);
        flag.label = keep (maker, fill (maker, N_ ("Tier {tier}"), "tier", number, NULL));
        g_array_append_val (maker->picture->flags, flag);
        describe (maker, fill (maker, N_ ("Tier {tier} was entered at {time}."), "tier", number,
                               "time", time, NULL));
    }
}

/* The line's own peak where it has one, or else the period's. */
static void
add_peak (const Maker *maker)
{
    const TallyExplain *explain = maker->explain;
    gboolean is_demand = explain->line->kind == TALLY_LINE_DEMAND;
    TallyChartFlag flag = {
        .kind = TALLY_CHART_PEAK,
        .first = is_demand ? explain->demand.peak_in : explain->bill->peak_interval,
        .n = is_demand ? explain->demand.n_intervals : maker->plan->windows[0].intervals,
    };
    g_autofree char *value = NULL;
    g_autofree char *time = NULL;

    if (explain->line->kind != TALLY_LINE_DEMAND && explain->line->kind != TALLY_LINE_ENERGY)
        return;
    if (flag.first == TALLY_LINE_NO_INTERVAL)
        return;
    value = format_exact (is_demand ? explain->demand.measured : explain->bill->peak_kw);
    time = format_instant (maker, flag.first);
    flag.label = keep (maker, fill (maker, N_ ("Peak {value} {unit}"), "value", value, "unit",
                                    is_demand ? explain->line->unit : "kW", NULL));
    g_array_append_val (maker->picture->flags, flag);
    describe (maker,
              fill (maker, N_ ("The highest demand was {value} {unit}, from {time}."), "value",
                    value, "unit", is_demand ? explain->line->unit : "kW", "time", time, NULL));
}

static void
add_place (const Maker *maker, size_t at, char *text)
{
    TallyChartPlace place = { at, keep (maker, text) };

    g_array_append_val (maker->picture->places, place);
}

static void
add_hours (const Maker *maker)
{
    const TallyZone *zone = maker->plan->period.zone;
    int before = -1;

    for (size_t i = 0; i < maker->plan->count; i++) {
        int64_t instant = tally_price_plan_instant (maker->plan, i);
        int hour = tally_zone_second_of_day (zone, instant) / SECONDS_PER_HOUR;

        if (hour != before && hour % 3 == 0)
            add_place (maker, i, g_strdup_printf ("%02d:00", hour));
        before = hour;
    }
}

static void
add_places (const Maker *maker)
{
    const TallyPricePlan *plan = maker->plan;

    if (plan->n_days <= SHORT_DAYS) {
        add_hours (maker);
        return;
    }
    for (size_t i = 0; i < plan->n_days; i++) {
        TallyDay day = { plan->period.days.first.number + (int32_t) i };
        int year, month, number;

        tally_day_split (day, &year, &month, &number);
        if (plan->n_days > MONTH_DAYS && number == 1)
            add_place (maker, plan->day_first[i], g_strdup_printf ("%04d-%02d", year, month));
        else if (plan->n_days <= MONTH_DAYS && (i == 0 || number == 1 || number % 5 == 0))
            add_place (maker, plan->day_first[i], g_strdup_printf ("%02d-%02d", month, number));
    }
}

static void
say_what (const Maker *maker)
{
    const TallyDays *days = &maker->plan->period.days;
    char first[TALLY_DAY_TEXT], last[TALLY_DAY_TEXT];
    g_autofree char *n = g_strdup_printf ("%zu", maker->plan->count);
    g_autofree char *minutes = g_strdup_printf ("%d", maker->plan->period.interval_seconds / 60);

    tally_day_format (days->first, first);
    tally_day_format ((TallyDay){ days->end.number - 1 }, last);
    maker->picture->chart.title = keep (
        maker, fill (maker, N_ ("{name}: load curve, {first} to {last}"), "name",
                     maker->is_chinese ? maker->explain->name_zh : maker->explain->name, "first",
                     first, "last", last, NULL));
    describe (maker, fill (maker, N_ ("{n} intervals of {minutes} minutes."), "n", n, "minutes",
                           minutes, NULL));
}

static void
finish (const Maker *maker)
{
    TallyExplainPicture *picture = maker->picture;
    TallyChartLoad *chart = &picture->chart;
    TallyLineKind kind = maker->explain->line->kind;

    g_array_sort (picture->flags, compare_flags);
    chart->description = g_string_chunk_insert (picture->texts, maker->description->str);
    chart->unit = kind == TALLY_LINE_REACTIVE || kind == TALLY_LINE_POWER_FACTOR ? "kvar" : "kW";
    chart->values = (const int64_t *) (void *) picture->values->data;
    chart->bands = picture->bands->data;
    chart->is_line = picture->is_line->data;
    chart->n = picture->values->len;
    chart->band_list = (const TallyChartBand *) (void *) picture->band_list->data;
    chart->n_bands = picture->band_list->len;
    chart->flags = (const TallyChartFlag *) (void *) picture->flags->data;
    chart->n_flags = picture->flags->len;
    chart->places = (const TallyChartPlace *) (void *) picture->places->data;
    chart->n_places = picture->places->len;
    chart->format = format_kw;
}

TallyExplainPicture *
tally_explain_picture_new (const TallyExplain *explain,
                           const TallyPriceInput *input,
                           TallyExplainSay say,
                           gboolean is_chinese,
                           gpointer user_data)
{
    const int64_t *side = side_of (explain, input);
    g_autoptr(GString) description = g_string_new (NULL);
    g_autoptr(TallyExplainPicture) picture = NULL;
    Maker maker;

    if (side == NULL)
        return NULL;
    picture = g_new0 (TallyExplainPicture, 1);
    picture->values = g_array_new (FALSE, FALSE, sizeof (int64_t));
    picture->bands = g_byte_array_new ();
    picture->is_line = g_byte_array_new ();
    picture->band_list = g_array_new (FALSE, FALSE, sizeof (TallyChartBand));
    picture->flags = g_array_new (FALSE, FALSE, sizeof (TallyChartFlag));
    picture->places = g_array_new (FALSE, FALSE, sizeof (TallyChartPlace));
    picture->texts = g_string_chunk_new (512);
    maker = (Maker){
        picture, explain, explain->plan, input, say, is_chinese, user_data, description
    };
    say_what (&maker);
    add_values (&maker, side);
    add_bands (&maker);
    add_crossings (&maker);
    add_peak (&maker);
    add_places (&maker);
    finish (&maker);
    return g_steal_pointer (&picture);
}

void
tally_explain_picture_free (TallyExplainPicture *picture)
{
    g_array_unref (picture->values);
    g_byte_array_unref (picture->bands);
    g_byte_array_unref (picture->is_line);
    g_array_unref (picture->band_list);
    g_array_unref (picture->flags);
    g_array_unref (picture->places);
    g_string_chunk_free (picture->texts);
    g_free (picture);
}
