// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-settlement-calc.h"

static const struct {
    const char *state;
    TallyAct act;
    gboolean is_decision;
    const char *name;
} moves[] = {
    { "draft", TALLY_ACT_SETTLEMENT_DRAFT, FALSE, "audit" },
    { "audited", TALLY_ACT_SETTLEMENT_SUBMIT, FALSE, "submit" },
    { "submitted", TALLY_ACT_SETTLEMENT_DECIDE, TRUE, "approve" },
    { "submitted", TALLY_ACT_SETTLEMENT_DECIDE, TRUE, "return" },
    { "approved", TALLY_ACT_SETTLEMENT_PUBLISH, FALSE, "publish" },
};

char **
tally_settlement_allowed (const char *state, TallyRole role, gboolean is_submitter)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

    for (size_t i = 0; i < G_N_ELEMENTS (moves); i++) {
        if (g_str_equal (moves[i].state, state) && tally_role_may (role, moves[i].act)
            && !(moves[i].is_decision && is_submitter))
            g_strv_builder_add (names, moves[i].name);
    }
    return g_strv_builder_end (names);
}
