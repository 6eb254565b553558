// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-intervals.h"

G_BEGIN_DECLS

/**
 * TallyCurveLook: how an interval is painted and named
 * @TALLY_CURVE_MEASURED: said by the meter
 * @TALLY_CURVE_ESTIMATED: substituted by any method
 * @TALLY_CURVE_EDITED: set by a person
 * @TALLY_CURVE_PROVISIONAL: there, but not yet trusted
 * @TALLY_CURVE_MISSING: no value
 */
typedef enum {
    TALLY_CURVE_MEASURED,
    TALLY_CURVE_ESTIMATED,
    TALLY_CURVE_EDITED,
    TALLY_CURVE_PROVISIONAL,
    TALLY_CURVE_MISSING,
} TallyCurveLook;

/** TallyCurve: one day of a channel, to be painted. Shares the arrays it was made of. */
typedef struct {
    gint64 first_at; /* Unix seconds */
    gint64 interval_s;
    GTimeZone *zone;
    GArray *values;  /* of int64_t */
    GArray *quality; /* of int64_t */
    GPtrArray *like; /* of GArray of int64_t */
} TallyCurve;

/** tally_curve_new: @day: of @intervals */
TallyCurve *tally_curve_new (const TallyWireIntervals *intervals, const TallyWireIntervalDay *day);
void tally_curve_free (TallyCurve *curve);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCurve, tally_curve_free)

guint tally_curve_n (const TallyCurve *curve);
TallyCurveLook tally_curve_look (const TallyCurve *curve, guint index);

/** tally_curve_look_word: Returns: for a person */
const char *tally_curve_look_word (TallyCurveLook look);

/** tally_curve_quality_word: Returns: which method made a value, for a person */
const char *tally_curve_quality_word (gint64 quality);

/** tally_curve_time: Returns: (transfer full): "10:15", when interval @index starts there */
char *tally_curve_time (const TallyCurve *curve, guint index);

/** tally_curve_find: Returns: the interval that starts at "10:15" or "10.15"; -1 when none does */
int tally_curve_find (const TallyCurve *curve, const char *time);

/** tally_curve_highest: of @values of the day, its like days and @after (nullable) */
gint64 tally_curve_highest (const TallyCurve *curve, const GArray *after);

/** tally_curve_worst: @first and @end of the longest stretch that was not measured; @end after */
gboolean tally_curve_worst (const TallyCurve *curve, guint *first, guint *end);

G_END_DECLS
