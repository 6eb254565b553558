// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-json.h"

G_BEGIN_DECLS

/* Parts of the OpenEI URDB converter; only shared/tariff includes this. */

#define TALLY_URDB_MONTHS 12
#define TALLY_URDB_HOURS 24

/**
 * TallyUrdb:
 * @record: the record
 * @json: the native document so far
 * @n_components, @n_schedules: written so far
 * @fields: (element-type utf8): which field of the record each component was made from
 */
typedef struct {
    TallyJson *record;
    GString *json;
    int n_components;
    int n_schedules;
    GPtrArray *fields;
} TallyUrdb;

/** tally_urdb_is_nothing: null, an empty text or an empty list count as not said */
gboolean tally_urdb_is_nothing (const TallyJson *node);

/** tally_urdb_find: Returns: (nullable): the first of two names of a field that says something */
TallyJson *tally_urdb_find (TallyUrdb *urdb, const char *key, const char *other);

/** tally_urdb_is_zero: whether a number is missing or zero */
gboolean tally_urdb_is_zero (const TallyJson *node);

/** tally_urdb_text: the text of a string or number; "" when it is neither */
const char *tally_urdb_text (const TallyJson *node);

/** tally_urdb_begin_component: writes the start of a component, made from @field, up to its kind */
void tally_urdb_begin_component (TallyUrdb *urdb,
                                 const char *id,
                                 const char *kind,
                                 const char *field);

/** tally_urdb_schedule: writes a schedule of @structure's periods: 12 x 24 in the fields named */
gboolean tally_urdb_schedule (TallyUrdb *urdb,
                              const char *id,
                              TallyJson *structure,
                              const char *weekday,
                              const char *weekend,
                              GError **error);

/** tally_urdb_tiers: writes "tiers" of one period; @field is "rate" (with "adj") or "sell" */
gboolean tally_urdb_tiers (TallyUrdb *urdb, TallyJson *period, const char *field, GError **error);

/** tally_urdb_blocks: writes "blocks" of one period: kWh/kW tiers with kWh tiers inside */
gboolean tally_urdb_blocks (TallyUrdb *urdb, TallyJson *period, const char *field, GError **error);

/** tally_urdb_editions: refuses two names of one field that say different things */
gboolean tally_urdb_editions (TallyUrdb *urdb, GError **error);

/** tally_urdb_about: "valid_from", "valid_until" and, of what is said in words, "description" */
gboolean tally_urdb_about (TallyUrdb *urdb, GError **error);

/** tally_urdb_demand_tiers: refuses tiers of @structure in another unit, or that sell */
gboolean tally_urdb_demand_tiers (TallyJson *structure, const char *unit, GError **error);

/** tally_urdb_rates: "rates" of every period of @structure, whose limits count kWh or hours */
gboolean tally_urdb_rates (TallyUrdb *urdb,
                           TallyJson *structure,
                           const char *field,
                           GError **error);

/** tally_urdb_limit: "max" of a tier; @is_limited is %FALSE when it is missing, zero or huge */
gboolean tally_urdb_limit (TallyJson *tier,
                           TallyDecimal *limit,
                           gboolean *is_limited,
                           GError **error);

/** tally_urdb_price: "rate" with "adj", or "sell" */
gboolean tally_urdb_price (TallyJson *tier, const char *field, TallyDecimal *price, GError **error);

/** tally_urdb_per_kw: whether a tier's "max" counts kWh per kW */
gboolean tally_urdb_per_kw (TallyJson *tier);

/** tally_urdb_demand_rates: as tally_urdb_rates(), of limits in @unit */
gboolean tally_urdb_demand_rates (TallyUrdb *urdb,
                                  TallyJson *structure,
                                  const char *unit,
                                  GError **error);

gboolean tally_urdb_energy (TallyUrdb *urdb, GError **error);
gboolean tally_urdb_demand (TallyUrdb *urdb, GError **error);
gboolean tally_urdb_fuel (TallyUrdb *urdb, GError **error);
gboolean tally_urdb_fixed (TallyUrdb *urdb, GError **error);
gboolean tally_urdb_minimum (TallyUrdb *urdb, GError **error);
gboolean tally_urdb_export (TallyUrdb *urdb, GError **error);

G_END_DECLS
