// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/files/tally-interval-out.h"

G_BEGIN_DECLS

/**
 * TallyNem12Out:
 *
 * Writes NEM12 (Meter Data File Format Specification NEM12 & NEM13, AEMO). No I/O and no clock:
 * text grows in a string of the caller, who may send it off and empty it between any two calls.
 * Days are those of local standard time, as the standard has them; where clocks change, they are
 * cut anew from ours. Codes of points may be longer than the standard's ten characters.
 */
typedef struct _TallyNem12Out TallyNem12Out;

/**
 * tally_nem12_out_new:
 * @out: (transfer none): text is added here; must outlive the writer
 * @made_at: for the header: Unix seconds, shown in UTC; take the end of the data, and the file
 *   stays the same while the data do
 * @from, @to: participants: who sends and who gets the file
 */
TallyNem12Out *tally_nem12_out_new (GString *out,
                                    int64_t made_at,
                                    const char *from,
                                    const char *to);
void tally_nem12_out_free (TallyNem12Out *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyNem12Out, tally_nem12_out_free)

/**
 * tally_nem12_out_add:
 * @series: of the same point and channel as before it and later, or the first of another
 *
 * Writes the days that are whole with it. A day of which nothing is known is left out.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when the standard has no such intervals or no such name
 */
gboolean tally_nem12_out_add (TallyNem12Out *self, const TallyIntervalOut *series, GError **error);

/** tally_nem12_out_end: writes what is left, and the end record; nothing may be added after it */
void tally_nem12_out_end (TallyNem12Out *self);

G_END_DECLS
