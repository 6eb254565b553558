// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void
end_with_test (gpointer unused)
{
    prctl (PR_SET_PDEATHSIG, SIGTERM);
}

GPid
tally_test_process_start (const char *const *argv, int *out)
{
    GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD;
    g_autoptr(GError) error = NULL;
    GPid pid;

    if (out == NULL)
        flags |= G_SPAWN_STDOUT_TO_DEV_NULL;
    g_spawn_async_with_pipes (NULL, (char **) argv, NULL, flags, end_with_test, NULL, &pid, NULL,
                              out, NULL, &error);
    g_assert_no_error (error);
    return pid;
}

char *
tally_test_process_self (void)
{
    g_autoptr(GError) error = NULL;
    char *path = g_file_read_link ("/proc/self/exe", &error);

    g_assert_no_error (error);
    return path;
}

void
tally_test_process_kill (GPid pid)
{
    int status;

    kill (pid, SIGKILL);
    waitpid (pid, &status, 0);
    g_spawn_close_pid (pid);
}

int
tally_test_process_fault_runs (int n_default)
{
    const char *wanted = g_getenv ("TALLY_FAULT_RUNS");

    return wanted != NULL ? (int) CLAMP (g_ascii_strtoll (wanted, NULL, 10), 1, 1000) : n_default;
}
