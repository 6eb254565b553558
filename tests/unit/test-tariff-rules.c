// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the limits and corners of tariffs: what a document, a period or an account may not be,
 * and what happens at true-up, at the ends of a year and of 64 bits. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-explain.h"

#include <string.h>

#define DAY 96

typedef struct {
    const char *head; /* fields before the components */
    const char *components;
    const char *says;
} Refusal;

#define E "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}"
#define SEASON(months) "\"seasons\": [{\"id\": \"a\", \"months\": " months "}], "
#define SCHEDULE(spans)                                                                          \
    "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"b\"}, {\"id\": \"c\"}], \"rules\": " \
    "[{\"spans\": [" spans "]}]}], "
#define WHOLE "{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"b\"}"
#define STEP(to) "{\"to_hundredths\": " to ", \"percent\": \"1\"}"
#define FACTOR(steps) \
    E ", {\"id\": \"p\", \"kind\": \"power-factor\", \"standard_hundredths\": 90, " steps "}"
#define FIVE(x) x "," x "," x "," x "," x

static const Refusal refusals[] = {
    { "", "", "1 to 64 components" },
    { SEASON ("[13]"), E, "a month from 1 to 12 is expected" },
    { SEASON ("[1, 1]"), E, "month 1 is in season “a” already" },
    { SCHEDULE ("{\"from\": \"00:00\", \"to\": \"00:00\", \"band\": \"b\"}"), E,
      "ends before it begins" },
    { "",
      "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"1\", \"ratchet\": {\"percent\": \"1\", "
      "\"months\": [13]}}",
      "a month from 1 to 12 is expected" },
    { "",
      "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"1\", \"ratchet\": {\"percent\": \"1\", "
      "\"months\": [\"1\"]}}",
      "a month from 1 to 12 is expected" },
    { "",
      "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"1\", \"ratchet\": {\"percent\": "
      "\"-1\"}}",
      "0 to 100 is expected" },
    { "", FACTOR ("\"below\": [" STEP ("95") "]"), "steps below must go down" },
    { "", FACTOR ("\"above\": [" STEP ("80") "]"), "steps above must go up" },
    { "", FACTOR ("\"below\": [" FIVE (FIVE (STEP ("1"))) "]"), "more than 16 steps" },
    { "", E ", {\"id\": \"d\", \"kind\": \"discount\", \"percent\": \"1\", \"cap\": \"-1\"}",
      "must not be negative" },
    { "",
      E ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", "
        "\"credit_moves_by_clock\": [" FIVE (FIVE ("\"00:00\"")) "]}",
      "more than 8 times" },
    { "",
      E ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", "
        "\"credit_moves_by_clock\": [\"24:00\"]}",
      "must be before 24:00" },
    { "", "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\"}",
      "needs an energy component before" },
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\"}, {\"id\": \"x\", "
      "\"kind\": \"export\", \"method\": \"net-metering\"}",
      "needs energy with rates" },
    { "", "{\"id\": \"e\", \"kind\": \"energy\", \"tiers\": []}", "1 to 16 tiers" },
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"tiers\": [" FIVE (FIVE ("{\"rate\": \"1\"}")) "]}",
      "1 to 16 tiers" },
    { "", "{\"id\": \"e\", \"kind\": \"energy\", \"blocks\": []}", "must not be empty" },
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"blocks\": [{\"tiers\": [{\"rate\": \"1\"}]}, "
      "{\"tiers\": [{\"rate\": \"1\"}]}]}",
      "every block but the last" },
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"blocks\": [{\"up_to\": \"0\", \"tiers\": "
      "[{\"rate\": \"1\"}]}, {\"tiers\": [{\"rate\": \"1\"}]}]}",
      "a block must end above" },
    { "", "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\", \"tiers\": [{\"rate\": \"1\"}]}",
      "only one of" },
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"rates\": [{\"rate\": \"1\"}, {\"rate\": \"2\"}]}",
      "a second rate for band “all”" },
    { SEASON ("[1,2,3,4,5,6,7,8,9,10,11,12]"),
      "{\"id\": \"e\", \"kind\": \"energy\", \"rates\": []}", "no rate for band “all”" },
    { SCHEDULE (WHOLE),
      "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": "
      "[{\"bands\": [], \"rate\": \"1\"}]}",
      "must not be empty" },
    { SCHEDULE (WHOLE),
      "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": "
      "[{\"bands\": [\"b\", \"b\"], \"rate\": \"1\"}]}",
      "“b” is listed twice" },
    { "", "{\"id\": \"c\", \"kind\": \"credit\"}", "cannot be of kind “credit”" },
};

static TallyTariff *
parse (const char *head, const char *components, GError **error)
{
    g_autofree char *text = g_strdup_printf ("{\"format\": \"gridtally-tariff-v1\", \"id\": \"r\", "
                                             "\"name\": {\"en\": \"Rules\", \"zh_CN\": \"规则\"}, "
                                             "\"currency\": \"EUR\", \"valid_from\": null, %s"
                                             "\"components\": [%s]}",
                                             head, components);

    return tally_tariff_parse (text, -1, error);
}

static void
test_refusals (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyTariff) tariff = parse (refusals[i].head, refusals[i].components, &error);

        g_assert_null (tariff);
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        if (strstr (error->message, refusals[i].says) == NULL)
            g_error ("“%s”: %s", refusals[i].says, error->message);
    }
}

/* More of anything than a document may have. */
static void
test_too_many (void)
{
    static const struct {
        const char *before, *each, *after;
        int n;
        const char *says;
    } lists[] = {
        { "\"components\": [", "{\"id\": \"c%d\", \"kind\": \"fixed\", \"rate\": \"1\"}", "]", 65,
          "1 to 64 components" },
        { "\"components\": [" E "], \"seasons\": [",
          "{\"id\": \"c%d\", \"from\": \"01-%02d\", "
          "\"to\": \"01-%02d\"}",
          "]", 13, "more than 12 seasons" },
        { "\"components\": [" E "], \"schedules\": [",
          "{\"id\": \"c%d\", \"bands\": [{\"id\": \"b\"}], \"rules\": [{\"spans\": [" WHOLE "]}]}",
          "]", 7, "more than 6 schedules" },
        { "\"components\": [" E "], \"schedules\": [{\"id\": \"s\", \"bands\": [",
          "{\"id\": \"c%d\"}", "], \"rules\": []}]", 49, "more than 48 bands" },
        { "\"components\": [" E "], \"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"b\"}], "
          "\"rules\": [",
          "{\"seasons\": [\"all\"], \"spans\": [" WHOLE "]}", "]}]", 300, "rule" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (lists); i++) {
        g_autoptr(GString) text = g_string_new ("{\"format\": \"gridtally-tariff-v1\", \"id\": "
                                                 "\"r\", \"currency\": \"EUR\", ");
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyTariff) tariff = NULL;

        g_string_append (text, lists[i].before);
        for (int n = 0; n < lists[i].n; n++) {
            g_autofree char *number = g_strdup_printf ("%d", n);
            g_auto(GStrv) parts = g_strsplit (lists[i].each, "%02d", 0);
            g_autofree char *day = g_strdup_printf ("%02d", n + 1);
            g_autofree char *each = g_strjoinv (day, parts);
            g_auto(GStrv) pieces = g_strsplit (each, "%d", 0);
            g_autofree char *item = g_strjoinv (number, pieces);

            g_string_append_printf (text, "%s%s", n == 0 ? "" : ", ", item);
        }
        g_string_append_printf (text, "%s}", lists[i].after);
        tariff = tally_tariff_parse (text->str, -1, &error);
        g_assert_null (tariff);
        if (strstr (error->message, lists[i].says) == NULL)
            g_error ("“%s”: %s", lists[i].says, error->message);
    }
}

/* 97 spans of a quarter of an hour. */
static void
test_too_many_spans (void)
{
    g_autoptr(GString) head = g_string_new (
        "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"b\"}], \"rules\": [{\"spans\": [");
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 97; i++)
        g_string_append_printf (
            head, "%s{\"from\": \"%02d:%02d\", \"to\": \"%02d:%02d\", \"band\": \"b\"}",
            i == 0 ? "" : ", ", i * 10 / 60, i * 10 % 60, (i + 1) * 10 / 60, (i + 1) * 10 % 60);
    g_string_append (head, "]}]}], ");
    g_assert_null (parse (head->str, E, &error));
    g_assert_nonnull (strstr (error->message, "more than 96 spans"));
}

static void
test_answers (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = parse ("\"time_zone\": \"Asia/Shanghai\", ", E, &error);
    TallyLineKind kind;

    g_assert_no_error (error);
    g_assert_cmpstr (tally_tariff_get_name (tariff, "zh_CN"), ==, "规则");
    g_assert_cmpstr (tally_tariff_get_name (tariff, "de"), ==, "Rules");
    g_assert_cmpstr (tally_tariff_get_time_zone (tariff), ==, "Asia/Shanghai");
    g_assert_null (tally_tariff_get_calendar (tariff));
    g_assert_cmpint (tally_tariff_get_valid (tariff).first.number, <, 0);
    g_assert_true (tally_line_kind_from_name ("coincident", &kind));
    g_assert_cmpint (kind, ==, TALLY_LINE_COINCIDENT);
    g_assert_false (tally_line_kind_from_name ("bribe", &kind));
    tally_tariff_unref (NULL);
    tally_price_plan_free (NULL);
    tally_price_bill_free (NULL);
}

static TallyPricePeriod
april (void)
{
    return (TallyPricePeriod){ .days = { tally_day_new (2026, 4, 1), tally_day_new (2026, 4, 2) },
                               .zone = tally_zone_get ("UTC", NULL),
                               .interval_seconds = 900,
                               .units_per_kwh = 1000 };
}

static void
refuse_plan (const char *head, const char *components, TallyPricePeriod period, const char *says)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = parse (head, components, &error);
    g_autoptr(TallyPricePlan) plan = NULL;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff, &period, &error);
    g_assert_null (plan);
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    if (strstr (error->message, says) == NULL)
        g_error ("“%s”: %s", says, error->message);
}

#define YEARLY                                                                                 \
    "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"year\", \"tiers\": [{\"up_to\": " \
    "\"1\", "                                                                                  \
    "\"rate\": \"1\"}, {\"rate\": \"2\"}]}"
#define TWO_SEASONS                                                                               \
    "\"seasons\": [{\"id\": \"a\", \"months\": [1, 2, 3, 4, 5, 6]}, {\"id\": \"b\", \"months\": " \
    "[7, 8, 9, 10, 11, 12]}], "

static void
test_periods (void)
{
    TallyPricePeriod period = april ();

    period.days.end = period.days.first;
    refuse_plan ("", E, period, "1 to 1100 days");
    period.days.end.number += 1101;
    refuse_plan ("", E, period, "1 to 1100 days");
    period = april ();
    period.full_days = -1;
    refuse_plan ("", E, period, "longer than its period");
    period.days.end.number += 2;
    period.full_days = 2;
    refuse_plan ("", E, period, "longer than its period");
    period = april ();
    period.interval_seconds = 30;
    refuse_plan ("", E, period, "must divide the day");
    period.interval_seconds = 1000000;
    refuse_plan ("", E, period, "must divide the day");
    period = april ();
    period.units_per_kwh = 0;
    refuse_plan ("", E, period, "at least one unit");
    period = april ();
    refuse_plan ("",
                 "{\"id\": \"d\", \"kind\": \"demand\", \"window_minutes\": 60, \"rate\": \"1\"}",
                 (TallyPricePeriod){ .days = period.days,
                                     .zone = period.zone,
                                     .interval_seconds = 2700,
                                     .units_per_kwh = 1 },
                 "do not fit the demand window");
    period = april ();
    period.days = (TallyDays){ tally_day_new (2026, 12, 31), tally_day_new (2027, 1, 2) };
    refuse_plan ("", YEARLY, period, "the billing year changes within the period");
    refuse_plan ("",
                 E ", {\"id\": \"m\", \"kind\": \"maximum\", \"amount\": \"9\", \"per\": \"year\"}",
                 period, "the billing year changes within the period");
    period.days = (TallyDays){ tally_day_new (2026, 6, 30), tally_day_new (2026, 7, 2) };
    refuse_plan (
        TWO_SEASONS,
        "{\"id\": \"e\", \"kind\": \"energy\", \"rates\": [{\"seasons\": [\"a\"], \"rate\": "
        "\"1\"}, {\"seasons\": [\"b\"], \"tiers\": [{\"up_to\": \"1\", \"rate\": \"1\"}, "
        "{\"rate\": \"2\"}]}]}",
        period, "the number of tiers changes");
}

/* Nine windows that differ, and three hundred bands at once. */
static void
test_too_different (void)
{
    static const int minutes[] = { 5, 6, 10, 12, 15 };
    g_autoptr(GString) components = g_string_new (E);
    g_autoptr(GString) head = g_string_new ("\"schedules\": [");
    TallyPricePeriod period = april ();

    for (int i = 0; i < 10; i++)
        g_string_append_printf (components,
                                ", {\"id\": \"d%d\", \"kind\": \"demand\", \"rate\": \"1\", "
                                "\"window_minutes\": %d, \"sliding\": %s}",
                                i, minutes[i / 2], i % 2 == 0 ? "true" : "false");
    period.interval_seconds = 60;
    refuse_plan ("", components->str, period, "too many different demand windows");

    for (int s = 0; s < 2; s++) {
        g_string_append_printf (head, "%s{\"id\": \"s%d\", \"bands\": [", s == 0 ? "" : ", ", s);
        for (int band = 0; band < 48; band++)
            g_string_append_printf (head, "%s{\"id\": \"b%d\"}", band == 0 ? "" : ", ", band);
        g_string_append (head, "], \"rules\": [");
        for (int type = 0; type < 7; type++) {
            static const char *const days[] = { "monday", "tuesday",  "wednesday", "thursday",
                                                "friday", "saturday", "sunday" };

            g_string_append_printf (head, "%s{\"days\": [\"%s\"], \"spans\": [",
                                    type == 0 ? "" : ", ", days[type]);
            for (int half = 0; half < 48; half++)
                g_string_append_printf (
                    head, "%s{\"from\": \"%02d:%02d\", \"to\": \"%02d:%02d\", \"band\": \"b%d\"}",
                    half == 0 ? "" : ", ", half / 2, half % 2 * 30, (half + 1) / 2,
                    (half + 1) % 2 * 30, (half + s * type) % 48);
            g_string_append (head, "]}");
        }
        g_string_append (head, "]}");
    }
    g_string_append (head, "], ");
    period = april ();
    period.days.end.number += 7;
    refuse_plan (head->str, E, period, "too many different bands");
}

typedef struct {
    TallyTariff *tariff;
    TallyPricePlan *plan;
    TallyPriceBill *bill;
    int64_t import[DAY];
    int64_t export[DAY];
    int64_t reactive[DAY];
    TallyPriceCarry carry;
    TallyPriceInput input;
} Day;

static void
day_clear (Day *day)
{
    g_clear_pointer (&day->plan, tally_price_plan_free);
    g_clear_pointer (&day->bill, tally_price_bill_free);
    g_clear_pointer (&day->tariff, tally_tariff_unref);
    g_free (day);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Day, day_clear)

/* 30 April 2026, the end of a month: 250 Wh, 50 Wh delivered and 10 varh a quarter-hour. */
static Day *
day_new (const char *head, const char *components)
{
    Day *day = g_new0 (Day, 1);
    g_autoptr(GError) error = NULL;
    TallyPricePeriod period = april ();

    period.days = (TallyDays){ tally_day_new (2026, 4, 30), tally_day_new (2026, 5, 1) };
    period.full_days = 1;
    day->tariff = parse (head, components, &error);
    g_assert_no_error (error);
    day->plan = tally_price_plan_new (day->tariff, &period, &error);
    g_assert_no_error (error);
    day->bill = tally_price_bill_new ();
    for (size_t i = 0; i < DAY; i++) {
        day->import[i] = 250;
        day->export[i] = 50;
        day->reactive[i] = 10;
    }
    day->input = (TallyPriceInput){ .import = day->import,
                                    .export = day->export,
                                    .reactive = day->reactive,
                                    .count = DAY,
                                    .carry = &day->carry };
    return day;
}

static void
expect_refused (Day *day, int code, const char *says)
{
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_price (day->plan, &day->input, day->bill, &error));
    g_assert_error (error, TALLY_ERROR, code);
    if (strstr (error->message, says) == NULL)
        g_error ("“%s”: %s", says, error->message);
    g_assert_cmpuint (day->bill->n_lines, ==, 0);
}

static void
expect_total (Day *day, const char *total)
{
    g_autoptr(GError) error = NULL;
    char text[TALLY_EXACT_TEXT];

    tally_price (day->plan, &day->input, day->bill, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (tally_exact_format (day->bill->total_exact, text), ==, total);
}

#define X(rest) E ", {\"id\": \"x\", \"kind\": \"export\", " rest "}"

/* What an account must bring along. */
static void
test_accounts (void)
{
    g_autoptr(Day) spot = day_new ("", "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": "
                                        "\"by-interval\"}");
    g_autoptr(Day) capacity = day_new ("",
                                        "{\"id\": \"c\", \"kind\": \"capacity\", \"rate\": \"1\"}");
    g_autoptr(Day) factor = day_new ("", FACTOR ("\"below\": [" STEP ("0") "]"));
    g_autoptr(Day) apparent = day_new ("",
                                        "{\"id\": \"d\", \"kind\": \"demand\", \"unit\": \"kVA\", "
                                        "\"rate\": \"1\"}");
    g_autoptr(Day) peak = day_new ("",
                                    "{\"id\": \"c\", \"kind\": \"coincident\", \"rate\": \"1\"}");
    const size_t outside[] = { DAY };

    expect_refused (spot, TALLY_ERROR_INVALID, "needs the price of each interval");
    expect_refused (capacity, TALLY_ERROR_INVALID, "needs the contracted capacity");
    factor->input.reactive = NULL;
    expect_refused (factor, TALLY_ERROR_INVALID, "needs reactive energy");
    apparent->input.reactive = NULL;
    expect_refused (apparent, TALLY_ERROR_INVALID, "needs reactive energy");
    peak->input.coincident = outside;
    peak->input.n_coincident = 1;
    expect_refused (peak, TALLY_ERROR_INVALID, "is outside the period");
    peak->input.n_coincident = 0;
    expect_total (peak, "0");
}

/* Beyond 64 bits every sum says so. */
static void
test_range (void)
{
    g_autoptr(Day) plain = day_new ("", E);
    g_autoptr(Day) apparent = day_new ("",
                                        "{\"id\": \"d\", \"kind\": \"demand\", \"unit\": \"kVA\", "
                                        "\"rate\": \"1\"}");
    g_autoptr(Day) hours = day_new ("", "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": "
                                         "\"kwh-per-kw\", \"tiers\": [{\"up_to\": \"1\", \"rate\": "
                                         "\"1\"}, {\"rate\": \"2\"}]}");
    g_autoptr(Day) net = day_new ("", X ("\"method\": \"net-metering\""));

    plain->reactive[3] = -1;
    expect_refused (plain, TALLY_ERROR_INVALID, "reactive: interval 3 is negative");
    plain->reactive[3] = plain->reactive[4] = INT64_MAX;
    expect_refused (plain, TALLY_ERROR_OVERFLOW, "reactive: energy out of range");
    plain->input.reactive = NULL;
    plain->export[2] = -1;
    expect_refused (plain, TALLY_ERROR_INVALID, "export: interval 2 is negative");
    plain->input.export = NULL;
    plain->carry.year_to_date = INT64_MAX;
    expect_refused (plain, TALLY_ERROR_OVERFLOW, "energy out of range");
    plain->carry.year_to_date = 0;
    plain->carry.export_to_date = INT64_MAX;
    expect_total (plain, "24");
    plain->input.export = plain->export;
    plain->export[2] = 50;
    expect_refused (plain, TALLY_ERROR_OVERFLOW, "energy out of range");

    apparent->import[0] = INT64_MAX / 2 + 1;
    expect_refused (apparent, TALLY_ERROR_OVERFLOW, "energy out of range");
    apparent->import[0] = 0;
    apparent->reactive[0] = INT64_MAX / 2 + 1;
    expect_refused (apparent, TALLY_ERROR_OVERFLOW, "energy out of range");

    hours->import[0] = -1;
    expect_refused (hours, TALLY_ERROR_INVALID, "interval 0 is negative");

    net->carry.credit[0] = INT64_MAX;
    net->export[0] = INT64_MAX / 2;
    expect_refused (net, TALLY_ERROR_OVERFLOW, "energy out of range");
    net->carry.credit[0] = 0;
    net->carry.net_excess = INT64_MAX;
    expect_refused (net, TALLY_ERROR_OVERFLOW, "energy out of range");
}

/* A band of the month before that this month lacks keeps its credit and adds to it no further
 * than 64 bits; a credit whose hour has no band any more lapses. */
static void
test_credits (void)
{
    g_autoptr(Day) kept = day_new (
        SCHEDULE (WHOLE),
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rate\": \"1\"}, "
        "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", "
        "\"schedule\": \"s\"}");
    g_autoptr(Day) moved = day_new (
        SCHEDULE (WHOLE),
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rate\": \"1\"}, "
        "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", "
        "\"schedule\": \"s\", \"credit_moves_by_clock\": [\"12:00\"]}");
    g_autoptr(Day) plain = day_new ("",
                                     X ("\"method\": \"net-metering\", \"credit_moves_by_clock\": "
                                        "[\"12:00\"]"));

    kept->carry.credit[0] = 4200; /* 24 - 4.8 - 4.2 kWh */
    kept->carry.credit[1] = 100;
    expect_total (kept, "15");
    g_assert_cmpint (kept->bill->carry.credit[1], ==, 100);
    for (size_t i = 0; i < DAY; i++)
        kept->import[i] = 0;
    kept->carry.credit[0] = INT64_MAX - 10000;
    expect_total (kept, "0");
    g_assert_cmpint (kept->bill->carry.credit[0], ==, INT64_MAX - 10000 + 4800);

    moved->carry.credit[0] = 4200;
    moved->carry.credit[1] = 100;
    expect_total (moved, "15");
    g_assert_cmpint (moved->bill->carry.credit[1], ==, 0);
    plain->carry.credit[0] = 4200;
    expect_total (plain, "15");
}

typedef struct {
    const char *components;
    int64_t net_excess;
    int64_t money; /* hundredths */
    const char *total;
    int64_t money_after;
} TrueUp;

/* 24 kWh at 1 and 4.8 kWh delivered; what was brought forward. */
static const TrueUp true_ups[] = {
    { X ("\"method\": \"net-metering\", \"true_up\": {\"month\": 4}"), 50000, 0, "19.2", 0 },
    /* 50 + 4.8 - 24 = 30.8 kWh left over, at 0.1 */
    { X ("\"method\": \"net-metering\", \"true_up\": {\"month\": 4, \"rate\": \"0.1\"}"), 50000, 0,
      "16.12", 0 },
    { X ("\"method\": \"net-metering\", \"true_up\": {\"month\": 4, \"rate\": \"0.1\", "
         "\"pays_as_credit\": true}"),
      50000, 0, "19.2", 308 },
    { X ("\"method\": \"net-metering\", \"true_up\": {\"month\": 5, \"rate\": \"0.1\"}"), 50000, 0,
      "19.2", 0 },
    { X ("\"method\": \"credit-billing\", \"rate\": \"1\", \"true_up\": {\"month\": 4, "
         "\"pays_as_credit\": true}"),
      0, 100, "23", 480 },
    { X ("\"method\": \"credit-billing\", \"rate\": \"1\", \"true_up\": {\"month\": 4, "
         "\"pays_as_credit\": true, \"credit_expires\": true}"),
      0, 100, "23", 0 },
    { X ("\"method\": \"credit-billing\", \"rate\": \"0\", \"true_up\": {\"month\": 4}"), 0, 0,
      "24", 0 },
    /* net metering in money of a month with a surplus: nothing to pay, 1 set off against 0 */
    { "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"0\"}, {\"id\": \"x\", \"kind\": "
      "\"export\", "
      "\"method\": \"net-metering-money\", \"rate\": \"1\"}",
      0, 100, "0", 100 },
};

static void
test_true_ups (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (true_ups); i++) {
        g_autoptr(Day) day = day_new ("", true_ups[i].components);

        day->carry.net_excess = true_ups[i].net_excess;
        day->carry.money_credit.atto = true_ups[i].money * (TALLY_EXACT_ONE / 100);
        expect_total (day, true_ups[i].total);
        g_assert_true (day->bill->carry.money_credit.atto
                       == true_ups[i].money_after * (TALLY_EXACT_ONE / 100));
    }
}

/* Nothing used, and nothing but reactive energy. */
static void
test_no_use (void)
{
    g_autoptr(Day)
                   day = day_new ("",
                                  FACTOR ("\"below\": [" STEP (
                                      "0") "]") ", {\"id\": \"d\", \"kind\": \"demand\", \"rate\": "
                                                "\"1\", \"floor\": \"2\"}, {\"id\": \"q\", "
                                                "\"kind\": \"reactive\", \"rate\": \"1\", "
                                                "\"free_percent\": \"1000\"}");
    g_autoptr(GString) json = g_string_new (NULL);
    g_autoptr(TallyExplain) explain = NULL;
    g_autofree char *text = NULL;

    for (size_t i = 0; i < DAY; i++)
        day->import[i] = day->reactive[i] = 0;
    expect_total (day, "2");
    g_assert_cmpint (day->bill->power_factor, ==, 100);
    g_assert_true (day->bill->peak_interval == TALLY_LINE_NO_INTERVAL);
    explain = tally_price_explain (day->plan, &day->input, day->bill, 0, NULL);
    text = tally_explain_text (explain, NULL, FALSE, NULL);
    g_assert_cmpstr (text, ==, "Demand: 2 kW at 1. At least 2 kW are charged.");
    tally_explain_append_json (json, explain);
    g_assert_null (strstr (json->str, "peak"));
    g_assert_false (tally_price_line_covers (day->plan, &day->bill->lines[0], 3));

    day->reactive[0] = 1000;
    expect_total (day, "3");
    g_assert_cmpint (day->bill->power_factor, ==, 0);
    /* a factor of values of 62 bits is still right */
    day->import[0] = day->reactive[0] = INT64_C (1) << 60;
    day->input.carry = NULL;
    g_assert_true (tally_price (day->plan, &day->input, day->bill, NULL));
    g_assert_cmpint (day->bill->power_factor, ==, 71);
}

/* Which intervals a line is made of. */
static void
test_covers (void)
{
    g_autoptr(Day) day = day_new (
        SEASON ("[1,2,3,4,5,6,7,8,9,10,11,12]") SCHEDULE (
            "{\"from\": \"00:00\", \"to\": \"12:00\", \"band\": \"b\"}, {\"from\": \"12:00\", "
            "\"to\": \"24:00\", \"band\": \"c\"}"),
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": [{\"seasons\": "
        "[\"a\"], "
        "\"tiers\": [{\"up_to\": \"5\", \"rate\": \"1\"}, {\"rate\": \"2\"}]}]}, {\"id\": \"d\", "
        "\"kind\": \"demand\", \"window_minutes\": 30, \"rate\": \"1\"}, {\"id\": \"f\", \"kind\": "
        "\"fixed\", \"rate\": \"1\"}");
    TallyPriceLine stranger = { .component = "z", .unit = "kWh" };
    const TallyPriceLine *lines;

    day->import[50] = 900; /* of 12:30: 24.65 kWh, 5 of them at 1; 2.3 kW in that half hour */
    expect_total (day, "47.6");
    lines = day->bill->lines;
    /* 5 kWh are used up after 20 quarter-hours */
    g_assert_true (tally_price_line_covers (day->plan, &lines[0], 0));
    g_assert_false (tally_price_line_covers (day->plan, &lines[0], 21));
    g_assert_true (tally_price_line_covers (day->plan, &lines[1], 47));
    g_assert_false (tally_price_line_covers (day->plan, &lines[1], 48));
    g_assert_false (tally_price_line_covers (day->plan, &lines[1], 10));
    g_assert_true (tally_price_line_covers (day->plan, &lines[3], 51));
    g_assert_false (tally_price_line_covers (day->plan, &lines[3], 52));
    g_assert_false (tally_price_line_covers (day->plan, &lines[3], 49));
    g_assert_false (tally_price_line_covers (day->plan, &lines[4], 49));
    g_assert_false (tally_price_line_covers (day->plan, &stranger, 49));
    g_assert_cmpstr (tally_price_plan_band (day->plan, "s", 50), ==, "c");
    g_assert_cmpstr (tally_price_plan_band (day->plan, NULL, 0), ==, "b");
    g_assert_null (tally_price_plan_band (day->plan, "z", 0));
    g_assert_true (tally_price_plan_get_tariff (day->plan) == day->tariff);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/rules/refusals", test_refusals);
    g_test_add_func ("/tariff/rules/too-many", test_too_many);
    g_test_add_func ("/tariff/rules/too-many-spans", test_too_many_spans);
    g_test_add_func ("/tariff/rules/answers", test_answers);
    g_test_add_func ("/tariff/rules/periods", test_periods);
    g_test_add_func ("/tariff/rules/too-different", test_too_different);
    g_test_add_func ("/tariff/rules/accounts", test_accounts);
    g_test_add_func ("/tariff/rules/range", test_range);
    g_test_add_func ("/tariff/rules/credits", test_credits);
    g_test_add_func ("/tariff/rules/true-ups", test_true_ups);
    g_test_add_func ("/tariff/rules/no-use", test_no_use);
    g_test_add_func ("/tariff/rules/covers", test_covers);
    return g_test_run ();
}
