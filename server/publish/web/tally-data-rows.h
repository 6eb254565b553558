// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-use-span.h"
#include "server/publish/web/tally-web-desk.h"

G_BEGIN_DECLS

/** Most rows of one answer of the API; as many when nothing is asked for. */
#define TALLY_DATA_MAX_ROWS 25000
#define TALLY_DATA_ROWS 1000

/** TallyDataOrder: own use over a range; @first_row, @n_rows: of the API's page */
typedef struct {
    TallyUseSpan span;
    int64_t first_row;
    int64_t n_rows;
} TallyDataOrder;

/**
 * tally_data_order_read: the fields from, to, group_by, limit and cursor
 *
 * Returns: (nullable): the field that is wrong; %NULL: all is well
 */
const char *tally_data_order_read (TallyRequest *request, TallyDataOrder *order);

/** tally_data_book: Returns: (transfer full): priced; the bounds are the first result after it */
TallyAccountBook *tally_data_book (const TallyWebTask *task,
                                   const TallyDataOrder *order,
                                   GError **error);

/**
 * tally_data_csv: @rows: (element-type TallyUseRow)
 *
 * Returns: (transfer full): RFC 4180 with a head; figures and instants alone, so that no cell
 *   can be taken for a formula
 */
char *tally_data_csv (const TallyAccountBook *book, const GArray *rows);

/**
 * tally_data_green_button: @origin: of the pages
 *
 * Returns: (transfer full): a feed, or %NULL with %TALLY_ERROR_OVERFLOW
 */
char *tally_data_green_button (const TallyAccountBook *book,
                               const TallyUseSpan *span,
                               const char *origin,
                               GError **error);

/** tally_data_json: Returns: (transfer full): the page of @rows that @order asks for */
JsonObject *tally_data_json (const TallyAccountBook *book,
                             const GArray *rows,
                             const TallyDataOrder *order);

G_END_DECLS
