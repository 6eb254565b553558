// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_test_process_start:
 * @argv: the program's path first
 * @out: (out) (optional): a pipe of what it prints; without it its output is not kept
 *
 * Starts a process that the test will kill or wait for. It ends with the test, however that
 * ends, and what it says to stderr is the test's: a sanitizer's report is never lost.
 *
 * Returns: its process id, to be waited for
 */
GPid tally_test_process_start (const char *const *argv, int *out);

/** tally_test_process_self: Returns: (transfer full): the path of the test's own program */
char *tally_test_process_self (void);

/** tally_test_process_kill: SIGKILL, and waits for the end of @pid. */
void tally_test_process_kill (GPid pid);

/**
 * tally_test_process_fault_runs:
 * @n_default: what is small enough for each run of the tests
 *
 * Returns: how often a fault is tried: TALLY_FAULT_RUNS from the environment, or @n_default
 */
int tally_test_process_fault_runs (int n_default);

G_END_DECLS
