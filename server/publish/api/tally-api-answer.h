// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/api/tally-api-private.h"

G_BEGIN_DECLS

/**
 * tally_api_answer_list:
 * @statement: its columns are fields of @type, and `total`
 * @values: (array length=n_values): parameters
 * @type: of the rows
 *
 * Answers @request with the rows as the person of the request may see them.
 */
void tally_api_answer_list (TallyApi *api,
                            TallyRequest *request,
                            const char *statement,
                            size_t n_values,
                            const char *const *values,
                            const TallyWireType *type);

/** tally_api_answer_one: the same with one row; 404 when there is none */
void tally_api_answer_one (TallyApi *api,
                           TallyRequest *request,
                           const char *statement,
                           size_t n_values,
                           const char *const *values,
                           const TallyWireType *type);

/**
 * tally_api_read_row:
 *
 * Returns: (transfer full): row @row of @rows as a message of @type, or %NULL with
 *   %TALLY_ERROR_INTERNAL; a column `total` is passed over
 */
gpointer tally_api_read_row (PGresult *rows, int row, const TallyWireType *type, GError **error);

/** tally_api_day: Returns: (nullable): a valid day of the query; else @request was answered */
const char *tally_api_day (TallyRequest *request, const char *name);

/** tally_api_number: Returns: %FALSE when a text that is there is no number; then answered */
gboolean tally_api_number (TallyRequest *request,
                           const char *name,
                           const char *text,
                           int64_t min,
                           int64_t max);

/** tally_api_uuid: Returns: %FALSE when @text is not a UUID; then answered */
gboolean tally_api_uuid (TallyRequest *request, const char *name, const char *text);

/** tally_api_bill_number: Returns: %FALSE when no bill can have that number; then answered 404 */
gboolean tally_api_bill_number (TallyRequest *request, const char *number);

G_END_DECLS
