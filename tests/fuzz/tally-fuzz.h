// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyFuzz: one parser and what it is fed
 * @name: of the test
 * @target: reads the bytes, which are a block of memory of exactly that size, so that a sanitizer
 *   sees a byte read too far; asserts what must hold whatever they are
 * @texts: (nullable) (array zero-terminated=1): seeds
 * @seed: (nullable): (transfer full): makes one more seed each time
 * @folder: (nullable): all files of it are seeds: below data/ of the source tree, or below the
 *   reference files when it begins with "conformance/" (and those are there)
 * @is_small: has a quarter of the time: a parser of a line or a few fields
 */
typedef struct {
    const char *name;
    void (*target) (const uint8_t *bytes, size_t length);
    const char *const *texts;
    GByteArray *(*seed) (void);
    const char *folder;
    gboolean is_small;
} TallyFuzz;

/**
 * tally_fuzz_until:
 * @is_small: as above
 *
 * Each parser has TALLY_FUZZ_SECONDS (default 1), a small one a quarter of them.
 *
 * Returns: when a loop that begins now has to end, by g_get_monotonic_time()
 */
int64_t tally_fuzz_until (gboolean is_small);

/**
 * tally_fuzz_add:
 * @fuzzes: (array length=n): must outlive the tests
 *
 * Adds a test for each: its seeds as they are, then seeds turned bit by bit, cut, doubled,
 * spliced with each other and with other words in them until the time is over. --seed repeats a
 * run.
 */
void tally_fuzz_add (const TallyFuzz *fuzzes, size_t n);

G_END_DECLS
