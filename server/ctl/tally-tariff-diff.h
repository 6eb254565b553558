// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/money/tally-exact.h"

G_BEGIN_DECLS

/** TallyTariffEffect: what a change does to who pays */
typedef enum {
    TALLY_TARIFF_OTHER,
    TALLY_TARIFF_DEARER,
    TALLY_TARIFF_CHEAPER,
} TallyTariffEffect;

/**
 * TallyTariffChange:
 * @path: for example "$.components[energy].rates[peak].rate": members of a list by their id,
 *   rates by their seasons and bands
 * @before, @after: (nullable): the values as JSON; %NULL: it was not there, or is not any more
 * @component: (nullable): name of the component it is in
 * @effect: of a rate, percentage or bound
 * @percent: how much of @before it changed by; zero when that says nothing
 */
typedef struct {
    char *path;
    char *before;
    char *after;
    char *component;
    TallyTariffEffect effect;
    TallyExact percent;
} TallyTariffChange;

/**
 * tally_tariff_diff:
 * @before, @after: native documents
 * @error: return location
 *
 * What changed, in the order of the documents. Spelling does not count: 1.0 is 1.00, and
 * members may stand in any order.
 *
 * Returns: (transfer full) (element-type TallyTariffChange): %NULL with %TALLY_ERROR_INVALID
 *   when one of them is not JSON
 */
GPtrArray *tally_tariff_diff (const char *before, const char *after, GError **error);

G_END_DECLS
