// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/api/tally-api.h"

G_BEGIN_DECLS

/**
 * TallyEvents:
 *
 * What happens on the server while we look. Listens as long as it lives and
 * opens the stream again when it breaks, ever more patiently, asking for what
 * was missed.
 *
 * Signal "happened" (name, #TallyWireEvent): an event.
 * Signal "lost": the stream broke; the server may be away.
 * Signal "caught-up": the stream is open again after a break; events may have
 * been lost, so whoever shows something should load it again.
 */
#define TALLY_TYPE_EVENTS (tally_events_get_type ())
G_DECLARE_FINAL_TYPE (TallyEvents, tally_events, TALLY, EVENTS, GObject)

TallyEvents *tally_events_new (TallyApi *api);
void tally_events_start (TallyEvents *self);
void tally_events_stop (TallyEvents *self);

/** tally_events_read_line: takes one line of the stream; for the stream and for tests */
void tally_events_read_line (TallyEvents *self, const char *line);

G_END_DECLS
