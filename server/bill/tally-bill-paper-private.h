// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-paper.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Parts of reading a paper. What is missing or of another kind reads as nothing. */

const char *tally_bill_json_text (JsonObject *object, const char *name);
int64_t tally_bill_json_whole (JsonObject *object, const char *name);
JsonArray *tally_bill_json_array (JsonObject *object, const char *name);
JsonObject *tally_bill_json_object (JsonObject *object, const char *name);
guint tally_bill_json_length (JsonArray *array);

/** tally_bill_json_item: Returns: (nullable): the item of @array that has @id */
JsonObject *tally_bill_json_item (JsonArray *array, const char *id);

/** tally_bill_json_name: Returns: (nullable): the name of @item in one language */
const char *tally_bill_json_name (JsonObject *item, const char *language);

/** tally_bill_json_band: Returns: (nullable): the name of a band of any schedule */
const char *tally_bill_json_band (JsonObject *tariff, const char *band, const char *language);

/** tally_bill_paper_number: Returns: (transfer full): @number in groups, rounded to @decimals, no
 *   zeros at the end; "" when it is none */
char *tally_bill_paper_number (const char *number, int decimals);

/** tally_bill_paper_time: Returns: (transfer full) (nullable): an instant by the local clock */
char *tally_bill_paper_time (const TallyBillPaper *paper, const char *instant);

/** tally_bill_paper_read_curve: fills @paper->curve; leaves it when a day is missing */
void tally_bill_paper_read_curve (TallyBillPaper *paper, JsonObject *root, JsonObject *tariff);

void tally_bill_paper_curve_free (TallyBillPaperCurve *curve);

/** tally_bill_paper_explain: Returns: (transfer full): how a line came about, in sentences */
char *tally_bill_paper_explain (const TallyBillPaper *paper, JsonObject *tariff, JsonObject *line);

G_END_DECLS
