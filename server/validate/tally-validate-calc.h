// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-span-calc.h"

G_BEGIN_DECLS

/**
 * TallyValidateInput: one channel of one point over a span, and what holds for it
 * @main: what arrived of the main meter
 * @check: (nullable): what arrived of the check meter
 * @calendar: (nullable): holidays
 * @rules: parameters of the point's kind
 * @wanted: days to give out; the rest of the span is context for like days
 * @capacity_w: most power of the point
 * @tolerance_ppm: main against check; 0: that of @rules
 * @is_import_only: negative energy is impossible
 */
typedef struct {
    TallyCandidates *main;
    TallyCandidates *check;
    const TallyCalendar *calendar;
    const TallyRules *rules;
    TallyDays wanted;
    int64_t capacity_w;
    int64_t tolerance_ppm;
    gboolean is_import_only;
} TallyValidateInput;

/**
 * TallyValidatedFunc:
 * @findings: (element-type TallyFinding): with indices within @day
 */
typedef gboolean (*TallyValidatedFunc) (TallyDay day,
                                        const int64_t *values,
                                        const uint8_t *qualities,
                                        int32_t n,
                                        GArray *findings,
                                        gpointer user_data,
                                        GError **error);

/**
 * tally_validate_calc:
 *
 * Applies registers, estimates what is missing, checks each wanted day and hands it to @func in
 * order. The same input gives the same days, whatever the order in which frames were added.
 */
gboolean tally_validate_calc (const TallyValidateInput *input,
                              TallyValidatedFunc func,
                              gpointer user_data,
                              GError **error);

G_END_DECLS
