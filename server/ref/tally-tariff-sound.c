// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ref/tally-tariff-sound.h"

#include "shared/tariff/tally-json.h"
#include "shared/time/tally-zone.h"

TallyTariff *
tally_tariff_sound (const char *text, GError **error)
{
    g_autoptr(TallyTariff) tariff = tally_tariff_check (text, -1, error);
    g_autoptr(TallyJsonDocument) document = NULL;
    g_autoptr(GError) reason = NULL;
    const char *name = tariff == NULL ? NULL : tally_tariff_get_time_zone (tariff);

    if (name == NULL || tally_zone_get (name, &reason) != NULL)
        return g_steal_pointer (&tariff);
    document = tally_json_read (text, -1, NULL); /* it was read before */
    tally_json_refuse (tally_json_member (tally_json_root (document), "time_zone"), error, "%s",
                       reason->message);
    return NULL;
}
