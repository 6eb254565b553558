// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-guard-calc.h"

#define CLERK (1u << TALLY_ROLE_CLERK)
#define SUPERVISOR (1u << TALLY_ROLE_SUPERVISOR)
#define AUDITOR (1u << TALLY_ROLE_AUDITOR)
#define ADMINISTRATOR (1u << TALLY_ROLE_ADMINISTRATOR)

static const struct {
    const char *name;
    const char *database_role;
} roles[] = {
    [TALLY_ROLE_CLERK] = { "clerk", "tally_clerk" },
    [TALLY_ROLE_SUPERVISOR] = { "supervisor", "tally_supervisor" },
    [TALLY_ROLE_AUDITOR] = { "auditor", "tally_auditor" },
    /* Sees as an auditor does; that he manages people gives him no say in figures. */
    [TALLY_ROLE_ADMINISTRATOR] = { "administrator", "tally_auditor" },
    [TALLY_ROLE_CUSTOMER] = { "customer", NULL },
};

/* Who may do what: the only such table. A supervisor may prepare a settlement too; that he
 * then cannot decide it himself is the four-eyes rule of server/settle, not a matter of roles. */
static const struct {
    const char *name;
    guint roles;
} acts[] = {
    [TALLY_ACT_SEE] = { "see", CLERK | SUPERVISOR | AUDITOR | ADMINISTRATOR },
    [TALLY_ACT_REREAD] = { "reread", CLERK | SUPERVISOR },
    [TALLY_ACT_BILL_RUN] = { "bill-run", CLERK | SUPERVISOR },
    [TALLY_ACT_BILL_ISSUE] = { "bill-issue", CLERK | SUPERVISOR },
    [TALLY_ACT_BILL_HOLD] = { "bill-hold", CLERK | SUPERVISOR },
    [TALLY_ACT_BILL_CHECK] = { "bill-check", SUPERVISOR },
    [TALLY_ACT_BILL_CYCLE] = { "bill-cycle", SUPERVISOR },
    [TALLY_ACT_BILL_REBILL] = { "bill-rebill", CLERK | SUPERVISOR },
    [TALLY_ACT_BILL_APPROVE] = { "bill-approve", SUPERVISOR },
    [TALLY_ACT_SETTLEMENT_DRAFT] = { "settlement-draft", CLERK | SUPERVISOR },
    [TALLY_ACT_SETTLEMENT_SUBMIT] = { "settlement-submit", CLERK | SUPERVISOR },
    [TALLY_ACT_SETTLEMENT_DECIDE] = { "settlement-decide", SUPERVISOR },
    [TALLY_ACT_SETTLEMENT_PUBLISH] = { "settlement-publish", SUPERVISOR },
    [TALLY_ACT_PERSON] = { "person", ADMINISTRATOR },
    [TALLY_ACT_EDIT] = { "edit", CLERK | SUPERVISOR },
    [TALLY_ACT_PLAN] = { "plan", SUPERVISOR | ADMINISTRATOR },
    [TALLY_ACT_TARIFF_DRAFT] = { "tariff-draft", CLERK | SUPERVISOR },
    [TALLY_ACT_TARIFF_SIGN] = { "tariff-sign", SUPERVISOR },
    [TALLY_ACT_RULES] = { "rules", SUPERVISOR },
    [TALLY_ACT_IMPORT] = { "import", CLERK | SUPERVISOR },
};

G_STATIC_ASSERT (G_N_ELEMENTS (roles) == TALLY_ROLE_N);
G_STATIC_ASSERT (G_N_ELEMENTS (acts) == TALLY_ACT_N);

gboolean
tally_role_parse (const char *text, TallyRole *role)
{
    for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
        if (g_str_equal (roles[i].name, text)) {
            *role = i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *
tally_role_name (TallyRole role)
{
    g_return_val_if_fail (role < TALLY_ROLE_N, NULL);

    return roles[role].name;
}

const char *
tally_role_database_role (TallyRole role)
{
    g_return_val_if_fail (role < TALLY_ROLE_N, NULL);

    return roles[role].database_role;
}

gboolean
tally_role_may (TallyRole role, TallyAct act)
{
    g_return_val_if_fail (role < TALLY_ROLE_N && act < TALLY_ACT_N, FALSE);

    return (acts[act].roles & (1u << role)) != 0;
}

const char *
tally_act_name (TallyAct act)
{
    g_return_val_if_fail (act < TALLY_ACT_N, NULL);

    return acts[act].name;
}

char **
tally_role_acts (TallyRole role)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

    for (guint act = 0; act < G_N_ELEMENTS (acts); act++) {
        if (tally_role_may (role, act))
            g_strv_builder_add (names, acts[act].name);
    }
    return g_strv_builder_end (names);
}

int64_t
tally_guard_delay_s (int64_t failures)
{
    int64_t delay_s = 1;

    if (failures < TALLY_GUARD_FREE_FAILURES)
        return 0;
    for (int64_t n = TALLY_GUARD_FREE_FAILURES; n <= failures; n++) {
        delay_s *= 2;
        if (delay_s >= TALLY_GUARD_DELAY_MAX_S)
            return TALLY_GUARD_DELAY_MAX_S;
    }
    return delay_s;
}

int64_t
tally_guard_idle_s (TallyRole role)
{
    return role == TALLY_ROLE_CUSTOMER ? 30 * 60 : 15 * 60;
}
