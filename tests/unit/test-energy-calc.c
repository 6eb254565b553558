// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: statistics of a day and how complete it is, counted by hand: hours of 92, 96 and 100
 * quarter-hours, half-hours, what does not divide an hour, an open day that ends within one. */
#include "server/energy/tally-energy-day-calc.h"

#include <string.h>

#define MAX_N 100
#define START 1772726400

/* '.' measured, 'e' by like days, 'p' provisional, 'x' edited, '-' missing */
static int32_t
read_qualities (const char *text, uint8_t qualities[MAX_N])
{
    int32_t n = 0;

    for (const char *c = text; *c != '\0'; c++) {
        uint8_t quality = TALLY_QUALITY_MEASURED;

        if (*c == ' ')
            continue;
        if (*c == 'e')
            quality = TALLY_QUALITY_LIKE_DAYS;
        else if (*c == 'p')
            quality = TALLY_QUALITY_SUSPECT;
        else if (*c == 'x')
            quality = TALLY_QUALITY_EDITED;
        else if (*c == '-')
            quality = TALLY_QUALITY_MISSING;
        qualities[n++] = quality;
    }
    return n;
}

typedef struct {
    const char *name;
    int32_t interval_s;
    const char *qualities;
    const char *states;
} HourCase;

static const HourCase hour_cases[] = {
    { "measured", 900, "....", "1" },
    { "estimated", 900, "...e", "2" },
    { "provisional", 900, "ppp.", "2" },
    { "edited", 900, "xxxx", "2" },
    { "partly-missing", 900, "..e-", "3" },
    { "all-missing", 900, "----", "4" },
    { "two-hours", 900, ".... ----", "14" },
    { "half-hours", 1800, ".. .e --", "124" },
    { "hours", 3600, ".e-", "124" },
    { "an-hour-begun", 900, ".... .", "11" },
    { "an-hour-begun-badly", 900, ".... -", "14" },
    { "no-part-of-an-hour", 7200, "..", "" },
    { "odd", 1000, "....", "" },
    { "nothing", 900, "", "" },
};

static void
test_hours (gconstpointer data)
{
    const HourCase *c = data;
    uint8_t qualities[MAX_N];
    uint8_t states[TALLY_ENERGY_STATE_HOURS];
    int32_t n = read_qualities (c->qualities, qualities);
    size_t n_hours = tally_energy_hours_calc (qualities, n, c->interval_s, states);

    g_assert_cmpuint (n_hours, ==, strlen (c->states));
    for (size_t i = 0; i < n_hours; i++)
        g_assert_cmpint (states[i], ==, c->states[i] - '0');
}

/* A day can have 25 hours; what lies beyond is not counted into another's. */
static void
test_longest_day (void)
{
    static const uint8_t qualities[4 * 27] = { 0 };
    uint8_t states[TALLY_ENERGY_STATE_HOURS];

    g_assert_cmpuint (tally_energy_hours_calc (qualities, 92, 900, states), ==, 23);
    g_assert_cmpuint (tally_energy_hours_calc (qualities, 100, 900, states), ==, 25);
    g_assert_cmpuint (tally_energy_hours_calc (qualities, 108, 900, states), ==, 25);
    g_assert_cmpuint (tally_energy_hours_calc (qualities, 4, 0, states), ==, 0);
}

/* Three points over two hours:
 *   measured throughout:              hour 0 measured, hour 1 measured
 *   its second hour estimated:        hour 0 measured, hour 1 estimated
 *   one interval, then nothing:       hour 0 partly,   hour 1 missing */
static void
test_collection (void)
{
    static const char *const days[] = { ".... ....", ".... eeee", ".--- ----" };
    static const int64_t hours[] = { 2, 0, 1, 0, 1, 1, 0, 1 };
    TallyEnergyCollection sum = { 0 };

    for (size_t i = 0; i < G_N_ELEMENTS (days); i++) {
        uint8_t qualities[MAX_N];
        int32_t n = read_qualities (days[i], qualities);

        tally_energy_collection_add (&sum, qualities, n, 900, START);
    }
    g_assert_cmpint (sum.n_points, ==, 3);
    g_assert_cmpint (sum.n_complete, ==, 1);
    g_assert_cmpint (sum.n_expected, ==, 24);
    g_assert_cmpint (sum.n_measured, ==, 8 + 4 + 1);
    g_assert_cmpint (sum.n_estimated, ==, 4);
    g_assert_cmpint (sum.n_missing, ==, 7);
    g_assert_cmpint (sum.newest_at, ==, START + 8 * 900);
    g_assert_cmpuint (sum.n_hours, ==, 2);
    for (size_t i = 0; i < G_N_ELEMENTS (hours); i++)
        g_assert_cmpint (sum.hours[i], ==, hours[i]);
}

static void
test_nothing_measured (void)
{
    TallyEnergyCollection sum = { 0 };
    uint8_t qualities[MAX_N];

    tally_energy_collection_add (&sum, qualities, read_qualities ("---- pppp", qualities), 900,
                                 START);
    g_assert_cmpint (sum.newest_at, ==, 0);
    g_assert_cmpint (sum.n_complete, ==, 0);
}

/* 10, 20, 30, 40 | 50, 60 estimated, 70 missing, 80 edited: the missing one counts as nothing. */
static void
test_day (void)
{
    static const int64_t values[] = { 10, 20, 30, 40, 50, 60, 0, 80 };
    uint8_t qualities[MAX_N];
    TallyEnergyDay day = tally_energy_day_calc (values, qualities,
                                                read_qualities (".... .e-x", qualities), 900);

    g_assert_cmpint (day.sum, ==, 290);
    g_assert_cmpint (day.n, ==, 8);
    g_assert_cmpint (day.n_measured, ==, 6);
    g_assert_cmpint (day.n_estimated, ==, 1);
    g_assert_cmpint (day.n_missing, ==, 1);
    g_assert_cmpint (day.max, ==, 80);
    g_assert_cmpint (day.max_index, ==, 7);
    g_assert_cmpuint (day.n_hours, ==, 2);
    g_assert_cmpint (day.hours[0], ==, 100);
    g_assert_cmpint (day.hours[1], ==, 190);
    g_assert_cmpuint (day.n_states, ==, 2);
    g_assert_cmpint (day.states[0], ==, TALLY_ENERGY_HOUR_MEASURED);
    g_assert_cmpint (day.states[1], ==, TALLY_ENERGY_HOUR_PARTIAL);
}

static void
test_day_without_values (void)
{
    static const int64_t values[] = { 0, 0, 0, 0 };
    uint8_t qualities[MAX_N];
    TallyEnergyDay day = tally_energy_day_calc (values, qualities,
                                                read_qualities ("----", qualities), 7200);

    g_assert_cmpint (day.max_index, ==, -1);
    g_assert_cmpuint (day.n_hours, ==, 0);
    g_assert_cmpint (day.n_missing, ==, 4);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (hour_cases); i++) {
        g_autofree char *path = g_strconcat ("/energy-calc/hours/", hour_cases[i].name, NULL);

        g_test_add_data_func (path, &hour_cases[i], test_hours);
    }
    g_test_add_func ("/energy-calc/longest-day", test_longest_day);
    g_test_add_func ("/energy-calc/collection", test_collection);
    g_test_add_func ("/energy-calc/nothing-measured", test_nothing_measured);
    g_test_add_func ("/energy-calc/day", test_day);
    g_test_add_func ("/energy-calc/day-without-values", test_day_without_values);

    return g_test_run ();
}
