// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what is charged by the month is charged once: over two seasons, over several bands and
 * over the parts of a period. Every figure is worked out beside it. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-explain.h"
#include "tests/unit/tariff-parts.h"

#include <string.h>

#define HOURS (40 * 24)

/* 21 June to 21 July 2026: 10 days of season a, 20 of season b, one billing month. Every hour
 * takes 1 kWh in June and 3 kWh in July; at 13:00 on 2 July it is 6 kWh. Band b is the morning,
 * band c the afternoon. */
#define JUNE (10 * 24)
#define SPIKE (11 * 24 + 13)
#define COUNT (30 * 24)
#define BANDS                                                                          \
    SCHEDULE ("{\"from\": \"00:00\", \"to\": \"12:00\", \"band\": \"b\"}, {\"from\": " \
              "\"12:00\", \"to\": \"24:00\", \"band\": \"c\"}")
#define D(rest) "{\"id\": \"d\", \"kind\": \"demand\", \"window_minutes\": 60, " rest "}"
#define BY_SEASON                                                                             \
    "\"rates\": [{\"seasons\": [\"a\"], \"rate\": \"10\"}, {\"seasons\": [\"b\"], \"rate\": " \
    "\"20\"}]"
#define C(rest) "{\"id\": \"c\", \"kind\": \"coincident\", " rest "}"

typedef struct {
    const char *name;
    const char *components;
    int32_t full_days;
    const char *lines; /* band, season, quantity, share and exact amount of each */
} ShareCase;

static const ShareCase share_cases[] = {
    /* 1 kW x 10 x 10/30 and 6 kW x 20 x 20/30 */
    { "demand", D (BY_SEASON), 0, "a 1 kW 10/30 = 3.333333333333333333; b 6 kW 20/30 = 80; " },
    /* 30 of 40 days: 1 x 10 x 10/40 and 6 x 20 x 20/40 */
    { "demand-of-part", D (BY_SEASON), 40, "a 1 kW 10/40 = 2.5; b 6 kW 20/40 = 60; " },
    /* each band by the days of its season, not by those it occurs on */
    { "demand-bands", D ("\"schedule\": \"s\", " BY_SEASON), 0,
      "b a 1 kW 10/30 = 3.333333333333333333; c a 1 kW 10/30 = 3.333333333333333333; "
      "b b 3 kW 20/30 = 40; c b 6 kW 20/30 = 80; " },
    /* one rate all year: the month's highest, whole */
    { "demand-one-rate", D ("\"rate\": \"10\""), 0, "6 kW 1/1 = 60; " },
    /* the first 2 kW at 3, the rest at 6: 1 x 3 x 10/30, (2 x 3) x 20/30, (4 x 6) x 20/30 */
    { "demand-tiers",
      D ("\"rates\": [{\"seasons\": [\"a\"], \"tiers\": [{\"up_to\": \"2\", \"rate\": \"3\"}, "
         "{\"rate\": \"6\"}]}, {\"seasons\": [\"b\"], \"tiers\": [{\"up_to\": \"2\", \"rate\": "
         "\"3\"}, {\"rate\": \"6\"}]}]"),
      0, "a 1 kW 10/30 = 1; b 2 kW 20/30 = 4; b 4 kW 20/30 = 16; " },
    /* contract 4 kW: 2 kW beyond it in season b, x 20 x 3 x 20/30 */
    { "excess", D ("\"contract\": {\"excess_multiple\": \"3\"}, " BY_SEASON), 0,
      "a 1 kW 10/30 = 3.333333333333333333; b 6 kW 20/30 = 80; b 2 kW 20/30 = 80; " },
    /* 3 kW in the morning, 6 kW in the afternoon: the floor of 8 kW once, 3 x 10 + 8 x 10 */
    { "floor", D ("\"schedule\": \"s\", \"floor\": \"8\", \"rate\": \"10\""), 0,
      "b 3 kW 1/1 = 30; c 8 kW 1/1 = 80; " },
    { "floor-by-band",
      D ("\"schedule\": \"s\", \"floor\": \"8\", \"least_applies_to\": \"each-band\", "
         "\"rate\": \"10\""),
      0, "b 8 kW 1/1 = 80; c 8 kW 1/1 = 80; " },
    /* once a season; equal demands in June: the first band */
    { "floor-by-season", D ("\"schedule\": \"s\", \"floor\": \"9\", " BY_SEASON), 0,
      "b a 9 kW 10/30 = 30; c a 1 kW 10/30 = 3.333333333333333333; b b 3 kW 20/30 = 40; "
      "c b 9 kW 20/30 = 120; " },
    /* half of February's 40 kW is more than either band measured: the floor is beside the point */
    { "floor-below-ratchet",
      D ("\"schedule\": \"s\", \"floor\": \"15\", \"ratchet\": {\"percent\": \"50\"}, \"rate\": "
         "\"1\""),
      0, "b 20 kW 1/1 = 20; c 20 kW 1/1 = 20; " },
    /* the contracted 4 kW instead of what was measured, once; 2 kW beyond them, x 3 */
    { "contract",
      D ("\"schedule\": \"s\", \"contract\": {\"basis\": \"contracted\", \"excess_multiple\": "
         "\"3\"}, \"rate\": \"10\""),
      0, "c 4 kW 1/1 = 40; c 2 kW 1/1 = 60; " },
    { "contract-by-band",
      D ("\"schedule\": \"s\", \"least_applies_to\": \"each-band\", \"contract\": {\"basis\": "
         "\"contracted\", \"excess_multiple\": \"3\"}, \"rate\": \"10\""),
      0, "b 4 kW 1/1 = 40; c 4 kW 1/1 = 40; c 2 kW 1/1 = 60; " },
    /* 90 % of 4 kW is below the 6 kW of the afternoon, though above the morning's */
    { "floor-of-contract",
      D ("\"schedule\": \"s\", \"contract\": {\"floor_percent\": \"90\"}, \"rate\": \"10\""), 0,
      "b 3 kW 1/1 = 30; c 6 kW 1/1 = 60; " },
    /* of three peaks one was in June: 1 x 10 x 1/3; two in July, (3 + 6) / 2 x 20 x 2/3 */
    { "coincident", C (BY_SEASON), 0, "a 1 kW 1/3 = 3.333333333333333333; b 4.5 kW 2/3 = 60; " },
    { "coincident-of-part", C (BY_SEASON), 40, "a 1 kW 30/120 = 2.5; b 4.5 kW 60/120 = 45; " },
};

static void
fill (int64_t *import)
{
    for (size_t i = 0; i < HOURS; i++)
        import[i] = i < JUNE ? 1000 : 3000;
    import[SPIKE] = 6000;
}

/* "b a 1 kW 10/30 = 3.33; ": what the lines say, in their order. */
static char *
say_lines (const TallyPriceBill *bill)
{
    GString *says = g_string_new (NULL);

    for (size_t i = 0; i < bill->n_lines; i++) {
        const TallyPriceLine *line = &bill->lines[i];
        char quantity[TALLY_EXACT_TEXT], exact[TALLY_EXACT_TEXT];

        g_string_append_printf (says,
                                "%s%s%s%s%s %s %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT " = %s; ",
                                line->band == NULL ? "" : line->band, line->band == NULL ? "" : " ",
                                line->season == NULL ? "" : line->season,
                                line->season == NULL ? "" : " ",
                                tally_exact_format (line->quantity, quantity), line->unit,
                                line->share_days, line->share_full,
                                tally_exact_format (line->exact, exact));
    }
    return g_string_free (says, FALSE);
}

static void
test_share (gconstpointer data)
{
    const ShareCase *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = parse (TWO_SEASONS BANDS, c->components, &error);
    TallyPricePeriod period = { .days = { tally_day_new (2026, 6, 21),
                                          tally_day_new (2026, 7, 21) },
                                .full_days = c->full_days,
                                .zone = tally_zone_get ("UTC", NULL),
                                .interval_seconds = 3600,
                                .units_per_kwh = 1000 };
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPricePlan) plan = NULL;
    static int64_t import[HOURS];
    const size_t peaks[] = { 7, SPIKE, SPIKE + 1 };
    const TallyPricePeak february = { { 2026 * 12 + 1 }, { 40 * TALLY_EXACT_ONE } };
    g_autofree char *lines = NULL;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff, &period, &error);
    g_assert_no_error (error);
    fill (import);
    tally_price (plan,
                 &(TallyPriceInput){ .import = import,
                                     .count = COUNT,
                                     .contracted_kw = 4000,
                                     .peaks = &february,
                                     .n_peaks = 1,
                                     .coincident = peaks,
                                     .n_coincident = G_N_ELEMENTS (peaks) },
                 bill, &error);
    g_assert_no_error (error);
    lines = say_lines (bill);
    g_assert_cmpstr (lines, ==, c->lines);
}

/* Ten days of June with 240 kWh and 240 kvarh of a month of 720 kWh and 360 kvarh. The month's
 * factor is 720 / sqrt (720^2 + 360^2) = 0.894: 0.89, a step of 1 % on 240 (2.4); of the ten days
 * alone it is 0.71. Beyond 40 % of 720 are 72 kvarh, of which the ten days have 240/360: 48 at
 * 0.1. */
static void
test_part_of_month (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff)
            tariff = parse ("",
                            FACTOR ("\"below\": [" STEP (
                                "0") "]") ", {\"id\": \"q\", \"kind\": \"reactive\", \"rate\": "
                                          "\"0.1\", \"free_percent\": \"40\"}",
                            &error);
    TallyPricePeriod period = { .days = { tally_day_new (2026, 6, 21), tally_day_new (2026, 7, 1) },
                                .full_days = 30,
                                .zone = tally_zone_get ("UTC", NULL),
                                .interval_seconds = 3600,
                                .units_per_kwh = 1000 };
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPricePlan) plan = NULL;
    static int64_t import[HOURS];
    TallyPriceInput input = { .import = import,
                              .reactive = import,
                              .count = JUNE,
                              .month_import = 720000,
                              .month_reactive = 360000 };
    g_autofree char *lines = NULL;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff, &period, &error);
    g_assert_no_error (error);
    fill (import);
    g_assert_true (tally_price (plan, &input, bill, NULL));
    g_assert_cmpint (bill->power_factor, ==, 89);
    lines = say_lines (bill);
    g_assert_cmpstr (lines, ==, "240 kWh 1/1 = 240; 240 % 1/1 = 2.4; 48 kvarh 1/1 = 4.8; ");

    input.month_reactive = 239999;
    g_assert_false (tally_price (plan, &input, bill, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    input.month_import = 0;
    input.month_reactive = 360000;
    g_assert_false (tally_price (plan, &input, bill, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (share_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/shares/", share_cases[i].name, NULL);

        g_test_add_data_func (path, &share_cases[i], test_share);
    }
    g_test_add_func ("/tariff/shares/part-of-month", test_part_of_month);
    return g_test_run ();
}
