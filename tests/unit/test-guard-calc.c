// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a role may do is the table that was decided, and nothing else; guessing a password
 * takes longer each time, but never for ever. */
#include "server/guard/tally-guard-calc.h"

typedef struct {
    const char *role;
    const char *database_role;
    int64_t idle_s;
    const char *acts; /* in the order of the enum */
} RoleCase;

static const RoleCase roles[] = {
    [TALLY_ROLE_CLERK] = { "clerk", "tally_clerk", 900,
                           "see reread bill-run bill-issue bill-hold bill-rebill settlement-draft "
                           "settlement-submit edit tariff-draft import" },
    [TALLY_ROLE_SUPERVISOR] = { "supervisor", "tally_supervisor", 900,
                                "see reread bill-run bill-issue bill-hold bill-check bill-cycle "
                                "bill-rebill bill-approve settlement-draft settlement-submit "
                                "settlement-decide settlement-publish edit tariff-draft "
                                "tariff-sign plan rules import" },
    [TALLY_ROLE_AUDITOR] = { "auditor", "tally_auditor", 900, "see" },
    [TALLY_ROLE_ADMINISTRATOR] = { "administrator", "tally_auditor", 900, "see person plan" },
    [TALLY_ROLE_CUSTOMER] = { "customer", NULL, 1800, "" },
};

static void
test_roles (void)
{
    for (TallyRole role = 0; role < TALLY_ROLE_N; role++) {
        const RoleCase *c = &roles[role];
        g_auto(GStrv) names = tally_role_acts (role);
        g_autofree char *acts = g_strjoinv (" ", names);
        TallyRole read = TALLY_ROLE_N;

        g_assert_cmpstr (acts, ==, c->acts);
        g_assert_cmpstr (tally_role_name (role), ==, c->role);
        g_assert_cmpstr (tally_role_database_role (role), ==, c->database_role);
        g_assert_cmpint (tally_guard_idle_s (role), ==, c->idle_s);
        g_assert_true (tally_role_parse (c->role, &read));
        g_assert_cmpint (read, ==, role);
        for (TallyAct act = 0; act < TALLY_ACT_N; act++)
            g_assert_true (tally_role_may (role, act)
                           == g_strv_contains ((const char *const *) names, tally_act_name (act)));
    }
}

static void
test_no_role (void)
{
    static const char *const texts[] = { "", "Clerk", "clerk ", "tally_clerk", "root" };
    TallyRole role = TALLY_ROLE_AUDITOR;

    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
        g_assert_false (tally_role_parse (texts[i], &role));
    g_assert_cmpint (role, ==, TALLY_ROLE_AUDITOR);
}

static void
test_delay (void)
{
    /* Four are free; then 2 s, doubled by each: 2^11 = 2048 at the 15th, 4096 would be more than
     * an hour. */
    static const int64_t cases[][2] = { { 0, 0 },     { 4, 0 },     { 5, 2 },         { 6, 4 },
                                        { 7, 8 },     { 15, 2048 }, { 16, 3600 },     { 17, 3600 },
                                        { 64, 3600 }, { -1, 0 },    { 1 << 30, 3600 } };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        g_assert_cmpint (tally_guard_delay_s (cases[i][0]), ==, cases[i][1]);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/guard/calc/roles", test_roles);
    g_test_add_func ("/guard/calc/no-role", test_no_role);
    g_test_add_func ("/guard/calc/delay", test_delay);
    return g_test_run ();
}
