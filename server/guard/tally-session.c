// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-session.h"

#include <sodium.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (TallySession, tally_session, tally_session_ref, tally_session_unref)

static void
clear_session (gpointer data)
{
    TallySession *session = data;

    if (session->token != NULL)
        sodium_memzero (session->token, strlen (session->token));
    g_free (session->token);
    g_free (session->person_id);
    g_free (session->login);
    g_free (session->name);
    g_free (session->language);
    g_free (session->csrf);
}

TallySession *
tally_session_new (void)
{
    return g_rc_box_new0 (TallySession);
}

TallySession *
tally_session_ref (TallySession *session)
{
    return g_rc_box_acquire (session);
}

void
tally_session_unref (TallySession *session)
{
    g_rc_box_release_full (session, clear_session);
}

TallyScope
tally_session_scope (const TallySession *session)
{
    return (TallyScope){
        .role = tally_role_database_role (session->role),
        .district_id = session->district_id,
        .customer_id = session->customer_id,
        .person_id = session->person_id,
    };
}
