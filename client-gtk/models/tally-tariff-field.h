// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-tariff-doc.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Places of a document: what stands there, and how it is filled in; for TallyTariffDoc. */

/** tally_tariff_field_new: Returns: (transfer full) (nullable): the form of @path, by schema */
TallyTariffField *tally_tariff_field_new (JsonNode *root, const char *path);

/** tally_tariff_node_at: Returns: (transfer none) (nullable): what stands at @path */
JsonNode *tally_tariff_node_at (JsonNode *root, const char *path);

/** tally_tariff_node_text: Returns: (transfer full): lists with commas between */
char *tally_tariff_node_text (JsonNode *node);

/** tally_tariff_node_read: Returns: (transfer full): @text as the schema of its place reads it */
JsonNode *tally_tariff_node_read (JsonObject *schema, const char *text);

/** tally_tariff_node_put: @node: (transfer full) */
void tally_tariff_node_put (JsonNode *root, const char *path, JsonNode *node);

/** tally_tariff_node_append: another item like the last; where there is none, the least */
void tally_tariff_node_append (JsonNode *list, JsonObject *schema);
void tally_tariff_node_remove (JsonNode *root, const char *path);
void tally_tariff_node_move (JsonNode *root, const char *path, int by);

G_END_DECLS
