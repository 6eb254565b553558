// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/estimate/tally-like-calc.h"

#define SECONDS_PER_HOUR 3600
#define PPM 1000000

static const char *const class_names[] = { "workday", "saturday", "sunday" };
G_STATIC_ASSERT (G_N_ELEMENTS (class_names) == TALLY_CLASS_N);

const char *
tally_day_class_name (TallyDayClass day_class)
{
    g_return_val_if_fail (day_class < TALLY_CLASS_N, NULL);

    return class_names[day_class];
}

gboolean
tally_day_class_find (const char *name, TallyDayClass *day_class)
{
    for (guint i = 0; i < TALLY_CLASS_N; i++) {
        if (g_str_equal (name, class_names[i])) {
            *day_class = (TallyDayClass) i;
            return TRUE;
        }
    }
    return FALSE;
}

TallyDayClass
tally_like_class (const TallyLike *like, TallyDay day)
{
    TallyDayType type = like->calendar != NULL ? tally_calendar_day_type (like->calendar, day)
                                               : (TallyDayType) tally_day_weekday (day);

    if (type == TALLY_DAY_SUNDAY || type == TALLY_DAY_HOLIDAY)
        return TALLY_CLASS_SUNDAY;
    return type == TALLY_DAY_SATURDAY ? TALLY_CLASS_SATURDAY : TALLY_CLASS_WORKDAY;
}

static int
temperature (const TallyLike *like, TallyDay day)
{
    return GPOINTER_TO_INT (g_hash_table_lookup (like->temperatures, GINT_TO_POINTER (day.number)));
}

gboolean
tally_like_is_temperature (const TallyLike *like, TallyDay a, TallyDay b)
{
    int left;
    int right;

    if (like->temperatures == NULL || g_hash_table_size (like->temperatures) == 0)
        return TRUE;
    left = temperature (like, a);
    right = temperature (like, b);
    return left == 0 || right == 0 || left == right;
}

gboolean
tally_like_is (const TallyLike *like, TallyDay a, TallyDay b)
{
    return tally_like_class (like, a) == tally_like_class (like, b)
           && tally_like_is_temperature (like, a, b);
}

gboolean
tally_like_profile (const TallyLike *like,
                    TallyDay day,
                    int32_t place,
                    int32_t interval_s,
                    int64_t *energy)
{
    int64_t second = (int64_t) place * interval_s;
    int32_t hour = (int32_t) MIN (second / SECONDS_PER_HOUR, TALLY_PROFILE_HOURS - 1);
    int32_t ppm;

    if (like->profile == NULL || like->capacity_w == 0)
        return FALSE;
    ppm = like->profile->hours_ppm[tally_like_class (like, day)][hour];
    *energy = (int64_t) ((__int128) like->capacity_w * ppm * interval_s
                         / ((int64_t) PPM * SECONDS_PER_HOUR));
    return TRUE;
}
