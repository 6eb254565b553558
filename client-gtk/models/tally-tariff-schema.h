// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The schema of tariff documents (data/schemas), to know which members a place may have. */

/**
 * tally_tariff_schema_at:
 * @root: of the document: which kind a component has decides
 * @path: such as "$.components[2].rates[0]"
 *
 * Returns: (transfer none) (nullable): what the schema says of that place, references followed
 */
JsonObject *tally_tariff_schema_at (JsonNode *root, const char *path);

/** tally_tariff_schema_follow: follows "$ref" */
JsonObject *tally_tariff_schema_follow (JsonObject *schema);

/** tally_tariff_schema_members: Returns: (nullable): its "properties" */
JsonObject *tally_tariff_schema_members (JsonObject *schema);

gboolean tally_tariff_schema_requires (JsonObject *schema, const char *member);

/** tally_tariff_schema_type: Returns: "string", "integer", "boolean", "array", "object", "name" */
const char *tally_tariff_schema_type (JsonObject *schema);

/** tally_tariff_schema_default: Returns: (transfer full): the least that stands in that place */
JsonNode *tally_tariff_schema_default (JsonObject *schema);

/** tally_tariff_schema_component: @kind: Returns: (transfer full): a new component of that kind */
JsonNode *tally_tariff_schema_component (const char *kind, const char *id);

/** tally_tariff_schema_kinds: Returns: (transfer none): kinds of components, %NULL-ended */
const char *const *tally_tariff_schema_kinds (void);

/**
 * tally_tariff_path_step: takes the first step of a path
 * @rest: (inout): behind "$", becomes what follows the step
 * @index: (out): of "[3]", or -1
 *
 * Returns: (transfer full) (nullable): the name of ".name", or %NULL for "[3]"
 */
char *tally_tariff_path_step (const char **rest, int *index);

G_END_DECLS
