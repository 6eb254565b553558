// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/estimate/tally-estimate-calc.h"

G_BEGIN_DECLS

/**
 * TallyEditMethod: how a person wants intervals to come about
 *
 * The values from check to profile are those of #TallyQuality.
 */
typedef enum {
    TALLY_EDIT_AUTO = 0, /* estimated by the first way that can, measured or not */
    TALLY_EDIT_CHECK = TALLY_QUALITY_CHECK_METER,
    TALLY_EDIT_REGISTER = TALLY_QUALITY_REGISTER_DIFFERENCE,
    TALLY_EDIT_LINEAR = TALLY_QUALITY_LINEAR,
    TALLY_EDIT_LIKE_DAYS = TALLY_QUALITY_LIKE_DAYS,
    TALLY_EDIT_PROFILE = TALLY_QUALITY_PROFILE,
    TALLY_EDIT_VALUE = TALLY_QUALITY_EDITED,
} TallyEditMethod;

/** tally_edit_method_find: @name: value, auto, check, register, linear, like-days or profile */
gboolean tally_edit_method_find (const char *name, TallyEditMethod *method);

/**
 * TallyEdit: what a person decided of intervals [first, end) of a local day
 * @value: of each interval, when @method is %TALLY_EDIT_VALUE
 */
typedef struct {
    int32_t day;
    int32_t first;
    int32_t end;
    TallyEditMethod method;
    int64_t value;
} TallyEdit;

/** TallyPastSum: energy of a day of the year before */
typedef struct {
    int32_t day;
    int64_t sum;
} TallyPastSum;

/**
 * TallyValidateInput: one channel of one point over a span, and what holds for it
 * @main: what arrived of the main meter
 * @check: (nullable): what arrived of the check meter
 * @like: which days are alike
 * @rules_of: parameters of the point's kind on a day
 * @wanted: days to give out; the rest of the span is context for like days
 * @now: Unix seconds: estimates are provisional until the deadline after a day
 * @edits: (nullable) (element-type TallyEdit): in the order they were made; a later one wins
 * @past: (nullable) (array length=n_past): by day
 * @capacity_w: most power of the point
 * @physical_w: most power the transformers can pass; 0: not known
 * @contract_w: contracted power; 0: not known
 * @tolerance_ppm: main against check; 0: that of the rules
 * @is_import_only: negative energy is impossible
 */
typedef struct {
    TallyCandidates *main;
    TallyCandidates *check;
    const TallyLike *like;
    const TallyRules *(*rules_of) (TallyDay day, gpointer rules_data);
    gpointer rules_data;
    TallyDays wanted;
    int64_t now;
    const GArray *edits;
    const TallyPastSum *past;
    size_t n_past;
    int64_t capacity_w;
    int64_t physical_w;
    int64_t contract_w;
    int64_t tolerance_ppm;
    gboolean is_import_only;
} TallyValidateInput;

/**
 * How many days the span begins before @wanted, and ends after it, for a day to come out the same
 * whatever it is validated with: like days are looked for in four weeks, a register that closes the
 * last interval and the far end of a line lie in the next day.
 */
#define TALLY_VALIDATE_DAYS_BEFORE TALLY_ESTIMATE_DAYS_BEFORE
#define TALLY_VALIDATE_DAYS_AFTER 1

/* Local days that hold two registers of a gap, wherever between them the wanted day is; one of them
 * may be an hour short. */
#define TALLY_VALIDATE_REACH_DAYS (TALLY_ESTIMATE_REGISTER_DAYS + 1)

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
 * Applies registers, applies what people decided, estimates what is missing, checks each wanted
 * day and hands it to @func in order. The same input gives the same days, whatever the order in
 * which frames were added.
 */
gboolean tally_validate_calc (const TallyValidateInput *input,
                              TallyValidatedFunc func,
                              gpointer user_data,
                              GError **error);

G_END_DECLS
