// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The market's time, in which the server's days and months are cut. Wherever the desk stands
 * and whatever its own clock is set to, what is shown is of the market. As with the language,
 * a program has one. */

/**
 * tally_market_time_set_zone:
 * @name: (nullable): of the IANA time zone database, such as "Asia/Shanghai"
 *
 * Returns: %FALSE, and nothing has changed, when this computer does not know it
 */
gboolean tally_market_time_set_zone (const char *name);

/** tally_market_time_now: Returns: (transfer full): the instant, in the market's time */
GDateTime *tally_market_time_now (void);

/** tally_market_time_day: Returns: (transfer full): @n_days after today, such as 2026-11-30 */
char *tally_market_time_day (int n_days);

/** tally_market_time_of: Returns: (transfer full) (nullable): @instant, in the market's time */
GDateTime *tally_market_time_of (int64_t instant);

G_END_DECLS
