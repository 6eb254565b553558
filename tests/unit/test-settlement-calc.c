// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a settlement goes draft -> audited -> submitted by a clerk -> approved or returned by a
 * supervisor -> published (DOMAIN 6); at each stand a person is shown the steps of his office, and
 * nobody decides what he submitted himself. */
#include "server/publish/api/tally-settlement-calc.h"

typedef struct {
    const char *state;
    TallyRole role;
    gboolean is_submitter;
    const char *allowed;
} Case;

static const Case cases[] = {
    { "draft", TALLY_ROLE_CLERK, FALSE, "audit" },
    { "draft", TALLY_ROLE_SUPERVISOR, FALSE, "audit" },
    { "audited", TALLY_ROLE_CLERK, FALSE, "submit" },
    { "audited", TALLY_ROLE_SUPERVISOR, FALSE, "submit" },
    /* Only the decision has to be another's. */
    { "audited", TALLY_ROLE_CLERK, TRUE, "submit" },
    { "submitted", TALLY_ROLE_CLERK, FALSE, "" },
    { "submitted", TALLY_ROLE_SUPERVISOR, FALSE, "approve return" },
    { "submitted", TALLY_ROLE_SUPERVISOR, TRUE, "" },
    { "approved", TALLY_ROLE_CLERK, FALSE, "" },
    { "approved", TALLY_ROLE_SUPERVISOR, FALSE, "publish" },
    /* Another person approved it. */
    { "approved", TALLY_ROLE_SUPERVISOR, TRUE, "publish" },
    { "published", TALLY_ROLE_SUPERVISOR, FALSE, "" },
    /* What was returned has ended: a new version is drafted. */
    { "returned", TALLY_ROLE_CLERK, FALSE, "" },
    { "", TALLY_ROLE_SUPERVISOR, FALSE, "" },
};

static void
test_allowed (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        const Case *c = &cases[i];
        g_auto(GStrv) names = tally_settlement_allowed (c->state, c->role, c->is_submitter);
        g_autofree char *allowed = g_strjoinv (" ", names);

        g_test_message ("%s, %s", c->state, tally_role_name (c->role));
        g_assert_cmpstr (allowed, ==, c->allowed);
    }
}

/* Who only looks on, or is a customer, has no step at any stand. */
static void
test_others (void)
{
    static const TallyRole roles[] = { TALLY_ROLE_AUDITOR, TALLY_ROLE_ADMINISTRATOR,
                                       TALLY_ROLE_CUSTOMER };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        for (size_t r = 0; r < G_N_ELEMENTS (roles); r++) {
            g_auto(GStrv) names = tally_settlement_allowed (cases[i].state, roles[r], FALSE);

            g_assert_cmpuint (g_strv_length (names), ==, 0);
        }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/settlement/allowed", test_allowed);
    g_test_add_func ("/settlement/others", test_others);
    return g_test_run ();
}
