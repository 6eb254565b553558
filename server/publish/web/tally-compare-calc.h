// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-account-calc.h"

G_BEGIN_DECLS

/* The same use under one tariff after the other, as it stands today, month after month. */

/** Most months compared, and tariffs, each with demand or capacity where one may choose. */
#define TALLY_COMPARE_MONTHS 12
#define TALLY_COMPARE_TARIFFS 16

/**
 * TallyCompareOption:
 * @tariff: kept by reference
 * @choice: of demand and capacity
 * @is_own: what the customer has now
 * @has_choice: whether the choice makes a difference, so that it has to be said
 * @total: minor units over all months, tax included
 * @kinds: of it, by kind of charge
 */
typedef struct {
    TallyTariff *tariff;
    TallyPriceChoice choice;
    gboolean is_own;
    gboolean has_choice;
    int64_t total;
    int64_t kinds[TALLY_LINE_KINDS];
} TallyCompareOption;

/**
 * TallyCompare:
 * @options: (element-type TallyCompareOption): cheapest first
 * @days: from the first month compared to the last
 * @n_months: how many of them have values
 * @n, @n_estimated, @n_missing: intervals
 * @n_refused: tariffs that cannot be applied to these values
 */
typedef struct {
    GArray *options;
    TallyDays days;
    int n_months;
    int64_t wh;
    size_t n;
    size_t n_estimated;
    size_t n_missing;
    int n_refused;
} TallyCompare;

/**
 * tally_compare_days:
 * @now_us: microseconds since 1970 UTC
 *
 * Returns: whole months that hold the last %TALLY_COMPARE_MONTHS in any time zone
 */
TallyDays tally_compare_days (int64_t now_us);

/** TallyCompareTariff: a tariff to compare; @is_own: the agreement's */
typedef struct {
    TallyTariff *tariff;
    gboolean is_own;
} TallyCompareTariff;

/**
 * tally_compare:
 * @terms: the agreement
 * @use: its intervals; whole months
 * @before: the first day that is not compared any more, of a month
 * @tariffs: (array length=n_tariffs): at most %TALLY_COMPARE_TARIFFS
 * @calendars: name -> TallyCalendar
 *
 * Prices the last %TALLY_COMPARE_MONTHS months before @before that have values. Each tariff
 * begins without credits, yearly energy or earlier demand, so that none has an advantage.
 *
 * Returns: (transfer full): %NULL with %TALLY_ERROR_OVERFLOW
 */
TallyCompare *tally_compare (const TallyAccountTerms *terms,
                             const TallyAccountUse *use,
                             TallyDay before,
                             const TallyCompareTariff *tariffs,
                             size_t n_tariffs,
                             GHashTable *calendars,
                             GError **error);

void tally_compare_free (TallyCompare *compare);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCompare, tally_compare_free)

G_END_DECLS
