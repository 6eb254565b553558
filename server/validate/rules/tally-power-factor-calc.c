// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-power-factor-calc.h"

#define PPM 1000000

/* Up to here squares and their products with a squared ppm fit 128 bits. */
#define MAX_SIDE (INT64_C (1) << 40)
#define MAX_DRAW 30

static int64_t
at (const int64_t *values, int32_t i)
{
    return values != NULL ? values[i] : 0;
}

static int64_t
sum (const int64_t *values, int32_t n)
{
    int64_t total = 0;

    for (int32_t i = 0; values != NULL && i < n; i++)
        total += values[i];
    return total;
}

static __int128
root (__int128 square)
{
    __int128 low = 0;
    __int128 high = (__int128) 1 << 62;

    while (low < high) {
        __int128 middle = (low + high + 1) / 2;

        if (middle * middle <= square)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* active / apparent, in ppm, rounded down; large sides are cut to size, small ones drawn out. */
static int64_t
factor_ppm (int64_t active, int64_t reactive, int64_t *apparent)
{
    __int128 a = active;
    __int128 r = reactive;
    int shift = 0;
    __int128 side;

    while ((a >> shift) > MAX_SIDE || (r >> shift) > MAX_SIDE)
        shift++;
    while (shift <= 0 && shift > -MAX_DRAW && MAX (a, r) * 2 < (MAX_SIDE >> -shift))
        shift--;
    a = shift > 0 ? a >> shift : a * ((__int128) 1 << -shift);
    r = shift > 0 ? r >> shift : r * ((__int128) 1 << -shift);
    side = root (a * a + r * r);
    *apparent = (int64_t) (shift > 0 ? side << shift : side >> -shift);
    return side > 0 ? (int64_t) (a * PPM / side) : PPM;
}

static void
check_factor (const TallyPowerView *day, const TallyRules *rules, GArray *findings)
{
    int64_t exempt = (int64_t) ((__int128) day->capacity * rules->factor_exempt_ppm / PPM);
    int64_t apparent;
    int64_t factor = factor_ppm (sum (day->import, day->n), sum (day->inductive, day->n),
                                 &apparent);

    if (rules->factor_low_ppm > 0 && apparent > exempt && factor < rules->factor_low_ppm)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_POWER_FACTOR, TALLY_SEVERITY_WARN,
                                                      0, day->n, factor, rules->factor_low_ppm });
}

static void
check_quadrants (const TallyPowerView *day, const TallyRules *rules, GArray *findings)
{
    TallyFinding mix = { TALLY_RULE_QUADRANTS, TALLY_SEVERITY_WARN, 0, day->n, 0, 0 };

    for (int32_t i = 0; rules->quadrant_ppm > 0 && i < day->n; i++) {
        int64_t active = MAX (at (day->import, i), at (day->export, i));
        int64_t both = MIN (at (day->inductive, i), at (day->capacitive, i));

        if ((__int128) both * PPM <= (__int128) active * rules->quadrant_ppm)
            continue;
        mix.first = mix.found == 0 ? i : mix.first;
        mix.n = i + 1 - mix.first;
        mix.found++;
    }
    if (mix.found > 0)
        tally_findings_add (findings, mix);
}

void
tally_power_factor_check (const TallyPowerView *day, const TallyRules *rules, GArray *findings)
{
    int64_t active = sum (day->import, day->n) + sum (day->export, day->n);
    int64_t reactive = sum (day->inductive, day->n) + sum (day->capacitive, day->n);

    if (active == 0 && reactive > 0 && rules->quadrant_ppm > 0) {
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_QUADRANTS, TALLY_SEVERITY_WARN, 0,
                                                      day->n, reactive, 0 });
        return;
    }
    check_quadrants (day, rules, findings);
    check_factor (day, rules, findings);
}
