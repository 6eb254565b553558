// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-market-time.h"

static GTimeZone *zone;

gboolean
tally_market_time_set_zone (const char *name)
{
    GTimeZone *found = name != NULL ? g_time_zone_new_identifier (name) : NULL;

    if (found == NULL)
        return FALSE;
    g_clear_pointer (&zone, g_time_zone_unref);
    zone = found;
    return TRUE;
}

/* Nobody has signed in yet: nothing of the market is shown. */
static GTimeZone *
get_zone (void)
{
    if (zone == NULL)
        zone = g_time_zone_new_utc ();
    return zone;
}

GDateTime *
tally_market_time_now (void)
{
    return g_date_time_new_now (get_zone ());
}

char *
tally_market_time_day (int n_days)
{
    g_autoptr(GDateTime) now = tally_market_time_now ();
    g_autoptr(GDateTime) then = g_date_time_add_days (now, n_days);

    return g_date_time_format (then, "%Y-%m-%d");
}

GDateTime *
tally_market_time_of (int64_t instant)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant);

    return utc != NULL ? g_date_time_to_timezone (utc, get_zone ()) : NULL;
}
