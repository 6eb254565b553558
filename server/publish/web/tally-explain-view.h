// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-explain-past.h"
#include "server/publish/web/tally-web-private.h"

G_BEGIN_DECLS

/**
 * TallyExplainOrder: which line of which bill
 * @past: of a credit note the bill that it took back
 * @line: 1 for the first
 * @component, @band, @tier, @amount_minor: of the line as it was issued
 */
typedef struct {
    TallyExplainPast past;
    int line;
    const char *component;
    const char *band;
    int tier;
    int64_t amount_minor;
} TallyExplainOrder;

/**
 * tally_explain_view:
 * @data: (inout): gets "rule", "picture_svg", "bands", "tiers", "bases", "days" for the template
 * @is_same: (out): %FALSE when what is priced is not what was issued: the bill did not keep what
 *   it was made of, and readings or the agreement changed since
 *
 * Prices the bill again from the intervals of @book and shows why the line is what it is.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID or %TALLY_ERROR_OVERFLOW
 */
gboolean tally_explain_view (JsonObject *data,
                             const TallyWebText *text,
                             const TallyAccountBook *book,
                             const TallyExplainOrder *order,
                             gboolean *is_same,
                             GError **error);

/**
 * tally_explain_json:
 * @data: (inout): gets "text", the rule in sentences, and "explain" as
 *   tally_explain_append_json() has it; both null when @is_same is %FALSE
 *
 * As tally_explain_view(), for programs.
 */
gboolean tally_explain_json (JsonObject *data,
                             const TallyWebText *text,
                             const TallyAccountBook *book,
                             const TallyExplainOrder *order,
                             gboolean *is_same,
                             GError **error);

G_END_DECLS
