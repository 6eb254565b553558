// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-account-book.h"
#include "server/publish/web/tally-web-private.h"

G_BEGIN_DECLS

/**
 * TallyExplainOrder: which line of which bill
 * @line: 1 for the first
 * @agreement_id, @days: of the bill
 * @component, @band, @tier, @amount_minor: of the line as it was issued
 */
typedef struct {
    int line;
    int64_t agreement_id;
    TallyDays days;
    const char *component;
    const char *band;
    int tier;
    int64_t amount_minor;
} TallyExplainOrder;

/**
 * tally_explain_view:
 * @data: (inout): gets "rule", "picture_svg", "bands", "tiers", "bases", "days" for the template
 *
 * Prices the bill again from the intervals of @book and shows why the line is what it is.
 *
 * Returns: %FALSE, without an error, when what was priced is not what was issued: the
 *   readings or the agreement changed since
 */
gboolean tally_explain_view (JsonObject *data,
                             const TallyWebText *text,
                             const TallyAccountBook *book,
                             const TallyExplainOrder *order);

G_END_DECLS
