// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"

/* Parts of documents and the day that tests of tariffs share. */

#define E "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}"
#define SEASON(months) "\"seasons\": [{\"id\": \"a\", \"months\": " months "}], "
#define SCHEDULE(spans)                                                                          \
    "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"b\"}, {\"id\": \"c\"}], \"rules\": " \
    "[{\"spans\": [" spans "]}]}], "
#define WHOLE "{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"b\"}"
#define STEP(to) "{\"to_hundredths\": " to ", \"percent\": \"1\"}"
#define FACTOR(steps) \
    E ", {\"id\": \"p\", \"kind\": \"power-factor\", \"standard_hundredths\": 90, " steps "}"
#define FIVE(x) x "," x "," x "," x "," x
#define TWO_SEASONS                                                                               \
    "\"seasons\": [{\"id\": \"a\", \"months\": [1, 2, 3, 4, 5, 6]}, {\"id\": \"b\", \"months\": " \
    "[7, 8, 9, 10, 11, 12]}], "

static inline TallyTariff *
parse (const char *head, const char *components, GError **error)
{
    g_autofree char *text = g_strdup_printf ("{\"format\": \"gridtally-tariff-v1\", \"id\": \"r\", "
                                             "\"name\": {\"en\": \"Rules\", \"zh_CN\": \"规则\"}, "
                                             "\"currency\": \"EUR\", \"valid_from\": null, %s"
                                             "\"components\": [%s]}",
                                             head, components);

    return tally_tariff_parse (text, -1, error);
}

static inline TallyPricePeriod
april (void)
{
    return (TallyPricePeriod){ .days = { tally_day_new (2026, 4, 1), tally_day_new (2026, 4, 2) },
                               .zone = tally_zone_get ("UTC", NULL),
                               .interval_seconds = 900,
                               .units_per_kwh = 1000 };
}
