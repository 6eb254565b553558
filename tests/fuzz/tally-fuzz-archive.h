// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

/* Archives of months of raw frames, for test-fuzz-files. */

/** tally_fuzz_archive_seed: Returns: (transfer full): a good one, of one frame */
GByteArray *tally_fuzz_archive_seed (void);

/** tally_fuzz_archive_read: what is taken is what its digest says; no other bytes are */
void tally_fuzz_archive_read (const uint8_t *bytes, size_t length);

void tally_fuzz_archive_test_seed (void);
