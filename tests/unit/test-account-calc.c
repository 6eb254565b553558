// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a customer's pages say of days is what a bill would say of them: stored blocks land in
 * their intervals, and a change of tariff makes parts priced by days. */
#include "shared/error/tally-error.h"
#include "tests/unit/account-parts.h"

#include <string.h>

#define HOURS (30 * 24)

/* 1 kWh an hour in April 2026. */
static TallyAccountUse *
april_use (void)
{
    TallyDays april = tally_days_of_month (tally_day_new (2026, 4, 1));
    TallyAccountUse *use = tally_account_use_new (zone_of ("Asia/Shanghai"), april, 3600);

    g_assert_cmpuint (use->n, ==, HOURS);
    for (size_t i = 0; i < use->n; i++)
        use->import[i] = 1000;
    return use;
}

/* Two quarter-hours of 29 March 2026 in Berlin, a day of 92. */
#define SPRING 92

typedef struct {
    const char *name;
    int32_t day; /* from 29 March on */
    int16_t channel;
    int32_t n;
    int32_t interval_s;
    int64_t values[3];
    uint8_t qualities[3];
    gboolean is_taken;
    int64_t kept[3];
} BlockCase;

static const BlockCase blocks[] = {
    { "import", 0, 1, 3, 900, { 10, 20, 30 }, { 0, 0, 6 }, TRUE, { 10, 20, 30 } },
    { "next-day", 1, 1, 3, 900, { 10, 20, 30 }, { 0, 0, 0 }, TRUE, { 10, 20, 30 } },
    { "export", 0, 2, 3, 900, { 10, 20, 30 }, { 0, 0, 0 }, TRUE, { 10, 20, 30 } },
    { "reactive", 0, 3, 3, 900, { 10, 20, 30 }, { 0, 0, 0 }, TRUE, { 10, 20, 30 } },
    /* What is missing, or what no meter can have counted, is no energy. */
    { "missing", 0, 1, 3, 900, { 10, 20, 30 }, { 0, 255, 0 }, TRUE, { 10, 0, 30 } },
    { "negative", 0, 1, 3, 900, { 10, -20, 30 }, { 0, 0, 0 }, TRUE, { 10, 0, 30 } },
    { "day-before", -1, 1, 3, 900, { 10, 20, 30 }, { 0, 0, 0 }, FALSE, { 0 } },
    { "day-after", 2, 1, 3, 900, { 10, 20, 30 }, { 0, 0, 0 }, FALSE, { 0 } },
    { "other-interval", 0, 1, 3, 1800, { 10, 20, 30 }, { 0, 0, 0 }, FALSE, { 0 } },
    { "empty", 0, 1, 0, 900, { 0 }, { 0 }, FALSE, { 0 } },
    { "too-long", 0, 1, SPRING + 1, 900, { 10, 20, 30 }, { 0, 0, 0 }, FALSE, { 0 } },
};

static int64_t *
series_of (TallyAccountUse *use, int16_t channel)
{
    return channel == 1 ? use->import : channel == 2 ? use->export : use->reactive;
}

static void
test_block (gconstpointer data)
{
    const BlockCase *c = data;
    TallyDays days = { tally_day_new (2026, 3, 29), tally_day_new (2026, 3, 31) };
    g_autoptr(TallyAccountUse) use = tally_account_use_new (zone_of ("Europe/Berlin"), days, 900);
    g_autoptr(GByteArray) payload = g_byte_array_new ();
    g_autoptr(GByteArray) flags = g_byte_array_new ();
    g_autoptr(GError) error = NULL;
    int64_t values[SPRING + 1] = { 0 };
    uint8_t qualities[SPRING + 1] = { 0 };
    size_t at = c->day == 1 ? SPRING : 0;

    memcpy (values, c->values, sizeof c->values);
    memcpy (qualities, c->qualities, sizeof c->qualities);
    g_assert_true (tally_block_add_values (payload, values, (size_t) MAX (c->n, 1), NULL, NULL));
    tally_block_add_flags (flags, qualities, (size_t) MAX (c->n, 1));
    g_assert_true (tally_account_use_add (use,
                                          &(TallyAccountBlock){ { days.first.number + c->day },
                                                                c->channel,
                                                                7,
                                                                c->n,
                                                                c->interval_s,
                                                                payload->data,
                                                                payload->len,
                                                                flags->data,
                                                                flags->len },
                                          &error));
    g_assert_no_error (error);
    g_assert_cmpuint (use->n, ==, SPRING + 96);
    g_assert_true (use->has_export == (c->channel == 2));
    g_assert_true ((use->reactive != NULL) == (c->channel == 3));
    for (size_t i = 0; i < use->n; i++) {
        gboolean is_here = c->is_taken && i >= at && i < at + 3;

        g_assert_cmpint (series_of (use, c->channel)[i], ==, is_here ? c->kept[i - at] : 0);
        g_assert_cmpint (use->qualities[i], ==,
                         is_here && c->channel == 1 ? c->qualities[i - at] : TALLY_QUALITY_MISSING);
    }
    /* The version of a day is that of its import. */
    g_assert_cmpint (use->versions[0], ==, c->is_taken && c->channel == 1 && at == 0 ? 7 : -1);
    g_assert_cmpint (use->versions[1], ==, c->is_taken && c->channel == 1 && at > 0 ? 7 : -1);
}

/* The four quadrants of reactive energy would share one series: a second block goes into it. */
static void
test_blocks_of_reactive (void)
{
    TallyDays days = { tally_day_new (2026, 4, 1), tally_day_new (2026, 4, 3) };
    g_autoptr(TallyAccountUse) use = tally_account_use_new (zone_of ("UTC"), days, 3600);
    g_autoptr(GByteArray) payload = g_byte_array_new ();
    g_autoptr(GByteArray) flags = g_byte_array_new ();
    const int64_t value = 5;
    const uint8_t quality = 0;

    g_assert_true (tally_block_add_values (payload, &value, 1, NULL, NULL));
    tally_block_add_flags (flags, &quality, 1);
    for (int i = 0; i < 2; i++)
        g_assert_true (tally_account_use_add (use,
                                              &(TallyAccountBlock){ { days.first.number + i },
                                                                    3,
                                                                    1,
                                                                    1,
                                                                    3600,
                                                                    payload->data,
                                                                    payload->len,
                                                                    flags->data,
                                                                    flags->len },
                                              NULL));
    g_assert_cmpint (use->reactive[0], ==, 5);
    g_assert_cmpint (use->reactive[24], ==, 5);
}

/* A block that is cut off says so; nothing is made up. */
static void
test_broken_block (void)
{
    TallyDays days = { tally_day_new (2026, 4, 1), tally_day_new (2026, 4, 2) };
    g_autoptr(TallyAccountUse) use = tally_account_use_new (zone_of ("UTC"), days, 3600);
    g_autoptr(GByteArray) payload = g_byte_array_new ();
    g_autoptr(GByteArray) flags = g_byte_array_new ();
    const int64_t values[] = { 1, 2 };
    const uint8_t qualities[] = { 0, 6 };

    g_assert_true (tally_block_add_values (payload, values, 2, NULL, NULL));
    tally_block_add_flags (flags, qualities, 2);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false (tally_account_use_add (use,
                                               &(TallyAccountBlock){
                                                   days.first, 1, 1, 2, 3600, payload->data,
                                                   payload->len - (i == 0 ? 1 : 0), flags->data,
                                                   flags->len - (i == 1 ? 1 : 0) },
                                               &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_assert_cmpint (use->versions[0], ==, -1);
    }
}

/* What came of the parts, as "version days at: amount, amount …; …". */
static gboolean
note (const TallyAccountPart *part, gpointer user_data, GError **error)
{
    GString *text = user_data;

    g_string_append_printf (text, "%s%d %d %zu:", text->len > 0 ? "; " : "", part->version,
                            tally_days_count (part->days), part->at);
    for (size_t i = 0; i < part->bill->n_lines; i++)
        g_string_append_printf (text, " %" G_GINT64_FORMAT, part->bill->lines[i].amount.minor);
    return TRUE;
}

static gboolean
refuse (const TallyAccountPart *part, gpointer user_data, GError **error)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "no");
    return FALSE;
}

typedef struct {
    const char *name;
    const char *document;
    int firsts[3]; /* days of the year 2026 on which a version begins; 0: none further */
    int last;      /* the day of 2026 that ends the last version; 0: open */
    TallyAccountTerms terms;
    int from; /* of April */
    int until;
    int32_t full_days;
    const char *priced; /* NULL: refused */
    int code;
} PriceCase;

#define JAN 1
#define APR(day) (90 + (day))
#define MONTHLY                                                                                 \
    DOCUMENT ("",                                                                               \
              ENERGY ("1") ", {\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"30\", \"per\": " \
                           "\"month\"}")
#define FACTOR                                                                                    \
    DOCUMENT ("", ENERGY ("1") ", {\"id\": \"p\", \"kind\": \"power-factor\", "                   \
                               "\"standard_hundredths\": 90, \"below\": [{\"to_hundredths\": 0, " \
                               "\"percent\": \"0.5\"}]}")
#define CHOICE                                                                              \
    DOCUMENT ("", "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"40\", \"choice\": "    \
                  "\"demand\"}, {\"id\": \"c\", \"kind\": \"capacity\", \"rate\": \"30\", " \
                  "\"choice\": \"capacity\"}")

static const PriceCase prices[] = {
    /* 720 kWh at 1, and 30 a month. */
    { "whole-month", MONTHLY, { JAN }, 0, { 0 }, 1, 31, 0, "1 30 0: 72000 3000", 0 },
    /* Of the month's 30 days ten were asked for: 240 kWh, and a third of 30. */
    { "ten-days", MONTHLY, { JAN }, 0, { 0 }, 11, 21, 30, "1 10 240: 24000 1000", 0 },
    /* A version takes over from its first day: 10 and 20 days, each with its share of 30. */
    { "two-versions",
      MONTHLY,
      { JAN, APR (11) },
      0,
      { 0 },
      1,
      31,
      0,
      "1 10 0: 24000 1000; 2 20 240: 48000 2000",
      0 },
    { "version-before", MONTHLY, { JAN, JAN + 1 }, 0, { 0 }, 1, 31, 0, "2 30 0: 72000 3000", 0 },
    { "version-after", MONTHLY, { JAN, 200 }, 0, { 0 }, 1, 31, 0, "1 30 0: 72000 3000", 0 },
    /* The figures of a bill of such a month (test-bill-parts): one power factor, that of all days:
     * 720 kWh and 360 kvarh are 0.89, half a percent on each part; of the first ten days it were
     * 0.71. */
    { "one-factor",
      FACTOR,
      { JAN, APR (11) },
      0,
      { 0 },
      1,
      31,
      0,
      "1 10 0: 24000 120; 2 20 240: 48000 240",
      0 },
    /* 1 kW at 40, or 2 kVA at 30; what was not chosen is not charged. */
    { "demand", CHOICE, { JAN }, 0, { .contracted_va = 2000 }, 1, 31, 0, "1 30 0: 4000", 0 },
    { "capacity",
      CHOICE,
      { JAN },
      0,
      { .contracted_va = 2000, .choice = TALLY_CHOICE_CAPACITY },
      1,
      31,
      0,
      "1 30 0: 6000",
      0 },
    { "first-day-has-none", MONTHLY, { APR (2) }, 0, { 0 }, 1, 31, 0, NULL, TALLY_ERROR_NOT_FOUND },
    { "last-day-has-none",
      MONTHLY,
      { JAN },
      APR (30),
      { 0 },
      1,
      31,
      0,
      NULL,
      TALLY_ERROR_NOT_FOUND },
    { "none-at-all", MONTHLY, { 0 }, 0, { 0 }, 1, 31, 0, NULL, TALLY_ERROR_NOT_FOUND },
    /* Ten days are no part of a month of nine. */
    { "part-too-long", MONTHLY, { JAN }, 0, { 0 }, 11, 21, 9, NULL, TALLY_ERROR_INVALID },
    /* Only a bill knows the system's peaks; without them it would say too little. */
    { "system-peaks",
      DOCUMENT ("", ENERGY ("1") ", {\"id\": \"x\", \"kind\": \"coincident\", \"rate\": \"2\"}"),
      { JAN },
      0,
      { 0 },
      1,
      31,
      0,
      NULL,
      TALLY_ERROR_INVALID },
};

static TallyDay
day_of_2026 (int number)
{
    return (TallyDay){ tally_day_new (2026, 1, 1).number + number - 1 };
}

static void
test_price (gconstpointer data)
{
    const PriceCase *c = data;
    g_autoptr(TallyAccountUse) use = april_use ();
    g_autoptr(TallyTariff) tariff = tariff_of (c->document);
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    TallyAccountTariff versions[3];
    TallyAccountOrder order = { .terms = &c->terms,
                                .use = use,
                                .days = { tally_day_new (2026, 4, c->from),
                                          tally_day_new (2026, 4, c->until) },
                                .full_days = c->full_days,
                                .tariffs = versions };

    while (order.n_tariffs < G_N_ELEMENTS (versions) && c->firsts[order.n_tariffs] > 0) {
        TallyDays held = { day_of_2026 (c->firsts[order.n_tariffs]),
                           day_of_2026 (c->last > 0 ? c->last : 3650) };

        versions[order.n_tariffs] = (TallyAccountTariff){ "t", (int32_t) order.n_tariffs + 1, held,
                                                          tariff };
        order.n_tariffs++;
    }
    if (g_str_equal (c->document, FACTOR))
        use->reactive = g_new0 (int64_t, use->n);
    for (size_t i = 0; use->reactive != NULL && i < use->n; i++)
        use->reactive[i] = i < 240 ? 1000 : 250;
    tally_account_price (&order, note, text, &error);
    if (c->priced == NULL) {
        g_assert_error (error, TALLY_ERROR, c->code);
        return;
    }
    g_assert_no_error (error);
    g_assert_cmpstr (text->str, ==, c->priced);
}

/* Holidays count as weekends: half price. April 2026 has 22 working days and 8 of weekends; Monday
 * the 6th is a holiday here. 22 or 21 days of 24 kWh at 1, the others at 0.5. */
static void
test_holiday (void)
{
    g_autoptr(TallyTariff) tariff = tariff_of (DOCUMENT (
        "\"calendar\": \"CN\", \"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"work\"}, "
        "{\"id\": \"rest\"}], \"rules\": [{\"days\": [\"weekend\", \"holiday\"], \"spans\": "
        "[{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"rest\"}]}, {\"days\": "
        "[\"weekday\"], \"spans\": [{\"from\": "
        "\"00:00\", \"to\": \"24:00\", \"band\": \"work\"}]}]}], ",
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": [{\"bands\": "
        "[\"work\"], \"rate\": \"1\"}, {\"bands\": [\"rest\"], \"rate\": \"0.5\"}]}"));
    g_autoptr(TallyAccountUse) use = april_use ();
    g_autoptr(GHashTable) calendars = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr(TallyCalendar) calendar = tally_calendar_new ();
    TallyAccountTerms terms = { 0 };
    TallyAccountTariff version = { "t", 1, { { 0 }, { G_MAXINT32 } }, tariff };
    TallyAccountOrder order = { .terms = &terms,
                                .use = use,
                                .days = use->days,
                                .tariffs = &version,
                                .n_tariffs = 1 };
    static const char *const expected[] = { "1 30 0: 52800 9600", "1 30 0: 52800 9600",
                                            "1 30 0: 50400 10800" };

    g_assert_true (tally_calendar_add (calendar, tally_day_new (2026, 4, 6), "", FALSE, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_autoptr(GString) text = g_string_new (NULL);
        g_autoptr(GError) error = NULL;

        order.calendars = i > 0 ? calendars : NULL; /* none, an empty one, one with the tariff's */
        if (i == 2)
            g_hash_table_insert (calendars, (gpointer) "CN", calendar);
        tally_account_price (&order, note, text, &error);
        g_assert_no_error (error);
        g_assert_cmpstr (text->str, ==, expected[i]);
    }
}

/* Tiers of the year go on where the months before left them: of 720 kWh the first 80 are below
 * 1,000, the others cost twice as much; 1,640 are handed on. */
static void
test_carry (void)
{
    g_autoptr(TallyTariff) tariff = tariff_of (
        DOCUMENT ("", "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"year\", \"tiers\": "
                      "[{\"up_to\": \"1000\", \"rate\": \"1\"}, {\"rate\": \"2\"}]}"));
    g_autoptr(TallyAccountUse) use = april_use ();
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    TallyAccountTerms terms = { 0 };
    TallyPriceCarry carry = { .year_to_date = 920000 };
    TallyAccountTariff version = { "t", 1, { { 0 }, { G_MAXINT32 } }, tariff };
    TallyAccountOrder order = { .terms = &terms,
                                .use = use,
                                .days = use->days,
                                .tariffs = &version,
                                .n_tariffs = 1,
                                .carry = &carry };

    tally_account_price (&order, note, text, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (text->str, ==, "1 30 0: 8000 128000");
    g_assert_cmpint (carry.year_to_date, ==, 1640000);
    /* Who stops hearing stops the pricing, and nothing is handed on. */
    g_assert_false (tally_account_price (&order, refuse, NULL, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
    g_assert_cmpint (carry.year_to_date, ==, 1640000);
}

/* A month whose sum leaves 64 bits is refused, though the part that is priced stays within. */
static void
test_overflow (void)
{
    g_autoptr(TallyTariff) tariff = tariff_of (FACTOR);
    g_autoptr(TallyAccountUse) use = april_use ();
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    TallyAccountTerms terms = { 0 };
    TallyAccountTariff versions[] = {
        { "t", 1, { { 0 }, { G_MAXINT32 } }, tariff },
        { "t", 2, { tally_day_new (2026, 4, 11), { G_MAXINT32 } }, tariff },
    };
    TallyAccountOrder order = { .terms = &terms,
                                .use = use,
                                .days = use->days,
                                .tariffs = versions,
                                .n_tariffs = 2 };

    use->reactive = g_new0 (int64_t, use->n);
    use->import[300] = use->import[301] = INT64_MAX / 2 + 1;
    g_assert_false (tally_account_price (&order, note, text, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
}

static void
add (const char *group, const char *name, gconstpointer data, GTestDataFunc func)
{
    g_autofree char *path = g_strdup_printf ("/account/%s/%s", group, name);

    g_test_add_data_func (path, data, func);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (blocks); i++)
        add ("block", blocks[i].name, &blocks[i], test_block);
    for (size_t i = 0; i < G_N_ELEMENTS (prices); i++)
        add ("price", prices[i].name, &prices[i], test_price);
    g_test_add_func ("/account/blocks-of-reactive", test_blocks_of_reactive);
    g_test_add_func ("/account/broken-block", test_broken_block);
    g_test_add_func ("/account/holiday", test_holiday);
    g_test_add_func ("/account/carry", test_carry);
    g_test_add_func ("/account/overflow", test_overflow);
    return g_test_run ();
}
