// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-use-span.h"
#include "server/publish/web/tally-web-private.h"

G_BEGIN_DECLS

/** tally_use_title: Returns: (transfer full): "October 2026", "5 October 2026 – 11 October 2026" */
char *tally_use_title (const TallyWebText *text, const TallyUseSpan *span);

/** tally_use_quality_text: Returns: (transfer full): "Measured", "3 of 96 estimated" … */
char *tally_use_quality_text (const TallyWebText *text, const TallyUseSum *sum);

/**
 * tally_use_view:
 * @data: (inout): gets "total", "total_money", "chart_svg", "rows", "billed" … for the template
 *
 * Shows @book, which is priced, over @span.
 */
void tally_use_view (JsonObject *data,
                     const TallyWebText *text,
                     const TallyAccountBook *book,
                     const TallyUseSpan *span);

G_END_DECLS
