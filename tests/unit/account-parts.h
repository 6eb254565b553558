// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-account-calc.h"

/* Parts of documents and the month that tests of a customer's pages share. */

#define DOCUMENT(more, components)                                                      \
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\", " more \
    "\"components\": [" components "]}"
#define ENERGY(rate) "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"" rate "\"}"

static inline const TallyZone *
zone_of (const char *name)
{
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (name, &error);

    g_assert_no_error (error);
    return zone;
}

static inline TallyTariff *
tariff_of (const char *document)
{
    g_autoptr(GError) error = NULL;
    TallyTariff *tariff = tally_tariff_parse (document, -1, &error);

    g_assert_no_error (error);
    return tariff;
}
