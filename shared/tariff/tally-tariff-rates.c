// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-tariff-reader.h"

#include <string.h>

static const TallyTariffWord whole_day = { "all", "All hours", "全天" };

TallyDecimal
tally_tariff_rate (const TallyTariffRates *rates, int season, int band, int tier)
{
    return rates->rates[((size_t) season * rates->n_bands + (size_t) band) * TALLY_TARIFF_MAX_TIERS
                        + (size_t) tier];
}

/* One price or a ladder of tiers, as a list of rates and limits. */
typedef struct {
    int n_tiers;
    int first; /* of the block being read */
    unsigned has_limit;
    unsigned has_block;
    TallyDecimal limits[TALLY_TARIFF_MAX_TIERS];
    TallyDecimal blocks[TALLY_TARIFF_MAX_TIERS];
    TallyDecimal rates[TALLY_TARIFF_MAX_TIERS];
} Ladder;

static gboolean
read_rate (TallyJson *node, TallyDecimal *rate, GError **error)
{
    return tally_json_require (node, "rate", error) != NULL
           && tally_json_get_decimal (node, "rate", rate, error);
}

static gboolean
read_tier (TallyJson *node, Ladder *ladder, gboolean is_last, GError **error)
{
    TallyJson *limit = tally_json_member (node, "up_to");
    TallyDecimal *here = &ladder->limits[ladder->n_tiers];
    TallyDecimal before = ladder->n_tiers == ladder->first ? (TallyDecimal){ 0, 0 } : here[-1];

    if (!tally_json_expect (node, TALLY_JSON_OBJECT, error)
        || !read_rate (node, &ladder->rates[ladder->n_tiers], error)
        || !tally_json_get_decimal (node, "up_to", here, error))
        return FALSE;
    if (limit == NULL && !is_last)
        return tally_json_refuse (node, error, "only the last tier may lack “up_to”");
    if (limit != NULL && is_last)
        return tally_json_refuse (limit, error, "the last tier must have no end");
    if (limit != NULL && tally_decimal_compare (*here, before) <= 0)
        return tally_json_refuse (limit, error, "a tier must end above where it begins");
    if (limit != NULL)
        ladder->has_limit |= 1u << ladder->n_tiers;
    ladder->n_tiers++;
    return tally_json_no_others (node, error);
}

static gboolean
read_tiers (TallyJson *tiers, Ladder *ladder, GError **error)
{
    if (!tally_json_expect (tiers, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (tiers->count == 0 || tiers->count + (size_t) ladder->n_tiers > TALLY_TARIFF_MAX_TIERS)
        return tally_json_refuse (tiers, error, "1 to %d tiers are expected",
                                  TALLY_TARIFF_MAX_TIERS);
    ladder->first = ladder->n_tiers;
    for (TallyJson *item = tiers->first; item != NULL; item = item->next) {
        if (!read_tier (item, ladder, item->next == NULL, error))
            return FALSE;
    }
    return TRUE;
}

/* A block ends at so many kWh per kW; inside it are tiers by the month. */
static gboolean
read_block (TallyJson *node,
            Ladder *ladder,
            gboolean is_last,
            TallyDecimal *reached,
            GError **error)
{
    TallyJson *limit, *tiers;
    TallyDecimal end = { 0, 0 };
    int first = ladder->n_tiers;

    if (!tally_json_expect (node, TALLY_JSON_OBJECT, error)
        || !tally_json_get_decimal (node, "up_to", &end, error)
        || (tiers = tally_json_require (node, "tiers", error)) == NULL
        || !read_tiers (tiers, ladder, error))
        return FALSE;
    limit = tally_json_member (node, "up_to");
    if ((limit == NULL) != is_last)
        return tally_json_refuse (node, error, "every block but the last needs “up_to”");
    if (limit != NULL && tally_decimal_compare (end, *reached) <= 0)
        return tally_json_refuse (limit, error, "a block must end above where it begins");
    for (int tier = first; limit != NULL && tier < ladder->n_tiers; tier++) {
        ladder->blocks[tier] = end;
        ladder->has_block |= 1u << tier;
    }
    *reached = end;
    return tally_json_no_others (node, error);
}

static gboolean
read_blocks (TallyJson *blocks, Ladder *ladder, GError **error)
{
    TallyDecimal reached = { 0, 0 };

    if (!tally_json_expect (blocks, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (blocks->count == 0)
        return tally_json_refuse (blocks, error, "must not be empty");
    for (TallyJson *item = blocks->first; item != NULL; item = item->next) {
        if (!read_block (item, ladder, item->next == NULL, &reached, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_ladder (TallyJson *node, Ladder *ladder, GError **error)
{
    TallyJson *tiers = tally_json_member (node, "tiers");
    TallyJson *blocks = tally_json_member (node, "blocks");
    int n = (tiers != NULL) + (blocks != NULL) + (tally_json_member (node, "rate") != NULL);

    *ladder = (Ladder){ 0 };
    if (n > 1)
        return tally_json_refuse (node, error, "only one of “rate”, “tiers” and “blocks” may be");
    if (tiers != NULL)
        return read_tiers (tiers, ladder, error);
    if (blocks != NULL)
        return read_blocks (blocks, ladder, error);
    ladder->n_tiers = 1;
    return read_rate (node, &ladder->rates[0], error);
}

/* Tiers are used up across bands, so all bands of a season must agree on them. */
static gboolean
agree_on_tiers (TallyTariff *tariff,
                TallyTariffRates *rates,
                size_t season,
                const Ladder *ladder,
                const TallyJson *node,
                GError **error)
{
    if (rates->n_tiers[season] == 0) {
        rates->n_tiers[season] = ladder->n_tiers;
        rates->has_limit[season] = ladder->has_limit;
        rates->has_block[season] = ladder->has_block;
        memcpy (rates->limits[season], ladder->limits, sizeof ladder->limits);
        memcpy (rates->blocks[season], ladder->blocks, sizeof ladder->blocks);
        return TRUE;
    }
    if (rates->n_tiers[season] != ladder->n_tiers)
        return tally_json_refuse (node, error, "%d tiers where season “%s” has %d in another band",
                                  ladder->n_tiers, tariff->seasons[season].id,
                                  rates->n_tiers[season]);
    for (int i = 0; i + 1 < ladder->n_tiers; i++) {
        gboolean is_same = ((rates->has_limit[season] ^ ladder->has_limit) >> i & 1) == 0
                           && ((rates->has_block[season] ^ ladder->has_block) >> i & 1) == 0
                           && tally_decimal_compare (rates->limits[season][i], ladder->limits[i])
                                  == 0
                           && tally_decimal_compare (rates->blocks[season][i], ladder->blocks[i])
                                  == 0;

        if (!is_same)
            return tally_json_refuse (node, error,
                                      "tier %d ends elsewhere in another band of season “%s”",
                                      i + 1, tariff->seasons[season].id);
    }
    return TRUE;
}

typedef struct {
    const TallyTariffSchedule *schedule; /* or NULL */
    gboolean is_demand;
    uint64_t given[TALLY_TARIFF_MAX_SEASONS];
} Filling;

static gboolean
is_there (const Filling *filling, size_t season, size_t band)
{
    return filling->schedule == NULL || (filling->schedule->occurs[season] >> band & 1) != 0;
}

static gboolean
fill_cell (TallyTariff *tariff,
           TallyTariffRates *rates,
           Filling *filling,
           size_t season,
           size_t band,
           const Ladder *ladder,
           const TallyJson *node,
           GError **error)
{
    TallyDecimal *cell = &rates->rates[(season * rates->n_bands + band) * TALLY_TARIFF_MAX_TIERS];

    if ((filling->given[season] >> band & 1) != 0)
        return tally_json_refuse (node, error, "a second rate for band “%s” in season “%s”",
                                  filling->schedule == NULL ? whole_day.id
                                                            : filling->schedule->bands[band].id,
                                  tariff->seasons[season].id);
    filling->given[season] |= (uint64_t) 1 << band;
    for (int i = 0; i < ladder->n_tiers; i++)
        cell[i] = ladder->rates[i];
    return !is_there (filling, season, band)
           || agree_on_tiers (tariff, rates, season, ladder, node, error);
}

static gboolean
read_entry (TallyTariff *tariff,
            TallyTariffRates *rates,
            Filling *filling,
            TallyJson *node,
            GError **error)
{
    const TallyTariffWord *bands = filling->schedule == NULL ? &whole_day
                                                             : filling->schedule->bands;
    uint64_t seasons, in_bands;
    Ladder ladder;

    if (!tally_tariff_read_set (tariff->seasons, tariff->n_seasons, node, "seasons", "season",
                                &seasons, error)
        || !tally_tariff_read_set (bands, rates->n_bands, node, "bands", "band", &in_bands, error)
        || !read_ladder (node, &ladder, error))
        return FALSE;
    if (ladder.has_block != 0 && filling->is_demand)
        return tally_json_refuse (node, error, "demand has tiers, not blocks");
    for (size_t season = 0; season < tariff->n_seasons; season++) {
        for (size_t band = 0; band < rates->n_bands; band++) {
            gboolean is_meant = (seasons >> season & 1) != 0 && (in_bands >> band & 1) != 0;

            if (is_meant && !fill_cell (tariff, rates, filling, season, band, &ladder, node, error))
                return FALSE;
        }
    }
    return TRUE;
}

static gboolean
check_complete (TallyTariff *tariff,
                const TallyTariffRates *rates,
                const Filling *filling,
                const TallyJson *node,
                GError **error)
{
    for (size_t season = 0; season < tariff->n_seasons; season++) {
        for (size_t band = 0; band < rates->n_bands; band++) {
            if (!is_there (filling, season, band) || (filling->given[season] >> band & 1) != 0)
                continue;
            return tally_json_refuse (node, error, "no rate for band “%s” in season “%s”",
                                      filling->schedule == NULL ? whole_day.id
                                                                : filling->schedule->bands[band].id,
                                      tariff->seasons[season].id);
        }
    }
    return TRUE;
}

gboolean
tally_tariff_read_rates (TallyTariff *tariff,
                         TallyTariffComponent *component,
                         TallyJson *node,
                         GError **error)
{
    TallyTariffRates *rates = &component->rates;
    TallyJson *list = tally_json_member (node, "rates");
    Filling filling = { .is_demand = component->kind == TALLY_LINE_DEMAND
                                     || component->kind == TALLY_LINE_COINCIDENT };

    if (component->schedule >= 0)
        filling.schedule = &tariff->schedules[component->schedule];
    rates->n_bands = filling.schedule == NULL ? 1 : filling.schedule->n_bands;
    rates->rates = g_new0 (TallyDecimal,
                           tariff->n_seasons * rates->n_bands * TALLY_TARIFF_MAX_TIERS);
    if (list == NULL)
        return read_entry (tariff, rates, &filling, node, error)
               && check_complete (tariff, rates, &filling, node, error);

    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        rates->by_season |= tally_json_member (item, "seasons") != NULL;
        if (!tally_json_expect (item, TALLY_JSON_OBJECT, error)
            || !read_entry (tariff, rates, &filling, item, error)
            || !tally_json_no_others (item, error))
            return FALSE;
    }
    return check_complete (tariff, rates, &filling, list, error);
}
