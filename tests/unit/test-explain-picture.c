// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the picture of a line shows what its explanation says: bands by price, tiers where they
 * were entered, the peak where it was; and says so in words. */
#include "shared/tariff/tally-explain-picture.h"
#include "tests/unit/april-account.h"

#define DAY_HOURS 24
#define NAME "\"name\": {\"en\": \"Energy\", \"zh_CN\": \"电能\"}"
#define BANDS                                                               \
    "{\"id\": \"e\", " NAME ", \"kind\": \"energy\", \"schedule\": \"s\", " \
    "\"rates\": [{\"bands\": [\"peak\"], \"rate\": \"2\"}, "                \
    "{\"bands\": [\"rest\"], \"rate\": \"1\"}]}"
#define TIERS                                                                 \
    "{\"id\": \"e\", \"kind\": \"energy\", \"tiers\": [{\"up_to\": \"100\", " \
    "\"rate\": \"1\"}, {\"up_to\": \"200\", \"rate\": \"2\"}, {\"rate\": \"3\"}]}"
#define DEMAND                                                       \
    "{\"id\": \"d\", \"kind\": \"demand\", \"window_minutes\": 30, " \
    "\"schedule\": \"s\", \"rate\": \"10\"}"
#define BY_INTERVAL                                                           \
    "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"prices\": " \
    "\"by-interval\"}"
#define TRUE_UP                                                                    \
    BANDS ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", " \
          "\"schedule\": \"s\", \"true_up\": {\"month\": 4, \"rate\": \"0.1\"}}"
#define EXPORT                                                            \
    "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", " \
    "\"rate\": \"1\"}"

/* "Tier 2@400-401 Peak 12 kW@906-907": what the flags are and where. */
static char *
list_flags (const TallyChartLoad *chart)
{
    GString *text = g_string_new (NULL);

    for (size_t i = 0; i < chart->n_flags; i++)
        g_string_append_printf (text, "%s%s@%zu+%zu", i == 0 ? "" : ", ", chart->flags[i].label,
                                chart->flags[i].first, chart->flags[i].n);
    return g_string_free (text, FALSE);
}

static char *
list_bands (const TallyChartLoad *chart)
{
    GString *text = g_string_new (NULL);

    for (size_t i = 0; i < chart->n_bands; i++)
        g_string_append_printf (text, "%s%s:%u", i == 0 ? "" : ", ", chart->band_list[i].name,
                                chart->band_list[i].tint);
    return g_string_free (text, FALSE);
}

typedef struct {
    const char *name;
    const char *components;
    size_t line;
    const char *unit;
    size_t in_line;  /* intervals */
    int64_t at_peak; /* the value of interval SPIKE + 2 */
    const char *bands;
    const char *flags;
    const char *says;
} PictureCase;

/* The dear band is warm, the cheap one cool. Peak hours: 8 quarters a day, 30 days. */
static const PictureCase cases[] = {
    { "band", BANDS, 0, "kW", 240, 12000, "Peak hours:7, rest:0", "Peak 12 kW@906+1",
      "2880 intervals of 15 minutes. Peak hours: 65.25 kWh in 240 intervals. rest: 660 kWh in 2640 "
      "intervals. The highest demand was 12 kW, from 2026-04-10 10:30." },
    /* 100 kWh last 400 quarters; that in which a tier is entered is in both: 400 to 800 */
    { "tier", TIERS, 1, "kW", 401, 12000, "All hours:0",
      "Tier 2@400+1, Tier 3@800+1, Peak 12 kW@906+1",
      "2880 intervals of 15 minutes. All hours: 725.25 kWh in 2880 intervals. Tier 2 was entered "
      "at 2026-04-05 04:00. Tier 3 was entered at 2026-04-09 08:00. The highest demand was 12 kW, "
      "from 2026-04-10 10:30." },
    /* of two quarters from 10:00: (1,000 + 2,000) x 2 = 6 kW; from 10:30 (3,000 + 250) x 2 */
    { "demand", DEMAND, 0, "kW", 240, 12000, "Peak hours:0, rest:7", "Peak 6.5 kW@906+2",
      "2880 intervals of 15 minutes. Peak hours: 65.25 kWh in 240 intervals. rest: 660 kWh in 2640 "
      "intervals. The highest demand was 6.5 kW, from 2026-04-10 10:30." },
    { "export", EXPORT, 0, "kW", 2880, 200, "All hours:0", "",
      "2880 intervals of 15 minutes. All hours: 144 kWh in 2880 intervals." },
    /* no rate by band to order them by: bands as the schedule lists them */
    { "by-interval", BY_INTERVAL, 0, "kW", 240, 12000, "Peak hours:0, rest:7", "Peak 12 kW@906+1",
      "2880 intervals of 15 minutes. Peak hours: 65.25 kWh in 240 intervals. rest: 660 kWh in 2640 "
      "intervals. The highest demand was 12 kW, from 2026-04-10 10:30." },
    /* 600 + 144 - 725.25 = 18.75 kWh are left over and paid; 0.05 x 240 = 12 kWh in peak hours */
    { "true-up", TRUE_UP, 2, "kW", 2880, 200, "Peak hours:0, rest:7", "",
      "2880 intervals of 15 minutes. Peak hours: 12 kWh in 240 intervals. rest: 132 kWh in 2640 "
      "intervals." },
    { "reactive",
      "{\"id\": \"r\", \"name\": \"Reactive\", \"kind\": \"reactive\", \"free_percent\": \"10\", "
      "\"rate\": \"1\"}",
      0, "kvar", 2880, 600, "Reactive:0", "", "2880 intervals of 15 minutes." },
    { "coincident", "{\"id\": \"c\", \"kind\": \"coincident\", \"rate\": \"10\"}", 0, "kW", 2,
      12000, "All hours:0", "",
      "2880 intervals of 15 minutes. All hours: 725.25 kWh in 2880 intervals." },
};

static void
test_picture (gconstpointer data)
{
    const PictureCase *c = data;
    g_autoptr(April) april = april_price (c->components);
    g_autoptr(TallyExplain) explain = NULL;
    g_autoptr(TallyExplainPicture) picture = NULL;
    g_autofree char *bands = NULL;
    g_autofree char *flags = NULL;
    size_t in_line = 0;

    explain = tally_price_explain (april->plan, &april->input, april->bill, c->line, NULL);
    picture = tally_explain_picture_new (explain, &april->input, NULL, FALSE, NULL);
    g_assert_nonnull (picture);
    g_assert_cmpuint (picture->chart.n, ==, COUNT);
    g_assert_cmpstr (picture->chart.unit, ==, c->unit);
    for (size_t i = 0; i < picture->chart.n; i++)
        in_line += picture->chart.is_line[i];
    g_assert_cmpuint (in_line, ==, c->in_line);
    g_assert_cmpint (picture->chart.values[SPIKE + 2], ==, c->at_peak);
    bands = list_bands (&picture->chart);
    g_assert_cmpstr (bands, ==, c->bands);
    flags = list_flags (&picture->chart);
    g_assert_cmpstr (flags, ==, c->flags);
    g_assert_cmpstr (picture->chart.description, ==, c->says);
}

static void
test_bands_by_interval (void)
{
    g_autoptr(April) april = april_price (BANDS);
    g_autoptr(TallyExplain)
                   explain = tally_price_explain (april->plan, &april->input, april->bill, 0, NULL);
    g_autoptr(TallyExplainPicture)
                   picture = tally_explain_picture_new (explain, &april->input, NULL, FALSE, NULL);
    g_autofree char *half = picture->chart.format (1500, NULL);
    g_autofree char *whole = picture->chart.format (20000, NULL);

    g_assert_cmpuint (picture->chart.bands[39], ==, 1);
    g_assert_cmpuint (picture->chart.bands[40], ==, 0);
    g_assert_cmpuint (picture->chart.bands[48], ==, 1);
    g_assert_cmpuint (picture->chart.n_places, ==, 7); /* the 1st, 5th, 10th … 30th */
    g_assert_cmpstr (picture->chart.places[1].label, ==, "04-05");
    g_assert_cmpuint (picture->chart.places[1].at, ==, 4 * 96);
    g_assert_cmpstr (half, ==, "1.5");
    g_assert_cmpstr (whole, ==, "20");
}

static void
test_none_without_intervals (void)
{
    g_autoptr(April) april = april_price ("{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"1\"}");
    g_autoptr(TallyExplain)
                   explain = tally_price_explain (april->plan, &april->input, april->bill, 0, NULL);

    g_assert_null (tally_explain_picture_new (explain, &april->input, NULL, FALSE, NULL));
}

static const char *
say_chinese (const char *message, gpointer user_data)
{
    static const char *const words[][2] = {
        { "{name}: load curve, {first} to {last}", "{name}：{first} 至 {last} 负荷曲线" },
        { "{n} intervals of {minutes} minutes.", "共 {n} 个时段，每个 {minutes} 分钟。" },
        { "{band}: {kwh} kWh in {n} intervals.", "{band}：{n} 个时段，{kwh} 千瓦时。" },
        { "The highest demand was {value} {unit}, from {time}.",
          "最大需量 {value} {unit}，起于 {time}。" },
        { "Peak {value} {unit}", "最大 {value} {unit}" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
        if (g_str_equal (words[i][0], message))
            return words[i][1];
    }
    g_assert_not_reached ();
}

static void
test_chinese (void)
{
    g_autoptr(April) april = april_price (BANDS);
    g_autoptr(TallyExplain)
                   explain = tally_price_explain (april->plan, &april->input, april->bill, 0, NULL);
    g_autoptr(TallyExplainPicture) picture = tally_explain_picture_new (explain, &april->input,
                                                                         say_chinese, TRUE, NULL);

    g_assert_cmpstr (picture->chart.title, ==, "电能：2026-04-01 至 2026-04-30 负荷曲线");
    g_assert_cmpstr (picture->chart.description, ==,
                     "共 2880 个时段，每个 15 分钟。高峰：240 个时段，65.25 千瓦时。rest：2640 "
                     "个时段，660 千瓦时。最大需量 12 kW，起于 2026-04-10 10:30。");
    g_assert_cmpstr (picture->chart.band_list[0].name, ==, "高峰");
    g_assert_cmpstr (picture->chart.flags[0].label, ==, "最大 12 kW");
}

/* A day with a change of clocks has its hours where they were; a year has its months. */
static void
test_places_of_other_periods (void)
{
    static const struct {
        int first[3];
        int end[3];
        size_t n_places;
        size_t at;         /* of the second */
        const char *label; /* likewise */
    } periods[] = {
        /* 2 o'clock does not happen: 3 o'clock is the third hour */
        { { 2026, 3, 29 }, { 2026, 3, 30 }, 8, 2, "03:00" },
        { { 2026, 1, 1 }, { 2027, 1, 1 }, 12, 31 * 24, "2026-02" },
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"EUR\", "
        "\"components\": [{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}]}",
        -1, &error);

    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (periods); i++) {
        const int *from = periods[i].first, *to = periods[i].end;
        g_autoptr(TallyPricePlan) plan = tally_price_plan_new (
            tariff,
            &(TallyPricePeriod){ .days = { tally_day_new (from[0], from[1], from[2]),
                                           tally_day_new (to[0], to[1], to[2]) },
                                 .zone = tally_zone_get ("Europe/Berlin", NULL),
                                 .interval_seconds = 3600,
                                 .units_per_kwh = 1000 },
            &error);
        g_autofree int64_t *use = g_new0 (int64_t, tally_price_plan_count (plan));
        TallyPriceInput input = { .import = use, .count = tally_price_plan_count (plan) };
        g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
        g_autoptr(TallyExplain) explain = NULL;
        g_autoptr(TallyExplainPicture) picture = NULL;

        use[5] = 1000;
        g_assert_true (tally_price (plan, &input, bill, NULL));
        explain = tally_price_explain (plan, &input, bill, 0, NULL);
        picture = tally_explain_picture_new (explain, &input, NULL, FALSE, NULL);
        g_assert_cmpuint (picture->chart.n_places, ==, periods[i].n_places);
        g_assert_cmpuint (picture->chart.places[1].at, ==, periods[i].at);
        g_assert_cmpstr (picture->chart.places[1].label, ==, periods[i].label);
    }
}

/* A Sunday and a Monday of April without use: a band of the winter is not in the picture, the
 * floor has no peak. Both bands cost the same, so they come as the tariff lists them. */
static void
test_nothing_used (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"EUR\", "
        "\"seasons\": [{\"id\": \"a\", \"months\": [1, 2, 3]}, {\"id\": \"b\", \"months\": [4, 5, "
        "6, 7, 8, 9, 10, 11, 12]}], \"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": "
        "\"winter\"}, {\"id\": \"work\"}, {\"id\": \"rest\"}], \"rules\": [{\"seasons\": [\"a\"], "
        "\"spans\": [{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"winter\"}]}, "
        "{\"seasons\": [\"b\"], \"days\": [\"weekday\"], \"spans\": [{\"from\": \"00:00\", \"to\": "
        "\"24:00\", \"band\": \"work\"}]}, {\"seasons\": [\"b\"], \"days\": [\"weekend\"], "
        "\"spans\": [{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"rest\"}]}]}], "
        "\"components\": [{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"1\"}, {\"id\": \"d\", "
        "\"kind\": \"demand\", \"schedule\": \"s\", \"floor\": \"5\", \"rate\": \"2\"}]}",
        -1, &error);
    int64_t use[2 * DAY_HOURS] = { 0 };
    TallyPriceInput input = { .import = use, .count = 2 * DAY_HOURS };
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPricePlan) plan = NULL;
    g_autoptr(TallyExplain) explain = NULL;
    g_autoptr(TallyExplainPicture) picture = NULL;
    g_autofree char *bands = NULL;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff,
                                 &(TallyPricePeriod){ .days = { tally_day_new (2026, 4, 12),
                                                                tally_day_new (2026, 4, 14) },
                                                      .zone = tally_zone_get ("UTC", NULL),
                                                      .interval_seconds = 3600,
                                                      .units_per_kwh = 1000 },
                                 &error);
    g_assert_no_error (error);
    g_assert_true (tally_price_plan_get_zone (plan) == tally_zone_get ("UTC", NULL));
    g_assert_true (tally_price (plan, &input, bill, NULL));
    explain = tally_price_explain (plan, &input, bill, 1, NULL);
    picture = tally_explain_picture_new (explain, &input, NULL, FALSE, NULL);
    bands = list_bands (&picture->chart);
    g_assert_cmpstr (bands, ==, "work:0, rest:7");
    g_assert_cmpuint (picture->chart.n_flags, ==, 0);
}

static void
test_svg (void)
{
    g_autoptr(April) april = april_price (TIERS);
    g_autoptr(TallyExplain)
                   explain = tally_price_explain (april->plan, &april->input, april->bill, 0, NULL);
    g_autoptr(TallyExplainPicture)
                   picture = tally_explain_picture_new (explain, &april->input, NULL, FALSE, NULL);
    g_autofree char *svg = tally_chart_load_to_svg (&picture->chart);

    g_assert_nonnull (strstr (svg, "aria-label=\"e: load curve, 2026-04-01 to 2026-04-30\""));
    g_assert_nonnull (strstr (svg, "<desc>2880 intervals of 15 minutes."));
    g_assert_nonnull (strstr (svg, "Tier 2</text>"));
    g_assert_nonnull (strstr (svg, "chart-pale"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strdup_printf ("/explain-picture/line/%s", cases[i].name);

        g_test_add_data_func (path, &cases[i], test_picture);
    }
    g_test_add_func ("/explain-picture/bands", test_bands_by_interval);
    g_test_add_func ("/explain-picture/none", test_none_without_intervals);
    g_test_add_func ("/explain-picture/chinese", test_chinese);
    g_test_add_func ("/explain-picture/places", test_places_of_other_periods);
    g_test_add_func ("/explain-picture/nothing-used", test_nothing_used);
    g_test_add_func ("/explain-picture/svg", test_svg);
    return g_test_run ();
}
