// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-tariff-reader.h"

static const char *const kind_names[] = {
    [TALLY_LINE_FIXED] = "fixed",
    [TALLY_LINE_ENERGY] = "energy",
    [TALLY_LINE_DEMAND] = "demand",
    [TALLY_LINE_CAPACITY] = "capacity",
    [TALLY_LINE_POWER_FACTOR] = "power-factor",
    [TALLY_LINE_REACTIVE] = "reactive",
    [TALLY_LINE_LEVY] = "levy",
    [TALLY_LINE_TAX] = "tax",
    [TALLY_LINE_MINIMUM] = "minimum",
    [TALLY_LINE_MAXIMUM] = "maximum",
    [TALLY_LINE_EXPORT] = "export",
    [TALLY_LINE_CREDIT] = "credit",
    [TALLY_LINE_DISCOUNT] = "discount",
    [TALLY_LINE_COINCIDENT] = "coincident",
    NULL,
};

G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == TALLY_LINE_KINDS + 1);

const char *
tally_line_kind_name (TallyLineKind kind)
{
    g_return_val_if_fail (kind < TALLY_LINE_KINDS, NULL);
    return kind_names[kind];
}

gboolean
tally_line_kind_from_name (const char *name, TallyLineKind *kind)
{
    for (int i = 0; i < TALLY_LINE_KINDS; i++) {
        if (g_str_equal (kind_names[i], name)) {
            *kind = (TallyLineKind) i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean
read_common (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    static const char *const choices[] = { "always", "demand", "capacity", NULL };
    int kind = -1, choose = TALLY_CHOOSE_ALWAYS;
    TallyJson *schedule;

    if (!tally_json_expect (node, TALLY_JSON_OBJECT, error)
        || !tally_tariff_read_word (tariff, node, &component->word, error)
        || tally_json_require (node, "kind", error) == NULL
        || !tally_json_get_word (node, "kind", kind_names, &kind, error)
        || !tally_json_get_word (node, "choice", choices, &choose, error))
        return FALSE;
    component->kind = (TallyLineKind) kind;
    component->choose = (TallyTariffChoose) choose;
    component->schedule = -1;
    schedule = tally_json_member (node, "schedule");
    if (schedule == NULL)
        return TRUE;

    if (!tally_json_expect (schedule, TALLY_JSON_STRING, error))
        return FALSE;
    for (size_t i = 0; i < tariff->n_schedules; i++) {
        if (g_str_equal (tariff->schedules[i].id, schedule->text))
            component->schedule = (int) i;
    }
    if (component->schedule < 0)
        return tally_json_refuse (schedule, error, "there is no schedule “%s”", schedule->text);
    return TRUE;
}

static gboolean
check_new_id (const TallyTariff *tariff, TallyJson *node, GError **error)
{
    const TallyTariffComponent *component = &tariff->components[tariff->n_components];

    for (size_t i = 0; i < tariff->n_components; i++) {
        if (g_str_equal (tariff->components[i].word.id, component->word.id))
            return tally_json_refuse (node, error, "a second component “%s”", component->word.id);
    }
    return TRUE;
}

gboolean
tally_tariff_read_components (TallyTariff *tariff, TallyJson *root, GError **error)
{
    TallyJson *list = tally_json_require (root, "components", error);

    if (list == NULL || !tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (list->count == 0 || list->count > TALLY_TARIFF_MAX_COMPONENTS)
        return tally_json_refuse (list, error, "1 to %d components are expected",
                                  TALLY_TARIFF_MAX_COMPONENTS);
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        TallyTariffComponent *component = &tariff->components[tariff->n_components];

        if (!read_common (tariff, component, item, error) || !check_new_id (tariff, item, error))
            return FALSE;
        if (!tally_tariff_read_kind (tariff, component, item, error)) {
            g_clear_pointer (&component->rates.rates, g_free);
            return FALSE;
        }
        tariff->n_components++;
        if (!tally_json_no_others (item, error))
            return FALSE;
    }
    return TRUE;
}
