// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-paper.h"
#include "shared/number/tally-catalogue.h"

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

/** tally_bill_json_tariff: Returns: (nullable): the version of the tariff that @line, of @root, was
 *   priced by; without a line, or where the line names none, that of the bill */
JsonObject *tally_bill_json_tariff (JsonObject *root, JsonObject *line);

/** TallyBillPaperPast: what the bill was made of, with the intervals of its month */
typedef struct _TallyBillPaperPast TallyBillPaperPast;

/**
 * tally_bill_paper_past_read:
 * @blocks: (nullable): of "bill/paper-blocks"
 * @market: (nullable): of "bill/past-market"; must outlive what is read
 * @read: (out) (nullable) (transfer full): %NULL when the bill kept nothing, or has no intervals
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when something is broken
 */
gboolean tally_bill_paper_past_read (const TallyBillPaper *paper,
                                     JsonObject *root,
                                     JsonArray *blocks,
                                     const char *market,
                                     TallyBillPaperPast **read,
                                     GError **error);
void tally_bill_paper_past_free (TallyBillPaperPast *past);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillPaperPast, tally_bill_paper_past_free)

/** tally_bill_paper_past_import: Returns: (transfer none): Wh of each interval of @days */
const int64_t *tally_bill_paper_past_import (const TallyBillPaper *paper,
                                             const TallyBillPaperPast *past,
                                             TallyDays days,
                                             int32_t *interval_s,
                                             size_t *n);

/** tally_bill_paper_past_days: @paper->days become what was billed */
void tally_bill_paper_past_days (TallyBillPaper *paper, const TallyBillPaperPast *past);

/** tally_bill_paper_past_explain: @catalogue: (nullable): of the paper's language; tells the lines
 *   of @paper that are what is priced again; Returns: %FALSE with a fault of pricing */
gboolean tally_bill_paper_past_explain (const TallyBillPaper *paper,
                                        const TallyBillPaperPast *past,
                                        JsonObject *root,
                                        const TallyCatalogue *catalogue,
                                        GError **error);

/** tally_bill_paper_read_curve: @past: (nullable): hours of today instead; fills @paper->curve;
 *   leaves it when a day is missing */
void tally_bill_paper_read_curve (TallyBillPaper *paper,
                                  JsonObject *root,
                                  const TallyBillPaperPast *past);

void tally_bill_paper_curve_free (TallyBillPaperCurve *curve);

/** tally_bill_paper_explain: Returns: (transfer full): quantity, rate and amount of a line, for a
 *   bill that did not keep what it was made of */
char *tally_bill_paper_explain (const TallyBillPaper *paper, JsonObject *line);

G_END_DECLS
