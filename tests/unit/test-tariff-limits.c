// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a tariff document, a period or a calendar may not be is refused with its reason. */
#include "shared/error/tally-error.h"
#include "tests/unit/tariff-parts.h"

#include <string.h>

typedef struct {
    const char *head; /* fields before the components */
    const char *components;
    const char *says;
} Refusal;

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
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\", \"series\": "
      "\"a|b\"}",
      "“a|b” cannot name a series of prices" },
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\", \"series\": "
      "\"\"}",
      "must not be empty" },
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\", \"series\": "
      "\"a\"}, {\"id\": \"f\", \"kind\": \"energy\", \"prices\": \"by-interval\"}",
      "prices of a second series" },
    { "", "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\", \"series\": \"a\"}",
      "series: unknown" },
    { "", "{\"id\": \"e\", \"kind\": \"energy\", \"tiers\": []}", "1 to 16 tiers" },
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"tiers\": [" FIVE (FIVE ("{\"rate\": \"1\"}")) "]}",
      "1 to 16 tiers" },
    { "", "{\"id\": \"e\", \"kind\": \"energy\", \"blocks\": []}", "must not be empty" },
    { "",
      "{\"id\": \"e\", \"kind\": \"energy\", \"tiers\": [{\"rate\": \"1\"}, {\"rate\": "
      "\"1\"}]}",
      "only the last tier may lack" },
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
    { "",
      E ", {\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"1\"}, {\"id\": \"a\", \"kind\": "
        "\"minimum\", \"amount\": \"1\", \"per\": \"year\"}, {\"id\": \"b\", \"kind\": "
        "\"maximum\", \"amount\": \"9\", \"per\": \"year\", \"of\": [\"e\"]}",
      "must count on the same lines as “a”" },
    { "", "{\"id\": \"c\", \"kind\": \"credit\"}", "cannot be of kind “credit”" },
};

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

static const struct {
    const char *text;
    const char *says;
} calendars[] = {
    { "{", "a quoted string is missing" },
    { "[]", "an object is expected" },
    { "{\"format\": \"x\"}", "is not gridtally-calendar-v1" },
    { "{\"format\": \"gridtally-calendar-v1\", \"id\": \"X\", \"name\": \"X\", \"days\": "
      "[{\"day\": \"2026-02-30\", \"name\": \"x\"}]}",
      "is not a day" },
    { "{\"format\": \"gridtally-calendar-v1\", \"id\": \"X\", \"name\": \"X\", \"days\": "
      "[{\"day\": \"2026-02-03\", \"name\": \"x\"}, {\"day\": \"2026-02-03\", \"name\": "
      "\"x\"}]}",
      "$.days[1].day" },
};

static void
test_calendars (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (calendars); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null (tally_calendar_parse (calendars[i].text, -1, &error));
        if (strstr (error->message, calendars[i].says) == NULL)
            g_error ("“%s”: %s", calendars[i].says, error->message);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/limits/refusals", test_refusals);
    g_test_add_func ("/tariff/limits/too-many", test_too_many);
    g_test_add_func ("/tariff/limits/too-many-spans", test_too_many_spans);
    g_test_add_func ("/tariff/limits/answers", test_answers);
    g_test_add_func ("/tariff/limits/periods", test_periods);
    g_test_add_func ("/tariff/limits/too-different", test_too_different);
    g_test_add_func ("/tariff/limits/calendars", test_calendars);
    return g_test_run ();
}
