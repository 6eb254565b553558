// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-explain-picture.h"
#include "shared/wire/tally-wire-line-reason.h"

G_BEGIN_DECLS

/**
 * TallyLineWhy: why a line of a bill is what it is, in the language of the screen
 *
 * The client prices the line's part again from what the server says it was made from, so that
 * text and picture speak the person's language.
 */
typedef struct _TallyLineWhy TallyLineWhy;

/**
 * tally_line_why_new:
 * @reason: its is_same is set; kept, not owned: nothing is read of @self after it has gone
 *
 * Returns: (transfer full): %NULL with %TALLY_ERROR_INVALID when it does not give the line
 */
TallyLineWhy *tally_line_why_new (const TallyWireLineReason *reason, GError **error);

void tally_line_why_free (TallyLineWhy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyLineWhy, tally_line_why_free)

/** tally_line_why_get_text: Returns: the rule in sentences */
const char *tally_line_why_get_text (const TallyLineWhy *self);

/** tally_line_why_get_chart: Returns: (nullable): %NULL for a line that no intervals made */
const TallyChartLoad *tally_line_why_get_chart (const TallyLineWhy *self);

/** tally_line_why_read: Returns: (transfer full): "2026-09-01 18:15 · 12.4 kW · Peak" */
char *tally_line_why_read (const TallyLineWhy *self, size_t interval);

/** tally_line_why_day: Returns: intervals of a day of 24 hours */
size_t tally_line_why_day (const TallyLineWhy *self);

G_END_DECLS
