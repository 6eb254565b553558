// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-types.h"

const char *
tally_severity_name (TallySeverity severity)
{
    static const char *const names[] = { "info", "warn", "fail" };

    g_return_val_if_fail ((size_t) severity < G_N_ELEMENTS (names), NULL);

    return names[severity];
}

void
tally_findings_add (GArray *findings, TallyFinding finding)
{
    if (findings->len < TALLY_VALIDATE_MAX_FINDINGS)
        g_array_append_val (findings, finding);
}
