// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-tariff-model.h"

G_BEGIN_DECLS

/* Parts of the document parser; only shared/tariff includes this. Each
 * returns FALSE with line and path of the fault. */

/** tally_tariff_read_word: id, name (a string or {"en": ..., "zh_CN": ...}) of @node */
gboolean tally_tariff_read_word (TallyTariff *tariff,
                                 TallyJson *node,
                                 TallyTariffWord *word,
                                 GError **error);

/** tally_tariff_find_word: the index of the id in string @node, or -1 with an error */
int tally_tariff_find_word (const TallyTariffWord *words,
                            size_t n,
                            const TallyJson *node,
                            const char *what,
                            GError **error);

/** tally_tariff_read_set: bits of the ids listed under @key; all when it is missing */
gboolean tally_tariff_read_set (const TallyTariffWord *words,
                                size_t n,
                                TallyJson *node,
                                const char *key,
                                const char *what,
                                uint64_t *set,
                                GError **error);

gboolean tally_tariff_read_seasons (TallyTariff *tariff, TallyJson *root, GError **error);
gboolean tally_tariff_read_schedules (TallyTariff *tariff, TallyJson *root, GError **error);

/** tally_tariff_read_rates: member "rates", or "rate" or "tiers", of component @node */
gboolean tally_tariff_read_rates (TallyTariff *tariff,
                                  TallyTariffComponent *component,
                                  TallyJson *node,
                                  GError **error);

gboolean tally_tariff_read_components (TallyTariff *tariff, TallyJson *root, GError **error);

/** tally_tariff_read_kind: the members that only @component's kind has */
gboolean tally_tariff_read_kind (TallyTariff *tariff,
                                 TallyTariffComponent *component,
                                 TallyJson *node,
                                 GError **error);

/** tally_tariff_read_share: a percentage or multiple from 0 to @high; missing: stays as it is */
gboolean tally_tariff_read_share (TallyJson *node,
                                  const char *key,
                                  TallyDecimal high,
                                  TallyDecimal *value,
                                  GError **error);

/** tally_tariff_read_demand_rule: unit, window, ratchet, floor and contract of @node */
gboolean tally_tariff_read_demand_rule (TallyTariffDemand *demand, TallyJson *node, GError **error);

/** tally_tariff_read_clock: minutes of "HH:MM", 00:00 to 24:00 */
gboolean tally_tariff_read_clock (const TallyJson *node, int *minutes, GError **error);

G_END_DECLS
