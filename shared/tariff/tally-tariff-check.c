// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-tariff-reader.h"

/* What a new document may not say, though it can be priced: members without meaning, and what
 * would be priced otherwise than its words say. Documents that were signed off before are read all
 * the same, so it is no part of parsing. */

typedef struct {
    const TallyTariff *tariff;
    TallyJson *components;
    int export; /* index of the export component */
} Check;

static TallyJson *
node_of (const Check *check, size_t index)
{
    TallyJson *node = check->components->first;

    while (node->index < index)
        node = node->next;
    return node;
}

static const TallyTariffExport *
export_of (const Check *check)
{
    return &check->tariff->components[check->export].export;
}

static gboolean
says (TallyJson *node, const char *key)
{
    const TallyJson *member = tally_json_member (node, key);

    return member != NULL && member->type != TALLY_JSON_FALSE;
}

static gboolean
check_true_up (const Check *check, GError **error)
{
    TallyJson *export = node_of (check, (size_t) check->export);
    TallyJson *true_up = tally_json_member (export, "true_up");
    TallyExportMethod method = export_of (check)->method;

    if (true_up == NULL)
        return TRUE;
    if (method == TALLY_EXPORT_NET_BILLING || method == TALLY_EXPORT_SELL_ALL)
        return tally_json_refuse (true_up, error,
                                  "“%s” pays at once: nothing is left for a true-up",
                                  tally_json_member (export, "method")->text);
    if (method == TALLY_EXPORT_NET_METERING)
        return TRUE;
    if (says (true_up, "rate"))
        return tally_json_refuse (tally_json_member (true_up, "rate"), error,
                                  "money credits have no kWh left over");
    if (says (true_up, "credit_expires") && says (true_up, "pays_as_credit"))
        return tally_json_refuse (tally_json_member (true_up, "pays_as_credit"), error,
                                  "credit that expires does not go on");
    return TRUE;
}

static gboolean
has_tiers (const Check *check, const TallyTariffComponent *component)
{
    for (size_t season = 0; season < check->tariff->n_seasons; season++) {
        if (component->rates.n_tiers[season] > 1)
            return TRUE;
    }
    return FALSE;
}

/* Net energy has no order in time. */
static gboolean
check_order (const Check *check, size_t index, GError **error)
{
    const TallyTariffComponent *component = &check->tariff->components[index];
    const TallyJson *order = tally_json_member (node_of (check, index), "tier_order");

    return order == NULL || component->order == TALLY_TIER_PROPORTIONAL
           || !has_tiers (check, component)
           || tally_json_refuse (order, error, "net energy has no order in time: proportional");
}

/* What stands beside the energy that is netted. */
static gboolean
check_beside (const Check *check, size_t index, GError **error)
{
    const TallyTariffComponent *component = &check->tariff->components[index];
    const TallyTariffComponent *energy = &check->tariff->components[export_of (check)->energy];

    if (component->kind == TALLY_LINE_ENERGY)
        return tally_json_refuse (
            node_of (check, index), error,
            "net metering goes with one energy component, “%s”; what all energy bought bears is "
            "a levy",
            energy->word.id);
    if (component->basis == TALLY_TIER_YEAR && energy->basis == TALLY_TIER_YEAR)
        return tally_json_refuse (tally_json_member (node_of (check, index), "tier_basis"), error,
                                  "the year counts the net energy of “%s”", energy->word.id);
    return TRUE;
}

static gboolean
check_netting (const Check *check, GError **error)
{
    size_t energy = (size_t) export_of (check)->energy;

    if (!check_order (check, energy, error) || !check_order (check, (size_t) check->export, error))
        return FALSE;
    for (size_t i = 0; i < check->tariff->n_components; i++) {
        if (i != energy && (int) i != check->export && !check_beside (check, i, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
check_document (Check *check, GError **error)
{
    for (size_t i = 0; i < check->tariff->n_components; i++) {
        if (check->tariff->components[i].kind == TALLY_LINE_EXPORT)
            check->export = (int) i;
    }
    if (check->export < 0)
        return TRUE;
    return check_true_up (check, error)
           && (export_of (check)->method > TALLY_EXPORT_NET_METERING_MONEY
               || check_netting (check, error));
}

TallyTariff *
tally_tariff_check (const char *text, gssize length, GError **error)
{
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (text, length, error);
    g_autoptr(TallyJsonDocument) document = NULL;
    Check check = { tariff, NULL, -1 };

    if (tariff == NULL)
        return NULL;
    document = tally_json_read (text, length, NULL); /* it was read before */
    check.components = tally_json_member (tally_json_root (document), "components");
    return check_document (&check, error) ? g_steal_pointer (&tariff) : NULL;
}
