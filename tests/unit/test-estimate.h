// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-calc.h"

/* What the tests of estimates share: a span of candidates, and all days that come of it. */

#define M TALLY_QUALITY_MEASURED
#define X TALLY_QUALITY_MISSING
#define DAYS 62

static inline const TallyZone *
zone_of (const char *name)
{
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (name, &error);

    g_assert_no_error (error);
    return zone;
}

static inline TallyCandidates *
candidates_new (const char *zone, TallyDay first, int32_t n_days)
{
    TallyDays days = { first, { first.number + n_days } };

    return tally_candidates_new (tally_span_new (zone_of (zone), days, 900));
}

static inline const TallyRules *
rules_of (TallyDay day, gpointer data)
{
    return data;
}

typedef struct {
    GArray *values;
    GByteArray *qualities;
    GString *findings;
    int32_t *lengths;
    int32_t n_days;
} Result;

static inline gboolean
take (TallyDay day,
      const int64_t *values,
      const uint8_t *qualities,
      int32_t n,
      GArray *findings,
      gpointer user_data,
      GError **error)
{
    Result *result = user_data;

    g_array_append_vals (result->values, values, (guint) n);
    g_byte_array_append (result->qualities, qualities, (guint) n);
    result->lengths[result->n_days++] = n;
    for (guint i = 0; i < findings->len; i++) {
        const TallyFinding *finding = &g_array_index (findings, TallyFinding, i);

        g_string_append_printf (result->findings, "%s:%d:%d ", tally_rule_name (finding->rule),
                                finding->first, finding->n);
    }
    return TRUE;
}

static inline void
result_clear (Result *result)
{
    g_clear_pointer (&result->values, g_array_unref);
    g_clear_pointer (&result->qualities, g_byte_array_unref);
    g_string_free (result->findings, TRUE);
    g_free (result->lengths);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static inline Result
result_new (void)
{
    return (Result){ g_array_new (FALSE, FALSE, sizeof (int64_t)), g_byte_array_new (),
                     g_string_new (NULL), g_new0 (int32_t, DAYS + 1), 0 };
}

static inline void
run (const TallyValidateInput *input, Result *result)
{
    g_autoptr(GError) error = NULL;

    tally_validate_calc (input, take, result, &error);
    g_assert_no_error (error);
}

static inline TallyValidateInput
input_of (TallyCandidates *main, const TallyLike *like, TallyRules *rules)
{
    return (TallyValidateInput){ .main = main,
                                 .like = like,
                                 .rules_of = rules_of,
                                 .rules_data = rules,
                                 .wanted = main->span.days,
                                 .now = INT64_MAX / 2,
                                 .capacity_w = 4000000,
                                 .is_import_only = TRUE };
}

static inline TallyRules
some_rules (void)
{
    TallyRules rules;

    tally_rules_init (&rules);
    rules.linear_intervals = 8;
    rules.like_days = 28;
    return rules;
}
