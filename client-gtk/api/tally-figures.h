// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * tally_figures_text:
 * @figures: (nullable): names and values that only the rule which made them knows
 *
 * Returns: (transfer full): for a person, such as "limit 120, found 131"
 */
char *tally_figures_text (JsonNode *figures);

G_END_DECLS
