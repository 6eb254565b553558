// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-span-calc.h"

G_BEGIN_DECLS

#define TALLY_PROFILE_HOURS 24

/** TallyDayClass: days of one class are like each other; holidays are like Sundays */
typedef enum {
    TALLY_CLASS_WORKDAY,
    TALLY_CLASS_SATURDAY,
    TALLY_CLASS_SUNDAY,
    TALLY_CLASS_N
} TallyDayClass;

/** TallyProfile: typical power in millionths of the capacity, for points without a history */
typedef struct {
    int32_t hours_ppm[TALLY_CLASS_N][TALLY_PROFILE_HOURS];
} TallyProfile;

/**
 * TallyLike: what makes days alike
 * @calendar: (nullable): holidays, and weekend days worked instead
 * @temperatures: (nullable): day number -> class of temperature + 1; unknown: 0
 * @profile: (nullable): of the point's kind
 * @capacity_w: the profile's scale
 */
typedef struct {
    const TallyCalendar *calendar;
    GHashTable *temperatures;
    const TallyProfile *profile;
    int64_t capacity_w;
} TallyLike;

/** tally_day_class_name: Returns: as validate.profile names it: "workday", "saturday", "sunday" */
const char *tally_day_class_name (TallyDayClass day_class);

/** tally_day_class_find: Returns: %FALSE when no class has that name */
gboolean tally_day_class_find (const char *name, TallyDayClass *day_class);

TallyDayClass tally_like_class (const TallyLike *like, TallyDay day);

/** tally_like_is: Returns: whether the days are of one class and, where known, temperature */
gboolean tally_like_is (const TallyLike *like, TallyDay a, TallyDay b);

/** tally_like_is_temperature: Returns: whether they share a temperature, where it is known */
gboolean tally_like_is_temperature (const TallyLike *like, TallyDay a, TallyDay b);

/** tally_like_profile: Returns: %FALSE without a profile; @energy of an interval by it */
gboolean tally_like_profile (const TallyLike *like,
                             TallyDay day,
                             int32_t place,
                             int32_t interval_s,
                             int64_t *energy);

G_END_DECLS
