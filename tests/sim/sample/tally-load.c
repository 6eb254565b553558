// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/sample/tally-load.h"

#include <math.h>

#define DAYS_PER_YEAR 365.2425
#define TAU 6.283185307179586

typedef struct {
    const char *name;
    unsigned char workday[24]; /* percent of the peak at each full hour */
    unsigned char weekend[24];
    double summer; /* share added on the hottest day: cooling */
    double winter; /* share added on the coldest day: heating */
    double jitter; /* share by which a quarter-hour may differ from its neighbours */
} Shape;

/* clang-format off */
static const Shape shapes[] = {
    { "family",
      { 22,17,14,13,13,16,34,52,40,24,22,28,36,30,24,24,30,48,76,92,96,86,62,38 },
      { 26,20,16,14,14,15,22,36,50,54,52,56,62,54,46,44,50,62,82,95,96,88,66,42 },
      0.55, 0.40, 0.35 },
    { "couple",
      { 18,14,12,11,11,13,30,44,26,12,11,12,14,13,12,13,18,40,72,88,90,80,56,30 },
      { 24,18,14,12,12,12,16,28,46,52,48,50,52,46,40,38,44,58,78,88,90,82,62,38 },
      0.50, 0.35, 0.40 },
    { "retired",
      { 20,16,14,14,14,20,40,56,58,52,50,62,66,50,42,42,48,62,76,80,74,56,36,24 },
      { 20,16,14,14,14,20,38,54,58,54,52,64,66,50,44,42,48,62,76,80,74,56,36,24 },
      0.35, 0.55, 0.30 },
    { "shop",
      { 16,15,15,15,15,18,28,48,70,82,88,92,94,90,86,86,90,94,96,92,76,48,26,18 },
      { 16,15,15,15,15,18,26,44,68,86,94,98,98,96,92,92,94,98,98,94,80,52,28,18 },
      0.45, 0.20, 0.12 },
    { "mall",
      { 18,16,16,16,16,18,26,40,58,80,90,94,95,95,95,94,94,96,98,98,92,70,36,22 },
      { 20,18,16,16,16,18,26,42,62,86,96,98,98,98,98,98,98,98,99,99,96,80,42,24 },
      0.40, 0.15, 0.05 },
    { "office",
      { 28,26,25,25,26,30,42,62,86,96,98,96,82,92,97,98,95,82,62,52,46,40,34,30 },
      { 26,25,24,24,24,26,30,34,40,44,46,46,44,44,44,42,40,38,38,38,36,34,30,28 },
      0.35, 0.25, 0.06 },
    { "shift",
      { 24,22,22,22,24,34,62,88,96,98,97,90,66,88,97,98,96,90,74,70,68,62,44,30 },
      { 20,18,18,18,18,20,26,30,32,32,32,30,26,28,30,30,28,26,24,24,22,22,20,20 },
      0.10, 0.08, 0.08 },
    { "mill",
      { 90,92,93,93,92,88,80,72,66,64,66,74,82,84,78,70,66,64,62,64,70,80,86,88 },
      { 92,94,94,94,93,90,84,78,74,72,74,80,86,86,82,76,72,70,70,72,76,84,88,90 },
      0.03, 0.03, 0.05 },
    { "cold",
      { 66,64,62,62,62,64,70,78,86,90,92,94,96,98,98,96,94,92,88,84,80,76,72,68 },
      { 62,60,60,60,60,60,64,70,74,78,80,82,84,86,86,84,82,80,78,74,72,68,66,64 },
      0.45, 0.00, 0.10 },
    { "pump",
      { 58,50,46,46,52,70,92,98,94,86,80,82,86,82,76,74,78,86,94,96,92,84,74,66 },
      { 58,52,48,46,50,60,78,92,96,92,88,88,90,86,80,78,82,88,94,96,92,84,74,66 },
      0.18, 0.00, 0.06 },
    { "flat",
      { 88,87,87,87,87,88,88,89,91,93,94,95,95,95,96,96,95,94,93,92,91,90,89,88 },
      { 86,86,86,86,86,86,86,87,88,89,90,90,90,90,90,90,90,89,89,88,88,87,87,86 },
      0.12, 0.00, 0.02 },
};
/* clang-format on */

int
tally_load_find_shape (const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS (shapes); i++) {
        if (g_str_equal (shapes[i].name, name))
            return (int) i;
    }
    return -1;
}

double
tally_load_noise (uint32_t seed, uint32_t a, uint32_t b)
{
    uint64_t x = ((uint64_t) seed << 32) ^ ((uint64_t) a * 0x9E3779B97F4A7C15u) ^ b;

    /* The finaliser of splitmix64: every bit of the result hangs on every bit of x. */
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    x ^= x >> 31;
    return (double) (x >> 11) / 9007199254740992.0;
}

/* Noise that moves smoothly from one hour to the next. */
static double
drift (uint32_t seed, int day, int quarter)
{
    uint32_t hour = (uint32_t) (day * 24 + quarter / 4);
    double here = tally_load_noise (seed, 7, hour);
    double next = tally_load_noise (seed, 7, hour + 1);

    return here + (next - here) * (quarter % 4) / 4.0;
}

/* Cold is +1 in mid January, -1 in mid July; days in a row resemble each other. */
static double
cold_of_day (int day)
{
    double season = cos (TAU * (day - 15) / DAYS_PER_YEAR);
    double spell = drift (99, day / 4, (day % 4) * 1) - 0.5;

    return CLAMP (season + 0.5 * spell, -1.2, 1.2);
}

static double
level_of (const Shape *shape, int day, int quarter)
{
    int weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday; 0 is Monday */
    const unsigned char *hours = weekday >= 5 ? shape->weekend : shape->workday;
    double here = hours[quarter / 4];
    double next = hours[(quarter / 4 + 1) % 24];

    return (here + (next - here) * (quarter % 4) / 4.0) / 100.0;
}

int64_t
tally_load_use_wh (const TallyLoad *load, int day, int quarter)
{
    const Shape *shape = &shapes[load->shape];
    double cold = cold_of_day (day);
    double weather = cold > 0 ? shape->winter * cold : shape->summer * -cold;
    double level = level_of (shape, day, quarter) * (1.0 + weather) / (1.0 + shape->summer / 2);
    double of_day = 0.85 + 0.3 * tally_load_noise (load->seed, 3, (uint32_t) day);
    double of_hour = 1.0 + shape->jitter * (2.0 * drift (load->seed, day, quarter) - 1.0);
    double of_quarter = 1.0
                        + shape->jitter / 2
                              * (2.0
                                     * tally_load_noise (load->seed, 5,
                                                         (uint32_t) (day * 96 + quarter))
                                 - 1.0);

    /* The large ones plan their day; only households live from day to day. */
    if (shape->jitter < 0.2)
        of_day = 0.96 + 0.08 * tally_load_noise (load->seed, 3, (uint32_t) day);
    return (int64_t) ((double) load->peak_w * 0.25 * level * of_day * of_hour * of_quarter + 0.5);
}

int64_t
tally_load_solar_wh (const TallyLoad *load, int day, int quarter)
{
    double cold = cos (TAU * (day - 15) / DAYS_PER_YEAR);
    double half_day_h = 6.0 - 1.1 * cold;
    double from_noon_h = quarter / 4.0 + 0.125 - 12.2;
    double clear = 0.25 + 0.75 * tally_load_noise (42, 11, (uint32_t) day);
    double cloud = 1.0 - 0.35 * drift (43, day, quarter);
    double height;

    if (load->solar_w == 0 || fabs (from_noon_h) >= half_day_h)
        return 0;
    height = cos (from_noon_h / half_day_h * TAU / 4) * (0.85 - 0.15 * cold);
    return (int64_t) ((double) load->solar_w * 0.25 * height * clear * cloud + 0.5);
}
