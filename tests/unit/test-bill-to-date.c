// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: at any moment of a month a bill to date is the final bill of the days that are known, and
 * the month's end lies between the least and the most that like days of four weeks took. */
#include "server/bill/tally-bill-to-date-calc.h"
#include "tests/unit/bill-month.h"

#define BEFORE 40 /* days before April that there may be values of */
#define DAYS (BEFORE + 30)

#define FIXED "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"30\"}"
#define MONTHLY DOCUMENT ("", ENERGY ("1") ", " FIXED)
#define SOLD                                                                                     \
    DOCUMENT ("", ENERGY ("1") ", " FIXED ", {\"id\": \"x\", \"kind\": \"export\", \"method\": " \
                               "\"sell-all\", \"rate\": \"0.5\"}")
#define PEAKS \
    DOCUMENT ("", ENERGY ("1") ", {\"id\": \"x\", \"kind\": \"coincident\", \"rate\": \"2\"}")
#define WEEKENDS                                                                                \
    DOCUMENT (                                                                                  \
        "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"work\"}, {\"id\": \"rest\"}], " \
        "\"rules\": [{\"days\": [\"weekend\", \"holiday\"], \"spans\": [{\"from\": \"00:00\", " \
        "\"to\": \"24:00\", \"band\": \"rest\"}]}, {\"days\": [\"weekday\"], \"spans\": "       \
        "[{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"work\"}]}]}], ",                 \
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": [{\"bands\": "   \
        "[\"work\"], \"rate\": \"1\"}, {\"bands\": [\"rest\"], \"rate\": \"0.5\"}]}, " FIXED)

typedef struct {
    int64_t import[DAYS * 24];
    int64_t export[DAYS * 24];
    int64_t reactive[DAYS * 24];
    uint8_t qualities[DAYS * 24];
    TallyBillStretch stretch;
} Values;

/* 1 kWh an hour from @before days before April until @known days of it have passed. */
static Values *
values_new (int before, int known)
{
    Values *values = g_new0 (Values, 1);

    for (size_t i = 0; i < G_N_ELEMENTS (values->import); i++)
        values->import[i] = 1000;
    values->stretch = (TallyBillStretch){ .days = { { april (1).number - before },
                                                    { april (1).number + known } },
                                          .measured = { .import = values->import,
                                                        .qualities = values->qualities,
                                                        .n = (size_t) (before + known) * 24,
                                                        .interval_s = 3600 } };
    return values;
}

/* Each of the four weeks before April took as much every hour of it. */
static void
lay_weeks (int64_t *series, const int64_t weeks[4], int before)
{
    for (int i = 0; i < 28 * 24; i++)
        series[(before - 28) * 24 + i] = weeks[i / (7 * 24)];
}

static TallyBillToDate
make (Desk *desk, const Values *values, gboolean is_current)
{
    g_autoptr(GError) error = NULL;
    TallyBillToDate made;

    tally_bill_to_date_make (desk->maker, desk->rules, &desk->agreement, &values->stretch,
                             is_current, desk->sheet, &made, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (desk->sheet->bills->len, ==, 0);
    g_assert_cmpuint (desk->sheet->lines->len, ==, 0);
    return made;
}

/* Ten days of April: 8 working days at 1 and a weekend at 0.5, and a third of 30. The month has 22
 * working days and 8 others: 528 and 96 and 30. */
static void
test_ten_days (void)
{
    g_autoptr(Desk) desk = desk_new (WEEKENDS);
    g_autofree Values *values = values_new (28, 10);
    TallyBillToDate made;

    values->qualities[28 * 24] = TALLY_QUALITY_LINEAR;
    made = make (desk, values, TRUE);
    g_assert_cmpstr (made.state, ==, "priced");
    g_assert_cmpint (made.known_end.number, ==, april (11).number);
    g_assert_cmpint (made.newest_at, ==, INT64_C (1774972800) + 10 * 86400);
    g_assert_cmpint (made.energy_wh, ==, 240000);
    g_assert_cmpint (made.net.minor, ==, 22600);
    g_assert_cmpint (made.tax.minor, ==, 0);
    g_assert_cmpint (made.total.minor, ==, 22600);
    g_assert_cmpint (made.estimated_ppm, ==, 4166); /* one of 240 */
    g_assert_cmpint (made.tariff_version, ==, 1);
    g_assert_cmpstr (made.lines, ==,
                     "[{\"kind\":\"energy\",\"component\":\"e\",\"amount_minor\":\"21600\"},"
                     "{\"kind\":\"fixed\",\"component\":\"f\",\"amount_minor\":\"1000\"}]");
    g_assert_true (g_str_has_prefix (made.carry_text, "year=240000 "));
    g_assert_cmpint (made.forecast_wh, ==, 720000);
    g_assert_cmpint (made.forecast.minor, ==, 65400);
    g_assert_cmpint (made.low.minor, ==, 65400);
    g_assert_cmpint (made.high.minor, ==, 65400);
}

typedef struct {
    const char *name;
    const char *document; /* NULL: none */
    int known;            /* days of April */
    gboolean is_current;
    int from; /* of the agreement, in April; 0: before */
    int until;
    const char *state;
    int known_end; /* day of April */
    int64_t total;
    int64_t forecast;
} Case;

static const Case cases[] = {
    { "nothing-yet", MONTHLY, 0, TRUE, 0, 0, "empty", 1, 0, 75000 },
    { "all-of-it", MONTHLY, 30, TRUE, 0, 0, "priced", 31, 75000, 75000 },
    { "closed", MONTHLY, 30, FALSE, 0, 0, "priced", 31, 75000, 75000 },
    /* Of a month that is over nothing more will come: it is billed whole or not at all. */
    { "closed-half-known", MONTHLY, 10, FALSE, 0, 0, "unpriced", 31, 0, 0 },
    { "closed-and-unknown", MONTHLY, 0, FALSE, 0, 0, "empty", 1, 0, 0 },
    /* Five days: 120 and a sixth of 30; who is gone has no rest of the month. */
    { "moved-out", MONTHLY, 10, TRUE, 0, 6, "priced", 11, 12500, 12500 },
    { "moves-in", MONTHLY, 10, TRUE, 6, 0, "priced", 11, 12500, 62500 },
    /* What is known is another's: 15 days of his own are to come. */
    { "moves-in-later", MONTHLY, 10, TRUE, 16, 0, "empty", 11, 0, 37500 },
    { "no-tariff", NULL, 10, TRUE, 0, 0, "missing-tariff", 11, 0, 0 },
    /* Without the system's peaks of the month nothing is told of it, neither now nor ahead. */
    { "no-peaks", PEAKS, 10, TRUE, 0, 0, "unpriced", 11, 0, 0 },
};

static void
test_case (gconstpointer data)
{
    const Case *c = data;
    g_autoptr(Desk) desk = desk_new (c->document);
    g_autofree Values *values = values_new (28, c->known);
    TallyBillToDate made;

    desk->agreement.carry_text = "year=0";
    if (c->from > 0)
        desk->agreement.valid.first = april (c->from);
    if (c->until > 0)
        desk->agreement.valid.end = april (c->until);
    made = make (desk, values, c->is_current);
    g_assert_cmpstr (made.state, ==, c->state);
    g_assert_true (made.is_current == c->is_current);
    g_assert_cmpint (made.known_end.number, ==, april (1).number + c->known_end - 1);
    g_assert_cmpint (made.total.minor, ==, c->total);
    g_assert_cmpint (made.forecast.minor, ==, c->forecast);
    g_assert_cmpint (made.low.minor, ==, c->forecast);
    g_assert_cmpint (made.high.minor, ==, c->forecast);
    g_assert_cmpint (made.newest_at, ==,
                     c->known > 0 ? INT64_C (1774972800) + c->known * 86400 : 0);
    if (g_str_equal (c->state, "empty")) {
        g_assert_cmpstr (made.lines, ==, "[]");
        g_assert_cmpstr (made.carry_text, ==, "year=0");
    }
}

/* A point that was never measured, and one whose values end before the month. */
static void
test_without_values (void)
{
    g_autoptr(Desk) desk = desk_new (MONTHLY);
    g_autofree Values *values = values_new (28, 0);
    TallyBillToDate made;

    values->stretch.measured.n = 0;
    made = make (desk, values, TRUE);
    g_assert_cmpstr (made.state, ==, "empty");
    g_assert_cmpint (made.forecast.minor, ==, 0);
    values->stretch.measured.n = 7 * 24;
    made = make (desk, values, TRUE);
    g_assert_cmpstr (made.state, ==, "empty");
    g_assert_cmpint (made.forecast.minor, ==,
                     75000); /* a week of 1 kWh an hour is like the month */
}

/* Missing values at the end are not known; up to the last that came all is. */
static void
test_missing_end (void)
{
    g_autoptr(Desk) desk = desk_new (MONTHLY);
    g_autofree Values *values = values_new (28, 10);
    TallyBillToDate made;

    memset (values->qualities + (28 + 5) * 24 + 1, TALLY_QUALITY_MISSING, 5 * 24 - 1);
    made = make (desk, values, TRUE);
    g_assert_cmpint (made.known_end.number, ==, april (7).number);
    g_assert_cmpint (made.newest_at, ==, INT64_C (1774972800) + 5 * 86400 + 3600);
    g_assert_cmpint (made.total.minor, ==, 15000); /* 6 days of 24 kWh, and 6 of 30 days of 30 */
}

/* 1, 2, 3 and 2 kWh an hour in the weeks before: 2 are the mean, 1 and 3 the ends. Nothing older
 * than four weeks counts, and no day of which an hour is missing. */
static void
test_range (void)
{
    static const int64_t weeks[] = { 1000, 2000, 3000, 2000 };
    g_autoptr(Desk) desk = desk_new (MONTHLY);
    g_autofree Values *values = values_new (BEFORE, 0);
    TallyBillToDate made;

    for (int i = 0; i < (BEFORE - 28) * 24; i++)
        values->import[i] = 9000;
    lay_weeks (values->import, weeks, BEFORE);
    made = make (desk, values, TRUE);
    g_assert_cmpint (made.forecast_wh, ==, 1440000);
    g_assert_cmpint (made.forecast.minor, ==, 147000);
    g_assert_cmpint (made.low.minor, ==, 75000);
    g_assert_cmpint (made.high.minor, ==, 219000);
    for (int day = 0; day < 7; day++) /* of the week that took 3 */
        values->qualities[(BEFORE - 14 + day) * 24 + day] = TALLY_QUALITY_MISSING;
    made = make (desk, values, TRUE);
    g_assert_cmpint (made.forecast_wh, ==, 720 * 1667);
    g_assert_cmpint (made.high.minor, ==, 147000);
    for (int day = 0; day < 28; day++) /* of all: what is older is no ground to stand on */
        values->qualities[(BEFORE - 28 + day) * 24] = TALLY_QUALITY_MISSING;
    made = make (desk, values, TRUE);
    g_assert_cmpint (made.forecast_wh, ==, 0);
    g_assert_cmpint (made.forecast.minor, ==, 3000);
}

/* Prices are known until the 11th: the days before cost 240 times 0.5, of the others nothing can be
 * said, and nothing less than that is forecast. */
static void
test_prices_to_come (void)
{
    g_autoptr(Desk) desk = desk_new (
        DOCUMENT ("", "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\"}"));
    g_autofree Values *values = values_new (28, 10);
    TallyBillPrices *prices = g_new0 (TallyBillPrices, 1);
    TallyBillPrice known = { 1774972800, 10 * 86400, 500000 };
    TallyBillToDate made;

    prices->version = 1;
    prices->rows = g_array_new (FALSE, FALSE, sizeof (TallyBillPrice));
    g_array_append_val (prices->rows, known);
    desk->rules->prices = tally_bill_prices_new ();
    g_hash_table_insert (desk->rules->prices, g_strdup ("t"), prices);
    made = make (desk, values, TRUE);
    g_assert_cmpstr (made.state, ==, "priced");
    g_assert_cmpint (made.total.minor, ==, 12000);
    g_assert_cmpint (made.forecast.minor, ==, 12000);
    g_assert_cmpint (made.forecast_wh, ==, 240000);
}

/* What is delivered is worth money: the least of it makes the dearest month. In the mean 1,440 kWh
 * of each: 1,440 and 30 less 720; 720 and 30 less half of 2,160; 2,160 and 30 less half of 720. */
static void
test_delivered (void)
{
    static const int64_t weeks[] = { 1000, 2000, 3000, 2000 };
    g_autoptr(Desk) desk = desk_new (SOLD);
    g_autofree Values *values = values_new (28, 0);
    TallyBillToDate made;

    lay_weeks (values->import, weeks, 28);
    lay_weeks (values->export, weeks, 28);
    lay_weeks (values->reactive, weeks, 28);
    values->stretch.measured.export = values->export;
    values->stretch.measured.reactive = values->reactive;
    made = make (desk, values, TRUE);
    g_assert_cmpint (made.forecast.minor, ==, 75000);
    g_assert_cmpint (made.low.minor, ==, -33000);
    g_assert_cmpint (made.high.minor, ==, 183000);
    /* Of known days both are priced: 24 kWh and 1, less half of the 48 of a day. */
    values->stretch.measured.n += 24;
    for (int i = 0; i < 24; i++)
        values->export[28 * 24 + i] = 2000;
    made = make (desk, values, TRUE);
    g_assert_cmpint (made.total.minor, ==, 2400 + 100 - 2400);
}

/* Sums beyond 64 bits are refused, be they of what is known or of one end of what may come:
 * 4 * 10^16 Wh an hour are 2.9 * 10^19 in a month, a fourth of it is within 9.2 * 10^18. */
static void
test_overflow (void)
{
    static const struct {
        const char *name;
        int64_t import[4];
        int64_t export[4];
        int known; /* days of April, at as much as the last week */
    } overflows[] = {
        { "known", { 0 }, { 0 }, 10 },
        { "mean", { 1, 1, 1, 1 }, { 0 }, 0 },
        { "low", { 0 }, { 0, 0, 0, 1 }, 0 },
        { "high", { 0, 0, 0, 1 }, { 0 }, 0 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (overflows); i++) {
        g_autoptr(Desk) desk = desk_new (SOLD);
        g_autofree Values *values = values_new (28, overflows[i].known);
        g_autoptr(GError) error = NULL;
        TallyBillToDate made;
        int64_t import[4];
        int64_t export[4];

        for (size_t k = 0; k < 4; k++) {
            import[k] = overflows[i].import[k] * INT64_C (40000000000000000);
            export[k] = overflows[i].export[k] * INT64_C (40000000000000000);
        }
        lay_weeks (values->import, import, 28);
        lay_weeks (values->export, export, 28);
        for (int k = 28 * 24; k < (28 + overflows[i].known) * 24; k++)
            values->import[k] = INT64_C (40000000000000000);
        values->stretch.measured.export = values->export;
        g_test_message ("%s", overflows[i].name);
        g_assert_false (tally_bill_to_date_make (desk->maker, desk->rules, &desk->agreement,
                                                 &values->stretch, TRUE, desk->sheet, &made,
                                                 &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/bill/to-date/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test_case);
    }
    g_test_add_func ("/bill/to-date/ten-days", test_ten_days);
    g_test_add_func ("/bill/to-date/without-values", test_without_values);
    g_test_add_func ("/bill/to-date/missing-end", test_missing_end);
    g_test_add_func ("/bill/to-date/range", test_range);
    g_test_add_func ("/bill/to-date/prices-to-come", test_prices_to_come);
    g_test_add_func ("/bill/to-date/delivered", test_delivered);
    g_test_add_func ("/bill/to-date/overflow", test_overflow);
    return g_test_run ();
}
