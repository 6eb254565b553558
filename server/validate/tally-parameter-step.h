// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-store.h"

G_BEGIN_DECLS

/**
 * TallyParameterOrder: what a person wants a rule to be held against from a day on
 * @point_kind: as in ref.point
 * @rule, @name: as in validate.parameter, such as "spike" and "ratio_ppm"
 * @valid_from: the first local day it holds on
 */
typedef struct {
    const char *point_kind;
    const char *rule;
    const char *name;
    TallyDay valid_from;
    int64_t value;
    const char *person;
    const char *address;
    const char *reason;
} TallyParameterOrder;

/** tally_parameter_store_set: @before: (out) (transfer full): what held; "" when nothing did */
gboolean tally_parameter_store_set (TallyDb *db,
                                    const TallyParameterOrder *order,
                                    gboolean *is_new,
                                    char **before,
                                    GError **error);

/**
 * tally_parameter_step_set:
 * @db: a connection of the settle role, not in a transaction
 * @is_new: (out): %FALSE when that value held from that day already; nothing was done then
 *
 * Sets a parameter, with its audit entry, in one transaction. What was said before stays in the
 * history. Days since then are held against the new value when they are next validated.
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND when no rule or kind of point is called so,
 *   %TALLY_ERROR_INVALID when the rule does not take that value
 */
gboolean tally_parameter_step_set (TallyDb *db,
                                   const TallyParameterOrder *order,
                                   gboolean *is_new,
                                   GError **error);

G_END_DECLS
