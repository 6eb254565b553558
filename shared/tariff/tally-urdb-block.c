// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-urdb.h"

/* A record mixes tiers of kWh/kW and of kWh in one list: a tier of kWh/kW opens
 * a block that ends at its limit, and the kWh tiers that follow divide the
 * block. The rate of a tier that only opens a block is never charged. */

gboolean
tally_urdb_per_kw (TallyJson *tier)
{
    const TallyJson *unit = tally_json_member (tier, "unit");

    return unit != NULL && unit->text != NULL && g_str_has_prefix (unit->text, "kWh/kW");
}

static gboolean
write_step (TallyUrdb *urdb, TallyJson *tier, const char *field, gboolean is_first, GError **error)
{
    gboolean is_last = tier->next == NULL || tally_urdb_per_kw (tier->next);
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal price, limit;
    gboolean is_limited;

    tally_json_member (tier, "sell");
    tally_json_member (tier, "max");
    if (!tally_urdb_price (tier, field, &price, error) || !tally_json_no_others (tier, error))
        return FALSE;
    g_string_append (urdb->json, is_first ? "{" : ", {");
    if (!tally_urdb_per_kw (tier)) {
        if (!tally_urdb_limit (tier, &limit, &is_limited, error))
            return FALSE;
        if (is_limited == is_last)
            return tally_json_refuse (tier, error,
                                      is_last ? "a step that ends before its block"
                                              : "only the last step of a block may lack “max”");
        if (is_limited)
            g_string_append_printf (urdb->json, "\"up_to\": \"%s\", ",
                                    tally_decimal_format (limit, text));
    }
    g_string_append_printf (urdb->json, "\"rate\": \"%s\"}", tally_decimal_format (price, text));
    return TRUE;
}

static gboolean
open_block (TallyUrdb *urdb, TallyJson *tier, gboolean is_last, GError **error)
{
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal limit;
    gboolean is_limited;

    if (!tally_urdb_limit (tier, &limit, &is_limited, error))
        return FALSE;
    if (is_limited == is_last)
        return tally_json_refuse (tier, error,
                                  is_last ? "the last block must have no end"
                                          : "only the last block may lack “max”");
    g_string_append (urdb->json, tier->index == 0 ? "{" : ", {");
    if (is_limited)
        g_string_append_printf (urdb->json, "\"up_to\": \"%s\", ",
                                tally_decimal_format (limit, text));
    g_string_append (urdb->json, "\"tiers\": [");
    return TRUE;
}

static gboolean
has_block_after (TallyJson *tier)
{
    for (tier = tier->next; tier != NULL; tier = tier->next) {
        if (tally_urdb_per_kw (tier))
            return TRUE;
    }
    return FALSE;
}

gboolean
tally_urdb_blocks (TallyUrdb *urdb, TallyJson *period, const char *field, GError **error)
{
    TallyJson *tier = period->first;

    if (tier == NULL || !tally_urdb_per_kw (tier))
        return tally_json_refuse (period, error, "the first tier must be of kWh/kW");
    g_string_append (urdb->json, "\"blocks\": [");
    while (tier != NULL) {
        TallyJson *step = tier;

        if (!open_block (urdb, tier, !has_block_after (tier), error))
            return FALSE;
        if (tier->next != NULL && !tally_urdb_per_kw (tier->next))
            step = tier->next;
        for (TallyJson *first = step; step != NULL && (step == first || !tally_urdb_per_kw (step));
             step = step->next) {
            if (!write_step (urdb, step, field, step == first, error))
                return FALSE;
        }
        g_string_append (urdb->json, "]}");
        tier = step;
    }
    g_string_append_c (urdb->json, ']');
    return TRUE;
}
