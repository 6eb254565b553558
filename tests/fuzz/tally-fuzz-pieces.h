// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* The pieces that the readers of meter files stand on, as targets of a TallyFuzz. */

/** tally_fuzz_edifact_read: what is taken apart and put together again is the same */
void tally_fuzz_edifact_read (const uint8_t *bytes, size_t length);

/** tally_fuzz_line_read: fields lie within their line, and what is taken of them reads the same
 * when it is written again */
void tally_fuzz_line_read (const uint8_t *bytes, size_t length);

/** tally_fuzz_stamp_read: @bytes: a pattern, a line's end and a stamp; an instant that is found is
 * one at which the clock shows the stamp */
void tally_fuzz_stamp_read (const uint8_t *bytes, size_t length);

extern const char *const tally_fuzz_edifacts[];
extern const char *const tally_fuzz_lines[];
extern const char *const tally_fuzz_stamps[];

G_END_DECLS
