// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-curve.h"

#include <glib/gi18n.h>

#define QUALITY_EDITED 6
#define QUALITY_SUSPECT 7
#define QUALITY_PROVISIONAL 8
#define QUALITY_MISSING 255

static const char *const look_words[] = {
    [TALLY_CURVE_MEASURED] = N_ ("Measured"), [TALLY_CURVE_ESTIMATED] = N_ ("Estimated"),
    [TALLY_CURVE_EDITED] = N_ ("Edited"),     [TALLY_CURVE_PROVISIONAL] = N_ ("Provisional"),
    [TALLY_CURVE_MISSING] = N_ ("Missing"),
};

static const char *const quality_words[] = {
    N_ ("Measured"),
    N_ ("Estimated by the check meter"),
    N_ ("Estimated by the registers"),
    N_ ("Estimated by a straight line"),
    N_ ("Estimated by like days"),
    N_ ("Estimated by a profile"),
    N_ ("Edited"),
    N_ ("Measured, being checked"),
    N_ ("Provisional"),
};

static GArray *
ref_or_new (GArray *array)
{
    return array != NULL ? g_array_ref (array) : g_array_new (FALSE, FALSE, sizeof (int64_t));
}

TallyCurve *
tally_curve_new (const TallyWireIntervals *intervals, const TallyWireIntervalDay *day)
{
    TallyCurve *curve = g_new0 (TallyCurve, 1);

    curve->first_at = day->first_at;
    curve->interval_s = intervals->interval_s > 0 ? intervals->interval_s : 900;
    if (intervals->time_zone != NULL)
        curve->zone = g_time_zone_new_identifier (intervals->time_zone);
    if (curve->zone == NULL)
        curve->zone = g_time_zone_new_utc ();
    curve->values = ref_or_new (day->values);
    curve->quality = ref_or_new (day->quality);
    curve->like = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
    for (guint i = 0; day->like_days != NULL && i < day->like_days->len; i++) {
        const TallyWireLikeDay *like = day->like_days->pdata[i];

        g_ptr_array_add (curve->like, ref_or_new (like->values));
    }
    return curve;
}

void
tally_curve_free (TallyCurve *curve)
{
    g_time_zone_unref (curve->zone);
    g_array_unref (curve->values);
    g_array_unref (curve->quality);
    g_ptr_array_unref (curve->like);
    g_free (curve);
}

guint
tally_curve_n (const TallyCurve *curve)
{
    return MIN (curve->values->len, curve->quality->len);
}

TallyCurveLook
tally_curve_look (const TallyCurve *curve, guint index)
{
    int64_t quality = g_array_index (curve->quality, int64_t, index);

    if (quality == 0)
        return TALLY_CURVE_MEASURED;
    if (quality == QUALITY_EDITED)
        return TALLY_CURVE_EDITED;
    if (quality == QUALITY_SUSPECT || quality == QUALITY_PROVISIONAL)
        return TALLY_CURVE_PROVISIONAL;
    return quality == QUALITY_MISSING ? TALLY_CURVE_MISSING : TALLY_CURVE_ESTIMATED;
}

const char *
tally_curve_look_word (TallyCurveLook look)
{
    return _ (look_words[look]);
}

const char *
tally_curve_quality_word (gint64 quality)
{
    if (quality < 0 || quality >= (gint64) G_N_ELEMENTS (quality_words))
        return tally_curve_look_word (TALLY_CURVE_MISSING);
    return _ (quality_words[quality]);
}

char *
tally_curve_time (const TallyCurve *curve, guint index)
{
    gint64 at = curve->first_at + (gint64) index * curve->interval_s;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (at);
    g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, curve->zone) : NULL;

    return local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup ("–");
}

int
tally_curve_find (const TallyCurve *curve, const char *time)
{
    g_autofree char *typed = g_strdelimit (g_strstrip (g_strdup (time)), ".", ':');
    g_autofree char *wanted = g_strconcat (strlen (typed) == strlen ("9:15") ? "0" : "", typed,
                                           NULL);

    for (guint i = 0; i < tally_curve_n (curve); i++) {
        g_autofree char *start = tally_curve_time (curve, i);

        if (g_str_equal (start, wanted))
            return (int) i;
    }
    return -1;
}

static gint64
highest_of (const GArray *values)
{
    gint64 highest = 0;

    for (guint i = 0; values != NULL && i < values->len; i++)
        highest = MAX (highest, g_array_index (values, int64_t, i));
    return highest;
}

gint64
tally_curve_highest (const TallyCurve *curve, const GArray *after)
{
    gint64 highest = MAX (highest_of (curve->values), highest_of (after));

    for (guint i = 0; i < curve->like->len; i++)
        highest = MAX (highest, highest_of (curve->like->pdata[i]));
    return highest;
}

gboolean
tally_curve_worst (const TallyCurve *curve, guint *first, guint *end)
{
    guint start = 0;

    *first = *end = 0;
    for (guint i = 0; i < tally_curve_n (curve); i++) {
        if (tally_curve_look (curve, i) == TALLY_CURVE_MEASURED)
            start = i + 1;
        else if (i + 1 - start > *end - *first) {
            *first = start;
            *end = i + 1;
        }
    }
    return *end > *first;
}
